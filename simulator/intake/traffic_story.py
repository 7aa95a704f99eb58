"""Recorded SCIM traffic becomes a draft: people, groups, and a step for each conversation."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

from provider_stub.scim import syntax
from simulator.intake.attributes import Attributes, Evidence, attributes_of
from simulator.intake.cast import Cast, is_login
from simulator.intake.conversations import (
    PROBE,
    Conversation,
    changes_members,
    links_in_two_rounds,
    membership_rename,
    probes_read_groups,
    sort_out,
)
from simulator.intake.draft import NAME, Draft, Step
from simulator.intake.evidence.json_values import an_object, objects_of
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.traffic_steps import UNEXPLAINED, GroupSteps, UserSteps

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
        for resource in [request.resource, *request.found] if request.is_user else ():
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
    account = {"username": name, "full_name": full, "email": emails[0] if emails else None, "member": member}
    return {key: held for key, held in account.items() if held}


def _wire_switches(traffic: Sequence[Traffic], conversations: Sequence[Conversation]) -> dict[str, Any]:
    """The switches under `app.wire` that the recording decides (okta-wire 11)."""
    wire: dict[str, Any] = {}
    pairs = [pair for conversation in conversations for pair in pairwise(conversation.requests)]
    patched = [(before, one) for before, one in pairs if one.method == "PATCH"]
    if any(before.method == "POST" and not changes_members(one) for before, one in patched):
        wire["group_post_rename_patch"] = True
    if (beside := membership_rename(traffic)) != "before":
        wire["membership_rename"] = beside
    if any(_is_pathless(operation) for one in traffic for operation in one.operations):
        wire["pathless_members"] = True
    if any(one.method == "DELETE" and one.is_user for one in traffic):
        wire["granular_deprovisioning"] = True
    if links_in_two_rounds(traffic):
        wire["link_always_two_rounds"] = True
    of_people = [one for conversation in conversations for one in conversation.writes("PATCH") if one.is_user]
    if not all(one.patched.keys() <= {"active", "password"} for one in of_people):
        wire["oin_user_patch"] = True
    if any(before.method == "GET" and before.scim_id == one.scim_id and one.is_user for before, one in patched):
        wire["patch_reads_first"] = True
    if any(one.looked_for is not None and "+eq+" in one.target for one in traffic):
        wire["filter_space"] = "plus"
    if any(_is_minimal(before, one) for before, one in pairs):
        wire["group_put_minimal"] = True
    return wire


def _is_minimal(read: Traffic, put: Traffic) -> bool:
    """Whether a PUT of a group leaves out what the GET before it showed (the switch `group_put_minimal`)."""
    if put.is_user or put.method != "PUT" or read.method != "GET" or not put.sent:
        return False
    return bool(read.resource.keys() - put.sent.keys()) and put.sent.keys() <= {"schemas", "displayName", "members"}


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
    attributes = attributes_of_traffic(conversations)
    draft = Draft(NAME, traffic[0].at, app=app_of(traffic, conversations, attributes))
    if further := further_features(traffic, conversations):
        draft.app["provisioning"] = [*FEATURES, *further]
    draft.user_attributes = attributes.declared
    draft.comments = [UNTOLD, TYPED_USERNAMES if attributes.typed else PLAIN_LOGINS]
    draft.comments += [f"{path} is in the traffic; no mapping can give such a value" for path in attributes.unclear]
    if left_out:
        draft.comments.append(f"left out: {left_out} entries that are no SCIM requests")
    if "integration" not in draft.app:
        draft.comments.append("No request tells an app made with the wizard (PUT) from a catalogue app (PATCH).")
    cast = Cast(draft, attributes)
    users = UserSteps(cast, conversations)
    groups = GroupSteps(cast, users)
    steps = [step for conversation in conversations for step in _steps(conversation, users, groups)]
    draft.steps = [*users.prelude, *_explained(steps)]
    draft.comments += [
        f"a value of {name} that no Okta user can have is left out" for name in sorted(attributes.impossible)
    ]
    set_up_hub(draft, traffic, base_url)
    if users.cleared == {"left out"}:  # never as null (okta-wire 11.5)
        draft.app.setdefault("wire", {})["empty_policy"] = "omit"
    return draft


def attributes_of_traffic(conversations: Sequence[Conversation], *, typed: bool | None = None) -> Attributes:
    """The attributes that bodies carry; whether usernames need one of their own is told by `typed`, else by the names
    that are in the traffic.
    """
    of_people = [conversation for conversation in conversations if conversation.first.is_user]
    pairs = [pair for conversation in of_people for pair in pairwise(conversation.requests)]
    evidence = Evidence(
        created=[one.sent for conversation in of_people for one in conversation.writes("POST") if one.sent],
        changed=[(a.resource, b.sent) for a, b in pairs if (a.method, b.method) == ("GET", "PUT")],
    )
    usernames = {str(body["userName"]) for body in evidence.bodies if body.get("userName")}
    usernames |= {one.first.looked_for for one in of_people if one.first.looked_for is not None}
    usernames |= {name for one in conversations for request in one.requests for name in _names_shown(request)}
    accounts = (
        (name, one.scim_id)
        for conversation in of_people
        for one in conversation.requests
        for name in (one.sent.get("userName"), one.resource.get("userName"))
        if name
    )
    shared = _shared((body.get("userName"), body.get("externalId")) for body in evidence.bodies) or _shared(accounts)
    return attributes_of(evidence, typed=typed or shared or not all(map(is_login, usernames)))


def _names_shown(request: Traffic) -> Iterator[str]:
    """Usernames in what was read by id and in member lists, whose `display` they are (okta-wire 6.1 [C])."""
    if request.is_user and request.scim_id and request.resource.get("userName"):
        yield str(request.resource["userName"])
    members = [*objects_of(request.sent.get("members")), *objects_of(request.resource.get("members"))]
    yield from (str(one["display"]) for one in members if one.get("display"))


def _shared(named: Iterable[tuple[Any, Any]]) -> bool:
    """Whether two people, or two accounts, had one username, at once or in turn: it cannot be the login of both."""
    owners: dict[str, set[str]] = {}
    for name, owner in named:
        owners.setdefault(str(name).lower(), set()).update([str(owner)] if owner else [])
    return any(len(ids) > 1 for ids in owners.values())


def app_of(traffic: Sequence[Traffic], conversations: Sequence[Conversation], attributes: Attributes) -> dict[str, Any]:
    """The `app` of a scenario as far as the traffic shows it."""
    methods = {one.method for one in traffic}
    app: dict[str, Any] = {}
    if integration := "oin" if "PATCH" in methods else "aiw" if "PUT" in methods else None:
        app["integration"] = integration
    app.update(attributes.app)
    app.update({"wire": switches} if (switches := _wire_switches(traffic, conversations)) else {})
    return app


def _is_pathless(operation: dict[str, Any]) -> bool:
    return "path" not in operation and "members" in an_object(operation.get("value"))


def further_features(traffic: Sequence[Traffic], conversations: Sequence[Conversation]) -> list[str]:
    """The features that are on, beside those that every app has that provisions."""
    return list(_further_features(traffic, conversations))


def _further_features(traffic: Sequence[Traffic], conversations: Sequence[Conversation]) -> Iterator[str]:
    lists = [one for one in conversations if not one.is_about_one and one.first.path == "/Users"]
    if any(one.first.page != PROBE and one.first.method == "GET" for one in lists):
        yield "import_users"
    if any(one.last.path == "/Groups" for one in lists) or probes_read_groups(traffic):
        yield "import_groups"
    written = (
        (one.patched if one.method == "PATCH" else one.sent) for one in traffic if one.method in ("PUT", "PATCH")
    )
    if any("password" in body for body in written):  # okta-wire 5
        yield "sync_password"


def _steps(conversation: Conversation, users: UserSteps, groups: GroupSteps) -> list[Step]:
    first = conversation.first
    if not first.is_user or not first.scim_id:
        users.imported = None
    if conversation.is_about_one:
        return users.steps(conversation) if first.is_user else groups.steps(conversation)
    if first.path == "/Groups":
        return [conversation.step("refresh_app_groups", None, "or Import Groups, which reads the same")]
    if first.page == PROBE:
        return [conversation.step("test_connection")]
    users.imported = conversation.step("import_users")
    return [users.imported]


def _explained(steps: list[Step]) -> Iterator[Step]:
    """Pushes without a change, in one go for everybody who is provisioned, are "Apply updates now" (mappings 3.4)."""
    for unexplained, found in groupby(steps, key=lambda step: step.verb == UNEXPLAINED):
        run = list(found)
        if not unexplained:
            yield from run
        elif sorted(step.argument["user"] for step in run) == sorted(run[0].argument["everybody"]):
            yield Step("apply_mappings", None, run[0].at, [one for step in run for one in step.seen])
        else:
            yield from map(_left_out, run)


def _left_out(push: Step) -> Step:
    said = f"Okta pushed the profile of {push.argument['user']} without a change ({len(push.seen)} requests); "
    said += "the recording does not say why, so this is left out"
    return Step("check", None, push.at, comments=[said])
