"""What a pushed group's name and members look like on the wire: one PUT, or PATCHes of what changed (okta-wire 6)."""

from collections.abc import Iterator

from simulator.okta import resource, wording
from simulator.okta.flows.conversation import Part, Stop, expect
from simulator.okta.flows.group_conversation import GroupConversation
from simulator.okta.resource import Resource
from simulator.scim.message import Response

CHUNK = 100
"""Membership changes per PATCH (6.4 [D: OINMGR])."""

MEMBERSHIP = "application.provision.group_membership.update"
READ = "application.provision.group.import"
UPDATE = "application.provision.group.update"

Change = tuple[str, Resource]
"""`add`, `remove` or `replace`, and the member; an empty member to replace all with nobody."""
Sentence = tuple[str, str]
"""How the message of a refusal begins, and the event of its row in the System Log."""

RENAME: Sentence = ("Error while trying to update user group: ", UPDATE)


def of_membership(conversation: GroupConversation, kind: str = "update") -> Sentence:
    """The sentence of a membership write that was refused, also of the name beside it (8.1).

    Without a colon behind the name, as on record [V: Captain-P-Goldfish/scim-for-keycloak#144]. `kind` add or remove is
    for PATCHes that do nothing else (switch `membership_sentence`).
    """
    if kind == "update" or conversation.app.wire.membership_sentence == "update":
        return f"Error while updating user group membership for group {conversation.push.target_name} ", MEMBERSHIP
    words = {"add": "adding user(s) to", "remove": "removing user(s) from"}[kind]
    return f"Error while {words} group {conversation.push.target_name} ", MEMBERSHIP.replace("update", kind)


def put_group(conversation: GroupConversation, *, overwrite: bool = False, sentence: Sentence | None = None) -> Part:
    """GET, then PUT with name and the complete member list (6.2, 6.4 [C: CAP-ROSTR]; no chunks are documented).

    A failed GET has a sentence and a row of its own (8.1 [D: events-API]).
    """
    answer = yield conversation.request("GET", conversation.path, "read group")
    _expect_group(conversation, answer, ("Error while trying to find an individual group by id: ", READ))
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
