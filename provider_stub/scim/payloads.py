"""The bodies of POST and PUT, parsed at the door into frozen values (huggingface-scim 6 and 9).

Attribute names are compared without regard to case (RFC 7643 section 2.1); unknown ones are ignored, because the
Hub's request schemas leave room for them (O). A missing or wrong member is a Problem of status 400.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from provider_stub.http.message import invalid_syntax, invalid_value
from provider_stub.rules import Rules
from provider_stub.scim.resources import GROUP_URN
from provider_stub.scim.syntax import USERNAME_RULE, is_email, is_id, is_username


@dataclass(frozen=True, slots=True)
class Profile:
    """What a managed POST or PUT says of a user; `email` is None where a PUT leaves the list empty."""

    username: str
    email: str | None
    given_name: str
    family_name: str
    external_id: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a Basic POST says: whom to invite, and the SSO identifier to remember."""

    username: str
    email: str
    external_id: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """What a Basic PUT may change."""

    external_id: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class GroupBody:
    """What a POST or PUT says of a group; member ids in the order sent, doubles included."""

    display_name: str
    external_id: str | None
    members: tuple[str, ...]


def profile(document: Any, rules: Rules, *, emails: Collection[int]) -> Profile:
    """The body of a managed POST (`emails` (1,)) or PUT (`emails` (0, 1)): how many addresses it may have."""
    body = lowered(document)
    _schemas(body)
    name = body.get("name")
    if not isinstance(name, dict):
        raise invalid_value("name: givenName and familyName are required")
    name = lowered(name)
    return Profile(
        username=username(body.get("username"), rules),
        email=email_of(body.get("emails"), emails),
        given_name=named("name.givenName", name.get("givenname")),
        family_name=named("name.familyName", name.get("familyname")),
        external_id=_external_id(body, rules),
        active=_active(body),
    )


def invitation(document: Any, rules: Rules) -> Invitation:
    """The body of a Basic POST; a `name` is not looked at (O)."""
    body = lowered(document)
    _schemas(body)
    email = email_of(body.get("emails"), (1,))
    return Invitation(username(body.get("username"), rules), email or "", _external_id(body, rules), _active(body))


def membership(document: Any, rules: Rules) -> Membership:
    """The body of a Basic PUT; profile attributes are not looked at (O)."""
    body = lowered(document)
    _schemas(body)
    return Membership(_external_id(body, rules), _active(body))


def new_group(document: Any, rules: Rules) -> GroupBody:
    """The body of POST /Groups; `schemas` may be absent (O)."""
    return _group(lowered(document), rules)


def group(document: Any, rules: Rules) -> GroupBody:
    """The body of PUT /Groups/{id}; `schemas` must name the Group schema alone (O).

    Members may be missing by a rule only; then there are none, as after any PUT that leaves an attribute out (R).
    """
    body = lowered(document)
    only_schema(body, GROUP_URN)
    return _group(body, rules)


def lowered(document: Any) -> dict[str, Any]:
    """The object with its keys in lower case.

    Raises:
        Problem: 400 invalidSyntax; it is no object.
    """
    if not isinstance(document, dict):
        raise invalid_syntax("a JSON object is expected")
    return {key.lower(): value for key, value in document.items()}


def only_schema(body: dict[str, Any], urn: str) -> None:
    """Check that `schemas` lists `urn` and nothing else.

    Raises:
        Problem: 400 invalidSyntax.
    """
    schemas = body.get("schemas")
    listed = isinstance(schemas, list) and schemas
    if not listed or not all(isinstance(each, str) and each.lower() == urn.lower() for each in schemas or ()):
        raise invalid_syntax(f"schemas: [{urn!r}] is expected")


def username(value: Any, rules: Rules) -> str:
    """A username by the Hub's rule (huggingface-scim 7); any text where the rule is off."""
    text = named("userName", value)
    if rules.username_rules and not is_username(text):
        raise invalid_value(f"userName: {USERNAME_RULE}")
    return text


def email(value: Any) -> str:
    """An e-mail address by the Hub's pattern (huggingface-scim 7)."""
    if not isinstance(value, str) or not is_email(value):
        raise invalid_value("emails: a valid e-mail address is required")
    return value


def named(attribute: str, value: Any) -> str:
    """Text of at least one character."""
    if not isinstance(value, str) or not value:
        raise invalid_value(f"{attribute}: a non-empty string is required")
    return value


def member_ids(value: Any) -> tuple[str, ...]:
    """The ids of a `members` list; each element is an object whose `value` is a string."""
    if not isinstance(value, list):
        raise invalid_value("members: a list of objects with value is required")
    return tuple(_member_id(each) for each in value)


def email_of(value: Any, numbers: Collection[int]) -> str | None:
    """The address of an `emails` list that has as many elements as `numbers` allows."""
    if not isinstance(value, list) or len(value) not in numbers:
        raise invalid_value(f"emails: {' or '.join(map(str, numbers))} e-mail required")
    if not value:
        return None
    if not isinstance(value[0], dict):
        raise invalid_value("emails: a list of objects with value is required")
    return email(lowered(value[0]).get("value"))


def _member_id(each: Any) -> str:
    value = lowered(each).get("value") if isinstance(each, dict) else None
    if not isinstance(value, str):
        raise invalid_value("members: each member needs a value, the id of a SCIM user")
    return value


def _schemas(body: dict[str, Any]) -> None:
    """`schemas` must be there; what it lists is not checked (O)."""
    schemas = body.get("schemas")
    if not isinstance(schemas, list) or not schemas or not all(isinstance(each, str) for each in schemas):
        raise invalid_value("schemas: at least one schema is required")


def _external_id(body: dict[str, Any], rules: Rules) -> str | None:
    value = body.get("externalid")
    if value is None and not rules.external_id_required:
        return None
    if not isinstance(value, str):
        raise invalid_value("externalId: a string is required")
    return value


def _active(body: dict[str, Any]) -> bool:
    """`active`, which means true where it is left out, on PUT as well (O)."""
    value = body.get("active", True)
    if not isinstance(value, bool):
        raise invalid_value("active: true or false is expected")
    return value


def _group(body: dict[str, Any], rules: Rules) -> GroupBody:
    display_name = body.get("displayname")
    if not isinstance(display_name, str):
        raise invalid_value("displayName: a string is required")
    external_id = body.get("externalid")
    left_out = "externalid" not in body or (external_id is None and rules.null_group_external_id == "absent")
    if not left_out and not isinstance(external_id, str):
        raise invalid_value("externalId: a string is expected")
    members = member_ids(body.get("members", None if rules.group_members_required else []))
    for each in members:
        if not is_id(each):
            raise invalid_value("members: each value must be a SCIM user id of 24 hex characters")
    return GroupBody(display_name, external_id, members)
