"""Group push: create, link, memberships, rename, delete (okta-wire section 6).

`aiw` reads the group and PUTs all of it for every change; `oin` PATCHes what changed
[D: DOC20; C: CAP-ROSTR, CAP-FLASK].
"""

from collections.abc import Callable, Iterator

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
from simulator.okta.flows.group_conversation import NOT_SENT, GroupConversation, differs
from simulator.okta.org import task_key
from simulator.okta.resource import Resource
from simulator.okta.wire import filter_query, filter_rules
from simulator.scim.message import Response

_MAPPING = "application.provision.group_push.mapping"
CREATED = f"{_MAPPING}.created"
RENAMED = f"{_MAPPING}.app.group.renamed"
UPDATED = "application.provision.group_push.updated"
PUSHED_MEMBERSHIPS = "application.provision.group_push.push_memberships"
REMOVED = "application.provision.group_push.removed"
DELETED = "application.provision.group_push.delete_appgroup"
ADD = "application.provision.group.add"
READ = "application.provision.group.import"
UPDATE = "application.provision.group.update"
REMOVE = "application.provision.group.remove"
VERIFY_EXISTS = "application.provision.group.verify_exists"
UNREADABLE = ("push.unreadable-look-up",)
"""The rule of a look-up whose answer cannot be read."""
MEMBERSHIP = "application.provision.group_membership"

CHUNK = 100
"""Membership changes per PATCH (6.4 [D: OINMGR])."""

Change = tuple[str, Resource]
"""`add`, `remove` or `replace`, and the member; an empty member to replace all with nobody."""
Sentence = tuple[str, str]
"""How the message of a refusal begins, and the event of its row in the System Log."""

RENAME: Sentence = (wording.RENAMING_GROUP, UPDATE)


def converse(conversation: GroupConversation) -> Flow:
    """The conversation of one job about a pushed group; it fails as a whole."""
    try:
        event = yield from CONVERSATIONS[conversation.job.operation](conversation)
    except Stop as stop:
        renaming = conversation.job.operation == "rename_group"
        return conversation.failed(stop, f"{RENAMED}.failed" if renaming else None)
    return _done(conversation, event) if event is not None else Outcome()


def _push_group(conversation: GroupConversation) -> Part:
    """Push by name, or to a group chosen by link; also the retry of either (6.2, 6.3, 6.6)."""
    prefix = wording.CREATING_GROUP.format(group=conversation.push.target_name)
    known = conversation.push.target_name in conversation.app.known_groups
    why: tuple[str, ...] = ("push.link-chosen",) if known else ("push.link-by-name",)
    if conversation.push.external_id is None:
        found = yield from _find(conversation, prefix)
        if found is None:
            yield from _create(conversation, prefix)
        else:
            conversation.push.external_id = found
            conversation.push.linked = True
            why = ("push.known-group-not-asked",) if known else why
    if not conversation.push.linked:
        aiw = conversation.app.integration == "aiw"
        why = ("push.put-after-post",) if aiw else ("push.patch-after-post", "push.rename-after-post")
    if conversation.job.detail.get("memberships_now", True):
        yield from _after_create_or_link(conversation, why)
    return UPDATED


def _find(conversation: GroupConversation, prefix: str) -> Part:
    """The id of the group of exactly this name, or None (6.6 [D: KB how-group-linking-works]).

    The provider is asked only when no import has shown the group (6.6 [D: DOC20]).
    """
    name = conversation.push.target_name
    if name in conversation.app.known_groups:
        return conversation.app.known_groups[name]
    query = filter_query("displayName", name, conversation.app.wire)
    why = ("push.look-up-first", *filter_rules(name, conversation.app.wire))
    answer = yield conversation.request("GET", "/Groups", "check group exists", query=query, why=why)
    matches = found_by(answer, prefix, VERIFY_EXISTS, UNREADABLE)["resources"]
    if len(matches) > 1:
        raise Stop(prefix + wording.GROUP_EXISTS, event=VERIFY_EXISTS, answer=answer, why=("push.conflict",))
    return id_of(matches[0], prefix, VERIFY_EXISTS, UNREADABLE) if matches else None


def _create(conversation: GroupConversation, prefix: str) -> Part:
    """`POST /Groups` with its members (6.2 [C: CAP-ROSTR], 6.3 [C: CAP-FLASK]); a 409 says the group exists (8.1)."""
    members = conversation.members() if conversation.job.detail.get("memberships_now", True) else []
    body = resource.group_body(conversation.push.target_name, members)
    why = ("push.post", "push.no-external-id", *(conversation.member_rules() if members else ("push.empty-group",)))
    answer = yield conversation.request("POST", "/Groups", "create group", body=body, why=why)
    if answer.status == 409:
        raise Stop(prefix + wording.GROUP_EXISTS, event=ADD, answer=answer, why=("push.conflict",))
    expect(answer, prefix, ADD)
    scim_id = id_in(answer.json)
    if scim_id is None:
        raise Stop(prefix + wording.EMPTY_GROUP, event=ADD, answer=answer, why=("push.empty-answer",))
    conversation.push.external_id = scim_id
    conversation.carried.add("name")
    conversation.told(members)


def _after_create_or_link(conversation: GroupConversation, why: tuple[str, ...]) -> Part:
    """The second half of a first push: PUT of everything, or PATCH adding all members (6.2, 6.3, 6.6).

    In a retry somebody may have left whom the provider was told of before.
    """
    if conversation.app.integration == "aiw":
        yield from _put_group(conversation, why)
        return
    if conversation.app.wire.group_post_rename_patch and not conversation.push.linked:
        yield from _patch_name(conversation, _of_membership(conversation), ("push.rename-after-post",))
    changes = [*_departures(conversation), *_each("add", conversation.members())]
    yield from _patch_members(conversation, changes, why, rename=conversation.push.linked)


def _push_members(conversation: GroupConversation) -> Part:
    """Somebody joined or left (6.4): the whole group by PUT, or one PATCH with removals first, then one add.

    A PATCH names those who joined or left since the last push; a member who cannot be pushed is skipped (6.1).
    """
    if conversation.app.integration == "aiw":
        yield from _put_group(conversation, ("push.put-whole-list",))
    else:
        known = set(conversation.push.members.values())
        joined = [member for member in conversation.members() if member["value"] not in known]
        changes = [*_departures(conversation), *_each("add", joined)]
        yield from _patch_members(conversation, changes, ())
    return UPDATED


def _push_now(conversation: GroupConversation) -> Part:
    """Push Now, and the push after an activation: members are overwritten (6.4, 6.7 [D: TEST-PLAN C9316, SDK-757])."""
    if conversation.push.external_id is None:
        return (yield from _push_group(conversation))
    if conversation.app.integration == "aiw":
        yield from _put_group(conversation, ("push.push-now",), overwrite=True)
    else:
        members = conversation.members()
        first = _each("replace", members[:CHUNK] or [{}])
        changes = [*first, *_each("add", members[CHUNK:])]
        yield from _patch_members(conversation, changes, ("push.push-now",))
        conversation.push.linked = False
    return PUSHED_MEMBERSHIPS


def _rename_group(conversation: GroupConversation) -> Part:
    """The group has a new name (6.5): GET and PUT, which carries the members too, or the name PATCH."""
    if conversation.app.integration == "aiw":
        yield from _put_group(conversation, ("push.rename-put", "push.rename-app-groups"), sentence=RENAME)
    else:
        yield from _patch_name(conversation, RENAME, ("push.rename-app-groups",))
    return RENAMED


def _delete_group(conversation: GroupConversation) -> Part:
    """Unlink with "Delete the group in the target app" (6.7 [D: DOC20]); a 404 is the switch `delete_missing_group`."""
    why = ("push.unlink-delete",)
    answer = yield conversation.request("DELETE", conversation.path, "delete group", why=why)
    gone = ("push.delete-gone",) if _says_missing(conversation, answer) else ()
    if not gone or conversation.app.wire.delete_missing_group == "failure":
        expect(answer, wording.DELETING_GROUP.format(group=conversation.push.target_name), REMOVE, gone)
    conversation.app.pushes.pop(conversation.group.id, None)
    conversation.app.known_groups.pop(conversation.push.target_name, None)
    why = (*why, *gone)
    conversation.log(REMOVED, why=why)
    conversation.log(DELETED, why=why)
    for operation in WORK:
        own = operation == conversation.job.operation
        reason = None if own else "not done, since the group was deleted in the app"
        close_task(conversation.org, conversation.app, task_key(operation, conversation.group.id), reason, why=why)


def _record_ignored(conversation: GroupConversation) -> Part:
    """Only members who cannot be pushed joined: they are recorded, nothing is sent (6.1 [D: EVT])."""
    conversation.members(("push.unchanged-members",))
    yield from ()


CONVERSATIONS: dict[str, Callable[[GroupConversation], Part]] = {
    "push_group": _push_group,
    "push_members": _push_members,
    "push_now": _push_now,
    "rename_group": _rename_group,
    "delete_group": _delete_group,
    "record_ignored": _record_ignored,
}
"""What is said in each operation about a pushed group; it returns the event of its success, or None."""
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

    Push Now pushes the whole group again (6.7 [D: TEST-PLAN C9316]), which is a documented way out of Error [D: help]:
    it closes all whose work it carried. What else carried the work of another task is the switch `carried_work`.
    """
    org, app, push = conversation.org, conversation.app, conversation.push
    push.last_push = org.now
    conversation.log(event, why=("log.push-rows",))
    own = conversation.job.operation
    close_task(org, app, task_key(own, conversation.group.id), why=("tasks.retry-selected",))
    keys = [task_key(operation, conversation.group.id) for operation in WORK]
    for key in keys:
        if WORK[key[0]] <= conversation.carried:
            close_carried(org, app, key, own, whole=own in ("push_now", "push_group"))
    if "members" in conversation.carried or not differs(app, conversation.group, push):
        push.held_back = False
    if push.held_back and push.status != "INACTIVE":
        text = f"the push of {push.target_name} stays in Error: a membership change was not sent"
        caution(org, text, ("push.error-holds-members",))
    left = [NOT_SENT] * push.held_back + [app.tasks[key].text for key in keys if key in app.tasks]
    push.error = left[-1] if left else None
    if push.status != "INACTIVE":
        push.status = "ERROR" if left else "ACTIVE"
    return Outcome()


def _of_membership(conversation: GroupConversation, kind: str = "update") -> Sentence:
    """The sentence of a membership write that was refused, also of the name beside it (8.1).

    `kind` add or remove is for PATCHes that do nothing else (switch `membership_sentence`).
    """
    words = {"add": wording.ADDING_MEMBERS, "remove": wording.REMOVING_MEMBERS}
    if kind not in words or conversation.app.wire.membership_sentence == "update":
        kind = "update"
    sentence = words.get(kind, wording.UPDATING_MEMBERS)
    return sentence.format(group=conversation.push.target_name), f"{MEMBERSHIP}.{kind}"


def _put_group(
    conversation: GroupConversation,
    why: tuple[str, ...],
    *,
    overwrite: bool = False,
    sentence: Sentence | None = None,
) -> Part:
    """GET, then PUT with name and the complete member list (6.2, 6.4 [C: CAP-ROSTR]; no chunks are documented).

    A failed GET has a sentence and a row of its own (8.1 [D: EVENTS-API]). `why` holds the rules that go before those
    of reading and writing the whole group.
    """
    answer = yield conversation.request("GET", conversation.path, "read group", why=why)
    _expect_group(conversation, answer, (wording.READING_GROUP, READ))
    server = answer.json if isinstance(answer.json, dict) else {}
    members = conversation.members()
    told = members if overwrite else _with_foreign(conversation, server, members)
    body = resource.group_put_body(conversation.app, server, conversation.push.target_name, told)
    if len(told) > len(members):
        why = (*why, "push.link-members")
    why = (*why, "push.put-echo", *conversation.member_rules())
    answer = yield conversation.request("PUT", conversation.path, "update group", body=body, why=why)
    _expect_group(conversation, answer, sentence or _of_membership(conversation))
    conversation.told(members)
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


def _expect_group(
    conversation: GroupConversation, answer: Response, sentence: Sentence, why: tuple[str, ...] = ()
) -> None:
    """The group's answer is a success; `why` holds the rules that go before those of a refusal's sentence."""
    prefix, event = sentence
    if _says_missing(conversation, answer):
        gone = ("push.group-missing",)
        raise Stop(wording.linked_group_missing(conversation.app.label), event=event, answer=answer, why=gone)
    expect(answer, prefix, event, (*why, *(("push.group-missing-detail",) if answer.status == 404 else ())))


def _says_missing(conversation: GroupConversation, answer: Response) -> bool:
    """Whether this answer says that the pushed group is gone (switch `missing_group`)."""
    if answer.status != 404 or conversation.app.wire.missing_group == "always":
        return answer.status == 404
    assigned = (
        conversation.app.users.get(user_id) for user_id in (*conversation.group.members, *conversation.push.members)
    )
    people = {name for one in assigned if one for name in (one.external_id, one.username) if name}
    names = {str(conversation.push.external_id), conversation.push.target_name}
    return wording.is_about_group(answer, names, people | set(conversation.push.members.values()))


def _departures(conversation: GroupConversation) -> list[Change]:
    """The removals of those whom the provider was told of and who have left the group."""
    told, here = conversation.push.members, conversation.group.members
    left = {value: user_id for user_id, value in told.items() if user_id not in here}
    conversation.people |= left
    return _each("remove", [{"value": value} for value in left])


def _each(op: str, members: list[Resource]) -> list[Change]:
    return [(op, member) for member in members]


def _patch_members(
    conversation: GroupConversation, changes: list[Change], why: tuple[str, ...], *, rename: bool = True
) -> Part:
    """PATCHes of at most 100 changes, with the name PATCH beside each (6.4 [D: DOC20, OINMGR]).

    What each of them carried is remembered as soon as it is accepted, so that a later refusal takes nothing back. `why`
    holds the rules that go before those of the PATCHes.
    """
    beside = ("push.rename-with-every-patch", "push.rename-order")
    why = (*why, "push.removals-then-one-add", *conversation.member_rules())
    if len(changes) > CHUNK:
        why = (*why, "push.patch-chunks")
    if conversation.app.wire.pathless_members:
        why = (*why, "push.membership-path")
    for place in range(0, len(changes), CHUNK):
        chunk = changes[place : place + CHUNK]
        kinds = {op for op, _ in chunk}
        kind = kinds.pop() if len(kinds) == 1 else "update"
        sentence = _of_membership(conversation, kind)
        said = ("push.membership-sentence",) if kind in ("add", "remove") else ()
        body = resource.patch_body(*_operations(chunk, pathless=conversation.app.wire.pathless_members))
        if rename and conversation.app.wire.membership_rename == "before":
            yield from _patch_name(conversation, sentence, beside, said)
        answer = yield conversation.request("PATCH", conversation.path, "update group members", body=body, why=why)
        _expect_group(conversation, answer, sentence, said)
        _remember(conversation, chunk)
        if rename and conversation.app.wire.membership_rename == "after":
            yield from _patch_name(conversation, sentence, beside, said)
    conversation.carried.add("members")


def _operations(changes: list[Change], *, pathless: bool) -> Iterator[Resource]:
    """The PATCH operations for these changes: each removal its own, all adds in one (6.4 [C: OLD-DOC])."""
    for op, member in changes:
        if op == "remove":
            yield {"op": "remove", "path": f'members[value eq "{member["value"]}"]'}
    for wanted in ("replace", "add"):
        if any(op == wanted for op, _ in changes):
            members = [member for op, member in changes if op == wanted and member]
            where = {"value": {"members": members}} if pathless else {"path": "members", "value": members}
            yield {"op": wanted, **where}


def _patch_name(
    conversation: GroupConversation, sentence: Sentence, why: tuple[str, ...], said: tuple[str, ...] = ()
) -> Part:
    """The name, with the id inside the value and no path (6.5 [C: OLD-DOC; V: META-113]).

    `said` holds the rules of a refusal's sentence.
    """
    value = resource.replace_values(id=conversation.push.external_id, displayName=conversation.push.target_name)
    body, why = resource.patch_body(value), (*why, "push.rename-patch")
    answer = yield conversation.request("PATCH", conversation.path, "rename group", body=body, why=why)
    _expect_group(conversation, answer, sentence, said)
    conversation.carried.add("name")


def _remember(conversation: GroupConversation, changes: list[Change]) -> None:
    """These changes are what the provider was last told."""
    if any(op == "replace" for op, _ in changes):
        conversation.push.members = {}
    for op, member in changes:
        if op == "remove":
            conversation.push.members.pop(conversation.people[member["value"]], None)
        elif member:
            conversation.push.members[conversation.people[member["value"]]] = member["value"]
