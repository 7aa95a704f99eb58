"""The bundled Hub in process: the one place where the simulator meets the stub's constructor."""

from typing import Any, Protocol

from simulator.scenario.parts.provider import Stub

PUBLIC_URL = "https://huggingface.co"
"""What the Hub's addresses begin with in a transcript. Nothing is sent there: the Hub is called in process."""

FAMILIES = {"managed": "scim/v2", "basic": "scim-provisioning/v2"}
"""The two endpoint families (huggingface-scim 1 [O])."""


class StubClock(Protocol):
    """The clock the Hub lives by."""

    def now(self) -> float:
        """Epoch seconds."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


def base_url(stub: Stub, origin: str = PUBLIC_URL) -> str:
    """The SCIM Tenant URL of the Hub's SCIM tab."""
    return f"{origin}/api/organizations/{stub.organization}/{FAMILIES[stub.sso]}"


def build(
    stub: Stub,
    *,
    token: str,
    seed: int,
    clock: StubClock,
    public_url: str = PUBLIC_URL,
    rate_limit: str | None = None,
) -> Any:
    """The Hub a scenario declares, as a WSGI application with a memory of its own.

    `public_url` is what its addresses begin with; `rate_limit`, as on the command line, replaces that of `stub`.

    Raises:
        ValueError: `rate_limit`, the token or the organization's name cannot be; a scenario's own words were checked
            before.
    """
    from provider_stub import Hub, Settings
    from provider_stub.settings import RateLimit

    members = stub.model_dump(exclude={"faults"})
    if rate_limit is not None:
        members["rate_limit"] = RateLimit.read(rate_limit)
    members["faults"] = [fault.on_the_stub() for fault in stub.faults]
    return Hub(Settings.from_mapping(members, token=token, seed=seed, public_url=public_url), clock)
