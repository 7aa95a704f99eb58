"""A pushed group: whom it may name, what its name and members look like sent, how it fails (okta-wire 6, 9.3)."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from simulator.okta import wording
from simulator.okta.flows.conversation import (
    Outcome,
    Stop,
    app_row,
    note_unauthorized,
    open_task,
    queued_again,
    reason_of,
    reason_rules,
)
from simulator.okta.journal import LogRow, TaskChange
from simulator.okta.org import App, Group, GroupPush, Job, Org, Task
from simulator.okta.resource import Resource
from simulator.okta.targets import app_group_target, app_target, catalogue_rules
from simulator.scim.message import Json, Request

_MAPPING = "application.provision.group_push.mapping"
IGNORED = "app.user_management.grouppush.mapping.okta.users.ignored"
WILL_BE_RETRIED = f"{_MAPPING}.update.or.delete.failed"
NOT_RETRIED = f"{_MAPPING}.update.or.delete.failed.with.error"
NOT_SENT = "not sent: the push is in Error"
"""Of a membership change that the provider has not been told."""


@dataclass
class GroupConversation:
    """One job about one pushed group."""

    org: Org
    app: App
    group: Group
    push: GroupPush
    job: Job
    carried: set[str] = field(default_factory=set)
    """What the provider has accepted in this conversation: `name`, `members`, `overwrite` (no members but Okta's)."""
    left_out: bool = False
    """Whether somebody in the group cannot be named as a member."""
    people: dict[str, str] = field(default_factory=dict)
    """Whose each SCIM id is that this conversation names: the user id."""

    def request(
        self,
        method: str,
        path: str,
        purpose: str,
        *,
        why: tuple[str, ...],
        query: str = "",
        body: dict[str, Json] | None = None,
    ) -> Request:
        """A request about this group, and the rules that send it."""
        return Request(method, path, query, body, purpose, self.group.alias, why=why)

    @property
    def path(self) -> str:
        """The provider's group."""
        return f"/Groups/{self.push.external_id}"

    def log(
        self, event: str, outcome: str = "SUCCESS", reason: str | None = None, *, why: tuple[str, ...] = ()
    ) -> None:
        """A row with AppGroup and AppInstance as targets (9.3 [C: CAP-ROSTR])."""
        row = push_row(self.app, self.push, event, self.job.transaction, outcome=outcome, reason=reason, why=why)
        self.org.journal.append(row)

    def members(self, why: tuple[str, ...] = ()) -> list[Resource]:
        """Who goes on the wire: in the group, assigned, provisioned; others are skipped and recorded (6.1 [D]).

        `why` holds further rules of that record.
        """
        listed: list[Resource] = []
        ignored: list[str] = []
        for user_id in self.group.members:
            member = eligible(self.app, user_id)
            if member is not None:
                listed.append(member)
                self.people[member["value"]] = user_id
            else:
                ignored.append(self.org.users[user_id].login)
        self.left_out = bool(ignored)
        if ignored:
            why = ("push.ignored-recorded", *why)
            row = push_row(self.app, self.push, IGNORED, self.job.transaction, outcome="SKIPPED", why=why)
            self.org.journal.append(replace(row, debug={"ignoredUsers": ", ".join(ignored)}))
        return listed

    def member_rules(self) -> tuple[str, ...]:
        """The rules behind the members that were listed last."""
        return ("push.member-shape", "push.members-eligible") if self.left_out else ("push.member-shape",)

    def told(self, members: list[Resource]) -> None:
        """These are the members that the provider was last told."""
        self.push.members = {self.people[member["value"]]: member["value"] for member in members}

    def failed(self, stop: Stop, event: str | None = None) -> Outcome:
        """The row turns to Error, or the job is queued again when the failure is transient (8.4, 9.3).

        `event` is the row that such a failure has beside those of every push.
        """
        reason = reason_of(self.app, stop)
        note_unauthorized(self.org, self.app, self.job, stop)
        why = (*stop.why, "retry.push-two-failures", *reason_rules(stop))
        self.org.journal.append(app_row(self.app, str(stop.event), self.job.transaction, reason, why))
        if event is not None:
            self.log(event, "FAILURE", reason, why=why)
        waits = self.app.wire.retry_policy != "none"
        again = waits and queued_again(self.org, self.job, stop, ("retry.group-push",))
        self.log(WILL_BE_RETRIED if again else NOT_RETRIED, "FAILURE", reason, why=why)
        when = datetime.fromtimestamp(self.org.now, UTC).strftime("%m-%d-%Y %I:%M:%S%p UTC")
        text = wording.group_push_text(when, self.push.target_name, str(stop.message))
        self.push.error = text
        if again:
            why = (*stop.why, "retry.group-push")
            change = TaskChange("rescheduled", "group", self.group.alias, self.job.operation, text, why)
            self.org.journal.append(change)
        else:
            self.push.status = "ERROR"
            task = Task(self.job.operation, self.group.id, text, detail=self.job.detail)
            open_task(self.org, self.app, task, (*stop.why, "push.status-text"))
        return Outcome(ok=False, error=text, why=stop.why)


def push_row(
    app: App,
    push: GroupPush,
    event: str,
    transaction: str,
    *,
    outcome: str = "SUCCESS",
    reason: str | None = None,
    why: tuple[str, ...] = (),
) -> LogRow:
    """A row about a group push mapping."""
    targets, why = (app_group_target(push), app_target(app)), (*why, "log.group-target", *catalogue_rules(app))
    return LogRow(event, targets, transaction, outcome, reason, app.name, why=why)


def eligible(app: App, user_id: str) -> Resource | None:
    """The member object, exactly `value` and `display`, or None when the person cannot be pushed (6.1 [C: SDK-419])."""
    app_user = app.users.get(user_id)
    if app_user is None or app_user.external_id is None:
        return None
    return {"value": app_user.external_id, "display": app_user.username}


def differs(app: App, group: Group, push: GroupPush) -> bool:
    """Whether the provider was last told of other members than those who could be pushed now."""
    joined = any(user_id not in push.members and eligible(app, user_id) for user_id in group.members)
    return joined or any(user_id not in group.members for user_id in push.members)
