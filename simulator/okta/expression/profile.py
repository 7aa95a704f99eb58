"""A profile as an expression reads it: which names are known, what an empty one gives, and the two that never are."""

from collections.abc import Collection, Mapping
from typing import Any

from simulator.okta.expression.failures import NO_PROPERTY, FunctionError
from simulator.okta.expression.values import kind_of
from simulator.okta.profiles import BASE_ATTRIBUTES

OKTA_NAMES = frozenset(BASE_ATTRIBUTES)
"""The 31 base attributes, known in every Okta user profile and null where nobody filled them."""


class Profile:
    """Attributes by name; a name in `known` that has no value is null, any other missing name is an error.

    With `quirks`, a `displayName` never set is first and last name and a `locale` never set is `en_US`
    [KB okta-display-name-and-group-rules, KB unable-to-search-users-based-on-user-locale]; one that was set and
    cleared is "" and stays so.
    """

    __slots__ = ("attributes", "known", "label", "quirks")

    def __init__(
        self, attributes: Mapping[str, Any], known: Collection[str], *, label: str = "user", quirks: bool = False
    ) -> None:
        self.attributes = attributes
        self.known = known
        self.label = label
        self.quirks = quirks

    def read(self, name: str) -> Any:
        """The attribute's value; raises `FunctionError` EL1008E when the name is not in the schema."""
        value = self.attributes.get(name)
        if value is None:
            if self.quirks and name in ("displayName", "locale"):
                return self._never_null(name)
            if name not in self.attributes and name not in self.known:
                raise unknown(name, self.label, (*self.attributes, *self.known))
        return value

    def _never_null(self, name: str) -> str:
        if name == "locale":
            return "en_US"
        parts = (self.attributes.get("firstName"), self.attributes.get("lastName"))
        return " ".join(str(part) for part in parts if part)

    def plain(self) -> dict[str, Any]:
        """The attributes that have an entry, as a dict."""
        return dict(self.attributes)


def okta_profile(attributes: Mapping[str, Any], *, label: str = "user", quirks: bool = False) -> Profile:
    """The profile of an Okta user: the base attributes are known besides those given."""
    return Profile(attributes, OKTA_NAMES, label=label, quirks=quirks)


def read_property(value: Any, name: str) -> Any:
    """`value.name`; raises EL1007E on null and EL1008E where there is no such property."""
    if isinstance(value, Profile):
        return value.read(name)
    if value is None:
        raise FunctionError("EL1007E", f"{name} is read from null; guard it, or write ?.{name}")
    if isinstance(value, Mapping):
        if name in value:
            return value[name]
        raise unknown(name, "object", value)
    raise FunctionError(NO_PROPERTY, f"{kind_of(value)} has no property {name}")


def unknown(name: str, label: str, known: Collection[str]) -> FunctionError:
    """EL1008E, with the name that was probably meant."""
    if (label, name) == ("user", "profile"):
        advice = "; it belongs to the Identity Engine dialect, in a mapping write user.email, user.city and so on"
        return FunctionError(NO_PROPERTY, f"user has no attribute profile{advice}")
    return FunctionError(NO_PROPERTY, f"{label} has no attribute {name}{did_you_mean(name, known)}")


def did_you_mean(name: str, known: Collection[str]) -> str:
    """`; did you mean firstName?`, or nothing."""
    from difflib import get_close_matches  # costs a tenth of the start-up budget, and only mistakes need it

    folded = {candidate.lower(): candidate for candidate in sorted(known)}
    close = get_close_matches(name.lower(), folded, n=1, cutoff=0.7)
    return f"; did you mean {folded[close[0]]}?" if close else ""
