"""`oktasim why`: what it prints, word for word, and what it exits with."""

import json

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.register.register import areas, rules

EXCHANGE = {
    "event": "exchange", "at": "2026-01-05T09:00:00.200Z", "step": 3, "origin": "okta", "purpose": "check user exists",
    "attempt": 1, "subject": "ada",
    "request": {"method": "GET", "path": "/Users", "query": "startIndex=1&count=100", "url": "", "headers": {}},
    "response": {"status": 200, "headers": {}, "body": None}, "milliseconds": 0,
}  # fmt: skip
OUR_OWN = "Neither Okta nor the provider did this; it is of the run itself, and no rule makes it."


@pytest.fixture
def why(monkeypatch, tmp_path):
    """Runs the command in an empty folder, in this process."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(cli, ["why", *arguments])

    return run


@pytest.fixture
def run_with(tmp_path):
    """Writes `run.jsonl` with these events behind an empty line."""

    def write(*events):
        text = "\n".join(["", *(json.dumps(event) for event in events)])
        (tmp_path / "run.jsonl").write_text(f"{text}\n")

    return write


def test_without_a_word_all_rules_are_listed_by_area(why):
    ran = why()

    assert (ran.exit_code, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert [line.partition(" ")[0] for line in lines if line and line[0] not in " `"] == list(areas())
    assert len([line for line in lines if line.startswith("  ")]) == len(rules())
    assert lines[-1].startswith("`oktasim why api.")
    assert "connection (11)" in lines
    assert "  wire.compact            captured    Bodies are JSON without any space that is not needed." in lines


def test_an_area_lists_its_own(why):
    ran = why("password")

    assert ran.exit_code == 0
    assert ran.stdout == (
        "password (3)\n"
        "  password.body              chosen      The body of a password sync is nowhere on record: a path-less "
        "replace in a PATCH, or the member password in the PUT.\n"
        "  password.placeholder-form  captured    The made-up password has eight characters, by the org's password "
        "policy.\n"
        "  password.sync              documented  A synchronized password is a PATCH of a catalogue app, and goes with "
        "the profile PUT of a wizard app.\n"
        "\n"
        "`oktasim why password.body` has its sources, code and tests.\n"
    )


def test_a_rule_is_explained_with_its_sources_code_and_tests(why):
    ran = why("create.link-needs-deactivate-users")

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == (
        "create.link-needs-deactivate-users\n"
        "  With Deactivate Users off, an inactive account that was found is not reactivated: "
        '"User account is inactive".\n'
        "\n"
        "How sure\n"
        "  documented: said by Okta, the Hub or a standard\n"
        "\n"
        "Sources\n"
        '  KB Airbase (documented, 2026-11-28): Provisioning error "User account is inactive"\n'
        "     Reactivation takes Deactivate Users to be on.\n"
        "     https://support.okta.com/help/s/article/Airbase-Provisioning-Error-Automatic-provisioning-of-user-to-app-"
        "Airbase-failed-User-account-is-inactive\n"
        "\n"
        "Code\n"
        "  simulator.okta.flows.users._link\n"
        "\n"
        "Tests\n"
        "  tests/okta/test_vectors.py::test_v32_with_deactivate_users_off_unassigning_sends_nothing_and_an_inactive_"
        "match_fails\n"
    )


@pytest.mark.parametrize(
    "rule, said",
    [
        ("update.cleared-value", "empty_policy, under `app.wire` in a scenario (simulator.okta.wire.Wire); default "
         "null; or omit, empty-string, echo-server"),
        ("create.delayed-reactivation-wait", "reactivation_delay, under `app.wire` in a scenario "
         "(simulator.okta.wire.Wire); default 300"),
        ("expression.null-in-plus", "null_concat, under `app.wire` in a scenario (simulator.okta.wire.Wire); default "
         "text; or empty"),
        ("api.assign-again", "assign_again, for the Management API (simulator.okta.wire.Choices); default conflict; or "
         "update"),
        ("hub.ids.malformed", "malformed_id, of the bundled Hub (provider_stub.rules.Rules); default 404; or 400"),
        ("update.oin-patch", "oin_user_patch, under `app.wire` in a scenario (simulator.okta.wire.Wire); default "
         "false; or true"),
    ],
)  # fmt: skip
def test_a_choice_names_its_switch_with_the_default(why, rule, said):
    ran = why(rule)

    assert "How sure\n  chosen: no source decides it, or they differ; our choice\n" in ran.stdout
    assert f"Switch\n  {said}\n" in ran.stdout


def test_words_are_searched_for_in_any_case(why):
    ran = why("GET before PUT")

    assert ran.exit_code == 0
    assert ran.stdout == (
        "update (1)\n"
        "  update.get-before-put  captured    A changed profile is a GET of the account and a PUT of all of it.\n"
        "\n"
        "deactivate (1)\n"
        "  deactivate.patch-reads-first  chosen      A flow chart shows a GET before the PATCH of active; a capture "
        "shows none, and none is sent.\n"
        "\n"
        "`oktasim why update.get-before-put` has its sources, code and tests.\n"
    )
    assert why("get", "before", "put").stdout == ran.stdout
    assert why('"GET", before: PUT?').stdout == ran.stdout


def test_where_no_rule_has_all_words_those_with_the_most_are_shown_and_that_is_said(why):
    ran = why("why does Okta send a GET before the PUT of a profile")

    assert ran.exit_code == 0
    assert ran.stderr == "No rule has all of these words; these have the most of them:\n\n"
    assert "  update.get-before-put  " in ran.stdout
    assert ran.stdout.count("\n  ") <= 10


def test_the_only_rule_that_is_found_is_explained(why):
    assert why("granular_deprovisioning").stdout == why("deactivate.granular").stdout


def test_a_source_is_shown_with_the_rules_that_rest_on_it(why):
    ran = why("cap-27262")

    assert ran.exit_code == 0
    assert ran.stdout == (
        "CAP-27262\n"
        "  CAP-27262 (captured, undated): Developer forum: requests of a re-assignment\n"
        "     Five requests in three seconds: look-up, GET and PUT twice.\n"
        "     https://devforum.okta.com/t/scim-provisioning-fails-due-to-incorrect-search-filter/27262\n"
        "     The copy of the thread that was read names no date.\n"
        "\n"
        "Rules that rest on it\n"
        "  create.link-inactive  captured    An inactive account of that userName takes two rounds: first it is "
        "reactivated as it is, then its profile is pushed.\n"
    )


@pytest.mark.parametrize(
    "words, hint",
    [
        ("hub.usernam.digits", "did you mean hub.username.digits or hub.username.length or hub.username.dashes?"),
        ("conection", "did you mean connection or connection.ticks or connection.probe?"),
        ("cap-roster", "did you mean CAP-ROSTR?"),
        ("wombat", "`oktasim why` lists all rules"),
    ],
)  # fmt: skip
def test_what_is_not_found_is_said_with_the_nearest(why, words, hint):
    ran = why(words)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr == f"Error: the register has nothing with all of these words: {words}; {hint}\n"


def test_a_line_of_a_run_is_explained_by_the_rules_that_made_it(why, run_with):
    run_with({**EXCHANGE, "why": ["create.look-up-first"]})

    ran = why("run.jsonl:2")

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(
        "run.jsonl:2\n"
        "  step 3, check user exists: GET /Users?startIndex=1&count=100 -> 200\n"
        "\n"
        "create.look-up-first\n"
        "  Before an account is created, Okta asks for its userName with a filter.\n"
        "  How sure: captured: seen in real traffic or on a live org\n"
        "  A lab's Okta org with a wizard app \"Rostr\" and its SCIM server's log, Timothy-itayi/"
    )


def test_of_a_choice_on_a_line_it_is_said_that_its_default_is_told(why, run_with):
    run_with({**EXCHANGE, "why": ["push.unchanged-members"]})

    assert why("run.jsonl:2").stdout.endswith(
        "push.unchanged-members\n"
        "  A change of membership that the provider would not see sends nothing.\n"
        "  How sure: chosen: no source decides it, or they differ; our choice\n"
        "  Said is what the switch push_unchanged_members does by default; a scenario may have turned it.\n"
    )


@pytest.mark.parametrize(
    "event, line, said",
    [
        (EXCHANGE, "step 3, check user exists: GET /Users?startIndex=1&count=100 -> 200",
         "It is not known which rules made this."),
        ({**EXCHANGE, "origin": "verify", "response": None, "error": "Read timed out"},
         "step 3, check user exists: GET /Users?startIndex=1&count=100 -> Read timed out",
         "Neither Okta nor the provider did this; it is of the run itself, and no rule makes it."),
        ({"event": "warning", "at": "x", "text": "t"}, "warning: t", "It is not known which rules made this."),
        ({"event": "wait", "at": "x", "seconds": 300, "reason": "r"}, "300 s pass: r",
         "It is not known which rules made this."),
        ({"event": "log", "at": "x", "entry": {"eventType": "user.x", "outcome": {"result": "SUCCESS"}}},
         "System Log: user.x SUCCESS", "It is not known which rules made this."),
        ({"event": "task", "at": "x", "state": "opened", "operation": "o", "text": "Automatic"},
         "task opened: Automatic", "It is not known which rules made this."),
        ({"event": "step_finished", "at": "x", "step": 1, "outcome": "failure", "error": "no"},
         "step 1, the step ends: failure: no", "It is not known which rules made this."),
        ({"event": "step_finished", "at": "x", "step": 1, "outcome": "success"}, "step 1, the step ends: success",
         "Nothing stopped the step; what it sent and did stands on lines of their own, each with its rules."),
        ({"event": "wait", "at": "x", "step": 1, "seconds": 60, "reason": "the scenario waits"},
         "step 1, 60 s pass: the scenario waits",
         "Neither Okta nor the provider did this; it is of the run itself, and no rule makes it."),
        ({"event": "wait", "at": "x", "step": 1, "seconds": 60, "reason": "until provision is tried again"},
         "step 1, 60 s pass: until provision is tried again", "It is not known which rules made this."),
        ({"event": "expectation", "at": "x", "held": True, "what": "w"}, "expected: w", OUR_OWN),
        ({"event": "expectation", "at": "x", "held": False, "what": "w"}, "expected, and not so: w", OUR_OWN),
        ({"event": "step_started", "at": "x", "step": 1, "verb": "assign_user"}, "step 1, the step begins: assign_user",
         OUR_OWN),
        ({"event": "finding", "at": "x", "subject": "ada", "attribute": "a", "text": "t"},
         "what was sent is not what is there: t", OUR_OWN),
        ({"event": "standing", "at": "x", "name": "ada", "okta": "STAGED", "provider": "active", "agrees": False},
         "who is where: ada: in Okta STAGED, at the provider active", OUR_OWN),
        ({"event": "run_started", "at": "x", "scenario": "S", "file": "s.yaml", "seed": 1, "integration": "aiw",
          "provider": {}, "version": "0"}, "the run begins: S", OUR_OWN),
        ({"event": "run_finished", "at": "x", "kept": True, "counts": {}, "seconds": 1.0}, "the run ends", OUR_OWN),
    ],
    ids=lambda value: value["event"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_where_no_rule_is_named_nothing_is_claimed(why, run_with, event, line, said):
    run_with(event)

    ran = why("run.jsonl:2")

    assert (ran.exit_code, ran.stdout) == (0, f"run.jsonl:2\n  {line}\n\nWhy\n  {said}\n")


def test_the_rules_by_which_the_hub_answered_follow_those_of_the_request(why, run_with):
    answered = {"status": 400, "headers": {}, "body": None, "why": ["hub.username.digits"]}
    run_with({**EXCHANGE, "why": ["create.post"], "response": answered})

    said = why("run.jsonl:2").stdout
    assert said.index("\ncreate.post\n") < said.index("\nThe answer\n  The bundled Hub answered so by its rules:\n")
    assert "\nhub.username.digits\n  A username of digits alone is refused.\n  How sure: documented" in said


def test_of_a_refusal_without_a_rule_nothing_is_claimed(why, run_with):
    run_with({**EXCHANGE, "why": ["create.post"], "response": {"status": 400, "headers": {}, "body": None}})

    assert why("run.jsonl:2").stdout.endswith(
        "The answer\n"
        "  It is not known by which rule the provider refuses: an endpoint tells none, and what a fault or a quirk of "
        "the scenario answers is by no rule of the Hub's.\n"
    )


def test_a_rule_of_another_version_is_named_as_such(why, run_with):
    run_with({**EXCHANGE, "why": ["create.by-moonlight"]})

    assert why("run.jsonl:2").stdout.endswith(
        "create.by-moonlight\n"
        "  The register does not have this rule: another version of oktasim wrote the run.\n"
    )  # fmt: skip


@pytest.mark.parametrize(
    "place, said",
    [
        ("run.jsonl:1", "run.jsonl:1: this is not a line of an oktasim run: "),
        ("run.jsonl:9", "run.jsonl has no line 9; lines are counted from 1"),
        ("run.jsonl:0", "run.jsonl has no line 0; lines are counted from 1"),
        ("gone.jsonl:1", "gone.jsonl cannot be read: No such file or directory"),
        (".:1", ". cannot be read: Is a directory"),
        ("run.jsonl:99999999999999999999", "run.jsonl has no line 99999999999999999999; lines are counted from 1"),
        (f"run.jsonl:{'9' * 5000}", f"run.jsonl has no line {'9' * 5000}; lines are counted from 1"),
        ("x" * 5000, "the register has nothing with all of these words: xxx"),
        ("run.jsonl", "run.jsonl is a file; give a line of it, such as run.jsonl:12"),
        ("run.jsonl:last", "run.jsonl is a file; give a line of it, such as run.jsonl:12"),
        ("run.jsonl 2", "run.jsonl is a file; give a line of it, such as run.jsonl:12"),
        ("note.txt:1", "note.txt:1: this is not a line of an oktasim run: it is not JSON (Expecting value, column 1)"),
        ("note.txt:2", "note.txt:2: this is not a line of an oktasim run: it is empty"),
        ("note.txt:3", "note.txt:3: this is not a line of an oktasim run: not an event: an object with the member"),
    ],
)
def test_what_is_no_line_of_a_run_is_explained(why, run_with, tmp_path, place, said):
    run_with(EXCHANGE)
    (tmp_path / "note.txt").write_text("a note\n\n{}\n")

    ran = why(place)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"Error: {said}")


def test_a_terminal_is_not_overrun(terminal):
    code, shown = terminal("why", "push")

    assert code == 0
    assert "…" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_switch_is_explained_by_the_name_that_a_reports_head_gives_it(why):
    for name, rule in (("hub.null_group_external_id", "hub.group.null-external-id"), ("log_reason", "log.reason")):
        ran = why(name)
        assert (ran.exit_code, ran.stdout.splitlines()[0]) == (0, rule)
