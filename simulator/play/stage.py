"""Org, app, people and groups as a scenario finds them; what leads up to that is not on record."""

from collections.abc import Callable, Mapping

from simulator.okta.actions.configuring import bring_back
from simulator.okta.actions.directory import create_group
from simulator.okta.ids import Ids
from simulator.okta.org import App, OktaUser, Org, Row
from simulator.okta.profiles import TEMPLATES
from simulator.okta.targets import catalogue_key
from simulator.scenario.app import App as AppDeclaration
from simulator.scenario.model import Scenario
from simulator.verbs.tenant import Tenant


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
        app.schema[attribute.name] = attribute.in_schema(app.schema.get(attribute.name))
    for name, row in declared.mappings.items():
        app.mappings.pop(name, None)
        if row is not None:
            app.mappings[name] = Row(row.expression, row.apply)
            bring_back(app, name)
    org.apps[app.id] = app
    return app


def build(
    scenario: Scenario, *, seed: int, now: float, integration: str | None, token_of: Callable[[str], str]
) -> Tenant:
    """Org, app, people and groups as the scenario finds them; what leads up to that is not on record."""
    org = Org(Ids(seed))
    org.now = now
    org.user_attributes = {attribute.name: attribute.type for attribute in scenario.user_attributes}
    app = build_app(org, scenario.app, integration)
    stage = Tenant(org, app, token_of, groups={"everyone": org.everyone.id})
    for alias, declared in scenario.users.items():
        user = OktaUser(
            org.new_user_id(str(declared.profile["login"])), alias, dict(declared.profile), declared.status, now, now
        )
        org.add_user(user)
        stage.people[alias] = user.id
    _build_groups(stage, scenario)
    org.journal.clear()
    return stage


def _build_groups(stage: Tenant, scenario: Scenario) -> None:
    for alias, declared in scenario.groups.items():
        members = [stage.user(member) for member in declared.members]
        stage.groups[alias] = create_group(stage.org, alias, str(declared.name), members).id


def environment_token(environment: Mapping[str, str]) -> Callable[[str], str]:
    """Reads tokens from environment variables; an empty or missing one is an empty text."""
    return lambda name: environment.get(name, "").strip()
