"""The bodies of POST and PUT, parsed at the door into what the store is to hold (huggingface-scim 6 and 9).

Attribute names are compared without regard to case (RFC 7643 section 2.1); unknown ones are ignored, because the
Hub's request schemas leave room for them (O). A missing or wrong member is a Problem of status 400.
"""

from collections.abc import Collection
from typing import Any

from provider_stub.http.message import SYNTAX, Call, checked, invalid_syntax, invalid_value, text
from provider_stub.rules import Rules
from provider_stub.scim.resources import GROUP_URN
from provider_stub.scim.syntax import USERNAME_RULE, is_email, is_id, is_username, rules_broken

Changes = dict[str, Any]
"""Attributes of a record by their names in the store (`username`, `external_id`, ...), and `active`."""
USER_KEYS = frozenset(
    ("schemas", "id", "externalid", "username", "displayname", "name", "emails", "active", "meta")
)  # fmt: skip
"""What a user's body may hold without loss: what the Hub takes, and what it answers and takes back unread (O)."""
NO_MEMBERS = "members: a list of objects with value is required"
TYPES, SCHEMAS, NAMES = "hub.body.types", "hub.body.schemas", "hub.create.required"
"""Rules of the register by which bodies are refused."""


def profile(call: Call, rules: Rules, *, emails: Collection[int]) -> Changes:
    """The body of a managed POST (`emails` (1,)) or PUT (`emails` (0, 1)): how many addresses it may have.

    `email` is None where a PUT leaves the list empty.
    """
    body = _body(call.document)
    name = lowered(checked(body.get("name"), dict, "name: givenName and familyName are required", NAMES))
    changes = {
        "username": username(body.get("username"), rules),
        "email": email_of(body.get("emails"), emails),
        "given_name": text("name.givenName", name.get("givenname"), NAMES),
        "family_name": text("name.familyName", name.get("familyname"), NAMES),
        **_membership(call, body, rules),
    }
    told_again = body.get("displayname", changes["username"]) == changes["username"]
    call.why += ["hub.answers.unknown-keys"] * (not told_again or bool(body.keys() - USER_KEYS))
    return changes


def invitation(call: Call, rules: Rules) -> Changes:
    """The body of a Basic POST: whom to invite, and the SSO identifier to remember; a `name` is not looked at (O)."""
    body = _body(call.document)
    email = email_of(body.get("emails"), (1,))
    return {"username": username(body.get("username"), rules), "email": email, **_membership(call, body, rules)}


def membership(call: Call, rules: Rules) -> Changes:
    """The body of a Basic PUT; profile attributes are not looked at (O)."""
    return _membership(call, _body(call.document), rules)


def group(call: Call, rules: Rules, *, replaces: bool) -> tuple[Changes, tuple[str, ...]]:
    """The body of POST /Groups or of the PUT that `replaces` one: its names, and member ids in the order sent.

    A POST may leave `schemas` out, a PUT must name the Group schema alone (O). Members may be missing by a rule only;
    then there are none, as after any PUT that leaves an attribute out (R).
    """
    body = lowered(call.document)
    if replaces:
        only_schema(body, GROUP_URN)
    display_name = checked(body.get("displayname"), str, "displayName: a string is required", TYPES)
    external_id = body.get("externalid")
    if "externalid" in body and external_id is None:
        call.why.append("hub.group.null-external-id")
    left_out = "externalid" not in body or (external_id is None and rules.null_group_external_id == "absent")
    if not left_out:
        rule = "hub.group.null-external-id" if external_id is None else TYPES
        checked(external_id, str, "externalId: a string is expected", rule)
    if "members" not in body and rules.group_members_required:
        raise invalid_value(NO_MEMBERS, "hub.group.members-required")
    members = member_ids(body.get("members", []))
    if not all(map(is_id, members)):
        raise invalid_value(
            "members: each value must be a SCIM user id of 24 hex characters", "hub.group.member-ids", "hub.ids.form"
        )
    return {"display_name": display_name, "external_id": external_id}, members


def lowered(document: Any) -> dict[str, Any]:
    """The object with its keys in lower case; 400 invalidSyntax for what is none."""
    if not isinstance(document, dict):
        raise invalid_syntax("a JSON object is expected", SYNTAX)
    return {key.lower(): value for key, value in document.items()}


def only_schema(body: dict[str, Any], urn: str) -> None:
    """Let pass a `schemas` that lists `urn` and nothing else; 400 invalidSyntax for any other."""
    if {each.lower() for each in _texts(body.get("schemas"))} != {urn.lower()}:
        raise invalid_syntax(f"schemas: [{urn!r}] is expected", SCHEMAS)


def username(value: Any, rules: Rules) -> str:
    """A username by the Hub's rule (huggingface-scim 7); any text where the rule is off."""
    name = text("userName", value, "hub.username.required")
    if rules.username_rules and not is_username(name):
        raise invalid_value(f"userName: {USERNAME_RULE}", *rules_broken(name))
    return name


def email(value: Any) -> str:
    """An e-mail address by the Hub's pattern (huggingface-scim 7)."""
    if not isinstance(value, str) or not is_email(value):
        raise invalid_value("emails: a valid e-mail address is required", "hub.email.pattern")
    return value


def email_of(value: Any, numbers: Collection[int]) -> str | None:
    """The address of an `emails` list that has as many elements as `numbers` allows."""
    if not isinstance(value, list) or len(value) not in numbers:
        rule = "hub.user.emails" if 0 in numbers else "hub.create.email"
        raise invalid_value(f"emails: {' or '.join(map(str, numbers))} e-mail required", rule)
    if not value:
        return None
    first = checked(value[0], dict, "emails: a list of objects with value is required", TYPES)
    return email(lowered(first).get("value"))


def member_ids(value: Any) -> tuple[str, ...]:
    """The ids of a `members` list; each element is an object whose `value` is a string."""
    return tuple(map(_member_id, checked(value, list, NO_MEMBERS, TYPES)))


def _member_id(each: Any) -> str:
    value = lowered(each).get("value") if isinstance(each, dict) else None
    return checked(value, str, "members: each member needs a value, the id of a SCIM user", "hub.group.member-ids")


def _body(document: Any) -> dict[str, Any]:
    """The lowered body of a user; `schemas` must be there, what it lists is not checked (O)."""
    body = lowered(document)
    if not _texts(body.get("schemas")):
        raise invalid_value("schemas: at least one schema is required", SCHEMAS)
    return body


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else []


def _membership(call: Call, body: dict[str, Any], rules: Rules) -> Changes:
    """`externalId`, and `active`, which means true where it is left out, on PUT as well (O)."""
    external_id = body.get("externalid")
    if external_id is not None or rules.external_id_required:
        checked(external_id, str, "externalId: a string is required", "hub.create.external-id")
    if "active" not in body and call.method == "PUT":
        call.why.append("hub.user.put-active")
    return {
        "external_id": external_id,
        "active": checked(body.get("active", True), bool, "active: true or false is expected", TYPES),
    }
