"""Group push: create, link, memberships, rename, delete (okta-wire section 6).

`aiw` reads the group and PUTs all of it for every change; `oin` PATCHes what changed
[D: DOC20; C: CAP-ROSTR, CAP-FLASK].
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from simulator.okta import resource, wording
from simulator.okta.flows.conversation import (
    Flow,
    Outcome,
    Part,
    Stop,
    app_row,
    close_task,
    expect,
    note_unauthorized,
    open_task,
    queued_again,
    reason_of,
)
from simulator.okta.flows.users import id_of, is_scim_error, listing
from simulator.okta.org import App, Group, GroupPush, Job, LogRow, Org, Task, TaskChange
from simulator.okta.resource import Resource
from simulator.okta.wire import filter_query
from simulator.scim.message import Json, Request, Response

CHUNK = 100
"""Membership changes per PATCH (6.4 [D: OINMGR])."""

_MAPPING = "application.provision.group_push.mapping"
CREATED = f"{_MAPPING}.created"
UPDATED = "application.provision.group_push.updated"
PUSHED_MEMBERSHIPS = "application.provision.group_push.push_memberships"
RENAMED = f"{_MAPPING}.app.group.renamed"
RENAME_FAILED = f"{RENAMED}.failed"
REMOVED = "application.provision.group_push.removed"
DELETED = "application.provision.group_push.delete_appgroup"
IGNORED = "app.user_management.grouppush.mapping.okta.users.ignored"
WILL_BE_RETRIED = f"{_MAPPING}.update.or.delete.failed"
NOT_RETRIED = f"{_MAPPING}.update.or.delete.failed.with.error"
ADD = "application.provision.group.add"
UPDATE = "application.provision.group.update"
REMOVE = "application.provision.group.remove"
VERIFY_EXISTS = "application.provision.group.verify_exists"
MEMBERSHIP = "application.provision.group_membership.update"
READ = "application.provision.group.import"


@dataclass
class GroupConversation:
    """One job about one pushed group."""

    org: Org
    app: App
    group: Group
    push: GroupPush
    job: Job

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
        self.org.journal.append(push_row(self.app, self.push, event, self.job.transaction, outcome, reason))

    def members(self) -> list[Resource]:
        """Who goes on the wire: in the group, assigned, provisioned; others are skipped and recorded (6.1 [D])."""
        listed: list[Resource] = []
        ignored: list[str] = []
        for user_id in self.group.members:
            member = eligible(self.app, user_id)
            if member is not None:
                listed.append(member)
            else:
                ignored.append(self.org.users[user_id].login)
        if ignored:
            row = push_row(self.app, self.push, IGNORED, self.job.transaction, "SKIPPED")
            self.org.journal.append(replace(row, debug={"ignoredUsers": ", ".join(ignored)}))
        return listed


def push_row(
    app: App, push: GroupPush, event: str, transaction: str, outcome: str = "SUCCESS", reason: str | None = None
) -> LogRow:
    """A row about a group push mapping; its group is `AGr...` in the log, `00g...` in the API (9.1 [C: CAP-ROSTR])."""
    targets = (
        ("AppGroup", "AGr" + push.app_group_id[3:], push.target_name, push.target_name),
        ("AppInstance", app.id, app.label, app.label),
    )
    return LogRow(event, targets, transaction, outcome, reason, app.name)


def eligible(app: App, user_id: str) -> Resource | None:
    """The member object, exactly `value` and `display`, or None when the person cannot be pushed (6.1 [C: SDK-419])."""
    app_user = app.users.get(user_id)
    if app_user is None or app_user.external_id is None:
        return None
    return {"value": app_user.external_id, "display": app_user.username}


def push_group(talk: GroupConversation) -> Flow:
    """Push by name, or to a group chosen by link; also the retry of either (6.2, 6.3, 6.6)."""
    prefix = f"Error while creating user group {talk.push.target_name}: "
    try:
        if talk.push.external_id is None:
            found = yield from _find(talk)
            if found is None:
                yield from _create(talk, prefix)
            else:
                talk.push.external_id = found
                talk.push.linked = True
        yield from _after_create_or_link(talk)
    except Stop as stop:
        return _failed(talk, stop)
    return _done(talk, UPDATED)


def _find(talk: GroupConversation) -> Part:
    """The id of the group of exactly this name, or None (6.6 [D: KB how-group-linking-works]).

    The provider is asked only when no import has shown the group (6.6 [D: DOC20]).
    """
    name = talk.push.target_name
    if name in talk.app.known_groups:
        return talk.app.known_groups[name]
    query = filter_query("displayName", name, talk.app.wire)
    answer = yield talk.request("GET", "/Groups", "check group exists", query=query)
    prefix = f"Error while creating user group {name}: "
    if answer.status == 404 and is_scim_error(answer):
        return None
    expect(answer, prefix, VERIFY_EXISTS)
    listed = listing(answer)
    if listed is None:
        raise Stop(prefix + wording.NO_RESULTS, event=VERIFY_EXISTS, answer=answer)
    if len(listed["resources"]) > 1:
        raise Stop(prefix + wording.GROUP_EXISTS, event=VERIFY_EXISTS, answer=answer)
    return id_of(listed["resources"][0], prefix, VERIFY_EXISTS) if listed["resources"] else None


def _create(talk: GroupConversation, prefix: str) -> Part:
    """`POST /Groups` with its members (6.2 [C: CAP-ROSTR], 6.3 [C: CAP-FLASK]); a 409 says the group exists (8.1)."""
    members = talk.members() if talk.job.detail.get("memberships_now", True) else []
    body = resource.group_body(talk.push.target_name, members)
    answer = yield talk.request("POST", "/Groups", "create group", body=body)
    if answer.status == 409:
        raise Stop(prefix + wording.GROUP_EXISTS, event=ADD, answer=answer)
    expect(answer, prefix, ADD)
    scim_id = answer.json.get("id") if isinstance(answer.json, dict) else None
    if not isinstance(scim_id, str) or not scim_id:
        raise Stop(prefix + "Create new group returned empty group", event=ADD, answer=answer)
    talk.push.external_id = scim_id
    _remember(talk, members)


def _after_create_or_link(talk: GroupConversation) -> Part:
    """The second half of a first push: PUT of everything, or PATCH adding all members (6.2, 6.3, 6.6)."""
    if not talk.job.detail.get("memberships_now", True):
        return
    if talk.app.integration == "aiw":
        yield from _put(talk)
        return
    if talk.app.wire.group_post_rename_patch and not talk.push.linked:
        yield from _patch_name(talk)
    members = talk.members()
    yield from _patch_members(talk, [("add", member) for member in members], rename=talk.push.linked)
    _remember(talk, members)


def _put(talk: GroupConversation, *, overwrite: bool = False) -> Part:
    """GET, then PUT with name and the complete member list (6.2, 6.4 [C: CAP-ROSTR]; no chunks are documented).

    A failed GET has a sentence and a row of its own (8.1 [D: events-API]).
    """
    prefix = f"Error while updating user group membership for group {talk.push.target_name}: "
    answer = yield talk.request("GET", talk.path, "read group")
    _expect_group(talk, answer, "Error while trying to find an individual group by id: ", READ)
    server = answer.json if isinstance(answer.json, dict) else {}
    members = talk.members()
    told = members if overwrite else _with_foreign(talk, server, members)
    body = resource.group_put_body(talk.app, server, talk.push.target_name, told)
    answer = yield talk.request("PUT", talk.path, "update group", body=body)
    _expect_group(talk, answer, prefix)
    _remember(talk, members)
    talk.push.linked = talk.push.linked and not overwrite


def _with_foreign(talk: GroupConversation, server: Resource, members: list[Resource]) -> list[Resource]:
    """Okta's members, after those a linked group had of its own (switch `link_members`, 11.9)."""
    held = server.get("members")
    if not talk.push.linked or talk.app.wire.link_members == "overwrite" or not isinstance(held, list):
        return members
    ours = {member["value"] for member in members} | set(talk.push.members.values())
    foreign = [one for one in held if isinstance(one, dict) and one.get("value") not in ours]
    return [*foreign, *members]


def _expect_group(talk: GroupConversation, answer: Response, prefix: str, event: str = MEMBERSHIP) -> None:
    if answer.status == 404:
        raise Stop(wording.linked_group_missing(talk.app.label), event=event, answer=answer)
    expect(answer, prefix, event)


def push_members(talk: GroupConversation) -> Flow:
    """Somebody joined or left (6.4): the whole group by PUT, or one PATCH with removals first, then one add."""
    try:
        if talk.app.integration == "aiw":
            yield from _put(talk)
        else:
            yield from _patch_difference(talk)
    except Stop as stop:
        return _failed(talk, stop)
    return _done(talk, UPDATED)


def _patch_difference(talk: GroupConversation) -> Part:
    """Only those who joined or left since the last push; a member who cannot be pushed is skipped (6.1)."""
    members = talk.members()
    told = set(talk.push.members.values())
    left = [user_id for user_id, value in talk.push.members.items() if user_id not in talk.group.members]
    changes: list[Change] = [("remove", {"value": talk.push.members[user_id]}) for user_id in left]
    changes += [("add", member) for member in members if member["value"] not in told]
    yield from _patch_members(talk, changes, rename=True)
    staying = {user_id: value for user_id, value in talk.push.members.items() if user_id not in left}
    talk.push.members = {**staying, **_by_user(talk, members)}


Change = tuple[str, Resource]


def _patch_members(talk: GroupConversation, changes: list[Change], *, rename: bool) -> Part:
    """PATCHes of at most 100 changes, with the name PATCH beside each (6.4 [D: DOC20, OINMGR])."""
    prefix = f"Error while updating user group membership for group {talk.push.target_name}: "
    for place in range(0, len(changes), CHUNK):
        body = resource.patch_body(*operations(changes[place : place + CHUNK], pathless=talk.app.wire.pathless_members))
        if rename and talk.app.wire.membership_rename == "before":
            yield from _patch_name(talk)
        answer = yield talk.request("PATCH", talk.path, "update group members", body=body)
        _expect_group(talk, answer, prefix)
        if rename and talk.app.wire.membership_rename == "after":
            yield from _patch_name(talk)


def operations(changes: Iterable[Change], *, pathless: bool = False) -> Iterator[Resource]:
    """The PATCH operations for these changes: each removal its own, all adds in one (6.4 [C: OLD-DOC])."""
    changes = list(changes)
    for op, member in changes:
        if op == "remove":
            yield {"op": "remove", "path": f'members[value eq "{member["value"]}"]'}
    for wanted in ("replace", "add"):
        members = [member for op, member in changes if op == wanted and member]
        if members or any(op == wanted for op, _ in changes):
            yield _written_members(wanted, members, pathless)


def _written_members(op: str, members: list[Resource], pathless: bool) -> Resource:
    if pathless:
        return {"op": op, "value": {"members": members}}
    return {"op": op, "path": "members", "value": members}


def _patch_name(talk: GroupConversation) -> Part:
    """The name, with the id inside the value and no path (6.5 [C: OLD-DOC; V: META-113])."""
    value = resource.replace_values(id=talk.push.external_id, displayName=talk.push.target_name)
    answer = yield talk.request("PATCH", talk.path, "rename group", body=resource.patch_body(value))
    _expect_group(talk, answer, "Error while trying to update user group: ", UPDATE)


def push_now(talk: GroupConversation) -> Flow:
    """Push Now, and the push after an activation: the membership is overwritten (6.4, 6.7 [D: C9316, SDK-757])."""
    if talk.push.external_id is None:
        return (yield from push_group(talk))
    try:
        if talk.app.integration == "aiw":
            yield from _put(talk, overwrite=True)
        else:
            members = talk.members()
            first: list[Change] = [("replace", member) for member in members[:CHUNK]] or [("replace", {})]
            yield from _patch_members(talk, [*first, *(("add", member) for member in members[CHUNK:])], rename=True)
            _remember(talk, members)
            talk.push.linked = False
    except Stop as stop:
        return _failed(talk, stop)
    return _done(talk, PUSHED_MEMBERSHIPS)


def rename_group(talk: GroupConversation) -> Flow:
    """The group has a new name (6.5): GET and PUT, or the name PATCH."""
    try:
        if talk.app.integration == "aiw":
            yield from _put(talk)
        else:
            yield from _patch_name(talk)
    except Stop as stop:
        return _failed(talk, stop, RENAME_FAILED)
    return _done(talk, RENAMED)


def delete_group(talk: GroupConversation) -> Flow:
    """Unlink with "Delete the group in the target app" (6.7 [D: DOC20]); a 404 counts as done (8.2, no source)."""
    answer = yield talk.request("DELETE", talk.path, "delete group")
    if answer.status != 404:
        try:
            expect(answer, f"Error while deleting user group {talk.push.target_name}: ", REMOVE)
        except Stop as stop:
            return _failed(talk, stop)
    talk.app.pushes.pop(talk.group.id, None)
    talk.app.known_groups.pop(talk.push.target_name, None)
    talk.log(REMOVED)
    talk.log(DELETED)
    _close_tasks(talk)
    return Outcome()


def _by_user(talk: GroupConversation, members: list[Resource]) -> dict[str, str]:
    values = {member["value"] for member in members}
    users = talk.app.users
    return {
        user_id: str(users[user_id].external_id)
        for user_id in talk.group.members
        if user_id in users and users[user_id].external_id in values
    }


def _remember(talk: GroupConversation, members: list[Resource]) -> None:
    talk.push.members = _by_user(talk, members)


def _done(talk: GroupConversation, event: str) -> Outcome:
    talk.push.status = "ACTIVE"
    talk.push.error = None
    talk.push.last_push = talk.org.now
    talk.log(event)
    _close_tasks(talk)
    return Outcome()


def _close_tasks(talk: GroupConversation) -> None:
    for operation in CONVERSATIONS:
        close_task(talk.org, talk.app, operation, talk.group.id)


def _failed(talk: GroupConversation, stop: Stop, event: str | None = None) -> Outcome:
    """The row turns to Error, or the job is queued again when the failure is transient (8.4, 9.3).

    `event` is the row that such a failure has beside those of every push.
    """
    when = datetime.fromtimestamp(talk.org.now, UTC).strftime("%m-%d-%Y %I:%M:%S%p UTC")
    text = wording.group_push_text(when, talk.push.target_name, str(stop.message))
    reason = reason_of(talk.app, stop)
    note_unauthorized(talk.org, talk.app, talk.job, stop)
    talk.org.journal.append(app_row(talk.app, str(stop.event), talk.job.transaction, reason))
    talk.push.error = text
    if event is not None:
        talk.log(event, "FAILURE", reason)
    again = talk.app.wire.retry_policy != "none" and queued_again(talk.org, talk.job, stop)
    talk.log(WILL_BE_RETRIED if again else NOT_RETRIED, "FAILURE", reason)
    if again:
        talk.org.journal.append(TaskChange("rescheduled", "group", talk.group.alias, talk.job.operation, text))
    else:
        talk.push.status = "ERROR"
        open_task(talk.org, talk.app, Task(talk.job.operation, talk.group.id, text, detail=talk.job.detail))
    return Outcome(ok=False, error=text)


def record_ignored(talk: GroupConversation) -> Flow:
    """Only members who cannot be pushed joined: they are recorded, nothing is sent (6.1 [D: EVT])."""
    talk.members()
    yield from ()
    return Outcome()


CONVERSATIONS: dict[str, Callable[[GroupConversation], Flow]] = {
    "push_group": push_group,
    "push_members": push_members,
    "push_now": push_now,
    "rename_group": rename_group,
    "delete_group": delete_group,
    "record_ignored": record_ignored,
}
"""The conversation of each operation about a pushed group."""
