"""Everything an expression can see: one person, seen from one mapping, at one moment."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from simulator.okta.expression.failures import Meter
from simulator.okta.expression.functions.moments import parse_iso
from simulator.okta.expression.profile import OKTA_NAMES, Profile, okta_profile
from simulator.okta.expression.settings import DEFAULT, Settings

Attributes = Mapping[str, Any]

_VISIT = 5
"""Units of work that visiting an element of a list counts as."""

IDENTITY_TIMES = ("created", "lastUpdated", "passwordChanged", "lastLogin")
IDENTITY_NAMES = frozenset({"id", "status", "profile", *IDENTITY_TIMES})
"""What the Identity Engine's `user` has beside `profile` [OIE]."""


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

    __slots__ = (
        "ad",
        "groups",
        "identity",
        "internal",
        "linked",
        "now",
        "rel",
        "roots",
        "settings",
        "source",
        "workday",
    )

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
        person = okta_profile(user or {}, quirks=quirks)
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
