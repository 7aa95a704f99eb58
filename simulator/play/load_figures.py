"""What a run's requests were like taken together: how many a second, how long they took, how many went wrong."""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:  # whose last event holds these figures
    from simulator.play.transcript import Exchange

PERCENTILES = (50, 90, 99)
MINUTE = 60.0
_MEMBERS: dict[str, tuple[type, ...]] = {
    "workers": (int,), "pace": (str,), "requests": (int,), "seconds": (int, float), "per_second": (int, float),
    "milliseconds": (dict,), "errors": (dict,), "minutes": (list,),
}  # fmt: skip


def are_figures(load: dict[str, Any] | None) -> TypeGuard[dict[str, Any]]:
    """Whether what a record's last line says of the load can be read; older records say nothing of it."""
    held = {"pace": "", **(load or {})}
    if not all(isinstance(held.get(name), kinds) for name, kinds in _MEMBERS.items()):
        return False
    pairs = all(isinstance(one, list) and len(one) == 2 and _numbers(one) for one in held["minutes"])
    return pairs and _numbers(held["milliseconds"].values()) and _numbers(held["errors"].values())


def _numbers(values: Iterable[Any]) -> bool:
    return all(isinstance(one, int | float) for one in values)


class LoadFigures:
    """Counts the exchanges of a run's steps, ours among them; `workers` and `pace` are what was asked for.

    An error is an answer of status 400 or more, or none. Times are those of the run's own clock on the wall.
    """

    def __init__(self, workers: int = 1, pace: str | None = None, clock: Callable[[], float] = perf_counter) -> None:
        self.workers = workers
        self.pace = pace
        self.requests = 0
        self.errors: Counter[str] = Counter()
        self._clock = clock
        self._began = self._ended = clock()
        self._times: Counter[float] = Counter()
        self._longest = 0.0
        self._minutes: list[list[int]] = []

    def begin(self) -> None:
        """The steps begin now."""
        self._began = self._ended = self._clock()

    def end(self) -> None:
        """The steps are over: what follows does not count."""
        self._ended = self._clock()

    def note(self, exchange: "Exchange") -> None:
        """Take one in; what belongs to no step, such as the looks at the end, does not count."""
        if exchange.step is None:
            return
        self.end()
        self.requests += 1
        self._times[float(f"{exchange.milliseconds:.3g}")] += 1
        self._longest = max(self._longest, exchange.milliseconds)
        minute = self._minute()
        minute[0] += 1
        status = None if exchange.response is None else exchange.response["status"]
        if status is None or status >= 400:
            minute[1] += 1
            self.errors["no answer" if status is None else str(status)] += 1

    def _minute(self) -> list[int]:
        number = int((self._ended - self._began) // MINUTE)
        self._minutes += [[0, 0] for _ in range(number + 1 - len(self._minutes))]
        return self._minutes[number]

    def figures(self) -> dict[str, Any]:
        """As `RunFinished` holds them."""
        seconds = self._ended - self._began
        return {
            "workers": self.workers,
            **({} if self.pace is None else {"pace": self.pace}),
            "requests": self.requests,
            "seconds": round(seconds, 3),
            "per_second": round(self.requests / seconds, 1) if seconds > 0 else 0.0,
            "milliseconds": self.percentiles(),
            "errors": dict(self.errors.most_common()),
            "minutes": [list(one) for one in self._minutes],
        }

    def percentiles(self) -> dict[str, float]:
        """Milliseconds within which so many in a hundred were answered or given up, by nearest rank, to three digits;
        `max` as it was. Empty without a request.
        """
        found: dict[str, float] = {}
        ranks = [(f"p{one}", math.ceil(self.requests * one / 100)) for one in PERCENTILES]
        passed = 0
        for milliseconds, count in sorted(self._times.items()):
            passed += count
            found.update({name: milliseconds for name, rank in ranks if name not in found and 0 < rank <= passed})
        return found | ({"max": self._longest} if self.requests else {})
