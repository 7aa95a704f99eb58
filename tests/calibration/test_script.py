"""The page for the person at the Admin Console: what it says can be done as it says."""

import json
import re
import shlex
from dataclasses import replace

import pytest
import requests

from provider_stub.__main__ import opened
from simulator.calibration.planning import plan
from simulator.calibration.script import PAGES, SECONDS_EACH, minutes, script, things
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange
from simulator.scenario.loading import load_text
from simulator.scenario.parts.provider import Provider

FULL = plan()
PAGE = script(FULL)


def part(app: str) -> str:
    """The page's part about one app."""
    return PAGE[PAGE.index(f"\n## Calibration {app.upper()} ") :][1:].partition("\n## ")[0]


def sent(events):
    """Okta's requests without ids and passwords, and what they were answered."""
    told = [one for one in events if isinstance(one, Exchange) and one.origin == "okta"]
    return [
        (one.request["method"], one.subject, one.attempt, one.response and one.response["status"], _plain(one.request))
        for one in told
    ]


def _plain(request):
    body = request["body"]
    kept = {name: value for name, value in (body or {}).items() if name not in ("password", "meta")}
    text = json.dumps([request["path"], request["query"], kept])
    return re.sub(r"\b[0-9a-f]{24}\b|\b00u\w{17}\b|\d{4}-\d\d-\d\dT[0-9:.]+Z", "*", text)


def test_every_person_act_and_switch_is_on_the_page():
    for act in FULL.done:
        assert all(click in PAGE for click in act.clicks)
        assert all(f"| {alias} |" in PAGE for alias in act.people)
    assert [name for name in (*FULL.switches, *FULL.aside) if f"`{name}`" not in PAGE] == []


def test_the_acts_of_both_apps_stand_in_their_own_part():
    assert "cal-readers > **Assign**" in part("aiw")
    assert "Kim Calibration > **Assign**" in part("oin")
    assert "Kim Calibration > **Assign**" not in part("aiw")


def test_the_time_follows_from_the_things_to_do():
    count = things(FULL.done)

    assert f"{count} clicks and values to paste, about {minutes(count)} minutes" in PAGE
    assert count * SECONDS_EACH <= minutes(count) * 60 < count * SECONDS_EACH + 60
    assert count == sum(len(act.clicks) for act in FULL.done) + 2 * sum(bool(act.page) for act in FULL.done) + 2


@pytest.mark.parametrize("app", FULL.apps)
def test_the_recorder_is_started_with_the_hub_where_the_page_then_tells_it(app):
    from simulator.cli.record import command

    (line,) = re.findall(r"^oktasim record .*$", part(app), re.MULTILINE)
    given = command.make_context("record", shlex.split(line)[2:]).params

    assert given["hub"]
    assert str(given["log"]) == f"calibration-{app}.jsonl"
    assert f"port {given['port']}." in part(app)
    assert f"http://127.0.0.1:{given['hub_port']}/-" == PAGES


def test_a_part_without_anything_for_the_provider_tells_it_nothing():
    page = script(plan(["group_put_minimal"]))

    assert "curl" not in page
    assert "## Calibration OIN" not in page
    assert "--only group_put_minimal --integration aiw" in page


def test_a_plan_of_nothing_says_so():
    assert script(plan([])) == (
        "# Calibration plan\n\nNo act at the Admin Console is left that would decide a switch in a recording.\n"
    )
    assert "## To look at yourself" in script(plan(["template_missing"]))


@pytest.mark.parametrize("app", FULL.apps)
def test_a_hub_on_a_port_that_was_told_what_the_page_says_answers_as_in_the_story(app):
    """The commands of the page arm a Hub on a port so that the plan gets the answers there that it gets in process."""
    scenario = load_text(FULL.story(app), "plan.yaml")
    token = "a-token-of-the-tests-for-the-hub"
    hub = opened(
        host="127.0.0.1", port=0, token=token, rate_limit=None, log=None, state=None, organization="acme",
        sso="managed", errors="scim", quirks=(),
    )  # fmt: skip
    with hub.server:
        pages = hub.url.partition("/api/")[0] + "/-"
        for line in re.findall(r"^curl -s .*$", part(app), re.MULTILINE):
            _, _, url, _, body = shlex.split(line)
            answer = requests.post(url.replace(PAGES, pages), data=body, timeout=10)
            assert answer.ok, (line, answer.text)
        bare = scenario.model_copy(update={"provider": Provider.model_validate({})})
        choice = Choice(endpoint=hub.url, token_env="T", verify=False, expect=False, clock="virtual")
        over_http = sent(prepare(bare, choice, {"T": token}).events())

    in_process = sent(prepare(scenario, replace(Choice(), verify=False, expect=False), {}).events())
    assert over_http == in_process
    assert {status for _, _, _, status, _ in over_http} >= ({429, 503, 404} if app == "aiw" else {400, 404})
