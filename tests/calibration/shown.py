"""What a run shows of Okta from outside, so that two runs can be compared: requests, the time between them, the log."""

import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any

from simulator.okta.wire import Wire
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Log
from simulator.scenario.loading import load_text
from simulator.scenario.model import Scenario

CHANNELS = ("wire", "gap", "system log")
_ID = re.compile(
    r"\b(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9a-f]{24}|[0-9a-f]{32}|(?=[A-Za-z]*\d)[0-9A-Za-z]{20})\b"
)
_NOW = re.compile(r"202\d-\d\d-\d\dT[0-9:.]+Z")


@cache
def loaded(text: str) -> Scenario:
    """The scenario in a text."""
    return load_text(text, "story.yaml")


def under(text: str, **switches: Any) -> Scenario:
    """The scenario with these switches set."""
    scenario = loaded(text)
    app = scenario.app.model_copy(update={"wire": replace(Wire(), **switches)})
    return scenario.model_copy(update={"app": app})


def shown(scenario: Scenario) -> dict[str, tuple[Any, ...]]:
    """By channel what the run shows; ids and times of the run are replaced by their order, passwords left out."""
    events = list(prepare(scenario, Choice(verify=False, expect=False, shown=False), {}).events())
    seen: dict[str, str] = {}
    sent = [one for one in events if isinstance(one, Exchange) and one.origin == "okta"]
    rows = [one.entry for one in events if isinstance(one, Log)]
    moments = [datetime.fromisoformat(one.at) for one in sent]
    return {
        "wire": tuple(_plain(_request(one), seen) for one in sent),
        "gap": tuple(round((b - a).total_seconds()) for a, b in pairwise(moments)),
        "system log": tuple(_plain(_row(row), seen) for row in rows),
    }


def _request(exchange: Exchange) -> str:
    asked = exchange.request
    body = asked["body"]
    told = {name: value for name, value in body.items() if name != "password"} if isinstance(body, dict) else body
    return f"{asked['method']} {asked['path']}?{asked['query']} {told!r}"


def _row(row: dict[str, Any]) -> str:
    targets = [(one["type"], one["alternateId"], one["displayName"]) for one in row["target"] or ()]
    return f"{row['eventType']} {row['outcome']} {targets}"


def _plain(text: str, seen: dict[str, str]) -> str:
    numbered = _ID.sub(lambda found: seen.setdefault(found[0], f"<id {len(seen)}>"), text)
    return _NOW.sub("<time>", numbered)


def channel(a: dict[str, tuple[Any, ...]], b: dict[str, tuple[Any, ...]]) -> str:
    """The first channel in which two runs differ, `nowhere` when they show the same."""
    return next((name for name in CHANNELS if a[name] != b[name]), "nowhere")
