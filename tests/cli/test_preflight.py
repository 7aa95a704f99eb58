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
    assert "holds 2 scenarios; give one of them" in str(result.exception)


def test_column_option_names_a_column(run):
    assert run("who,firstName,lastName\nada@acme.test,A,B\n", "--column", "login=who", "-e", PREFIX).exit_code == 0


def test_column_option_takes_an_attribute_by_any_of_its_names(run):
    content = "who,Rufname,lastName\nada@acme.test,A,B\n"

    assert run(content, "--column", "E-mail=who", "--column", "First name=Rufname", "-e", PREFIX).exit_code == 0


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("login", "is not ATTRIBUTE=COLUMN"),
        ("=x", "is not ATTRIBUTE=COLUMN"),
        ("login=", "everybody has a login"),
        ("Username=", "everybody has a login"),
    ],
)
def test_column_option_that_says_nothing_is_refused(run, value, said):
    result = run(GOOD, "--column", value)

    assert result.exit_code == 2
    assert said in result.stderr


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


def test_nobody_is_judged_without_a_column_that_the_expression_reads(run):
    result = run(GOOD, "-e", "user.nickName ?: user.login")

    assert isinstance(result.exception, UnreadableError)
    assert "no column is recognised as nickName; name it with --column" in str(result.exception)


def test_column_that_is_said_not_to_be_there_is_empty_for_everybody(run):
    result = run(GOOD, "-e", 'user.nickName ?: String.substringBefore(user.login, "@")', "--column", "nickName=")

    assert result.exit_code == 0
    assert "nickName, which the username expression reads; it counts as empty for everybody" in result.stdout


def test_unset_display_name_is_made_of_the_names(run):
    assert run(GOOD, "-e", "String.removeSpaces(user.displayName)").exit_code == 0
    assert "recognised as firstName or lastName" in str(run("login\nada@acme.test\n", "-e", "displayName").exception)


def test_names_are_not_judged_where_the_file_has_none(run):
    result = run("Work Email,Department\nada@acme.test,Eng\n", "-e", PREFIX)

    assert result.exit_code == 0
    assert "no column for the family name and the given name the Hub asks for; nobody was judged by that (--column" in (
        result.stdout
    )


def test_csv_says_beside_it_what_was_not_judged(run):
    result = run("login\nada@acme.test\n", "-e", PREFIX, "-f", "csv")

    assert result.stdout.startswith("line,login")
    assert "nobody was judged by that" in result.stderr


def test_email_addresses_are_not_judged_where_there_are_none(run):
    result = run("login,firstName,lastName\nada,A,B\n", "--column", "email=")

    assert result.exit_code == 0
    assert "no column for the e-mail address" in result.stdout


def test_basic_sso_asks_for_no_names(run, tmp_path):
    (tmp_path / "story.yaml").write_text("name: Basic\nprovider: {stub: {sso: basic}}\n", encoding="utf-8")
    result = run("login,Rufname,Zuname\nada@acme.test,A,B\n", "--scenario", "story.yaml", "-e", PREFIX)

    assert result.exit_code == 0
    assert "names" not in result.stdout.replace("usernames", "")


def test_names_are_asked_for_where_a_column_may_hold_them(run):
    result = run("login,Rufname,Zuname\nada@acme.test,A,B\n", "-e", PREFIX)

    assert "no column is recognised as firstName or lastName" in str(result.exception)


def test_attribute_of_another_app_is_a_column(run):
    expression = ["-e", "workday.userName"]
    asked = run("login,firstName,lastName,Workday ID\na.b@acme.test,A,B,ab-1\n", *expression)

    assert "no column is recognised as workday.userName" in str(asked.exception)
    named = run("login,firstName,lastName,Workday ID\na.b@acme.test,A,B,ab-1\n", *expression, "--column",
                "workday.userName=Workday ID")  # fmt: skip
    assert named.exit_code == 0


def test_settings_of_another_app_come_from_the_scenario(run, tmp_path):
    story = "name: A\napp: {username: target_app.prefix + workday.id}\napp_profiles:\n  workday: [id]\n"
    story += "  target_app: {attributes: [prefix], values: {prefix: hf-}}\n"
    (tmp_path / "story.yaml").write_text(story, encoding="utf-8")
    result = run("login,firstName,lastName,workday.id\na.b@acme.test,A,B,7\n", "--scenario", "story.yaml", "-f", "csv")

    assert (result.exit_code, "hf-7" in result.stdout) == (0, True)


def test_attribute_that_nobody_knows_is_asked_for_with_the_one_that_may_be_meant(run):
    said = str(run(GOOD, "-e", "user.fristName").exception)

    assert "no column is recognised as fristName (did you mean firstName?); name it with --column fristName=" in said
    assert "hfUsername; name it with" in str(run(GOOD, "-e", "hfUsername + user.login").exception)


def test_expression_that_okta_cannot_read_is_pointed_at(run):
    said = str(run(GOOD, "-e", "user.login +").exception)

    assert said.startswith("Okta would refuse this expression, EL1042E")
    assert said.splitlines()[-1].strip() == "^"


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
