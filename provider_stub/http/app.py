"""The Flask application around one organization."""

from typing import TYPE_CHECKING

from flask import Flask

from provider_stub.faults.injection import FaultInjection
from provider_stub.http import exchange
from provider_stub.http.message import Answer, Problem, status_line
from provider_stub.memory import seeding
from provider_stub.memory.clock import Clock, SystemClock
from provider_stub.memory.organization import Organization
from provider_stub.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

INTERNAL_ERROR = b'{"error":"Internal Error - We\'re working to fix this as soon as possible!"}'


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """A provider of its own, as `settings` describe it, living by `clock`; its memory is `app.extensions["hub"]`.

    Raises:
        ValueError: what the settings seed cannot be, in one sentence.
    """
    org = Organization(settings or Settings(), clock or SystemClock())
    try:
        seeding.seed(org)
    except Problem as problem:
        raise ValueError(problem.detail) from None
    app = Flask("provider_stub", static_folder=None, template_folder=None)
    app.extensions["hub"] = org

    # Flask's own routing and responses are left out: no path, however strange, is to be met by a page or a redirect of
    # the framework's, and they would take longer than the Hub's answer.
    def hub(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
        try:
            answered = exchange.answer(org, environ)
        except Exception:
            app.logger.exception("%s %s", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            answered = Answer(500, INTERNAL_ERROR, {"Content-Type": "application/json; charset=utf-8"})
        length = {} if answered.status == 204 else {"Content-Length": str(len(answered.body))}
        start_response(status_line(answered.status), list((answered.headers | length).items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answered.body]

    app.wsgi_app = FaultInjection(hub, lambda: org.faults, org.clock, lambda: dress(org))  # type: ignore[method-assign]  # how Flask documents middleware
    return app


def dress(org: Organization) -> dict[str, str]:
    """The headers of an answer that a fault gives in the Hub's place; nothing is counted."""
    with org.lock:
        return exchange.common(org) | org.limiter.headers(org.window_of("scim"), org.clock.now())
