"""The org's clock, the record that many wait for, and the record on disk."""

import stat
import threading

import pytest

from simulator.errors import UnreadableError
from simulator.play import transcript
from simulator.play.redaction import Redactor
from simulator.play.transcript import parse
from simulator.web.engine.clock import JumpingClock, MovableClock, Stopping
from simulator.web.engine.record import Record, TranscriptFile


def _event(text: str) -> transcript.Warning:
    return transcript.Warning(at="2026-01-05T09:00:00.000Z", text=text)


def test_a_sleeper_wakes_when_the_clock_is_moved() -> None:
    clock = MovableClock(lambda: 100.0)
    sleeper = threading.Thread(target=clock.sleep, args=(50,))
    sleeper.start()
    clock.advance(50)
    sleeper.join(5)
    assert not sleeper.is_alive()
    assert clock.now() == 150


def test_a_sleeper_is_told_when_the_simulator_stops() -> None:
    clock = MovableClock(lambda: 100.0)
    clock.stop()
    with pytest.raises(Stopping, match="stopped while this waited 50 s"):
        clock.sleep(50)
    clock.sleep(0)


def test_at_the_hub_sleeping_is_jumping() -> None:
    clock = MovableClock(lambda: 100.0)
    JumpingClock(clock).sleep(7)
    assert JumpingClock(clock).now() == 107


def test_who_waits_for_an_event_gets_it_and_nothing_when_the_record_closes() -> None:
    record = Record(Redactor())
    threading.Timer(0.01, record.add, (_event("one"),)).start()
    (line,) = record.wait(0, 5)
    assert (line.number, parse(line.line).text) == (1, "one")
    threading.Timer(0.01, record.close).start()
    assert record.wait(1, 5) == []


def test_the_record_on_disk_holds_every_line(tmp_path) -> None:
    record, path = Record(Redactor()), tmp_path / "run.jsonl"
    record.add(_event("one"))
    with TranscriptFile(path) as file:
        file.follow(record)
        record.add(_event("two \ud800"))
    assert next(parse(line).text for line in path.read_text().splitlines()) == "one"
    assert len(path.read_text().splitlines()) == 2


def test_a_file_that_cannot_be_written_is_explained(tmp_path) -> None:
    with pytest.raises(UnreadableError, match="cannot be written"):
        TranscriptFile(tmp_path / "missing" / "run.jsonl")


def test_a_file_that_never_followed_a_record_is_closed_empty(tmp_path) -> None:
    with TranscriptFile(tmp_path / "run.jsonl"):
        pass
    assert (tmp_path / "run.jsonl").read_bytes() == b""


def test_a_log_is_private_and_nobody_else_writes_it(tmp_path) -> None:
    path = tmp_path / "run.jsonl"
    with TranscriptFile(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(UnreadableError, match="another process is writing it"):
            TranscriptFile(path)


def test_an_earlier_log_is_replaced_once_there_is_something_to_follow(tmp_path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("earlier\n")
    with TranscriptFile(path) as file:
        assert path.read_text() == "earlier\n"
        file.follow(Record(Redactor()))
    assert path.read_text() == ""
