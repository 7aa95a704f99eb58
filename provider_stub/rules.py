"""What nobody outside Hugging Face can know yet: every such choice of the stub is one field of `Rules`.

Section numbers are those of the reference `huggingface-scim`, marks (?, I, X, O, D, R) are its marks.
The first contact with the real service changes a default here, not a design.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The switches, each with its default; the second half is turned by quirks only."""

    other_organization: Literal[403, 404] = 403
    """Status for a valid token used on another organization's path (3: ?)."""

    wrong_family: Literal[403, 404] = 403
    """Status for the endpoint family that does not belong to the organization's SSO model (1: ?)."""

    wrong_method: Literal[404, 405] = 405
    """Status for a method a known path does not offer; the OpenAPI is silent."""

    owner_token_opens_scim: bool = False
    """Whether an owner's access token with org write works on SCIM paths beside the SCIM token (3, C2)."""

    scim_token_opens_hub_api: bool = True
    """Whether the SCIM token works on the related Hub API routes, so that curl needs one token only (9: those
    take ordinary Hub tokens; the owner token always works there)."""

    earlier_tokens: Literal["revoked", "kept"] = "revoked"
    """What becomes of a SCIM token when another is generated (3: ?)."""

    response_type: Literal["json", "scim+json"] = "json"
    """Media type of SCIM answers (4: the OpenAPI declares application/json, RFC 7644 wants scim+json)."""

    malformed_id: Literal[400, 404] = 404
    """Status for an id in a path that is not 24 hex characters: as unknown as any other, or no id at all (4: I)."""

    basic_location: Literal["answering", "managed"] = "answering"
    """Which family `meta.location` names on Basic: the one that answers, or the managed one that the OpenAPI's
    shared example shows (4: ?)."""

    paging: Literal["hub", "rfc"] = "hub"
    """`hub` refuses startIndex < 1 and count outside 1..1000 as the schema says (O); `rfc` clamps them (R)."""

    patch_value_required: bool = False
    """Whether a `remove` without `value` is refused; depends on the version of a validator (4: ?)."""

    string_booleans: bool = True
    """Whether PATCH takes "True" and "False" for `active`, as the documented Entra mapping sends (6.4: I)."""

    group_members_required: bool = True
    """Whether a group's POST or PUT without `members` is refused: the schema says so, Entra may leave them out (9).
    Off: quirk optional-members."""

    null_group_external_id: Literal["absent", "refuse"] = "absent"
    """What `externalId: null` is in a group's POST or PUT: left out, so that what GET answered can be sent back, or
    400, since the request schema says string (5 and 9, O)."""

    unknown_member: Literal["refuse", "skip", "missing"] = "refuse"
    """A group member that is no SCIM user of the organization: 400 invalidValue, or left out (9: ?); 404 is the quirk
    unknown-member-404."""

    group_name_exact: bool = False
    """Whether group names that differ in case only are different names (RFC 7643: displayName is not case-exact)."""

    group_rename_checks_name: bool = True
    """Whether PUT and PATCH refuse a taken group name with 409 as POST does (9: I)."""

    repeated_create: Literal["conflict", "reactivate_only"] = "conflict"
    """POST on an active managed user: 409 (O lists it), or 201 with the stored user (O's prose; C15)."""

    seeded_members_listed: bool = True
    """Whether members a managed organization had before SCIM are SCIM users with a null externalId (6.2: "all
    members who have been set up")."""

    username_reach: Literal["hub", "organization"] = "hub"
    """Whether a name that an account outside the organization has is taken (7: ?, C9; Hub names share one space)."""

    deleted_username: Literal["free", "reserved"] = "free"
    """Whether the name of a deleted managed account can be provisioned again (8: ?)."""

    removed_managed_member: Literal["deleted", "inactive"] = "deleted"
    """What an owner's removing a managed member on the members page does; the docs speak of SCIM's DELETE only."""

    full_name_split: Literal["first_space", "last_space"] = "first_space"
    """Where the full name of an account that SCIM did not make falls into `givenName` and `familyName` (5: ?)."""

    basic_unknown_account: Literal[400, 404] = 404
    """Status where the Hub has no account of that name to invite (6.1: guess)."""

    basic_email_must_match: bool = False
    """Whether inviting with an e-mail that is not the account's is refused (6.1: ?)."""

    basic_patch_external_id: bool = True
    """Whether PATCH may change externalId on Basic (C3: the OpenAPI says only `active`, the docs say both)."""

    basic_profile_patch: Literal["ignore", "refuse"] = "ignore"
    """What a PATCH of a profile attribute does on Basic: 200 and no change whatever its value, or 400 mutability
    (6.4: I)."""

    basic_op_case: Literal["any", "lower"] = "any"
    """Whether `Replace` is taken for `replace` on Basic, where `op` is an enum (6.4: ?)."""

    pending_is_active: bool = True
    """What `active` says while an invitation is open (8: I)."""

    reactivated: Literal["pending", "member"] = "pending"
    """What an inactive Basic user becomes when set active: invited again, or a member at once (8: I)."""

    declined_invitation: Literal["pending", "dropped"] = "pending"
    """What a declined invitation leaves behind: the SCIM user stays pending, or is gone (8: ?)."""

    inactive_leaves_resource_groups: bool = True
    """Whether an inactive user leaves Resource Groups and comes back with reactivation (9: I)."""

    unlink: Literal["recompute", "keep"] = "recompute"
    """What unlinking a group does to the members it brought: as if it were deleted, or they stay (9: ?)."""

    auto_join_on_linked: Literal[400, 403, 409] = 403
    """Status for switching auto-join on for a linked Resource Group (9: ?)."""

    auto_join_backfills: bool = True
    """Whether a Resource Group with auto-join takes in those who are members already (9: D)."""

    members_limit_minimum: Literal[1, 10] = 1
    """The least `limit` of GET members (C8: the guide asks for 1, the schema says 10)."""

    scim_author: Literal["system", "owner"] = "system"
    """Whom the audit log names for what SCIM did: a system, or the owner whose token it is (9: it names who did it)."""

    audit_order: Literal["newest_first", "oldest_first"] = "newest_first"
    """The order of the audit log's export; nothing is published but that it holds the last 100,000 events."""

    default_role: Literal["admin", "write", "contributor", "read", "no_access"] = "read"
    """The organization role of a new member (8: the organization's default role, itself a setting)."""

    limit_counts: Literal["token", "organization"] = "token"
    """Whether each token has a rate-limit window of its own, or all tokens of the organization share one (11: ?)."""

    window_opens: Literal["first_request", "clock"] = "first_request"
    """When a fixed rate-limit window opens: with a token's first request, or at whole multiples of its length."""

    largest_body: int = 8 * 1024 * 1024
    """Bytes a request body may have before 413; nothing is published (10: 413 is optional)."""

    # From here on turned by the quirk that `provider_stub.quirks` names beside each.
    username_rules: bool = True
    """Section 7's pattern and length (O)."""

    external_id_required: bool = True
    """Section 6.1 (O)."""

    username_exact: bool = False
    """Section 13 (R)."""

    active_ignored: bool = False
    inactive_hidden: bool = False
    inactive_member_refused: bool = False
    inactive_deletes: bool = False
    members_ignored: bool = False
    member_removal_ignored: bool = False
    members_repeat: bool = False
