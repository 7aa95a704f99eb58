"""What a type of System Log event is, and the three sorts there are (okta-wire 9.1)."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class EventType:
    """A row of the catalogue.

    `message` is `displayMessage`; `legacy` and `legacy_failure` are the event type before 2018, for success and for
    failure, None where there was none; `transaction` is `JOB` for the engine's own work, `WEB` for what an
    administrator's click writes at once (9.1).
    """

    message: str
    legacy: str | None = None
    legacy_failure: str | None = None
    transaction: Literal["JOB", "WEB"] = "JOB"


def job(message: str, legacy: str | None = None, failure: str | None = None) -> EventType:
    """Written by the engine."""
    return EventType(message, legacy, failure)


def web(message: str, legacy: str | None = None) -> EventType:
    """Written at an administrator's click."""
    return EventType(message, legacy, None, "WEB")


def failing(message: str, legacy: str | None = None) -> EventType:
    """Written by the engine, and only when something failed."""
    return EventType(message, None, legacy)
