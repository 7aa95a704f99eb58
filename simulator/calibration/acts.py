"""The acts that decide switches: what the administrator does, what the provider must answer, and both as a scenario."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from simulator.scenario.yaml.writing import block_lines, flow

Integration = Literal["aiw", "oin"]
USERNAME = 'String.substringBefore(user.login, "@")'
"""The application username of both apps: Okta username prefix, which is everybody's alias too."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act. `steps` are a scenario's, `clicks` the same for a person at the Admin Console.

    `needs` are acts that must have been done before. `faults` and `accounts` are what the provider must answer and
    hold. `minutes` is how long it waits. `planned` False: no recording is needed, or none can be made by clicking, and
    `clicks` say how to see it; `wire` holds switches without which the scenario would be refused.
    """

    name: str
    app: Integration
    steps: tuple[dict[str, Any], ...]
    title: str = ""
    page: str = ""
    needs: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    clicks: tuple[str, ...] = ()
    faults: tuple[dict[str, Any], ...] = ()
    accounts: tuple[dict[str, Any], ...] = ()
    minutes: int = 0
    planned: bool = True
    wire: dict[str, Any] = field(default_factory=dict)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files("simulator.calibration").joinpath("acts.toml").read_text(encoding="utf-8"))


@cache
def acts() -> dict[str, Act]:
    """Every act by its name, in the order in which they are done."""
    return {name: _act(name, row) for name, row in _file()["acts"].items()}


def _act(name: str, row: Mapping[str, Any]) -> Act:
    held: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Act(name=name, **held)


def people() -> dict[str, dict[str, str]]:
    """The Okta profile of everybody who takes part, by alias, which is the username in both apps too."""
    held: dict[str, dict[str, str]] = _file()["people"]
    return held


def groups() -> dict[str, list[str]]:
    """The members of every group at the start."""
    held: dict[str, list[str]] = _file()["groups"]
    return held


def setup(app: Integration) -> tuple[str, tuple[str, ...]]:
    """What an app is called, and how it is made at the Admin Console."""
    row = _file()["apps"][app]
    return row["label"], tuple(row["setup"])


def whole(wanted: Collection[str]) -> tuple[Act, ...]:
    """These acts and those they need, in the order in which they are done."""
    found: set[str] = set()
    left = list(wanted)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += acts()[name].needs
    return tuple(act for name, act in acts().items() if name in found)


def story(wanted: Collection[str]) -> str:
    """The scenario of these acts, which belong to one app, with those they need: its text."""
    return text_of(whole(wanted))


def text_of(done: tuple[Act, ...], *, name: str = "") -> str:
    """The scenario of just these acts of one app."""
    (app,) = {act.app for act in done}
    label, _ = setup(app)
    return "\n".join(_lines(done, app, label, name or f"Calibration: {', '.join(act.name for act in done)}")) + "\n"


def _lines(done: tuple[Act, ...], app: Integration, label: str, name: str) -> Iterator[str]:
    yield f"name: {flow(name)}"
    wire = {name: value for act in done for name, value in act.wire.items()}
    declared = {"label": label, "integration": app, "username": USERNAME, "template": "okta_default"}
    yield from block_lines("app", {**declared, **({"wire": wire} if wire else {})})
    faults = [fault for act in done for fault in act.faults]
    accounts = [account for act in done for account in act.accounts]
    stub = {name: value for name, value in (("accounts", accounts), ("faults", faults)) if value}
    yield from block_lines("provider", {"stub": stub} if stub else {})
    members = members_of(done)
    yield from block_lines("users", {alias: people()[alias] for alias in taking_part(done)})
    yield from block_lines("groups", members)
    yield from ("", "steps:")
    for act in done:
        yield f"  # {act.title or act.name}"
        yield from (f"  - {_step(step)}" for step in act.steps)


def _step(step: Mapping[str, Any]) -> str:
    ((verb, argument),) = step.items()
    return f"{verb}: {flow(argument)}" if argument != "" else verb


def taking_part(done: Collection[Act]) -> list[str]:
    """The aliases of those who take part, in the order of the list of people."""
    named = {alias for act in done for alias in act.people}
    return [alias for alias in people() if alias in named]


def members_of(done: Collection[Act]) -> dict[str, list[str]]:
    """The groups that take part, with those of their members who do."""
    here = taking_part(done)
    named = {group for act in done for group in act.groups}
    return {name: [one for one in held if one in here] for name, held in groups().items() if name in named}
