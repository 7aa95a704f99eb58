"""The forks that other tests start in place of the command end, print and heed signals as the command does."""

import signal

import pytest

from tests.cli.conftest import until


@pytest.mark.parametrize("line", [
    "oktasim check story.yaml no.yaml; echo $?", "oktasim nope 2>&1 | cat", "X=é oktasim eval '\"é\"' <&- 2>&-",
    "oktasim list >&-; echo $?", "cd /; oktasim docs format > /dev/full; echo $?",
])  # fmt: skip
def test_a_fork_does_what_a_python_that_is_started_does(process, story, line) -> None:
    fork, started = (process(line, anew=anew, PYTHONIOENCODING="ascii") for anew in (False, True))

    assert (fork.returncode, fork.stdout, fork.stderr) == (started.returncode, started.stdout, started.stderr)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_fork_ends_with_what_stands_for_it(start, process, story, number) -> None:
    running = start("play", "story.yaml", "--step", "-q", "--log", "run.jsonl")
    running.stderr.read(5)
    assert process("oktasim play story.yaml -q --log run.jsonl").returncode == 2

    running.send_signal(number)

    assert running.wait(20) == (-number if number == signal.SIGKILL else 128 + number)
    until(lambda: process("oktasim play story.yaml -q --log run.jsonl").returncode == 0)
