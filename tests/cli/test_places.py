"""Where logs and reports go: nothing is written twice, over a scenario, or where it cannot be."""

import os
import stat

import pytest
from click.testing import CliRunner

from provider_stub.http.line_file import LineFile
from simulator.cli import cli


@pytest.fixture
def play(monkeypatch, tmp_path, story):
    """Plays the small story, quietly, in its folder."""
    monkeypatch.chdir(tmp_path)

    def played(*options, scenarios=("story.yaml",)):
        return CliRunner().invoke(cli, ["play", *scenarios, "-q", *options])

    return played


@pytest.mark.parametrize(
    "options",
    [
        ("--log", "one", "--report", "markdown:one"),
        ("--log", "one", "--report", "markdown:./one"),
        ("--report", "markdown:one", "--report", "curl:one"),
    ],
)
def test_two_outputs_in_one_file_are_refused(play, tmp_path, options):
    result = play(*options)

    assert result.exit_code == 2
    assert "would be written twice; give another file" in result.stderr
    assert not (tmp_path / "one").exists()


@pytest.mark.parametrize("options", [("--log", "story.yaml"), ("--report", "markdown:../{folder}/story.yaml")])
def test_the_scenario_is_never_written_over(play, story, tmp_path, options):
    before = story.read_text()

    result = play(*(option.format(folder=tmp_path.name) for option in options))

    assert result.exit_code == 2
    assert "story.yaml holds the scenario; give another file" in result.stderr
    assert story.read_text() == before


def test_a_folder_for_the_logs_is_made(play, tmp_path):
    (tmp_path / "second.yaml").write_text((tmp_path / "story.yaml").read_text())

    result = play("--log", "new/logs/", scenarios=("story.yaml", "second.yaml"))

    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "new/logs").iterdir()) == ["second.jsonl", "story.jsonl"]


def test_scenarios_of_the_same_name_do_not_share_a_log(play, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/story.yaml").write_text((tmp_path / "story.yaml").read_text())

    result = play("--log", "logs/", scenarios=("story.yaml", "other"))

    assert result.exit_code == 2
    assert "logs/story.jsonl would be written twice" in result.stderr


def test_a_folder_that_cannot_be_made_is_explained(play):
    assert play("--log", "story.yaml/").stderr == "Error: the folder story.yaml cannot be made: File exists\n"


@pytest.mark.parametrize("log", ["", "-"])
def test_a_log_is_a_file(play, log):
    result = play("--log", log)

    assert result.exit_code == 2
    assert "`--report jsonl:-`" in result.stderr


def test_a_report_that_cannot_be_written_sends_nothing_and_leaves_nothing(play, tmp_path):
    result = play("--log", "run.jsonl", "--report", "markdown:no/such/run.md")

    assert result.exit_code == 2
    assert result.stderr == "Error: no/such/run.md cannot be written: No such file or directory\n"
    assert not (tmp_path / "run.jsonl").exists()


@pytest.mark.parametrize("options", [("--log", "/dev/full"), ("--report", "markdown:/dev/full")])
def test_a_full_disk_is_explained(play, options):
    result = play(*options)

    assert result.exit_code == 2
    assert result.stderr == "Error: /dev/full cannot be written: No space left on device\n"


def test_a_disk_that_fills_up_leaves_whole_lines(process, story, tmp_path):
    done = process("ulimit -f 8; oktasim play story.yaml -q --log run.jsonl --report markdown:run.md", anew=True)

    assert done.returncode == 2
    assert done.stderr == b"Error: run.jsonl cannot be written: File too large\n"
    assert (tmp_path / "run.jsonl").read_text().endswith("}\n")
    assert not (tmp_path / "run.md").exists()


def test_a_log_that_goes_into_a_pipe_can_be_reported_too(process, story, tmp_path):
    done = process(
        "oktasim play story.yaml -q --log >(cat > copy.jsonl) --report jsonl:run.jsonl; sleep 0.2", anew=True
    )

    assert done.returncode == 0
    assert (tmp_path / "copy.jsonl").read_text() == (tmp_path / "run.jsonl").read_text() != ""


@pytest.mark.parametrize("options", [("--log", "taken.jsonl"), ("--report", "html:taken.jsonl")])
@pytest.mark.parametrize("log", [(), ("--log", "run.jsonl")])
def test_a_file_that_another_process_writes_is_refused_and_left_alone(play, tmp_path, options, log):
    taken = LineFile(tmp_path / "taken.jsonl")
    taken.add(b"its own\n")

    result = play(*options, *(log if "--log" not in options else ()))

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == ("Error: taken.jsonl cannot be written: another process is writing it; give another file\n")
    assert {each.name for each in tmp_path.iterdir()} == {"story.yaml", "taken.jsonl"}
    taken.close()
    assert (tmp_path / "taken.jsonl").read_text() == "its own\n"


def test_a_log_is_private_and_a_report_as_the_umask_says(play, tmp_path):
    before = os.umask(0o022)
    try:
        play("--log", "run.jsonl", "--report", "markdown:run.md")
    finally:
        os.umask(before)

    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert (modes["run.jsonl"], modes["run.md"]) == (0o600, 0o644)


def test_a_log_that_is_there_keeps_its_mode_and_loses_the_earlier_run(play, tmp_path):
    log = tmp_path / "run.jsonl"
    log.write_text("of an earlier run\n")
    log.chmod(0o640)

    play("--log", "run.jsonl")

    assert stat.S_IMODE(log.stat().st_mode) == 0o640
    assert log.read_text().startswith('{"event":"run_started"')


def test_a_log_that_is_a_link_stays_one(play, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run.jsonl").symlink_to("elsewhere/run.jsonl")
    (tmp_path / "run.md").symlink_to("elsewhere/run.md")

    play("--log", "run.jsonl", "--report", "markdown:run.md")

    assert (tmp_path / "run.jsonl").is_symlink()
    assert (tmp_path / "elsewhere" / "run.jsonl").read_text().endswith("}\n")
    assert (tmp_path / "elsewhere" / "run.md").read_text().startswith("# A small story")


@pytest.mark.parametrize(
    "line",
    [
        "import {0} -o {0} --force",
        "report {0} -o {0}",
        "report {0} -o hard-link",
        "preflight {0} -o soft-link",
        "preflight story.yaml --taken {0} -o {0}",
        "preflight story.yaml --scenario {0} -o {0}",
        "play {0} --log hard-link",
    ],
)
def test_no_output_takes_its_inputs_place(monkeypatch, story, tmp_path, line):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "input.yaml").write_text(story.read_text())
    (tmp_path / "hard-link").hardlink_to("input.yaml")
    (tmp_path / "soft-link").symlink_to("input.yaml")

    result = CliRunner().invoke(cli, line.format("input.yaml").split())

    assert result.exit_code == 2
    assert "; give another file" in result.stderr
    assert (tmp_path / "input.yaml").read_text() == story.read_text()


def test_the_same_file_cannot_have_two_names(play, tmp_path):
    (tmp_path / "one").touch()
    (tmp_path / "two").hardlink_to(tmp_path / "one")

    assert "two would be written twice" in play("--log", "one", "--report", "markdown:two").stderr


LONG = "a" * 300


@pytest.mark.parametrize(
    "line",
    [
        f"play story.yaml --log {LONG}",
        f"play story.yaml --report html:{LONG}",
        f"import story.yaml -o {LONG}",
        f"new {LONG}",
        f"report story.yaml -o {LONG}",
        f"hub --port 0 --log {LONG}",
        f"hub --port 0 --state {LONG}",
    ],
)
def test_a_name_that_no_file_can_have_is_explained(monkeypatch, tmp_path, story, line):
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(cli, line.split())

    assert result.exit_code == 2
    assert "File name too long" in result.stderr


def test_in_a_folder_that_is_gone_files_cannot_be_written(process, story):
    done = process("mkdir gone; cd gone; rmdir ../gone; oktasim play ../story.yaml -q --log run.jsonl", anew=True)

    assert (done.returncode, done.stderr) == (2, b"Error: run.jsonl cannot be written: No such file or directory\n")


@pytest.mark.parametrize("line", ["--log one > one", "--report html:one > one", "--report html:/dev/stdout > one",
                                  "--log one 2> one"])  # fmt: skip
def test_what_is_printed_and_what_is_written_do_not_share_a_file(process, story, tmp_path, line):
    done = process(f"oktasim play story.yaml {line} || echo $? >> one")

    assert "is where this command prints" in ((tmp_path / "one").read_text() + done.stderr.decode())
    assert (tmp_path / "one").read_text().endswith("2\n")
