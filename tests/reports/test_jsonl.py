from simulator.play.transcript import read
from simulator.reports import FORMATS


def test_nothing_is_lost(story):
    text = "".join(FORMATS["jsonl"](story))

    assert story == list(read(text.splitlines(), "run.jsonl"))


def test_half_a_surrogate_pair_comes_back_as_it_was(make):
    event = make.exchange(1, "POST /Users", (200, {"raw": "\ud83d"}))

    (line,) = FORMATS["jsonl"]([event])

    assert [event] == list(read([line], "run.jsonl"))
