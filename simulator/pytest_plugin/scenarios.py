"""Scenarios as tests: one for each, or one for each of its steps."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from simulator.errors import SimulatorError
from simulator.pytest_plugin import CONNECTED, connected, failed
from simulator.scenario.loading import load

if TYPE_CHECKING:
    from simulator.python_api.okta import Okta
    from simulator.python_api.runs import PlayedRun

Played = Callable[[pytest.FixtureRequest], tuple["Okta", "PlayedRun"]]


class ScenarioTest(pytest.Function):
    """A scenario, or one of its steps, at a line of its file (from 1)."""

    def __init__(self, *, line: int = 1, **more: Any) -> None:
        super().__init__(**more)
        self.line = line

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self.line - 1, self.name


class ScenarioFile(pytest.Module):
    """A scenario's file."""

    obj = None

    def collect(self) -> Iterator[ScenarioTest]:
        """The tests, for each integration that is set."""
        for integration in self.config.getini("oktasim_integrations") or (None,):
            suffix = "" if integration is None else f"[{integration}]"
            if not self.config.getoption("oktasim_steps"):
                begin = partial(self._begun, integration, f"{self.nodeid}{suffix}")
                yield self._test(f"{self.path.stem}{suffix}", 1, _whole(begin))
                continue
            shared = _once(partial(self._begun, integration, f"{self.nodeid}{suffix}"))
            for number, step in enumerate(self._steps(), 1):
                yield self._test(f"{number}-{step.verb}{suffix}", step.mark.line, _one_step(shared, number))

    def _test(self, name: str, line: int, function: Callable[..., None]) -> ScenarioTest:
        test: ScenarioTest = ScenarioTest.from_parent(self, name=name, callobj=function, line=line)
        return test

    def _steps(self) -> Any:
        try:
            return load(os.path.relpath(self.path), stub=True).steps
        except SimulatorError as why:
            raise self.CollectError(str(why)) from None

    def _begun(self, integration: str | None, name: str, request: pytest.FixtureRequest) -> "tuple[Okta, PlayedRun]":
        one = connected(request.getfixturevalue("oktasim_target"), integration, name)
        self.addfinalizer(one.close)
        try:
            return one, one.begin(os.path.relpath(self.path))
        except SimulatorError as why:
            raise failed(why) from None


def _once(begin: Played) -> Played:
    """The same run for all who ask; whoever asks first has it made."""
    made: list[Any] = []

    def shared(request: pytest.FixtureRequest) -> "tuple[Okta, PlayedRun]":
        if not made:
            made.append(begin(request))
        return made[0]  # type: ignore[no-any-return]  # what `begin` gave

    return shared


def _whole(begin: Played) -> Callable[..., None]:
    def play(request: pytest.FixtureRequest) -> None:
        one, run = begin(request)
        request.node.stash[CONNECTED] = one
        run.play()
        if not run.kept:
            pytest.fail("\n".join([*run.complaints(), "", run.report()]), pytrace=False)

    return play


def _one_step(begin: Played, number: int) -> Callable[..., None]:
    """Plays up to this step, where that was not done before, and looks at what was expected of it alone."""

    def play(request: pytest.FixtureRequest) -> None:
        one, run = begin(request)
        request.node.stash[CONNECTED] = one
        run.play(number)
        if complaints := run.complaints(number):
            pytest.fail("\n".join([*complaints, "", run.told(number)]), pytrace=False)

    return play
