"""The Flask application: who may come in, what every answer carries, how refusals are answered."""

import logging
from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import cache
from html import escape
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.routing import Rule

from simulator.okta.actions.record import Refused
from simulator.play.redaction import PLACEHOLDER
from simulator.web.api.apps import apps
from simulator.web.api.assignments import app_groups, app_users
from simulator.web.api.group_push import group_push
from simulator.web.api.group_rules import group_rules
from simulator.web.api.groups import GroupId, groups
from simulator.web.api.logs import logs
from simulator.web.api.mappings import mappings
from simulator.web.api.provisioning import provisioning
from simulator.web.api.schemas import schemas
from simulator.web.api.startup import startup
from simulator.web.api.users import user_lifecycle, users
from simulator.web.console.application.routes import applications
from simulator.web.console.assignments.dialogs import dialogs
from simulator.web.console.assignments.routes import assignments
from simulator.web.console.documentation.routes import documentation
from simulator.web.console.general.routes import general
from simulator.web.console.groups.routes import groups as group_pages
from simulator.web.console.groups.rules import rules as group_rule_pages
from simulator.web.console.hub.audit_log.routes import audit_log
from simulator.web.console.hub.members.routes import members
from simulator.web.console.hub.resource_groups.routes import resource_groups
from simulator.web.console.hub.scim.routes import scim
from simulator.web.console.hub.scim.shown_once import ShownOnce, fill
from simulator.web.console.import_tab.routes import import_tab
from simulator.web.console.layout.routes import POLICY, SANDBOX, WINDOWS, layout, prepare
from simulator.web.console.people.routes import people
from simulator.web.console.provisioning.profile_editor import profile_editor
from simulator.web.console.provisioning.routes import integration
from simulator.web.console.provisioning.to_app import to_app
from simulator.web.console.provisioning.to_okta import to_okta
from simulator.web.console.push_groups.routes import push_groups
from simulator.web.console.sign_on.routes import sign_on
from simulator.web.console.signing_in.routes import cookie_name, signing_in, stranger
from simulator.web.console.signing_in.visitors import Visitors
from simulator.web.console.story.routes import story
from simulator.web.console.system_log.routes import system_log
from simulator.web.console.take_away.routes import take_away_pages
from simulator.web.console.tasks.routes import tasks
from simulator.web.console.what_if.routes import what_if_pages
from simulator.web.console.wire.routes import wire
from simulator.web.engine.acts import ApiClient, Busy
from simulator.web.engine.clock import Stopping
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import Opening
from simulator.web.http import access
from simulator.web.http.answers import reply
from simulator.web.http.context import engine, settings, visitors
from simulator.web.http.errors import ApiError, from_refusal, invalid
from simulator.web.http.rate_limits import Verdict
from simulator.web.simulator_api.console_only import console_only
from simulator.web.simulator_api.openapi import openapi
from simulator.web.simulator_api.running import running
from simulator.web.simulator_api.scenarios import scenarios
from simulator.web.simulator_api.states import states
from simulator.web.simulator_api.transcripts import TRANSCRIPT, Streams, transcripts

MANAGEMENT_API = (
    users, user_lifecycle, group_rules, groups, apps, app_users, app_groups, provisioning, group_push, mappings,
    schemas, logs, startup,
)  # fmt: skip
SIMULATOR_API = (console_only, running, transcripts, states, scenarios, openapi)
CONSOLE = (
    signing_in, layout, story, applications, people, group_pages, group_rule_pages, assignments, dialogs, tasks,
    push_groups, system_log, wire, what_if_pages, take_away_pages, general, sign_on, integration, to_app, to_okta,
    profile_editor, import_tab, scim, members, resource_groups, audit_log, documentation,
)  # fmt: skip
OPEN_PAGES = ("signing_in.sign_in", "layout.read_file")
"""What of the console anybody may read."""
OPEN_PATHS = ("/.well-known/okta-organization", "/simulator/v1/openapi.json")
"""What anybody may read without a token."""
APIS = ("/api/", "/simulator/", "/.well-known/", "/oauth2/")
"""What the addresses of APIs begin with."""
LARGEST_BODY = 64 * 1024 * 1024
"""Bytes; room for a state of 100,000 people."""
GIVEN_UP = "The step was given up in its middle: the scenario began again meanwhile, or the simulator stops."
TOO_LARGE = "More was sent than is taken at once: 64 MiB, or 1,000 fields of a form with a file."

_LOG = logging.getLogger(__name__)
_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Route(Rule):
    """What builds an address is compiled when the first is built: that takes most of a start's time, and pages write
    their addresses themselves.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        builder = super()._compile_builder
        compiled = cache(lambda: builder(append_unknown))
        return lambda rule, **values: compiled()(rule, **values)


def build(served: Engine, given: Opening) -> Flask:
    """The application over an engine."""
    app = Flask("simulator.web", static_folder=None, template_folder="console")
    app.url_rule_class = _Route
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    attach(app, served, given)
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.url_map.converters["group"] = GroupId
    prepare(app)
    for blueprint in (*MANAGEMENT_API, *SIMULATOR_API):
        app.register_blueprint(blueprint)
    console = Blueprint("console", __name__)
    for pages in CONSOLE:
        console.register_blueprint(pages)
    app.register_blueprint(console)
    app.before_request(_let_in)
    app.after_request(_dress)
    for kind, code in ((NotFound, "E0000008"), (MethodNotAllowed, "E0000022"), (HTTPException, "E0000003")):
        app.register_error_handler(kind, lambda _, code=code: _answered(ApiError(code)))
    app.register_error_handler(RequestEntityTooLarge, lambda _: _answered(ApiError("E0000003", "", TOO_LARGE)))
    app.register_error_handler(ApiError, _answered)
    app.register_error_handler(Refused, lambda refused: _answered(from_refusal(refused)))
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(Stopping, lambda _: _answered(invalid("step", GIVEN_UP)))
    app.register_error_handler(Exception, _broken)
    app.wsgi_app = _single_slash(app.wsgi_app)  # type: ignore[assignment,method-assign]  # how Flask documents middleware
    return app


def attach(app: Flask, served: Engine, given: Opening) -> None:
    """Put an engine behind an application, in place of one that may be there."""
    app.extensions["engine"], app.extensions["opening"] = served, given
    app.extensions["visitors"], app.extensions["shown_once"] = Visitors(), ShownOnce()
    app.extensions["transcript_streams"], app.extensions["page_streams"] = Streams(), Streams(WINDOWS)


def _single_slash(wsgi: _Wsgi) -> _Wsgi:
    """Old SDKs with a slash at the end of the org URL send `//api/v1/...` (management API 2 [VCR])."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["PATH_INFO"] = "/" + environ.get("PATH_INFO", "").lstrip("/")
        return wsgi(environ, start_response)

    return answer


def _let_in() -> Response | None:
    """Host and origin; then the cookie for a page; for the API the token, then the rate limit."""
    query, agent = request.query_string.decode("latin-1"), request.headers.get("User-Agent")
    kind = "console" if _is_page() else "api"
    g.client = ApiClient(request.path, query, request.remote_addr, agent, kind)
    given = settings()
    complaint = access.complaint(request.environ, given.host, allow_remote=given.allow_remote)
    if complaint is not None:
        raise ApiError("E0000006", "", complaint)
    if _is_page():
        return _let_visitor_in()
    if request.path in OPEN_PATHS:
        return None
    if not access.holds(request.environ.get("HTTP_AUTHORIZATION"), given.api_token):
        raise ApiError("E0000011")
    if request.path.startswith("/api/"):
        g.verdict = given.rate_limits.count(request.path)
        if g.verdict.refused:
            raise ApiError("E0000047")
    return None


def _is_page() -> bool:
    """Whether the console answers; also where there is nothing, to a browser that did not ask an API."""
    if request.endpoint is not None or request.path.startswith(APIS):
        return "console" in request.blueprints
    return request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html"


def _let_visitor_in() -> Response | None:
    """A page is for the browser that brought the key; a form must come from a page of this origin."""
    if request.endpoint is not None and request.endpoint.removeprefix("console.") in OPEN_PAGES:
        return None
    if not visitors().knows(request.cookies.get(cookie_name())):
        return stranger()
    if request.method == "POST" and "Origin" not in request.headers:
        raise ApiError("E0000006", "", "A form of the console comes from one of its pages.")
    return None


def _dress(answer: Response) -> Response:
    """The headers every answer has (management API 2, "Response headers")."""
    client: ApiClient | None = g.get("client")
    if client is not None:
        answer.headers["X-Okta-Request-Id"] = client.request_id
    verdict: Verdict | None = g.get("verdict")
    if verdict is not None:
        answer.headers.update(verdict.headers())
    answer.headers.setdefault("Date", formatdate(usegmt=True))
    answer.headers.setdefault("Cache-Control", "no-cache, no-store")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    is_page = answer.mimetype == "text/html" and "Content-Disposition" not in answer.headers
    answer.headers["Content-Security-Policy"] = POLICY if is_page else SANDBOX
    answer.headers["Referrer-Policy"] = "same-origin"
    return fill(_without_secrets(answer))


def _without_secrets(answer: Response) -> Response:
    """What every answer passes. A transcript has passed the record already; a scenario is played again. What the one
    page shows that shows a new token is put there afterwards (`console.hub.scim.shown_once`).
    """
    redactor = engine().redactor
    headers = [(name, redactor.redact_name(value)) for name, value in answer.headers]
    if headers != list(answer.headers):
        answer.headers = Headers(headers)
    if not answer.is_streamed and answer.mimetype != TRANSCRIPT:
        text = answer.get_data(as_text=True)
        named = dict.fromkeys(("application/yaml", "text/css", "text/javascript"), redactor.redact_name)
        page = _in_html(redactor.redact_name)
        kinds = {"application/json": redactor.redact_answer, "text/html": page, **named}
        shown = kinds.get(str(answer.mimetype), redactor.redact_text)(text)
        if shown != text:
            answer.set_data(shown)
    return answer


def _in_html(hide: Callable[[str], str]) -> Callable[[str], str]:
    """What is put in a secret's place is text on a page, and no element."""

    def hidden(page: str) -> str:
        shown = hide(page)
        return page if shown == page else PLACEHOLDER.sub(lambda found: escape(found[0]), shown)

    return hidden


def _answered(error: ApiError) -> Response:
    if _is_page():
        body = error.body()
        causes = [one["errorSummary"] for one in body["errorCauses"]] or [body["errorSummary"]]
        page = render_template("layout/refused.html", status=error.status, causes=causes)
        return Response(page, error.status, content_type="text/html; charset=utf-8")
    return reply(error.body(), error.status)


def _busy(_: Busy) -> Response:
    """A scenario's step is under way: what Okta answers to too many requests at once, which clients send again."""
    g.verdict = settings().rate_limits.exceeded(request.path)
    return _answered(ApiError("E0000047"))


def _broken(error: Exception) -> Response:
    _LOG.error("%s %s failed inside the simulator", request.method, request.path, exc_info=error)
    return _answered(ApiError("E0000009"))
