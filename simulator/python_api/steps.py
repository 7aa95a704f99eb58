"""What an act did: the step as the transcript holds it."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from simulator.play.transcript import Event, Exchange, Finding, Log, StepFinished, StepStarted, Task
from simulator.play.transcript import Warning as OktaWarning

One = TypeVar("One", bound=Event)


class PlayedStep:
    """One step. `events` are its part of the record, and all else is read from there: none of it holds a secret.

    `requests` are Okta's, as a scenario writes them: `POST /Users -> 201`, `GET /Users/{ada} -> 200`.
    """

    def __init__(self, events: Iterable[Event], requests: Sequence[str]) -> None:
        self.events = tuple(events)
        self.requests = list(requests)

    def _of(self, kind: type[One]) -> list[One]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def verb(self) -> str:
        """What was done."""
        return self._of(StepStarted)[0].verb

    @property
    def number(self) -> int:
        """The how-manieth step it was, from 1."""
        return self._of(StepStarted)[0].step or 0

    @property
    def outcome(self) -> str:
        """`success`, `failure`, `refused` (Okta would not do it) or `nothing` (no request followed)."""
        return self._of(StepFinished)[0].outcome

    @property
    def error(self) -> str | None:
        """What the administrator reads where it failed or was refused."""
        return self._of(StepFinished)[0].error

    @property
    def text(self) -> str | None:
        """What Okta shows where it went well and has something to say."""
        return self._of(StepFinished)[0].text

    @property
    def exchanges(self) -> list[Exchange]:
        """Okta's requests with their answers; our own reading back stands in `events`."""
        return [one for one in self._of(Exchange) if one.origin == "okta"]

    @property
    def log(self) -> list[dict[str, Any]]:
        """The System Log's entries."""
        return [one.entry for one in self._of(Log)]

    @property
    def tasks(self) -> list[Task]:
        """What changed on Dashboard > Tasks."""
        return self._of(Task)

    @property
    def findings(self) -> list[Finding]:
        """What the provider accepted and did not keep."""
        return self._of(Finding)

    @property
    def warnings(self) -> list[OktaWarning]:
        """What Okta allows and its documentation warns of."""
        return self._of(OktaWarning)

    def __repr__(self) -> str:
        from simulator.reports.terminal import View

        view = View(columns=None)
        return "\n".join(line for event in self.events for line in view.lines(event)).strip("\n")


class _Created(PlayedStep):
    def __init__(self, events: Iterable[Event], requests: Sequence[str], alias: str) -> None:
        super().__init__(events, requests)
        self.alias = alias


class CreatedUser(_Created):
    """The step that created a person, who may be named by it from then on, as by the `alias`."""


class CreatedGroup(_Created):
    """The step that created a group, which may be named by it from then on, as by the `alias`."""
