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
    found_by,
    id_in,
    id_of,
)
from simulator.okta.flows.group_conversation import (
    CHUNK,
    NOT_SENT,
    RENAME,
    Change,
    GroupConversation,
    departures,
    differs,
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


def push_group(conversation: GroupConversation) -> Flow:
    """Push by name, or to a group chosen by link; also the retry of either (6.2, 6.3, 6.6)."""
    prefix = wording.CREATING_GROUP.format(group=conversation.push.target_name)
    try:
        if conversation.push.external_id is None:
            found = yield from _find(conversation)
            if found is None:
                yield from _create(conversation, prefix)
            else:
                conversation.push.external_id = found
                conversation.push.linked = True
        yield from _after_create_or_link(conversation)
    except Stop as stop:
        return conversation.failed(stop)
    return _done(conversation, UPDATED)


def _find(conversation: GroupConversation) -> Part:
    """The id of the group of exactly this name, or None (6.6 [D: KB how-group-linking-works]).

    The provider is asked only when no import has shown the group (6.6 [D: DOC20]).
    """
    name = conversation.push.target_name
    if name in conversation.app.known_groups:
        return conversation.app.known_groups[name]
    query = filter_query("displayName", name, conversation.app.wire)
    answer = yield conversation.request("GET", "/Groups", "check group exists", query=query)
    prefix = wording.CREATING_GROUP.format(group=name)
    matches = found_by(answer, prefix, VERIFY_EXISTS)["resources"]
    if len(matches) > 1:
        raise Stop(prefix + wording.GROUP_EXISTS, event=VERIFY_EXISTS, answer=answer)
    return id_of(matches[0], prefix, VERIFY_EXISTS) if matches else None


def _create(conversation: GroupConversation, prefix: str) -> Part:
    """`POST /Groups` with its members (6.2 [C: CAP-ROSTR], 6.3 [C: CAP-FLASK]); a 409 says the group exists (8.1)."""
    members = conversation.members() if conversation.job.detail.get("memberships_now", True) else []
    body = resource.group_body(conversation.push.target_name, members)
    answer = yield conversation.request("POST", "/Groups", "create group", body=body)
    if answer.status == 409:
        raise Stop(prefix + wording.GROUP_EXISTS, event=ADD, answer=answer)
    expect(answer, prefix, ADD)
    scim_id = id_in(answer.json)
    if scim_id is None:
        raise Stop(prefix + wording.EMPTY_GROUP, event=ADD, answer=answer)
    conversation.push.external_id = scim_id
    conversation.carried.add("name")
    remember(conversation, members)


def _after_create_or_link(conversation: GroupConversation) -> Part:
    """The second half of a first push: PUT of everything, or PATCH adding all members (6.2, 6.3, 6.6).

    In a retry somebody may have left whom the provider was told of before.
    """
    if not conversation.job.detail.get("memberships_now", True):
        return
    if conversation.app.integration == "aiw":
        yield from put_group(conversation)
        return
    if conversation.app.wire.group_post_rename_patch and not conversation.push.linked:
        yield from patch_name(conversation, of_membership(conversation))
    members: list[Change] = [("add", member) for member in conversation.members()]
    yield from patch_members(conversation, [*departures(conversation), *members], rename=conversation.push.linked)


def push_members(conversation: GroupConversation) -> Flow:
    """Somebody joined or left (6.4): the whole group by PUT, or one PATCH with removals first, then one add."""
    try:
        if conversation.app.integration == "aiw":
            yield from put_group(conversation)
        else:
            yield from patch_difference(conversation)
    except Stop as stop:
        return conversation.failed(stop)
    return _done(conversation, UPDATED)


def push_now(conversation: GroupConversation) -> Flow:
    """Push Now, and the push after an activation: the membership is overwritten (6.4, 6.7 [D: C9316, SDK-757])."""
    if conversation.push.external_id is None:
        return (yield from push_group(conversation))
    try:
        if conversation.app.integration == "aiw":
            yield from put_group(conversation, overwrite=True)
        else:
            members = conversation.members()
            first: list[Change] = [("replace", member) for member in members[:CHUNK]] or [("replace", {})]
            yield from patch_members(
                conversation, [*first, *(("add", member) for member in members[CHUNK:])], rename=True
            )
            conversation.carried.add("overwrite")
            conversation.push.linked = False
    except Stop as stop:
        return conversation.failed(stop)
    return _done(conversation, PUSHED_MEMBERSHIPS)


def rename_group(conversation: GroupConversation) -> Flow:
    """The group has a new name (6.5): GET and PUT, which carries the members too, or the name PATCH."""
    try:
        if conversation.app.integration == "aiw":
            yield from put_group(conversation, sentence=RENAME)
        else:
            yield from patch_name(conversation)
    except Stop as stop:
        return conversation.failed(stop, RENAME_FAILED)
    return _done(conversation, RENAMED)


def delete_group(conversation: GroupConversation) -> Flow:
    """Unlink with "Delete the group in the target app" (6.7 [D: DOC20]); a 404 is the switch `delete_missing_group`."""
    answer = yield conversation.request("DELETE", conversation.path, "delete group")
    if not says_missing(conversation, answer) or conversation.app.wire.delete_missing_group == "failure":
        try:
            expect(answer, wording.DELETING_GROUP.format(group=conversation.push.target_name), REMOVE)
        except Stop as stop:
            return conversation.failed(stop)
    conversation.app.pushes.pop(conversation.group.id, None)
    conversation.app.known_groups.pop(conversation.push.target_name, None)
    conversation.log(REMOVED)
    conversation.log(DELETED)
    for operation in WORK:
        own = operation == conversation.job.operation
        key = task_key(operation, conversation.group.id)
        close_task(
            conversation.org, conversation.app, key, None if own else "not done, since the group was deleted in the app"
        )
    return Outcome()


WORK = {
    "push_group": {"members"},
    "push_members": {"members"},
    "push_now": {"overwrite"},
    "rename_group": {"name"},
    "delete_group": {"deletion"},
}
"""What must have been carried (`GroupConversation.carried`) for another operation to have done this one's work."""


def _done(conversation: GroupConversation, event: str) -> Outcome:
    """Close the task whose work was done; as long as another is open or members were held back, the row is in Error.

    Push Now pushes the whole group again (6.7 [D: C9316]), which is a documented way out of Error [D: help]: it closes
    all whose work it carried. What else carried the work of another task is the switch `carried_work`.
    """
    push = conversation.push
    push.last_push = conversation.org.now
    conversation.log(event)
    own = conversation.job.operation
    close_task(conversation.org, conversation.app, task_key(own, conversation.group.id))
    keys = [task_key(operation, conversation.group.id) for operation in WORK]
    for key in keys:
        if WORK[key[0]] <= conversation.carried:
            close_carried(conversation.org, conversation.app, key, own, whole=own in ("push_now", "push_group"))
    push.held_back = (
        push.held_back and "members" not in conversation.carried and differs(conversation.app, conversation.group, push)
    )
    if push.held_back and push.status != "INACTIVE":
        caution(conversation.org, f"the push of {push.target_name} stays in Error: a membership change was not sent")
    left = [NOT_SENT] * push.held_back + [
        conversation.app.tasks[key].text for key in keys if key in conversation.app.tasks
    ]
    push.error = left[-1] if left else None
    if push.status != "INACTIVE":
        push.status = "ERROR" if left else "ACTIVE"
    return Outcome()


def record_ignored(conversation: GroupConversation) -> Flow:
    """Only members who cannot be pushed joined: they are recorded, nothing is sent (6.1 [D: EVT])."""
    conversation.members()
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
