"""Requests that are held back: in order, one at a time, and never sent once they were given up."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simulator.scim.message import Request
from simulator.web.engine.clock import Stopping
from simulator.web.engine.holding import Hold


class Sender:
    """A thread that wants to send requests, one after the other; `sent` are those that it could."""

    def __init__(self, hold: Hold, *paths: str, stands: Callable[[], bool] = lambda: True) -> None:
        self.sent: list[str] = []
        self.gave_up = False
        self._hold, self._paths, self._stands = hold, paths, stands
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            for path in self._paths:
                self._hold.before_send(Request("GET", path), self._stands)
                self.sent.append(path)
                self._hold.sent()
        except Stopping:
            self.gave_up = True

    def ends(self) -> bool:
        self.thread.join(5)
        return not self.thread.is_alive()


@pytest.fixture
def signs() -> list[None]:
    """One for each change that was told."""
    return []


@pytest.fixture
def hold(signs: list[None]) -> Iterator[Hold]:
    hold = Hold(lambda: signs.append(None))
    yield hold
    hold.close()


def waits(hold: Hold, *paths: str) -> bool:
    deadline = time.monotonic() + 5
    while [one.path for one in hold.waiting] != list(paths) and time.monotonic() < deadline:
        time.sleep(0.002)
    return [one.path for one in hold.waiting] == list(paths)


def test_nothing_is_held_back_where_nobody_asked_for_it(hold: Hold) -> None:
    sender = Sender(hold, "/a", "/b")

    assert sender.ends()
    assert sender.sent == ["/a", "/b"]
    assert hold.next is None


def test_each_request_waits_until_it_is_let_go(hold: Hold, signs: list[None]) -> None:
    hold.switch(True)
    sender = Sender(hold, "/a", "/b")
    assert waits(hold, "/a")
    assert signs
    assert sender.sent == []
    hold.let_go()
    assert waits(hold, "/b")
    assert sender.sent == ["/a"]
    hold.let_go()

    assert sender.ends()
    assert sender.sent == ["/a", "/b"]


def test_who_has_waited_longest_goes_first(hold: Hold) -> None:
    hold.switch(True)
    first = Sender(hold, "/first")
    assert waits(hold, "/first")
    second = Sender(hold, "/second")
    assert waits(hold, "/first", "/second")
    hold.let_go()

    assert first.ends()
    assert waits(hold, "/second")
    assert second.sent == []


def test_switched_off_it_lets_everything_go(hold: Hold) -> None:
    hold.switch(True)
    sender = Sender(hold, "/a", "/b", "/c")
    assert waits(hold, "/a")
    hold.switch(False)

    assert sender.ends()
    assert sender.sent == ["/a", "/b", "/c"]


def test_what_is_given_up_is_never_sent_and_the_hold_goes_on(hold: Hold) -> None:
    hold.switch(True)
    before = Sender(hold, "/before")
    assert waits(hold, "/before")
    with hold.given_up():
        assert before.ends()
        meanwhile = Sender(hold, "/meanwhile")
        assert meanwhile.ends()
    after = Sender(hold, "/after")

    assert (before.gave_up, before.sent) == (True, [])
    assert (meanwhile.gave_up, meanwhile.sent) == (True, [])
    assert waits(hold, "/after")
    assert not after.gave_up


def test_what_does_not_stand_any_more_is_neither_held_nor_sent(hold: Hold) -> None:
    hold.switch(True)
    stands = [True]
    waiting = Sender(hold, "/waiting", stands=lambda: stands[0])
    assert waits(hold, "/waiting")
    stands[0] = False
    late = Sender(hold, "/late", stands=lambda: stands[0])
    assert late.ends()
    hold.let_go()

    assert waiting.ends()
    assert (late.gave_up, waiting.gave_up) == (True, True)
    assert late.sent + waiting.sent == []


def test_it_knows_what_is_under_way(hold: Hold) -> None:
    assert hold.under_way == []
    hold.before_send(Request("GET", "/Users"))
    assert [one.path for one in hold.under_way] == ["/Users"]
    hold.sent()
    assert hold.under_way == []


def test_closed_it_holds_nobody(hold: Hold) -> None:
    hold.switch(True)
    sender: Any = Sender(hold, "/a")
    assert waits(hold, "/a")
    hold.close()

    assert sender.ends()
    assert sender.gave_up
    assert hold.next is None


def test_a_step_of_the_api_s_that_is_given_up_says_so(open_okta) -> None:
    okta = open_okta(
        "name: One step\nusers: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}\n"
        "app: {username: 'String.substringBefore(user.login, \"@\")'}\nsteps: [assign_user: ada]\n"
    )
    okta.engine.hold.switch(True)
    answers: list[Any] = []
    client = okta.client.application.test_client()
    playing = threading.Thread(
        target=lambda: answers.append(client.post("/simulator/v1/scenario/step", headers=okta.headers))
    )
    playing.start()
    deadline = time.monotonic() + 5
    while okta.engine.hold.next is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    okta.engine.begin_again()
    playing.join(5)

    (answer,) = answers
    assert (answer.status_code, answer.json["errorCode"]) == (400, "E0000001")
    assert "given up in its middle" in answer.json["errorCauses"][0]["errorSummary"]
