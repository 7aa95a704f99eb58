"""Reading scenarios from short texts."""

from collections.abc import Callable

import pytest
import yaml

from simulator.errors import SimulatorError
from simulator.scenario.loading import load_text
from simulator.scenario.model import Scenario
from simulator.scenario.parts.steps import Step

Read = Callable[[str], Scenario]
ADA = "  ada: {login: ada.lovelace@acme.test, firstName: Ada, lastName: Lovelace}\n"


@pytest.fixture
def read() -> Read:
    """The scenario in a text; `name` is added where there is none."""

    def read(text: str) -> Scenario:
        return load_text(text if text.startswith("name:") else f"name: A test\n{text}", "test.yaml")

    return read


@pytest.fixture
def read_step(read: Read) -> Callable[[str], Step]:
    """The one step in a text, played with Ada, Grace and two groups."""

    def read_step(text: str) -> Step:
        people = f"users:\n{ADA}  grace: {{login: grace.hopper@acme.test}}\n"
        groups = "groups: {ml-team: [ada], qa: []}\n"
        (step,) = read(f"{people}{groups}steps:\n  - {text}\n").steps
        return step

    return read_step


@pytest.fixture
def complaint(read: Read) -> Callable[[str], str]:
    """What is said about a text that cannot be played."""

    def complaint(text: str) -> str:
        with pytest.raises(SimulatorError) as raised:
            read(text)
        return str(raised.value)

    return complaint


@pytest.fixture(params=["libyaml", "PyYAML"])
def parser(request, monkeypatch):
    """Each of the two YAML parsers that a machine may have."""
    if request.param == "PyYAML":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    elif not yaml.__with_libyaml__:
        pytest.skip("this PyYAML was built without libyaml")
