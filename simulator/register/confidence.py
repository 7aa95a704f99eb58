"""How sure a run is: of each of its requests the rules that sent it, and the choices that it depended on."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from simulator.play.transcript import Event, Exchange
from simulator.register.register import SURE, Rule, Sure, find


def why(event: Event) -> list[str]:
    """The ids of the rules that made the event so; none where that is not known, as in older records."""
    return list(getattr(event, "why", None) or ())


def answered_by(event: Event) -> list[str]:
    """The ids of the provider's rules by which a request was answered so; none of another event, or where it told none.

    Only the bundled Hub tells, where it is called in process.
    """
    return list(event.answered_by) if isinstance(event, Exchange) else []


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
    depended on, in whatever it did. `answers` counts likewise the answers to these requests that a rule of the bundled
    Hub decided.
    """

    by: dict[Sure, int]
    unknown: int
    choices: tuple[Rule, ...]
    answers: dict[Sure, int] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """How many there were."""
        return sum(self.by.values()) + self.unknown

    @property
    def switches(self) -> tuple[str, ...]:
        """The switches that would change something of this run, sorted; the bundled Hub's begin with `hub.`."""
        return tuple(sorted({rule.switch_name for rule in self.choices if rule.switch_name}))

    def __str__(self) -> str:
        """`41 requests: 37 by captured rules, 3 documented, 1 chosen`."""
        head = "1 request" if self.requests == 1 else f"{self.requests} requests"
        parts = [*_counted(self.by), *self._not_known()]
        return f"{head}: {', '.join(parts)}" if parts else head

    def _not_known(self) -> Iterator[str]:
        if self.unknown:
            yield f"of {self.unknown} it is not known by which rules" if self.by else "it is not known by which rules"

    @property
    def answered(self) -> str | None:
        """`12 answers are decided by rules of the Hub: 9 by documented rules, 3 chosen`; None for none."""
        number = sum(self.answers.values())
        if not number:
            return None
        said = "1 answer is" if number == 1 else f"{number} answers are"
        return f"{said} decided by rules of the Hub: {', '.join(_counted(self.answers))}"

    @property
    def depends(self) -> str | None:
        """The sentence about the choices, None where the run depended on none."""
        if not self.choices:
            return None
        names = list(self.switches)
        names += [rule.id for rule in self.choices if not rule.switch]
        return f"What no source decides and this run depended on: {', '.join(names)}"


def _counted(by: dict[Sure, int]) -> list[str]:
    counted = [(sure, by[sure]) for sure in SURE if by.get(sure)]
    return [f"{count} {sure}" if n else f"{count} by {sure} rules" for n, (sure, count) in enumerate(counted)]


class Gathered:
    """What `confidence` needs of a run, taken as events pass by: few of its requests differ in their rules."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, ...]] = Counter()
        self._answers: Counter[tuple[str, ...]] = Counter()
        self._ids: dict[str, None] = {}

    def add(self, event: Event) -> None:
        """Take one event in; of requests only Okta's are counted, not what we read back ourselves."""
        ids = why(event)
        self._ids.update(dict.fromkeys(ids))
        if isinstance(event, Exchange) and event.origin == "okta":
            self._requests[tuple(ids)] += 1
            answered = answered_by(event)
            self._ids.update(dict.fromkeys(answered))
            self._answers[tuple(answered)] += bool(answered)

    def take(self, events: Iterable[Event]) -> None:
        """Take several in."""
        for event in events:
            self.add(event)

    def confidence(self) -> Confidence:
        """How sure the run is so far."""
        by, unknown = _by_sureness(self._requests)
        answers, _ = _by_sureness(self._answers)
        choices = sorted((rule for rule in known(self._ids) if rule.sure == "chosen"), key=lambda rule: rule.id)
        return Confidence(by, unknown, tuple(choices), answers)


def _by_sureness(counted: Counter[tuple[str, ...]]) -> tuple[dict[Sure, int], int]:
    """How many are how sure, and of how many that is not known."""
    by: Counter[Sure] = Counter()
    unknown = 0
    for ids, number in counted.items():
        sure = least_sure(ids)
        if sure is None:
            unknown += number
        else:
            by[sure] += number
    return dict(by), unknown


def confidence(events: Iterable[Event]) -> Confidence:
    """How sure a run is."""
    gathered = Gathered()
    gathered.take(events)
    return gathered.confidence()
