"""Runs that are stopped by a signal, and runs that meet on one file: what was asked for is written, and whole."""

import fcntl
import json
import os
import pty
import signal
import socket
import subprocess
import termios
import threading
import time
from contextlib import closing, suppress

import pytest

from tests.cli.conftest import until

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
CUT_OFF = "The run was cut off here"
TOKEN = {"environment": {"TOKEN": "a-token-of-nobody"}}


@pytest.fixture
def silent():
    """A server that takes a connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def busy():
    """A server that asks every client to come back in ten minutes."""
    answer = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 600\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def at(listening):
    return ["--endpoint", f"http://127.0.0.1:{listening.getsockname()[1]}/v2", "--token-env", "TOKEN"]


FILES = ["--log", "run.jsonl", "--report", "markdown:run.md"]


def events(path):
    """The events of a log, every line of which is whole."""
    text = path.read_text()
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def stopped(process, number, folder):
    """Send the signal; how the run ended, once its files were looked at."""
    process.send_signal(number)
    shown, complaint = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert complaint.splitlines()[-1] == ("Interrupted" if number == 2 else f"Stopped by {number.name}")
    assert "Traceback" not in complaint
    assert CUT_OFF in (folder / "run.md").read_text()
    assert [each for each in events(folder / "run.jsonl") if each["event"] == "run_finished"] == []
    return shown


@pytest.mark.parametrize("number", SIGNALS)
def test_a_run_that_waits_for_an_answer_writes_its_files_and_ends(start, story, tmp_path, silent, number):
    process = start("play", "story.yaml", *at(silent), *FILES, **TOKEN)
    connection, _ = silent.accept()

    with closing(connection):
        assert CUT_OFF in stopped(process, number, tmp_path)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_run_that_waits_for_its_next_attempt_writes_its_files_and_ends(start, story, tmp_path, busy, number):
    process = start("play", "story.yaml", *at(busy), *FILES, **TOKEN)
    until(lambda: '"wait"' in (tmp_path / "run.jsonl").read_text())

    stopped(process, number, tmp_path)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_run_that_waits_for_enter_writes_its_files_and_ends(start, story, tmp_path, number):
    process = start("play", "story.yaml", "--step", *FILES)
    process.stderr.read(5)

    stopped(process, number, tmp_path)


def test_the_question_before_an_endpoint_is_written_to_can_be_left(start, story, tmp_path):
    ours, theirs = pty.openpty()
    elsewhere = ["--endpoint", "https://scim.example.com/v2", "--token-env", "TOKEN"]
    process = start("play", "story.yaml", *elsewhere, "--log", "run.jsonl", **TOKEN, stdin=theirs)
    process.stderr.read(20)
    time.sleep(0.2)  # Python's input() does not hear a signal between its prompt and its reading

    process.send_signal(signal.SIGTERM)

    assert process.wait(20) == 128 + signal.SIGTERM
    assert not (tmp_path / "run.jsonl").exists()
    for end in (ours, theirs):
        os.close(end)


def test_what_is_ignored_as_under_nohup_stays_ignored(start, story, tmp_path):
    deaf = ["bash", "-c", 'trap "" HUP; exec "$@"', "-"]
    process = start("play", "story.yaml", "--step", "-q", before=deaf)
    process.stderr.read(5)

    process.send_signal(signal.SIGHUP)
    process.communicate("\n\n", timeout=20)

    assert process.returncode == 0


def test_a_terminal_that_goes_away_ends_the_run_as_a_hangup_and_leaves_its_files(start, story, tmp_path, silent):
    ours, theirs = pty.openpty()
    process = start(
        "play", "story.yaml", *at(silent), *FILES, **TOKEN, stdin=theirs, stdout=theirs, stderr=theirs, anew=True,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(theirs)
    connection, _ = silent.accept()

    with closing(connection):
        os.close(ours)
        assert process.wait(20) == 128 + signal.SIGHUP
    assert CUT_OFF in (tmp_path / "run.md").read_text()
    assert events(tmp_path / "run.jsonl")


def reporting(start, tmp_path):
    """A run that is over and whose first report nobody takes yet."""
    os.mkfifo(tmp_path / "pipe")
    process = start(
        "play", "story.yaml", "--log", "run.jsonl", "--report", "markdown:pipe", "--report", "html:run.html"
    )
    until(lambda: '"run_finished"' in (tmp_path / "run.jsonl").read_text())
    time.sleep(0.2)  # nothing tells when it stands at the pipe
    process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.2)
    return process


def test_reports_under_way_are_finished_before_a_signal_is_heeded(start, story, tmp_path):
    process = reporting(start, tmp_path)

    assert "\nHTTP/1.1 201 Created\n" in (tmp_path / "pipe").read_text()

    assert process.wait(20) == 128 + signal.SIGTERM
    assert (tmp_path / "run.html").read_text().rstrip().endswith("</html>")


def test_a_second_signal_does_not_wait_and_no_empty_report_is_left(start, story, tmp_path):
    process = reporting(start, tmp_path)

    process.send_signal(signal.SIGINT)

    assert process.wait(20) in (128 + signal.SIGTERM, 128 + signal.SIGINT)
    assert not (tmp_path / "run.html").exists()
    assert events(tmp_path / "run.jsonl")[-1]["event"] == "run_finished"


def test_two_runs_cannot_share_a_log(start, process, story, tmp_path):
    first = start("play", "story.yaml", "--step", *FILES)
    first.stderr.read(5)
    before = (tmp_path / "run.jsonl").read_bytes()

    second = process("oktasim play story.yaml --report jsonl:- --log run.jsonl")

    assert (second.returncode, second.stdout) == (2, b"")
    sentence = "Error: run.jsonl cannot be written: another process is writing it; give another file\n"
    assert second.stderr.decode() == sentence
    assert (tmp_path / "run.jsonl").read_bytes() == before
    first.communicate("\n\n", timeout=20)
    assert first.returncode == 0
    assert events(tmp_path / "run.jsonl")[-1]["event"] == "run_finished"


def test_a_file_is_free_again_when_its_run_was_killed(start, process, story, tmp_path):
    first = start("play", "story.yaml", "--step", *FILES, anew=True)
    first.stderr.read(5)
    first.kill()
    first.wait()

    assert process("oktasim play story.yaml -q " + " ".join(FILES)).returncode == 0
    assert "\nHTTP/1.1 201 Created\n" in (tmp_path / "run.md").read_text()


def test_no_file_of_ours_stays_in_the_temporary_folder_of_a_killed_run(start, story, tmp_path):
    (tmp_path / "temporary").mkdir()
    process = start(
        "play", "story.yaml", "--step", "--report", "markdown:run.md", anew=True,
        environment={"TMPDIR": str(tmp_path / "temporary")},
    )  # fmt: skip
    process.stderr.read(5)
    process.kill()
    process.wait()

    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_words_of_a_signal_are_in_no_pipe_of_the_report(start, story, tmp_path):
    process = start("play", "story.yaml", "--step", "--report", "jsonl:-")
    process.stderr.read(5)
    process.send_signal(signal.SIGTERM)
    shown, _ = process.communicate(timeout=20)

    assert [json.loads(line)["event"] for line in shown.splitlines()] == ["run_started"]
    assert process.returncode == 128 + signal.SIGTERM
