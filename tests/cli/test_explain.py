"""`oktasim explain` as a command: where the text comes from, what is written, what it exits with."""

import pytest
from click.testing import CliRunner

from simulator.cli import cli

KNOWN = "Automatic provisioning of user Mira Kol to app HF failed: Matching user not found."
UNKNOWN = "Matching account not found."
NOT_PLAYED = "Error while creating user mira: Connect to scim.example.org:443 failed: Connect timed out"


@pytest.fixture
def explain(monkeypatch, tmp_path):
    """Runs the command in an empty folder, in this process; `given` is its standard input."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, given=""):
        return CliRunner().invoke(cli, ["explain", *arguments], input=given)

    return run


@pytest.mark.parametrize(
    "arguments, given",
    [
        ((KNOWN,), ""),
        (KNOWN.split(), ""),
        ((), f"{KNOWN}\n"),
        ((), f'"{KNOWN}"\n'),
    ],
    ids=["quoted", "words", "input", "in quotes"],
)
def test_the_text_comes_from_arguments_or_standard_input(explain, arguments, given):
    ran = explain(*arguments, given=given)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "Create Users is off" in ran.stdout
    assert "Source: documented by Okta" in ran.stdout


def test_the_text_comes_from_a_pipe_and_its_lines_are_joined(process):
    ran = process(f"printf '%s\\n' '{KNOWN}' | fold -s -w 30 | oktasim explain -")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Create Users is off" in ran.stdout


def test_without_text_on_a_terminal_it_says_how_it_is_used(terminal):
    code, shown = terminal("explain")

    assert code == 2
    assert "Usage: oktasim explain" in shown.replace("python -m simulator", "oktasim")


def test_a_terminal_gets_lines_that_fit(terminal):
    code, shown = terminal("explain", KNOWN, COLUMNS="60")

    assert code == 0
    assert max(map(len, shown.splitlines())) <= 60


@pytest.mark.parametrize(
    "arguments, given, said",
    [
        ((), "", "there is no text"),
        ((" ",), "", "there is no text"),
        ((), "x" * 9000, "more than 5000 characters"),
        (("-o", "missing/story.yaml", "Conflict"), "", "cannot be written"),
        (("-o", "kept.yaml", "Conflict"), "", "is there already"),
    ],
    ids=["no input", "blank", "long", "no folder", "taken"],
)
def test_what_cannot_be_done_is_said_in_a_sentence(explain, tmp_path, arguments, given, said):
    (tmp_path / "kept.yaml").touch()

    ran = explain(*arguments, given=given)

    assert ran.exit_code == 2
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_an_unknown_text_exits_with_2_and_names_the_nearest(explain):
    ran = explain(UNKNOWN)

    assert ran.exit_code == 2
    assert 'The nearest on record is "Matching user not found".' in ran.stdout
    assert 'What differs: "account" instead of "user".' in ran.stdout


def test_the_scenario_that_is_written_plays_and_ends_in_the_sentence(explain):
    ran = explain("-o", "story.yaml", KNOWN)
    played = CliRunner().invoke(cli, ["play", "story.yaml"])

    assert (ran.exit_code, played.exit_code) == (0, 0)
    assert "story.yaml is written; no fault is needed." in ran.stderr
    assert "As expected" in played.stdout
    assert "failed: Matching user not found." in played.stdout.partition("assign_user")[2]


@pytest.mark.parametrize("text", [NOT_PLAYED, UNKNOWN])
def test_nothing_is_written_where_no_play_ends_in_it(explain, tmp_path, text):
    (tmp_path / "kept.yaml").write_text("mine\n")

    new = explain("-o", "story.yaml", text)
    old = explain("-o", "kept.yaml", "--force", text)

    assert (new.exit_code, old.exit_code) == (2, 2)
    assert "story.yaml is not written: no scenario that was played ends in this sentence." in new.stderr
    assert not (tmp_path / "story.yaml").exists()
    assert (tmp_path / "kept.yaml").read_text() == "mine\n"


def test_with_force_a_file_is_written_over(explain, tmp_path):
    (tmp_path / "story.yaml").write_text("mine\n")

    assert explain("--force", "-o", "story.yaml", KNOWN).exit_code == 0
    assert (tmp_path / "story.yaml").read_text().startswith("name:")


def test_a_token_in_the_text_goes_nowhere(explain, tmp_path):
    secret = "abcdefgh12345678"
    ran = explain(
        "-o", "story.yaml",
        "Error while creating user x: Unauthorized. Errors reported by remote server: "
        f"the header Bearer {secret} is unknown",
    )  # fmt: skip

    assert ran.exit_code == 0
    assert secret not in ran.stdout + ran.stderr
    assert secret not in (tmp_path / "story.yaml").read_text()


def test_bytes_and_escapes_that_are_no_text_reach_no_terminal(process, tmp_path):
    ran = process(
        r"printf 'Error while creating user x: Conflict. Errors reported by remote server: \033[31m\377 no' "
        "| oktasim explain -o story.yaml"
    )

    assert ran.returncode in (0, 2)
    assert b"\x1b" not in ran.stdout + ran.stderr
    assert b"Traceback" not in ran.stderr
