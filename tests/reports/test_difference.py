from dataclasses import replace

from simulator.play.comparison import compare
from simulator.reports import difference
from simulator.reports.columns import COLOURED, width


def told(a, b, **options):
    return "".join(difference.render(compare(a, b), **options))


def test_runs_that_are_the_same_are_said_to_be(story):
    text = told(story, story)

    assert text.endswith("\n\nThe runs are the same: 8 steps, 17 requests.\n")
    assert text.count("\n") == 6


def test_lines_fit_the_width(story, make):
    other = [make.exchange(2, "PUT /Users/1", (200, {"x": "long " * 50}), {}), make.finished(3, error="e" * 300)]

    assert max(map(width, told(story, [*story[:6], *other]).splitlines())) <= 80


def test_short_differences_take_one_line_and_long_ones_two(make):
    def run(title):
        return [make.step(1), make.exchange(1, "PUT /Users/1", (200, None), {"title": title}), make.finished(1)]

    assert "    request title: a -> b\n" in told(run("a"), run("b"))
    assert f"    request title\n      A  {'a' * 60}\n      B  b\n" in told(run("a" * 60), run("b"))


def test_steps_of_one_run_only_are_told_with_their_outcome(make):
    a = [make.step(1, "force_sync"), make.finished(1, "nothing"), make.step(2)]
    b = [make.step(1)]

    text = told(a, b)

    assert "- 1 force_sync\n  only in A: 0 requests, nothing\n" in text
    assert "2 check\n  step 1 in B\n" not in text
    assert "+ 1 force_sync\n  only in B: 0 requests, nothing\n" in told(b, a)


def test_step_that_moved_says_so_where_it_differs(make):
    a = [make.step(1), make.step(2, "force_sync"), make.finished(2)]
    b = [make.step(1, "force_sync")]

    text = told(a, b)

    assert "2 force_sync\n  step 1 in B\n  outcome: success -> (none)\n" in text
    assert "- 1 check\n  only in A: 0 requests, cut off\n" in text


def test_run_without_a_beginning_is_named_so(story):
    assert told(story[1:], story).startswith(
        "A  a run without its beginning\nB  Six people | one day · the bundled Hub"
    )


def test_who_ends_otherwise_is_told(story):
    other = [replace(event, provider="active") if event.kind == "standing" else event for event in story]
    lines = told(story, other)

    assert "Who is where" in lines
    assert "  user ada at the provider: inactive -> active" in lines
    assert lines.endswith("\nThe runs differ in 0 of 8 steps and in who is where; 17 requests the same.\n")


def test_colour_marks_the_sides(make):
    text = told([make.step(1)], [], style=COLOURED)

    assert "\x1b[31m- 1 check\x1b[0m" in text


def test_nothing_is_fitted_where_there_is_no_terminal(make):
    text = told([make.step(1, argument="word " * 60)], [], columns=None)

    assert "- 1 check " + "word " * 59 + "word" in text
