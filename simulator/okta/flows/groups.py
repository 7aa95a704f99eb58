"""Group push: create, link, memberships, rename, delete (okta-wire section 6).

`aiw` reads the group and PUTs all of it for every change; `oin` PATCHes what changed
[D: DOC20; C: CAP-ROSTR, CAP-FLASK].
"""

from collections.abc import Callable

from simulator.okta import resource, wording
from simulator.okta.flows.conversation import (
    Flow,
    Outcome,
    Part,
    Stop,
    caution,
    close_carried,
    close_task,
    expect,
)
from simulator.okta.flows.group_conversation import NOT_SENT, GroupConversation, differs
from simulator.okta.flows.lookups import found_by, id_in, id_of
from simulator.okta.flows.memberships import (
    CHUNK,
    RENAME,
    Change,
    departures,
    of_membership,
    patch_difference,
    patch_members,
    patch_name,
    put_group,
    remember,
    says_missing,
)
from simulator.okta.org import task_key
from simulator.okta.wire import filter_query

_MAPPING = "application.provision.group_push.mapping"
CREATED = f"{_MAPPING}.created"
UPDATED = "application.provision.group_push.updated"
PUSHED_MEMBERSHIPS = "application.provision.group_push.push_memberships"
RENAMED = f"{_MAPPING}.app.group.renamed"
RENAME_FAILED = f"{RENAMED}.failed"
REMOVED = "application.provision.group_push.removed"
DELETED = "application.provision.group_push.delete_appgroup"
ADD = "application.provision.group.add"
REMOVE = "application.provision.group.remove"
VERIFY_EXISTS = "application.provision.group.verify_exists"


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
        return talk.failed(stop)
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
    matches = found_by(answer, prefix, VERIFY_EXISTS)["resources"]
    if len(matches) > 1:
        raise Stop(prefix + wording.GROUP_EXISTS, event=VERIFY_EXISTS, answer=answer)
    return id_of(matches[0], prefix, VERIFY_EXISTS) if matches else None


def _create(talk: GroupConversation, prefix: str) -> Part:
    """`POST /Groups` with its members (6.2 [C: CAP-ROSTR], 6.3 [C: CAP-FLASK]); a 409 says the group exists (8.1)."""
    members = talk.members() if talk.job.detail.get("memberships_now", True) else []
    body = resource.group_body(talk.push.target_name, members)
    answer = yield talk.request("POST", "/Groups", "create group", body=body)
    if answer.status == 409:
        raise Stop(prefix + wording.GROUP_EXISTS, event=ADD, answer=answer)
    expect(answer, prefix, ADD)
    scim_id = id_in(answer.json)
    if scim_id is None:
        raise Stop(prefix + wording.EMPTY_GROUP, event=ADD, answer=answer)
    talk.push.external_id = scim_id
    talk.carried.add("name")
    remember(talk, members)


def _after_create_or_link(talk: GroupConversation) -> Part:
    """The second half of a first push: PUT of everything, or PATCH adding all members (6.2, 6.3, 6.6).

    In a retry somebody may have left whom the provider was told of before.
    """
    if not talk.job.detail.get("memberships_now", True):
        return
    if talk.app.integration == "aiw":
        yield from put_group(talk)
        return
    if talk.app.wire.group_post_rename_patch and not talk.push.linked:
        yield from patch_name(talk, of_membership(talk))
    members: list[Change] = [("add", member) for member in talk.members()]
    yield from patch_members(talk, [*departures(talk), *members], rename=talk.push.linked)


def push_members(talk: GroupConversation) -> Flow:
    """Somebody joined or left (6.4): the whole group by PUT, or one PATCH with removals first, then one add."""
    try:
        if talk.app.integration == "aiw":
            yield from put_group(talk)
        else:
            yield from patch_difference(talk)
    except Stop as stop:
        return talk.failed(stop)
    return _done(talk, UPDATED)


def push_now(talk: GroupConversation) -> Flow:
    """Push Now, and the push after an activation: the membership is overwritten (6.4, 6.7 [D: C9316, SDK-757])."""
    if talk.push.external_id is None:
        return (yield from push_group(talk))
    try:
        if talk.app.integration == "aiw":
            yield from put_group(talk, overwrite=True)
        else:
            members = talk.members()
            first: list[Change] = [("replace", member) for member in members[:CHUNK]] or [("replace", {})]
            yield from patch_members(talk, [*first, *(("add", member) for member in members[CHUNK:])], rename=True)
            talk.carried.add("overwrite")
            talk.push.linked = False
    except Stop as stop:
        return talk.failed(stop)
    return _done(talk, PUSHED_MEMBERSHIPS)


def rename_group(talk: GroupConversation) -> Flow:
    """The group has a new name (6.5): GET and PUT, which carries the members too, or the name PATCH."""
    try:
        if talk.app.integration == "aiw":
            yield from put_group(talk, sentence=RENAME)
        else:
            yield from patch_name(talk)
    except Stop as stop:
        return talk.failed(stop, RENAME_FAILED)
    return _done(talk, RENAMED)


def delete_group(talk: GroupConversation) -> Flow:
    """Unlink with "Delete the group in the target app" (6.7 [D: DOC20]); a 404 is the switch `delete_missing_group`."""
    answer = yield talk.request("DELETE", talk.path, "delete group")
    if not says_missing(talk, answer) or talk.app.wire.delete_missing_group == "failure":
        try:
            expect(answer, f"Error while deleting user group {talk.push.target_name}: ", REMOVE)
        except Stop as stop:
            return talk.failed(stop)
    talk.app.pushes.pop(talk.group.id, None)
    talk.app.known_groups.pop(talk.push.target_name, None)
    talk.log(REMOVED)
    talk.log(DELETED)
    for operation in WORK:
        own = operation == talk.job.operation
        key = task_key(operation, talk.group.id)
        close_task(talk.org, talk.app, key, None if own else "not done, since the group was deleted in the app")
    return Outcome()


WORK = {
    "push_group": {"members"},
    "push_members": {"members"},
    "push_now": {"overwrite"},
    "rename_group": {"name"},
    "delete_group": {"deletion"},
}
"""What must have been carried (`GroupConversation.carried`) for another operation to have done this one's work."""


def _done(talk: GroupConversation, event: str) -> Outcome:
    """Close the task whose work was done; as long as another is open or members were held back, the row is in Error.

    Push Now pushes the whole group again (6.7 [D: C9316]), which is a documented way out of Error [D: help]: it closes
    all whose work it carried. What else carried the work of another task is the switch `carried_work`.
    """
    push = talk.push
    push.last_push = talk.org.now
    talk.log(event)
    own = talk.job.operation
    close_task(talk.org, talk.app, task_key(own, talk.group.id))
    keys = [task_key(operation, talk.group.id) for operation in WORK]
    for key in keys:
        if WORK[key[0]] <= talk.carried:
            close_carried(talk.org, talk.app, key, own, whole=own in ("push_now", "push_group"))
    push.held_back = push.held_back and "members" not in talk.carried and differs(talk.app, talk.group, push)
    if push.held_back and push.status != "INACTIVE":
        caution(talk.org, f"the push of {push.target_name} stays in Error: a membership change was not sent")
    left = [NOT_SENT] * push.held_back + [talk.app.tasks[key].text for key in keys if key in talk.app.tasks]
    push.error = left[-1] if left else None
    if push.status != "INACTIVE":
        push.status = "ERROR" if left else "ACTIVE"
    return Outcome()


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
