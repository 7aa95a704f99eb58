"""The Flask mock: Okta's Management API on localhost, and routes for what real Okta has no API for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from simulator.web.engine.engine import Engine
    from simulator.web.http.context import WebSettings

__all__ = ["create_app"]


def create_app(engine: "Engine", settings: "WebSettings") -> "Flask":
    """A WSGI application over this engine."""
    from simulator.web.http.application import build  # Flask takes a tenth of a second to import

    return build(engine, settings)
