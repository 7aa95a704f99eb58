"""What many tests share: where the repository is, and playing a scenario in process."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.play.setup import Choice, Run, prepare
from simulator.play.transcript import Event
from simulator.scenario.loading import load, load_text

ROOT = Path(__file__).resolve().parents[1]
SCENARIOS = ROOT / "scenarios"

for ignored in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
    if signal.getsignal(ignored) is signal.SIG_IGN:
        # As under nohup, or in the background of a script; what is started would inherit that, and inherits no handler.
        signal.signal(ignored, lambda *_: None)

# Hundreds of tests start the command: where no bytecode is kept each start, and each run, compiles everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


gc.disable()  # until everything is collected


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not walk 12,000 tests so often.

    It is not frozen, since older versions of hypothesis ask the collector who refers to what.
    """
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


class Played:
    """A run that is over: its events, in order, and what it was played with."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.events: list[Event] = list(run.events())

    def of(self, kind: type[Event]) -> list[Event]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def play() -> Callable[..., Played]:
    """Plays a scenario: a path, or the YAML text itself; options are those of `Choice`."""

    def played(scenario: str | Path, environment: dict[str, str] | None = None, **choice: object) -> Played:
        loaded = load(scenario) if isinstance(scenario, Path) else load_text(scenario, "story.yaml")
        return Played(prepare(loaded, Choice(**choice), environment or {}))

    return played
