"""What the provider must hold, and how Okta's client must be set, for a recording to go the same way again."""

from collections.abc import Iterator, Sequence
from typing import Any

from provider_stub.scim import syntax
from simulator.intake.conversations import Conversation, changes_members
from simulator.intake.draft import Draft
from simulator.intake.har import Archive
from simulator.intake.shapes import an_object, objects_of
from simulator.intake.traffic import Traffic

BASIC = "/scim-provisioning/"
"""The Hub's endpoint family for Basic SSO (huggingface-scim 1 (O))."""


def set_up_hub(draft: Draft, archive: Archive) -> None:
    """The bundled Hub's settings: SSO, accounts from before the recording, and no username rules where it had none."""
    basic = BASIC in archive.base_url
    draft.stub.update({"sso": "basic"} if basic else {})
    for account in _accounts(archive.traffic, basic=basic):
        draft.add_account(account)
    created = [one for one in archive.traffic if one.method == "POST" and one.path == "/Users" and one.ok]
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
