"""Whom and what a System Log row names: (type, id, alternateId, displayName) of each kind of target (okta-wire 9.1)."""

from simulator.okta.org import App, AppUser, Group, GroupPush, GroupRule, OktaUser

Named = tuple[str, str, str, str]

NO_ALTERNATE_ID = "unknown"
"""What Okta writes where a target has no alternate id: every recorded `UserGroup`, policies, devices [C]."""
CATALOGUE = {
    "scim2headerauth": "SCIM 2.0 Test App (Header Auth)",
    "scim2basicauth": "SCIM 2.0 Test App (Basic Auth)",
    "scim2oauthbearertoken": "SCIM 2.0 Test App (OAuth Bearer Token)",
}
"""The catalogue's SCIM templates: an app's `name`, and what the catalogue calls it [D: DOC20; management API 3.3]."""
OIDC = {"oidc_client": "OpenID Connect Client"}
"""Apps that the wizard makes for OpenID Connect share one catalogue entry [C]."""


def catalogue_name(app: App) -> str:
    """What the catalogue calls the app.

    A SAML or SWA app of the wizard is its own entry: recorded events show its label twice, also for one relabelled
    since (`acme_benzi_1`, "benzi_master") [C]. Of a scenario's catalogue app the switch `catalogue_name` decides.
    """
    known = (CATALOGUE | OIDC).get(app.name)
    return known or (app.wire.catalogue_name if app.integration == "oin" else app.label)


def catalogue_rules(app: App) -> tuple[str, ...]:
    """The rule behind `catalogue_name`, where the switch decides."""
    chosen = app.integration == "oin" and app.name == catalogue_key(app.wire.catalogue_name)
    return ("log.catalogue-name",) if chosen else ()


def catalogue_key(name: str) -> str:
    """The `name` of an app with this catalogue name; letters and digits of it where no source has the entry."""
    known = {title: key for key, title in CATALOGUE.items()}
    return known.get(name) or "".join(letter for letter in name.lower() if letter.isalnum())


def user_target(user: OktaUser) -> Named:
    """A person: the login, and first and last name."""
    return ("User", user.id, user.login, user.display_name)


def app_user_target(app_user: AppUser, user: OktaUser) -> Named:
    """An assignment: the application username."""
    return ("AppUser", app_user.id, app_user.username, user.display_name)


def app_target(app: App) -> Named:
    """An app integration: the instance's label, and what the catalogue calls it [C: LOG-FILES]."""
    return ("AppInstance", app.id, app.label, catalogue_name(app))


def group_target(group: Group) -> Named:
    """A group in Okta: `unknown`, and its name [C: LOG-GROUPS]."""
    return ("UserGroup", group.id, NO_ALTERNATE_ID, group.name)


def rule_target(rule: GroupRule) -> Named:
    """A group rule, as policy rules are recorded [C]; that group rules, which share their ids, are is our reading."""
    return ("Rule", rule.id, NO_ALTERNATE_ID, rule.name)


def app_group_target(push: GroupPush) -> Named:
    """The group a push is to: `AGr...` in the log, `00g...` in the API [C: CAP-ROSTR]; its names are our reading."""
    return ("AppGroup", "AGr" + push.app_group_id[3:], push.target_name, push.target_name)
