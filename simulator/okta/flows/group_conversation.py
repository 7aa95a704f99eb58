"""A pushed group: whom it may name, what its name and members look like sent, how it fails (okta-wire 6, 9.3)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from simulator.okta import resource, wording
from simulator.okta.flows.conversation import (
    Outcome,
    Part,
    Stop,
    app_row,
    expect,
    note_unauthorized,
    open_task,
    queued_again,
    reason_of,
)
from simulator.okta.journal import LogRow, TaskChange
from simulator.okta.org import App, Group, GroupPush, Job, Org, Task
from simulator.okta.resource import Resource
from simulator.okta.targets import app_group_target, app_target
from simulator.scim.message import Json, Request, Response

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
    people: dict[str, str] = field(default_factory=dict)
    """Whose each SCIM id is that this conversation names: the user id."""

    def request(
        self, method: str, path: str, purpose: str, *, query: str = "", body: dict[str, Json] | None = None
    ) -> Request:
        """A request about this group."""
        return Request(method, path, query, body, purpose, self.group.alias)

    @property
    def path(self) -> str:
        """The provider's group."""
        return f"/Groups/{self.push.external_id}"

    def log(self, event: str, outcome: str = "SUCCESS", reason: str | None = None) -> None:
        """A row with AppGroup and AppInstance as targets (9.3 [C: CAP-ROSTR])."""
        row = push_row(self.app, self.push, event, self.job.transaction, outcome=outcome, reason=reason)
        self.org.journal.append(row)

    def members(self) -> list[Resource]:
        """Who goes on the wire: in the group, assigned, provisioned; others are skipped and recorded (6.1 [D])."""
        listed: list[Resource] = []
        ignored: list[str] = []
        for user_id in self.group.members:
            member = eligible(self.app, user_id)
            if member is not None:
                listed.append(member)
                self.people[member["value"]] = user_id
            else:
                ignored.append(self.org.users[user_id].login)
        if ignored:
            row = push_row(self.app, self.push, IGNORED, self.job.transaction, outcome="SKIPPED")
            self.org.journal.append(replace(row, debug={"ignoredUsers": ", ".join(ignored)}))
        return listed

    def failed(self, stop: Stop, event: str | None = None) -> Outcome:
        """The row turns to Error, or the job is queued again when the failure is transient (8.4, 9.3).

        `event` is the row that such a failure has beside those of every push.
        """
        reason = reason_of(self.app, stop)
        note_unauthorized(self.org, self.app, self.job, stop)
        self.org.journal.append(app_row(self.app, str(stop.event), self.job.transaction, reason))
        if event is not None:
            self.log(event, "FAILURE", reason)
        again = self.app.wire.retry_policy != "none" and queued_again(self.org, self.job, stop)
        self.log(WILL_BE_RETRIED if again else NOT_RETRIED, "FAILURE", reason)
        when = datetime.fromtimestamp(self.org.now, UTC).strftime("%m-%d-%Y %I:%M:%S%p UTC")
        text = wording.group_push_text(when, self.push.target_name, str(stop.message))
        self.push.error = text
        if again:
            self.org.journal.append(TaskChange("rescheduled", "group", self.group.alias, self.job.operation, text))
        else:
            self.push.status = "ERROR"
            open_task(self.org, self.app, Task(self.job.operation, self.group.id, text, detail=self.job.detail))
        return Outcome(ok=False, error=text)


def push_row(
    app: App, push: GroupPush, event: str, transaction: str, *, outcome: str = "SUCCESS", reason: str | None = None
) -> LogRow:
    """A row about a group push mapping."""
    return LogRow(event, (app_group_target(push), app_target(app)), transaction, outcome, reason, app.name)


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


CHUNK = 100
"""Membership changes per PATCH (6.4 [D: OINMGR])."""

MEMBERSHIP = "application.provision.group_membership.update"
READ = "application.provision.group.import"
UPDATE = "application.provision.group.update"

Change = tuple[str, Resource]
"""`add`, `remove` or `replace`, and the member; an empty member to replace all with nobody."""
Sentence = tuple[str, str]
"""How the message of a refusal begins, and the event of its row in the System Log."""

RENAME: Sentence = (wording.RENAMING_GROUP, UPDATE)


def of_membership(conversation: GroupConversation, kind: str = "update") -> Sentence:
    """The sentence of a membership write that was refused, also of the name beside it (8.1).

    `kind` add or remove is for PATCHes that do nothing else (switch `membership_sentence`).
    """
    group = conversation.push.target_name
    if kind == "update" or conversation.app.wire.membership_sentence == "update":
        return wording.UPDATING_MEMBERS.format(group=group), MEMBERSHIP
    words = {"add": wording.ADDING_MEMBERS, "remove": wording.REMOVING_MEMBERS}[kind]
    return words.format(group=group), MEMBERSHIP.replace("update", kind)


def put_group(conversation: GroupConversation, *, overwrite: bool = False, sentence: Sentence | None = None) -> Part:
    """GET, then PUT with name and the complete member list (6.2, 6.4 [C: CAP-ROSTR]; no chunks are documented).

    A failed GET has a sentence and a row of its own (8.1 [D: events-API]).
    """
    answer = yield conversation.request("GET", conversation.path, "read group")
    _expect_group(conversation, answer, (wording.READING_GROUP, READ))
    server = answer.json if isinstance(answer.json, dict) else {}
    members = conversation.members()
    told = members if overwrite else _with_foreign(conversation, server, members)
    body = resource.group_put_body(conversation.app, server, conversation.push.target_name, told)
    answer = yield conversation.request("PUT", conversation.path, "update group", body=body)
    _expect_group(conversation, answer, sentence or of_membership(conversation))
    remember(conversation, members)
    conversation.push.linked = conversation.push.linked and not overwrite
    conversation.carried |= {"name", "members"} if conversation.push.linked else {"name", "members", "overwrite"}


def _with_foreign(conversation: GroupConversation, server: Resource, members: list[Resource]) -> list[Resource]:
    """Okta's members, after those a linked group had of its own (switch `link_members`, 11.9)."""
    held = server.get("members")
    if not conversation.push.linked or conversation.app.wire.link_members == "overwrite" or not isinstance(held, list):
        return members
    ours = {member["value"] for member in members} | set(conversation.push.members.values())
    foreign = [one for one in held if isinstance(one, dict) and one.get("value") not in ours]
    return [*foreign, *members]


def _expect_group(conversation: GroupConversation, answer: Response, sentence: Sentence) -> None:
    prefix, event = sentence
    if says_missing(conversation, answer):
        raise Stop(wording.linked_group_missing(conversation.app.label), event=event, answer=answer)
    expect(answer, prefix, event)


def says_missing(conversation: GroupConversation, answer: Response) -> bool:
    """Whether this answer says that the pushed group is gone (switch `missing_group`)."""
    if answer.status != 404 or conversation.app.wire.missing_group == "always":
        return answer.status == 404
    assigned = (
        conversation.app.users.get(user_id) for user_id in (*conversation.group.members, *conversation.push.members)
    )
    people = {name for one in assigned if one for name in (one.external_id, one.username) if name}
    names = {str(conversation.push.external_id), conversation.push.target_name}
    return wording.is_about_group(answer, names, people | set(conversation.push.members.values()))


def patch_difference(conversation: GroupConversation) -> Part:
    """Only those who joined or left since the last push; a member who cannot be pushed is skipped (6.1)."""
    members = conversation.members()
    told = set(conversation.push.members.values())
    changes = [*departures(conversation), *(("add", member) for member in members if member["value"] not in told)]
    yield from patch_members(conversation, changes, rename=True)


def departures(conversation: GroupConversation) -> list[Change]:
    """The removals of those whom the provider was told of and who have left the group."""
    left = {
        value: user_id
        for user_id, value in conversation.push.members.items()
        if user_id not in conversation.group.members
    }
    conversation.people |= left
    return [("remove", {"value": value}) for value in left]


def patch_members(conversation: GroupConversation, changes: list[Change], *, rename: bool) -> Part:
    """PATCHes of at most 100 changes, with the name PATCH beside each (6.4 [D: DOC20, OINMGR]).

    What each of them carried is remembered as soon as it is accepted, so that a later refusal takes nothing back.
    """
    for place in range(0, len(changes), CHUNK):
        chunk = changes[place : place + CHUNK]
        kinds = {op for op, _ in chunk}
        sentence = of_membership(conversation, kinds.pop() if kinds in ({"add"}, {"remove"}) else "update")
        body = resource.patch_body(*_operations(chunk, pathless=conversation.app.wire.pathless_members))
        if rename and conversation.app.wire.membership_rename == "before":
            yield from patch_name(conversation, sentence)
        answer = yield conversation.request("PATCH", conversation.path, "update group members", body=body)
        _expect_group(conversation, answer, sentence)
        _remember_changes(conversation, chunk)
        if rename and conversation.app.wire.membership_rename == "after":
            yield from patch_name(conversation, sentence)
    conversation.carried.add("members")


def _operations(changes: list[Change], *, pathless: bool) -> Iterator[Resource]:
    """The PATCH operations for these changes: each removal its own, all adds in one (6.4 [C: OLD-DOC])."""
    for op, member in changes:
        if op == "remove":
            yield {"op": "remove", "path": f'members[value eq "{member["value"]}"]'}
    for wanted in ("replace", "add"):
        members = [member for op, member in changes if op == wanted]
        if members:
            yield _written_members(wanted, [member for member in members if member], pathless=pathless)


def _written_members(op: str, members: list[Resource], *, pathless: bool) -> Resource:
    if pathless:
        return {"op": op, "value": {"members": members}}
    return {"op": op, "path": "members", "value": members}


def patch_name(conversation: GroupConversation, sentence: Sentence = RENAME) -> Part:
    """The name, with the id inside the value and no path (6.5 [C: OLD-DOC; V: META-113])."""
    value = resource.replace_values(id=conversation.push.external_id, displayName=conversation.push.target_name)
    answer = yield conversation.request("PATCH", conversation.path, "rename group", body=resource.patch_body(value))
    _expect_group(conversation, answer, sentence)
    conversation.carried.add("name")


def remember(conversation: GroupConversation, members: list[Resource]) -> None:
    """These are the members that the provider was last told."""
    conversation.push.members = {conversation.people[member["value"]]: member["value"] for member in members}


def _remember_changes(conversation: GroupConversation, changes: list[Change]) -> None:
    if any(op == "replace" for op, _ in changes):
        conversation.push.members = {}
    for op, member in changes:
        if op == "remove":
            conversation.push.members.pop(conversation.people[member["value"]], None)
        elif member:
            conversation.push.members[conversation.people[member["value"]]] = member["value"]
