"""The story of a System Log, played on the bundled Hub as it grows: what Okta makes of each act, row by row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from simulator.intake.draft import Step
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.rehearsal.traffic import Prompter
from simulator.okta import wording
from simulator.okta.actions.directory import create_group
from simulator.okta.actions.record import Refused
from simulator.okta.flows.conversation import Outcome
from simulator.okta.journal import LogRow
from simulator.okta.org import App, AppUser, Job, OktaUser
from simulator.okta.wire import headers
from simulator.play.comparison.alignment import Correspondence
from simulator.play.player import Player
from simulator.play.redaction import Redactor
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Event
from simulator.scenario.loading import load_text
from simulator.scenario.parts.people import user_types, with_email
from simulator.scim.message import Request
from simulator.transport import READ_TIMED_OUT
from simulator.verbs import VERBS
from simulator.verbs.simulation import Wait
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import read_argument

USER_FEATURES = ("create_users", "update_user_attributes", "deactivate_users")
"""The boxes of To App about people; provisioning is enabled where one of them is ticked."""


class Came(NamedTuple):
    """A row that Okta wrote in the rehearsal; `subject` is the alias of whom it is about, empty for the app alone."""

    type: str
    result: str
    subject: str


@dataclass
class Played:
    """What came of a step: rows, the operations that were done, how many requests were `sent`, whether a conversation
    failed, and why Okta would not do it, if so.
    """

    rows: list[Came] = field(default_factory=list)
    operations: set[str] = field(default_factory=set)
    sent: int = 0
    failed: bool = False
    refusal: str | None = None


class _Quiet(Player):
    """A player of whom only the System Log's rows and the usernames at the provider are wanted."""

    def __init__(self, like: Player, tenant: Tenant) -> None:
        super().__init__(like.org, like.transport, like.clock, Redactor())
        self._tenant = tenant
        self.logged: list[LogRow] = []
        self.accounts: set[str] = set()
        self.sent = 0

    def recorded(self, entries: Any) -> Iterator[Event]:
        self.logged += [entry for entry in entries if isinstance(entry, LogRow)]
        return iter(())

    def exchange(self, app: App, request: Request, *_: Any, **__: Any) -> Any:
        self.sent += 1
        lines = headers(request, app.base_url, app.token)
        answer = self.transport.send(request, app.base_url, lines)
        username = request.body.get("userName") if request.body is not None else None
        if request.subject is not None:
            asked = {"method": request.method, "path": request.path, "body": request.body}
            told = (
                None
                if answer.status is None
                else {"status": answer.status, "body": answer.json if answer.text else None}
            )
            self._tenant.observe(request.subject, asked, told)
        if isinstance(username, str) and (answer.ok or answer.error == READ_TIMED_OUT):
            self.accounts.add(username.lower())
        return answer, None


class LiveStory:
    """An org that does what a story says, step by step; whoever tells the story may look into it at any time."""

    def __init__(self, beginning: str, recorded_at: str | None = None) -> None:
        """`recorded_at` is the base URL of a recording, whose answers are given where they are known."""
        scenario = load_text(beginning, "the beginning of an imported story")
        run = prepare(scenario, Choice(stub=True, verify=False), {})
        self.tenant = run.story.tenant
        self.org, self.app = self.tenant.org, self.tenant.app
        self._player = _Quiet(run.story.player, self.tenant)
        stub = scenario.provider.stub
        self._player.accounts = {one.username.lower() for one in stub.accounts} if stub else set()
        self._prompter: Prompter | None = None
        if recorded_at is not None:
            ids = Correspondence(recorded_at, self.app.base_url)
            self._prompter = Prompter(self._player.transport, ids, set(), set(self.tenant.groups))
            self._player.transport = self._prompter
        self._steps = 0
        self._types = user_types({"user_attributes": scenario.user_attributes})
        self._pushes: dict[str, str] = {}

    @property
    def accounts(self) -> set[str]:
        """The usernames, in lower case, that the provider has an account for."""
        return self._player.accounts

    def person(self, alias: str) -> OktaUser | None:
        """The person of this alias, if there is one now."""
        return self.org.users.get(self.tenant.people.get(alias, ""))

    def there(self, alias: str) -> bool:
        """Whether there is a person or a group of this alias now."""
        tenant = self.tenant
        return tenant.people.get(alias) in self.org.users or tenant.groups.get(alias) in self.org.groups

    def assignment(self, alias: str) -> AppUser | None:
        """The person's assignment."""
        return self.app.users.get(self.tenant.people.get(alias, ""))

    def declare_person(self, alias: str, profile: dict[str, Any], status: str) -> None:
        """Somebody who was there from the beginning."""
        values = with_email({name: value for name, value in profile.items() if name != "status"})
        user = OktaUser(self.org.new_user_id(str(values["login"])), alias, values, status)
        self.org.add_user(user)
        self.tenant.people[alias] = user.id

    def declare_group(self, alias: str, name: str, members: list[str]) -> None:
        """A group that was there from the beginning."""
        people = [self.tenant.user(member) for member in members]
        self.tenant.groups[alias] = create_group(self.org, alias, name, people).id
        self.org.journal.clear()

    def play(
        self,
        verb: str,
        argument: Any,
        wanted: Callable[[Job], bool] = bool,
        seen: Sequence[Traffic] = (),
        given: dict[str, Any] | None = None,
    ) -> Played:
        """Do it, with the jobs that are `wanted` (all); the others Okta would not have started with a feature off.

        What was recorded of it is `seen`, or `given` as `Step` has it.

        Raises:
            ValidationError: the argument cannot be, which would be our mistake.
        """
        if self._prompter is not None:
            self._steps += 1
            self._prompter.begin(self._steps, Step(verb, argument, seen=list(seen), given=given))
        act = read_argument(VERBS, verb, argument, self._types)
        org, clock = self.org, self._player.clock
        org.now = clock.now()
        played, self._player.sent, earlier = Played(), 0, list(org.schedule)
        try:
            jobs = act.do(self.tenant)
        except Refused as refused:
            return replace(played, refusal=str(refused))
        for _ in self._player.journal():
            pass
        for job in jobs:
            self._run(job, played) if wanted(job) else self._left_out(job)
        until = clock.now() + (act.seconds if isinstance(act, Wait) else 0)
        self._due(until, played, lambda job: wanted(job) or any(job is one for one in earlier))
        played.rows = [self._came(row) for row in self._player.logged]
        played.sent = self._player.sent
        self._player.logged.clear()
        return played

    def _run(self, job: Job, played: Played) -> None:
        events = self._player.job(job)
        played.operations.add(job.operation)
        while True:
            try:
                next(events)
            except StopIteration as end:
                outcome: Outcome | None = end.value
                played.failed = played.failed or (outcome is not None and not outcome.ok)
                return

    def _left_out(self, job: Job) -> None:
        if job.operation == "provision" and job.app_user is not None:
            job.app_user.error = wording.ASSIGNED_BEFORE

    def _due(self, until: float, played: Played, wanted: Callable[[Job], bool]) -> None:
        """What is due by then, as in every run."""
        while (job := self._player.due(until)) is not None:
            self._pass((job.due or 0) - self._player.clock.now())
            self._run(job, played) if wanted(job) else self._left_out(job)
        self._pass(until - self._player.clock.now())

    def _pass(self, seconds: float) -> None:
        if round(seconds, 3) > 0:
            self._player.clock.sleep(round(seconds, 3))

    def scheduled(self, subject: str) -> float | None:
        """Seconds until Okta tries again what failed for this person or group; None where it does not."""
        ids = {self.tenant.people.get(subject), self.tenant.groups.get(subject)}
        due = [job.due or 0.0 for job in self.org.schedule if job.subject_id in ids]
        return max(min(due) - self._player.clock.now(), 0.0) if due else None

    def _came(self, row: LogRow) -> Came:
        ids = {kind: one for kind, one, _, _ in row.targets}
        subject = ""
        if "User" in ids:
            user = self.org.users.get(ids["User"]) or self.org.departed.get(ids["User"])
            subject = user.alias if user else ""
        elif "AppGroup" in ids:
            subject = self._pushed(ids["AppGroup"])
        return Came(row.event_type, row.outcome, subject)

    def _pushed(self, app_group: str) -> str:
        if app_group not in self._pushes:
            for push in self.app.pushes.values():
                self._pushes["AGr" + push.app_group_id[3:]] = self.org.groups[push.group_id].alias
        return self._pushes.get(app_group, "")
