"""Okta in a team's own suite, run with pytest's own pytester."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

STORY = """\
name: Ada comes and goes
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
steps:
  - assign_user: ada
    expect:
      outcome: success
  - unassign_user: ada
    expect:
      outcome: success
      requests:
        - GET /Users/{ada} -> 200
        - PUT /Users/{ada} -> 200
"""
BROKEN = STORY.replace("PUT /Users/{ada} -> 200", "PATCH /Users/{ada} -> 200")
ASSIGN = """
def test_assigning(okta):
    ada = okta.create_user("ada", login="ada@acme.test", firstName="Ada", lastName="Lovelace")
    assert okta.assign_user(ada).outcome == "{outcome}"
"""


def test_okta_is_connected_with_the_application_that_is_set(suite):
    suite.settings("oktasim_app = mypkg.app:create_app", "oktasim_base_path = /scim/v2")
    suite.write("test_it.py", ASSIGN.format(outcome="success") + """
def test_each_test_has_its_own(okta, request):
    assert "ada@acme.test" not in okta.provider.users
    assert okta.events[0].provider["name"] == "mypkg.app:create_app"
    assert okta.events[0].scenario == request.node.nodeid
""")  # fmt: skip

    suite.run("-W", "error", "-W", "ignore::pytest.PytestAssertRewriteWarning").assert_outcomes(passed=2)


def test_without_settings_okta_is_connected_with_the_bundled_hub(suite):
    suite.write("test_it.py", "def test_it(okta): assert okta.events[0].provider['kind'] == 'stub'")

    suite.run().assert_outcomes(passed=1)


@pytest.mark.parametrize("given", ["wsgi(Users('/scim', 'team-token-1815'))", "'http://127.0.0.1:9/scim'"])
def test_the_target_is_overridden_by_a_fixture(suite, given):
    suite.write("conftest.py", f"""
import pytest
from mypkg.app import Users, wsgi

@pytest.fixture
def oktasim_target():
    return {{"target": {given}, "token": "team-token-1815"}}
""")  # fmt: skip
    suite.write("test_it.py", ASSIGN.format(outcome="success" if given.startswith("wsgi") else "failure"))

    suite.run().assert_outcomes(passed=1)


def test_both_integrations_are_run(suite):
    suite.settings("oktasim_app = mypkg.app:create_app", "oktasim_integrations = aiw oin", "oktasim_scenarios = *.yaml")
    suite.write("test_it.py", "def test_it(okta): assert okta.events[0].integration\ndef test_other(): pass")
    suite.write("story.yaml", STORY)

    said = suite.run("-v")

    said.assert_outcomes(passed=4, failed=1)
    said.stdout.fnmatch_lines_random([
        "test_it.py::test_it[[]aiw[]] PASSED*", "test_it.py::test_it[[]oin[]] PASSED*",
        "story.yaml::story[[]aiw[]] PASSED*", "story.yaml::story[[]oin[]] FAILED*", "test_it.py::test_other PASSED*",
    ])  # fmt: skip


def test_only_scenarios_that_are_named_are_tests(suite):
    suite.settings("oktasim_app = mypkg.app:create_app", "oktasim_scenarios = tests/okta/*.yaml")
    suite.write("tests/okta/story.yaml", STORY)
    suite.write("tests/other.yaml", "name: not one of them")
    suite.write("tests/test_it.py", "def test_it(): pass")

    suite.run().assert_outcomes(passed=2)
    suite.run("tests/okta/story.yaml").assert_outcomes(passed=1)
    suite.settings()
    suite.run().assert_outcomes(passed=1)


def test_a_broken_expectation_shows_as_on_the_terminal_with_file_and_line(suite):
    suite.settings("oktasim_app = mypkg.app:create_app", "oktasim_scenarios = *.yaml")
    suite.write("story.yaml", BROKEN)

    said = suite.run("--oktasim-artifacts", "kept")

    said.assert_outcomes(failed=1)
    said.stdout.fnmatch_lines([
        "story.yaml:13: not as expected: requests[[]1[]]: expected PATCH /Users/{ada} -> 200, actual PUT /Users/*",
        "the application mypkg.app:create_app, in process*",
        "1 assign_user ada",
        "  POST   /Users * 201 *",
        "2 unassign_user ada",
        "*expected*PATCH /Users/{ada} -> 200*",
        "*Not as expected*",
        "*kept: kept*story.yaml-story.html*",
        "FAILED story.yaml::story - Failed: story.yaml:13: not as*",
    ])  # fmt: skip
    said.stdout.no_fnmatch_line("*Traceback*")
    said.stdout.no_fnmatch_line("*scenarios.py*")
    kept = sorted(file.name for file in (suite.path / "kept").iterdir())
    assert kept == ["story.yaml-story.html", "story.yaml-story.jsonl"]
    assert "story.yaml:13" in (suite.path / "kept" / "story.yaml-story.html").read_text()


def test_each_step_is_a_test_where_that_is_asked_for(suite):
    suite.settings("oktasim_app = mypkg.app:create_app", "oktasim_scenarios = *.yaml")
    suite.write("story.yaml", BROKEN)

    said = suite.run("--oktasim-steps", "-v")

    said.assert_outcomes(passed=1, failed=1)
    said.stdout.fnmatch_lines([
        "story.yaml::1-assign_user PASSED*", "story.yaml::2-unassign_user FAILED*",
        "story.yaml:13: *", "2 unassign_user ada",
    ])  # fmt: skip
    said.stdout.no_fnmatch_line("1 assign_user ada")
    suite.write("story.yaml", STORY)
    suite.run("--oktasim-steps", "story.yaml::2-unassign_user").assert_outcomes(passed=1)


def test_a_failed_test_shows_what_okta_did_and_keeps_it(suite):
    suite.settings("oktasim_app = mypkg.app:create_app")
    suite.write("test_it.py", ASSIGN.format(outcome="nothing") + "\ndef test_fine(okta): okta.test_connection()\n")

    said = suite.run("--oktasim-artifacts", "kept")

    said.assert_outcomes(failed=1, passed=1)
    said.stdout.fnmatch_lines(["*What Okta did*", "2 assign_user ada", "*POST   /Users*201*", "*kept: kept*"])
    assert [file.name for file in sorted((suite.path / "kept").iterdir())] == [
        "test_it.py-test_assigning.html", "test_it.py-test_assigning.jsonl",
    ]  # fmt: skip


@pytest.mark.parametrize("settings, said", [
    (["oktasim_app = mypkg.ap:create_app"], "mypkg.ap cannot be imported from"),
    (["oktasim_app = mypkg.app:broken"], "mypkg.app:broken is called with nothing, as a factory, and failed"),
    (["oktasim_endpoint = https://scim.example.com/v2"], "an endpoint needs a token"),
    (["oktasim_endpoint = https://scim.example.com/v2", "oktasim_token_env = PATH"], "give allow_host=True"),
    (["oktasim_endpoint = http://127.0.0.1:9/v2", "oktasim_token_env = NOT_SET_HERE"], "NOT_SET_HERE is not set"),
])  # fmt: skip
def test_a_target_that_cannot_be_is_said_in_one_sentence(suite, settings, said):
    suite.settings(*settings, "oktasim_scenarios = *.yaml")
    suite.write("test_it.py", "def test_it(okta): pass")
    suite.write("story.yaml", STORY)

    result = suite.run()

    result.assert_outcomes(errors=1, failed=1)
    result.stdout.fnmatch_lines([f"*{said}*"])
    result.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize("settings, said", [
    ("oktasim_integrations = aiw ojn", "ERROR: oktasim_integrations takes aiw and oin, not ojn"),
    ("oktasim_app = a:b\noktasim_endpoint = http://127.0.0.1", "ERROR: oktasim_app and oktasim_endpoint exclude*"),
    ("oktasim_scenarios = /etc/*.yaml", "ERROR: oktasim_scenarios takes patterns from /*: *"),
])  # fmt: skip
def test_settings_that_cannot_be_meant_are_refused(suite, settings, said):
    suite.settings(settings)
    suite.write("test_it.py", "def test_it(): pass")

    result = suite.run()

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])


def test_a_scenario_that_cannot_be_played_is_said_with_its_line(suite):
    suite.settings("oktasim_app = mypkg.app:create_app", "oktasim_scenarios = *.yaml")
    suite.write("story.yaml", STORY.replace("unassign_user", "unasign_user"))

    for options in ((), ("--oktasim-steps",)):
        said = suite.run(*options)
        said.stdout.fnmatch_lines(["*story.yaml:8:5: *did you mean `unassign_user`*"])
        said.stdout.no_fnmatch_line("*Traceback*")


def test_fixtures_of_any_scope_serve_scenarios(suite):
    suite.settings("oktasim_scenarios = *.yaml")
    suite.write("conftest.py", """
import pytest
from mypkg.app import create_app

@pytest.fixture(scope="module")
def oktasim_target():
    return create_app()
""")  # fmt: skip
    suite.write("story.yaml", STORY)

    suite.run("--oktasim-steps").assert_outcomes(passed=2)


def test_tests_are_spread_over_processes(suite):
    suite.settings("oktasim_app = mypkg.app:create_app", "oktasim_scenarios = *.yaml", "oktasim_integrations = aiw")
    for name in ("one.yaml", "two.yaml"):
        suite.write(name, BROKEN if name == "two.yaml" else STORY)
    suite.write("test_it.py", ASSIGN.format(outcome="success"))

    said = suite.run("-n", "2", "--oktasim-steps", "--oktasim-artifacts", "kept")

    said.assert_outcomes(passed=4, failed=1)
    assert (suite.path / "kept" / "two.yaml-2-unassign_user-aiw.html").exists()
    suite.settings("oktasim_endpoint = http://127.0.0.1:9", "oktasim_scenarios = *.yaml")
    said = suite.run("-n", "2", "--oktasim-steps")
    said.stderr.fnmatch_lines(["ERROR: --oktasim-steps at an endpoint needs --dist loadfile*"])


def test_nothing_is_imported_until_it_is_used(suite):
    suite.write("test_it.py", "def test_it(): pass")
    suite.write("conftest.py", """
import sys

def pytest_unconfigure(config):
    print("imported:", sorted(name for name in sys.modules if name.startswith("simulator.") or name == "pydantic"))
""")  # fmt: skip
    said = suite.run_apart("-s")

    said.assert_outcomes(passed=1)
    said.stdout.fnmatch_lines(["imported: ['simulator.pytest_plugin']"])


def test_an_error_of_use_ends_at_the_line_that_made_it(suite):
    suite.write("test_it.py", """
def test_it(okta):
    word = "Sw0rdfish-" + "1815"
    okta.create_user("ada", login="ada", password=word, groups=["none"])

def test_other(okta):
    okta.play("none.yaml")
""")  # fmt: skip

    said = suite.run("-vv")

    said.stdout.fnmatch_lines([
        "> * okta.create_user(*", "E  *UsageError: create_user: there is no group `none`*", "test_it.py:4: UsageError",
        "> * okta.play(*", "E  *OptionError: there is no file, folder or bundled scenario none.yaml*",
    ])  # fmt: skip
    for line in ("*python_api*", "*Sw0rdfish-1815*"):
        said.stdout.no_fnmatch_line(line)


def test_the_test_of_the_documentation_passes(suite):
    page = (Path(__file__).parents[2] / "simulator" / "docs" / "testing.md").read_text()
    suite.settings("oktasim_app = mypkg.app:create_app")
    suite.write("test_it.py", page.partition("```python\n")[2].partition("```")[0])

    suite.run().assert_outcomes(passed=1)


def test_the_help_of_pytest_names_what_is_set_and_what_it_does(suite):
    said = " ".join(suite.run("--help").stdout.str().split())

    assert "Okta's provisioning, simulated:" in said
    assert (
        "--oktasim-steps Run each step of a scenario as a test; the target lives as long as the scenario then." in said
    )
    assert "--oktasim-artifacts=DIR Keep the HTML report and the log of failed tests here." in said
    assert "oktasim_app (string): The application that `okta` provisions, package.module:app or :create_app." in said
    assert "oktasim_allow_host (bool): Whether the endpoint may be on another machine." in said
    assert (
        "oktasim_conformance (args): Okta's suites whose steps are tests, of the ini file: spec, crud or both." in said
    )
