"""Nothing that a run leaves behind shows the token, whatever the server does with it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import read
from simulator.reports import FORMATS
from simulator.scenario.finding import bundled
from simulator.scenario.loading import load
from tests.play.test_secret_forms import FORMS

TOKEN = "hf_AbCdEfGhIj/0+9~k"
STORY = """\
name: Everything that quotes an answer
app: {provisioning: [create_users, update_user_attributes, deactivate_users, push_groups, sync_password]}
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  bob: {login: bob@acme.test, firstName: Bob, lastName: Young}
groups: {team: {members: [ada]}}
steps:
  - test_connection
  - assign_user: ada
    expect:
      outcome: any
      okta: {users: {ada: {error: /x/, external_id: set}}}
      provider: {users: {ada: {active: true}}}
  - assign_user: bob
    expect:
      {outcome: any, error: another, requests: [POST /Users -> 201], provider: {no_users: [bob], groups: {team: []}}}
  - update_user: {user: ada, profile: {lastName: King}}
  - push_group: team
  - push_now: team
  - change_password: {user: ada, password: Correct-Horse-9}
  - import_users
  - retry_tasks
  - unassign_user: ada
"""


def quoting(mode: str, *forms: str) -> type[BaseHTTPRequestHandler]:
    """A server that quotes what it was sent as the token, in these forms: in bodies, headers and the status text."""
    turn = cycle(forms)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = self.headers["Authorization"].split(" ", 1)[-1]
            one, said = FORMS[next(turn)](token), "bad token " + " ".join(FORMS[form](token) for form in forms)
            body = self.body(one, said)
            self.send_response(400 if mode == "refusing" or self.command == "DELETE" else 200, f"bad {one}")
            self.send_header("Content-Type", "text/html" if mode == "HTML" else "application/scim+json")
            self.send_header("Location", f"https://x.test/{one}")
            self.send_header("X-Echo", f"{self.headers['Authorization']} {said}")
            self.send_header("Set-Cookie", one)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def body(self, one: str, said: str) -> bytes:
            if mode in ("HTML", "text"):
                return f"<h1>{said}</h1>".encode() if mode == "HTML" else said.removeprefix("bad token ").encode()
            error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": said, "status": "400"}
            user = {"id": one, "userName": one, "active": True, "nickName": said, "name": {"givenName": one}}
            page = {"totalResults": 1, "Resources": [user], one: [said], "itemsPerPage": 1, "startIndex": 1}
            held = page if self.command == "GET" and "?" in self.path else {**user, "displayName": said}
            return json.dumps(error if mode == "refusing" else held).encode()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815  (http.server's names)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}/scim/v2"
        finally:
            httpd.shutdown()
            thread.join()


def outputs(folder: Path, url: str, token: str, *options: str) -> dict[str, str]:
    """All that playing the story leaves behind, by name."""
    story, log = folder / "story.yaml", folder / "run.jsonl"
    story.write_text(STORY)
    reports = [f"--report={form}:{folder / form}" for form in FORMATS]
    result = CliRunner().invoke(
        cli, ["play", str(story), "--endpoint", url, "--token-env", "TOKEN", "--log", str(log), *reports, *options],
        env={"TOKEN": token}, input="\n" * 99,
    )  # fmt: skip
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    left = {path.name: path.read_text() for path in folder.iterdir() if path != story}
    return {**left, "standard output": result.stdout, "standard error": result.stderr}


@pytest.mark.parametrize("mode", ["refusing", "accepting", "HTML", "text"])
def test_a_server_that_quotes_the_token_gets_it_nowhere(tmp_path, mode: str) -> None:
    with served(quoting(mode, *FORMS)) as url:
        left = outputs(tmp_path, url, TOKEN, "--verbose", "--verify", "--step=request")

    written = {form: write(TOKEN).lower() for form, write in FORMS.items()} | {"half of it": TOKEN[:10].lower()}
    assert [(name, form) for name, text in left.items() for form, one in written.items() if one in text.lower()] == []
    assert left["run.jsonl"].count("bad token <token> <token>") > 5
    assert {name for name in left if "<token>" in left[name].replace("&lt;", "<").replace("&gt;", ">")} >= {
        "run.jsonl", "markdown", "html", "har", "standard output",
    }  # fmt: skip


def test_a_token_that_is_a_word_leaves_names_and_counts_alone(tmp_path) -> None:
    with served(quoting("refusing", "as it is")) as url:
        left = outputs(tmp_path, url, "test")

    events = list(read(left["run.jsonl"].splitlines(), "run.jsonl"))
    assert "bad token <token>" in left["run.jsonl"]
    assert "bad token test" not in left["run.jsonl"]
    assert "ada@acme.test" in left["run.jsonl"]
    assert "acme.<token>" not in "".join(left.values())
    assert events[-1].counts["requests"] == sum(event.kind == "exchange" and event.origin == "okta" for event in events)
    assert "Warning: the SCIM token has 4 characters." in left["standard error"]


def test_a_token_of_six_characters_is_no_reason_to_warn(tmp_path) -> None:
    with served(quoting("refusing", "as it is")) as url:
        assert outputs(tmp_path, url, "123456")["standard error"] == ""


@pytest.mark.parametrize("token", ["a-token-in-the-path", "a-token-in"])
def test_a_token_in_the_endpoints_address_is_hidden_from_who_is_asked(tmp_path, token: str) -> None:
    (tmp_path / "story.yaml").write_text(STORY)
    url = "https://scim.example.com/a-token-in-the-path/v2"

    result = CliRunner().invoke(
        cli, ["play", str(tmp_path / "story.yaml"), "--endpoint", url, "--token-env", "T"], env={"T": token}
    )

    assert result.exit_code == 2
    assert (
        f"https://scim.example.com/{'<token>' if url.count(f'/{token}/') else 'a-token-in-the-path'}/v2"
        in result.stderr
    )


@pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)
def test_no_bundled_scenario_shows_the_hubs_token_or_a_password(path: Path) -> None:
    run = prepare(load(path), Choice(), {})
    tokens = {run.story.tenant.stub_token}
    lines = []
    for event in run.events():
        lines.append(event.written)
        tokens |= {run.story.tenant.stub_token, run.story.tenant.app.token}
    text = "".join(lines)

    assert [token for token in tokens if token and token in text] == []
    assert [one.password for one in run.story.tenant.org.users.values() if one.password and one.password in text] == []
