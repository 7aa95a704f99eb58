import pytest

from simulator.okta.flows.conversation import DEFAULT_WAIT, MAX_ATTEMPTS, seconds_of, waits


def schedule(*headers: str | None, fresh_overrides: bool = False) -> list[int]:
    """The waits for 429s with these headers; the last header comes again and again."""
    waiting = waits(fresh_overrides=fresh_overrides)
    next(waiting)
    found = []
    for number in range(100):
        try:
            found.append(waiting.send(headers[min(number, len(headers) - 1)]))
        except StopIteration:
            return found
    raise AssertionError("the schedule does not end")


def test_without_a_header_waits_begin_at_five_minutes_and_double() -> None:
    assert schedule(None) == [300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 76800]


def test_there_are_ten_attempts_and_so_nine_waits() -> None:
    assert len(schedule(None)) == MAX_ATTEMPTS - 1


def test_whole_seconds_are_waited_and_then_doubled() -> None:
    assert schedule("120")[:4] == [120, 240, 480, 960]


@pytest.mark.parametrize(
    "header", [None, "", " ", "Wed, 21 Oct 2026 07:28:00 GMT", "1.5", "-5", "+5", "12s", "٣", "1e3", "9" * 10]
)
def test_anything_but_whole_seconds_means_five_minutes(header: str | None) -> None:
    assert schedule(header)[0] == DEFAULT_WAIT
    assert seconds_of(header) is None


@pytest.mark.parametrize(("header", "seconds"), [("1", 1), (" 30 ", 30), ("007", 7), ("86400", 86400)])
def test_whole_seconds_are_read(header: str, seconds: int) -> None:
    assert seconds_of(header) == seconds


def test_zero_seconds_are_taken_at_their_word() -> None:
    assert schedule("0") == [0] * 9


def test_a_header_on_a_later_answer_is_ignored_by_default() -> None:
    assert schedule("10", "1000")[:3] == [10, 20, 40]


def test_with_the_switch_a_header_on_a_later_answer_takes_the_place_of_the_doubled_wait() -> None:
    assert schedule("10", "7", None, fresh_overrides=True)[:4] == [10, 7, 14, 28]
    assert schedule("10", "soon", fresh_overrides=True)[:3] == [10, 20, 40]
