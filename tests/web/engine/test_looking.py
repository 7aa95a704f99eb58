"""Who is where while a run goes on: at the bundled Hub looking leaves no trace, elsewhere all of it is on record."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from simulator.okta.wire import headers
from simulator.scim.message import Request, Response
from simulator.transport.wsgi import WsgiTransport
from simulator.web.engine.engine import Engine
from simulator.web.engine.looking import Seen


def until(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in 5 s"
        time.sleep(0.005)


def seen(engine: Engine) -> Seen:
    """What is there now."""
    until(lambda: not engine.looking.under_way)
    engine.looking.refresh(5)
    assert engine.looking.seen is not None
    assert not engine.looking.outdated
    return engine.looking.seen


def test_nobody_looks_before_somebody_wants_to_see(okta) -> None:
    okta.assigned("ada")

    assert okta.engine.looking.seen is None
    assert okta.engine.looking.outdated


def test_a_look_at_the_bundled_hub_is_not_on_record_and_costs_no_quota(open_okta) -> None:
    okta = open_okta(rate_limit="5/300")
    okta.assigned("ada")
    before = okta.engine.record.last
    for _ in range(10):
        okta.engine.looking.note()
        assert [one.provider for one in seen(okta.engine).people.values()] == ["active"]

    assert okta.engine.record.last == before
    assert okta.ok("GET", f"/api/v1/apps/{okta.app_id}/users")[0]["status"] == "PROVISIONED"


def test_what_happens_makes_a_look_old_and_the_next_one_new(okta) -> None:
    okta.assigned("ada")
    first = seen(okta.engine)
    assert first.requests == 2
    okta.ok("DELETE", f"/api/v1/apps/{okta.app_id}/users/{okta.user('ada')}")
    okta.settle()
    assert okta.engine.looking.outdated
    assert okta.engine.looking.seen is first
    later = seen(okta.engine)

    row = later.people[okta.user("ada")]
    assert (row.okta, row.provider, row.agrees) == ("UNASSIGNED", "inactive", True)
    assert later.requests == 4


def test_what_only_the_hub_has_is_told_apart(open_okta) -> None:
    okta = open_okta(
        "name: Others\n"
        "provider: {stub: {organization: acme, accounts: [{username: owner, member: true}, {username: passer-by}]}}\n"
        "users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}\n"
        "app: {username: 'String.substringBefore(user.login, \"@\")'}\n"
    )
    okta.assigned("ada")
    body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "mallory", "externalId": "m",
            "name": {"givenName": "M", "familyName": "L"}, "emails": [{"value": "m@acme.test"}]}  # fmt: skip
    request, app = Request("POST", "/Users", body=body), okta.engine.instance.tenant.app
    way = WsgiTransport(okta.engine.instance.hub, okta.engine.clock)
    assert way.send(request, app.base_url, headers(request, app.base_url, app.token)).status == 201
    okta.engine.hub_changed()
    others = seen(okta.engine).others

    assert others.short is None
    assert {(one.name, one.provider, one.agrees, one.reason) for one in others.rows} == {
        ("mallory", "active", True, "nobody in Okta is assigned to it"),
        ("owner", "active", True, "nobody in Okta is assigned to it"),
        ("passer-by", "none", True, "an account outside the organization"),
    }
    assert seen(okta.engine).unlike == []


def test_resource_groups_and_standing_are_known_by_name(open_okta) -> None:
    okta = open_okta(
        "name: Roles\n"
        "provider: {stub: {resource_groups: [{name: research, auto_join: true}]}}\n"
        "users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}\n"
        "app: {username: 'String.substringBefore(user.login, \"@\")'}\n"
    )
    okta.assigned("ada")

    assert seen(okta.engine).members == {"ada": "active"}
    assert seen(okta.engine).roles == {"ada": {"research": "read"}}


def test_a_look_does_not_hold_the_org_while_the_provider_is_asked(okta, monkeypatch: pytest.MonkeyPatch) -> None:
    okta.assigned("ada")
    engine, asked, go = okta.engine, threading.Event(), threading.Event()
    send = engine.instance.transport.send

    def slowly(request: Any, base_url: str, headers: Any) -> Any:
        if request.origin == "verify":
            asked.set()
            assert go.wait(5)
        return send(request, base_url, headers)

    monkeypatch.setattr(engine.instance.transport, "send", slowly)
    engine.looking.refresh(0.0)
    assert asked.wait(5)
    began = time.monotonic()
    okta.ok("POST", "/api/v1/groups", {"profile": {"name": "made meanwhile"}})
    assert time.monotonic() - began < 1
    go.set()
    until(lambda: not engine.looking.under_way)

    assert engine.looking.seen is not None
    assert engine.looking.outdated


def test_another_run_begins_unseen_and_the_old_look_is_not_taken_for_its(okta) -> None:
    okta.assigned("ada")
    assert seen(okta.engine).people
    okta.engine.begin_again()

    assert okta.engine.looking.seen is None
    assert seen(okta.engine).people == {}


def test_another_run_is_looked_at_while_the_provider_of_the_one_before_does_not_answer(open_okta) -> None:
    asked, go = threading.Event(), threading.Event()

    class Hanging:
        def send(self, request: Request, base_url: str, headers: Any) -> Response:
            if not asked.is_set():
                asked.set()
                assert go.wait(10)
            return Response(error="Connect to 127.0.0.1:9 failed: Connection refused")

    okta = open_okta(transport=Hanging())
    engine = okta.engine
    engine.looking.look(0.0)
    assert asked.wait(5)
    engine.begin_again()
    assert not engine.looking.under_way
    engine.looking.look(5)
    look, before = engine.looking.seen, engine.record.last
    assert look is not None
    assert look.others.short is not None
    go.set()

    time.sleep(0.1)
    assert engine.looking.seen is look
    assert engine.record.last == before


def test_what_was_under_way_in_the_run_before_is_not_under_way_in_the_next(open_okta) -> None:
    asked, go = threading.Event(), threading.Event()

    class Hanging:
        def send(self, request: Request, base_url: str, headers: Any) -> Response:
            asked.set()
            assert go.wait(10)
            return Response(error="Connect to 127.0.0.1:9 failed: Connection refused")

    okta = open_okta(transport=Hanging())
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada")})
    assert asked.wait(5)
    assert [one.method for one in okta.engine.hold.under_way] == ["GET"]
    okta.engine.begin_again()

    assert okta.engine.hold.under_way == []
    go.set()


def test_somebody_in_the_middle_of_being_created_is_a_row_already(okta) -> None:
    okta.engine.hold.switch(True)
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada")})
    until(lambda: okta.engine.hold.next)
    look = seen(okta.engine)

    row = look.people[okta.user("ada")]
    assert (row.okta, row.provider, row.reason) == ("STAGED", "not there", "nothing was sent")
    assert look.under_way
    okta.engine.hold.switch(False)
    okta.settle()
    assert not seen(okta.engine).under_way


def test_who_is_where_is_on_record_at_the_end_of_steps_that_the_scenario_played(okta) -> None:
    """The story that plays and the one that follows share what they know of who was assigned."""
    okta.ok(
        "POST", "/simulator/v1/scenario",
        "name: One step\nusers: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}\n"
        'app: {username: \'String.substringBefore(user.login, "@")\'}\nsteps: [assign_user: ada]\n',
    )  # fmt: skip
    okta.ok("POST", "/simulator/v1/scenario/play")
    before = okta.engine.record.last
    okta.engine.close()

    lines = [one.line for one in okta.engine.record.after(before) if one.kind == "standing"]
    assert len(lines) == 1
    assert '"user":"ada"' in lines[0]
    assert '"agrees":true' in lines[0]
