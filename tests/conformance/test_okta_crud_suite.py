"""Okta's CRUD suite: an org with the app, here the simulator, acts in the suite's order on the bundled Hub over HTTP.

It assigns with a profile of mapped attributes. Sources: okta-wire 12, V23; huggingface-scim 14: its usernames are
e-mail addresses, which takes the quirk any-username.
"""

from typing import Any

import pytest

from simulator.play.transcript import Exchange

CRUD = """\
name: Okta's CRUD suite
app:
  mappings: {displayName: user.displayName}
users:
  runscope: {login: Runscope300Abcd@atko.com, firstName: Rune, lastName: Scope}
steps:
  - assign_user: {user: runscope, username: Runscope300Abcd@atko.com, profile: {familyName: Scope,
      givenName: Rune, emailType: work, email: Runscope300Abcd@atko.com}}
    expect:
      outcome: success
      provider: {users: {Runscope300Abcd@atko.com: {active: true, name.givenName: Rune}}}
  - update_user: {user: runscope, profile: {firstName: Updated}}
    expect:
      outcome: success
      provider: {users: {Runscope300Abcd@atko.com: {active: true, name.givenName: Updated}}}
  - deactivate_user: runscope
    expect:
      outcome: success
      provider: {users: {Runscope300Abcd@atko.com: {active: false}}}
  - activate_user: runscope
    expect: {outcome: nothing, requests: []}
  - assign_user: {user: runscope, username: Runscope300Abcd@atko.com, profile: {familyName: Scope,
      givenName: Updated, emailType: work, email: Runscope300Abcd@atko.com}}
    expect:
      outcome: success
      provider: {users: {Runscope300Abcd@atko.com: {active: true, name.givenName: Updated}}}
  - unassign_user: runscope
    expect:
      outcome: success
      provider: {users: {Runscope300Abcd@atko.com: {active: false}}}
"""
METHODS = {
    "aiw": ["GET POST", "GET PUT", "GET PUT", "", "GET GET PUT GET PUT", "GET PUT"],
    "oin": ["GET POST", "GET PUT", "PATCH", "", "GET PATCH GET PUT", "PATCH"],
}
"""What each step sends: create, read and write back, and two rounds for a match that is inactive (okta-wire 2 to 4)."""


@pytest.mark.parametrize("integration", METHODS)
def test_the_suites_order_ends_with_an_inactive_user(hub: Any, token: str, play: Any, integration: str) -> None:
    url = hub(quirks=frozenset({"any-username"}))

    played = play(CRUD, {"SCIM_TOKEN": token}, endpoint=url, token_env="SCIM_TOKEN", integration=integration)

    sent: list[list[str]] = [[] for _ in METHODS[integration]]
    for exchange in played.of(Exchange):
        if exchange.origin == "okta":
            sent[exchange.step - 1].append(exchange.request["method"])
    assert [" ".join(methods) for methods in sent] == METHODS[integration]
    assert played.events[-1].kept, [event for event in played.events if not isinstance(event, Exchange)]


def test_by_the_hubs_rules_the_suite_fails_at_its_first_create(hub: Any, token: str, play: Any) -> None:
    played = play(CRUD, {"SCIM_TOKEN": token}, endpoint=hub(), token_env="SCIM_TOKEN")

    statuses = [each.response["status"] for each in played.of(Exchange) if each.request["method"] == "POST"]
    assert statuses[0] == 400
    assert not played.events[-1].kept
