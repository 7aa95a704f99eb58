"""`oktasim conform`: whom it asks, what it prints and writes, what it ends with."""

import json
import signal
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pytest
import requests
from click.testing import CliRunner

from provider_stub import Settings, create_app
from provider_stub.http.serving import serve
from simulator.cli import cli
from simulator.play import transcript
from tests.cli.conftest import until

TOKEN = "a-token-for-this-test-only"
ACCOUNTS = [{"username": "ada", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}]
LENIENT = ("--quirk", "any-username", "--quirk", "optional-external-id")


@pytest.fixture
def hub() -> Iterator[str]:
    """The base URL of a bundled Hub on a port that takes e-mail addresses as usernames."""
    quirks = frozenset({"any-username", "optional-external-id"})
    with serve(create_app(Settings(token=TOKEN, accounts=ACCOUNTS, quirks=quirks))) as server:
        yield f"{server.url}/api/organizations/acme/scim/v2"


def conform(*arguments, token=TOKEN):
    return CliRunner().invoke(cli, ["conform", *map(str, arguments)], env={"SCIM_TOKEN": token})


def test_a_service_that_passes_ends_with_0_and_both_suites_are_run_twice_without_a_clash(hub):
    for _ in range(2):
        result = conform(hub, "--token-env", "SCIM_TOKEN")

        assert result.exit_code == 0, result.output
        assert "✓ Okta SCIM 2.0 SPEC Test: 12 of 12 passed" in result.stdout
        assert "✓ Okta SCIM 2.0 CRUD Test: 5 of 5 passed" in result.stdout
        assert result.stdout.count("1 user was made there and deleted again") == 2
        assert "In Okta: Add new random user to Okta; Assign user to SCIM App." in result.stdout
        assert "What to change" not in result.stdout


def test_a_step_that_fails_ends_with_1_and_with_what_to_change():
    result = conform("--stub", "--suite", "spec")

    assert result.exit_code == 1
    assert "✗ Okta SCIM 2.0 SPEC Test: 9 of 12 passed, 1 failed, 2 not run" in result.stdout
    assert "HTTP status: expected 201" in result.stdout
    _, _, remedies = result.stdout.partition("What to change in the service\n")
    assert remedies.startswith("  Okta SCIM 2.0 SPEC Test, step 6\n    - Answer `POST /Users` with 201")
    assert "RFC 7644 3.3" in remedies


def test_a_wrong_token_fails_and_is_shown_nowhere(hub, tmp_path):
    log = tmp_path / "run.jsonl"
    result = conform(
        hub, "--token-env", "SCIM_TOKEN", "--suite", "spec", "--log", log, "-v", token="another-token-of-mine"
    )

    assert result.exit_code == 1
    assert "expected 200" in result.stdout
    assert "another-token-of-mine" not in result.output + log.read_text()


def test_nobody_there_ends_with_3_and_nothing_has_passed_or_failed(tmp_path):
    junit = tmp_path / "junit.xml"
    result = conform("http://127.0.0.1:9", "--token-env", "SCIM_TOKEN", "--report", f"junit:{junit}")

    assert result.exit_code == 3
    assert "the provider was not reached: Connect to 127.0.0.1:9" in result.stderr
    assert "passed" not in result.stdout
    assert "failed" not in result.stdout
    (suite,) = ElementTree.parse(junit).getroot()
    assert (suite.get("errors"), suite.get("failures")) == ("2", "0")


def test_an_interruption_ends_with_130_and_the_user_is_deleted_first(hub, start):
    reading = {"Authorization": f"Bearer {TOKEN}"}

    def there() -> int:
        return requests.get(f"{hub}/Users", headers=reading, timeout=10).json()["totalResults"]

    arguments = ("conform", hub, "--token-env", "SCIM_TOKEN", "--suite", "crud", "--pauses")
    process = start(*arguments, environment={"SCIM_TOKEN": TOKEN})
    until(lambda: there() == 2)
    process.send_signal(signal.SIGINT)
    output, complaint = process.communicate(timeout=20)

    assert (process.returncode, there()) == (130, 1)
    assert "1 user was made there and deleted again" in output
    assert "Interrupted" in complaint


def test_elsewhere_it_asks_before_anything_is_sent():
    result = conform("https://scim.example.invalid/v2", "--token-env", "SCIM_TOKEN")

    assert result.exit_code == 2
    assert result.stderr == "Error: this would write to https://scim.example.invalid/v2; add --yes to say that it may\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "give the base URL of a SCIM service, or --stub"),
        (["http://127.0.0.1:9", "--stub"], "and not both"),
        (["--stub", "--token-env", "SCIM_TOKEN"], "the bundled Hub makes its own"),
        (["--stub", "--quirk", "no-such"], "there is no quirk 'no-such'"),
        (["http://127.0.0.1:9", "--quirk", "no-patch", "--token-env", "SCIM_TOKEN"], "add --stub"),
        (["http://127.0.0.1:9"], "name the environment variable"),
        (["ftp://127.0.0.1", "--token-env", "SCIM_TOKEN"], "URL takes a base URL"),
        (["--stub", "--max-wait", "nan"], "nan is no number"),
    ],
)
def test_what_cannot_be_used_is_said_and_ends_with_2(arguments, said):
    result = conform(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_junit_has_a_case_for_each_step_with_reason_and_remedy(tmp_path):
    conform("--stub", "--report", f"junit:{tmp_path / 'junit.xml'}")

    spec, crud = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert [spec.get(name) for name in ("name", "tests", "failures", "skipped")] == [
        "Okta SCIM 2.0 SPEC Test", "12", "1", "2",
    ]  # fmt: skip
    assert [crud.get(name) for name in ("tests", "failures", "skipped")] == ["5", "1", "4"]
    failed = spec.findall("testcase")[5]
    assert failed.get("name") == "6. Required Test: Create Okta user with realistic values"
    assert "expected 201, actual 400 Bad Request" in failed.find("failure").get("message")
    assert "remedy   Answer `POST /Users` with 201" in failed.find("failure").text
    assert "which failed" in spec.findall("testcase")[6].find("skipped").get("message")


def test_the_transcript_is_a_run_that_every_report_renders(tmp_path):
    log = tmp_path / "run.jsonl"
    conform("--stub", *LENIENT, "--log", log)

    events = [transcript.parse(line) for line in log.read_text().splitlines()]
    assert [event.scenario for event in events if event.kind == "run_started"] == [
        "Okta SCIM 2.0 SPEC Test", "Okta SCIM 2.0 CRUD Test",
    ]  # fmt: skip
    assert all(event.kept for event in events if event.kind == "run_finished")
    for form in ("markdown", "html", "har", "curl", "mermaid", "junit", "terminal"):
        result = CliRunner().invoke(cli, ["report", str(log), "--format", form])
        assert result.exit_code == 0, result.output
        assert "Users" in result.output


def test_a_report_on_standard_output_has_it_to_itself():
    result = conform("--stub", "--suite", "crud", *LENIENT, "--report", "jsonl:-")

    assert {json.loads(line)["event"] for line in result.stdout.splitlines()} > {"run_started", "run_finished"}
    assert "5 of 5 passed" in result.stderr


def test_the_pauses_of_the_suite_are_waited_where_they_are_asked_for(tmp_path):
    conform("--stub", "--suite", "crud", *LENIENT, "--pauses", "--log", tmp_path / "run.jsonl")

    lines = map(json.loads, (tmp_path / "run.jsonl").read_text().splitlines())
    assert [line["seconds"] for line in lines if line["event"] == "wait"] == [20, 20, 20, 20, 40]
