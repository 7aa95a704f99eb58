"""Conversations about groups become pushes, changes of members, renames and unlinks (okta-wire 6)."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from simulator.intake.cast import Cast, PushedGroup
from simulator.intake.conversations import Conversation, changes_members, following
from simulator.intake.draft import Step
from simulator.intake.evidence.json_values import objects_of
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.har_users import UserSteps
from simulator.okta.flows.conversation import DEFAULT_WAIT

_REMOVED = re.compile(r'members\[value eq "([^"]+)"\]')
TWO_AT_ONCE = "people joined and left in one push, which no single click of an administrator does"


class GroupSteps:
    """Turns conversations about groups into steps."""

    def __init__(self, cast: Cast, users: UserSteps, conversations: Sequence[Conversation]) -> None:
        self._cast = cast
        self._users = users
        self._next = following(conversations)

    def steps(self, conversation: Conversation) -> list[Step]:
        """What an administrator did so that this was sent."""
        name = conversation.first.looked_for or conversation.first.sent.get("displayName")
        if not conversation.first.scim_id and name:
            return self._pushed(conversation, str(name))
        group = self._group(conversation)
        if conversation.first.method == "DELETE":
            group.pushed = not (conversation.ok or conversation.last.status == 404)
            return [conversation.step("unlink_group", {"group": group.alias, "target": "delete"})]
        steps = self._changed(group, conversation)
        self._conclude(group, conversation)
        return steps

    def _pushed(self, conversation: Conversation, name: str) -> list[Step]:
        group = self._cast.group(name) or self._cast.declare_group(name)
        changes = self._joined_before(group, conversation)
        steps = self._retried(group, conversation)
        if not steps:
            steps = [
                *self._unlinked(group),
                *changes,
                conversation.step("push_group", _push_argument(group, conversation)),
            ]
        group.pushed = True
        self._identify(group, conversation.given_id)
        self._cast.know_group(group, name)
        self._conclude(group, conversation)
        return steps

    def _unlinked(self, group: PushedGroup) -> list[Step]:
        """A group that is pushed anew was unlinked in between, which sends nothing (okta-wire 6.7 [D: C9321])."""
        if not group.pushed:
            return []
        step = Step("unlink_group", {"group": group.alias, "target": "leave"})
        step.comments.append(f"{group.alias} is pushed anew; that it was unlinked before is not in the recording")
        return [step]

    def _joined_before(self, group: PushedGroup, conversation: Conversation) -> list[Step]:
        """The members at the time of a push: declared where they were not known yet, else changed without a request."""
        members = self._members_sent(conversation)
        if members is None:
            return []
        if not group.settled:
            group.settled, group.members[:] = True, members
            return []
        return [Step(verb, argument) for verb, argument in _membership(group, members, group.members)]

    def _retried(self, group: PushedGroup, conversation: Conversation) -> list[Step]:
        """A failed push again: by itself after 5xx or silence, else by Retry (okta-wire 8.4)."""
        if group.failures:
            wait = Step(
                "wait",
                f"{DEFAULT_WAIT * 2 ** (group.failures - 1)}s",
                conversation.first.at,
                list(conversation.requests),
            )
            wait.comments.append(f"the push of {group.alias} is tried again by itself")
            return [wait]
        return [conversation.step("retry_tasks", group.alias)] if group.failed else []

    def _conclude(self, group: PushedGroup, conversation: Conversation) -> None:
        transient = not conversation.ok and (conversation.last.status is None or conversation.last.status >= 500)
        group.failures = group.failures + 1 if transient else 0
        group.failed = not conversation.ok and not transient

    def _group(self, conversation: Conversation) -> PushedGroup:
        """The group an id stands for; one that was pushed before the recording began is pushed in the prelude."""
        scim_id = conversation.first.scim_id
        group = self._cast.group(scim_id)
        if group is not None:
            return group
        resource = next((one.resource for one in conversation.requests if one.resource.get("displayName")), {})
        name = str(resource.get("displayName") or scim_id)
        group = self._cast.group(name)
        if group is not None and group.name == name and not group.identified:
            self._identify(group, scim_id)
            return group
        group = self._cast.declare_group(name)
        group.pushed = group.settled = True
        group.members[:] = self._aliases_of(objects_of(resource.get("members")))
        self._identify(group, scim_id)
        comment = f"{group.alias}: pushed before the recording began; the requests of this step are not in it"
        prelude = Step("push_group", _under_its_name(group, {}), comments=[comment])
        prelude.given = {**resource, "id": scim_id}
        self._users.prelude.append(prelude)
        return group

    def _identify(self, group: PushedGroup, scim_id: str) -> None:
        """The provider's id of a group is known now: of one that was looked for and not found too (6.6)."""
        group.identified = group.identified or bool(scim_id)
        self._cast.know_group(group, scim_id)

    def _changed(self, group: PushedGroup, conversation: Conversation) -> list[Step]:
        name = _name_sent(conversation)
        if name is not None and name != group.name:
            freed = self._freed(name, group)
            group.name = group.called = name
            self._cast.know_group(group, name)
            return [*freed, conversation.step("rename_group", {"group": group.alias, "name": name})]
        acts = self._acts(group, self._members_sent(conversation))
        if group.failed and acts:
            silent = [Step(verb, argument) for verb, argument in acts]
            return [*silent, conversation.step("retry_tasks", group.alias)]
        if not acts and not conversation.ok and not group.failures:
            acts = self._acts_to_come(group, conversation)
        if not acts or _overwrites(conversation):
            return self._pushed_whole(group, conversation, acts)
        steps = [Step(verb, argument, conversation.first.at) for verb, argument in acts]
        steps[0].comments += [TWO_AT_ONCE] * (len(acts) > 1)
        steps[-1].seen = list(conversation.requests)
        return steps

    def _freed(self, name: str, taker: PushedGroup) -> list[Step]:
        """Okta has a name once: the group that had it took another, which sends nothing while its push is off."""
        holder = self._cast.group(name)
        if holder is None or holder is taker or holder.name != name:
            return []
        holder.name = holder.called = f"{name} (before)"
        renamed = Step("rename_group", {"group": holder.alias, "name": holder.name})
        renamed.comments.append(f"{name} was free in Okta when {taker.alias} took it; how is not in the recording")
        return [*([Step("deactivate_group_push", holder.alias)] if holder.pushed else []), renamed]

    def _acts_to_come(self, group: PushedGroup, conversation: Conversation) -> list[tuple[str, dict[str, Any]]]:
        """The first change of members that a later push shows, for one that failed before it said anything of them."""
        following = self._next.get(id(conversation))
        members = self._members_sent(following) if following else None
        eligible = [alias for alias in group.members if self._eligible(alias)]
        return list(islice(_membership(group, members, eligible), 1)) if members is not None else []

    def _acts(self, group: PushedGroup, members: list[str] | None) -> list[tuple[str, dict[str, Any]]]:
        """Who joined and left since the last push, among those who go on the wire."""
        if members is None:
            return []
        return list(_membership(group, members, [alias for alias in group.members if self._eligible(alias)]))

    def _pushed_whole(
        self, group: PushedGroup, conversation: Conversation, acts: list[tuple[str, dict[str, Any]]]
    ) -> list[Step]:
        """All of the group: a retry, Push now, or, where people had come or gone, a push that was switched on again."""
        if not acts:
            return self._retried(group, conversation) or [conversation.step("push_now", group.alias)]
        silent = [Step("deactivate_group_push", group.alias), *(Step(verb, argument) for verb, argument in acts)]
        silent[0].comments.append(f"the members of {group.alias} changed without a request, as while its push is off")
        return [*silent, conversation.step("activate_group_push", group.alias)]

    def _eligible(self, alias: str) -> bool:
        """Whether a member goes on the wire (okta-wire 6.1 [D])."""
        person = self._cast.named(alias)
        return person.assigned and person.provisioned

    def _members_sent(self, conversation: Conversation) -> list[str] | None:
        """The members that Okta says there are, by alias; None where it says nothing of them."""
        writes = [*conversation.writes("POST"), *conversation.writes("PUT")]
        if writes:
            foreign = _foreign(conversation)
            sent = [one for one in objects_of(writes[-1].sent.get("members")) if str(one.get("value")) not in foreign]
            return self._aliases_of(sent)
        patches = [one for one in conversation.writes("PATCH") if changes_members(one)]
        return self._patched(conversation, patches) if patches else None

    def _patched(self, conversation: Conversation, patches: list[Traffic]) -> list[str]:
        group = self._cast.group(conversation.first.scim_id)
        members = list(group.members) if group else []
        for operation in (one for patch in patches for one in patch.operations):
            named = self._aliases_of(_named(operation))
            if operation.get("op") == "remove":
                members = [alias for alias in members if alias not in named]
            else:
                members = [*([] if operation.get("op") == "replace" else members), *named]
        return list(dict.fromkeys(members))

    def _aliases_of(self, members: list[dict[str, Any]]) -> list[str]:
        found = []
        for member in members:
            scim_id = str(member.get("value") or "")
            shown = {"userName": str(member["display"])} if member.get("display") else {}
            person = self._cast.person(scim_id) or self._users.known_before(
                scim_id, shown.get("userName") or f"member-{scim_id}", shown
            )
            found.append(person.alias)
        return list(dict.fromkeys(found))


def _membership(group: PushedGroup, now: list[str], before: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Who joined and who left, as verbs; the group's members follow."""
    left = [alias for alias in before if alias not in now]
    joined = [alias for alias in now if alias not in group.members]
    if left:
        group.members = [alias for alias in group.members if alias not in left]
        yield "remove_from_group", {"group": group.alias, "users": left}
    if joined:
        group.members = [*group.members, *joined]
        yield "add_to_group", {"group": group.alias, "users": joined}


def _push_argument(group: PushedGroup, conversation: Conversation) -> Any:
    """Without memberships where the create went well and nothing followed (okta-wire 6.2)."""
    created = conversation.writes("POST")
    only_created = created and conversation.last is created[-1] and conversation.ok
    return _under_its_name(group, {"memberships_now": False} if only_created else {})


def _under_its_name(group: PushedGroup, more: dict[str, Any]) -> Any:
    """The argument of a push: the alias alone, or with the provider's name where Okta's is another, and `more`."""
    named = {"name": group.name} if group.called != group.name else {}
    return {"group": group.alias, **named, **more} if named or more else group.alias


def _foreign(conversation: Conversation) -> set[str]:
    """Members that a linked group had of its own: the GET shows them and Okta's `display` is missing (6.1, 11.9)."""
    reads = (one for one in conversation.requests if one.method == "GET" and one.scim_id)
    read = next((objects_of(one.resource.get("members")) for one in reads), [])
    puts = conversation.writes("PUT")
    sent = objects_of(puts[-1].sent.get("members")) if puts and conversation.first.looked_for is not None else []
    return {str(one.get("value")) for one in sent if not one.get("display") and one in read}


def _name_sent(conversation: Conversation) -> str | None:
    for write in (*conversation.writes("PUT"), *conversation.writes("PATCH")):
        named = [write.sent] if write.method == "PUT" else [one.get("value") for one in write.operations]
        for value in named:
            if isinstance(value, dict) and value.get("displayName"):
                return str(value["displayName"])
    return None


def _overwrites(conversation: Conversation) -> bool:
    return any(
        one.get("op") == "replace" and one.get("path") == "members"
        for w in conversation.writes("PATCH")
        for one in w.operations
    )


def _named(operation: dict[str, Any]) -> list[dict[str, Any]]:
    removed = _REMOVED.fullmatch(str(operation.get("path") or ""))
    if removed:
        return [{"value": removed[1]}]
    value = operation.get("value")
    if isinstance(value, dict):
        value = value.get("members")
    return objects_of(value)
