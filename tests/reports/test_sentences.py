import pytest

from simulator.play.transcript import RunFinished
from simulator.reports import sentences


def test_query_is_decoded(make):
    asked = make.exchange(1, "GET /Users?filter=userName%20eq%20%22a%2Bb%22&count=1", (200, None))

    assert sentences.target(asked) == '/Users?filter=userName eq "a+b"&count=1'


def test_plus_in_a_query_is_a_space(make):
    assert sentences.target(make.exchange(1, "GET /Users?filter=a+b", (200, None))) == "/Users?filter=a b"


@pytest.mark.parametrize(
    "path, shown",
    [
        ("/Users/66b1f0c2a4d95e7788aa3c4d", "/Users/66b1f0c2…3c4d"),
        ("/Users/5fc0c238-1112-11e8-8e45-920c87bdbd75", "/Users/5fc0c238…bd75"),
        ("/Users/short-1", "/Users/short-1"),
        ("/Users/a-long-word-without-any-digit", "/Users/a-long-word-without-any-digit"),
        ("/Users/a%0Ab", "/Users/a\\nb"),
    ],
)
def test_long_ids_are_cut_in_their_middle(make, path, shown):
    assert shown == sentences.target(make.exchange(1, f"GET {path}", (200, None)), short_ids=True)


@pytest.mark.parametrize(
    "reply, words",
    [
        ((409, None), "409 Conflict"),
        ((799, None), "799"),
        ("Read timed out", "no answer: Read timed out"),
        ("", "no answer: the reason is not recorded"),
    ],
)
def test_answer_is_a_status_or_why_there_is_none(make, reply, words):
    assert words == sentences.answer(make.exchange(1, "GET /Users", reply))


@pytest.mark.parametrize(
    "milliseconds, shown", [(0.2, "0 ms"), (999.4, "999 ms"), (999.6, "1.0 s"), (61_000, "61.0 s")]
)
def test_durations_are_short(milliseconds, shown):
    assert shown == sentences.elapsed(milliseconds)


@pytest.mark.parametrize("quantity, shown", [(300.0, "300"), (0.25, "0.25"), (1_000_000, "1000000"), (0, "0")])
def test_numbers_have_no_idle_decimals(quantity, shown):
    assert shown == sentences.number(quantity)


@pytest.mark.parametrize("thing, shown", [("a", "a"), ("", '""'), (None, "null"), ({"a": [1]}, '{"a":[1]}')])
def test_values_are_text_or_json(thing, shown):
    assert shown == sentences.value(thing)


@pytest.mark.parametrize(
    "provider, kept, role, words",
    [
        (None, True, "good", "As expected"),
        ("answered", True, "good", "As expected"),
        ("answered", False, "bad", "Not as expected"),
        ("not asked", True, "good", "As expected. Nothing was asked of the provider"),
        ("not asked", False, "bad", "Not as expected"),
        ("assumed", True, "dim", "A dry run: nothing was sent, and every answer is assumed"),
        ("assumed", False, "bad", "Not as expected"),
        ("silent", False, "bad", "The provider was not reached: nobody answered any of the 5 requests"),
    ],
)
def test_a_verdict_claims_of_the_provider_only_what_was_seen(provider, kept, role, words):
    counts = {"requests": 3, "own": 2}
    finished = RunFinished(at="2026-01-05T09:00:00.000Z", kept=kept, counts=counts, provider=provider, seconds=1.0)

    assert sentences.verdict(finished) == (role, words)


def test_our_own_requests_are_counted_beside_oktas():
    assert sentences.counted({"requests": 7, "own": 3}) == "7 requests, and 3 of our own"
    assert sentences.counted({"requests": 7, "own": 0}) == "7 requests"


def test_counts_are_words():
    assert sentences.counted({"steps": 1, "requests": 1200, "broken": 0}) == "1 step, 1,200 requests, 0 broken"


FIGURES = {
    "workers": 50, "pace": "300/s", "requests": 20000, "seconds": 85.24, "per_second": 234.6,
    "milliseconds": {"p50": 201, "p90": 204, "p99": 1240, "max": 1311.5}, "errors": {"429": 10, "no answer": 2},
    "minutes": [[14000, 3], [6000, 9]],
}  # fmt: skip


def test_a_load_is_a_rate_its_times_and_its_errors():
    assert sentences.load(FIGURES) == [
        "234.6 requests a second (50 workers, pace 300/s): 20,000 requests in 85.2 s",
        "answered within p50 201 ms, p90 204 ms, p99 1.2 s, max 1.3 s",
        "12 errors (8.4 a minute, minute by minute 3, 9): 429 × 10, no answer × 2",
    ]


@pytest.mark.parametrize("figures", [None, {}, {"requests": 3}, FIGURES | {"requests": 0}])
def test_of_no_load_nothing_is_said(figures):
    assert sentences.load(figures) == []


@pytest.mark.parametrize("changed, words", [
    ({"errors": {}}, "no errors"),
    ({"errors": {"503": 1}, "minutes": [[4, 1]], "seconds": 30.0}, "1 error (2.0 a minute): 503 × 1"),
    ({"errors": {"503": 1}, "minutes": [[4, 1]], "seconds": 0.0}, "1 error (60.0 a minute): 503 × 1"),
    ({"errors": {"\x1b[31m": 1}, "minutes": [], "seconds": 60}, "1 error (1.0 a minute): \\x1b[31m × 1"),
])  # fmt: skip
def test_errors_are_said_a_minute(changed, words):
    assert sentences.load(FIGURES | changed)[-1] == words
