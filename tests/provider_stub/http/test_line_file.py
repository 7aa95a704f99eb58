"""Files of whole lines that one process writes."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from provider_stub.http.line_end import cut_off
from provider_stub.http.line_file import LineFile, ServerLog, claim

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log.jsonl"


def test_lines_are_added_to_those_that_are_there(path):
    for text in (b"one\n", b"two\n"):
        file = LineFile(path)
        file.add(text)
        file.close()
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_new_file_is_private_whatever_the_umask(path):
    before = os.umask(0)
    try:
        LineFile(path).close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_keeps_its_mode(path):
    path.touch(0o644)
    path.chmod(0o644)
    LineFile(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_second_writer_is_refused_until_the_first_lets_go(path):
    file = LineFile(path)
    file.add(b"one\n")
    with pytest.raises(OSError, match="another process is writing it; give another file"):
        LineFile(path)
    file.close()
    LineFile(path).close()
    assert path.read_bytes() == b"one\n"


def test_a_link_and_its_file_are_one(path):
    link = path.with_name("link")
    link.symlink_to(path)
    file = LineFile(link)
    with pytest.raises(OSError, match="another process"):
        LineFile(path)
    file.close()


def test_a_pipe_or_a_device_is_shared():
    first, second = LineFile(Path("/dev/null")), LineFile(Path("/dev/null"))
    for file in (first, second):
        file.empty()
        assert file.end_last_line() == 0
        file.add(b"x\n")
        file.close()


def test_who_claims_a_file_that_is_taken_away_meanwhile_gets_the_one_in_its_place(path, monkeypatch):
    real = os.open

    def slow(name, flags, mode):
        monkeypatch.undo()
        descriptor = real(name, flags, mode)
        path.rename(path.with_name("gone"))
        return descriptor

    path.touch()
    monkeypatch.setattr(os, "open", slow)
    descriptor = claim(path, os.O_WRONLY | os.O_CREAT)
    os.write(descriptor, b"here\n")
    os.close(descriptor)
    assert path.read_bytes() == b"here\n"
    assert path.with_name("gone").read_bytes() == b""


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        (b"", b"", 0),
        (b'{"a": 1}\n', b'{"a": 1}\n', 0),
        (b'{"a": 1}\n{"b', b'{"a": 1}\n', 3),
        (b'{"a": 1}\n{"b": [1, 2', b'{"a": 1}\n', 11),
        (b'{"a', b"", 3),
        (b'{"a": "\xc3', b"", 8),
        (b'{"a": 1}\n{"b": 2}', b'{"a": 1}\n{"b": 2}\n', 0),
        (b"notes of somebody", b"notes of somebody\n", 0),
    ],
)
def test_what_was_cut_off_is_taken_away_and_nothing_else(path, before, after, taken):
    path.write_bytes(before)
    file = LineFile(path)
    assert file.end_last_line() == taken
    file.close()
    assert path.read_bytes() == after


FILLING = """\
import sys, resource
from pathlib import Path
from provider_stub.http.line_file import LineFile
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
file = LineFile(Path(sys.argv[1]))
try:
    while True:
        file.add(b"x" * 2999 + b"\\n")
except OSError as why:
    print(why.strerror)
"""


def test_of_a_line_for_which_there_is_no_room_nothing_stays(path):
    done = subprocess.run([sys.executable, "-c", FILLING, path], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "File too large\n"
    assert path.read_bytes() == (b"x" * 2999 + b"\n") * 3


def test_a_signal_in_the_middle_of_a_line_takes_its_beginning_away(path, monkeypatch):
    real = os.write

    def interrupted(descriptor, data):
        real(descriptor, data[:2])
        raise KeyboardInterrupt

    file = LineFile(path)
    file.add(b"one\n")
    monkeypatch.setattr(os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        file.add(b"two\n")
    monkeypatch.undo()
    file.add(b"three\n")
    file.close()
    assert path.read_bytes() == b"one\nthree\n"


def test_a_signal_at_the_end_of_a_line_leaves_it(path, monkeypatch):
    real = os.write

    def interrupted(descriptor, data):
        real(descriptor, data)
        raise KeyboardInterrupt

    file = LineFile(path)
    monkeypatch.setattr(os, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        file.add(b"one\n")
    monkeypatch.undo()
    file.close()
    assert path.read_bytes() == b"one\n"


def test_a_servers_log_ends_with_the_first_line_it_cannot_write_and_says_so_once():
    said = []
    log = ServerLog(Path("/dev/full"), said.append)
    for _ in range(3):
        log.add(b"x\n")
    log.close()
    assert not log.whole
    assert said == ["/dev/full cannot be written: No space left on device; nothing more is logged"]


KILLED = """\
import os, signal, sys
from pathlib import Path
from provider_stub.http.line_file import ServerLog
log = ServerLog(Path(sys.argv[1]), print)
log.add(b"{}\\n" * 50_000)
os.write(log.file.descriptor, b'{"half": "' + b"x" * 200_000)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_writer_that_is_killed_within_a_line_leaves_whole_lines_and_a_free_file(path):
    subprocess.run([sys.executable, "-c", KILLED, path], cwd=ROOT, check=False)
    file = LineFile(path)  # waits for what ends the file
    assert path.read_bytes() == b"{}\n" * 50_000
    assert file.end_last_line() == 0
    file.close()


def test_what_watches_a_file_ends_with_its_writer_and_touches_nothing(path):
    log = ServerLog(path, print)
    log.file.add(b"no line end")
    log.close()
    assert path.read_bytes() == b"no line end"
    LineFile(path).close()


TAILS = [(b"", 0), (b"\n", 0), (b"a", 1), (b"a\nbc", 2), (b"a\n" + b"x" * 200_000, 200_000), (b"x" * 70_000, 70_000)]


@pytest.mark.parametrize(("text", "cut"), TAILS, ids=lambda value: str(value)[:9])
def test_what_stands_behind_the_last_line_end_is_counted(path, text, cut):
    path.write_bytes(text)
    with path.open("rb") as file:
        assert cut_off(file.fileno()) == cut
