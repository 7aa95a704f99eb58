"""How fast the stub is beside a bare Flask echo, in process and over HTTP: `python tests/benchmarks/stub_rate.py`.

Prints requests per second and ratios to the baseline of the same run; nothing here passes or fails.
"""

import argparse
import http.client
import json
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flask import Flask, Response, request

from provider_stub import Settings, create_app
from provider_stub.http.serving import serve

TOKEN = "benchmark"
BASE = "/api/organizations/acme/scim/v2"
QUOTA = 10**9
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json; charset=utf-8"}

Send = Callable[[str, str, bytes], bytes]


def echo_app() -> Flask:
    """The baseline: parse the body, send it back."""
    app = Flask("echo", static_folder=None)

    @app.before_request
    def echo() -> Response:
        body = json.loads(request.get_data())
        return Response(json.dumps(body, separators=(",", ":")), 201, content_type="application/json")

    return app


def user(number: int) -> bytes:
    """Okta's create body for the `number`-th person."""
    name = f"load-{number:06d}"
    body = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "name": {"givenName": "Load", "familyName": f"Person {number}"},
        "emails": [{"primary": True, "value": f"{name}@acme.example", "type": "work"}],
        "displayName": f"Load Person {number}",
        "locale": "en-US",
        "externalId": f"00u{number:017d}",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    }
    return json.dumps(body, separators=(",", ":")).encode()


def in_process(app: Flask) -> Send:
    """Calls `app` by WSGI, without a socket."""

    def send(method: str, path: str, body: bytes) -> bytes:
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": HEADERS["Content-Type"],
            "HTTP_AUTHORIZATION": HEADERS["Authorization"],
        }
        answer = app(environ, lambda status, headers, exc_info=None: None)  # type: ignore[arg-type,return-value]
        return b"".join(answer)

    return send


def over_http(url: str) -> Send:
    """Sends over one kept connection."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"))

    def send(method: str, path: str, body: bytes) -> bytes:
        connection.request(method, path, body, HEADERS)
        return connection.getresponse().read()

    return send


def rate(send: Send, bodies: list[bytes]) -> float:
    """POSTs per second."""
    began = time.perf_counter()
    for body in bodies:
        send("POST", f"{BASE}/Users", body)
    return len(bodies) / (time.perf_counter() - began)


def stub() -> Flask:
    """A stub that never runs into its quota."""
    return create_app(Settings(token=TOKEN, rate_limit={"quota": QUOTA}))  # type: ignore[arg-type]


def lines(count: int) -> Iterator[str]:
    """The figures, one after the other."""
    bodies = [user(number) for number in range(count)]
    bare, full = rate(in_process(echo_app()), bodies), rate(in_process(stub()), bodies)
    yield f"in process: bare echo {bare:,.0f}/s, POST /Users {full:,.0f}/s, ratio {full / bare:.2f}"
    with serve(echo_like(echo_app())) as plain, serve(stub()) as whole:
        few = bodies[: max(1, count // 5)]
        bare, full = rate(over_http(plain.url), few), rate(over_http(whole.url), few)
    yield f"over HTTP:  bare echo {bare:,.0f}/s, POST /Users {full:,.0f}/s, ratio {full / bare:.2f}"
    yield group_line(10_000, 100)


def echo_like(app: Flask) -> Flask:
    """The echo with what `serve` looks for."""
    app.extensions["hub"] = None
    return app


def group_line(size: int, chunk: int) -> str:
    """A group filled by PATCHes of `chunk` members."""
    send = in_process(stub())
    ids = [json.loads(send("POST", f"{BASE}/Users", user(number)))["id"] for number in range(size)]
    group = json.loads(send("POST", f"{BASE}/Groups", b'{"displayName":"all","members":[]}'))["id"]
    began = time.perf_counter()
    for start in range(0, size, chunk):
        send("PATCH", f"{BASE}/Groups/{group}", added(ids[start : start + chunk]))
    took = time.perf_counter() - began
    return f"group of {size:,} members by PATCHes of {chunk}: {took:.2f} s"


def added(ids: list[str]) -> bytes:
    """Okta's incremental PATCH."""
    operation: dict[str, Any] = {"op": "add", "path": "members", "value": [{"value": each} for each in ids]}
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]}
    return json.dumps(body).encode()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=10_000, help="requests in process (10000)")
    for line in lines(parser.parse_args().count):
        print(line, flush=True)
