"""A recording is a run like others: reports render it, and diff, import and why read it."""

import html
import json

import pytest

from provider_stub import Hub, Settings
from provider_stub.http.serving import serve
from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import read
from simulator.intake.importing import import_sources
from simulator.play.comparison import compare
from simulator.play.transcript import Exchange, RunFinished, parse
from simulator.register.explanation import of_event
from simulator.reports import FORMATS, load
from tests.recorder.conftest import answering

TOKEN = "the-token-of-this-hub"
STORY = """\
name: Somebody comes and goes
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
groups: {staff: {members: [ada]}}
app: {username: 'String.substringBefore(user.login, "@")'}
steps:
  - test_connection
  - assign_user: ada
  - push_group: staff
  - update_user: {user: ada, profile: {lastName: King}}
  - unassign_user: ada
"""


@pytest.fixture
def hub():
    with serve(Hub(Settings(token=TOKEN))) as server:
        yield f"{server.url}/api/organizations/acme/scim/v2"


@pytest.fixture
def through(play, recorded, hub):
    """The story played through a relay: what it says of itself, and what was recorded of it."""
    between = recorded(hub, keeps_host=True)
    played = play(STORY, {"SCIM_TOKEN": TOKEN}, endpoint=between.url, token_env="SCIM_TOKEN", verify=False)
    between.record.end()
    return played, between


def sent(exchanges):
    """The parts of exchanges that both sides see."""
    return [
        ({name: one.request[name] for name in ("method", "path", "query", "headers", "body")},
         {name: one.response[name] for name in ("status", "headers", "body")})
        for one in exchanges
    ]  # fmt: skip


def test_what_is_recorded_is_what_was_played(through):
    played, between = through
    exchanges = played.of(Exchange)

    assert sum(one.origin == "okta" for one in exchanges) >= 8
    assert sent(exchanges) == sent(between.exchanges)


def test_a_run_through_a_relay_is_the_run_at_the_provider(play, through):
    played, _ = through

    with serve(Hub(Settings(token=TOKEN))) as server:
        base = f"{server.url}/api/organizations/acme/scim/v2"
        direct = play(STORY, {"SCIM_TOKEN": TOKEN}, endpoint=base, token_env="SCIM_TOKEN", verify=False)
    compared = compare(direct.events, played.events)

    assert [step.requests for step in compared.steps if not step.same] == []
    assert compared.same


def test_every_line_reads_back_and_the_end_counts_what_passed(through):
    _, between = through

    assert [parse(event.written) for event in between.events] == between.events
    end = between.events[-1]
    assert isinstance(end, RunFinished)
    assert (end.provider, end.judged, end.kept) == ("answered", False, True)
    assert end.counts == {"requests": len(between.exchanges), "unanswered": 0, "refused": 0}


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "jsonl"])
def test_every_report_shows_the_requests(through, form):
    _, between = through
    load(form)

    text = "".join(FORMATS[form](between.events))

    assert text.count("POST") >= 2 or form == "junit"
    assert "read back" not in text.replace("read back by oktasim</label>", "")
    assert "As expected" not in text
    assert "seed 0" not in text
    assert "Admin->>Okta" not in text
    assert "cut off" not in text


def test_a_recording_without_its_end_says_so(through):
    _, between = through
    load("terminal")

    assert "was cut off here" in "".join(FORMATS["terminal"](between.events[:-2]))


def test_two_recordings_are_laid_side_by_side(through, recorded, provide):
    _, between = through
    assert compare(between.events, between.events).same

    other = recorded(provide(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).url)
    other.client().send(b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\n\r\n")
    other.exchange()

    assert not compare(between.events, other.events).same


def test_an_import_tells_the_story(through):
    _, between = through

    imported = import_sources([Source("recorded.jsonl", between.lines().encode())], Wish())

    assert imported.complaints == ()
    for verb in ("assign_user", "push_group", "update_user", "unassign_user"):
        assert f"- {verb}:" in imported.text


def test_why_says_that_it_was_listened_to(through):
    _, between = through

    told = dict(of_event("recorded.jsonl:3", between.exchanges[0]))

    assert told["recorded.jsonl:3"] == ["step 1, GET /Users?startIndex=1&count=2 -> 200"]
    assert told["Why"] == [
        "This was recorded as it passed by: what a client sent and a provider answered, not what our rules make."
    ]


@pytest.fixture
def odd(recorded, provide):
    """A recording with all that may go wrong in it, and headers that are there twice."""

    def script(peer):
        peer.until(b"\r\n\r\n")
        peer.send(b"HTTP/1.1 200 Fine\r\nX-A: 1\r\nX-A: 2\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n\x00\xff")
        peer.until(b"\r\n\r\n")
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<")

    between = recorded(provide(script).url)
    two = b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\nX-B: 1\r\nX-B: 2\r\n\r\n"
    between.ask(two * 2)
    between.ask(b"GET /favicon.ico HTTP/1.1\r\nHost: a\r\n\r\n")
    between.ask(b"nonsense\r\n\r\n")
    between.record.end()
    return between.events


@pytest.mark.parametrize("form", FORMATS)
def test_every_report_shows_what_went_wrong(odd, form):
    load(form)

    text = "".join(FORMATS[form](odd))
    words = " ".join(html.unescape(text.replace("<br/>", " ").replace("#44;", ",")).split())

    assert "Premature end of message body" in words
    assert "favicon.ico" in words
    if form not in ("har", "curl"):
        assert "br by its header" in words
    if form == "har":
        (first, *_) = json.loads(text)["log"]["entries"]
        assert [one["value"] for one in first["request"]["headers"] if one["name"] == "X-B"] == ["1", "2"]
        assert [one["value"] for one in first["response"]["headers"] if one["name"] == "X-A"] == ["1", "2"]


def test_an_import_of_it_knows_what_is_not_in_the_record(odd):
    text = "".join(event.written for event in odd)

    evidence = read([Source("odd.jsonl", text.encode())])
    first, second = evidence.traffic

    assert (first.lost, first.answer, first.status) == (True, None, 200)
    assert (second.lost, second.error) == (
        False,
        "Premature end of message body: 200, and 1 bytes of the body, had come",
    )
    assert evidence.left_out == 1
