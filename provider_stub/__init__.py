"""The Hub's SCIM service in memory: Hugging Face's two endpoint families, to play provisioning against.

It imports nothing of `simulator` and knows its clients only over HTTP. Every `Hub`, a WSGI application, is a provider
with its own memory and clock; `create_app` puts Flask around one. `provider_stub.pages.hooks` lists what is a web page
on the Hub and a path under `/-/` here, `provider_stub.quirks` how other servers misbehave, `provider_stub.faults.fault`
how a request can go wrong.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from provider_stub.http.app import Hub
    from provider_stub.memory.clock import Clock
    from provider_stub.settings import Settings

__all__ = ["Clock", "Hub", "Settings", "create_app"]


def __getattr__(name: str) -> Any:
    """The names above, imported when they are asked for: who only needs the Hub's syntax does not wait."""
    homes = {
        "Settings": "provider_stub.settings",
        "Clock": "provider_stub.memory.clock",
        "Hub": "provider_stub.http.app",
    }
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(homes[name]), name)


def create_app(settings: "Settings | None" = None, clock: "Clock | None" = None) -> "Flask":
    """A Flask application: one organization on the Hub as `settings` describe it, living by `clock`.

    Raises:
        ValueError: what the settings seed cannot be, in one sentence.
    """
    from provider_stub.http.app import Hub, flask_application
    from provider_stub.settings import Settings

    return flask_application(Hub(settings or Settings(), clock))
