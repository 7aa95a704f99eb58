"""The app integration as preflight needs it: whom it would make of a person, without assigning anybody."""

from dataclasses import dataclass
from typing import Any

from simulator.errors import ExpressionError, OptionError
from simulator.okta import mapping, resource
from simulator.okta.expression import Scope, pointer
from simulator.okta.ids import SEED, Ids
from simulator.okta.org import App, AppUser, OktaUser, Org
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.play.setup import build_app
from simulator.preflight.people import Person
from simulator.scenario.checks.expressions import check
from simulator.scenario.parts.app import App as AppDeclaration


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
    """An app with an application username expression and mappings, over people with these attributes."""

    def __init__(self, declared: AppDeclaration, attributes: dict[str, Any], expression: str | None = None) -> None:
        self._org = Org(Ids(SEED))
        self._org.user_attributes = {name: kind for name, kind in attributes.items() if name not in BASE_ATTRIBUTES}
        self._app = build_app(self._org, declared)
        if expression is not None:
            self.check(expression)
            self._app.username = expression

    def check(self, expression: str) -> None:
        """Whether Okta would save this as the application username.

        Raises:
            OptionError: it would not; the sentence points at the place.
        """
        try:
            check(expression, {*BASE_ATTRIBUTES, *self._org.user_attributes}, {}, self._app.wire)
        except ExpressionError as why:
            shown = pointer(expression, why.position)
            raise OptionError(f"Okta would refuse this expression, {why.code}: {why.message}\n{shown}") from why

    @property
    def app(self) -> App:
        """The app integration."""
        return self._app

    @property
    def reads(self) -> frozenset[str]:
        """The attributes of the Okta user that the username expression may read."""
        return reads(self._app.username)

    def outcome(self, person: Person) -> Outcome:
        """What assigning this person would come to."""
        user = self._user(person)
        username = mapping.username(self._org, self._app, user)
        profile, _ = mapping.initial_profile(self._org, self._app, user, {})
        app_user = AppUser("", user.id, username, profile)
        return Outcome(
            username,
            self._failure(user) if not username.strip() else "",
            tuple(mapping.invalid(self._app, profile)),
            resource.create_body(self._app, app_user, ""),
        )

    def scope(self, person: Person) -> Scope:
        """What an expression about this person can see."""
        return mapping.scope(self._org, self._app, self._user(person))

    def _user(self, person: Person) -> OktaUser:
        return OktaUser(self._org.ids.user(person.login), person.login, person.profile)

    def _failure(self, user: OktaUser) -> str:
        try:
            mapping.compiled(self._app.username).evaluate(mapping.scope(self._org, self._app, user))
        except ExpressionError as why:
            return why.message
        return ""


def username(expression: str, scope: Scope) -> str:
    """The username that an expression gives; blank where it gives none."""
    try:
        value = mapping.compiled(expression).evaluate(scope)
    except ExpressionError:
        return ""
    return value if isinstance(value, str) else ""


def reads(expression: str) -> frozenset[str]:
    """The attributes of the Okta user that an expression may read."""
    names = (name.removeprefix("user.").removeprefix("source.") for name in mapping.compiled(expression).reads)
    return frozenset(name for name in names if "." not in name)
