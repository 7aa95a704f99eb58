"""`play --endpoint`: a real HTTP server on a free port, the bundled Hub's and others that behave badly."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from provider_stub import Settings, create_app
from provider_stub.http.serving import serve
from simulator import __version__
from simulator.cli import cli

STORY = """\
name: A small story
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}
steps:
  - test_connection
  - assign_user: {user: ada, username: ada-lovelace}
  - update_user: {user: ada, profile: {lastName: King}}
  - unassign_user: ada
"""
TOKEN = "a-token-for-this-test-only"


@pytest.fixture
def play(tmp_path):
    """Plays the small story at an endpoint; the result has `exit_code`, `stdout` and `stderr`."""
    path = tmp_path / "story.yaml"
    path.write_text(STORY)

    def played(url, *options, token=TOKEN):
        arguments = ["play", str(path), "--endpoint", url, "--token-env", "SCIM_TOKEN", *options]
        return CliRunner().invoke(cli, arguments, env={"SCIM_TOKEN": token})

    return played


@pytest.fixture
def hub() -> Iterator[str]:
    """The base URL of the bundled Hub on a free port."""
    with serve(create_app(Settings(token=TOKEN))) as server:
        yield f"{server.url}/api/organizations/acme/scim/v2"


@contextmanager
def server(status: int, body: bytes, content_type: str = "application/scim+json") -> Iterator[str]:
    """Answers every request alike."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815  (http.server's names)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}/scim/v2"
        finally:
            httpd.shutdown()
            thread.join()


def test_a_story_plays_against_the_bundled_hub_over_http(play, hub, tmp_path):
    log = tmp_path / "run.jsonl"

    result = play(hub, "--log", str(log), "--verify")

    assert result.exit_code == 0, result.output
    assert "7 requests, and 4 of our own" in result.stdout
    assert TOKEN not in log.read_text()
    assert TOKEN not in result.output


def test_a_wrong_token_is_an_outcome(play, hub):
    result = play(hub, token="not-the-right-token")

    assert result.exit_code == 1
    assert "Error authenticating: Unauthorized" in result.stdout


@pytest.fixture
def nobody() -> str:
    """The base URL of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return f"http://127.0.0.1:{unused.getsockname()[1]}/scim/v2"


def test_an_endpoint_where_nobody_listens_ends_with_3(play, nobody):
    result = play(nobody)

    assert result.exit_code == 3
    assert "Connection refused" in result.stdout


FORESEEN = STORY.replace("- test_connection", "- {test_connection: , expect: {outcome: failure}}").partition(
    "  - assign"
)[0]
NAMED = """\
name: Who is there
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: L}}
steps:
  - check:
    expect: {provider: {users: {ada: {}}, no_users: [bob], groups: {team: []}, no_groups: [crew]}}
"""


@pytest.mark.parametrize("text", [FORESEEN, NAMED], ids=["a foreseen failure", "expectations of the provider"])
@pytest.mark.parametrize("options", [[], ["-q"], ["-v"]], ids=str)
def test_a_provider_that_was_never_reached_is_as_expected_nowhere(tmp_path, nobody, text, options):
    path = tmp_path / "story.yaml"
    path.write_text(text)
    forms = ["terminal", "jsonl", "markdown", "html", "har", "curl", "mermaid", "junit"]
    reports = [f"--report={form}:{tmp_path}/run.{form}" for form in forms]

    arguments = ["play", str(path), "--endpoint", nobody, "--token-env", "SCIM_TOKEN", *options, *reports]
    result = CliRunner().invoke(cli, arguments, env={"SCIM_TOKEN": TOKEN})

    assert result.exit_code == 3
    said = {"screen": result.output, **{form: (tmp_path / f"run.{form}").read_text() for form in forms}}
    for form, text_of_it in said.items():
        assert "As expected" not in text_of_it, form
        assert "was as expected" not in text_of_it, form
        assert form == "jsonl" or "The provider was not reached: nobody answered" in text_of_it, form
    assert '"kept":false' in said["jsonl"]
    assert '"provider":"silent"' in said["jsonl"]
    assert 'errors="0"' not in said["junit"]


def test_expectations_of_a_provider_that_refuses_are_broken_and_say_why(tmp_path, hub, nobody):
    path = tmp_path / "story.yaml"
    path.write_text(NAMED)

    def broken(url, token):
        arguments = ["play", str(path), "--endpoint", url, "--token-env", "SCIM_TOKEN"]
        words = CliRunner().invoke(cli, arguments, env={"SCIM_TOKEN": token}).stdout.split("actual")[1:]
        return [" ".join(one.partition(" at ")[0].split()) for one in words]

    assert (
        broken(hub, "not-the-token")
        == ["cannot be read: 401 Unauthorized: Invalid credentials in Authorization header"] * 4
    )
    assert all(
        one.startswith("cannot be read: nobody answered: Connect to 127.0.0.1:") for one in broken(nobody, TOKEN)
    )
    assert len(broken(nobody, TOKEN)) == 4
    with server(200, b"<html>Welcome</html>", "text/html") as url:
        assert broken(url, TOKEN) == ["cannot be read: 200 OK, an HTML page"] * 4
    with server(200, b'{"hello": "there"}') as url:
        assert broken(url, TOKEN) == ['cannot be read: 200 OK, JSON that is no SCIM: {"hello":"there"}'] * 4


def test_a_run_that_asks_nothing_says_so(tmp_path, nobody):
    path = tmp_path / "story.yaml"
    path.write_text(NAMED.partition("    expect")[0])

    arguments = ["play", str(path), "--endpoint", nobody, "--token-env", "SCIM_TOKEN"]
    result = CliRunner().invoke(cli, arguments, env={"SCIM_TOKEN": TOKEN})

    assert result.exit_code == 0
    assert "As expected. Nothing was asked of the provider" in result.stdout


def test_our_own_reading_is_told_from_oktas_in_the_servers_log(play):
    seen = []
    org = create_app(Settings(token=TOKEN))
    answer = org.wsgi_app

    def noting(environ, start_response):
        seen.append((environ["REQUEST_METHOD"], environ["HTTP_USER_AGENT"], environ.get("HTTP_ACCEPT_CHARSET")))
        return answer(environ, start_response)

    org.wsgi_app = noting
    with serve(org) as one:
        result = play(f"{one.url}/api/organizations/acme/scim/v2", "--verify")

    assert result.exit_code == 0, result.output
    ours = [one for one in seen if one[1] == f"oktasim/{__version__}"]
    assert ours == [("GET", f"oktasim/{__version__}", None)] * 4
    assert {one[1:] for one in seen if one not in ours} == {("Okta SCIM Client 1.0.0", "utf-8")}


@pytest.mark.parametrize(
    ("status", "body", "content_type", "sentence"),
    [
        (200, b"<html>hello</html>", "text/html", "Invalid JSON: Unexpected character ('<' (code 60))"),
        (
            502,
            b"error code: 502",
            "text/plain",
            "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized",
        ),
        (200, b"", "application/json", "No results for users returned"),
        (200, b'{"Resources": [', "application/json", "Invalid JSON: Unexpected end-of-input"),
        (204, b"", "application/json", "No results for users returned"),
        (302, b"", "text/plain", "Found"),
    ],
    ids=["html", "plain-502", "empty", "cut-off", "204", "redirect"],
)
def test_what_a_server_should_not_answer_ends_as_an_outcome(play, status, body, content_type, sentence):
    with server(status, body, content_type) as url:
        result = play(url)

    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert sentence in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://scim.example.com/v2", "must be https"),
        ("https://scim.example.com/my_app/v2", "must not contain `_`"),
        ("https://me:secret@scim.example.com/v2", "does not belong in a URL"),
        ("scim.example.com", "takes a base URL"),
    ],
)
def test_an_endpoint_that_okta_would_not_take_is_refused(play, url, sentence):
    result = play(url)

    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "secret" not in result.output


def test_an_endpoint_that_is_not_on_this_machine_needs_a_yes(play):
    result = play("https://scim.example.com/v2")

    assert result.exit_code == 2
    assert "add --yes" in result.stderr


def test_a_missing_variable_is_named(tmp_path):
    path = tmp_path / "story.yaml"
    path.write_text(STORY)

    result = CliRunner().invoke(
        cli, ["play", str(path), "--endpoint", "http://127.0.0.1:1/v2", "--token-env", "NOT_SET_HERE"]
    )

    assert result.exit_code == 2
    assert "NOT_SET_HERE is not set" in result.stderr


def test_an_endpoint_without_a_variable_asks_for_one(tmp_path):
    path = tmp_path / "story.yaml"
    path.write_text(STORY)

    result = CliRunner().invoke(cli, ["play", str(path), "--endpoint", "http://127.0.0.1:1/v2"])

    assert result.exit_code == 2
    assert "--token-env" in result.stderr


def test_stub_and_endpoint_exclude_each_other(play, hub):
    assert play(hub, "--stub").exit_code == 2


def test_a_step_on_the_hubs_pages_is_refused_at_an_endpoint(tmp_path, hub):
    path = tmp_path / "story.yaml"
    path.write_text(STORY + "  - hub: generate_token\n")

    result = CliRunner().invoke(
        cli, ["play", str(path), "--endpoint", hub, "--token-env", "SCIM_TOKEN"], env={"SCIM_TOKEN": TOKEN}
    )

    assert result.exit_code == 2
    assert f"{path}:9:5: `hub` works on the bundled Hub only" in result.stderr


def test_a_file_that_names_an_endpoint_plays_its_hub_steps_with_stub(tmp_path):
    path = tmp_path / "story.yaml"
    endpoint = "provider: {endpoint: https://scim.example.com/v2, token_env: SCIM_TOKEN}\n"
    path.write_text(endpoint + STORY + "  - hub: generate_token\n")

    assert CliRunner().invoke(cli, ["play", str(path)]).exit_code == 2
    assert CliRunner().invoke(cli, ["play", str(path), "--stub"]).exit_code == 0


LEFT = """\
name: They left
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: L}}
app: {username: 'String.substringBefore(user.login, "@")', provisioning: [create_users, update_user_attributes]}
steps:
  - assign_user: ada
  - deactivate_user: ada
"""


def test_who_is_where_at_an_endpoint_is_looked_at_with_verify_only(tmp_path, hub, nobody):
    path = tmp_path / "story.yaml"
    path.write_text(LEFT)

    def table(url, *options, token=TOKEN):
        arguments = ["play", str(path), "--endpoint", url, "--token-env", "SCIM_TOKEN", *options]
        text = CliRunner().invoke(cli, arguments, env={"SCIM_TOKEN": token}).stdout.partition("Who is where: ")[2]
        return " ".join(text.partition("expected (")[0].split())

    assert table(hub).startswith(
        "the provider was not looked at; --verify does Okta provider ? ada UNASSIGNED, deactivated not looked "
        "(POST: 201 Created)"
    )
    assert table(hub, "--verify").startswith(
        "1 of 1 disagrees Okta provider ! ada UNASSIGNED, deactivated active Deactivate Users was off"
    )
    assert "cannot be read: 401 Unauthorized" in table(hub, "--verify", token="not-the-token")
    assert "cannot be read: nobody answered: Connect to 127.0.0.1" in table(nobody, "--verify")
    assert "not looked (GET: no answer (Connect to 127.0.0.1" in table(nobody)


def test_a_disagreement_is_an_exit_code_with_strict(tmp_path, hub):
    path = tmp_path / "story.yaml"
    path.write_text(LEFT)
    arguments = ["play", str(path), "--endpoint", hub, "--token-env", "SCIM_TOKEN", "--strict"]

    assert CliRunner().invoke(cli, arguments, env={"SCIM_TOKEN": TOKEN}).exit_code == 0
    assert CliRunner().invoke(cli, [*arguments, "--verify"], env={"SCIM_TOKEN": TOKEN}).exit_code == 1


BLIND = """\
name: A group that is there is said not to be there
app: {username: 'String.substringBefore(user.login, "@")'}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: L}}
groups: {team: [ada]}
steps:
  - assign_user: ada
  - push_group: team
    expect: {provider: {no_groups: [team]}}
"""


def test_a_server_whose_filter_finds_nothing_hides_no_group(tmp_path):
    hub = create_app(Settings(token=TOKEN))
    answer = hub.wsgi_app

    def blind(environ, start_response):
        if "filter=displayName" not in environ["QUERY_STRING"]:
            return answer(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/scim+json")])
        return [b'{"totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": []}']

    hub.wsgi_app = blind
    path = tmp_path / "story.yaml"
    path.write_text(BLIND)

    with serve(hub) as one:
        url = f"{one.url}/api/organizations/acme/scim/v2"
        arguments = ["play", str(path), "--endpoint", url, "--token-env", "SCIM_TOKEN"]
        result = CliRunner().invoke(cli, arguments, env={"SCIM_TOKEN": TOKEN})

    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert "not as expected: provider.no_groups team expected not there actual {" in said
    assert (
        'finding: The provider\'s filter does not find what it holds: displayName eq "team" gives nothing, '
        "and team is there." in said
    )
