"""What holds for every format."""

import dataclasses
import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import simulator
from simulator.play.transcript import Exchange, RunFinished, RunStarted
from simulator.play.transcript import Warning as OktaWarning
from simulator.reports import FORMATS

SAYING = sorted(FORMATS.keys() - {"jsonl"})


def text(name, events):
    return "".join(FORMATS[name](iter(events)))


def test_formats_are_those_of_the_command_line():
    assert list(FORMATS) == ["terminal", "jsonl", "markdown", "html", "har", "curl", "mermaid", "junit"]


@pytest.mark.parametrize("name", SAYING)
def test_every_beginning_of_a_run_can_be_rendered_and_is_said_to_be_cut_off(name, story):
    whole = text(name, story)

    for length in range(1, len(story)):
        assert "cut off here" in text(name, story[:length])
    assert "cut off" not in whole


@pytest.mark.parametrize("name", FORMATS)
def test_run_without_its_beginning_can_be_rendered(name, story):
    assert text(name, story[1:])


@pytest.mark.parametrize("name", SAYING)
@pytest.mark.parametrize("kind, said", [("stub", "this machine"), ("dry-run", "Nothing was sent|nothing is sent"),
                                        ("endpoint", "scim.test/v2")])  # fmt: skip
def test_a_report_says_before_the_first_request_where_it_went(name, kind, said, make):
    provider = {"kind": kind, "base_url": "https://scim.test/v2"}
    rendered = text(name, [make.started(provider=provider, description=None), make.step(1)])
    head = json.loads(rendered)["log"]["comment"] if name == "har" else rendered.split("test_connection")[0]

    assert re.search(said, " ".join(head.split()))
    assert ("this machine" in head) == (kind == "stub")


@pytest.mark.parametrize("name", SAYING)
@pytest.mark.parametrize(
    "integration, said",
    [("aiw", "made with the App Integration Wizard"), ("oin", "from the Okta Integration Network (catalogue app)")],
)
def test_a_report_writes_out_how_the_app_came_to_be(name, integration, said, make):
    rendered = html.unescape(text(name, [make.started(integration=integration), make.step(1)]))

    assert said in " ".join(rendered.replace("\\", "").replace("\n#", "").split())
    assert integration not in rendered.split("<body>")[-1].split()


def test_each_entry_of_an_archive_says_that_the_bundled_hub_answered(make):
    def comments(kind):
        asked = make.exchange(1, "GET /Users", (200, None))
        run = make.started(provider={"kind": kind, "base_url": "https://huggingface.co"})
        return [entry["comment"] for entry in json.loads(text("har", [run, make.step(1), asked]))["log"]["entries"]]

    assert all(said.endswith("; answered by the bundled Hub, in process") for said in comments("stub"))
    assert not any("bundled" in said for said in comments("endpoint"))


@pytest.mark.parametrize("name", FORMATS)
def test_two_runs_in_one_file_are_both_rendered(name, story, make):
    other = make.started(scenario="Another story")

    assert "Another story" in text(name, [*story, other, *story[1:]])


@pytest.mark.parametrize("name", SAYING)
def test_second_run_tells_that_the_first_was_cut_off(name, story, make):
    rendered = text(name, [*story[:-1], make.started(scenario="Another story"), *story[1:]])

    assert "cut off here" in rendered


@pytest.mark.parametrize("name", FORMATS)
def test_half_a_surrogate_pair_from_a_provider_can_be_written_as_utf_8(name, make):
    events = [
        make.started(scenario="half \ud83d"),
        make.step(1, argument="half \ud83d"),
        make.exchange(1, "POST /Users", (500, {"raw": "half \ud83d"}), {"displayName": "half \ud83d"}),
        make.finished(1, "failure", error="half \ud83d"),
        make.end(),
    ]

    assert "\\ud83d" in text(name, events).encode("utf-8").decode("utf-8")


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"terminal", "jsonl", "junit"}))
def test_time_taken_and_the_place_of_the_file_leave_no_trace(name, story):
    def elsewhere(event):
        match event:
            case RunStarted():
                return dataclasses.replace(event, file="C:\\elsewhere\\day.yaml")
            case Exchange():
                return dataclasses.replace(event, milliseconds=event.milliseconds + 777)
            case RunFinished():
                return dataclasses.replace(event, seconds=99.0)
        return event

    assert text(name, story) == text(name, map(elsewhere, story))


@pytest.mark.parametrize("name", ["markdown", "html", "mermaid", "curl"])
def test_documentation_does_not_name_the_version(name, story):
    assert "9.9.9" not in text(name, story)


def test_starting_up_loads_no_format():
    code = "import sys, simulator.reports; print([m for m in ('jinja2', 'simulator.reports.html') if m in sys.modules])"

    root = Path(simulator.__file__).parents[1]

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)

    assert ran.stdout == "[]\n"


@pytest.mark.parametrize("name", ["terminal", "jsonl", "curl", "har"])
def test_long_runs_are_rendered_as_they_are_read(name, make):
    def endless():
        yield make.started()
        for number in range(10_000):
            yield make.step(number)
            yield make.exchange(number, "GET /Users", (200, None))
        pytest.fail("the whole run was read before the first step was written")

    chunks = FORMATS[name](endless())

    assert len([next(chunks) for _ in range(2)]) == 2


@pytest.mark.parametrize("name", FORMATS)
def test_what_okta_warns_of_stands_in_every_format(name, make):
    said = "not sent: the push is in Error"
    events = [make.started(), make.step(1), OktaWarning(at="", step=1, text=said), make.finished(1), make.end()]

    assert said in text(name, events).replace("#58;", ":")
