"""What an administrator does on the app's own pages: Provisioning, Sign On, Profile Editor."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from simulator.okta.actions import applications, configuring
from simulator.okta.org import Job
from simulator.scenario.fields.kinds import Flag, OneOrMany
from simulator.scenario.fields.scalars import sentence
from simulator.scenario.parts.app import AppAttribute, Apply, AttributeName, Expression, Feature
from simulator.verbs.connection import Connection
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import Verb


class TestConnection(Connection):
    """Provisioning > Integration: Test Connector Configuration, of what is saved or of what is typed there."""

    place, says = "Provisioning > Integration", "tests the connection"
    __test__: ClassVar[bool] = False

    def act(self, tenant: Tenant) -> list[Job]:
        token = self.token(tenant)
        return configuring.test_connection(tenant.org, tenant.app, base_url=self.endpoint, token=token)


class Configure(Connection):
    """Provisioning > Integration: a new base URL or token."""

    place, says = "Provisioning > Integration", "changes the base URL or the token"

    @classmethod
    def bare(cls) -> bool:
        return False

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """At least one of them, and at most one token."""
        if not data:
            raise sentence("`configure` needs `endpoint`, `token_env` or `stub_token`")
        return super().prepared(data)

    @classmethod
    def extra_rules(cls) -> dict[str, Any]:
        """The same two rules for editors."""
        return {"minProperties": 1, **super().extra_rules()}

    def act(self, tenant: Tenant) -> list[Job]:
        return configuring.configure(tenant.org, tenant.app, base_url=self.endpoint, token=self.token(tenant))


class EnableApiIntegration(Verb):
    """Provisioning > Integration: Enable API integration."""

    place, says = "Provisioning > Integration", "enables the API integration"
    does = partial(configuring.switch, on=True)


class DisableApiIntegration(Verb):
    """Provisioning > Integration: the API integration is disabled, and nothing is sent until it is enabled again."""

    place, says = "Provisioning > Integration", "disables the API integration"
    does = partial(configuring.switch, on=False)


class ActivateApp(Verb):
    """Applications: Activate."""

    place, says, does = "Applications", "activates the app integration", applications.activate_app


class DeactivateApp(Verb):
    """Applications: Deactivate; nothing is sent until it is activated again."""

    place, says, does = "Applications", "deactivates the app integration", applications.deactivate_app


class _Features(Verb):
    direct: ClassVar[str] = "features"

    features: OneOrMany[Feature]
    """The features."""


class Enable(_Features):
    """Provisioning > To App: switch features on."""

    place, says, does = "Provisioning > To App", "enables provisioning features", configuring.enable


class Disable(_Features):
    """Provisioning > To App: switch features off."""

    place, says, does = "Provisioning > To App", "disables provisioning features", configuring.disable


class EditUsername(Verb):
    """Sign On: the application username format."""

    place, says, does = "Sign On", "changes the application username format", configuring.edit_username
    direct: ClassVar[str] = "expression"

    expression: Expression
    """What the username is computed from."""
    update_on: Apply | None = None
    """Whether it follows later changes of a person; as before where nothing is said."""
    update_now: Flag = False
    """Update Now: recompute it for everyone assigned."""

    def expressions(self) -> Iterator[tuple[str, str, str | None]]:
        yield "expression", self.expression, self.update_on


class AddAttribute(Verb, AppAttribute):
    """Profile Editor: add an attribute to the app user schema."""

    place, says = "Profile Editor", "adds an attribute to the app user profile"

    def act(self, tenant: Tenant) -> list[Job]:
        return configuring.add_attribute(tenant.app, self.in_schema())


class RemoveAttribute(Verb):
    """Profile Editor: remove an attribute from the app user schema."""

    place, says = "Profile Editor", "removes an attribute from the app user profile"
    direct: ClassVar[str] = "name"

    name: AttributeName
    """The attribute."""

    def act(self, tenant: Tenant) -> list[Job]:
        return configuring.remove_attribute(tenant.app, self.name)


class EditMapping(Verb):
    """Profile Editor > Mappings: set one row."""

    place, says = "Profile Editor > Mappings", "changes a mapping"

    attribute: AttributeName
    """The app attribute."""
    expression: Expression
    """What it is computed from."""
    apply: Apply | None = None
    """Whether later changes of a person are followed; as before where nothing is said."""
    apply_now: Flag = False
    """Apply updates now."""

    def expressions(self) -> Iterator[tuple[str, str, str | None]]:
        yield "expression", self.expression, self.apply or "create_and_update"

    def act(self, tenant: Tenant) -> list[Job]:
        configuring.bring_back(tenant.app, self.attribute)
        return configuring.edit_mapping(
            tenant.org, tenant.app, self.attribute, self.expression, apply=self.apply, apply_now=self.apply_now
        )


class RemoveMapping(Verb):
    """Profile Editor > Mappings: do not map."""

    place, says = "Profile Editor > Mappings", "removes a mapping"
    direct: ClassVar[str] = "attributes"

    attributes: OneOrMany[AttributeName]
    """The app attributes."""

    def act(self, tenant: Tenant) -> list[Job]:
        return configuring.remove_mapping(tenant.org, tenant.app, self.attributes)


class ApplyMappings(Verb):
    """Profile Editor > Mappings: Apply updates now, for all rows."""

    place, says, does = (
        "Profile Editor > Mappings",
        "applies the mappings to everyone assigned",
        configuring.apply_mappings,
    )
