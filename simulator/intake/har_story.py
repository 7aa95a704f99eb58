"""An archive of SCIM traffic becomes a draft: people, groups, and a step for each conversation."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from provider_stub.scim import syntax
from simulator.intake.attributes import Attributes, Evidence, attributes_of
from simulator.intake.cast import Cast, is_login
from simulator.intake.conversations import PROBE, Conversation, changes_members, probes_read_groups, sort_out
from simulator.intake.draft import Draft, Step
from simulator.intake.evidence.json_values import an_object, objects_of
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.har_groups import GroupSteps
from simulator.intake.har_users import UNEXPLAINED, UserSteps

BASIC = "/scim-provisioning/"
"""The Hub's endpoint family for Basic SSO (huggingface-scim 1 (O))."""


def set_up_hub(draft: Draft, traffic: Sequence[Traffic], base_url: str) -> None:
    """The bundled Hub's settings: SSO, accounts from before the recording, and no username rules where it had none."""
    basic = BASIC in base_url
    draft.stub.update({"sso": "basic"} if basic else {})
    for account in _accounts(traffic, basic=basic):
        draft.add_account(account)
    created = [one for one in traffic if one.method == "POST" and one.path == "/Users" and one.ok]
    if any(syntax.refusals(str(one.sent.get("userName") or "ok")) for one in created):
        draft.stub["quirks"] = ["any-username"]


def _accounts(traffic: Sequence[Traffic], *, basic: bool) -> Iterator[dict[str, Any]]:
    """Accounts that were there before: on Basic everybody who could be invited, else active users nobody created."""
    seen: set[str] = set()
    for request in traffic:
        created = request.method == "POST" and request.path == "/Users"
        if created and not basic and (request.ok or request.status is None):
            seen |= {str(request.sent.get("userName")), str(request.resource.get("id"))}
        for resource in [request.resource, *request.found] if request.collection == "Users" else ():
            scim_id, name = str(resource.get("id") or ""), str(resource.get("userName") or "")
            if not scim_id or not seen.isdisjoint((scim_id, name)):
                continue
            seen |= {scim_id, name}
            if created == basic and syntax.is_username(name) and resource.get("active") is True:
                yield _account(resource, name, member=not basic)


def _account(resource: dict[str, Any], name: str, *, member: bool) -> dict[str, Any]:
    names = an_object(resource.get("name"))
    full = " ".join(str(names[part]) for part in ("givenName", "familyName") if names.get(part))
    emails = [one.get("value") for one in objects_of(resource.get("emails"))]
    account: dict[str, Any] = {"username": name}
    account.update({"full_name": full} if full else {})
    account.update({"email": emails[0]} if emails and emails[0] else {})
    return {**account, "member": True} if member else account


def wire_switches(conversations: Sequence[Conversation]) -> dict[str, Any]:
    """The switches under `app.wire` that the recording decides (okta-wire 11)."""
    wire: dict[str, Any] = {}
    groups = [conversation for conversation in conversations if conversation.first.collection == "Groups"]
    if any(_renames_after_create(conversation) for conversation in groups):
        wire["group_post_rename_patch"] = True
    changes = [conversation.writes("PATCH") for conversation in groups if conversation.first.method == "PATCH"]
    membership = [patches for patches in changes if any(map(changes_members, patches))]
    if membership and all(changes_members(patches[0]) for patches in membership):
        wire["membership_rename"] = "never" if all(len(patches) == 1 for patches in membership) else "after"
    if any(map(_patches_profile, conversations)):
        wire["oin_user_patch"] = True
    if any(_reads_before_patch(conversation) for conversation in conversations):
        wire["patch_reads_first"] = True
    return wire


def _renames_after_create(conversation: Conversation) -> bool:
    requests = zip(conversation.requests, conversation.requests[1:], strict=False)
    return any(a.method == "POST" and b.method == "PATCH" and not changes_members(b) for a, b in requests)


def _patches_profile(conversation: Conversation) -> bool:
    """A PATCH of a person that changes more than `active` and the password (11.4)."""
    patches = conversation.writes("PATCH") if conversation.first.collection == "Users" else []
    values = [one.get("value") for patch in patches for one in patch.operations]
    return any(isinstance(value, dict) and not value.keys() <= {"active", "password"} for value in values)


def _reads_before_patch(conversation: Conversation) -> bool:
    requests = zip(conversation.requests, conversation.requests[1:], strict=False)
    return any(
        a.method == "GET" and b.method == "PATCH" and a.scim_id == b.scim_id and b.collection == "Users"
        for a, b in requests
    )


FEATURES = ("create_users", "update_user_attributes", "deactivate_users", "push_groups")

UNTOLD = (
    "SCIM traffic does not show why Okta sent something. Assignments through groups look like assignments of people, "
    "a deactivated person like an unassigned one, a changed mapping like changed people; each became the plainer one."
)
PLAIN_LOGINS = "The application username is taken to be the login; the expression itself is not in the traffic."
TYPED_USERNAMES = (
    "Usernames stand in an attribute of their own, since the expression that made them is not in the traffic. "
    "Logins are not in it either: they are the e-mail addresses here."
)


def draft_of(traffic: Sequence[Traffic], base_url: str, left_out: int) -> Draft:
    """The scenario behind the traffic; `left_out` entries of the recording are something else."""
    conversations = sort_out(traffic)
    attributes = _attributes(conversations)
    draft = Draft("", traffic[0].at, app=_app(traffic, conversations, attributes))
    draft.user_attributes = attributes.declared
    draft.comments = [UNTOLD, TYPED_USERNAMES if attributes.typed else PLAIN_LOGINS]
    draft.comments += [f"{path} is in the traffic; no mapping can give such a value" for path in attributes.unclear]
    if left_out:
        draft.comments.append(f"left out: {left_out} entries that are no SCIM requests")
    if "integration" not in draft.app:
        draft.comments.append("No request tells an app made with the wizard (PUT) from a catalogue app (PATCH).")
    cast = Cast(draft, attributes)
    users = UserSteps(cast, conversations)
    groups = GroupSteps(cast, users, conversations)
    steps = [step for conversation in conversations for step in _steps(conversation, users, groups)]
    draft.steps = [*users.prelude, *_explained(steps)]
    draft.comments += [
        f"a value of {name} that no Okta user can have is left out" for name in sorted(attributes.impossible)
    ]
    set_up_hub(draft, traffic, base_url)
    if users.clears_by_leaving_out:
        draft.app.setdefault("wire", {})["empty_policy"] = "omit"
    return draft


def _attributes(conversations: list[Conversation]) -> Attributes:
    of_people = [conversation for conversation in conversations if conversation.first.collection == "Users"]
    created = [one.sent for conversation in of_people for one in conversation.writes("POST") if one.sent]
    changed = [
        (read.resource, write.sent)
        for conversation in of_people
        for read, write in pairwise(conversation.requests)
        if read.method == "GET" and write.method == "PUT"
    ]
    evidence = Evidence(created, changed)
    sent = {str(body["userName"]) for body in evidence.bodies if body.get("userName")}
    shown = {name for conversation in conversations for one in conversation.requests for name in _names_shown(one)}
    usernames = (
        sent
        | shown
        | {conversation.first.looked_for for conversation in of_people if conversation.first.looked_for is not None}
    )
    shared = _shared(evidence.bodies) or _taken_over(of_people)
    return attributes_of(evidence, typed=shared or not all(map(is_login, usernames)))


def _names_shown(request: Traffic) -> Iterator[str]:
    """Usernames in what was read by id and in member lists, whose `display` they are (okta-wire 6.1 [C])."""
    if request.collection == "Users" and request.scim_id and request.resource.get("userName"):
        yield str(request.resource["userName"])
    members = [*objects_of(request.sent.get("members")), *objects_of(request.resource.get("members"))]
    yield from (str(one["display"]) for one in members if one.get("display"))


def _shared(bodies: list[dict[str, Any]]) -> bool:
    """Whether two people had one username: it cannot be the login of both."""
    owners: dict[str, set[str]] = {}
    for body in bodies:
        if body.get("externalId"):
            owners.setdefault(str(body.get("userName")).lower(), set()).add(str(body["externalId"]))
    return any(len(ids) > 1 for ids in owners.values())


def _taken_over(of_people: list[Conversation]) -> bool:
    """Whether two accounts had one username, at once or one after the other."""
    owners: dict[str, set[str]] = {}
    for one in (one for conversation in of_people for one in conversation.requests if one.scim_id):
        for name in (one.sent.get("userName"), one.resource.get("userName")):
            owners.setdefault(str(name).lower(), set()).update([one.scim_id] if name else [])
    return any(len(ids) > 1 for ids in owners.values())


def _app(traffic: Sequence[Traffic], conversations: list[Conversation], attributes: Attributes) -> dict[str, Any]:
    methods = {(one.method, one.collection) for one in traffic}
    app: dict[str, Any] = {}
    if any(method == "PATCH" for method, _ in methods):
        app["integration"] = "oin"
    elif any(method == "PUT" for method, _ in methods):
        app["integration"] = "aiw"
    app.update(attributes.app)
    app.update({"wire": switches} if (switches := wire_switches(conversations)) else {})
    features = [*FEATURES, *_further_features(traffic, conversations)]
    return app if len(features) == len(FEATURES) else {**app, "provisioning": features}


def _further_features(traffic: Sequence[Traffic], conversations: list[Conversation]) -> Iterator[str]:
    lists = [
        conversation
        for conversation in conversations
        if not conversation.first.scim_id and conversation.first.looked_for is None
    ]
    if any(
        conversation.first.path == "/Users" and conversation.first.page != PROBE and conversation.first.method == "GET"
        for conversation in lists
    ):
        yield "import_users"
    both = any(conversation.first.path == "/Users" and conversation.last.path == "/Groups" for conversation in lists)
    if both or probes_read_groups(traffic):
        yield "import_groups"
    if any(_changes_password(one) for one in traffic):
        yield "sync_password"


def _changes_password(request: Traffic) -> bool:
    """Whether a PUT, or a PATCH of a catalogue app, has a password (okta-wire 5)."""
    if request.method == "PATCH":
        return any("password" in an_object(one.get("value")) for one in request.operations)
    return request.method == "PUT" and "password" in request.sent


def _steps(conversation: Conversation, users: UserSteps, groups: GroupSteps) -> list[Step]:
    first = conversation.first
    if first.collection != "Users" or not first.scim_id:
        users.imported = None
    if first.scim_id or first.looked_for is not None or first.method == "POST":
        return users.steps(conversation) if first.collection == "Users" else groups.steps(conversation)
    if first.path == "/Groups":
        step = conversation.step("refresh_app_groups")
        step.comments.append("or Import Groups, which reads the same")
        return [step]
    if first.page == PROBE:
        return [conversation.step("test_connection")]
    users.imported = conversation.step("import_users")
    return [users.imported]


def _explained(steps: list[Step]) -> Iterator[Step]:
    """Pushes without a change, in one go for everybody who is provisioned, are "Apply updates now" (mappings 3.4)."""
    waiting: list[Step] = []
    for step in steps:
        if step.verb == UNEXPLAINED:
            waiting.append(step)
            continue
        yield from _pushes(waiting)
        waiting = []
        yield step
    yield from _pushes(waiting)


def _pushes(waiting: list[Step]) -> Iterator[Step]:
    pushed = [step.argument["user"] for step in waiting]
    if waiting and sorted(pushed) == sorted(waiting[0].argument["everybody"]):
        yield Step("apply_mappings", None, waiting[0].at, [one for step in waiting for one in step.seen])
        return
    for step in waiting:
        check = Step("check", None, step.at)
        check.comments.append(
            f"Okta pushed the profile of {step.argument['user']} without a change ({len(step.seen)} requests); "
            "the recording does not say why, so this is left out"
        )
        yield check
