"""Which act decides which switch, where it shows, and the small story in which it can be seen."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from simulator.calibration.acts import acts, story
from simulator.okta.wire import Wire, options_of

Shows = Literal["wire", "gap", "system log", "nowhere"]


@dataclass(frozen=True)
class Deciding:
    """How a switch of `Wire` (or of `Choices`) is decided.

    `shows` is where two of its options differ: in the requests (`wire`), only in the time between them (`gap`), only in
    the System Log, or `nowhere` outside the Admin Console and the API. `act` says in Okta's words what decides it, or
    why no recording does. `by` holds sets of acts, each of which is enough. `when` names another switch's value without
    which the switch never shows.
    """

    switch: str
    shows: Shows
    act: str
    by: tuple[frozenset[str], ...] = ()
    when: Mapping[str, Any] = field(default_factory=dict)
    samples: tuple[Any, ...] = ()

    @property
    def options(self) -> tuple[Any, ...]:
        """The values to tell apart, the default among them; a few samples of a switch that takes any value."""
        return self.samples or options_of(self.switch)

    def stories(self) -> tuple[str, ...]:
        """The small stories that decide it, as texts of scenarios; none where it shows nowhere."""
        return tuple(story(whole) for whole in self.by)

    @property
    def planned(self) -> bool:
        """Whether acts at the Admin Console decide it in a recording."""
        return any(all(acts()[name].planned for name in whole) for whole in self.by)


@cache
def deciding() -> dict[str, Deciding]:
    """Of every field of `Wire`, the settings of the expression language among them, in its order."""
    held = _table("wire")
    return {one.name: held[one.name] for one in fields(Wire)}


@cache
def choices() -> dict[str, Deciding]:
    """Of every field of `Choices`: calls of the Management API decide them, and no act at the Admin Console."""
    return _table("choices")


def _table(name: str) -> dict[str, Deciding]:
    text = files("simulator.calibration").joinpath("deciding.toml").read_text(encoding="utf-8")
    return {
        switch: Deciding(
            switch,
            row["shows"],
            row["act"],
            tuple(frozenset(whole) for whole in row.get("by", ())),
            row.get("when", {}),
            tuple(row.get("samples", ())),
        )
        for switch, row in tomllib.loads(text)[name].items()
    }


@dataclass(frozen=True)
class HubDeciding:
    """How a rule of the Hub is decided: by which request, or why no recording of /Users and /Groups tells.

    `requests` are a small conversation that shows it, each with method, path and body: `{1}` in them is the id that the
    first answer names, a body `{2}` the second answer, a word one of `bodies`. `when` is another rule's value without
    which it never shows.
    """

    switch: str
    shows: Shows
    act: str
    requests: tuple[tuple[Any, ...], ...] = ()
    sso: Literal["managed", "basic"] = "managed"
    accounts: tuple[Mapping[str, Any], ...] = ()
    when: Mapping[str, Any] = field(default_factory=dict)


@cache
def hub_deciding() -> dict[str, HubDeciding]:
    """Of every field of the Hub's `Rules`."""
    return {name: _of_hub(name, row) for name, row in _hub_file()["rules"].items()}


@cache
def _hub_file() -> dict[str, Any]:
    text = files("simulator.calibration").joinpath("hub_deciding.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _of_hub(name: str, row: Mapping[str, Any]) -> HubDeciding:
    bodies = _hub_file()["bodies"]
    requests = tuple(
        (method, path, *(bodies.get(one, one) if isinstance(one, str) else one for one in body))
        for method, path, *body in row.get("requests", ())
    )
    given = {key: row[key] for key in ("sso", "when") if key in row}
    return HubDeciding(name, row["shows"], row["act"], requests, accounts=tuple(row.get("accounts", ())), **given)


def decided_by(done: Collection[str]) -> set[str]:
    """The switches that these acts decide together."""
    return {switch for switch, one in deciding().items() if any(whole <= set(done) for whole in one.by)}
