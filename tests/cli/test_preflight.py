import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner

from simulator.cli.preflight import command
from simulator.errors import OptionError, UnreadableError

GOOD = "login,firstName,lastName\nada@acme.test,Ada,Lovelace\n"
PREFIX = 'String.substringBefore(user.login, "@")'
SCENARIO = """\
name: A story
user_attributes: [hfUsername]
app: {username: user.hfUsername}
"""


@pytest.fixture(name="run")
def _run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(content, *options, env=None):
        (tmp_path / "people.csv").write_text(content, encoding="utf-8")
        return CliRunner().invoke(command, ["people.csv", *options], env=env, auto_envvar_prefix="OKTASIM_PREFLIGHT")

    return run


def test_everybody_passing_ends_with_0(run):
    result = run(GOOD, "-e", PREFIX)

    assert result.exit_code == 0
    assert "1 of 1 people pass" in result.stdout


def test_anybody_failing_ends_with_1_and_a_suggestion(run):
    result = run(GOOD)

    assert result.exit_code == 1
    assert "only letters, digits and - are accepted, not @ ." in result.stdout
    assert "1 more person (1 of 1) would get a username the Hub takes with:" in result.stdout


def test_row_that_cannot_be_used_ends_with_2_and_the_others_are_judged(run):
    result = run(GOOD + "short\n", "-e", PREFIX)

    assert result.exit_code == 2
    assert "1 of 1 people pass" in result.stdout
    assert "people.csv:3: 1 cells, the header row has 3" in result.stderr


def test_rows_beyond_fifty_are_counted(run):
    result = run(GOOD + "short\n" * 60, "-e", PREFIX)

    assert result.stderr.count("people.csv:") == 50
    assert "and 10 more rows; --format json has all of them" in result.stderr


def test_scenario_gives_expression_and_attributes(run, tmp_path):
    (tmp_path / "story.yaml").write_text(SCENARIO, encoding="utf-8")
    result = run("login,firstName,lastName,hfUsername\na.b@acme.test,A,B,ab-1\n", "--scenario", "story.yaml")

    assert result.exit_code == 0
    assert "username: user.hfUsername" in result.stdout


def test_folder_of_scenarios_is_refused(run, tmp_path):
    (tmp_path / "stories").mkdir()
    for name in ("a", "b"):
        (tmp_path / "stories" / f"{name}.yaml").write_text(SCENARIO, encoding="utf-8")
    result = run(GOOD, "--scenario", "stories")

    assert isinstance(result.exception, OptionError)
    assert "is a folder of 2 scenarios" in str(result.exception)


def test_column_option_names_a_column(run):
    assert run("who,firstName,lastName\nada@acme.test,A,B\n", "--column", "login=who", "-e", PREFIX).exit_code == 0


@pytest.mark.parametrize("value", ["login", "=x", "login="])
def test_column_option_without_its_two_parts_is_refused(run, value):
    result = run(GOOD, "--column", value)

    assert result.exit_code == 2
    assert "is not ATTRIBUTE=COLUMN" in result.stderr


def test_names_that_are_taken_come_from_a_file(run, tmp_path):
    (tmp_path / "taken.txt").write_text("ADA\n", encoding="utf-8")
    result = run(GOOD, "-e", PREFIX, "--taken", "taken.txt")

    assert result.exit_code == 1
    assert "ADA is taken" in result.stdout


def test_report_goes_to_a_file_in_the_format_asked_for(run, tmp_path):
    result = run(GOOD, "-e", PREFIX, "--format", "json", "--output", "out.json")

    assert result.stdout == ""
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["totals"]["pass"] == 1


def test_file_that_cannot_be_written_is_refused(run):
    assert "cannot be written" in str(run(GOOD, "-o", "none/out.txt").exception)


def test_option_is_read_from_the_environment_too(run):
    assert run(GOOD, env={"OKTASIM_PREFLIGHT_EXPRESSION": PREFIX}).exit_code == 0


def test_expression_that_reads_nothing_in_the_file_is_refused(run):
    result = run(GOOD, "-e", "user.nickName")

    assert isinstance(result.exception, UnreadableError)
    assert "has no column for nickName" in str(result.exception)


class _Users(BaseHTTPRequestHandler):
    seen: list = []  # noqa: RUF012  (one server in one test)

    def do_GET(self):
        self.seen.append((self.path, self.headers["Authorization"]))
        body = json.dumps({"totalResults": 1, "Resources": [{"id": "1", "userName": "ada"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing is printed."""


def test_names_that_are_taken_are_read_from_an_endpoint(run):
    with ThreadingHTTPServer(("127.0.0.1", 0), _Users) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/scim"
        result = run(GOOD, "-e", PREFIX, "--endpoint", url, "--token-env", "T", env={"T": "secret-token"})
        server.shutdown()

    assert result.exit_code == 1
    assert "ada is taken" in result.stdout
    assert _Users.seen == [("/scim/Users?startIndex=1&count=100", "Bearer secret-token")]
    assert "secret-token" not in result.output


def test_endpoint_that_nobody_answers_at_ends_with_3(run):
    with ThreadingHTTPServer(("127.0.0.1", 0), _Users) as server:
        port = server.server_port
    result = run(GOOD, "--endpoint", f"http://127.0.0.1:{port}", "--token-env", "T", env={"T": "secret-token"})

    assert result.exit_code == 3
    assert "the users at http://127.0.0.1" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [(["--token-env", "NONE_SET"], "NONE_SET is not set"), ([], "is not named")],
)
def test_endpoint_without_a_token_is_refused(run, options, said):
    result = run(GOOD, "--endpoint", "http://127.0.0.1:1", *options)

    assert isinstance(result.exception, OptionError)
    assert said in str(result.exception)
