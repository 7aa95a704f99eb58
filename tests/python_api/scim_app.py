"""A small SCIM server of users, as a team writes one: WSGI, ASGI, or made by a factory."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class Users:
    """Users in memory; `hosts` are those that were asked for."""

    def __init__(self, base: str = "/scim/v2", token: str | None = None) -> None:
        self.base, self.token = base, token
        self.users: dict[str, dict] = {}
        self.hosts: set[str] = set()

    def answer(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> tuple[int, dict]:
        self.hosts.add(f"{headers['scheme']}://{headers['host']}")
        if not path.startswith(f"{self.base}/Users"):
            return 404, {"detail": "no such page"}
        if self.token is not None and headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"schemas": [ERROR], "status": "401", "detail": "who are you?"}
        name = path.removeprefix(f"{self.base}/Users").strip("/")
        if name and name not in self.users:
            return 404, {"schemas": [ERROR], "status": "404", "detail": "nobody"}
        if method == "POST":
            name = f"user-{len(self.users) + 1}"
        if method in ("POST", "PUT"):
            self.users[name] = {**json.loads(body), "id": name, "schemas": [USER]}
        if name:
            shown = {key: value for key, value in self.users[name].items() if key != "password"}
            return 201 if method == "POST" else 200, shown
        wanted = parse_qs(query).get("filter", ["''"])[0].partition(" eq ")[2].strip('"')
        found = [user for user in self.users.values() if wanted in ("", user["userName"])]
        return 200, {"schemas": [LIST], "totalResults": len(found), "Resources": found}


def wsgi(users: Users) -> Callable:
    def application(environ, start_response):
        headers = {key[5:].lower(): value for key, value in environ.items() if key.startswith("HTTP_")}
        headers["scheme"] = environ["wsgi.url_scheme"]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, told = users.answer(
            environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"], headers, body
        )
        start_response(f"{status} Said", [("Content-Type", "application/scim+json")])
        return [json.dumps(told).encode()]

    return application


def asgi(users: Users) -> Callable:
    async def application(scope, receive, send):
        headers = {key.decode(): value.decode() for key, value in scope["headers"]} | {"scheme": scope["scheme"]}
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        query = scope["query_string"].decode()
        status, told = users.answer(scope["method"], scope["path"], query, headers, body)
        lines = [(b"content-type", b"application/scim+json")]
        await send({"type": "http.response.start", "status": status, "headers": lines})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})

    return application


def create_app() -> Callable:
    return wsgi(Users())


app = create_app()
async_app = asgi(Users())


def broken() -> Callable:
    raise RuntimeError("no database\nhere")


def broken_app(environ, start_response):
    raise RuntimeError("the database is gone")


def silent_app(environ, start_response):
    return []


nothing = 7
