"""The bundled Hub on a port, for suites that Okta has services pass."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from provider_stub import Settings, create_app
from provider_stub.http.serving import serve

ACCOUNTS = [{"username": "ada", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}]


@pytest.fixture(scope="session")
def token() -> str:
    """What opens the Hub."""
    return "a-token-for-these-suites-only"


@pytest.fixture
def hub(token: str) -> Iterator[Callable[..., str]]:
    """Serves a Hub with settings of one's own and one member; the base URL of its SCIM."""
    with ExitStack() as ending:

        def served(**settings: Any) -> str:
            server = ending.enter_context(serve(create_app(Settings(token=token, accounts=ACCOUNTS, **settings))))
            family = "scim-provisioning" if settings.get("sso") == "basic" else "scim"
            return f"{server.url}/api/organizations/acme/{family}/v2"

        yield served
