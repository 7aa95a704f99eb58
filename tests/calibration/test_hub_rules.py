"""The Hub's rules from a recording of it: given back or open, never wrong."""

import random
from dataclasses import fields, replace

import pytest

from provider_stub.rules import Rules
from simulator.calibration.deciding import hub_deciding
from simulator.calibration.hub_recording import hub_recording
from simulator.calibration.hub_rules import HubCalibration, calibrate_hub, options
from tests.calibration.hubs import ORIGIN, Recorded, conversation, story
from tests.conftest import SCENARIOS

TABLE = hub_deciding()
CASES = [(name, option) for name, listed in options().items() for option in listed]
ALSO_BY_ANOTHER = {
    ("unknown_member", "skip"): "members_ignored",
    ("basic_unknown_account", 400): "a refusal for another reason",
    ("basic_email_must_match", True): "a refusal for another reason",
    ("reactivated", "pending"): "active_ignored",
    ("inactive_hidden", True): "inactive_deletes",
    ("inactive_member_refused", True): "inactive_deletes",
}
"""Options that the small conversation leaves open, and what else answers so."""
SEEDS = range(6)
STORIES = ("quickstart", "offboarding-and-return", "link-existing-user")


def wrong(found: HubCalibration | None, rules: Rules) -> list[tuple[str, object]]:
    """The rules that were decided on and are others."""
    assert found is not None
    decided = [one for one in found.verdicts if one.state == "decided"]
    return [(one.switch, one.value) for one in decided if one.value != getattr(rules, one.switch)]


def under(name: str, option: object) -> Rules:
    return replace(Rules(), **TABLE[name].when, **{name: option})


def test_every_rule_stands_in_the_table_in_its_order():
    assert list(TABLE) == [one.name for one in fields(Rules)]
    assert [name for name, one in TABLE.items() if (one.shows == "nowhere") != (not one.requests)] == []


@pytest.mark.parametrize("name", options())
def test_a_small_conversation_tells_the_options_of_a_rule_apart(name):
    told = []
    for option in options()[name]:
        recorded = conversation(TABLE[name], under(name, option))
        told.append([(one.status, one.answer, one.headers.get("Content-Type")) for one in recorded])

    assert all(told[b] != told[a] for b in range(len(told)) for a in range(b))


@pytest.mark.parametrize(("name", "option"), CASES)
def test_a_small_conversation_gives_the_rule_back_or_says_that_it_is_open(name, option):
    rules = under(name, option)

    found = calibrate_hub(conversation(TABLE[name], rules))

    verdict = next(one for one in found.verdicts if one.switch == name)
    assert wrong(found, rules) == []
    assert found.unexplained == ()
    if (name, option) in ALSO_BY_ANOTHER:
        assert (verdict.state, verdict.would_decide) == ("open", TABLE[name].act)
        assert option in verdict.fits
    else:
        assert (verdict.state, verdict.value) == ("decided", option)
        assert verdict.because.startswith("with ")


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_at_random_are_given_back_or_left_open_by_some_requests(seed):
    rng = random.Random(seed)
    sso = rng.choice(["managed", "basic"])
    rules = drawn(rng, rng.choice([1, 2, 5]))
    recorded = Recorded(rules, sso=sso, accounts=TABLE["full_name_split"].accounts if sso == "basic" else ())
    names = [name for name in options() if TABLE[name].sso == sso]
    for name in rng.sample(names, 3):
        recorded.say(TABLE[name].requests)

    assert wrong(calibrate_hub(recorded.traffic), rules) == []


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("integration", ["aiw", "oin"])
def test_rules_at_random_are_given_back_or_left_open_by_a_story(name, integration):
    rng = random.Random(f"{name} {integration}")
    rules = drawn(rng, 2)

    recorded = story(SCENARIOS / f"{name}.yaml", rules, integration=integration, seed=rng.randrange(100))
    found = calibrate_hub(recorded)

    assert wrong(found, rules) == []
    assert found.judged + found.left_out == len(recorded)


def drawn(rng: random.Random, number: int) -> Rules:
    """Rules of which so many are turned, or stay, by chance."""
    return replace(Rules(), **{name: rng.choice(options()[name]) for name in rng.sample(sorted(options()), number)})


def test_a_story_decides_what_it_is_about():
    recorded = story(SCENARIOS / "quickstart.yaml", Rules(response_type="scim+json"), integration="aiw", seed=3)

    found = {one.switch: one for one in calibrate_hub(recorded).verdicts}

    assert found["response_type"].differs
    assert found["response_type"].because == (
        "with 'json' GET /Users would have 'application/json' as Content-Type where the recording has "
        "'application/scim+json'"
    )
    assert found["deleted_username"].state == "open"
    assert found["deleted_username"].would_decide == "DELETE somebody and POST the same name again."
    assert found["audit_order"].state == "not on the wire"


def test_what_no_setting_explains_is_said_with_its_nearest_and_nothing_is_made_of_what_follows():
    recorded = Recorded(Rules())
    recorded.say([("POST", "/Users", ADA), ("GET", "/Users/{1}")])
    made = recorded.traffic[0]
    taken = replace(made, status=418, answer={})
    again = replace(made, status=201)

    found = calibrate_hub([taken, again, *recorded.traffic[1:]])

    assert found.unexplained == ("POST /Users would have 201 as status where the recording has 418",)
    assert {one.state for one in found.verdicts} == {"open", "not on the wire"}
    assert found.judged == 0


def test_a_refusal_of_a_write_about_nobody_is_unexplained_and_doubts_nobody():
    recorded = Recorded(Rules())
    recorded.say([("POST", "/Groups", {}), ("GET", "/Users?startIndex=1&count=1")])
    first, second = recorded.traffic

    found = calibrate_hub([replace(first, status=418), second])

    assert found.unexplained == ("POST /Groups would have 400 as status where the recording has 418",)
    assert found.judged == 2


def test_a_value_that_no_option_gives_is_unexplained():
    recorded = Recorded(Rules())
    recorded.say([("GET", "/Users?startIndex=1&count=1")])
    odd = replace(recorded.traffic[0], headers={"Content-Type": "text/json"})

    found = {one.switch: one for one in calibrate_hub([odd]).verdicts}["response_type"]

    assert (found.state, found.value) == ("unexplained", "json")
    assert found.because == (
        "GET /Users would have 'application/json' as Content-Type where the recording has 'text/json'"
    )


@pytest.mark.parametrize("status", [None, 401, 429, 500, 503])
def test_an_answer_that_says_nothing_of_the_rules_is_left_out(status):
    recorded = Recorded(Rules())
    recorded.say([("GET", "/Users?startIndex=1&count=1")])

    found = calibrate_hub([replace(recorded.traffic[0], status=status)])

    assert (found.judged, found.left_out) == (0, 1)


def test_after_a_write_that_nobody_answered_its_person_is_left_out():
    recorded = Recorded(Rules())
    recorded.say([("POST", "/Users", ADA), ("GET", "/Users/{1}"), ("GET", "/Groups?startIndex=1&count=1")])
    first, *rest = recorded.traffic

    judged = hub_recording([replace(first, status=None, answer=None), *rest])

    assert [one.path for one in judged.requests] == ["/Groups"]


def test_a_conflict_with_somebody_unseen_decides_nothing():
    recorded = Recorded(Rules())
    recorded.say([("POST", "/Users", ADA), ("POST", "/Users", ADA)])
    _, conflict = recorded.traffic

    found = calibrate_hub([conflict])

    assert (found.judged, {one.state for one in found.verdicts}) == (0, {"open", "not on the wire"})


def test_who_was_there_before_the_recording_is_there_before_the_replay():
    recorded = Recorded(Rules(repeated_create="reactivate_only"))
    recorded.say([("POST", "/Users", ADA), ("GET", "/Users/{1}"), ("POST", "/Users", ADA)])

    found = {one.switch: one for one in calibrate_hub(recorded.traffic[1:]).verdicts}["repeated_create"]

    assert (found.state, found.value) == ("decided", "reactivate_only")


def test_somebody_who_appears_after_a_look_up_was_not_there_before_it():
    recorded = Recorded(Rules())
    recorded.say([
        ("GET", '/Users?filter=userName eq "ada-l"&startIndex=1&count=100'), ("POST", "/Users", ADA),
        ("GET", "/Users/{2}"),
    ])  # fmt: skip
    before, _, after = recorded.traffic

    found = calibrate_hub([before, after])

    assert found.unexplained == ()
    assert hub_recording([before, after]).seen[0].after == 1


def test_a_recording_of_another_provider_is_of_no_hub():
    recorded = Recorded(Rules())
    recorded.say([("GET", "/Users?startIndex=1&count=1")])

    assert calibrate_hub([]) is None
    assert calibrate_hub([replace(recorded.traffic[0], base_url="https://scim.test/v2")]) is None
    assert hub_recording(recorded.traffic).origin == ORIGIN


ADA = TABLE["repeated_create"].requests[0][2]
