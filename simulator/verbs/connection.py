"""What is typed under Provisioning > Integration, to be saved or to be tested."""

from typing import Annotated, Any

from pydantic import Field

from simulator.scenario.fields.kinds import Text
from simulator.scenario.fields.scalars import sentence
from simulator.scenario.parts.provider import BaseUrl, VariableName
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import Verb

CURRENT = "current"
"""In place of a token: the one that the stub accepts now."""


class Connection(Verb):
    """What is typed under Provisioning > Integration: a base URL, a token, or both."""

    endpoint: BaseUrl | None = None
    """The base URL."""
    token_env: VariableName | None = None
    """The environment variable that holds the token."""
    stub_token: Annotated[Text | None, Field(repr=False)] = None
    """`current` pastes the stub's live token; any other text is pasted as it is."""

    @classmethod
    def recorded(cls, data: Any) -> Any:
        """Without the token, which could be a real one."""
        pasted = (data or {}).get("stub_token", CURRENT)
        return data if pasted == CURRENT else {**data, "stub_token": "<token>"}

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """At most one token."""
        if "token_env" in data and "stub_token" in data:
            raise sentence("only one of `token_env` and `stub_token` can be pasted")
        return data

    @classmethod
    def extra_rules(cls) -> dict[str, Any]:
        """The same rule for editors."""
        return {"not": {"required": ["token_env", "stub_token"]}}

    def token(self, tenant: Tenant) -> str | None:
        """The token that is typed, None where none is."""
        if self.token_env is not None:
            return tenant.token_of(self.token_env)
        return tenant.stub_token if self.stub_token == CURRENT else self.stub_token
