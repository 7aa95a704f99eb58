"""Conversations become what an administrator did (okta-wire 2 to 6): assign, change, unassign, push, rename, retry."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from simulator.intake.cast import Cast, Person, PushedGroup
from simulator.intake.conversation_kinds import deactivates, overwrites, says_password, switched_off
from simulator.intake.conversations import Conversation, changes_members, members_of
from simulator.intake.draft import Step
from simulator.intake.evidence.json_values import objects_of
from simulator.intake.evidence.traffic import Traffic
from simulator.okta.flows.conversation import DEFAULT_WAIT, is_transient
from simulator.okta.wire import Wire

UNEXPLAINED = "unexplained push"
"""The verb of a step that is still to be explained: a profile push without a change."""
REACTIVATION_DELAY = Wire().reactivation_delay
BEFORE = "before the recording began; the requests of this step are not in it"
NOT_SAID = "the recording does not say what was to be written; it is taken from a later request"
TWO_AT_ONCE = "people joined and left in one push, which no single click of an administrator does"


class UserSteps:
    """Turns conversations about people into steps; `prelude` holds what must have happened before the recording.

    `cleared` is how PUTs said of what a person no longer has: `as null`, or `left out`.
    """

    def __init__(self, cast: Cast, conversations: Sequence[Conversation]) -> None:
        self._cast = cast
        self._bodies: dict[str, dict[str, Any]] = {}
        for one in conversations:
            if one.first.looked_for is not None and (body := one.okta_body):
                self._bodies.setdefault(one.first.looked_for.lower(), body)
        self.prelude: list[Step] = []
        self.imported: Step | None = None
        self.cleared: set[str] = set()

    def steps(self, conversation: Conversation) -> list[Step]:
        """What an administrator did so that this was sent."""
        first = conversation.first
        asked = first.looked_for is not None or first.method == "POST"
        return self._provisioned(conversation, first.name) if asked else self._changed(conversation)

    def known_before(self, scim_id: str, username: str, resource: dict[str, Any]) -> Person:
        """Somebody whom the recording knows from its first request on."""
        person = self._cast.declare(username, resource)
        person.assigned = person.provisioned = True
        self._cast.know(person, scim_id, username)
        comments, given = [f"{person.alias}: provisioned {BEFORE}"], {**resource, "id": scim_id}
        self.prelude.append(Step("assign_user", person.alias, comments=comments, given=given))
        return person

    def _provisioned(self, conversation: Conversation, username: str) -> list[Step]:
        body, last, scim_id = conversation.okta_body, conversation.last, conversation.given_id
        known = body or self._bodies.get(username.lower(), {})
        person = self._cast.whose(str(body.get("externalId") or ""), username)
        steps: list[Step] = []
        if person is None:
            person = self._cast.declare(username, known)
        elif changes := self._changes(person, username, known):
            steps = [Step("update_user", {"user": person.alias, "profile": changes})]
        steps += self._assigned(person, conversation)
        person.assigned, person.username = True, username
        person.provisioned = last.ok and bool(scim_id) and last.method != "GET"
        delayed = last.method == "GET" and last.ok and bool(last.scim_id)
        person.failed = None if person.provisioned else "delayed" if delayed else "provision"
        person.okta_id = str(body.get("externalId") or "") or person.okta_id
        self._cast.know(person, username, person.okta_id, scim_id if person.provisioned else None)
        return steps

    def _assigned(self, person: Person, conversation: Conversation) -> list[Step]:
        if person.failed == "delayed":
            said = f"Okta tries again by itself to reactivate {person.alias}"
            return [conversation.step("wait", f"{REACTIVATION_DELAY}s", said)]
        verb = "retry_tasks" if person.assigned and not person.provisioned else "assign_user"
        steps = [conversation.step(verb, person.alias)]
        if feature := switched_off(conversation):
            said = f"Okta stops after this look-up where {feature} is off"
            steps = [Step("disable", feature, comments=[said]), *steps, Step("enable", feature)]
        if person.assigned and person.provisioned:
            said = f"{person.alias} is assigned anew; how the assignment ended is not in the recording"
            silent = Step("disable", "deactivate_users", comments=[said])  # nothing was sent (okta-wire 4.4 [D])
            return [silent, Step("unassign_user", person.alias), Step("enable", "deactivate_users"), *steps]
        return steps

    def _changed(self, conversation: Conversation) -> list[Step]:
        first, writes = conversation.first, conversation.writes("PUT", "PATCH", "DELETE")
        write = writes[-1] if writes else None
        person = self._cast.person(str(write.sent.get("externalId") or "") if write else "", first.scim_id)
        pushes = write is not None and not deactivates(conversation, write)
        if person is None and write is not None and pushes and self._confirmed(conversation, write):
            return []
        if person is None:
            resource = first.resource if first.method == "GET" else {}
            sent = next((one.sent["userName"] for one in conversation.requests if one.sent.get("userName")), "")
            username = str(resource.get("userName") or sent or first.scim_id)
            person = self._cast.person(username)
            if person is None or person.provisioned or person.username != username:
                person = self.known_before(first.scim_id, username, resource)
            person.assigned = person.provisioned = True  # how somebody who was not found got an account is not recorded
            self._cast.know(person, first.scim_id)
        if write is None:
            return self._only_read(person, conversation)
        if says_password(conversation, write):
            said = "the password itself is not in the recording"
            return [conversation.step("change_password", {"user": person.alias, "password": "Imported-1"}, said)]
        if deactivates(conversation, write):
            return self._deactivated(person, conversation)
        return self._pushed(person, conversation, write)

    def _confirmed(self, conversation: Conversation, write: Traffic) -> bool:
        """Whether an import has just shown this account: then confirming it is what pushed the profile (7.2)."""
        accounts = [one for request in self.imported.seen for one in request.found] if self.imported else []
        account = next((one for one in accounts if one.get("id") == conversation.first.scim_id), None)
        if self.imported is None or account is None or write.method != "PUT":
            return False
        name = str(write.sent.get("userName") or account.get("userName"))
        person = self._cast.declare(name, write.sent)
        person.assigned = person.provisioned = True
        person.okta_id = str(write.sent.get("externalId") or "")
        self._cast.know(person, conversation.first.scim_id, name, person.okta_id)
        confirmed = (self.imported.argument or {"confirm": []})["confirm"]
        self.imported.argument = {"confirm": [*confirmed, str(account.get("userName"))]}
        self.imported.seen += conversation.requests
        return True

    def _only_read(self, person: Person, conversation: Conversation) -> list[Step]:
        """A conversation that ended at its GET: what followed about the same person tells what it was about."""
        later = conversation.following
        if later is not None and later.first.looked_for is not None:
            return self._deactivated(person, conversation)
        while later is not None and not later.okta_body:
            later = later.following
        body = later.okta_body if later is not None else {}
        changes = self._changes(person, str(body.get("userName") or person.username), body)
        steps = self._updated(person, conversation, changes, ("push", "deactivate") if body else ())
        person.failed = "push" if body else person.failed
        if steps:
            steps[0].comments.append(NOT_SAID)
            return steps
        said = f"Okta read {person.alias} here; what it was about to write is not in the recording"
        return [Step("check", None, conversation.first.at, comments=[said])]

    def _deactivated(self, person: Person, conversation: Conversation) -> list[Step]:
        verb = "retry_tasks" if person.failed == "deactivate" else "unassign_user"
        person.assigned = False
        person.failed = None if conversation.ok else "deactivate"
        return [conversation.step(verb, person.alias)]

    def _pushed(self, person: Person, conversation: Conversation, write: Traffic) -> list[Step]:
        username = str(write.sent.get("userName") or person.username)
        partial = write.method == "PATCH"
        changes = self._changes(person, username, write.patched if partial else write.sent, partial=partial)
        steps = self._updated(person, conversation, changes, ("push",))
        person.failed = None if conversation.ok else "push"
        self._cast.know(person, username)
        person.username = username
        if steps:
            return steps
        everybody = [one.alias for one in self._cast.people if one.assigned and one.provisioned]
        return [conversation.step(UNEXPLAINED, {"user": person.alias, "everybody": everybody})]

    def _updated(
        self, person: Person, conversation: Conversation, changes: dict[str, Any], retried: tuple[str, ...]
    ) -> list[Step]:
        """A changed profile, or else the retry of what had failed, if it is one of these."""
        if changes:
            return [conversation.step("update_user", {"user": person.alias, "profile": changes})]
        return [conversation.step("retry_tasks", person.alias)] if person.failed in retried else []

    def _changes(self, person: Person, username: str, body: dict[str, Any], *, partial: bool = False) -> dict[str, Any]:
        """What of the person's profile is different now, null for what is gone; it is remembered."""
        if not body:
            return {}
        now = {**(person.profile if partial else {}), **self._cast.profile(username, body)}
        changed = {name: value for name, value in now.items() if person.profile.get(name) != value}
        cleared = {name: None for name in person.profile if name not in now}
        if cleared:
            self.cleared.add("as null" if _says_null(body) else "left out")
        person.profile = now
        return {**changed, **cleared}


def _says_null(body: dict[str, Any]) -> bool:
    """Whether a body says null of anything Okta manages."""
    inner = [value for key, value in body.items() if key not in ("meta", "externalId")]
    return any(value is None or (isinstance(value, dict) and _says_null(value)) for value in inner)


class GroupSteps:
    """Turns conversations about groups into steps."""

    def __init__(self, cast: Cast, users: UserSteps) -> None:
        self._cast = cast
        self._users = users

    def steps(self, conversation: Conversation) -> list[Step]:
        """What an administrator did so that this was sent."""
        first = conversation.first
        if not first.scim_id and first.name:
            return self._pushed(conversation, first.name)
        group = self._group(conversation)
        if first.method == "DELETE":
            group.pushed = not (conversation.ok or conversation.last.status == 404)
            return [conversation.step("unlink_group", {"group": group.alias, "target": "delete"})]
        steps = self._changed(group, conversation)
        self._conclude(group, conversation)
        return steps

    def _pushed(self, conversation: Conversation, name: str) -> list[Step]:
        group = self._cast.group(name) or self._cast.declare_group(name)
        members, joined = self._members_sent(conversation), list[Step]()
        if members is not None and group.settled:
            joined = list(_membership(group, members, group.members))
        elif members is not None:
            group.settled, group.members[:] = True, members
        said = f"{group.alias} is pushed anew; that it was unlinked before is not in the recording"
        unlinked = Step("unlink_group", {"group": group.alias, "target": "leave"}, comments=[said])
        created = conversation.writes("POST")
        alone = created and conversation.last is created[-1] and conversation.ok  # nothing followed (okta-wire 6.2)
        push = conversation.step("push_group", _under_its_name(group, {"memberships_now": False} if alone else {}))
        silent = [unlinked] if group.pushed else []  # which sends nothing (okta-wire 6.7 [D: TEST-PLAN C9321])
        steps = self._retried(group, conversation) or [*silent, *joined, push]
        group.pushed = True
        self._identify(group, conversation.given_id)
        self._cast.know_group(group, name)
        self._conclude(group, conversation)
        return steps

    def _retried(self, group: PushedGroup, conversation: Conversation) -> list[Step]:
        """A failed push again: by itself after 5xx or silence, else by Retry (okta-wire 8.4)."""
        if group.failures:
            said = f"the push of {group.alias} is tried again by itself"
            return [conversation.step("wait", f"{DEFAULT_WAIT * 2 ** (group.failures - 1)}s", said)]
        return [conversation.step("retry_tasks", group.alias)] if group.failed else []

    def _conclude(self, group: PushedGroup, conversation: Conversation) -> None:
        """What failed is open until it is tried again; the PATCH of a new name does none of it (okta-wire 8.4)."""
        patches = conversation.writes("PATCH")
        if group.failed and conversation.ok and patches and not any(map(changes_members, patches)):
            return
        transient = not conversation.ok and is_transient(conversation.last.status)
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
        comments, given = [f"{group.alias}: pushed {BEFORE}"], {**resource, "id": scim_id}
        self._users.prelude.append(Step("push_group", _under_its_name(group, {}), comments=comments, given=given))
        return group

    def _identify(self, group: PushedGroup, scim_id: str) -> None:
        """The provider's id of a group is known now: of one that was looked for and not found too (6.6)."""
        group.identified = group.identified or bool(scim_id)
        self._cast.know_group(group, scim_id)

    def _changed(self, group: PushedGroup, conversation: Conversation) -> list[Step]:
        sent = (one.sent if one.method == "PUT" else one.patched for one in conversation.writes("PUT", "PATCH"))
        name = next((str(body["displayName"]) for body in sent if body.get("displayName")), group.name)
        if name != group.name:
            freed = self._freed(name, group)
            group.name = group.called = name
            self._cast.know_group(group, name)
            return [*freed, conversation.step("rename_group", {"group": group.alias, "name": name})]
        acts = list(self._acts(group, conversation))
        if group.failed and acts:
            return [*acts, conversation.step("retry_tasks", group.alias)]
        if not acts and not conversation.ok and not group.failures and (later := _next_memberships(conversation)):
            acts = list(islice(self._acts(group, later), 1))  # it failed before it said who
        if not acts or overwrites(conversation):
            return self._pushed_whole(group, conversation, acts)
        acts[0].comments += [TWO_AT_ONCE] * (len(acts) > 1)
        for act in acts:
            act.at = conversation.first.at
        acts[-1].seen = list(conversation.requests)
        return acts

    def _freed(self, name: str, taker: PushedGroup) -> list[Step]:
        """Okta has a name once: the group that had it took another, which sends nothing while its push is off."""
        holder = self._cast.group(name)
        if holder is None or holder is taker or holder.name != name:
            return []
        holder.name = holder.called = f"{name} (before)"
        renamed = Step("rename_group", {"group": holder.alias, "name": holder.name})
        renamed.comments.append(f"{name} was free in Okta when {taker.alias} took it; how is not in the recording")
        return [Step("deactivate_group_push", holder.alias), renamed] if holder.pushed else [renamed]

    def _acts(self, group: PushedGroup, conversation: Conversation) -> Iterator[Step]:
        """Who left and joined since the last push, among those who go on the wire (okta-wire 6.1 [D])."""
        members = self._members_sent(conversation)
        people = map(self._cast.named, group.members)
        if members is not None:
            yield from _membership(group, members, [one.alias for one in people if one.assigned and one.provisioned])

    def _pushed_whole(self, group: PushedGroup, conversation: Conversation, acts: list[Step]) -> list[Step]:
        """All of the group: a retry, Push now, or, where people had come or gone, a push that was switched on again."""
        if not acts:
            return self._retried(group, conversation) or [conversation.step("push_now", group.alias)]
        said = f"the members of {group.alias} changed without a request, as while its push is off"
        silent = [Step("deactivate_group_push", group.alias, comments=[said]), *acts]
        return [*silent, conversation.step("activate_group_push", group.alias)]

    def _members_sent(self, conversation: Conversation) -> list[str] | None:
        """The members that Okta says there are, by alias; None where it says nothing of them."""
        if writes := conversation.writes("POST", "PUT"):
            foreign = _foreign(conversation)
            sent = [one for one in objects_of(writes[-1].sent.get("members")) if str(one.get("value")) not in foreign]
            return self._aliases_of(sent)
        patches = [one for one in conversation.writes("PATCH") if changes_members(one)]
        if not patches:
            return None
        group = self._cast.group(conversation.first.scim_id)
        members = list(group.members) if group else []
        for operation in (one for patch in patches for one in patch.operations):
            named = self._aliases_of(members_of(operation))
            if operation.get("op") == "remove":
                members = [alias for alias in members if alias not in named]
            else:
                members = [*([] if operation.get("op") == "replace" else members), *named]
        return list(dict.fromkeys(members))

    def _aliases_of(self, members: list[dict[str, Any]]) -> list[str]:
        found = []
        for member in members:
            scim_id, shown = str(member.get("value") or ""), str(member.get("display") or "")
            person = self._cast.person(scim_id) or self._users.known_before(
                scim_id, shown or f"member-{scim_id}", {"userName": shown} if shown else {}
            )
            found.append(person.alias)
        return list(dict.fromkeys(found))


def _next_memberships(conversation: Conversation) -> Conversation | None:
    """The next conversation about the same group that says who is in it; a rename alone does not."""
    later = conversation.following
    while later is not None and not any(map(changes_members, later.requests)) and not later.writes("PUT"):
        later = later.following
    return later


def _membership(group: PushedGroup, now: list[str], before: list[str]) -> Iterator[Step]:
    """Who left and who joined; the group's members follow."""
    left = [alias for alias in before if alias not in now]
    joined = [alias for alias in now if alias not in group.members]
    if left:
        group.members = [alias for alias in group.members if alias not in left]
        yield Step("remove_from_group", {"group": group.alias, "users": left})
    if joined:
        group.members = [*group.members, *joined]
        yield Step("add_to_group", {"group": group.alias, "users": joined})


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
