"""One organization's Hub as a WSGI application, and the Flask application around it."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from provider_stub.faults.injection import strike
from provider_stub.http import exchange
from provider_stub.http.message import Answer, Problem, status_line
from provider_stub.memory import seeding
from provider_stub.memory.clock import Clock, SystemClock
from provider_stub.memory.organization import Organization
from provider_stub.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

INTERNAL_ERROR = b'{"error":"Internal Error - We\'re working to fix this as soon as possible!"}'

log = logging.getLogger("provider_stub")


class Hub:
    """A provider of its own as a WSGI application; `org` is its memory.

    It does without a framework's routing and responses: no path, however strange, is to be met by a page or a redirect
    that is not the Hub's, and they would take longer than the Hub's answer.

    Raises:
        ValueError: the settings hold accounts or Resource Groups that the Hub could not.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.org = Organization(settings, clock or SystemClock())
        try:
            seeding.seed(self.org)
        except Problem as problem:
            raise ValueError(problem.detail) from None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request, or break off where a fault says so; reading back for verification meets none.

        Where a caller in process has put a list in `hub.why`, the ids of the rules are added to it by which the answer
        is so; none where a fault has made it.
        """
        faults = self.org.faults
        fault = faults.take(environ, self.org.store.named) if faults and environ.get("hub.origin") != "verify" else None
        if fault is None:
            return self._answer(environ, start_response)
        status, headers, body = strike(fault, self._answer, environ, self.org.clock, self._dress)
        if fault.empty or fault.truncate is not None:
            _told(environ).clear()
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        try:
            answered = exchange.answer(self.org, environ)
        except Exception:
            log.exception("%s %s", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            answered = Answer(500, INTERNAL_ERROR, {"Content-Type": "application/json; charset=utf-8"})
        _told(environ).extend(answered.why)
        length = {} if answered.status == 204 else {"Content-Length": str(len(answered.body))}
        start_response(status_line(answered.status), list((answered.headers | length).items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answered.body]

    def _dress(self) -> dict[str, str]:
        """The headers of an answer that a fault gives in the Hub's place; nothing is counted."""
        org = self.org
        with org.lock:
            return exchange.common(org) | org.limiter.headers(org.window_of("scim"), org.clock.now())


def _told(environ: "WSGIEnvironment") -> list[str]:
    """Where a caller in process wants to be told of rules; nobody over a socket can ask."""
    heard: list[str] = environ.get("hub.why", [])
    return heard


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> "Flask":
    """A Hub behind Flask's doors, such as its test client; its organization is `app.extensions["hub"]`.

    Raises:
        ValueError: the settings hold accounts or Resource Groups that the Hub could not.
    """
    from flask import Flask  # a tenth of a second

    hub = Hub(settings or Settings(), clock)
    app = Flask("provider_stub", static_folder=None, template_folder=None)
    app.extensions["hub"] = hub.org
    app.wsgi_app = hub  # type: ignore[method-assign]  # how Flask documents middleware
    return app
