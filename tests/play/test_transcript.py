"""An event's line says all that the event says, whoever writes it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.play.load_figures import LoadFigures
from simulator.play.transcript import Exchange, Log, RunFinished, Standing, parse, to_json
from simulator.scim.message import compact

BODIES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(st.characters()), held, max_size=3),
    max_leaves=8,
)


def exchange(sent: Any, answered: Any, *, silent: bool = False) -> Exchange:
    return Exchange(
        at="2026-01-05T09:00:00.000Z", origin="okta", purpose="create user", attempt=1, milliseconds=0.25,
        request={"method": "POST", "path": "/Users", "query": "", "url": "https://x", "headers": {}, "body": sent},
        response=None if silent else {"status": 201, "headers": {}, "body": answered},
    )  # fmt: skip


@settings(deadline=None)
@given(BODIES, BODIES, st.booleans())
def test_the_line_of_an_exchange_reads_back_as_it_was(sent: Any, answered: Any, silent: bool) -> None:
    event = exchange(sent, answered, silent=silent)
    assert parse(event.written) == event
    assert event.encoded == event.written.encode("utf-8", "backslashreplace")
    assert json.loads(event.encoded) == to_json(event)


@pytest.mark.parametrize("body", ["\ud800", 2**64, -(2**70), float("inf"), [float("-inf"), "null", None]])
def test_what_only_the_standard_library_writes_is_written_as_it_writes_it(body: Any) -> None:
    event = exchange({"userName": body}, {"null": body, "tags": [None, "null"]})
    assert event.written == compact(to_json(event)) + "\n"


def test_an_exchange_without_floats_has_the_bytes_of_the_standard_library() -> None:
    event = exchange({"userName": "Zoë \u007f\u2028 \u0001\b</>", "n": 2**63}, {"id": None, "x": "null"})
    assert event.written == compact(to_json(event)) + "\n"


def test_a_float_may_have_another_exponent_and_is_the_same_number() -> None:
    event = exchange({"n": [1e16, 1e-7, 0.1, 5.0]}, None)
    assert '"n":[1e16,1e-7,0.1,5.0]' in event.written.replace("e+16", "e16")  # as orjson's version has it
    assert parse(event.written) == event


def test_entries_and_rows_have_the_bytes_of_the_standard_library() -> None:
    entry = {"eventType": "x", "outcome": {"result": "SUCCESS", "reason": None}, "target": [{"id": "\ud800"}]}
    row = Standing(at="t", user="u", name="ü", okta="assigned", provider="not looked", agrees=None)
    for event in (Log(at="t", entry=entry), Log(at="t", entry={**entry, "target": []}), row):
        assert event.written == compact(to_json(event)) + "\n"


def test_why_is_written_where_it_is_known_alone_and_an_older_line_has_none() -> None:
    event = Exchange(**{**vars(exchange(None, None)), "why": ["create.post"]})

    assert json.loads(event.written)["why"] == ["create.post"]
    assert parse(event.written) == event
    assert "why" not in to_json(exchange(None, None))
    assert parse(exchange(None, None).written).why == []  # type: ignore[attr-defined]


def answered(why: Any) -> str:
    """The line of an exchange whose response holds this in `why`."""
    event = exchange(None, None)
    return replace(event, response={**(event.response or {}), "why": why}).written


def test_the_rules_of_the_provider_stand_in_the_response_and_an_older_line_has_none() -> None:
    assert parse(answered(["hub.group.null-external-id"])).answered_by == ["hub.group.null-external-id"]  # type: ignore[attr-defined]
    assert parse(exchange(None, None).written).answered_by == []  # type: ignore[attr-defined]
    assert parse(exchange(None, None, silent=True).written).answered_by == []  # type: ignore[attr-defined]


def test_an_id_that_spells_null_is_written_as_any_other() -> None:
    event = replace(exchange(None, None), why=["create.null-x"])

    assert event.written == compact(to_json(event)) + "\n"
    assert parse(answered(["hub.group.null-external-id"])).written == answered(["hub.group.null-external-id"])


@pytest.mark.parametrize("why", ["hub.filter", None, [1], ["hub.filter", None], [{}], {}])
def test_the_rules_of_the_provider_are_a_list_of_texts(why: Any) -> None:
    with pytest.raises(ValueError, match="the member `why` cannot be"):
        parse(answered(why))


@pytest.mark.parametrize("written", ['"create.post"', "null", "[1]", '["create.post",null]', "[{}]"])
def test_why_is_a_list_of_texts(written: str) -> None:
    line = exchange(None, None).written.replace('"request":', f'"why":{written},"request":')

    with pytest.raises(ValueError, match="the member `why` cannot be"):
        parse(line)


ENDED = RunFinished(at="", kept=True, counts={"steps": 1}, seconds=1.5)


def test_the_load_of_a_run_stands_on_its_last_line_where_there_was_one() -> None:
    loaded = RunFinished(at="", kept=True, counts={}, seconds=1.5, load=LoadFigures(8, "10/s").figures())

    assert "load" not in to_json(ENDED)
    assert parse(loaded.written) == loaded


@pytest.mark.parametrize("load", ["fast", [], 3])
def test_a_load_that_is_no_object_is_refused(load: Any) -> None:
    with pytest.raises(ValueError, match="the member `load` cannot be"):
        parse(compact({**to_json(ENDED), "load": load}))
