"""The stage a scenario is played on: its org, its app, and who its aliases are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.okta.actions.directory import create_group
from simulator.okta.actions.record import Refused, not_found
from simulator.okta.ids import Ids
from simulator.okta.org import App, Group, OktaUser, Org, Row
from simulator.okta.profiles import TEMPLATES, AppAttribute, default_attribute
from simulator.okta.targets import catalogue_key
from simulator.play.transcript import Exchange
from simulator.scenario.app import App as AppDeclaration
from simulator.scenario.app import AppAttribute as AttributeDeclaration
from simulator.scenario.model import Scenario

HubCall = Callable[[str, str, Any], tuple[int, Any]]
"""Asks one of the bundled Hub's pages: (method, path, body) to (status, answer)."""


@dataclass
class Stage:
    """Org and app of a run, the aliases of its scenario, and the bundled Hub's pages where there is one.

    `token_of` reads a token from an environment variable. `stub_token` is the bundled Hub's live token.
    """

    org: Org
    app: App
    token_of: Callable[[str], str]
    hub: HubCall | None = None
    stub_token: str = field(default="", repr=False)
    people: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    usernames: dict[str, str] = field(default_factory=dict)
    scim_ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def user(self, alias: str) -> OktaUser:
        """The person an alias stands for.

        Raises:
            Refused: they have been deleted, or Okta refused to create them.
        """
        user_id = self.people.get(alias, alias)
        if user_id not in self.org.users:
            raise not_found(user_id, "User")
        return self.org.users[user_id]

    def group(self, alias: str) -> Group:
        """The group an alias stands for; `everyone` is the built-in one.

        Raises:
            Refused: it has been deleted, or Okta refused to create it.
        """
        group_id = self.groups.get(alias, alias)
        if group_id not in self.org.groups:
            raise not_found(group_id, "UserGroup")
        return self.org.groups[group_id]

    def user_or_group(self, alias: str) -> OktaUser | Group:
        """The person an alias stands for, or the group where there is no such person.

        Raises:
            Refused: neither is there.
        """
        try:
            return self.user(alias)
        except Refused:
            if alias not in self.groups:
                raise
            return self.group(alias)

    def check_app(self) -> None:
        """See that the app integration is there.

        Raises:
            Refused: it has been deleted.
        """
        if self.app.id not in self.org.apps:
            raise not_found(self.app.id, "AppInstance")

    def name_user(self, alias: str, user: OktaUser) -> None:
        """From now on the alias stands for this person; what was seen of one who had it before is forgotten."""
        self.people[alias] = user.id
        self.usernames.pop(alias, None)
        self.scim_ids.pop(("Users", alias), None)

    def name_group(self, alias: str, group: Group) -> None:
        """From now on the alias stands for this group; what was seen of one that had it before is forgotten."""
        self.groups[alias] = group.id
        self.scim_ids.pop(("Groups", alias), None)

    def hub_username(self, alias: str) -> str:
        """The person's name on the Hub: the last one seen there, else the application username.

        Raises:
            Refused: the person has been deleted.
        """
        self.user(alias)
        return self._username(alias)

    def _username(self, alias: str) -> str:
        app_user = self.app.users.get(self.people[alias])
        return self.usernames.get(alias) or (app_user.username if app_user else alias)

    def account_renamed(self, username: str, to: str) -> None:
        """An account got another name on the Hub's own page, which tells Okta nothing."""
        for alias in self.people:
            if self._username(alias).lower() == username.lower():
                self.usernames[alias] = to

    def hub_group(self, alias: str) -> str:
        """The group's name on the Hub."""
        group = self.group(alias)
        push = self.app.pushes.get(group.id)
        return push.target_name if push else group.name

    def observe(self, exchange: Exchange) -> None:
        """Remember the SCIM id and the username of who an exchange is about, for `{alias}` and the Hub's pages."""
        if exchange.subject is None:
            return
        answer = (exchange.response or {}).get("body")
        collection, _, scim_id = exchange.request["path"].lstrip("/").partition("/")
        if not scim_id and exchange.request["method"] == "POST":
            scim_id = str(answer.get("id") or "") if isinstance(answer, dict) else ""
        if scim_id:
            self.scim_ids[collection, exchange.subject] = scim_id
        if collection == "Users" and exchange.subject in self.people:
            refused = exchange.response is not None and exchange.response["status"] >= 400
            self._see_username(exchange.subject, None if refused else exchange.request["body"], answer)

    def _see_username(self, alias: str, sent: Any, answer: Any) -> None:
        """The answer's `userName`, else the one that was sent, else what is known already."""
        named = [body["userName"] for body in (answer, sent) if isinstance(body, dict) and body.get("userName")]
        self.usernames[alias] = str(named[0]) if named else self._username(alias)

    def resolve(self, collection: str, alias: str) -> str | None:
        """The SCIM id of an alias: what Okta holds, else the last one seen on the wire."""
        if alias in self.people and collection != "Groups":
            app_user = self.app.users.get(self.people[alias])
            if app_user is not None and app_user.external_id is not None:
                return app_user.external_id
        if alias in self.groups and collection != "Users":
            push = self.app.pushes.get(self.groups[alias])
            if push is not None and push.external_id is not None:
                return push.external_id
        kinds = [collection] if collection else ["Users", "Groups"]
        return next((self.scim_ids[kind, alias] for kind in kinds if (kind, alias) in self.scim_ids), None)

    def known_id(self, collection: str, name: str) -> str | None:
        """The SCIM id of who or what has this name at the provider, as `resolve` gives it; names have no case."""
        if collection == "Users":
            named = (alias for alias in self.people if self.hub_username(alias).casefold() == name.casefold())
        else:
            named = (alias for alias in self.groups if self._group_name(alias).casefold() == name.casefold())
        return next((found for alias in named if (found := self.resolve(collection, alias))), None)

    def _group_name(self, alias: str) -> str:
        """The group's name at the provider, also where Okta has deleted the group; empty where that is not known."""
        push, group = self.app.pushes.get(self.groups[alias]), self.org.groups.get(self.groups[alias])
        return push.target_name if push else group.name if group else ""


def build_app(org: Org, declared: AppDeclaration, integration: str | None = None) -> App:
    """The app integration a scenario declares, added to the org."""
    template = TEMPLATES[declared.template]
    made = integration or declared.integration
    app = App(
        org.ids.new("0oa"),
        catalogue_key(declared.wire.catalogue_name) if made == "oin" else f"oktasim_{catalogue_key(declared.label)}_1",
        declared.label,
        made,  # type: ignore[arg-type]  # one of the two, checked by the options
        declared.username,
        declared.username_update,
        set(declared.provisioning),
        {attribute.name: attribute for attribute in template.attributes},
        {name: Row(expression) for name, expression in template.mappings.items()},
        declared.wire,
        created=org.now,
        changed=org.now,
    )
    for attribute in declared.attributes:
        app.schema[attribute.name] = app_attribute(attribute, app.schema.get(attribute.name))
    for name, row in declared.mappings.items():
        app.mappings.pop(name, None)
        if row is not None:
            app.mappings[name] = Row(row.expression, row.apply)
            bring_back(app, name)
    org.apps[app.id] = app
    return app


def bring_back(app: App, name: str) -> None:
    """Mapping one of Okta's default rows that the template trimmed away adds its attribute again."""
    if name not in app.schema and (attribute := default_attribute(name)) is not None:
        app.schema[name] = attribute


def app_attribute(declared: AttributeDeclaration, base: AppAttribute | None = None) -> AppAttribute:
    """The attribute as declared; what is not written is taken from the template's attribute of that name.

    A new one without a namespace is never sent (okta-wire 2.3, quirk 29 [D: KB custom-scim-attribute]).
    """
    start = base or AppAttribute(declared.name, namespace=None)
    written = {name: getattr(declared, name) for name in declared.model_fields_set if name in _ATTRIBUTE_FIELDS}
    return AppAttribute(**{**{name: getattr(start, name) for name in _ATTRIBUTE_FIELDS}, **written}, base=start.base)


_ATTRIBUTE_FIELDS = (
    "name", "external_name", "namespace", "type", "title", "required", "scope", "union", "default", "enum",
)  # fmt: skip


def build(
    scenario: Scenario, *, seed: int, now: float, integration: str | None, token_of: Callable[[str], str]
) -> Stage:
    """Org, app, people and groups as the scenario finds them; what leads up to that is not on record."""
    org = Org(Ids(seed))
    org.now = now
    org.user_attributes = {attribute.name: attribute.type for attribute in scenario.user_attributes}
    app = build_app(org, scenario.app, integration)
    stage = Stage(org, app, token_of, groups={"everyone": org.everyone.id})
    for alias, declared in scenario.users.items():
        user = OktaUser(
            org.new_user_id(str(declared.profile["login"])), alias, dict(declared.profile), declared.status, now, now
        )
        org.add_user(user)
        stage.people[alias] = user.id
    _build_groups(stage, scenario)
    org.journal.clear()
    return stage


def _build_groups(stage: Stage, scenario: Scenario) -> None:
    for alias, declared in scenario.groups.items():
        members = [stage.user(member) for member in declared.members]
        stage.groups[alias] = create_group(stage.org, alias, str(declared.name), members).id


def environment_token(environment: Mapping[str, str]) -> Callable[[str], str]:
    """Reads tokens from environment variables; an empty or missing one is an empty text."""
    return lambda name: environment.get(name, "").strip()
