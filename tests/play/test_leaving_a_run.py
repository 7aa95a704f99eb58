"""No event leaves a run, and none is kept by the served org's record, with a secret in any text of any member."""

from dataclasses import dataclass, fields
from textwrap import dedent
from types import UnionType
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

import pytest

from simulator.play.redaction import Redactor
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import (
    EVENTS,
    FIXED,
    Event,
    Exchange,
    Log,
    RunStarted,
    Standing,
    StepFinished,
    parse,
    to_json,
)
from simulator.scenario.loading import load_text
from simulator.web.engine.record import Record
from tests.play.test_secret_forms import FORMS

TOKEN = "hf_AbCdEfGhIj/0+9~k"
PASSWORD = "gl^m&qWZ-and-more"


@dataclass(frozen=True, kw_only=True)
class Unheard(Event):
    """A kind of event that nobody has thought of."""

    kind: ClassVar[str] = "unheard"
    table: list[dict[str, Any]]
    text: str


def filled(hint: Any, secret: str) -> Any:
    """A value of a member's type, with the secret in every text that it can hold."""
    texts = [secret, f"bad token {secret}, sorry", f"x{secret}x"]
    if hint is str:
        return texts[1]
    if hint is Any:
        return {"whole": secret, "list": [*texts, {"deep": [texts]}], "numbers": [1, 2.5, True, None]}
    if isinstance(hint, UnionType):
        return filled(get_args(hint)[0], secret)
    if get_origin(hint) is dict:
        value = get_args(hint)[1]
        names = ("method", "path", "query", "url", "base_url", "kind", "eventType") if value is not int else ("steps",)
        held: dict[str, Any] = {name: filled(str if value is Any else value, secret) for name in names}
        if value is Any:
            held |= {"body": filled(Any, secret), "status": 200, "headers": {"X-Echo": texts[2], "Location": secret}}
        return held
    if get_origin(hint) is list:
        return [filled(get_args(hint)[0], secret)]
    return hint(1)


def event_of(kind: type[Event], secret: str) -> Event:
    hints = get_type_hints(kind)
    members = {member.name: filled(hints[member.name], secret) for member in fields(kind)}
    if kind is Log:
        members["entry"] |= {"eventType": "user.session.start", "outcome": {"result": "FAILURE", "reason": secret}}
    return kind(**members)


every_kind = pytest.mark.parametrize("kind", [*EVENTS.values(), Unheard], ids=lambda kind: kind.kind)


@every_kind
def test_no_kind_of_event_shows_a_token_in_any_member(kind: type[Event], monkeypatch) -> None:
    monkeypatch.setattr(
        "simulator.play.transcript._FIELDS", {**_fields(), Unheard.kind: ("at", "step", "table", "text")}
    )
    for form, writes in FORMS.items():
        written = writes(TOKEN)
        before = event_of(kind, written)
        if form.startswith("Base"):  # its digits are one with letters next to it
            before = kind(**{name: _spaced(value, written) for name, value in vars(before).items()})

        after = Redactor(TOKEN).event(before)

        texts = list(_texts(to_json(after)))
        assert [text for text in texts if written.lower() in text.lower()] == [], form
        hidden = sum("<token>" in text for text in texts)
        assert hidden == sum(written in text for text in _texts(to_json(before))), form


def _fields() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(member.name for member in fields(cls)) for kind, cls in EVENTS.items()}


def _spaced(value: Any, written: str) -> Any:
    if isinstance(value, str):
        return value.replace(f"x{written}x", f"x {written} x")
    if isinstance(value, dict):
        return {key: _spaced(held, written) for key, held in value.items()}
    return [_spaced(held, written) for held in value] if isinstance(value, list) else value


def _texts(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for held in value.values() if isinstance(value, dict) else value:
            yield from _texts(held)


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
def test_no_kind_of_event_shows_a_password(kind: type[Event]) -> None:
    redactor = Redactor()
    redactor.register(PASSWORD)

    line = redactor.event(event_of(kind, PASSWORD)).written

    assert PASSWORD not in line
    assert "<password-1>" in line
    parse(line)


@every_kind
def test_the_record_of_the_served_org_keeps_no_event_as_it_came(kind: type[Event], monkeypatch) -> None:
    monkeypatch.setattr(
        "simulator.play.transcript._FIELDS", {**_fields(), Unheard.kind: ("at", "step", "table", "text")}
    )
    record = Record(Redactor(TOKEN))

    kept = record.add(event_of(kind, TOKEN))

    assert TOKEN not in kept.written
    assert [line.line for line in record.after(0)] == [kept.written]
    assert TOKEN not in str(record.log())


def test_an_event_without_secrets_is_given_back_itself() -> None:
    event = event_of(Exchange, "nothing")

    assert Redactor(TOKEN).event(event) is event


def exchange(body: Any, **headers: str) -> Exchange:
    request = {"method": "POST", "path": "/Users", "query": "", "url": "https://x.test/Users", "headers": headers}
    return Exchange(
        at="", origin="okta", purpose="create", attempt=1, request={**request, "body": body},
        response={"status": 200, "headers": {"Set-Cookie": "session=1"}, "body": body}, milliseconds=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"), [("Bearer unknown-to-us", "Bearer <token>"), ("Basic abc", "Basic <token>"), ("x", "<token>")]
)
def test_credentials_that_nobody_knows_are_hidden_by_the_header_that_carries_them(value: str, shown: str) -> None:
    clean = Redactor().event(exchange(None, Authorization=value))

    assert clean.request["headers"] == {"Authorization": shown}
    assert clean.response["headers"] == {"Set-Cookie": "<cookie>"}


def test_passwords_are_learned_from_the_request_before_the_answer_quotes_them() -> None:
    redactor = Redactor()
    first = redactor.event(exchange({"nickName": "pass-word", "password": "pass-word", "title": "my pass-word"}))
    second = redactor.event(exchange({"Operations": [{"op": "replace", "path": "password", "value": "another"}]}))

    assert first.response["body"] == {
        "nickName": "<password-1>", "password": "<password-1>", "title": "my <password-1>",
    }  # fmt: skip
    assert second.request["body"]["Operations"][0]["value"] == "<password-2>"


@pytest.mark.parametrize("token", ["test", "user", "okta", "POST", "success", "userName", "1000", "12345678"])
def test_a_token_that_is_a_word_changes_no_key_and_no_word_of_ours(token: str) -> None:
    body = {token: 1, "userName": f"ada@acme.{token}", "title": token, "echo": f"bad {token}", "number": 12345678}

    clean = Redactor(token).event(exchange(body))

    assert (clean.origin, clean.purpose, clean.request["method"]) == ("okta", "create", "POST")
    assert clean.response["status"] == 200
    assert clean.response["body"] == {
        token: 1, "userName": f"ada@acme.{token}", "title": "<token>", "echo": "bad <token>",
        "number": "<token>" if token == "12345678" else 12345678,
    }  # fmt: skip


@pytest.mark.parametrize("token", ["preferredLanguage", "authenticationSchemes"])
def test_no_key_that_an_attribute_may_have_is_touched_however_long(token: str) -> None:
    assert Redactor(token).event(exchange({token: "x"})).response["body"] == {token: "x"}


def test_a_token_that_cannot_be_a_word_is_hidden_as_a_key_too() -> None:
    assert Redactor(TOKEN).event(exchange({f"the {TOKEN}": "x"})).response["body"] == {"the <token>": "x"}


def test_a_token_that_cannot_be_a_word_is_hidden_where_words_of_ours_stand() -> None:
    event = StepFinished(at=TOKEN, outcome=TOKEN, text="")

    assert (Redactor(TOKEN).event(event).at, Redactor(TOKEN).event(event).outcome) == ("<token>", "<token>")


def test_the_members_with_words_of_ours_are_members_of_events() -> None:
    members = {name for kind in EVENTS.values() for name in get_type_hints(kind)}

    assert {place.partition(".")[0] for place in FIXED} <= members
    assert {kind.kind for kind in EVENTS.values() if "entry" in get_type_hints(kind)} == {Log.kind}


STORY = f"""
name: A story about {TOKEN}
description: It says {TOKEN}.
users: {{ada: {{login: ada@acme.test, firstName: Ada, lastName: '{TOKEN}'}}}}
groups: {{team: {{name: 'the {TOKEN} team'}}}}
steps:
  - test_connection
    id: one
    note: with {TOKEN}
  - assign_user: {{user: ada, username: 'ada {TOKEN}'}}
    expect: {{okta: {{users: {{ada: {{error: '{TOKEN}', username: 'x {TOKEN}'}}}}}}, requests: ['GET /Users/{TOKEN}']}}
  - push_group: team
  - wait: 1h
"""


def test_nothing_that_a_scenario_says_leaves_with_a_token() -> None:
    text = STORY.replace("test_connection\n", "test_connection:\n")
    run = prepare(load_text(text, f"story-{TOKEN}.yaml"), Choice(), {})
    run.story.player.redactor.add_token(TOKEN)

    events = list(run.events())

    assert isinstance(events[0], RunStarted)
    assert {event.kind for event in events} >= {"exchange", "log", "task", "expectation", "wait"}
    assert [event for event in events if TOKEN in event.written or "%2F0%2B9" in event.written] == []
    assert events[0].scenario == "A story about <token>"
    assert events[0].file == "story-<token>.yaml"


def test_an_alias_that_is_the_token_is_hidden_in_the_record_and_still_found_out_about() -> None:
    text = """
        name: x
        app: {username: "'ada-' + user.firstName"}
        users: {test: {login: test@acme.test, firstName: A, lastName: B}}
        steps: [{assign_user: test, expect: {requests_include: [POST /Users]}}]
    """
    run = prepare(load_text(dedent(text), "x.yaml"), Choice(), {})
    run.story.player.redactor.add_token("test")

    events = list(run.events())

    assert {event.subject for event in events if isinstance(event, Exchange) and event.step} == {"<token>"}
    assert [(one.user, one.okta, one.provider) for one in events if isinstance(one, Standing)] == [
        ("<token>", "PROVISIONED", "active")
    ]
    assert list(run.story.tenant.scim_ids) == [("Users", "test")]
    assert events[-1].kept
