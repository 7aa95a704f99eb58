"""The Hub's SCIM service in memory: Hugging Face's two endpoint families, to play provisioning against.

It imports nothing of `simulator` and knows its clients only over HTTP. Every `create_app` is a provider with its own
memory and clock. `provider_stub.hooks` lists what is a web page on the Hub and a path under `/-/` here,
`provider_stub.quirks` how other servers misbehave, `provider_stub.faults` how a request can go wrong.
"""

from typing import TYPE_CHECKING

from provider_stub.clock import Clock
from provider_stub.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["Clock", "Settings", "create_app"]


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> "Flask":
    """A WSGI application: one organization on the Hub as `settings` describe it, living by `clock`.

    Raises:
        ValueError: what the settings seed cannot be, in one sentence.
    """
    from provider_stub.app import build  # Flask takes a tenth of a second to import

    return build(settings or Settings(), clock)
