"""How sure a run is: of each of its requests the rules that sent it, and the choices that it depended on."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.play.transcript import Event, Exchange
from simulator.register.register import SURE, Rule, Sure, find


def why(event: Event) -> list[str]:
    """The ids of the rules that made the event so; none where that is not known, as in older records."""
    return list(getattr(event, "why", None) or ())


def known(ids: Iterable[str]) -> list[Rule]:
    """The rules of these ids, in their order; an id that the register does not have is left out."""
    return [rule for one in ids if (rule := find(one)) is not None]


def least_sure(ids: Iterable[str]) -> Sure | None:
    """How sure something is that all of these rules made: as the least sure of them.

    None where no rule is known, or one of the ids is not in the register.
    """
    found = [find(one) for one in ids]
    sure = [rule.sure for rule in found if rule is not None]
    return max(sure, key=SURE.index) if sure and len(sure) == len(found) else None


@dataclass(frozen=True)
class Confidence:
    """Okta's requests of a run, counted by how sure the least sure of their rules is.

    `unknown` are those of which no rule is known. `choices` are the rules without a deciding source that the run
    depended on, in whatever it did.
    """

    by: dict[Sure, int]
    unknown: int
    choices: tuple[Rule, ...]

    @property
    def requests(self) -> int:
        """How many there were."""
        return sum(self.by.values()) + self.unknown

    @property
    def switches(self) -> tuple[str, ...]:
        """The switches that would change something of this run, sorted."""
        return tuple(sorted({rule.switch for rule in self.choices if rule.switch}))

    def __str__(self) -> str:
        """`41 requests: 37 by captured rules, 3 documented, 1 chosen`."""
        head = "1 request" if self.requests == 1 else f"{self.requests} requests"
        parts = list(self._parts())
        return f"{head}: {', '.join(parts)}" if parts else head

    def _parts(self) -> Iterator[str]:
        counted = [(sure, self.by[sure]) for sure in SURE if self.by.get(sure)]
        for number, (sure, count) in enumerate(counted):
            yield f"{count} {sure}" if number else f"{count} by {sure} rules"
        if self.unknown:
            yield f"of {self.unknown} it is not known by which rules" if counted else "it is not known by which rules"

    @property
    def depends(self) -> str | None:
        """The sentence about the choices, None where the run depended on none."""
        if not self.choices:
            return None
        names = list(self.switches)
        names += [rule.id for rule in self.choices if not rule.switch]
        return f"What no source decides and this run depended on: {', '.join(names)}"


class Gathered:
    """What `confidence` needs of a run, taken as events pass by: few of its requests differ in their rules."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, ...]] = Counter()
        self._ids: dict[str, None] = {}

    def add(self, event: Event) -> None:
        """Take one event in; of requests only Okta's are counted, not what we read back ourselves."""
        ids = why(event)
        self._ids.update(dict.fromkeys(ids))
        if isinstance(event, Exchange) and event.origin == "okta":
            self._requests[tuple(ids)] += 1

    def take(self, events: Iterable[Event]) -> None:
        """Take several in."""
        for event in events:
            self.add(event)

    def confidence(self) -> Confidence:
        """How sure the run is so far."""
        by: Counter[Sure] = Counter()
        unknown = 0
        for ids, number in self._requests.items():
            sure = least_sure(ids)
            if sure is None:
                unknown += number
            else:
                by[sure] += number
        choices = sorted((rule for rule in known(self._ids) if rule.sure == "chosen"), key=lambda rule: rule.id)
        return Confidence(dict(by), unknown, tuple(choices))


def confidence(events: Iterable[Event]) -> Confidence:
    """How sure a run is."""
    gathered = Gathered()
    gathered.take(events)
    return gathered.confidence()
