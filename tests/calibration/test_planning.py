"""The plan decides every switch, and has no act too many."""

from functools import cache
from itertools import combinations

import pytest

from simulator.calibration.acts import Act, acts, people, whole
from simulator.calibration.deciding import decided_by, deciding
from simulator.calibration.planning import plan, recognised
from simulator.errors import UnreadableError
from tests.calibration.shown import channel, shown, under

FULL = plan()
DECIDED = [(app, name) for app in FULL.apps for name in FULL.decides(app)]


@cache
def text(app: str) -> str:
    return FULL.story(app)


@cache
def seen(app: str, name: str, option: object) -> dict[str, tuple[object, ...]]:
    return shown(under(text(app), **{name: option}))


def without(app: str, left_out: Act, **switches: object) -> dict[str, tuple[object, ...]]:
    """What the plan shows without an act, whose people and faults stay."""
    scenario = under(text(app), **switches)
    ours = [act for act in FULL.of(app) for _ in act.steps]
    steps = tuple(step for step, act in zip(scenario.steps, ours, strict=True) if act is not left_out)
    return shown(scenario.model_copy(update={"steps": steps}))


def test_the_plan_is_for_every_switch_that_clicking_decides():
    assert {name for _, name in DECIDED} == set(FULL.switches)
    assert set(FULL.switches) | set(FULL.aside) == set(deciding())
    assert set(FULL.aside) == {"identity_engine", "within_future", "template_missing"}


@pytest.mark.parametrize(("app", "name"), DECIDED)
def test_the_plan_tells_every_two_options_of_a_switch_apart(app, name):
    runs = [seen(app, name, option) for option in deciding()[name].options]

    assert not is_open(runs)


@pytest.mark.parametrize("app", FULL.apps)
def test_no_two_switches_change_the_plan_in_the_same_way(app):
    default = shown(under(text(app)))
    changed: dict[tuple[object, ...], str] = {}
    for name in FULL.decides(app):
        for option in deciding()[name].options:
            told = seen(app, name, option)
            if told != default:
                assert changed.setdefault(tuple(told.values()), name) == name


@pytest.mark.parametrize("act", FULL.done, ids=lambda act: act.name)
def test_no_act_can_be_left_out_without_leaving_a_switch_open(act):
    reasons = [name for name in FULL.decides(act.app) if name not in lost_nowhere(act)]

    for name in reasons:
        options = deciding()[name].options
        runs = [without(act.app, act, **{name: option}) for option in options]
        if is_open(runs) and all(
            is_open([seen(app, name, one) for one in options]) for app in FULL.apps if app != act.app
        ):
            return
    pytest.fail(f"{reasons} are decided without {act.name} as well")


def is_open(runs: list[dict[str, tuple[object, ...]]]) -> bool:
    return "nowhere" in {channel(a, b) for a, b in combinations(runs, 2)}


def lost_nowhere(act: Act) -> set[str]:
    """What the table says is decided without this act, and those that need it, too."""
    needing = {one.name for one in FULL.done if act in whole([one.name])}
    return decided_by({one.name for one in FULL.done} - needing)


def test_a_plan_for_some_switches_holds_what_they_need_only():
    small = plan(["filter_space", "retry_policy"])

    assert [act.name for act in small.done] == ["switch-off-and-link", "push-outage", "wait"]
    assert small.switches == ("filter_space", "retry_policy")
    assert plan(["probe_on_save"]).done == (acts()["save"],)
    assert [act.name for act in plan(["carried_work"]).done] == [
        "assign", "push", "refused-member", "rename", "retry-group",
    ]  # fmt: skip


def test_a_plan_for_nothing_is_empty():
    assert plan([]).done == ()
    assert plan(["template_missing"]).done == ()
    assert plan(["template_missing"]).aside == ("template_missing",)


def test_a_recording_of_the_plan_is_recognised_by_its_people():
    everybody = {"cal-ada", "cal-bob", "cal-cyd", "cal-dan", "cal-eve", "cal-hal", "cal-ian"}

    assert recognised(everybody) == "aiw"
    assert recognised(everybody | {"somebody-else"}) == "aiw"
    assert recognised(everybody - {"cal-cyd"}) is None
    assert recognised({"cal-kim", "cal-lee"}) == "oin"
    assert recognised({"ada"}) is None


def test_both_parts_of_the_plan_in_one_recording_are_told_apart_by_nobody():
    usernames = people().keys()

    assert recognised(usernames & {"cal-kim", "cal-lee"}) == "oin"
    assert recognised(usernames - {"cal-kim", "cal-lee"}) == "aiw"
    assert recognised({"cal-kim"}) is None
    with pytest.raises(UnreadableError, match="one part at a time"):
        recognised(usernames)
