"""The bodies of POST and PUT, parsed at the door into what the store is to hold (huggingface-scim 6 and 9).

Attribute names are compared without regard to case (RFC 7643 section 2.1); unknown ones are ignored, because the
Hub's request schemas leave room for them (O). A missing or wrong member is a Problem of status 400.
"""

from collections.abc import Collection
from typing import Any

from provider_stub.http.message import checked, invalid_syntax, invalid_value, text
from provider_stub.rules import Rules
from provider_stub.scim.resources import GROUP_URN
from provider_stub.scim.syntax import USERNAME_RULE, is_email, is_id, is_username

Changes = dict[str, Any]
"""Attributes of a record by their names in the store (`username`, `external_id`, ...), and `active`."""


def profile(document: Any, rules: Rules, *, emails: Collection[int]) -> Changes:
    """The body of a managed POST (`emails` (1,)) or PUT (`emails` (0, 1)): how many addresses it may have.

    `email` is None where a PUT leaves the list empty.
    """
    body = _body(document)
    name = lowered(checked(body.get("name"), dict, "name: givenName and familyName are required"))
    return {
        "username": username(body.get("username"), rules),
        "email": email_of(body.get("emails"), emails),
        "given_name": text("name.givenName", name.get("givenname")),
        "family_name": text("name.familyName", name.get("familyname")),
        **_membership(body, rules),
    }


def invitation(document: Any, rules: Rules) -> Changes:
    """The body of a Basic POST: whom to invite, and the SSO identifier to remember; a `name` is not looked at (O)."""
    body = _body(document)
    email = email_of(body.get("emails"), (1,))
    return {"username": username(body.get("username"), rules), "email": email, **_membership(body, rules)}


def membership(document: Any, rules: Rules) -> Changes:
    """The body of a Basic PUT; profile attributes are not looked at (O)."""
    return _membership(_body(document), rules)


def group(document: Any, rules: Rules, *, replaces: bool) -> tuple[Changes, tuple[str, ...]]:
    """The body of POST /Groups or of the PUT that `replaces` one: its names, and member ids in the order sent.

    A POST may leave `schemas` out, a PUT must name the Group schema alone (O). Members may be missing by a rule only;
    then there are none, as after any PUT that leaves an attribute out (R).
    """
    body = lowered(document)
    if replaces:
        only_schema(body, GROUP_URN)
    display_name = checked(body.get("displayname"), str, "displayName: a string is required")
    external_id = body.get("externalid")
    left_out = "externalid" not in body or (external_id is None and rules.null_group_external_id == "absent")
    if not left_out:
        checked(external_id, str, "externalId: a string is expected")
    members = member_ids(body.get("members", None if rules.group_members_required else []))
    if not all(map(is_id, members)):
        raise invalid_value("members: each value must be a SCIM user id of 24 hex characters")
    return {"display_name": display_name, "external_id": external_id}, members


def lowered(document: Any) -> dict[str, Any]:
    """The object with its keys in lower case; 400 invalidSyntax for what is none."""
    if not isinstance(document, dict):
        raise invalid_syntax("a JSON object is expected")
    return {key.lower(): value for key, value in document.items()}


def only_schema(body: dict[str, Any], urn: str) -> None:
    """Let pass a `schemas` that lists `urn` and nothing else; 400 invalidSyntax for any other."""
    if {each.lower() for each in _texts(body.get("schemas"))} != {urn.lower()}:
        raise invalid_syntax(f"schemas: [{urn!r}] is expected")


def username(value: Any, rules: Rules) -> str:
    """A username by the Hub's rule (huggingface-scim 7); any text where the rule is off."""
    name = text("userName", value)
    if rules.username_rules and not is_username(name):
        raise invalid_value(f"userName: {USERNAME_RULE}")
    return name


def email(value: Any) -> str:
    """An e-mail address by the Hub's pattern (huggingface-scim 7)."""
    if not isinstance(value, str) or not is_email(value):
        raise invalid_value("emails: a valid e-mail address is required")
    return value


def email_of(value: Any, numbers: Collection[int]) -> str | None:
    """The address of an `emails` list that has as many elements as `numbers` allows."""
    if not isinstance(value, list) or len(value) not in numbers:
        raise invalid_value(f"emails: {' or '.join(map(str, numbers))} e-mail required")
    if not value:
        return None
    return email(lowered(checked(value[0], dict, "emails: a list of objects with value is required")).get("value"))


def member_ids(value: Any) -> tuple[str, ...]:
    """The ids of a `members` list; each element is an object whose `value` is a string."""
    return tuple(map(_member_id, checked(value, list, "members: a list of objects with value is required")))


def _member_id(each: Any) -> str:
    value = lowered(each).get("value") if isinstance(each, dict) else None
    return checked(value, str, "members: each member needs a value, the id of a SCIM user")


def _body(document: Any) -> dict[str, Any]:
    """The lowered body of a user; `schemas` must be there, what it lists is not checked (O)."""
    body = lowered(document)
    if not _texts(body.get("schemas")):
        raise invalid_value("schemas: at least one schema is required")
    return body


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) and all(isinstance(each, str) for each in value) else []


def _membership(body: dict[str, Any], rules: Rules) -> Changes:
    """`externalId`, and `active`, which means true where it is left out, on PUT as well (O)."""
    external_id = body.get("externalid")
    if external_id is not None or rules.external_id_required:
        checked(external_id, str, "externalId: a string is required")
    return {
        "external_id": external_id,
        "active": checked(body.get("active", True), bool, "active: true or false is expected"),
    }
