"""Okta's SPEC checks and CRUD sequence as tests of a team's ini file."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from simulator.conformance import checks

CONFORMING = """
import json, logging, os
from provider_stub import Settings, create_app as hub

ACCOUNTS = [{"username": "ada", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}]
QUIRKS = frozenset({"any-username", "optional-external-id"})

def create_app(quirks=QUIRKS, seen="calls.txt"):
    whole = hub(Settings(token=os.environ["TEAM_TOKEN"], accounts=ACCOUNTS, quirks=quirks))
    def app(environ, start_response):
        with open(seen, "a") as file:
            print(environ["REQUEST_METHOD"], environ["PATH_INFO"].rpartition("/v2")[2].split("/")[1], file=file)
        return whole(environ, start_response)
    return app

def strict():
    return create_app(frozenset())

def clinging():
    inner = create_app()
    def app(environ, start_response):
        if environ["REQUEST_METHOD"] == "DELETE":
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b"no"]
        return inner(environ, start_response)
    return app
"""
pytest_plugins = ["pytester"]
SETTINGS = (
    "oktasim_base_path = /api/organizations/acme/scim/v2",
    "oktasim_token_env = TEAM_TOKEN",
)
INI = "tox.ini"


@pytest.fixture
def team(suite, monkeypatch):
    """The folder of a team whose application is the bundled Hub; `suites` sets which are run, against which."""
    monkeypatch.setenv("TEAM_TOKEN", "a-token-for-this-test-only")
    suite.write("hubs.py", CONFORMING)

    def suites(name, said="spec crud", *more):
        suite.settings(f"oktasim_app = hubs:{name}", *SETTINGS, f"oktasim_conformance = {said}", *more)

    suite.suites = suites
    return suite


def calls(team):
    return (team.path / "calls.txt").read_text().splitlines()


def test_each_step_of_both_suites_is_a_test_of_the_ini_file(team):
    team.suites("create_app")
    team.write("test_it.py", "def test_it(): pass")

    said = team.run("-v")

    said.assert_outcomes(passed=18)
    names = [f"{INI}::{suite}-{step.key} PASSED*" for suite in ("spec", "crud") for step in checks(suite)]
    said.stdout.fnmatch_lines_random(names)
    team.run(INI).assert_outcomes(passed=17)
    team.run(f"{INI}::crud-deactivated").assert_outcomes(passed=1)
    team.run("test_it.py").assert_outcomes(passed=1)


def test_without_the_setting_nothing_of_it_is_a_test(team):
    team.suites("create_app", "")
    team.write("test_it.py", "def test_it(): pass")

    team.run().assert_outcomes(passed=1)
    assert not (team.path / "calls.txt").exists()


def test_a_failed_step_says_what_was_expected_what_came_and_the_remedy_and_those_that_need_it_are_skipped(team):
    team.suites("strict", "spec")

    said = team.run("-rs", "--oktasim-artifacts", "kept")

    said.assert_outcomes(passed=9, failed=1, skipped=2)
    said.stdout.fnmatch_lines([
        "not as expected: HTTP status: expected 201, actual 400 Bad Request*",
        "✗ 6 Required Test: Create Okta user with realistic values: failed",
        "*POST * /Users * 400 *",
        "*HTTP status: expected 201",
        "*came: 400 Bad Request*",
        "What to change in the service",
        "- Answer `POST /Users` with 201*RFC 7644 3.3*",
        "*kept: kept*tox.ini-spec-create.html*",
        'SKIPPED*not run: it needs "*Create Okta user with realistic values", which failed*',
    ])  # fmt: skip
    said.stdout.no_fnmatch_line("*Traceback*")
    assert "hubs:strict" in (team.path / "kept" / "tox.ini-spec-create.html").read_text()
    events = [json.loads(one) for one in (team.path / "kept" / "tox.ini-spec-create.jsonl").read_text().splitlines()]
    assert events[0]["provider"]["name"] == "hubs:strict"
    assert "a-token-for-this-test-only" not in json.dumps(events) + said.stdout.str()


def test_a_suite_is_run_once_for_each_integration_and_what_it_made_is_gone(team):
    team.suites("create_app", "crud crud", "oktasim_integrations = aiw oin")

    team.run().assert_outcomes(passed=10)

    seen = calls(team)
    assert (seen.count("POST Users"), seen.count("DELETE Users")) == (2, 2)
    assert (seen.count("PUT Users") > 0, seen.count("PATCH Users") > 0) == (True, True)


def test_whom_a_suite_leaves_behind_is_a_warning_and_the_next_run_takes_other_names(team):
    team.suites("clinging", "crud")
    team.write("conftest.py", """
import pytest
from hubs import clinging
ONE = clinging()

@pytest.fixture(scope="session")
def oktasim_target():
    return {"target": ONE, "token": "a-token-for-this-test-only", "base_path": "/api/organizations/acme/scim/v2"}
""")  # fmt: skip
    team.suites("clinging", "crud", "oktasim_integrations = aiw oin")

    said = team.run("-W", "default")

    said.assert_outcomes(passed=10, warnings=2)
    said.stdout.fnmatch_lines(["*Okta SCIM 2.0 CRUD Test: left behind: *"])


def test_nobody_there_is_an_error_of_each_test_and_no_verdict(team):
    team.settings(
        "oktasim_endpoint = http://127.0.0.1:9/v2", "oktasim_token_env = TEAM_TOKEN", "oktasim_conformance = crud"
    )

    said = team.run("--junitxml", "junit.xml")

    said.assert_outcomes(errors=5)
    said.stdout.fnmatch_lines(["*the provider was not reached: Connect to 127.0.0.1:9*"])
    said.stdout.no_fnmatch_line("*Traceback*")
    (counted,) = ElementTree.parse(team.path / "junit.xml").getroot()
    assert [counted.get(name) for name in ("errors", "failures", "skipped")] == ["5", "0", "0"]


def test_with_no_target_the_bundled_hub_is_not_taken_for_one(team):
    team.settings("oktasim_conformance = spec")

    said = team.run()

    said.assert_outcomes(errors=12)
    said.stdout.fnmatch_lines(["*nobody to look at: set oktasim_app or oktasim_endpoint, or override the fixture*"])


@pytest.mark.parametrize("paths", ["tests", "."])
def test_where_testpaths_says_where_tests_are_the_suites_are_run_too(team, paths):
    team.suites("create_app", "crud", f"testpaths = {paths}")
    team.write("tests/test_it.py", "def test_it(): pass")

    team.run().assert_outcomes(passed=6)
    team.run("tests").assert_outcomes(passed=1)


@pytest.mark.parametrize("dist", ["load", "loadfile"])
def test_processes_share_the_tests(team, dist):
    team.suites("create_app", "crud spec")

    team.run("-n", "2", "--dist", dist).assert_outcomes(passed=17)

    if dist != "load":
        assert calls(team).count("DELETE Users") == 2


def test_a_suite_at_an_endpoint_is_not_split(team):
    where = ("oktasim_endpoint = http://127.0.0.1:9/v2", "oktasim_token_env = TEAM_TOKEN")
    team.settings(*where, "oktasim_conformance = crud")

    team.run("-n", "2").stderr.fnmatch_lines(["ERROR: oktasim_conformance at an endpoint needs --dist loadfile*"])
    team.run("-n", "1", "--dist", "loadscope").assert_outcomes(errors=5)
    team.settings("oktasim_conformance = crud")
    team.write("conftest.py", """
import pytest

@pytest.fixture
def oktasim_target():
    return {"target": "http://127.0.0.1:9/v2", "token": "a-token-for-this-test-only"}
""")  # fmt: skip
    said = team.run("-n", "1")
    said.assert_outcomes(errors=5)
    said.stdout.fnmatch_lines(["*oktasim_conformance at an endpoint needs --dist loadfile*"])
    team.run("-n", "1", "--dist", "loadfile").stdout.fnmatch_lines(["*the provider was not reached*"])


@pytest.mark.parametrize("arguments, said", [
    (("-o", "oktasim_conformance=spec crudd"), "ERROR: oktasim_conformance takes spec and crud, not crudd"),
    (("-o", "oktasim_conformance=spec"), "ERROR: oktasim_conformance makes tests of the ini file, and there is none*"),
])  # fmt: skip
def test_a_setting_that_cannot_be_meant_is_refused(team, arguments, said):
    result = team.run(*arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])
