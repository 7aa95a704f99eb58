"""A pace, as it is written and as it is kept, by when requests arrive at a real server."""

import random
import threading
import time
from itertools import pairwise

import pytest

from simulator.play.pace import Limiter, Pace, Stopped
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import RunFinished
from simulator.scenario.loading import load_text
from tests.play.counted_hub import TOKEN, Answer, Arrival, CountedHub, served

STORY = """\
name: A crowd
generate_users: {count: 16}
app: {username: 'String.substringBefore(user.login, "@")'}
steps:
  - assign_group: everyone
"""


@pytest.mark.parametrize("written, requests, seconds", [
    ("10/s", 10, 1), ("600/min", 600, 60), (" 1/s ", 1, 1), ("007/min", 7, 60),
])  # fmt: skip
def test_what_a_pace_says(written, requests, seconds):
    assert Pace.of(written) == Pace(requests, seconds)


@pytest.mark.parametrize("written", [
    "", "10", "10/", "/s", "0/s", "-1/s", "1.5/s", "10 /s", "10/h", "10/S", "ten/s", "10/s/s", "١/s", "1" * 400 + "/s",
])  # fmt: skip
def test_what_is_no_pace(written):
    with pytest.raises(ValueError, match="is no pace; write whole requests a second or a minute: 10/s, 600/min"):
        Pace.of(written)


def test_a_pace_is_shown_as_it_is_written():
    assert [str(Pace.of(one)) for one in ("10/s", "600/min")] == ["10/s", "600/min"]


@pytest.mark.parametrize("workers", [1, 8])
def test_no_window_of_a_second_sees_more_arrivals_than_the_pace_retries_included(workers):
    chance = random.Random(workers)
    seen: set[str] = set()

    def busy(one: Arrival) -> Answer | None:
        if one.method != "POST" or one.name in seen:
            return None
        seen.add(one.name)
        return "429 Too Many Requests", [("Retry-After", "0")], b""

    with served(CountedHub(delay=lambda _: chance.random() / 10, instead=busy)) as hub:
        choice = Choice(
            endpoint=hub.url, token_env="SCIM_TOKEN", workers=workers, limiter=Limiter(Pace.of("20/s")), verify=True
        )
        events = list(prepare(load_text(STORY, "story.yaml"), choice, {"SCIM_TOKEN": TOKEN}).events())

    times = sorted(one.at for one in hub.arrivals)
    assert len(times) >= 16 * 4
    assert min(later - first for first, later in zip(times, times[20:], strict=False)) >= 1.0
    assert isinstance(events[-1], RunFinished)
    assert events[-1].load["pace"] == "20/s"
    assert events[-1].load["errors"] == {"429": 16}


def test_a_request_counts_until_a_second_after_its_answer():
    limiter = Limiter(Pace(1, 1))
    with limiter:
        time.sleep(0.3)
    answered = time.monotonic()

    with limiter:
        assert time.monotonic() - answered >= 1.0


def test_what_is_sent_once_more_waits_for_another_turn():
    limiter = Limiter(Pace(1, 1))
    with limiter:
        first = time.monotonic()
        limiter.again()
        assert time.monotonic() - first >= 1.0
    again = time.monotonic()

    with limiter:
        assert time.monotonic() - again >= 1.0


def test_requests_are_sent_evenly():
    limiter, sent = Limiter(Pace(10, 1)), []
    for _ in range(4):
        with limiter:
            sent.append(time.monotonic())

    assert all(later - first >= 0.1 for first, later in pairwise(sent))


def test_who_waits_for_a_turn_is_let_go_when_the_run_stops():
    limiter, ended = Limiter(Pace(1, 60)), []

    def wait() -> None:
        try:
            with limiter:
                ended.append("sent")
        except Stopped:
            ended.append("stopped")

    with limiter:
        waiting = [threading.Thread(target=wait) for _ in range(3)]
        for one in waiting:
            one.start()
        limiter.stop()
        for one in waiting:
            one.join(10)

    assert ended == ["stopped"] * 3
