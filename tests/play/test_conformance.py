"""A run of one of Okta's suites that does not come to its end, and what it may not show."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from provider_stub import Settings, create_app
from simulator.play.clock import VirtualClock
from simulator.play.conformance import NotReached, SuiteRun, run
from simulator.play.transcript import Exchange, RunFinished
from simulator.reports.conformance import View
from simulator.scim.message import Request, Response
from simulator.transport.wsgi import WsgiTransport

TOKEN = "a-token-for-these-suites-only"
URL = "http://127.0.0.1/api/organizations/acme/scim/v2"
ACCOUNTS = [{"username": "ada", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}]


class Answering:
    """The bundled Hub, save for the requests that `instead` answers."""

    def __init__(self, instead: Any = lambda _: None) -> None:
        clock = VirtualClock(0)
        quirks = frozenset({"any-username", "optional-external-id"})
        self._hub = WsgiTransport(create_app(Settings(token=TOKEN, accounts=ACCOUNTS, quirks=quirks)), clock)
        self._instead = instead

    def send(self, request: Request, base_url: str, headers: Any) -> Response:
        return self._instead(request) or self._hub.send(request, base_url, headers)


def started(suite: str, transport: Any, events: list[Any]) -> SuiteRun:
    return run(suite, transport, URL, TOKEN, seed=3, clock=VirtualClock(0), record=events.append)


def own(events: list[Any]) -> Iterator[str]:
    return (one.request["method"] for one in events if isinstance(one, Exchange) and one.origin == "verify")


def test_a_run_that_is_closed_midway_takes_away_what_it_made_and_its_record_has_no_end():
    events: list[Any] = []
    begun = started("spec", Answering(), events)
    with closing(iter(begun)) as steps:
        for result in steps:
            if result.step.key == "create":
                break

    assert list(own(events)) == ["GET", "DELETE", "GET"]
    assert begun.left == []
    assert not any(isinstance(one, RunFinished) for one in events)
    assert list(View(columns=None).ending(begun, [result])) == [
        "✗ Okta SCIM 2.0 SPEC Test: 1 of 12 passed, cut off",
        "  1 user was made there and deleted again",
    ]


def test_an_interruption_within_a_request_is_cleaned_up_after_too():
    def stop(request: Request) -> None:
        if request.purpose == "read user" and events and any(one == "POST" for one in methods(events)):
            raise KeyboardInterrupt

    events: list[Any] = []
    with pytest.raises(KeyboardInterrupt):
        list(started("spec", Answering(stop), events))

    assert list(own(events)) == ["GET", "DELETE", "GET"]


def methods(events: list[Any]) -> list[str]:
    return [one.request["method"] for one in events if isinstance(one, Exchange)]


def test_a_create_that_is_interrupted_may_have_been_done_too():
    def stop(request: Request) -> None:
        if request.method == "POST":
            raise KeyboardInterrupt

    for suite in ("spec", "crud"):
        events: list[Any] = []
        with pytest.raises(KeyboardInterrupt):
            list(started(suite, Answering(stop), events))

        assert list(own(events)) == ["GET"]


def test_whom_the_service_calls_by_another_name_is_not_deleted():
    """A service that answers every create with one and the same person."""
    ada: list[str] = []

    def instead(request: Request) -> Response | None:
        if request.query.startswith("count=1&"):
            page = hub.send(request, URL, [("Authorization", f"Bearer {TOKEN}")])
            ada.append(page.json["Resources"][0]["id"])
        return Response(201, text=f'{{"id": "{ada[0]}"}}') if request.method == "POST" else None

    events: list[Any] = []
    hub = Answering()
    half = Answering(instead)
    half._hub = hub._hub
    begun = started("spec", half, events)
    list(begun)

    assert list(own(events)) == ["GET"]
    assert begun.left == [f"{begun.facts.email} ({ada[0]}) has another userName there, and was not touched"]


def test_a_create_without_an_answer_may_have_been_done_so_that_the_name_is_looked_for():
    hub = Answering()

    def silent(request: Request) -> Response | None:
        if request.method != "POST":
            return None
        hub.send(request, URL, [("Authorization", f"Bearer {TOKEN}"), ("Content-Type", "application/json"),
                                ("Content-Length", str(len(request.payload)))])  # fmt: skip
        return Response(error="Read timed out")

    class Half:
        def send(self, request: Request, base_url: str, headers: Any) -> Response:
            return silent(request) or hub.send(request, base_url, headers)

    events: list[Any] = []
    begun = started("spec", Half(), events)
    results = {result.step.key: result for result in begun}

    assert results["create"].broken[0].actual == "no answer: Read timed out"
    assert list(own(events)) == ["GET", "GET", "DELETE", "GET"]
    assert (len(begun.made), begun.left) == (1, [])


def test_what_cannot_be_looked_for_is_said_and_not_called_gone():
    def instead(request: Request) -> Response | None:
        if request.method == "POST":
            return Response(500)
        return Response(503) if request.origin == "verify" else None

    begun = started("spec", Answering(instead), [])
    list(begun)

    (left,) = begun.left
    assert left.startswith("Runscope")
    assert left.endswith("if the service made them; that cannot be seen: 503 Service Unavailable")


def test_silence_later_on_fails_a_step_and_silence_at_once_says_nothing_of_the_service():
    later = Answering(lambda request: Response(error="Read timed out") if request.path == "/Groups" else None)
    verdicts = {result.step.key: result.verdict for result in started("spec", later, [])}
    assert [key for key, verdict in verdicts.items() if verdict == "failed"] == ["groups"]

    for suite in ("spec", "crud"):
        events: list[Any] = []
        with pytest.raises(NotReached, match="Connection refused"):
            list(started(suite, Answering(lambda _: Response(error="Connection refused")), events))
        assert (methods(events), events[-1].provider, events[-1].kept) == (["GET"], "silent", False)


def test_a_token_that_the_service_quotes_is_hidden_in_results_too_where_the_quotation_is_cut():
    detail = f'{{"detail": "{"x" * 140} {TOKEN}"}}'
    quoting = Answering(lambda request: Response(418, text=detail) if request.path == "/Groups" else None)
    events: list[Any] = []

    (result,) = (one for one in started("spec", quoting, events) if one.step.key == "groups")

    assert result.broken[0].actual.startswith("418 ")
    assert result.broken[0].actual.endswith("…")
    assert TOKEN[:8] not in repr(result) + repr(events)


def test_a_service_without_groups_is_told_that_the_suite_calls_that_step_optional():
    refusing = Answering(lambda request: Response(501) if request.path == "/Groups" else None)
    begun = started("spec", refusing, [])
    results = list(begun)

    lines = list(View(columns=None).remedies([(begun.suite, results)]))

    assert lines[1:3] == ["What to change in the service",
                          "  Okta SCIM 2.0 SPEC Test, step 10, which Okta's suite calls optional"]  # fmt: skip
    assert lines[3].startswith("    - Answer `GET /Groups` with 200")


def test_an_id_that_is_a_number_is_asked_for_all_the_same():
    page = '{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 1, "startIndex": 1,'
    page += '"itemsPerPage": 1, "Resources": [{"id": 7, "userName": "ada", "active": false}]}'
    numbered = Answering(lambda request: Response(200, text=page) if request.query.startswith("count=1&") else None)

    results = list(started("spec", numbered, []))

    assert [one.what for one in results[0].broken] == [
        f"Resources[0].{path}" for path in ("name.familyName", "name.givenName", "emails[0].value")
    ]
    assert results[1].exchanges[0].request["path"] == "/Users/7"
