"""Where logs and reports go: nothing is written twice, over a scenario, or where it cannot be."""

import pytest
from click.testing import CliRunner

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
    done = process("ulimit -f 8; oktasim play story.yaml -q --log run.jsonl --report markdown:run.md")

    assert done.returncode == 2
    assert done.stderr == b"Error: run.jsonl cannot be written: File too large\n"
    assert (tmp_path / "run.jsonl").read_text().endswith("}\n")
    assert not (tmp_path / "run.md").exists()


def test_a_log_that_goes_into_a_pipe_can_be_reported_too(process, story, tmp_path):
    done = process("oktasim play story.yaml -q --log >(cat > copy.jsonl) --report jsonl:run.jsonl; sleep 0.2")

    assert done.returncode == 0
    assert (tmp_path / "copy.jsonl").read_text() == (tmp_path / "run.jsonl").read_text() != ""
