"""Who is there at which step: people and groups from their creation to their deletion, as far as a file can tell."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.scenario.model import Scenario
from simulator.scenario.parts.people import EVERYONE
from simulator.scenario.parts.steps import Step
from simulator.verbs.directory import ActivateUser, CreateGroup, CreateUser, DeactivateUser, DeleteGroup, DeleteUser
from simulator.verbs.push_groups import PushGroup, UnlinkGroup

BEFORE = -1
"""The "step" at which everything declared exists."""


class Life(NamedTuple):
    """From the step that creates somebody (`since`, counted from 0) to the one that deletes them (`until`, or None).

    `sure` is False where the run alone can tell: Okta may have refused the creation, or have done the deletion.
    """

    since: int
    until: int | None = None
    sure: bool = True

    def holds(self, step: int) -> bool:
        """Whether the act of `step` can find them."""
        return self.since <= step and (self.until is None or step <= self.until)


Lives = dict[str, tuple[Life, ...]]
"""By alias; who is deleted and created anew has several."""

_DECLARED: tuple[Life, ...] = (Life(BEFORE),)


@dataclass
class Lifetimes:
    """The lives of people and groups; `twice` are the steps that create an alias which is surely there."""

    users: Lives
    groups: Lives
    twice: list[int] = field(default_factory=list)
    _deactivated: set[str] = field(default_factory=set)
    _pushed: dict[str, bool | None] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario) -> "Lifetimes":
        """What the file declares and its steps create and delete."""
        groups = {EVERYONE: _DECLARED} | dict.fromkeys(scenario.groups, _DECLARED)
        lifetimes = cls(dict.fromkeys(scenario.users, _DECLARED), groups)
        lifetimes._deactivated = {alias for alias, user in scenario.users.items() if user.status == "DEPROVISIONED"}
        for number, step in enumerate(scenario.steps):
            lifetimes._follow(number, step)
        return lifetimes

    def books(self, wanted: str) -> Iterable[Lives]:
        """Where an alias stands that must be a `user`, a `group`, or a `user or group`."""
        return [lives for kind, lives in (("user", self.users), ("group", self.groups)) if kind in wanted]

    def _follow(self, number: int, step: Step) -> None:
        match step.argument:
            case CreateUser(alias=alias):
                self._begin(self.users, alias, number, step)
                self._deactivated.discard(alias)
            case CreateGroup(alias=alias):
                self._begin(self.groups, alias, number, step)
                self._pushed.pop(alias, None)
            case DeactivateUser(user=alias):
                self._deactivated.add(alias)
            case ActivateUser(user=alias):
                self._deactivated.discard(alias)
            case DeleteUser(user=alias) if alias in self._deactivated and _done(step) is not False:
                _end(self.users, alias, number, sure=True)
            case PushGroup(group=alias) if _done(step) is not False:
                self._pushed[alias] = _done(step)
            case UnlinkGroup(group=alias):
                self._pushed[alias] = None if step.argument.target == "delete" and _fails(step) else False
            case DeleteGroup(group=alias) if alias != EVERYONE and _done(step) is not False:
                pushed = self._pushed.get(alias, False)
                _end(self.groups, alias, number, sure=pushed is False or (pushed is None and _done(step) is True))
            case _:
                pass

    def _begin(self, book: Lives, alias: str, number: int, step: Step) -> None:
        before = book.get(alias, ())
        if before and before[-1].until is None and before[-1].sure:
            self.twice.append(number)
        else:
            book[alias] = (*before, Life(number, sure=_done(step) is True))


def _end(book: Lives, alias: str, number: int, *, sure: bool) -> None:
    """A deletion: Okta deletes who is deactivated, and a group that is not pushed (okta-wire 4.4, 6.7 [D])."""
    lives = book.get(alias, ())
    if lives and lives[-1].until is None and lives[-1].sure:
        book[alias] = (*lives[:-1], lives[-1]._replace(**({"until": number} if sure else {"sure": False})))


def _done(step: Step) -> bool | None:
    """Whether the step's act is done, by what the file expects of it; None where it allows anything."""
    outcome = step.expect.outcome if step.expect else None
    return None if outcome == "any" else outcome != "refused"


def _fails(step: Step) -> bool:
    """Whether the requests of a step may fail, by what the file expects of it."""
    return step.expect is not None and step.expect.outcome in ("failure", "any")
