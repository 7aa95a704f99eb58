"""The fewest acts that decide all switches that are open, in the order in which they are done."""

from collections.abc import Collection
from dataclasses import dataclass

from simulator.calibration.acts import Act, Integration, acts, people, text_of, whole
from simulator.calibration.deciding import decided_by, deciding
from simulator.errors import UnreadableError


@dataclass(frozen=True)
class Plan:
    """What is to be done to decide `switches`; `aside` are those that no recorded act decides."""

    switches: tuple[str, ...]
    aside: tuple[str, ...]
    done: tuple[Act, ...]

    def of(self, app: Integration) -> tuple[Act, ...]:
        """The acts of one app."""
        return tuple(act for act in self.done if act.app == app)

    def part(self, app: Integration) -> "Plan":
        """The plan of one app alone: what the other one's acts decide is no part of it."""
        return Plan(self.decides(app), self.aside, self.of(app))

    @property
    def apps(self) -> tuple[Integration, ...]:
        """The apps that are needed, the wizard's first."""
        both: tuple[Integration, ...] = ("aiw", "oin")
        return tuple(app for app in both if self.of(app))

    def decides(self, app: Integration) -> tuple[str, ...]:
        """The switches that the acts of one app decide."""
        held = decided_by([act.name for act in self.of(app)])
        return tuple(name for name in self.switches if name in held)

    def helps(self, act: Act) -> tuple[str, ...]:
        """The switches that this act is done for; an expression is told of its row, not of who is assigned."""
        names = {one.name for one in self.done}
        return tuple(
            name
            for name in self.switches
            if any(act.name in way and (act.page or not _rows(way)) for way in deciding()[name].by if way <= names)
        )

    def story(self, app: Integration) -> str:
        """The acts of one app as a scenario, which plays against the bundled Hub."""
        return text_of(self.of(app), name=f"Calibration plan, {APPS[app]}")


APPS: dict[Integration, str] = {"aiw": "App Integration Wizard", "oin": "catalogue app"}
"""What the two kinds of app are called."""


def plan(switches: Collection[str] | None = None) -> Plan:
    """The plan for these switches, for all of them where none are given.

    Every act that can decide one of them is taken in; then each that is not needed is left out again, the longest
    first. What is left cannot be made smaller by leaving something out.
    """
    wanted = tuple(name for name in deciding() if switches is None or name in switches)
    open_ones = [name for name in wanted if deciding()[name].planned]
    sets = (one for name in open_ones for one in deciding()[name].by)
    held = {act.name for one in sets for act in whole(one) if act.planned}
    for act in sorted((acts()[name] for name in held), key=cost, reverse=True):
        less = held - _with_dependants(act.name, held)
        if act.name in held and decided_by(less).issuperset(open_ones):
            held = less
    aside = tuple(name for name in wanted if name not in open_ones)
    return Plan(tuple(open_ones), aside, tuple(act for name, act in acts().items() if name in held))


def cost(act: Act) -> float:
    """How long an act takes: in things to do, with a minute's wait as one more."""
    return len(act.clicks) + act.minutes + (2 if act.page else 0)


def _rows(way: Collection[str]) -> bool:
    return any(acts()[name].page for name in way)


def recognised(usernames: Collection[str]) -> Integration | None:
    """Which app's whole plan a recording with these usernames is of; None where it is of no plan, or of a part of one.

    Somebody in the plan who never gets the app is not looked for.

    Raises:
        UnreadableError: it is of both apps' parts at once.
    """
    found = [app for app in plan().apps if _assigned(app) <= set(usernames)]
    if len(found) > 1:
        raise UnreadableError("the recording is of both parts of the plan, which are two apps; give one part at a time")
    return next(iter(found), None)


def _assigned(app: Integration) -> set[str]:
    done = plan().of(app)
    return {alias for act in done if _assigns(act) for alias in act.people} - _staged()


def _assigns(act: Act) -> bool:
    return any(verb in ("assign_user", "assign_group") for step in act.steps for verb in step)


def _staged() -> set[str]:
    return {alias for alias, profile in people().items() if profile.get("status") == "STAGED"}


def _with_dependants(name: str, held: Collection[str]) -> set[str]:
    """An act, and those that need it."""
    return {one for one in held if name in {act.name for act in whole([one])}}
