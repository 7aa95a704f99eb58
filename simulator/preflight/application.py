"""The app integration as preflight needs it: whom it would make of a person, without assigning anybody."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.errors import ExpressionError, OptionError
from simulator.okta import mapping, resource
from simulator.okta.expression import Scope, pointer
from simulator.okta.ids import SEED, Ids
from simulator.okta.org import App, AppUser, OktaUser, Org, OtherApp
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.play.setup import build_app
from simulator.preflight.people import Person
from simulator.scenario.checks.expressions import check, worded
from simulator.scenario.parts.app import App as AppDeclaration

_OWN_ROOTS = frozenset({"user", "source", "appuser", "appUser", "app", "org"})
HUB_NAMES = {"givenName": "given name", "familyName": "family name"}
"""What the Hub asks for beside an e-mail address where SSO is managed, by the app's attribute."""


@dataclass(frozen=True)
class Outcome:
    """What Okta would make of one person.

    `username` is blank where there is none, `failure` says why the expression failed for this person. `invalid`
    is what Okta's validation of the app profile says. `body` is what `POST /Users` would carry.
    """

    username: str
    failure: str
    invalid: tuple[str, ...]
    body: dict[str, Any]


class Application:
    """An app with an application username expression and mappings, over people with these attributes.

    `others` are the profiles of other apps; only the values in them that are the same for everybody count. An attribute
    with a dot, `workday.userName`, is of such a profile.
    """

    def __init__(
        self,
        declared: AppDeclaration,
        attributes: Mapping[str, Any],
        expression: str | None = None,
        others: Mapping[str, OtherApp] | None = None,
    ) -> None:
        self._org = Org(Ids(SEED))
        own = {name: kind for name, kind in attributes.items() if "." not in name}
        self._org.user_attributes = {name: kind for name, kind in own.items() if name not in BASE_ATTRIBUTES}
        self._org.other_apps = {name: OtherApp(app.attributes, app.values) for name, app in (others or {}).items()}
        self._dotted = attributes.keys() - own.keys()
        self._declare(self._dotted)
        self.app: App = build_app(self._org, declared)
        if expression is not None:
            self.check(expression)
            self.app.username = expression

    def check(self, expression: str) -> None:
        """Whether Okta would save this as the application username; which attributes there are is the file's to say.

        Raises:
            OptionError: it would not; the sentence points at the place.
        """
        try:
            names = reads(expression) - {"profile"}
            self._declare(name for name in names if "." in name)
            others = {name: app.attributes for name, app in self._org.other_apps.items()}
            check(expression, {*BASE_ATTRIBUTES, *self._org.user_attributes, *names}, others, self.app.wire)
        except ExpressionError as why:
            raise OptionError(f"{worded(why, expression)}\n{pointer(expression, why.position)}") from why

    @property
    def reads(self) -> frozenset[str]:
        """The attributes, of the Okta user or with a dot of another app's profile, that the username may be made of."""
        return reads(self.app.username)

    def needs(self, columns: Collection[str]) -> list[str]:
        """The attributes that the username is made of and that none of the columns gives, so that nobody can be judged.

        An unset displayName is made of the names, and an unset locale is `en_US` (mappings 1 [KB]).
        """
        missing = self.reads - set(columns) - self._known - {"locale"}
        if "displayName" in missing:
            missing = (missing | {"firstName", "lastName"}) - {"displayName"} - set(columns)
        return sorted(missing)

    def wishes(self, *, managed: bool) -> list[str]:
        """The attributes that Okta, or the Hub where SSO is `managed`, refuses people without."""
        rows = [name for name, attribute in self.app.schema.items() if attribute.required]
        return sorted(set().union(*map(self._row, (*rows, *(HUB_NAMES if managed else ())))))

    def unseen(self, columns: Collection[str], *, managed: bool) -> frozenset[str]:
        """What the Hub asks for and none of these columns can give, so that nobody is to be judged by it."""
        asked = {"email": "e-mail address", **(HUB_NAMES if managed else {})}
        rows = {words: self._row(name) for name, words in asked.items()}
        return frozenset(words for words, names in rows.items() if names and not names & set(columns))

    def outcome(self, person: Person) -> Outcome:
        """What assigning this person would come to."""
        user = self._user(person)
        username = mapping.username(self._org, self.app, user)
        profile, _ = mapping.initial_profile(self._org, self.app, user)
        app_user = AppUser("", user.id, username, profile)
        return Outcome(
            username,
            self._failure(user) if not username.strip() else "",
            tuple(mapping.invalid(self.app, profile)),
            resource.create_body(self.app, app_user, ""),
        )

    def scope(self, person: Person) -> Scope:
        """What an expression about this person can see."""
        return mapping.scope(self._org, self.app, self._user(person))

    @property
    def _known(self) -> set[str]:
        """Attributes of other apps' profiles whose value is the same for everybody."""
        return {f"{root}.{name}" for root, app in self._org.other_apps.items() for name in app.values}

    def _row(self, attribute: str) -> frozenset[str]:
        """The attributes that a mapping row reads and that need a column."""
        row = self.app.mappings.get(attribute)
        return reads(row.expression) - self._known if row else frozenset()

    def _declare(self, dotted: Iterable[str]) -> None:
        """Take attributes of other apps' profiles for known, whose values are in the file."""
        for root, _, name in (one.partition(".") for one in dotted):
            app = self._org.other_apps.get(root, OtherApp(()))
            self._org.other_apps[root] = replace(app, attributes=tuple(dict.fromkeys((*app.attributes, name))))

    def _user(self, person: Person) -> OktaUser:
        for root, _, name in (one.partition(".") for one in self._dotted & person.profile.keys()):
            users = self._org.other_apps[root].users
            users.setdefault(person.login, {})[name] = person.profile[f"{root}.{name}"]
        return OktaUser(self._org.ids.user(person.login), person.login, person.profile)

    def _failure(self, user: OktaUser) -> str:
        try:
            mapping.compiled(self.app.username).evaluate(mapping.scope(self._org, self.app, user))
        except ExpressionError as why:
            return why.message
        return ""


def username(expression: str, scope: Scope) -> str | None:
    """The username that an expression gives; blank where it fails."""
    try:
        value = mapping.compiled(expression).evaluate(scope)
    except ExpressionError:
        return ""
    return value if isinstance(value, str | None) else ""


def reads(expression: str) -> frozenset[str]:
    """The attributes that an expression may read: of the Okta user, and with a dot of other apps' profiles."""
    names = (name.removeprefix("user.").removeprefix("source.") for name in mapping.compiled(expression).reads)
    return frozenset(name for name in names if name.partition(".")[0] not in _OWN_ROOTS)


def emptied(username: str | None, profile: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """The attributes whose emptiness shows in a username as null, or as the text null that `+` writes for it.

    The Hub takes that text for a name (mappings 1 [SPEL]).
    """
    if username is not None and "null" not in username.lower():
        return []
    held = [str(profile[name]) for name in names if name in profile]
    empty = sorted(name for name in names if name not in profile)
    return [] if any("null" in value.lower() for value in held) else empty
