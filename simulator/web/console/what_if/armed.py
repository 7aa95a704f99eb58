"""What the bundled Hub is told to do wrong, in words: what the band on every page says."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from provider_stub.faults.fault import ACTIONS
from provider_stub.quirks import QUIRKS
from simulator.reports.columns import visible
from simulator.verbs.tenant import Tenant

EVERY = ("* /*", "* /*/*")
"""The patterns that fit all that Okta sends: lists and new resources, and one resource."""
OTHER_TOKEN = "401 to all that Okta sends: its token is not the provider's any more"  # noqa: S105  (a sentence)


@dataclass(frozen=True)
class Armed:
    """Faults and quirks that are on, a few words each; `other_token` where Okta holds another token than the provider.

    `names` are the quirks' own, `effects` what faults on every request do: `html`, `delay`, `respond 429`.
    """

    says: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    effects: frozenset[str] = frozenset()
    faults: int = 0
    other_token: bool = False

    @property
    def can_be_disarmed(self) -> bool:
        """Whether there is a fault or a quirk to take away."""
        return bool(self.faults or self.names)


def armed(tenant: Tenant) -> Armed:
    """What is armed now; nothing at an endpoint, which nobody here tells anything."""
    if tenant.hub is None:
        return Armed()
    faults: list[dict[str, Any]] = tenant.hub("GET", "/-/faults", None)[1]["faults"]
    names: list[str] = tenant.hub("GET", "/-/quirks", None)[1]["quirks"]
    other_token = tenant.app.token != tenant.stub_token
    said = [*_faults(faults), *(f"{one.replace('-', ' ')}: {QUIRKS[one].says}" for one in names)]
    return Armed(
        (*said, *([OTHER_TOKEN] if other_token else [])),
        tuple(names),
        frozenset(name for fault in faults if fault["on"] in EVERY for name in _effects(fault)),
        len(faults),
        other_token,
    )


def _effects(fault: dict[str, Any]) -> Iterator[str]:
    yield from (name for name in ACTIONS if name in fault and name != "respond")
    if "respond" in fault:
        yield f"respond {fault['respond']['status']}"


def _faults(faults: list[dict[str, Any]]) -> list[str]:
    """One line each; two that together strike every request are one."""
    lines: dict[str, tuple[str, set[str]]] = {}
    for number, fault in enumerate(faults):
        same = {name: held for name, held in fault.items() if name not in ("on", "says", "lasts")}
        key = json.dumps(same, sort_keys=True) if fault["on"] in EVERY else str(number)
        lines.setdefault(key, (visible(fault["says"]), set()))[1].add(fault["on"])
    return [
        f"every request{text.removeprefix(EVERY[0]).removeprefix(EVERY[1])}" if patterns == set(EVERY) else text
        for text, patterns in lines.values()
    ]
