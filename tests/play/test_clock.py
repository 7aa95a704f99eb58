import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.play.clock import ConcurrentClock, RealClock, VirtualClock, WaitTooLong, iso, parse_iso


def test_a_virtual_clock_jumps() -> None:
    clock = VirtualClock(1_767_603_600)
    began = time.monotonic()

    clock.sleep(3_600.5)

    assert clock.now() == 1_767_607_200.5
    assert clock.jumps
    assert time.monotonic() - began < 1


def test_no_wait_is_lost_when_threads_share_a_virtual_clock() -> None:
    clock = VirtualClock(0)
    threads = [threading.Thread(target=lambda: [clock.sleep(1) for _ in range(500)]) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert clock.now() == 2_000


def test_a_real_clock_waits_and_tells_the_machine_s_time() -> None:
    clock = RealClock(1)
    began = time.monotonic()

    clock.sleep(0.25)

    assert time.monotonic() - began >= 0.25
    assert abs(clock.now() - time.time()) < 1
    assert not clock.jumps


def test_the_allowance_is_for_all_waits_together() -> None:
    clock = RealClock(0.05)
    clock.sleep(0.03)

    with pytest.raises(WaitTooLong, match="--max-wait") as refused:
        clock.sleep(0.03)

    assert refused.value.seconds == 0.03
    assert refused.value.left == pytest.approx(0.02)


def test_a_wait_beyond_the_allowance_is_not_begun() -> None:
    clock = RealClock(0.01)
    began = time.monotonic()

    with pytest.raises(WaitTooLong):
        clock.sleep(300)

    assert time.monotonic() - began < 1
    clock.sleep(0.01)


def test_without_an_allowance_any_wait_is_allowed() -> None:
    RealClock().sleep(0.01)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1_767_603_600, "2026-01-05T09:00:00.000Z"),
        (1_767_603_600.0309, "2026-01-05T09:00:00.031Z"),
        (1_767_603_599.9996, "2026-01-05T09:00:00.000Z"),
        (0, "1970-01-01T00:00:00.000Z"),
    ],
)
def test_times_are_written_with_milliseconds_in_utc(seconds: float, text: str) -> None:
    assert iso(seconds) == text


@given(st.integers(min_value=0, max_value=4_102_444_800_000))
@settings(derandomize=True, max_examples=100)
def test_a_written_time_is_read_back(milliseconds: int) -> None:
    assert round(parse_iso(iso(milliseconds / 1000)) * 1000) == milliseconds


def test_a_time_in_another_zone_is_read() -> None:
    assert parse_iso("2026-01-05T10:00:00+01:00") == 1_767_603_600


@pytest.mark.parametrize("text", ["yesterday", "2026-01-05T09:00:00", "2026-01-05", ""])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"2026-01-05T09:00:00\.000Z"):
        parse_iso(text)


def test_waits_side_by_side_count_once_against_the_allowance() -> None:
    clock = ConcurrentClock(100)
    for _ in range(50):
        clock.check(60)
    clock.check(90)

    with pytest.raises(WaitTooLong, match="waiting 120 s would go beyond --max-wait, of which 10 s are left"):
        clock.check(120)
    clock.check(99)


def test_a_wait_after_another_counts_anew() -> None:
    clock = ConcurrentClock(0.3)
    clock.check(0.2)
    time.sleep(0.25)

    with pytest.raises(WaitTooLong):
        clock.check(0.2)


def test_a_clock_of_many_lets_whoever_plays_wait() -> None:
    clock = ConcurrentClock()
    began = time.monotonic()

    clock.sleep(3600)

    assert time.monotonic() - began < 5
    assert abs(clock.now() - time.time()) < 1
    assert not clock.jumps
