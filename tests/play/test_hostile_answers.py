"""A provider whose answers are JSON of any shape: each run comes to its end, and every report can be written."""

import json
import random

import pytest

from simulator.play.setup import Choice, prepare
from simulator.play.transcript import RunFinished, read
from simulator.reports import FORMATS
from simulator.scenario.loading import load_text
from simulator.scim.message import Response

STORY = """
name: Any answer
app:
  username: String.substringBefore(user.login, "@")
  provisioning: [create_users, update_user_attributes, deactivate_users, push_groups, import_users, import_groups]
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  bob: {login: bob@acme.test, firstName: Bob, lastName: Baker}
groups: {team: [ada]}
steps:
  - test_connection
  - assign_user: ada
    expect: {outcome: any, provider: {users: {ada: {active: true}}, no_users: [bob]}}
  - push_group: team
    expect: {outcome: any, provider: {groups: {team: [ada]}, no_groups: [x]}}
  - update_user: {user: ada, profile: {lastName: King}}
  - import_users: {confirm: all}
  - add_to_group: {group: team, users: bob}
  - push_now: team
  - unassign_user: ada
  - retry_tasks
  - unlink_group: {group: team, target: delete}
"""
DIGITS = "1" * 5000
WRONG = (
    "{}", "[]", "[[]]", "[null]", "[{}]", "5", "true", "null", '""', DIGITS, f"1.{DIGITS}", "1e999", '"\\ud800"',
    '{"\\ud800": "\\udfff"}', "[" * 90 + "]" * 90, "[" * 400 + "]" * 400, "[" * 20_000, '{"a":' * 330 + "1" + "}" * 330,
    '[{"value": {}}]', "<html>", "",
)  # fmt: skip


class Hostile:
    """The way to the Hub, in whose answers one member is replaced now and then."""

    def __init__(self, hub, wrong, chance):
        self._hub, self._wrong, self._chance = hub, wrong, chance

    def send(self, request, base_url, headers):
        answer = self._hub.send(request, base_url, headers)
        if self._chance.random() > 0.4:
            return answer
        return Response(answer.status, {**answer.headers, "Retry-After": DIGITS}, self._broken(answer.text))

    def _broken(self, text):
        try:
            whole = [json.loads(text)]
        except ValueError:
            return self._wrong
        places = list(self._places(whole))
        held, key = self._chance.choice(places)
        held[key] = "\u0000"
        return json.dumps(whole[0]).replace(json.dumps("\u0000"), self._wrong)

    def _places(self, value):
        for key, held in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            if isinstance(held, dict | list):
                yield from self._places(held)


@pytest.mark.parametrize("integration", ["aiw", "oin"])
@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong[:12])
def test_a_run_comes_to_its_end_whatever_the_provider_answers(wrong, integration):
    run = prepare(load_text(STORY, "story.yaml"), Choice(integration=integration), {})
    player = run.story.player
    player.transport = Hostile(player.transport, wrong, random.Random(f"{wrong[:20]} {integration}"))

    events = list(run.events())
    again = list(read("".join(FORMATS["jsonl"](events)).splitlines(keepends=True), "run.jsonl"))

    assert isinstance(events[-1], RunFinished)
    assert len(again) == len(events)
    for render in FORMATS.values():
        "".join(render(again)).encode()
