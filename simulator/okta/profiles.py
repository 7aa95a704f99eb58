"""Profiles: the Okta user's 31 base attributes, the app user schema, and the two templates of an app integration."""

from dataclasses import dataclass, field
from typing import Literal

from simulator.scim import urns

BASE_ATTRIBUTES = (
    "login", "email", "secondEmail", "firstName", "lastName", "middleName", "honorificPrefix", "honorificSuffix",
    "title", "displayName", "nickName", "profileUrl", "primaryPhone", "mobilePhone", "streetAddress", "city", "state",
    "zipCode", "countryCode", "postalAddress", "preferredLanguage", "locale", "timezone", "userType",
    "employeeNumber", "costCenter", "organization", "division", "department", "managerId", "manager",
)  # fmt: skip
"""The Okta user's base attributes, in the order of the live schema (mappings 4.4 [VCR])."""

Apply = Literal["create_only", "create_and_update"]
AttributeType = Literal["string", "number", "integer", "boolean", "array"]


@dataclass(frozen=True)
class AppAttribute:
    """One attribute of the app user schema (mappings 4.1).

    `external_name` is a path such as `emails.^[primary==true].value`; empty means `name`. Without `namespace` the
    attribute is never sent [KB custom-scim-attribute]. `scope` is `personal` (Okta's SELF) or
    `group` (NONE: a group assignment may set it). `base` attributes cannot be removed [PLANFIX].
    """

    name: str
    external_name: str = ""
    namespace: str | None = urns.CORE_USER
    type: AttributeType = "string"
    title: str = ""
    required: bool = False
    scope: Literal["personal", "group"] = "group"
    union: bool = False
    default: object = None
    enum: tuple[object, ...] = ()
    base: bool = False

    @property
    def path(self) -> str:
        """The external name, or the variable name where it is empty."""
        return self.external_name or self.name


@dataclass(frozen=True)
class Template:
    """What an app integration starts with: its attributes, in order, and its mapping expressions by attribute."""

    attributes: tuple[AppAttribute, ...]
    mappings: dict[str, str] = field(default_factory=dict)


def _work_when(attribute: str) -> str:
    return f"(user.{attribute} != null && user.{attribute} != '') ? 'work' : ''"


def _row(
    name: str, title: str, path: str = "", expression: str = "", *, namespace: str = urns.CORE_USER, base: bool = False
) -> tuple[AppAttribute, str]:
    return AppAttribute(name, path, namespace, title=title, base=base), expression or f"user.{name}"


_ENTERPRISE = urns.ENTERPRISE_USER
_ADDRESS = "addresses.^[primary==true]."
_ROWS = (
    _row("givenName", "Given name", "name.givenName", "user.firstName", base=True),
    _row("familyName", "Family name", "name.familyName", "user.lastName", base=True),
    _row("middleName", "Middle name", "name.middleName"),
    _row("honorificPrefix", "Honorific prefix", "name.honorificPrefix"),
    _row("honorificSuffix", "Honorific suffix", "name.honorificSuffix"),
    _row("email", "Primary email", "emails.^[primary==true].value"),
    _row("emailType", "Primary email type", "emails.^[primary==true].type", _work_when("email")),
    _row("title", "Title"),
    _row("displayName", "Display name"),
    _row("nickName", "Nickname"),
    _row("profileUrl", "Profile Url"),
    _row("primaryPhone", "Primary phone", "phoneNumbers.^[primary==true].value"),
    _row("primaryPhoneType", "Primary phone type", "phoneNumbers.^[primary==true].type", _work_when("primaryPhone")),
    _row("addressType", "Address type", _ADDRESS + "type", _work_when("streetAddress")),
    _row("streetAddress", "Street address", _ADDRESS + "streetAddress"),
    _row("locality", "Locality", _ADDRESS + "locality", "user.city"),
    _row("region", "Region", _ADDRESS + "region", "user.state"),
    _row("postalCode", "Postal code", _ADDRESS + "postalCode", "user.zipCode"),
    _row("country", "Country", _ADDRESS + "country", "user.countryCode"),
    _row("formatted", "Formatted", _ADDRESS + "formatted", "user.postalAddress"),
    _row("preferredLanguage", "Preferred language"),
    _row("locale", "Locale"),
    _row("timezone", "Time zone"),
    _row("userType", "User type"),
    _row("employeeNumber", "Employee number", namespace=_ENTERPRISE),
    _row("costCenter", "Cost center", namespace=_ENTERPRISE),
    _row("organization", "Organization", namespace=_ENTERPRISE),
    _row("division", "Division", namespace=_ENTERPRISE),
    _row("department", "Department", namespace=_ENTERPRISE),
    _row("managerValue", "Manager value", "manager.value", "user.managerId", namespace=_ENTERPRISE),
    _row("managerDisplayName", "Manager display name", "manager.displayName", "user.manager", namespace=_ENTERPRISE),
)
_GUIDE = ("givenName", "familyName", "email", "emailType")


def _template(*rows: tuple[AppAttribute, str]) -> Template:
    user_name = AppAttribute("userName", title="Username", required=True, base=True)
    return Template((user_name, *(attribute for attribute, _ in rows)), {row[0].name: row[1] for row in rows})


TEMPLATES: dict[str, Template] = {
    "huggingface": _template(*(row for row in _ROWS if row[0].name in _GUIDE)),
    "okta_default": _template(*_ROWS),
}
"""`okta_default`: the rows of the wizard's SCIM template (mappings 4.3 [C: CAP-ROSTR; V: PLANFIX, NINJIO,
STAFFBASE]; the paths of addresses, honorifics and `managerDisplayName` follow RFC 7643 and are not confirmed).
`huggingface`: the rows the Hub's guide keeps (mappings 6). All rows apply on create and update [CAP-ROSTR]."""


def default_attribute(name: str) -> AppAttribute | None:
    """The attribute of that name among Okta's default rows: mapping one that was trimmed away brings it back."""
    return next((attribute for attribute in TEMPLATES["okta_default"].attributes if attribute.name == name), None)
