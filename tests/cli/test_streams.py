"""Standard streams that are closed, full, or cannot show every letter."""

import json

import pytest

FULL = "standard output cannot be written: No space left on device"


ANEW = ("--help", "schema", "eval")
"""What is run by a Python that is started, since its streams are what this is about; the rest by forks of one."""


@pytest.mark.parametrize("line", ["play story.yaml", "schema", "--help", "eval 1 --json"])
def test_a_full_output_ends_in_one_sentence_and_2(process, story, line):
    done = process(f"oktasim {line} > /dev/full", anew=line.startswith(ANEW))

    assert done.returncode == 2
    assert done.stderr.decode() == f"Error: {FULL}\n"


@pytest.mark.parametrize(
    "line, closed",
    [
        ("play story.yaml --step", "<&-"),
        ("eval", "<&-"),
        ("play story.yaml", ">&-"),
        ("schema", ">&-"),
        ("play story.yaml --step", "2>&-"),
        ("play story.yaml --step --log run.jsonl", "<&- >&- 2>&-"),
    ],
)
def test_a_closed_stream_is_no_crash(process, story, line, closed):
    done = process(f"oktasim {line} < /dev/null {closed}", anew=line.startswith(ANEW))

    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "line, reader",
    [
        ("play story.yaml", "head -1 > first"),
        ("play story.yaml --report har:-", "true"),
        ("schema", "head -1 > first"),
        ("list", "true"),
        ("--help", "true"),
        ("--help", "head -1 > first"),
    ],
)
def test_a_reader_that_has_enough_is_no_failure(process, story, line, reader):
    shell = f"oktasim {line} 2> said | {reader}; echo ${{PIPESTATUS[0]}}; grep -c Error said"
    done = process(shell, anew=line.startswith(ANEW))

    assert done.stdout == b"0\n0\n"
    assert done.stderr == b""


def test_a_run_that_nobody_reads_is_played_to_its_end_and_its_files_are_written(process, story, tmp_path):
    story.write_text(story.read_text() + "    expect: {outcome: failure}\n")

    done = process(
        "oktasim play story.yaml --log run.jsonl --report markdown:run.md 2>&1 | true; echo ${PIPESTATUS[0]}"
    )

    assert done.stdout == b"1\n"
    assert '"event":"run_finished"' in (tmp_path / "run.jsonl").read_text()
    assert "**Not everything was as expected.**" in (tmp_path / "run.md").read_text()


def test_a_stream_of_answers_that_nobody_reads_ends(process):
    done = process("""yes '{"expression": "1"}' | oktasim eval | head -2; echo ${PIPESTATUS[1]}""", anew=True)

    assert done.stdout.splitlines()[2:] == [b"0"]


def test_what_an_encoding_does_not_have_is_escaped(process, story):
    done = process("oktasim play story.yaml -q", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert b"\\u2713 As expected" in done.stdout


@pytest.mark.parametrize(
    "line", ["play story.yaml --report jsonl:-", "schema", "eval '\"é\"' --json", 'eval <<< \'{"expression": "é"}\'']
)
def test_what_programs_read_is_utf_8_whatever_the_encoding(process, story, line):
    story.write_text(story.read_text().replace("A small story", "Größe"))

    done = process(f"oktasim {line}", anew=line.startswith(ANEW), PYTHONIOENCODING="ascii")

    text = done.stdout.decode()
    assert [json.loads(part) for part in ([text] if line == "schema" else text.splitlines())]


def test_bytes_that_are_no_text_are_answered_like_any_other_mistake(process):
    done = process('printf \'\\xff\\n{"expression": "1"}\\n\' | oktasim eval')

    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert "error" in first
    assert second == {"value": 1}
