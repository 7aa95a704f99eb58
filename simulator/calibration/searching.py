"""The setting under which what we send comes nearest to a recording, and how sure the recording makes us of it.

Each switch is tried alone from the best setting so far until none helps, then two at a time where one decides whether
the other shows. Only switches that Okta's rules asked for in a play can change it, so no other is tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.calibration.playing import INTEGRATION, SWITCHES, Attempt, Setting
from simulator.progress import Watch, unwatched

Play = Callable[[Setting], Attempt]
MOST_REQUESTS = 1_000_000
"""Requests that are played in all, after which what is not settled stays open; some 4,000 take a second."""
FEWEST_PLAYS, MOST_PLAYS = 400, 6000
"""Plays that there may be of any story, however long or short."""
SEARCHING = "trying the switches"


@dataclass
class Found:
    """The best `setting` and its `attempt`; `ties` are the other values of a switch that fit as well, and with which
    other switch changed too, if so; `worse` are the plays of those that do not, `tried` those of all other values.

    `unfinished` says that not everything could be tried.
    """

    setting: Setting
    attempt: Attempt
    ties: dict[str, dict[Any, str]] = field(default_factory=dict)
    worse: dict[str, dict[Any, Attempt]] = field(default_factory=dict)
    tried: dict[str, list[Attempt]] = field(default_factory=dict)
    plays: int = 0
    unfinished: bool = False

    def no_worse(self, tried: Attempt) -> bool:
        """Whether another play fits as well, all in all or apart from what is not explained anyway.

        In which order members of a body come is our reading of a switch, and decides none by itself.
        """
        return any(tried.substance(one) <= self.attempt.substance(one) for one in (None, self.attempt))


class Search:
    """One search: `play` holds a setting against the recording, which has so many `requests`; `options` are the values
    of each switch.
    """

    def __init__(
        self, play: Play, options: dict[str, tuple[Any, ...]], watch: Watch = unwatched, *, requests: int = 0
    ) -> None:
        self._play = play
        self._options = options
        self._watch = watch
        self._known: dict[tuple[Any, ...], Attempt] = {}
        self.plays = 0
        self._most = max(FEWEST_PLAYS, min(MOST_PLAYS, MOST_REQUESTS // max(requests, 1)))

    def run(self, start: Setting) -> Found:
        """The best setting that is found from `start` on."""
        best = self._settled(start)
        while best.attempt.distance and not best.unfinished:
            better = self._pair(best)
            if better is None:
                break
            best = self._settled(better)
        self._judge(best)
        best.plays = self.plays
        best.unfinished = self.exhausted
        return best

    @property
    def exhausted(self) -> bool:
        """Whether there have been as many plays as there may be."""
        return self.plays >= self._most

    def attempt(self, setting: Setting) -> Attempt:
        """A play, each setting once."""
        key = tuple(setting.values())
        if key not in self._known:
            self.plays += 1
            self._known[key] = self._play(setting)
        return self._known[key]

    def _settled(self, start: Setting) -> Found:
        """From `start`, the best change of one switch again and again, until none is better."""
        setting, attempt = start, self.attempt(start)
        improved = True
        while improved and attempt.distance and not self.exhausted:
            improved = False
            changes = list(self._changes(setting, attempt.read))
            for changed in self._watch(changes, len(changes), SEARCHING):
                tried = self.attempt(changed)
                if tried.distance < attempt.distance and not self.exhausted:
                    setting, attempt, improved = {**changed}, tried, True
                    break
        return Found(setting, attempt, unfinished=self.exhausted)

    def _changes(self, setting: Setting, read: frozenset[str]) -> Iterator[Setting]:
        for name in (*SWITCHES, INTEGRATION):
            if name in read:
                yield from ({**setting, name: one} for one in self._options[name] if one != setting[name])

    def _pair(self, best: Found) -> Setting | None:
        """A better setting that takes two changes at once, of which the second shows with the first."""
        tried = ((changed, self.attempt(changed)) for changed in self._changes(best.setting, best.attempt.read))
        firsts = [(changed, attempt) for changed, attempt in tried if _may_help(best.attempt, attempt)]
        for first, attempt in self._watch(firsts, len(firsts), "trying two switches at a time"):
            for second in self._changes(first, attempt.read):
                if _apart(best.setting, second) < 2 or self.exhausted:
                    continue
                if self.attempt(second).distance < best.attempt.distance:
                    return second
        return None

    def _judge(self, best: Found) -> None:
        """Which other values fit as well: alone, or with one other switch changed that meets them or shows by them."""
        singles: dict[tuple[str, Any], Attempt] = {}
        for changed in self._changes(best.setting, best.attempt.read):
            name = _changed(best.setting, changed)
            singles[name, changed[name]] = tried = self.attempt(changed)
            best.tried.setdefault(name, []).append(tried)
            if best.no_worse(tried):
                best.ties.setdefault(name, {})[changed[name]] = ""
            else:
                best.worse.setdefault(name, {})[changed[name]] = tried
        worse = [(name, value, one) for name, held in best.worse.items() for value, one in held.items()]
        for name, value, tried in self._watch(worse, len(worse), "looking for what fits as well"):
            if (found := self._partner(best, name, value, tried, singles)) is not None:
                partner, its_value = found
                best.ties.setdefault(name, {})[value] = partner
                best.ties.setdefault(partner, {}).setdefault(its_value, name)

    def _partner(
        self, best: Found, name: str, value: Any, tried: Attempt, singles: dict[tuple[str, Any], Attempt]
    ) -> tuple[str, Any] | None:
        """The switch, and its value, with which a worse value fits as well as the best one, if there is one.

        One that is asked for on either side, and shows at other places, cannot.
        """
        changed = {**best.setting, name: value}
        touched = tried.keys ^ best.attempt.keys
        for second in self._changes(changed, tried.read):
            other = next(one for one in second if second[one] != changed[one])
            if other == name or self.exhausted:
                continue
            alone = singles.get((other, second[other]))
            if alone is not None and name in alone.read and not _meet(touched, alone.keys ^ best.attempt.keys):
                continue
            if best.no_worse(self.attempt(second)):
                return other, second[other]
        return None


def _changed(setting: Setting, changed: Setting) -> str:
    return next(name for name in changed if changed[name] != setting[name])


def _may_help(best: Attempt, tried: Attempt) -> bool:
    """Whether a change touches what is left, or lets another switch show."""
    left = {one.key: repr(one.ours) for one in best.differences}
    now = {one.key: repr(one.ours) for one in tried.differences}
    return bool(tried.read - best.read) or any(now.get(key) != ours for key, ours in left.items())


def _apart(setting: Setting, other: Setting) -> int:
    return sum(setting[name] != other[name] for name in other)


def _meet(touched: frozenset[Any], others: frozenset[Any]) -> bool:
    """Whether two changes show at the same places."""
    return not {key for key, _ in touched}.isdisjoint(key for key, _ in others)
