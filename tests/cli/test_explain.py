"""`oktasim explain` as a command: where the text comes from, what is written, what it exits with."""

import pytest

KNOWN = "Automatic provisioning of user Mira Kol to app HF failed: Matching user not found."
UNKNOWN = "Matching account not found."
NOT_PLAYED = "Error while creating user mira: Connect to scim.example.org:443 failed: Connect timed out"


@pytest.mark.parametrize("line", [
    "oktasim explain '{text}'",
    "oktasim explain {text}",
    "echo '{text}' | oktasim explain",
    "printf '%s\\n' '{text}' | fold -s -w 30 | oktasim explain -",
    "oktasim explain < <(echo '\"{text}\"')",
])  # fmt: skip
def test_the_text_comes_from_arguments_or_standard_input(process, line):
    ran = process(line.format(text=KNOWN))

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Create Users is off" in ran.stdout
    assert b"Source: documented by Okta" in ran.stdout


def test_without_text_on_a_terminal_it_says_how_it_is_used(terminal):
    code, shown = terminal("explain")

    assert code == 2
    assert "Usage: oktasim explain" in shown.replace("python -m simulator", "oktasim")


def test_a_terminal_gets_lines_that_fit(terminal):
    code, shown = terminal("explain", KNOWN, COLUMNS="60")

    assert code == 0
    assert max(map(len, shown.splitlines())) <= 60


@pytest.mark.parametrize("line, said", [
    ("oktasim explain < /dev/null", b"there is no text"),
    ("oktasim explain ' '", b"there is no text"),
    ("head -c 9000 /dev/zero | tr '\\0' x | oktasim explain", b"more than 5000 characters"),
    ("oktasim explain -o missing/story.yaml Conflict", b"cannot be written"),
    ("touch story.yaml; oktasim explain -o story.yaml Conflict", b"is there already"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(process, line, said):
    ran = process(line)

    assert ran.returncode == 2
    assert said in ran.stderr
    assert ran.stderr.count(b"\n") == 1


def test_an_unknown_text_exits_with_2_and_names_the_nearest(process):
    ran = process(f"oktasim explain '{UNKNOWN}'")

    assert ran.returncode == 2
    assert b'The nearest on record is "Matching user not found".' in ran.stdout
    assert b'What differs: "account" instead of "user".' in ran.stdout


def test_the_scenario_that_is_written_plays_and_ends_in_the_sentence(process, tmp_path):
    ran = process(f"oktasim explain -o story.yaml '{KNOWN}' && oktasim play story.yaml")

    assert ran.returncode == 0, ran.stderr
    assert b"story.yaml is written; no fault is needed." in ran.stderr
    assert b"As expected" in ran.stdout
    assert "failed: Matching user not found." in ran.stdout.decode().partition("assign_user")[2]


@pytest.mark.parametrize("text", [NOT_PLAYED, UNKNOWN])
def test_nothing_is_written_where_no_play_ends_in_it(process, tmp_path, text):
    (tmp_path / "kept.yaml").write_text("mine\n")

    new = process(f"oktasim explain -o story.yaml '{text}'")
    old = process(f"oktasim explain -o kept.yaml --force '{text}'")

    assert (new.returncode, old.returncode) == (2, 2)
    assert b"story.yaml is not written: no scenario that was played ends in this sentence." in new.stderr
    assert not (tmp_path / "story.yaml").exists()
    assert (tmp_path / "kept.yaml").read_text() == "mine\n"


def test_with_force_a_file_is_written_over(process, tmp_path):
    (tmp_path / "story.yaml").write_text("mine\n")

    assert process(f"oktasim explain --force -o story.yaml '{KNOWN}'").returncode == 0
    assert (tmp_path / "story.yaml").read_text().startswith("name:")


def test_a_token_in_the_text_goes_nowhere(process, tmp_path):
    secret = "abcdefgh12345678"
    ran = process(
        "oktasim explain -o story.yaml 'Error while creating user x: Unauthorized. Errors reported by remote server: "
        f"the header Bearer {secret} is unknown'"
    )

    assert ran.returncode == 0
    assert secret.encode() not in ran.stdout + ran.stderr
    assert secret not in (tmp_path / "story.yaml").read_text()


def test_bytes_and_escapes_that_are_no_text_reach_no_terminal(process, tmp_path):
    ran = process(
        r"printf 'Error while creating user x: Conflict. Errors reported by remote server: \033[31m\377 no' "
        "| oktasim explain -o story.yaml"
    )

    assert ran.returncode in (0, 2)
    assert b"\x1b" not in ran.stdout + ran.stderr
    assert b"Traceback" not in ran.stderr
