from simulator.play.transcript import Finding
from simulator.reports.chapters import Chapter, Ending, Opening, chapters, in_steps


def test_run_is_told_as_opening_steps_and_ending(story):
    kinds = [type(part) for part in chapters(story)]

    assert [Opening, *[Chapter] * 8, Ending] == kinds


def test_chapter_holds_what_okta_sent_and_what_was_broken(story):
    assign, refused = [part for part in chapters(story) if isinstance(part, Chapter)][1:4:2]

    assert [exchange.request["method"] for exchange in assign.exchanges] == ["GET", "POST"]
    assert [each.what for each in refused.broken] == ["outcome", "requests[1]"]
    assert refused.finished.outcome == "failure"


def test_ending_of_a_whole_run_has_the_counts_that_were_recorded(story):
    *_, ending = chapters(story)

    assert ending.finished.counts == ending.counts


def test_counts_of_a_run_that_was_cut_off_are_taken_from_its_events(story):
    *_, ending = chapters(story[:-1])

    assert (ending.finished, ending.counts) == (None, story[-1].counts)


def test_who_is_where_and_what_was_read_for_it_stand_in_the_ending(story):
    *parts, ending = chapters(story)

    assert [one.user or one.group for one in ending.standings] == ["ada", "sigma", "ml-team"]
    assert [(one.kind, one.step) for one in ending.events] == [("exchange", None)]
    assert all(event.step == part.started.step for part in parts[1:] for event in part.events)


def test_what_a_filter_does_not_find_at_the_end_is_told_beside_the_table(make):
    missed = Finding(at=make.end().at, subject="ada", attribute="filter", kept=None, text="Not found.")
    *_, ending = chapters([make.started(), make.step(1), make.finished(1), missed, make.end()])

    assert ending.events == [missed]


def test_run_without_a_beginning_is_opened_all_the_same(story):
    assert Opening(None) == next(chapters(story[1:]))


def test_nothing_is_told_of_no_events():
    assert list(chapters([])) == []


def test_events_of_steps_that_ran_side_by_side_are_brought_together(make):
    sent = [make.exchange(number, "GET /Users", (200, None)) for number in (1, 2, 3)]
    mingled = [make.step(1), make.step(2), make.step(3), *sent, *(make.finished(number) for number in (2, 1, 3))]

    ordered = list(in_steps([make.started(), *mingled, make.end()]))

    assert [event.step for event in ordered[1:-1]] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [event.kind for event in ordered[1:4]] == ["step_started", "exchange", "step_finished"]
    assert list(in_steps(ordered)) == ordered


def test_runs_do_not_count_each_others_steps(story, make):
    parts = list(chapters([*story, make.started(), make.step(1)]))

    assert parts[-1].counts["steps"] == 1
