"""The Hub's SCIM service in memory: Hugging Face's two endpoint families, to play provisioning against.

It imports nothing of `simulator` and knows its clients only over HTTP. Every `Hub`, a WSGI application, is a provider
with its own memory and clock; `create_app` puts Flask around one. `provider_stub.pages.hooks` lists what is a web page
on the Hub and a path under `/-/` here, `provider_stub.quirks` how other servers misbehave, `provider_stub.faults.fault`
how a request can go wrong.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from provider_stub.http.app import Hub, create_app
    from provider_stub.memory.clock import Clock
    from provider_stub.settings import Settings

__all__ = ["Clock", "Hub", "Settings", "create_app"]

_HOMES = {"Settings": "settings", "Clock": "memory.clock", "Hub": "http.app", "create_app": "http.app"}


def __getattr__(name: str) -> Any:
    """What is asked for, imported only then: who needs the Hub's syntax alone does not wait."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
