"""A scenario's people, played by users of Locust: `locust -f "$(python -m simulator.load)" --scenario story.yaml ...`.

Each user of Locust takes the next person and plays what the scenario does with them. The master, or the one process
there is, hands people out, a few at a time and each once; it ends the test when all are done.
"""

import logging
import os
import sys
from collections import deque
from functools import partial
from typing import Any

import gevent
from gevent.event import Event
from gevent.lock import RLock
from locust import User, events, task
from locust.runners import LocalRunner, MasterRunner, WorkerRunner

from simulator.cli.arguments import file_of, load_file
from simulator.errors import SimulatorError
from simulator.load.people import Crowd, Handing, failure, pattern, people_of
from simulator.play.transcript import Exchange
from simulator.scenario.model import Scenario
from simulator.transport.http import HttpTransport

_LOG = logging.getLogger("oktasim")
WANTED, GIVEN, DONE = "oktasim_wanted", "oktasim_given", "oktasim_done"
"""The messages between master and workers: so many people are wanted; these are given; so many are done."""
FOR_EACH_USER = 4
"""People that a worker asks for at a time, for each of its users."""
IDLE = 0.5
"""Seconds between looks of a user who has nothing to do until the test ends."""


class Taking:
    """The people that this process plays: its users take the next one, and more are asked for when none is left."""

    def __init__(self) -> None:
        self.crowd: Crowd | None = None
        self._numbers: deque[int] = deque()
        self._asking = RLock()
        self._came = Event()
        self._last = False

    def begin(self, crowd: Crowd) -> None:
        """A test starts."""
        self.crowd, self._last = crowd, False
        self._numbers.clear()

    def came(self, first: int, after: int) -> None:
        """People were given; none means that there are no more."""
        self._numbers.extend(range(first, after))
        self._last = first == after
        self._came.set()

    def next(self, runner: Any) -> int | None:
        """The number of the next person; None when all are given."""
        with self._asking:
            if not self._numbers and not self._last:
                self._came.clear()
                runner.send_message(WANTED, {"people": max(1, runner.user_count) * FOR_EACH_USER})
                self._came.wait()
        return self._numbers.popleft() if self._numbers else None


handing, taking = Handing(), Taking()


class Provisioning(User):
    """Plays one person after the other."""

    @task
    def person(self) -> None:
        """The next person, from the first step to the last; each request counts in Locust's statistics."""
        runner, crowd = self.environment.runner, taking.crowd
        number = taking.next(runner)
        if number is None or crowd is None:
            gevent.sleep(IDLE)
            return
        try:
            for exchange in crowd.exchanges(number):
                self._count(exchange)
        finally:
            runner.send_message(DONE, {"people": 1})

    def _count(self, exchange: Exchange) -> None:
        wrong = failure(exchange)
        self.environment.events.request.fire(
            request_type=exchange.request["method"], name=pattern(exchange), context={},
            response_time=exchange.milliseconds, response_length=_length(exchange.response),
            exception=None if wrong is None else Exception(wrong),
        )  # fmt: skip


def _length(response: dict[str, Any] | None) -> int:
    headers = {} if response is None else response["headers"]
    found = next((value for name, value in headers.items() if name.lower() == "content-length"), "0")
    return int(found) if str(found).isdecimal() else 0


@events.init_command_line_parser.add_listener
def add_options(parser: Any) -> None:
    """The scenario, and where the token is; the web page shows neither, since both name things of this machine."""
    parser.add_argument(
        "--scenario", env_var="OKTASIM_SCENARIO", default="", include_in_web_ui=False,
        help="The scenario: a file, or the name of a bundled one",
    )  # fmt: skip
    parser.add_argument(
        "--token-env", env_var="OKTASIM_TOKEN_ENV", default="SCIM_TOKEN", include_in_web_ui=False,
        help="The environment variable that holds the SCIM token, on each machine",
    )  # fmt: skip


@events.init.add_listener
def prepare(environment: Any, runner: Any, **_: Any) -> None:
    """Read the scenario where people are handed out, and listen to who wants some."""
    if isinstance(runner, LocalRunner | MasterRunner):
        try:
            scenario = _scenario(environment)
            if isinstance(runner, LocalRunner) and environment.host:
                _crowd(scenario, environment)
        except SimulatorError as wrong:
            sys.stderr.write(f"Error: {wrong}\n")
            sys.exit(2)
        runner.register_message(WANTED, _wanted)
        runner.register_message(DONE, _done)
        reports: Any = environment.events.worker_report
        reports.add_listener(partial(end_when_over, environment))
    if isinstance(runner, LocalRunner | WorkerRunner):
        runner.register_message(GIVEN, _given)


def _scenario(environment: Any) -> Scenario:
    return load_file(file_of(environment.parsed_options.scenario))


def _crowd(scenario: Scenario, environment: Any) -> Crowd:
    token_env = environment.parsed_options.token_env
    return Crowd(scenario, environment.host or "", token_env, os.environ, HttpTransport())


@events.test_start.add_listener
def begin(environment: Any, **_: Any) -> None:
    """A test starts: the scenario is read anew, and everybody is played once."""
    runner = environment.runner
    try:
        scenario = _scenario(environment)
        if isinstance(runner, LocalRunner | WorkerRunner):
            taking.begin(_crowd(scenario, environment))
    except SimulatorError as wrong:
        _LOG.error("%s", wrong)
        environment.process_exit_code = 2
        runner.quit()
        return
    if isinstance(runner, LocalRunner | MasterRunner):
        handing.begin(len(people_of(scenario)))


def _wanted(environment: Any, msg: Any, **_: Any) -> None:
    first, after = handing.give(msg.node_id, int(msg.data["people"]))
    environment.runner.send_message(GIVEN, {"first": first, "after": after}, client_id=msg.node_id)


def _given(msg: Any, **_: Any) -> None:
    taking.came(int(msg.data["first"]), int(msg.data["after"]))


def _done(environment: Any, msg: Any, **_: Any) -> None:
    handing.note(msg.node_id, int(msg.data["people"]))
    end_when_over(environment)


def end_when_over(environment: Any, **_: Any) -> None:
    """Stop the test once everybody is done; without a web page that is the end of Locust, too."""
    runner = environment.runner
    there = {"local"}
    if isinstance(runner, MasterRunner):
        there = {one.id for one in [*runner.clients.ready, *runner.clients.spawning, *runner.clients.running]}
    if handing.over(set(handing.held) - there):
        handing.begin(0)
        gevent.spawn(_end, environment)  # to stop is to wait for messages, and this may be the one who reads them


def _end(environment: Any) -> None:
    environment.runner.stop()
    if environment.web_ui is None:
        environment.runner.quit()
