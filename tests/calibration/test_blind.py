"""Switches set at random and a run recorded under them: calibration finds them again, or says that they are open."""

import random
from dataclasses import replace

import pytest

from simulator.calibration.acts import acts, story
from simulator.calibration.deciding import deciding
from simulator.calibration.playing import SWITCHES
from simulator.okta.wire import Wire
from tests.calibration.conftest import Run, rewritten

DECIDABLE = [name for name, one in deciding().items() if one.by]


def truth(switches):
    """Every switch as it was when the run was recorded."""
    return {name: getattr(replace(Wire(), **switches), name) for name in SWITCHES}


def other(one):
    """A value of a switch that is not its default."""
    return next(value for value in one.options if value != getattr(Wire(), one.switch))


@pytest.mark.parametrize("name", DECIDABLE)
def test_every_switch_is_found_again(told, calibrated, name):
    one = deciding()[name]
    switches = {**one.when, name: other(one)}
    scenario = told(one.stories()[0])
    run = Run(scenario, **switches)

    verdicts = calibrated([run.transcript(), run.system_log()], scenario)

    assert verdicts[name].state == "decided"
    assert verdicts[name].value == switches[name]
    assert verdicts.contradicting(truth(switches)) == {}


def drawn(seed):
    """Two switches of one app with values drawn, and a story in which both show."""
    draw = random.Random(seed)
    app = draw.choice(["aiw", "oin"])
    ways = [
        (name, way) for name in DECIDABLE for way in deciding()[name].by if all(acts()[one].app == app for one in way)
    ]
    (one, its), (two, others) = draw.sample(ways, 2)
    switches = {name: draw.choice(deciding()[name].options) for name in (one, two)}
    return {**deciding()[one].when, **deciding()[two].when, **switches}, story(its | others)


@pytest.mark.parametrize("seed", range(4))
def test_two_switches_at_once_are_found_again(told, calibrated, seed):
    switches, text = drawn(seed)
    scenario = told(text)
    run = Run(scenario, seed=1000 + seed, **switches)

    verdicts = calibrated([run.transcript(), run.system_log()], scenario)

    assert {name: verdicts[name].value for name in switches} == switches
    assert verdicts.contradicting(truth(switches)) == {}


SWITCHED = {"filter_space": "plus", "group_put_minimal": True}


@pytest.mark.parametrize("form", ["transcript", "hub_log", "har"])
def test_a_proxy_a_header_more_and_another_order_of_members_change_nothing(bundled, calibrated, form):
    scenario = bundled("group-rename")
    run = rewritten(Run(scenario, **SWITCHED))

    verdicts = calibrated([getattr(run, form)()], scenario, rewritten=True)

    assert SWITCHED.items() <= verdicts.decided.items()
    assert verdicts.contradicting(truth(SWITCHED)) == {}
    assert verdicts.calibration.found.attempt.differences == ()
    assert dict(verdicts.calibration.header_lines.further)["Via"] == len(run.requests)


def test_without_the_word_that_bodies_were_rewritten_their_order_is_what_is_left(bundled, calibrated):
    scenario = bundled("group-rename")

    verdicts = calibrated([rewritten(Run(scenario, **SWITCHED)).transcript()], scenario)

    assert SWITCHED.items() <= verdicts.decided.items()
    assert {one.kind for one in verdicts.calibration.found.attempt.differences} == {"order"}
    assert not verdicts.calibration.explained


PEOPLE = """
name: People of another company
app: {integration: oin, username: 'String.substringBefore(user.login, "@")'}
users:
  tove: {login: tove-h@nordlys.example, firstName: Tove, lastName: Holm, title: Head of something}
  emil: {login: emil-k@nordlys.example, firstName: Emil, lastName: Krag}
groups:
  crew: {name: Crew North, members: [tove]}
steps:
  - assign_user: tove
  - assign_user: emil
  - push_group: crew
  - add_to_group: {group: crew, users: emil}
  - update_user: {user: tove, profile: {lastName: Berg}}
  - unassign_user: emil
"""


@pytest.mark.parametrize("switches", [
    {"patch_reads_first": True, "membership_rename": "after"},
    {"granular_deprovisioning": True, "pathless_members": True},
    {"oin_user_patch": True, "group_post_rename_patch": True, "filter_space": "plus"},
], ids=str)  # fmt: skip
def test_the_story_may_be_the_importers(told, calibrated, switches):
    run = Run(told(PEOPLE), seed=99, **switches)

    verdicts = calibrated([run.transcript()])

    assert switches.items() <= verdicts.decided.items()
    assert verdicts["integration"].value == "oin"
    assert verdicts.contradicting(truth(switches)) == {}


def test_the_importers_story_of_requests_and_log_has_the_connection_test_too(bundled, calibrated):
    """Okta logs no successful test, so that only the requests show it."""
    run = Run(bundled("quickstart"))

    verdicts = calibrated([run.transcript(), run.system_log()])

    assert run.requests[0]["request"]["query"] == "startIndex=1&count=2"
    assert verdicts.calibration.found.attempt.differences == ()


def test_how_the_app_was_made_is_found_out_against_what_the_scenario_says(bundled, calibrated):
    scenario = bundled("quickstart")
    run = Run(scenario, integration="oin", patch_reads_first=True)

    verdicts = calibrated([run.transcript()], scenario)

    assert scenario.app.integration == "aiw"
    assert (verdicts["integration"].state, verdicts["integration"].value) == ("decided", "oin")
    assert verdicts["patch_reads_first"].value is True
