"""A small run, written by hand: what the reports are tested with."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.play.transcript import (
    Event,
    Exchange,
    Expectation,
    Finding,
    Log,
    RunFinished,
    RunStarted,
    Standing,
    StepFinished,
    StepStarted,
    Task,
    Wait,
)
from simulator.play.transcript import Warning as OktaWarning

BASE = "http://stub.test/api/organizations/acme/scim/v2"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"
ADA = "66b1f0c2a4d95e7788aa3c4d"
SIGMA = "66b1f0c2a4d95e7788aa3c4e"
TRICKY = "Ada \"the\" 'Countess' ë `whoami` $(rm -rf /) \\ <b>&amp;</b> | مرحبا #1\nset up; end \x1b[31m\u202e"
"""A name that tries to get out of every format's quoting."""
REFUSED = (
    f"Automatic provisioning of user {TRICKY} to app Hugging Face failed: Error while creating user sigma.$(id): "
    "Bad Request. Errors reported by remote server: Username may hold letters, digits and - only"
)
NO_JSON = (
    "Automatic profile push of user Ada Lovelace to app Hugging Face failed: Error while trying to push profile "
    "update for ada.lovelace@acme.test: Bad Gateway. Errors reported by remote server: Invalid JSON: Unexpected "
    "character ('<' (code 60))"
)
HEADERS = {
    "Accept": "application/scim+json",
    "Accept-Charset": "utf-8",
    "User-Agent": "Okta SCIM Client 1.0.0",
    "Authorization": "Bearer <token>",
    "Host": "stub.test",
    "Connection": "Keep-Alive",
    "Accept-Encoding": "gzip,deflate",
}
JSON_HEADERS = {**HEADERS, "Content-Type": "application/scim+json; charset=utf-8", "Content-Length": "2"}


def at(seconds: float) -> str:
    """A moment of the run's virtual day."""
    minutes, rest = divmod(seconds, 60)
    return f"2026-01-05T09:{int(minutes):02}:{rest:06.3f}Z"


def exchange(step: int, ask: str, reply: tuple[int, Any] | str, body: Any = None, **more: Any) -> Exchange:
    """`ask` is `METHOD /path?query`; `reply` is status and body, or why nobody answered."""
    method, _, target = ask.partition(" ")
    path, _, query = target.partition("?")
    answered = None if isinstance(reply, str) else reply
    members: dict[str, Any] = {"at": at(step), "origin": "okta", "purpose": "", "attempt": 1, "milliseconds": 12.0}
    members.update(more)
    return Exchange(
        step=step,
        request={
            "method": method,
            "path": path,
            "query": query,
            "url": f"{BASE}{target}",
            "headers": HEADERS if body is None else JSON_HEADERS,
            "body": body,
        },
        response=answered
        and {"status": answered[0], "headers": {"Content-Type": "application/scim+json"}, "body": answered[1]},
        error=reply if isinstance(reply, str) else None,
        **members,
    )


def user(scim_id: str | None, name: str, **more: Any) -> dict[str, Any]:
    """A SCIM user; without an id, as it is asked for."""
    known = {} if scim_id is None else {"id": scim_id, "meta": {"location": f"{BASE}/Users/{scim_id}"}}
    return {"schemas": [CORE], **known, "userName": name, "active": True, **more}


def found(*resources: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The answer to a filter."""
    return 200, {"totalResults": len(resources), "startIndex": 1, "Resources": list(resources)}


def entry(event_type: str, result: str, reason: str | None = None) -> dict[str, Any]:
    """As much of a System Log entry as reports read."""
    return {"eventType": event_type, "outcome": {"result": result, "reason": reason}}


def started(**more: Any) -> RunStarted:
    """The first event; the seed and the place of the file are those of this story unless given."""
    members: dict[str, Any] = {
        "scenario": "Six people | one day",
        "description": "What the customer saw.\n\nAnd *why*: <script>alert(1)</script>",
        "file": "stories/day.yaml",
        "seed": 7,
        "integration": "aiw",
        "provider": {"kind": "stub", "base_url": BASE},
        "version": "9.9.9",
    }
    return RunStarted(at=at(0), **{**members, **more})


def story() -> list[Event]:
    """The whole run: it works, it is refused, answered by a proxy, not answered, put off, and taken back."""
    return [
        started(),
        *_connect(1),
        *_assign(2),
        *_rename(3),
        *_refused(4),
        *_proxy(5),
        *_silence(6),
        *_limited(7),
        *_unassign(8),
        *_where(),
        RunFinished(
            at=at(999),
            kept=False,
            counts={
                "steps": 8, "requests": 17, "own": 2, "failures": 3, "findings": 2, "expectations": 3, "broken": 2,
            },
            provider="answered",
            seconds=0.25,
        ),
    ]  # fmt: skip


def _connect(step: int) -> list[Event]:
    return [
        StepStarted(at=at(step), step=step, verb="test_connection", line=20, note="First of all, the connection."),
        exchange(step, "GET /Users?startIndex=1&count=2", found(), purpose="test connection", why=["connection.probe"]),
        StepFinished(at=at(step), step=step, outcome="success", text="Connector configured\nUser Import: yes"),
        Expectation(
            at=at(step), step=step, held=True, what="outcome", expected="success", actual="success", line=21
        ),
    ]  # fmt: skip


def _assign(step: int) -> list[Event]:
    asked = user(None, "ada-lovelace", displayName="Ada Lovelace", password="<password-1>")
    query = "filter=userName%20eq%20%22ada-lovelace%22&startIndex=1&count=100"
    return [
        StepStarted(
            at=at(step), step=step, verb="assign_user", argument={"user": "ada", "username": "ada-lovelace"}, line=22
        ),
        exchange(
            step,
            f"GET /Users?{query}",
            found(),
            purpose="check user exists",
            subject="ada",
            why=["create.look-up-first", "push.of-the-future"],
        ),
        exchange(
            step,
            "POST /Users",
            (201, user(ADA, "ada-lovelace", displayName="Ada Lovelace")),
            asked,
            purpose="create user",
            subject="ada",
            milliseconds=1234.5,
            why=["create.post", "create.placeholder-password"],
        ),
        Log(at=at(step), step=step, entry=entry("application.provision.user.push", "SUCCESS")),
        exchange(step, f"GET /Users/{ADA}", (200, user(ADA, "ada-lovelace")), origin="verify", purpose="read back"),
        Finding(
            at=at(step),
            step=step,
            subject="ada",
            attribute="title",
            sent="Countess",
            kept=None,
            text="ada: title was sent as Countess; the provider kept nothing",
        ),
        StepFinished(at=at(step), step=step, outcome="success"),
    ]


def _rename(step: int) -> list[Event]:
    held = user(ADA, "ada-lovelace", displayName="Ada Lovelace")
    return [
        StepStarted(
            at=at(step),
            step=step,
            verb="update_user",
            argument={"user": "ada", "profile": {"displayName": TRICKY, "title": None}},
            line=25,
            id="rename",
        ),
        OktaWarning(at=at(step), step=step, text="Okta's documentation warns of this."),
        exchange(step, f"GET /Users/{ADA}", (200, held), purpose="read user", subject="ada"),
        exchange(
            step,
            f"PUT /Users/{ADA}",
            (200, {**held, "displayName": TRICKY}),
            {**held, "displayName": TRICKY, "groups": []},
            purpose="replace user",
            subject="ada",
            why=["update.get-before-put", "update.cleared-value"],
        ),
        StepFinished(at=at(step), step=step, outcome="success"),
    ]


def _refused(step: int) -> list[Event]:
    problem = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "detail": f"no: {TRICKY}"}
    return [
        StepStarted(at=at(step), step=step, verb="assign_user", argument="sigma", line=30, note=f"Now {TRICKY}"),
        exchange(
            step, "GET /Users?filter=userName%20eq%20%22sigma.%24(id)%22", found(), purpose="check user exists"
        ),
        exchange(
            step,
            "POST /Users",
            (400, problem),
            user(None, "sigma.$(id)", displayName=TRICKY, password="<password-2>"),
            purpose="create user",
            subject="sigma",
        ),
        Log(at=at(step), step=step, entry=entry("application.provision.user.push", "FAILURE", REFUSED)),
        Task(at=at(step), step=step, state="opened", user="sigma", operation="create user", text=REFUSED),
        StepFinished(at=at(step), step=step, outcome="failure", error=REFUSED),
        Expectation(
            at=at(step), step=step, held=False, what="outcome", expected="success", actual="failure", line=32
        ),
        Expectation(
            at=at(step),
            step=step,
            held=False,
            what="requests[1]",
            expected="PUT /Users/{sigma} -> 200",
            actual=["GET /Users -> 200", "POST /Users -> 400"],
            nearest="POST /Users -> 400",
            line=34,
        ),
    ]  # fmt: skip


def _proxy(step: int) -> list[Event]:
    page = {"raw": "<html>\n<title>502</title>\n```sh\n</html>"}
    return [
        StepStarted(at=at(step), step=step, verb="force_sync", line=40),
        exchange(step, f"GET /Users/{ADA}", (502, page), purpose="read user", subject="ada"),
        Task(at=at(step), step=step, state="opened", user="ada", operation="push profile", text=NO_JSON),
        Task(at=at(step), step=step, state="rescheduled", group="ml-team", operation="push group", text="Later."),
        StepFinished(at=at(step), step=step, outcome="failure", error=NO_JSON),
    ]


def _silence(step: int) -> list[Event]:
    return [
        StepStarted(at=at(step), step=step, verb="retry_tasks", line=41),
        exchange(step, f"GET /Users/{ADA}", "Read timed out", purpose="read user", milliseconds=60000.0),
        StepFinished(at=at(step), step=step, outcome="failure", error="Read timed out"),
    ]


def _limited(step: int) -> list[Event]:
    query = "filter=displayName%20eq%20%22ML%20team%22&startIndex=1&count=100"
    group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "ML team"}
    members = [{"value": ADA, "display": "ada-lovelace"}, {"value": SIGMA}]
    stored = {**group, "id": "g1", "members": members}
    return [
        StepStarted(at=at(step), step=step, verb="push_group", argument={"group": "ml-team", "as": "create"}, line=42),
        exchange(step, f"GET /Groups?{query}", found(), purpose="check group exists"),
        exchange(step, "POST /Groups", (429, None), {**group, "members": members}, purpose="create group"),
        Wait(at=at(step), step=step, seconds=300.0, reason="the provider said 429"),
        exchange(
            step, "POST /Groups", (201, stored), {**group, "members": members}, purpose="create group", attempt=2
        ),
        exchange(step, "GET /Groups/g1", (200, stored), purpose="read group"),
        exchange(step, "PUT /Groups/g1", (204, None), stored, purpose="replace group"),
        Task(at=at(step), step=step, state="closed", group="ml-team", operation="push group", text=""),
        StepFinished(at=at(step), step=step, outcome="success"),
    ]  # fmt: skip


def _unassign(step: int) -> list[Event]:
    patch = {"Operations": [{"op": "remove", "path": f'members[value eq "{ADA}"]'}, {"op": "remove", "path": "x"}]}
    gone = user(ADA, "ada-lovelace", active=False)
    return [
        StepStarted(at=at(step), step=step, verb="unassign_user", argument="ada", line=43),
        exchange(step, f"GET /Users/{ADA}", (200, user(ADA, "ada-lovelace")), purpose="read user"),
        exchange(step, f"PUT /Users/{ADA}", (200, gone), gone, purpose="deactivate user"),
        exchange(step, "PATCH /Groups/g1", (200, {}), patch, purpose="remove member"),
        StepFinished(at=at(step), step=step, outcome="success"),
    ]


def _where() -> list[Event]:
    read = exchange(9, f"GET /Users/{SIGMA}", (200, user(SIGMA, "sigma.$(id)")), origin="verify", purpose="read back")
    unsure = {"okta": "ACTIVE, 1 member", "provider": "cannot be read: 401 Unauthorized: No", "agrees": None}
    lost = {"okta": "STAGED, in error", "provider": "active"}
    why = f"created although the answer did not come ({TRICKY}); Okta has no id for it"
    return [
        Standing(at=at(9), user="ada", name="ada-lovelace", okta="UNASSIGNED", provider="inactive", agrees=True),
        replace(read, step=None),
        Standing(at=at(9), user="sigma", name="sigma.$(id)", **lost, agrees=False, reason=why),
        Finding(
            at=at(9), subject="sigma", attribute="active", sent=lost["okta"], kept=lost["provider"],
            text=f"sigma is active at the provider, and STAGED, in error in Okta: {why}.",
        ),
        Standing(at=at(9), group="ml-team", name="ML team", **unsure),
    ]  # fmt: skip


@pytest.fixture(name="story")
def _story() -> list[Event]:
    """The events of the whole run."""
    return story()


@pytest.fixture(name="make")
def _make() -> SimpleNamespace:
    """What the story is made with."""
    return SimpleNamespace(
        story=story,
        started=started,
        exchange=exchange,
        user=user,
        found=found,
        step=lambda number, verb="check", **more: StepStarted(at=at(number), step=number, line=1, verb=verb, **more),
        finished=lambda number, outcome="success", **more: StepFinished(
            at=at(number), step=number, outcome=outcome, **more
        ),
        end=lambda kept=True: RunFinished(at=at(9), kept=kept, counts={"steps": 1}, seconds=1.0),
        ADA=ADA,
        BASE=BASE,
        TRICKY=TRICKY,
        REFUSED=REFUSED,
    )
