"""What was done in a run, by whatever way, as a scenario that plays to the same traffic."""

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.okta.org import Org
from simulator.scenario.loading import start_of
from simulator.scenario.model import Scenario
from simulator.scenario.yaml.writing import Done, recorded


def scenario_of(scenario: Scenario, provider: Mapping[str, Any] | None, org: Org, done: Iterable[Done]) -> str:
    """A scenario that begins as `scenario` did, at `provider`, the bundled Hub where None, and does what was done."""
    start = start_of(scenario)
    start.pop("provider", None) if provider is None else start.update(provider=provider)
    if org.user_attributes:
        start["user_attributes"] = [{"name": name, "type": kind} for name, kind in org.user_attributes.items()]
    return recorded(start, done)
