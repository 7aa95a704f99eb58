"""Each switch is decided by the act that the table names, and shows where it says."""

from dataclasses import fields
from itertools import combinations

import pytest

from simulator.calibration.acts import acts
from simulator.calibration.deciding import choices, decided_by, deciding
from simulator.okta.wire import Choices, Wire, options_of
from tests.calibration.shown import CHANNELS, channel, shown, under

WAYS = [(name, number) for name, one in deciding().items() for number in range(len(one.by))]


def test_every_switch_stands_in_the_table():
    assert list(deciding()) == [one.name for one in fields(Wire)]
    assert set(choices()) == {one.name for one in fields(Choices)}


@pytest.mark.parametrize("name", [one.name for one in fields(Wire)])
def test_the_options_are_those_of_the_switch_with_its_default_among_them(name):
    one = deciding()[name]

    assert getattr(Wire(), name) in one.options
    assert len(one.options) >= 2
    if options_of(name):
        assert one.options == options_of(name)


@pytest.mark.parametrize(("name", "number"), WAYS)
def test_a_small_story_tells_every_two_options_apart_where_the_table_says(name, number):
    one = deciding()[name]
    text = one.stories()[number]

    runs = [shown(under(text, **one.when, **{name: option})) for option in one.options]

    differing = {channel(a, b) for a, b in combinations(runs, 2)}
    assert max(differing, key=(*CHANNELS, "nowhere").index) == one.shows


@pytest.mark.parametrize("name", [name for name, one in deciding().items() if one.when])
def test_a_switch_that_shows_under_another_one_only_shows_nothing_without_it(name):
    one = deciding()[name]
    text = one.stories()[0]

    runs = [shown(under(text, **{name: option})) for option in one.options]

    assert {channel(a, b) for a, b in combinations(runs, 2)} == {"nowhere"}


def test_the_acts_that_are_named_exist_and_each_is_good_for_something():
    named = {act for one in deciding().values() for way in one.by for act in way}
    needed = {need for act in acts().values() for need in act.needs}

    assert named <= set(acts())
    assert set(acts()) == named | needed


def test_what_acts_decide_together_is_more_than_each_alone():
    alone = decided_by(["leave-and-return"]) | decided_by(["wait"])

    assert decided_by(["leave-and-return", "wait"]) - alone == {"reactivation_delay"}
