"""The messages of a run, and where a drawing of them has them."""

import pytest

from simulator.reports import picture, sequence
from simulator.reports.chapters import Chapter, chapters
from simulator.reports.sequence import ADMIN, OKTA, PROVIDER, Message, Remark


def lines(events):
    return sequence.of_run(part for part in chapters(events) if isinstance(part, Chapter))


def test_a_run_is_what_is_done_asked_and_answered(make):
    events = [
        make.step(1, "force_sync"), make.exchange(1, "GET /Users", (200, None)), make.finished(1),
        make.step(2), make.finished(2, "nothing"),
        make.step(3, "push_now", argument="staff"), make.finished(3, "refused", error="No.\nNever."),
    ]  # fmt: skip

    assert lines(events) == [
        Message(ADMIN, OKTA, "clicks Force Sync", step=1),
        Message(OKTA, PROVIDER, "GET /Users", step=1),
        Message(PROVIDER, OKTA, "200 OK", answer=True, step=1),
        Message(ADMIN, OKTA, "clicks Push now: staff", step=3),
        Message(OKTA, ADMIN, "No.", answer=True, lost=True, step=3),
    ]


def test_what_is_done_outside_okta_is_a_remark_and_so_are_time_and_silence(make, story):
    assert lines([make.step(1, "wait"), make.exchange(1, "GET /Users", "gone"), make.finished(1)]) == [
        Remark("Time passes"),
        Message(OKTA, PROVIDER, "GET /Users", lost=True, step=1),
        Remark("no answer: gone"),
    ]
    assert Remark("300 seconds pass") in lines(story)


@pytest.mark.parametrize("requests, more", [(50, False), (51, True), (60, True)])
def test_a_long_run_shows_its_first_requests(requests, more, make):
    one_step = [make.step(1), *[make.exchange(1, "GET /Users", (200, None))] * requests, make.finished(1)]
    many_steps = [
        event
        for number in range(1, requests + 1)
        for event in (make.step(number), make.exchange(number, "GET /Users", (200, None)), make.finished(number))
    ]

    for events in (one_step, many_steps):
        shown = lines(events)
        assert sum(isinstance(one, Message) and one.of == OKTA for one in shown) == 50
        assert (shown[-1] == Remark("and more requests")) is more


def test_a_drawing_has_a_line_for_each_message_from_the_top_down(story):
    drawn = picture.of(lines(story), "Hub", lambda step: f"step-{step}")

    assert [column.name for column in drawn.columns] == ["Administrator", "Okta", "Hub"]
    assert [arrow.y for arrow in drawn.arrows] == list(range(64, drawn.height, 34))[: len(drawn.arrows)]
    assert drawn.arrows[-1].y < drawn.height
    assert drawn.arrows[0].line == "M120 64 L480 64"
    assert drawn.arrows[1].line == "M480 98 L840 98"
    assert drawn.arrows[2].line == "M840 132 L480 132"
    assert all(arrow.anchor.startswith("step-") for arrow in drawn.arrows if arrow.line)


def test_a_text_that_does_not_fit_is_cut_and_kept_whole(make):
    long = Message(OKTA, PROVIDER, "GET /" + "x" * 90, lost=True)
    (arrow,) = picture.of([long], "Hub", str).arrows

    assert len(arrow.text) < 60
    assert (arrow.whole, arrow.anchor, arrow.line) == (long.text, "", "M480 64 L800 64")
