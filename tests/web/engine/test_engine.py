"""Several clients at once, a provider that hangs, a provider that goes away: nothing is lost and the API answers."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from simulator.scim.message import Request, Response
from simulator.transport import READ_TIMED_OUT


class Moody:
    """A way to the Hub that hangs, or is cut, for as long as it is told to."""

    def __init__(self) -> None:
        self.inside: Any = None
        self.open = threading.Event()
        self.open.set()
        self.gone = False
        self.hanging = 0
        self.lock = threading.Lock()

    def send(self, request: Request, base_url: str, headers: Any) -> Response:
        if self.gone:
            return Response(error="Connect to 127.0.0.1:9 failed: Connection refused")
        if not self.open.is_set():
            with self.lock:
                self.hanging += 1
            self.open.wait(20)
            return Response(error=READ_TIMED_OUT)
        return self.inside.send(request, base_url, headers)


@pytest.fixture
def moody(open_okta):
    """An org whose way to the Hub is moody: `okta.way`."""
    way = Moody()
    okta = open_okta(transport=way)
    from simulator.transport.wsgi import WsgiTransport

    way.inside = WsgiTransport(okta.engine.instance.hub, okta.engine.clock)
    okta.way = way
    return okta


def _until(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in 5 s"
        time.sleep(0.005)


def _assign(okta, user_id: str) -> None:
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": user_id})


def test_two_clients_at_once_leave_a_consistent_state(okta) -> None:
    app = okta.client.application

    def work(number: int) -> str:
        mine = type(okta)(app.test_client(), okta.engine)
        person = mine.person(f"person.{number:02}@acme.test", lastName=f"Nr {number}")["id"]
        _assign(mine, person)
        mine.ok("POST", f"/api/v1/users/{person}", {"profile": {"lastName": f"Number {number}"}})
        mine.ok("PUT", f"/api/v1/groups/{okta.group('research')}/users/{person}")
        return person

    with ThreadPoolExecutor(8) as clients:
        people = list(clients.map(work, range(24)))
    okta.settle()
    held = okta.ok("GET", f"/api/v1/apps/{okta.app_id}/users?limit=500")
    assert sorted(one["id"] for one in held) == sorted(people)
    assert {one["status"] for one in held} == {"PROVISIONED"}
    assert len({one["externalId"] for one in held}) == 24
    assert len(okta.ok("GET", f"/api/v1/groups/{okta.group('research')}/users")) == 25
    assert Counter(line.split()[0] for line in okta.traffic())["POST"] == 24
    assert len(okta.ok("GET", "/simulator/v1/hub/state")["members"]) == 24


def test_a_hanging_provider_does_not_hold_up_the_api_and_jobs_keep_their_order(moody) -> None:
    moody.way.open.clear()
    ada = moody.user("ada")
    _assign(moody, ada)
    _until(lambda: moody.way.hanging)
    began = time.monotonic()
    moody.ok("POST", f"/api/v1/users/{ada}", {"profile": {"lastName": "King"}})
    moody.ok("DELETE", f"/api/v1/apps/{moody.app_id}/users/{ada}")
    _assign(moody, ada)
    assert len(moody.ok("GET", "/api/v1/users")) == 3
    assert time.monotonic() - began < 1
    moody.way.open.set()
    traffic = moody.traffic()
    assert traffic == [f"GET /Users {READ_TIMED_OUT}", "GET /Users 200", "POST /Users 201"]
    held = moody.ok("GET", f"/api/v1/apps/{moody.app_id}/users/{ada}")
    assert (held["status"], held["profile"]["familyName"]) == ("PROVISIONED", "King")


def test_who_is_unassigned_while_being_created_is_deactivated_afterwards(moody) -> None:
    """The create is on its way when the assignment ends: its deactivation must not be lost."""
    ada, between = moody.user("ada"), threading.Event()
    send = moody.way.inside.send

    def slowly(request: Request, base_url: str, headers: Any) -> Response:
        answer = send(request, base_url, headers)
        if request.method == "POST":
            between.set()
            moody.way.open.wait(5)
        return answer

    moody.way.open.clear()
    moody.way.send = slowly
    _assign(moody, ada)
    assert between.wait(5)
    moody.ok("DELETE", f"/api/v1/apps/{moody.app_id}/users/{ada}")
    moody.way.open.set()
    last = moody.exchanges()[-1]
    assert (last.request["method"], last.request["body"]["active"]) == ("PUT", False)


def test_one_hanging_person_does_not_hold_up_another(moody) -> None:
    moody.way.open.clear()
    _assign(moody, moody.user("ada"))
    _until(lambda: moody.way.hanging)
    hanging, moody.way.open = moody.way.open, threading.Event()
    moody.way.open.set()
    _assign(moody, moody.user("grace"))
    path = f"/api/v1/apps/{moody.app_id}/users/{moody.user('grace')}"
    _until(lambda: moody.ok("GET", path)["status"] == "PROVISIONED")
    assert moody.ok("GET", f"/api/v1/apps/{moody.app_id}/users/{moody.user('ada')}")["status"] == "STAGED"
    hanging.set()
    moody.settle()


def test_what_failed_while_the_provider_was_gone_is_retried_when_it_is_back(moody) -> None:
    moody.way.gone = True
    for alias in ("ada", "grace"):
        _assign(moody, moody.user(alias))
    body = {"sourceGroupId": moody.group("ml-team"), "targetGroupName": "ml-team"}
    moody.ok("POST", f"/api/v1/apps/{moody.app_id}/group-push/mappings", body)
    moody.settle()
    here = f"/simulator/v1/apps/{moody.app_id}"
    tasks = moody.ok("GET", f"{here}/tasks")
    assert sorted(task["subject"] for task in tasks) == sorted([moody.user("ada"), moody.user("grace")])
    assert all("Connection refused" in task["text"] for task in tasks)
    moody.way.gone = False
    moody.ok("POST", f"{here}/tasks/retry?wait=5")
    moody.ok("POST", "/simulator/v1/clock/advance", {"seconds": 300})
    moody.settle()
    assert moody.ok("GET", f"{here}/tasks") == []
    state = moody.ok("GET", "/simulator/v1/hub/state")
    assert state["groups"] == {"ml-team": ["ada-lovelace", "grace-hopper"]}


def test_a_fault_of_ours_in_a_job_is_reported_and_the_next_job_runs(open_okta, caplog) -> None:
    class Broken:
        def send(self, request: Request, base_url: str, headers: Any) -> Response:
            raise RuntimeError("a fault of ours")

    okta = open_okta(transport=Broken())
    _assign(okta, okta.user("ada"))
    _assign(okta, okta.user("grace"))
    okta.settle()
    assert caplog.text.count("the job provision failed inside the simulator") == 2


def test_what_an_old_world_still_does_is_not_recorded_in_the_new_one(moody) -> None:
    moody.way.open.clear()
    _assign(moody, moody.user("ada"))
    _until(lambda: moody.way.hanging)
    moody.ok("POST", "/simulator/v1/reset")
    moody.way.open.set()
    assert moody.traffic() == []
    assert moody.ok("GET", f"/api/v1/apps/{moody.app_id}/users") == []


def test_closing_wakes_a_job_that_waits_for_a_retry(open_okta) -> None:
    okta = open_okta()
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "GET /Users", "respond": {"status": 429}, "times": 1})
    _assign(okta, okta.user("ada"))
    _until(lambda: any(line.kind == "wait" for line in okta.engine.record.after(0)))
    began = time.monotonic()
    with okta.engine:
        pass
    assert time.monotonic() - began < 2
    assert okta.engine.record.closed


def test_a_job_that_waits_when_the_simulator_stops_ends_without_a_traceback(okta, caplog) -> None:
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "POST /Users", "delay": "30s"})
    _assign(okta, okta.user("ada"))
    _until(lambda: any('"method":"GET"' in one.line.replace(" ", "") for one in okta.engine.record.after(0)))
    okta.engine.close()
    assert caplog.records == []
