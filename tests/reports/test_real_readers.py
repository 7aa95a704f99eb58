"""Reports read by what will read them: the Mermaid parser, a browser, sh with curl and jq. `.ci/run` installs these."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider_stub import Settings, create_app
from provider_stub.http.serving import Server, serve
from simulator.play.transcript import Event, StepFinished, StepStarted, read
from simulator.reports import FORMATS
from tests.web.console.browser.served import CHROMIUM

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
PARSER = HERE / "mermaid_parser"
STORIES = sorted(path.stem for path in GOLDEN.glob("*.jsonl"))
TOKEN = "a-token-for-this-test-only"


def events(story: str) -> Iterator[Event]:
    path = GOLDEN / f"{story}.jsonl"
    with path.open(encoding="utf-8") as lines:
        yield from read(lines, path.name)


def rendered(form: str, stories: list[str]) -> str:
    return "".join(chunk for story in stories for chunk in FORMATS[form](events(story)))


def hostile() -> str:
    """A page whose diagram is told to be something else, by whoever names a person."""
    names = [
        "a; b",
        "x\nend",
        "%%{init: {}}%%",
        "#35;",
        "<b>",
        "`" * 4,
        "Note over Okta: x",
        "box",
        "\u202e",
        '"',
        "a->>b: c",
    ]
    steps = [
        StepStarted(at="", step=number, verb="retry_tasks" if number % 2 else "hub", argument=name)
        for number, name in enumerate(names, 1)
    ]
    ends = [StepFinished(at="", step=one.step, outcome="failure", error=str(one.argument)) for one in steps]
    return "".join(FORMATS["markdown"](event for both in zip(steps, ends, strict=True) for event in both))


@pytest.mark.skipif(
    not (PARSER / "node_modules").is_dir() or shutil.which("node") is None,
    reason="the Mermaid parser is not installed; npm install --prefix tests/reports/mermaid_parser",
)
def test_the_mermaid_parser_takes_the_diagrams_of_every_bundled_scenario(tmp_path):
    page = tmp_path / "all.md"
    page.write_text(rendered("mermaid", STORIES) + rendered("markdown", STORIES) + hostile(), encoding="utf-8")

    done = subprocess.run(
        ["node", str(PARSER / "parse.mjs"), str(page)], capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 2 * len(STORIES)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_chromium_shows_the_html_report_and_its_script_runs(tmp_path):
    page = tmp_path / "report.html"
    page.write_text(rendered("html", ["username-rules"]), encoding="utf-8")
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=2000",
        f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri(),
    ]  # fmt: skip

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert "Each of the Hub&#39;s username rules" in done.stdout or "Each of the Hub's username rules" in done.stdout
    assert "Refused to" not in done.stderr
    assert "Uncaught" not in done.stderr


@pytest.fixture
def hub() -> Iterator[Server]:
    with serve(create_app(Settings(token=TOKEN))) as server:
        yield server


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="curl and jq are not installed")
def test_the_curl_script_of_quickstart_runs_against_a_fresh_hub(hub, tmp_path):
    script = tmp_path / "quickstart.sh"
    script.write_text(rendered("curl", ["quickstart"]), encoding="utf-8")
    base = f"{hub.url}/api/organizations/acme/scim/v2"

    done = subprocess.run(
        ["sh", str(script)], capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": os.environ["PATH"], "SCIM_BASE": base, "SCIM_TOKEN": TOKEN, "TMPDIR": str(tmp_path)},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    recorded = [
        f"{event.request['method']} {event.response['status']}"
        for event in events("quickstart")
        if getattr(event, "origin", "") == "okta"
    ]
    replayed = [f"{line.split()[0]} {line.split()[-1]}" for line in done.stdout.splitlines() if " -> " in line]
    assert replayed == recorded


@pytest.mark.parametrize("story", STORIES)
def test_a_har_of_a_bundled_scenario_is_json_with_an_entry_for_each_request(story):
    har = json.loads(rendered("har", [story]))

    assert har["log"]["version"] == "1.2"
    assert len(har["log"]["entries"]) == sum(1 for event in events(story) if event.kind == "exchange")
