"""Faults."""

import pytest

from simulator.scenario.fields.request_lines import RequestLine
from simulator.scenario.parts.faults import Fault


@pytest.mark.parametrize(
    "effect, value",
    [
        ("respond: {status: 429, headers: {Retry-After: 120}, body: {error: busy, wait: 5}}", None),
        ("delay: 61s", 61.0),
        ("disconnect: before", "before"),
        ("disconnect: after", "after"),
        ("truncate: 20", 20),
        ("truncate: 0", 0),
        ("html: 502", 502),
        ("empty: true", True),
        ("amend: {active: false, name: {givenName: Jo}}", {"active": False, "name": {"givenName": "Jo"}}),
    ],
)
def test_every_effect_can_be_written(read_step, effect, value):
    fault = read_step(f"fault: {{on: POST /Users, {effect}}}").argument

    name = effect.partition(":")[0]
    assert value is None or getattr(fault, name) == value
    assert [key for key in Fault.exactly_one if getattr(fault, key) is not None] == [name]


def test_answer_holds_text_headers_and_a_json_body(read_step):
    fault = read_step(
        "fault: {on: POST /Users, respond: {status: 429, headers: {Retry-After: 120}, body: {error: busy, wait: 5}}}"
    ).argument

    assert fault.respond.headers == {"Retry-After": "120"}
    assert fault.respond.body == {"error": "busy", "wait": 5}


def test_fault_strikes_once_at_once_where_nothing_is_said(read_step):
    fault = read_step("fault: {on: '* /Users/*', empty: true}").argument

    assert (fault.times, fault.after, fault.user, fault.group) == (1, 0, None, None)
    assert fault.on == RequestLine("*", "/Users/*", text="* /Users/*")


def test_fault_may_be_about_someone_and_last(read_step):
    fault = read_step(
        "fault: {on: POST /Users, times: always, after: 2, user: ada, group: ml-team, html: 502}"
    ).argument

    assert (fault.times, fault.after, fault.user, fault.group) == ("always", 2, "ada", "ml-team")


def test_fault_lasts_for_a_time_in_place_of_a_number_of_requests(read_step):
    fault = read_step("fault: {on: POST /Users, lasts: 1m30s, after: 2, html: 502}").argument

    assert (fault.lasts, fault.after) == (90.0, 2)
    assert fault.written() == {"on": "POST /Users", "lasts": "90s", "after": 2, "html": 502}


def test_fault_may_be_about_someone_created_later(read):
    scenario = read(
        """\
steps:
  - fault: {on: POST /Users, user: bob, html: 502}
  - create_user: {alias: bob, profile: {login: bob@acme.test}}
"""
    )

    assert scenario.steps[0].argument.user == "bob"
