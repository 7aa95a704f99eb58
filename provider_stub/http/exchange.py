"""One request from door to door: who asks, what for, what the Hub answers, in which dress."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any
from zlib import crc32

from provider_stub.http import loopback, message, routes
from provider_stub.http.message import Answer, Call, Problem
from provider_stub.memory.audit import OWNER, SCIM
from provider_stub.memory.organization import Organization
from provider_stub.pages import hooks
from provider_stub.quirks import LONGEST_NUMBER

EXPOSED = "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link"

CHALLENGE = 'Bearer realm="Authentication required", charset="UTF-8"'
"""The WWW-Authenticate of a 401 (X: captured 2026-04-28)."""

MEDIA_TYPES = {"json": "application/json; charset=utf-8", "scim+json": "application/scim+json; charset=utf-8"}


def common(org: Organization) -> dict[str, str]:
    """What is the same whatever is asked, and a request id that follows from the seed."""
    number = org.request_ids.next()
    return {
        "X-Powered-By": "huggingface-moon",
        "X-Request-Id": f"Root=1-{number[:8]}-{number}",
        "Vary": "Origin",
        "Access-Control-Expose-Headers": EXPOSED,
    }


API = ["", "api", "organizations"]
WRITES = frozenset(("POST", "PUT", "PATCH"))
JSON_TYPES = ("application/json", "application/scim+json")
FORM_TYPE = "application/x-www-form-urlencoded"
"""What `curl -d` calls any body: the hooks take it, with JSON in it all the same."""

_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?")


def answer(org: Organization, environ: Mapping[str, Any]) -> Answer:
    """Answer one WSGI request; the body of the answer is rendered, its headers complete."""
    path = environ.get("PATH_INFO", "")
    if not path.isascii():
        path = path.encode("latin-1").decode("utf-8", "replace")
    segments = path.split("/")
    if segments[-1] == "":
        segments.pop()
    exchange = _Exchange(org, environ, path, segments)
    body = exchange.read()
    with org.lock:
        return exchange.answer(body)


class _Exchange:
    """The state of one request on its way through."""

    def __init__(self, org: Organization, environ: Mapping[str, Any], path: str, segments: list[str]) -> None:
        self.org = org
        self.environ = environ
        self.segments = segments
        self.is_scim = segments[:3] == API and len(segments) > 4 and segments[4] in routes.FAMILIES
        self.is_hook = len(segments) > 1 and segments[1] == "-"
        self.payer = "anonymous"
        self.call = Call(
            method=environ["REQUEST_METHOD"],
            path=path,
            query=environ.get("QUERY_STRING", ""),
        )

    def read(self) -> bytes | Problem:
        """The request's body, or why it cannot be taken."""
        length = self.environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > LONGEST_NUMBER:
            return message.invalid_syntax("Content-Length: a number is expected", message.SYNTAX)
        if int(length) > self.org.rules.largest_body:
            said = f"the body is longer than {self.org.rules.largest_body} bytes"
            return Problem(413, said, why=("hub.answers.largest-body",))
        body: bytes = self.environ["wsgi.input"].read(int(length))
        return body

    def answer(self, body: bytes | Problem) -> Answer:
        """The answer in full dress; call it with the organization's lock held."""
        by_scim = self.is_scim and self.org.rules.scim_author == "system"
        self.org.author, self.org.address = SCIM if by_scim else OWNER, self.environ.get("REMOTE_ADDR")
        try:
            answer = self._operate(body)
            answer.why = tuple(dict.fromkeys(self.call.why))
        except Problem as problem:
            answer = problem.answer(scim=self.is_scim and self.org.settings.errors == "scim")
            if self.is_scim and answer.why:
                answer.why = (*answer.why, "hub.errors.shape")
        if self.is_scim:
            for quirk in self.org.quirks.values():
                answer = _changed(answer, quirk.after, self.call) if quirk.after else answer
        return self._dressed(answer)

    def _operate(self, body: bytes | Problem) -> Answer:
        if self.is_hook:
            loopback.check_caller(self.environ)
            operation, names = routes.find(hooks.HOOKS, self.call.method, hooks.parted(self.segments[2:]))
            self.call.base = self._root()
            self._parse(body, required=False)
            return operation(self.org, self.call, *names)
        self._authenticate()
        if self.is_scim:
            return self._scim(body)
        if len(self.segments) < 5:
            raise Problem(404, routes.NOT_FOUND, why=routes.NO_PATH)
        operation, names = routes.find(routes.HUB_API, self.call.method, self.segments[4:])
        self.call.base = self._root()
        self._parse(body, required=self.call.method in WRITES)
        return operation(self.org, self.call, *names)

    def _scim(self, body: bytes | Problem) -> Answer:
        family = self.segments[4]
        model, table = routes.FAMILIES[family]
        if self.segments[5:6] != ["v2"]:
            raise Problem(404, routes.NOT_FOUND, why=routes.NO_PATH)
        if model != self.org.settings.sso:
            detail = f"this endpoint is for {model} organizations; use the other SCIM endpoint"
            raise Problem(self.org.rules.wrong_family, detail, why=("hub.family.wrong",))
        method, call = self.call.method, self.call
        operation, names = routes.find(table, method, self.segments[6:], wrong_method=self.org.rules.wrong_method)
        shown = "scim" if self.org.rules.basic_location == "managed" else family
        call.base = f"{self._root()}/api/organizations/{self.org.settings.organization}/{shown}/v2"
        call.resource_id = names[0] if names else ""
        if method in WRITES:
            self._parse(body, required=True)
        for quirk in self.org.quirks.values():
            if quirk.before:
                quirk.before(call)
        return operation(self.org, call)

    def _authenticate(self) -> None:
        """Bearer token, rate limit, organization, in this order; 401 texts are the Hub's (X)."""
        if self.segments[:3] != API:
            raise Problem(404, routes.NOT_FOUND, why=routes.NO_PATH)
        org, given = self.org, self.environ.get("HTTP_AUTHORIZATION", "")
        scheme, _, token = given.partition(" ")
        if scheme.lower() == "bearer":
            if org.holds_token(token.strip()):
                self.payer = "scim"
            elif org.holds_owner_token(token.strip()):
                self.payer = "owner"
        if self.environ.get("hub.origin") != "verify":  # reading back, in process, costs the client nothing
            creates = self.is_scim and self.call.method == "POST"
            org.limiter.spend(org.window_of(self.payer), org.clock.now(), creates=creates)
        if not self._may_enter():
            text = "Invalid credentials in Authorization header" if given else "Invalid username or password."
            raise Problem(401, text, headers={"WWW-Authenticate": CHALLENGE}, why=self._shut_out(token))
        if len(self.segments) > 3 and self.segments[3] != org.settings.organization:
            said = "this token is not for that organization"
            raise Problem(org.rules.other_organization, said, why=("hub.auth.other-organization",))

    def _may_enter(self) -> bool:
        if self.is_scim:
            return self.payer == "scim" or (self.payer == "owner" and self.org.rules.owner_token_opens_scim)
        return self.payer == "owner" or (self.payer == "scim" and self.org.rules.scim_token_opens_hub_api)

    def _shut_out(self, token: str) -> tuple[str, ...]:
        """The rules of a 401: some rule keeps out an earlier token, and one that opens something else."""
        if self.org.was_replaced(token.strip()):
            return ("hub.auth.unauthorized", "hub.auth.earlier-token")
        kept_out = {"owner": ("hub.auth.owner-token",), "scim": ("hub.auth.hub-api",)}
        return ("hub.auth.unauthorized", *kept_out.get(self.payer, ()))

    def _parse(self, body: bytes | Problem, *, required: bool) -> None:
        if isinstance(body, Problem):
            raise body
        if not body and not required:
            return
        kind = self.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        if kind and kind not in JSON_TYPES and not (self.is_hook and kind == FORM_TYPE):
            raise Problem(415, f"the body must be {' or '.join(JSON_TYPES)}", why=("hub.body.media-type",))
        self.call.document = message.parse(body)

    def _root(self) -> str:
        public = self.org.settings.public_url
        if public is not None:
            return public
        host = self.environ.get("HTTP_HOST", "")
        if not _HOST.fullmatch(host):
            host = f"{self.environ['SERVER_NAME']}:{self.environ['SERVER_PORT']}"
        return f"{self.environ['wsgi.url_scheme']}://{host}{self.environ.get('SCRIPT_NAME', '')}"

    def _dressed(self, answer: Answer) -> Answer:
        dress = common(self.org)
        if not self.is_hook:
            dress |= self.org.limiter.headers(self.org.window_of(self.payer), self.org.clock.now())
        if answer.body is None:
            return Answer(answer.status, b"", dress | answer.headers, answer.why)
        payload = answer.body if isinstance(answer.body, bytes) else message.render(answer.body)
        kind = MEDIA_TYPES[self.org.rules.response_type if self.is_scim else "json"]
        tag = f'W/"{len(payload):x}-{crc32(payload):08x}"'  # weak, with no versions behind it
        dress |= {"Content-Type": kind, "ETag": tag}
        return Answer(answer.status, payload, dress | answer.headers, answer.why)


def _changed(answer: Answer, after: Callable[[Call, Answer], Answer], call: Call) -> Answer:
    """The answer as a quirk leaves it; what the quirk has made of it is no rule of the Hub's.

    A refusal that only looks otherwise is the Hub's all the same, save for its shape.
    """
    before = deepcopy(answer)
    answer = after(call, answer)
    if answer != before:
        refused = answer.status == before.status >= 400
        answer.why = tuple(one for one in before.why if one != "hub.errors.shape") if refused else ()
    return answer
