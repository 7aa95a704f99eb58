import pytest

from simulator.play.transcript import Expectation, Log, StepStarted, Task
from simulator.play.transcript import Warning as OktaWarning
from simulator.reports import terminal
from simulator.reports.columns import COLOURED, PLAIN, width
from simulator.reports.terminal import Verbosity, View

ANSI = {"\x1b"}


def shown(events, **options):
    return "".join(terminal.render(events, **options))


def task(state="opened", text="It failed.", **more):
    return Task(at="", step=1, state=state, operation="create user", text=text, **more)


def test_no_line_is_wider_than_the_terminal(story):
    for columns in (80, 60, 132):
        assert max(map(width, shown(story, columns=columns).splitlines())) <= columns


def test_colour_changes_nothing_but_colour(story):
    coloured = shown(story, style=COLOURED)
    for code in ("1", "2", "31", "32", "33", "0"):
        coloured = coloured.replace(f"\x1b[{code}m", "")

    assert shown(story, style=PLAIN) == coloured


def test_names_cannot_send_sequences_to_the_terminal(story):
    assert not ANSI & set(shown(story, verbosity=Verbosity.BODIES))


def test_status_and_time_survive_a_long_query(make):
    line = shown([make.exchange(1, f"GET /Users?filter={'a' * 200}", (404, None))]).splitlines()[0]

    assert line.endswith("…  404   12 ms")


def test_long_query_is_whole_where_bodies_are_shown(make):
    text = shown([make.exchange(1, f"GET /Users?filter={'a' * 200}", (404, None))], verbosity=Verbosity.BODIES)

    assert text.partition("404")[0].count("a") == 200


def test_nothing_is_cut_where_there_is_no_terminal(make):
    text = shown([make.finished(1, "failure", error="word " * 60)], columns=None)

    assert "word " * 60 in text


def test_sentence_that_the_outcome_repeats_is_said_once(make):
    text = shown([task(user="ada"), Log(at="", step=1, entry={}), make.finished(1, "failure", error="It failed.")])

    assert text.splitlines()[:3] == ["  ! task opened: create user, ada", "  ✗ failure", "    It failed."]


def test_task_whose_sentence_is_not_repeated_says_it(make):
    assert "  ! task opened: create user, ml: It failed.\n" in shown([task(group="ml"), make.step(2)])


def test_task_that_ends_a_record_is_shown():
    assert "! task closed: create user" in shown([task("closed", "")])


def test_held_expectations_are_not_shown(make):
    held = Expectation(at="", step=1, held=True, what="outcome", expected="a", actual="a", line=3)

    assert shown([make.started(), make.step(1), make.end()]) == shown([make.started(), make.step(1), held, make.end()])


def test_own_reading_back_is_shown_only_with_bodies(make):
    read = make.exchange(1, "GET /Users/1", (200, None), origin="verify")

    assert "GET" not in shown([read])
    assert "GET    /Users/1 (read back)" in shown([read], verbosity=Verbosity.BODIES)


def test_system_log_is_shown_only_with_bodies(story):
    line = "log: application.provision.user.push SUCCESS"

    assert line not in shown(story)
    assert line in shown(story, verbosity=Verbosity.BODIES)


def test_quiet_view_shows_what_is_broken_and_the_summary(make):
    broken = Expectation(at="", step=2, held=False, what="outcome", expected="a", actual="b", line=3)
    events = [make.started(), make.step(1), make.step(2, "wait", argument="5m"), broken, broken, make.end(False)]

    text = shown([*events, OktaWarning(at="", text="not this")], verbosity=Verbosity.QUIET)

    assert text.startswith("Six people | one day\n2 wait 5m\n  ✗ not as expected: outcome\n")
    assert text.count("2 wait 5m") == 1
    assert "    at       stories/day.yaml:3\n" in text
    assert "1 step\n" in text
    assert "not this" not in text


def test_view_shows_each_event_as_it_comes(story):
    view = View()
    live = [line for event in story for line in view.lines(event)]

    assert shown(story).splitlines() == live
    assert list(view.end()) == []


@pytest.mark.parametrize("code, role", [(200, "32"), (302, "33"), (404, "33"), (500, "31")])
def test_status_is_coloured_by_its_kind(make, code, role):
    assert f"\x1b[{role}m  {code}\x1b[0m" in shown([make.exchange(1, "GET /Users", (code, None))], style=COLOURED)


def test_second_scenario_stands_apart_from_the_first(make):
    assert "\n\nSix people" in shown([make.started(), make.end(), make.started(), make.end()])


def test_step_without_a_number_has_none(make):
    assert "\ncheck\n" in shown([make.started(), StepStarted(at="", verb="check", line=1)])
