"""What an administrator does on the app's own pages: Provisioning, Sign On, Profile Editor."""

from typing import Any, ClassVar

from simulator.scenario.app import AppAttribute, Apply, AttributeName, Expression, Feature
from simulator.scenario.field_types import Flag, OneOrMany, Text
from simulator.scenario.provider import BaseUrl, VariableName
from simulator.scenario.scalars import sentence
from simulator.scenario.verbs.argument import Argument

CURRENT = "current"
"""In place of a token: the one that the stub accepts now."""


class TestConnection(Argument):
    """Provisioning > Integration: Test Connector Configuration."""

    __test__: ClassVar[bool] = False
    bare: ClassVar[bool] = True


class Configure(Argument):
    """Provisioning > Integration: a new base URL or token."""

    endpoint: BaseUrl | None = None
    """The new base URL."""
    token_env: VariableName | None = None
    """The environment variable that holds the new token."""
    stub_token: Text | None = None
    """`current` pastes the stub's live token; any other text is pasted as it is."""

    @classmethod
    def recorded(cls, data: Any) -> Any:
        """Without the token, which could be a real one."""
        return data if data.get("stub_token", CURRENT) == CURRENT else {**data, "stub_token": "<token>"}

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """At least one of them, and at most one token."""
        if not data:
            raise sentence("`configure` needs `endpoint`, `token_env` or `stub_token`")
        if "token_env" in data and "stub_token" in data:
            raise sentence("only one of `token_env` and `stub_token` can be pasted")
        return data

    @classmethod
    def extra_rules(cls) -> dict[str, Any]:
        """The same two rules for editors."""
        return {"minProperties": 1, "not": {"required": ["token_env", "stub_token"]}}


class Enable(Argument):
    """Provisioning > To App: switch features on."""

    direct: ClassVar[str] = "features"

    features: OneOrMany[Feature]
    """The features."""


class Disable(Argument):
    """Provisioning > To App: switch features off."""

    direct: ClassVar[str] = "features"

    features: OneOrMany[Feature]
    """The features."""


class EditUsername(Argument):
    """Sign On: the application username format."""

    direct: ClassVar[str] = "expression"

    expression: Expression
    """What the username is computed from."""
    update_on: Apply | None = None
    """Whether it follows later changes of a person; as before where nothing is said."""
    update_now: Flag = False
    """Update Now: recompute it for everyone assigned."""


class AddAttribute(Argument, AppAttribute):
    """Profile Editor: add an attribute to the app user schema."""


class RemoveAttribute(Argument):
    """Profile Editor: remove an attribute from the app user schema."""

    direct: ClassVar[str] = "name"

    name: AttributeName
    """The attribute."""


class EditMapping(Argument):
    """Profile Editor > Mappings: set one row."""

    attribute: AttributeName
    """The app attribute."""
    expression: Expression
    """What it is computed from."""
    apply: Apply | None = None
    """Whether later changes of a person are followed; as before where nothing is said."""
    apply_now: Flag = False
    """Apply updates now."""


class RemoveMapping(Argument):
    """Profile Editor > Mappings: do not map."""

    direct: ClassVar[str] = "attributes"

    attributes: OneOrMany[AttributeName]
    """The app attributes."""


class ApplyMappings(Argument):
    """Profile Editor > Mappings: Apply updates now, for all rows."""

    bare: ClassVar[bool] = True
