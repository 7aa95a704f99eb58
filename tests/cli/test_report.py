"""`oktasim report`: runs that are whole, damaged, or none."""

import json
import os
import threading

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.cli.recording import SavedRun
from simulator.errors import UnreadableError
from simulator.reports import FORMATS
from tests.cli.conftest import STORY


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> str:
    """The log of the small story, played once."""
    folder = tmp_path_factory.mktemp("played")
    (folder / "story.yaml").write_text(STORY)
    arguments = ["play", str(folder / "story.yaml"), "-q", "--log", str(folder / "run.jsonl")]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    return (folder / "run.jsonl").read_text()


@pytest.fixture
def run(monkeypatch, tmp_path, log):
    """Runs the command in a folder that holds run.jsonl."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.jsonl").write_text(log)

    def runner(*arguments):
        return CliRunner().invoke(cli, arguments)

    return runner


@pytest.mark.parametrize("form", FORMATS)
def test_the_output_is_what_would_be_printed(run, tmp_path, form):
    printed = run("report", "run.jsonl", "-f", form).stdout

    assert run("report", "run.jsonl", "-f", form, "-o", "out").exit_code == 0
    assert (tmp_path / "out").read_text() == printed


def test_the_output_cannot_be_the_run(run, tmp_path):
    before = (tmp_path / "run.jsonl").read_text()

    result = run("report", "run.jsonl", "-f", "markdown", "-o", "./run.jsonl")

    assert result.exit_code == 2
    assert result.stderr == "Error: run.jsonl holds the run; give another file to --output\n"
    assert (tmp_path / "run.jsonl").read_text() == before


def deep(levels):
    return [] if levels == 0 else [deep(levels - 1)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("kind", "member", "value", "complaint"),
    [
        ("exchange", "request", None, "exchange: the member `request` cannot be null"),
        ("exchange", "request", {}, "request: the member `method` is missing"),
        ("exchange", "response", {"headers": {}}, "response: the member `status` is missing"),
        ("exchange", "response", {"status": "200", "headers": {}}, 'response: the member `status` cannot be "200"'),
        ("exchange", "milliseconds", "x", 'exchange: the member `milliseconds` cannot be "x"'),
        ("run_started", "format", "1", 'run_started: the member `format` cannot be "1"'),
        ("run_started", "format", 2, "format 2 is newer than this version of oktasim reads (1)"),
        ("run_started", "provider", None, "run_started: the member `provider` cannot be null"),
        ("run_started", "provider", {"kind": 5}, "provider: the member `kind` cannot be 5"),
        ("run_started", "seed", 10**1500, "a number of 1501 digits is too long"),
        ("log", "entry", {"eventType": "a.b"}, "entry: the member `outcome` is missing"),
        ("log", "entry", {"eventType": "a.b", "outcome": "x"}, 'entry: the member `outcome` cannot be "x"'),
        ("exchange", "request", deep(200), "it is nested more than 108 levels deep"),
        ("step_started", "verb", 3, "step_started: the member `verb` cannot be 3"),
        ("step_started", "step", "a", 'step_started: the member `step` cannot be "a"'),
        ("run_finished", "counts", {"steps": "x"}, 'counts: the member `steps` cannot be "x"'),
        ("run_finished", "event", ["x"], "unknown event ['x']"),
    ],
)
def test_a_damaged_line_is_named_and_what_is_wrong_with_it(run, tmp_path, form, kind, member, value, complaint):
    events = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text().splitlines()]
    number = next(number for number, event in enumerate(events, 1) if event["event"] == kind)
    events[number - 1][member] = value
    (tmp_path / "run.jsonl").write_text("".join(f"{json.dumps(event)}\n" for event in events))

    result = run("report", "run.jsonl", "-f", form, "-o", "out")

    assert result.exit_code == 2
    used = "; what stands before it is used" if number > 1 else ""
    assert result.stderr == f"Error: run.jsonl:{number}: this is not a line of an oktasim run: {complaint}{used}\n"
    assert (tmp_path / "out").exists() is (number > 1)


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_cut_off_within_a_line_is_rendered_like_one_cut_off_before_it(run, tmp_path, form):
    lines = (tmp_path / "run.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "whole.jsonl").write_text("".join(lines[:5]))
    (tmp_path / "torn.jsonl").write_text("".join(lines[:5]) + lines[5][:40])

    whole, torn = run("report", "whole.jsonl", "-f", form), run("report", "torn.jsonl", "-f", form)

    assert (whole.exit_code, torn.exit_code) == (0, 2)
    assert torn.stdout == whole.stdout
    assert torn.stderr.startswith("Error: torn.jsonl:6: this is not a line of an oktasim run: ")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "run.jsonl is empty; "),
        (b"\n\n", "run.jsonl is empty; "),
        (b"\xff\xfe", "run.jsonl is not UTF-8 text; "),
        (b"[" * 100_000, "run.jsonl:1: this is not a line of an oktasim run: it is nested more than 108 levels deep"),
    ],
    ids=["empty", "blank", "bytes", "deep"],
)
def test_what_is_no_run_is_explained(run, tmp_path, content, complaint):
    (tmp_path / "run.jsonl").write_bytes(content)

    result = run("report", "run.jsonl")

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {complaint}")


def test_a_run_that_is_not_there_and_an_output_that_cannot_be_are_explained(run):
    assert run("report", "none.jsonl").stderr == "Error: none.jsonl cannot be read: No such file or directory\n"
    assert (
        run("report", "run.jsonl", "-o", "no/x").stderr == "Error: no/x cannot be written: No such file or directory\n"
    )


def test_steps_of_a_page_can_be_chosen(run):
    whole = run("report", "run.jsonl", "-f", "markdown").stdout
    second = run("report", "run.jsonl", "-f", "markdown", "--steps", "2").stdout

    assert "Okta tests the connection" in whole
    assert "Okta tests the connection" not in second
    assert second == run("report", "run.jsonl", "-f", "markdown", "--steps", "2-").stdout
    assert "3 requests: 3 by captured rules." in whole
    assert run("report", "run.jsonl", "-f", "markdown", "--steps", "1-2").stdout == whole
    assert (
        run("report", "run.jsonl", "-f", "markdown", "--steps", "2", "--only", "requests").stdout.count("```http") == 2
    )


@pytest.mark.parametrize("options, said", [
    (("-f", "markdown", "--steps", "3"), "Error: the run has 2 steps; give --steps others than 3\n"),
    (("-f", "markdown", "--steps", "1-3"), "Error: the run has 2 steps; give --steps others than 3\n"),
    (("-f", "html", "--steps", "1"), "Error: --steps is for pages in Markdown; add --format markdown\n"),
    (("--only", "requests"), "Error: --only is for pages in Markdown; add --format markdown\n"),
    (("-f", "markdown", "--steps", "2-1"), "'2-1' ends before it begins; give 1-2\n"),
    (("-f", "markdown", "--steps", "0"), "'0' is no steps; give a number or two, such as 3, 3-5 or 3-\n"),
    (("-f", "markdown", "--steps", "a"), "'a' is no steps"),
    (("-f", "markdown", "--only", "all"), "'all' is not one of"),
    (
        ("-f", "markdown", "--steps", "1", "--only", "mappings"),
        "Error: there is nothing of these steps to show as mappings; choose others, or leave out --only\n",
    ),
])  # fmt: skip
def test_steps_and_parts_that_cannot_be_shown_are_refused(run, options, said):
    result = run("report", "run.jsonl", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_from_a_pipe_is_rendered_as_one_from_a_file(process, tmp_path, log, form):
    (tmp_path / "run.jsonl").write_text(log)

    piped = process(f"oktasim report /dev/stdin -f {form} < <(cat run.jsonl)")

    assert (piped.returncode, piped.stderr) == (0, b"")
    assert piped.stdout == process(f"oktasim report run.jsonl -f {form}").stdout


def test_a_run_from_a_pipe_can_be_gone_through_again_to_the_line_that_is_none(tmp_path, log):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_text, args=(f"{log}no event\n",))
    writing.start()
    saved = SavedRun(pipe)

    first, second = list(saved), list(saved)
    writing.join()

    assert first == second
    assert len(first) == len(log.splitlines())
    assert saved.complaint.startswith(f"{pipe}:{len(first) + 1}: this is not a line of an oktasim run: ")


def test_a_run_that_grows_meanwhile_is_the_second_time_what_it_was_the_first(tmp_path, log):
    path = tmp_path / "run.jsonl"
    lines = log.splitlines(keepends=True)
    path.write_text("".join(lines[:5]))
    saved = SavedRun(path)

    first = list(saved)
    path.write_text(log)

    assert list(saved) == first
    assert len(first) == 5


def test_a_run_that_is_written_anew_meanwhile_is_refused(tmp_path, log):
    path = tmp_path / "run.jsonl"
    path.write_text(log)
    saved = SavedRun(path)
    list(saved)
    path.write_text(log.splitlines(keepends=True)[0])

    with pytest.raises(UnreadableError, match=r"run\.jsonl was written anew while it was read; give it again$"):
        list(saved)
