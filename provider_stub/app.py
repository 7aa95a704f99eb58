"""The Flask application around one organization."""

from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.datastructures import Headers

from provider_stub import exchange, headers, message, seeding
from provider_stub.clock import Clock, SystemClock
from provider_stub.fault_injection import FaultInjection
from provider_stub.organization import Organization
from provider_stub.problems import Problem
from provider_stub.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

INTERNAL_ERROR = '{"error":"Internal Error - We\'re working to fix this as soon as possible!"}'


class _Finished(Response):
    """A response whose headers are complete: werkzeug would look each time what could be added to them."""

    def __init__(self, body: bytes, status: int, headers: dict[str, str]) -> None:
        super().__init__(body, message.status_line(status))
        length = {} if status == 204 else {"Content-Length": str(len(body))}
        self.headers = Headers(list((headers | length).items()))

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002  (werkzeug's signature)
        """The headers as they are."""
        return self.headers


def build(settings: Settings, clock: Clock | None = None) -> Flask:
    """A provider of its own, with its own memory; its organization is `app.extensions["hub"]`.

    Raises:
        ValueError: the settings hold accounts or Resource Groups that the Hub could not.
    """
    org = Organization(settings, clock or SystemClock())
    try:
        seeding.seed(org)
    except Problem as problem:
        raise ValueError(problem.detail) from None
    app = Flask("provider_stub", static_folder=None, template_folder=None)
    app.extensions["hub"] = org

    # One function for every path and method: Flask stops where a before_request function answers, so that no path,
    # however strange, is met by an HTML page or a redirect of the framework's.
    @app.before_request
    def hub() -> Response:
        answered = exchange.answer(org, request.environ)
        return _Finished(answered.body, answered.status, answered.headers)

    @app.errorhandler(500)
    def broken(_error: Exception) -> Response:
        return Response(INTERNAL_ERROR, 500, content_type="application/json; charset=utf-8")

    app.wsgi_app = FaultInjection(app.wsgi_app, lambda: org.faults, org.clock, lambda: dress(org))  # type: ignore[method-assign]  # how Flask documents middleware
    return app


def dress(org: Organization) -> dict[str, str]:
    """The headers of an answer that a fault gives in the Hub's place; nothing is counted."""
    with org.lock:
        return headers.common(org) | org.limiter.headers(org.window_of("scim"), org.clock.now())
