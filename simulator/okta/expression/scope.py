"""Everything an expression can see: one person's profiles, seen from one mapping, at one moment."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

from simulator.okta.expression.failures import NO_PROPERTY, FunctionError, Meter
from simulator.okta.expression.functions.moments import parse_iso
from simulator.okta.expression.settings import DEFAULT, Settings
from simulator.okta.expression.values import kind_of
from simulator.okta.profiles import BASE_ATTRIBUTES

Attributes = Mapping[str, Any]

OKTA_NAMES = frozenset(BASE_ATTRIBUTES)
"""The 31 base attributes, known in every Okta user profile and null where nobody filled them."""
_VISIT = 5
"""Units of work that visiting an element of a list counts as."""

IDENTITY_TIMES = ("created", "lastUpdated", "passwordChanged", "lastLogin")
IDENTITY_NAMES = frozenset({"id", "status", "profile", *IDENTITY_TIMES})
"""What the Identity Engine's `user` has beside `profile` [OIE]."""


class Profile:
    """Attributes by name; a name in `known` that has no value is null, any other missing name is an error.

    With `quirks`, a `displayName` never set is first and last name and a `locale` never set is `en_US`
    [KB display-name-and-group-rules, KB user-locale]; one that was set and
    cleared is "" and stays so.
    """

    __slots__ = ("attributes", "known", "label", "quirks")

    def __init__(
        self, attributes: Attributes, known: Collection[str] = OKTA_NAMES, *, label: str = "user", quirks: bool = False
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
                names = (self.attributes.get("firstName"), self.attributes.get("lastName"))
                return "en_US" if name == "locale" else " ".join(str(part) for part in names if part)
            if name not in self.attributes and name not in self.known:
                raise unknown(name, self.label, (*self.attributes, *self.known))
        return value


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


class Scope:
    """The roots and the surroundings of an evaluation; building one copies nothing.

    `user` is the Okta profile: the 31 base attributes and the keys given are known. `source` is the profile on the
    left of the mapping, which bare names are read from; it is the user where none is given. `appuser`, `app` and
    `org` are known only where given, as are `roots`: more of them by name, such as `zendesk` or `idpuser`.

    `groups` are mappings with `id`, `name`, `type` and `sourceId`; `internal` has `id` and `status`; `linked` holds
    profiles by relationship, `rel` by function (`getManagerUser`, ...); `ad` and `workday` are lists of app users.
    `now` is ISO 8601 text, or None where there is no clock. `quirks` gives `displayName` and `locale` their defaults.
    `identity` is the Identity Engine's user object; without it one is made of `user` and `internal`.
    """

    def __init__(
        self,
        user: Attributes | None = None,
        source: Attributes | None = None,
        *,
        appuser: Attributes | None = None,
        app: Attributes | None = None,
        org: Attributes | None = None,
        roots: Mapping[str, Any] | None = None,
        groups: Sequence[Attributes] = (),
        internal: Attributes | None = None,
        linked: Mapping[str, Attributes | None] | None = None,
        rel: Mapping[str, Attributes | None] | None = None,
        ad: Sequence[Attributes] = (),
        workday: Sequence[Attributes] = (),
        now: str | None = None,
        quirks: bool = False,
        identity: Attributes | None = None,
        settings: Settings = DEFAULT,
    ) -> None:
        person = Profile(user or {}, quirks=quirks)
        self.source = person if source is None or source is user else Profile(source, (), label="source")
        self.roots: dict[str, Any] = {name: _root(name, value) for name, value in (roots or {}).items()}
        self.roots["user"] = person
        self.roots["source"] = self.source
        if appuser is not None:
            self.roots["appuser"] = self.roots["appUser"] = Profile(appuser, (), label="appuser")
        if app is not None:
            self.roots["app"] = Profile(app, (), label="app")
        if org is not None:
            self.roots["org"] = Profile(org, (), label="org")
        self.groups = groups
        self.internal = internal or {}
        self.linked = linked or {}
        self.rel = rel or {}
        self.ad = ad
        self.workday = workday
        self.now = now
        self.identity = identity
        self.settings = settings

    def with_root(self, name: str, value: Any) -> "Scope":
        """The same scope with one more root."""
        other = copy(self)
        other.roots = {**self.roots, name: value}
        return other

    def identity_user(self) -> Profile:
        """The user as the Identity Engine dialect sees it: `id`, `status`, times, and `profile` [OIE]."""
        person: Profile = self.roots["user"]
        given = self.identity or {**self.internal, "profile": person.attributes}
        profile = Profile(given.get("profile") or {}, OKTA_NAMES, label="user.profile", quirks=person.quirks)
        times = {name: parse_iso(given[name]) for name in IDENTITY_TIMES if isinstance(given.get(name), str)}
        return Profile({**given, **times, "profile": profile}, IDENTITY_NAMES)


def _root(name: str, value: Any) -> Any:
    return Profile(value, (), label=name) if isinstance(value, Mapping) else value


class Evaluation:
    """One evaluation under way: the scope, the element that a projection is at, and the work done so far."""

    __slots__ = ("element", "meter", "scope")

    def __init__(self, scope: Scope, meter: Meter, element: Any = None) -> None:
        self.scope = scope
        self.meter = meter
        self.element = element

    def at(self, element: Any) -> "Evaluation":
        """The same evaluation inside a projection or selection, at one element."""
        self.meter.spend(_VISIT)
        return Evaluation(self.scope, self.meter, element)
