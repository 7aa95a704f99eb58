"""What every conversation shares: its types, how it stops early, and what it leaves on record."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from simulator.okta import mapping, wording
from simulator.okta.journal import Caution, LogRow, TaskChange
from simulator.okta.org import App, AppUser, Job, OktaUser, Org, Task, TaskKey, task_key
from simulator.okta.resource import Resource, mapped
from simulator.okta.targets import app_target, app_user_target, catalogue_rules, user_target
from simulator.scim import urns
from simulator.scim.message import Json, Request, Response
from simulator.values import unchanging

DEFAULT_WAIT = 300
"""Seconds of the first wait where `Retry-After` is missing or no whole number."""
MAX_ATTEMPTS = 10
"""How often a request is sent in all, the first time included; when the last is answered 429 the task fails."""


def waits(*, fresh_overrides: bool = False) -> Generator[int, str | None, None]:
    """Seconds to wait after each 429; prime with `next`, then `send` the answer's `Retry-After` (None when missing).

    The first wait is the header's whole seconds, else 300; each later one doubles the one before. Ends at the tenth
    429: there is no wait after the last attempt. With `fresh_overrides` a whole number on a later 429 takes the
    place of the doubled wait; the documentation speaks of doubling alone (8.3 [I]; the switch `retry_after_overrides`).
    """
    retry_after = yield 0
    given = seconds_of(retry_after)
    wait = DEFAULT_WAIT if given is None else given
    for _ in range(MAX_ATTEMPTS - 1):
        retry_after = yield wait
        fresh = seconds_of(retry_after) if fresh_overrides else None
        wait = wait * 2 if fresh is None else fresh


def seconds_of(retry_after: str | None) -> int | None:
    """The header's whole seconds; None for a date, a float, a sign, an empty text, or no header."""
    text = (retry_after or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _LONGEST else None


_LONGEST = 9
"""Digits: 31 years are taken at their word; more is no wait that anyone meant, nor a number every client can hold."""


@unchanging
class Pause:
    """A conversation waits `seconds` before its next request.

    It is answered only when the wait is refused: by a Response whose `error` says why.
    """

    seconds: float
    reason: str
    why: tuple[str, ...] = ()


@unchanging
class Outcome:
    """How a conversation ended: what an administrator reads when it failed (`error`), or when it did not (`text`).

    `why` holds the rules by which it failed.
    """

    ok: bool = True
    error: str | None = None
    text: str | None = None
    why: tuple[str, ...] = ()


Move = Request | Pause
Flow = Generator[Move, Response, Outcome]
Part = Generator[Move, Response, Json]
"""A piece of a conversation: what it returns is up to it."""


class Stop(Exception):  # noqa: N818  (not an error of ours: the provider's answer ends the conversation)
    """A conversation cannot go on.

    `message` is the operation message of okta-wire 8.1 (None where Okta shows no reason), `event` the System Log row
    to write as FAILURE, if any, `answer` what the provider said, if it was asked, `why` the rules by which it ends:
    those given, and those of a provider that refuses and tells of its own.
    """

    def __init__(
        self,
        message: str | None,
        *,
        event: str | None = None,
        answer: Response | None = None,
        why: tuple[str, ...],
    ) -> None:
        super().__init__(message)
        self.message = message
        self.event = event
        self.answer = answer
        self.why = why if answer is None or answer.ok else tuple(dict.fromkeys((*why, *answer.why)))


AGAIN = ("retry.user-jobs", "retry.group-push")
"""The rules of a job about a person that the switch `retry_policy` lets be tried again."""
OF_AN_ASSIGNMENT = ("provision", "push_profile", "push_password")
"""Operations about somebody who is assigned; a deactivation is about somebody who was."""
AUTHENTICATION_FAILURE = "application.integration.authentication_failure"


@dataclass
class UserConversation:
    """One job about one person in one app, with the means to speak of it."""

    org: Org
    app: App
    user: OktaUser
    app_user: AppUser
    job: Job

    @property
    def scim_id(self) -> str:
        """The provider's id of this person, which jobs after provisioning can rely on."""
        return str(self.app_user.external_id)

    def request(
        self,
        method: str,
        path: str,
        purpose: str,
        *,
        why: tuple[str, ...],
        query: str = "",
        body: dict[str, Json] | None = None,
        of_profile: bool = False,
    ) -> Request:
        """A request about this person, and the rules that send it.

        One `of_profile` carries what the mapping made, and says from what.
        """
        given = mapped(self.app, self.app_user) if of_profile else None
        if of_profile:
            why = (*why, *mapping.choices(self.org, self.app, self.user, self.app_user))
        return Request(method, path, query, body, purpose, self.user.alias, why=why, mapped=given)

    def log(
        self, event: str, outcome: str = "SUCCESS", reason: str | None = None, *, why: tuple[str, ...] = ()
    ) -> None:
        """A System Log row with AppUser, AppInstance and User as targets, in that order (9.1 [C: KBQ])."""
        row = user_row(self.app, self.app_user, self.user, event, self.job.transaction, outcome, reason, why)
        self.org.journal.append(row)

    def failed(self, operation: str, stop: Stop) -> Outcome:
        """Write the failure down: log row, task, the assignment's red mark.

        User jobs are not tried again by themselves [D: DEVFORUM-22746], unless `retry_policy` says so (11.19).
        """
        if stop.event:
            note_unauthorized(self.org, self.app, self.job, stop)
            self.log(stop.event, "FAILURE", reason_of(self.app, stop), why=(*stop.why, *reason_rules(stop)))
        text = wording.task_text(operation, self.user.display_name, self.app.label, stop.message or "").rstrip(": ")
        self.app_user.error = text
        self.app_user.sync_state = "ERROR"
        if self.app.wire.retry_policy == "all" and queued_again(self.org, self.job, stop, AGAIN):
            again = TaskChange("rescheduled", "user", self.user.alias, operation, text, AGAIN)
            self.org.journal.append(again)
        else:
            task = Task(operation, self.user.id, text, self.app_user, dict(self.job.detail))
            text_rules = ("tasks.deactivation-prefix",) if operation == "deactivate" else ("tasks.text",)
            open_task(self.org, self.app, task, (*stop.why, *text_rules, "tasks.operation-sentence", "retry.user-jobs"))
        return Outcome(ok=False, error=text, why=stop.why)

    def succeeded(self, operation: str, *, carried: str | None = None) -> Outcome:
        """Close the task of an earlier failure, if there is one; what else failed keeps its task and the red mark.

        `carried` is an operation whose work was done on the way.
        """
        app_user = self.app_user
        close_task(self.org, self.app, task_key(operation, self.user.id, app_user), why=("tasks.retry-selected",))
        if carried is not None:
            close_carried(self.org, self.app, task_key(carried, self.user.id), operation)
        keys = (task_key(operation, self.user.id) for operation in OF_AN_ASSIGNMENT)
        open_tasks = [task for key in keys if (task := self.app.tasks.get(key)) and task.app_user is app_user]
        app_user.error = open_tasks[-1].text if open_tasks else None
        if open_tasks:
            app_user.sync_state = "ERROR"
        elif app_user.sync_state == "ERROR":
            told = app_user.pushed == {**app_user.profile, "userName": app_user.username}
            app_user.sync_state = "SYNCHRONIZED" if told else "OUT_OF_SYNC"
        return Outcome()


def user_row(
    app: App,
    app_user: AppUser,
    user: OktaUser,
    event: str,
    transaction: str,
    outcome: str = "SUCCESS",
    reason: str | None = None,
    why: tuple[str, ...] = (),
) -> LogRow:
    """A row about a person's assignment: AppUser, AppInstance, User (9.2)."""
    targets = (app_user_target(app_user, user), app_target(app), user_target(user))
    why = (*why, "log.targets", *catalogue_rules(app))
    return LogRow(event, targets, transaction, outcome, reason, app.name, why=why)


def app_row(app: App, event: str, transaction: str, reason: str | None = None, why: tuple[str, ...] = ()) -> LogRow:
    """A row about the app itself; a FAILURE when there is a reason."""
    outcome = "FAILURE" if reason else "SUCCESS"
    why = (*why, *catalogue_rules(app))
    return LogRow(event, (app_target(app),), transaction, outcome, reason, app.name, why=why)


def reason_of(app: App, stop: Stop) -> str | None:
    """`outcome.reason` of a failure: the whole message, or the provider's part of it (switch `log_reason`, 9.1)."""
    if app.wire.log_reason == "remote" and stop.answer is not None:
        return wording.remote_error(stop.answer)
    return stop.message


def reason_rules(stop: Stop) -> tuple[str, ...]:
    """The rule behind `reason_of`, where the switch decides something about this message."""
    if stop.answer is None or wording.remote_error(stop.answer) == stop.message:
        return ()
    return ("log.reason",)


def note_unauthorized(org: Org, app: App, job: Job, stop: Stop) -> None:
    """A 401 leaves a row of its own about the app (8.2 [D: EVT])."""
    if stop.answer is not None and stop.answer.status == 401:
        reason, why = reason_of(app, stop), ("log.unauthorized", *reason_rules(stop))
        org.journal.append(app_row(app, AUTHENTICATION_FAILURE, job.transaction, reason, why))


def queued_again(org: Org, job: Job, stop: Stop, why: tuple[str, ...]) -> bool:
    """Queue the job again after 5xx or no answer: in 300 s, then doubling, ten attempts in all; True when it is.

    `why` are the rules by which it waits.

    8.4, no source for the line between transient and final, nor for the schedule: CAP-ROSTR shows one success
    4 min 59 s after a 502.
    """
    if stop.answer is None or not is_transient(stop.answer.status) or job.attempt >= MAX_ATTEMPTS:
        return False
    due = org.now + DEFAULT_WAIT * 2 ** (job.attempt - 1)
    org.schedule.append(replace(job, due=due, attempt=job.attempt + 1, why=why))
    return True


def is_transient(status: int | None) -> bool:
    """Whether a failure may pass: no answer, or a 5xx; a 501 will not get better (8.2 [D: BLOG-1956])."""
    return status is None or (status >= 500 and status != 501)


def open_task(org: Org, app: App, task: Task, why: tuple[str, ...]) -> None:
    """Put a task on the list, in place of an older one for the same work."""
    task.opened = org.now
    app.tasks[task.key] = task
    note_task(org, "opened", task, why)


def close_task(org: Org, app: App, key: TaskKey, reason: str | None = None, *, why: tuple[str, ...]) -> None:
    """Take the task for this work off the list, if there is one.

    `reason` says what else than its own success did it, `why` by which rules.
    """
    if (task := app.tasks.pop(key, None)) is not None:
        note_task(org, "closed", replace(task, text=f"{reason}: {task.text}") if reason else task, why)


def close_carried(org: Org, app: App, key: TaskKey, by: str, *, whole: bool = False) -> None:
    """Operation `by` has done the work of another task: `whole` closes it, and so does the switch `carried_work`."""
    if whole:
        why = ("push.push-now-ends-error",) if by == "push_now" else ("tasks.retry-selected",)
        close_task(org, app, key, f"done by {by}", why=why)
    elif app.wire.carried_work == "closes_task":
        close_task(org, app, key, f"done by {by}", why=("tasks.carried-work",))
    elif key in app.tasks:
        text = f"{by} carried what the open task {key[0]} is about; the task stays open until it is retried"
        caution(org, text, ("tasks.carried-work",))


def drop_jobs(org: Org, dropped: Callable[[Job], bool], reason: str, why: tuple[str, ...]) -> None:
    """Take what was to be tried again off the schedule, and say so."""
    for job in [job for job in org.schedule if dropped(job)]:
        org.schedule.remove(job)
        note_task(org, "closed", Task(job.operation, job.subject_id, reason), why)


def assigned_again(org: Org, app: App, user_id: str, account: str) -> None:
    """The account of an earlier assignment is in use again: a deactivation that failed must not be repeated."""
    reason = "not done, since the account is assigned again"
    close_task(org, app, ("deactivate", user_id, account), reason, why=("tasks.assigned-again",))


def note_task(org: Org, state: str, task: Task, why: tuple[str, ...]) -> None:
    """What became of a task, for the record."""
    kind = "group" if task.subject_id in org.groups else "user"
    subject = org.groups.get(task.subject_id) or org.users.get(task.subject_id) or org.departed.get(task.subject_id)
    alias = subject.alias if subject else task.subject_id
    change = TaskChange(state, kind, alias, task.operation, task.text, why)  # type: ignore[arg-type]  # two literals
    org.journal.append(change)


def caution(org: Org, text: str, why: tuple[str, ...]) -> None:
    """Warn of what the documentation warns of."""
    org.journal.append(Caution(text, why))


def expect(answer: Response, prefix: str, event: str, why: tuple[str, ...] = ()) -> Response:
    """The answer when it is a 2xx that can be read.

    Raises:
        Stop: it is not; the message is `prefix` and what the provider said, or `API rate limit exceeded. ...`. `why`
            holds the rules that go before those of the sentence.
    """
    if answer.status == 429:
        text = wording.RATE_LIMITED + wording.remote_error(answer)
        raise Stop(text, event=event, answer=answer, why=("retry.ten-attempts", *why))
    if not answer.ok:
        why = (*why, *wording.error_rules(answer))
        raise Stop(prefix + wording.remote_error(answer), event=event, answer=answer, why=why)
    if complaint := wording.unreadable(answer):
        raise Stop(prefix + complaint, event=event, answer=answer, why=(*why, "tasks.no-json"))
    return answer


def is_list(body: Json) -> bool:
    """True for a ListResponse, which is nobody's account."""
    return urns.LIST_RESPONSE in _schemas(body)


def is_scim_error(body: Json) -> bool:
    """True for a SCIM Error message (RFC 7644 3.12)."""
    return urns.ERROR in _schemas(body)


def _schemas(body: Json) -> list[Json]:
    held = body.get("schemas") if isinstance(body, dict) else None
    return held if isinstance(held, list) else []


def listing(body: Json) -> dict[str, Json] | None:
    """The ListResponse with its keys in lower case, as Okta accepts them (0.6 [D: OLD-DOC]); None when it is none.

    `resources` may be missing when nothing was found (RFC 7644 3.4.2).
    """
    if not isinstance(body, dict):
        return None
    lowered = {key.lower(): value for key, value in body.items()}
    found = lowered.setdefault("resources", [] if lowered.get("totalresults") in (0, "0") else None)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        return None
    return lowered


def found_by(answer: Response, prefix: str, event: str, why: tuple[str, ...]) -> dict[str, Json]:
    """The list that a look-up by filter answered; a 404 with a SCIM error is an empty one (2.2 [D: DOC20]).

    `why` holds the rules by which another answer is none.

    Raises:
        Stop: an answer that is neither.
    """
    if answer.status == 404 and is_scim_error(answer.json):
        return {"resources": []}
    expect(answer, prefix, event, why)
    listed = listing(answer.json)
    if listed is None:
        raise Stop(prefix + wording.NO_RESULTS, event=event, answer=answer, why=why)
    return listed


def id_in(body: Json) -> str | None:
    """The id of a resource, None where it has none."""
    scim_id = body.get("id") if isinstance(body, dict) else None
    return scim_id if isinstance(scim_id, str) and scim_id else None


def id_of(found: Resource, prefix: str, event: str, why: tuple[str, ...]) -> str:
    """The id of a resource that a look-up found.

    Raises:
        Stop: it has none, so nothing can be said about it.
    """
    scim_id = id_in(found)
    if scim_id is None:
        raise Stop(prefix + wording.NO_RESULTS, event=event, why=why)
    return scim_id
