"""Okta's SPEC checks and CRUD sequence as tests of the ini file that names them: one for each step."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from simulator.conformance import checks
from simulator.errors import SimulatorError
from simulator.play.conformance import Result
from simulator.pytest_plugin import CONNECTED, NOT_TOGETHER, failed, is_split
from simulator.pytest_plugin.scenarios import ScenarioTest
from simulator.python_api.connecting import Connection
from simulator.python_api.runs import PlayedSuite, played_suite

NOBODY = (
    "oktasim_conformance has nobody to look at: set oktasim_app or oktasim_endpoint, or override the fixture "
    "oktasim_target in the conftest.py beside the ini file"
)


class SuiteTest(ScenarioTest):
    """A step of a suite, counted from 1. The suite is run before the first of them: nobody there is no verdict."""

    def __init__(self, *, played: Callable[[pytest.FixtureRequest], PlayedSuite], number: int, **more: Any) -> None:
        super().__init__(**more)
        self.played, self.number = played, number

    def setup(self) -> None:
        """Have the suite run, where that was not done before."""
        super().setup()
        self.stash[CONNECTED] = self.suite = self.played(self._request)

    @property
    def result(self) -> Result:
        """What the step saw."""
        return self.suite.results[self.number - 1]


class IniFile(pytest.Module):
    """The ini file, with the tests of the suites that it names."""

    obj = None

    def collect(self) -> Iterator[SuiteTest]:
        """The tests of each suite, for each integration that is set."""
        for integration in self.config.getini("oktasim_integrations") or (None,):
            for suite in dict.fromkeys(self.config.getini("oktasim_conformance")):
                played = _once(partial(_played, suite, integration))
                for number, step in enumerate(checks(suite), 1):
                    suffix = "" if integration is None else f"[{integration}]"
                    yield SuiteTest.from_parent(
                        self, name=f"{suite}-{step.key}{suffix}", callobj=_judge, played=played, number=number
                    )


def _judge(request: pytest.FixtureRequest) -> None:
    test: Any = request.node
    if test.result.verdict == "not run":
        pytest.skip(f"not run: {test.result.reason}")
    if test.result.verdict == "failed":
        pytest.fail(test.suite.told(test.number), pytrace=False)


def _once(play: Callable[[pytest.FixtureRequest], PlayedSuite]) -> Callable[[pytest.FixtureRequest], PlayedSuite]:
    """The same run for all who ask, and the same error where it could not be; whoever asks first has it made."""
    made: list[PlayedSuite | SimulatorError] = []

    def shared(request: pytest.FixtureRequest) -> PlayedSuite:
        if not made:
            try:
                made.append(play(request))
            except SimulatorError as why:
                made.append(why)
            else:
                _warn(made[0])
        if isinstance(made[0], SimulatorError):
            raise failed(made[0]) from None
        return made[0]

    return shared


def _warn(played: Any) -> None:
    """Say who is still at the provider."""
    for sentence in played.left:
        warnings.warn(pytest.PytestWarning(f"{played.suite.title}: left behind: {sentence}"), stacklevel=2)


def _played(suite: str, integration: Any, request: pytest.FixtureRequest) -> PlayedSuite:
    target = request.getfixturevalue("oktasim_target")
    arguments = dict(target) if isinstance(target, Mapping) else {"target": target}
    if arguments.get("target") is None:
        raise failed(SimulatorError(NOBODY))
    if integration is not None:
        arguments["integration"] = integration
    connection = Connection(**arguments)
    if connection.endpoint is not None and is_split(request.config):
        raise failed(SimulatorError(NOT_TOGETHER))
    return played_suite(suite, connection)
