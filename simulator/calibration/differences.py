"""Where what we send is not what was recorded: a request, its query, its body to the byte, a wait, a sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote_plus

from simulator.calibration.recording import Recorded
from simulator.play.clock import parse_iso
from simulator.play.comparison.alignment import Correspondence
from simulator.play.comparison.bodies import ABSENT
from simulator.scim.message import Request, compact

Kind = Literal[
    "not sent", "not recorded", "method", "query", "body", "order", "turn", "gap", "row", "unlogged", "sentence", "app"
]
WEIGHTS: dict[Kind, float] = {
    "not sent": 4, "not recorded": 4, "method": 4, "query": 1, "body": 1, "order": 0.25, "turn": 1, "gap": 2, "row": 2,
    "unlogged": 0.02, "sentence": 1, "app": 1,
}  # fmt: skip
"""How far apart each makes two plays: a request that is missing is more than a value that differs. A row of ours that
the log lacks is next to nothing: an export may have been filtered.
"""
SHORTEST_WAIT = 30.0
"""Seconds between two requests of one job that no slow provider explains."""
_SHOWN = 70


@dataclass(frozen=True)
class Difference:
    """One way in which a play is not the recording.

    `key` says where, in the same way for every play: the recorded request or row and what of it. `place` is that of
    the recorded entry in its file, `shape` the request without ids, `where` a dotted name in its body, `subject` whom
    the request is about.
    """

    kind: Kind
    key: tuple[Any, ...]
    place: str = ""
    shape: str = ""
    where: str = ""
    recorded: Any = ABSENT
    ours: Any = ABSENT
    subject: str = ""

    @property
    def weight(self) -> float:
        """How much it counts."""
        return WEIGHTS[self.kind]

    def __str__(self) -> str:
        at = f"{self.shape} ({self.place})" if self.place else self.shape
        if self.kind == "not sent":
            return f"{at} is recorded and would not be sent"
        if self.kind == "not recorded":
            return f"{at} would be sent and is not recorded"
        if self.kind == "unlogged":
            return f"the row {self.ours} would be written and is not in the System Log"
        if self.kind == "order":
            return f"{at}: the members of {self.where or 'the body'} come in another order"
        if self.kind == "turn":
            return f"{at} comes before {self.recorded}, and would come after it"
        what = {"body": self.where, "query": "the query", "method": "the method", "gap": "the wait before it"}
        what |= {"row": "the row", "sentence": "the reason", "app": "the app's name in the catalogue"}
        return f"{at}: {what[self.kind]} is {_shown(self.recorded)}, and would be {_shown(self.ours)}"


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "absent"
    text = value if isinstance(value, str) and " " in value else compact(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


@dataclass(frozen=True)
class Comparing:
    """How requests are compared: `ids` of Okta's that correspond; `rewritten` where a proxy wrote the bodies anew, so
    that the order of their members says nothing.
    """

    ids: Correspondence
    rewritten: bool = False

    def anew(self) -> "Comparing":
        """The same without any ids that are known to correspond: to look at a request that may be another one."""
        return Comparing(Correspondence("", ""), self.rewritten)

    def request(self, recorded: Recorded, ours: Request, now: float) -> Iterator[Difference]:
        """How a request of ours, sent `now`, is not the recorded one."""
        traffic, at = recorded.traffic, (recorded.number,)
        told = {"place": traffic.place, "shape": recorded.shape, "subject": recorded.subject}
        if traffic.method != ours.method:
            yield Difference("method", (*at, "method"), **told, recorded=traffic.method, ours=ours.method)
            return
        query = traffic.target.partition("?")[2]
        if query != ours.query and (traffic.query != unquote_plus(ours.query) or _encoded(query)):
            yield Difference("query", (*at, "query"), **told, recorded=query, ours=ours.query)
        if traffic.body is None and (ours.body is None or traffic.method in ("POST", "PUT", "PATCH")):
            return  # a write without its body: the recording does not have it
        body = ABSENT if ours.body is None else ours.body
        for kind, where, a, b in self._values("", traffic.body, body):
            if kind == "body" and _both_now(a, recorded.at, b, now):
                continue
            yield Difference(kind, (*at, kind, where), **told, where=where.lstrip("."), recorded=a, ours=b)

    def _values(self, where: str, a: Any, b: Any) -> Iterator[tuple[Kind, str, Any, Any]]:
        if isinstance(a, dict) and isinstance(b, dict):
            for key in [*a, *(key for key in b if key not in a)]:
                yield from self._values(f"{where}.{key}", a.get(key, ABSENT), b.get(key, ABSENT))
            if not self.rewritten and [key for key in a if key in b] != [key for key in b if key in a]:
                yield "order", where, list(a), list(b)
        elif isinstance(a, list) and isinstance(b, list):
            yield from self._lists(where, a, b)
        elif not self._same(where, a, b):
            yield "body", where, a, b

    def _lists(self, where: str, a: list[Any], b: list[Any]) -> Iterator[tuple[Kind, str, Any, Any]]:
        """Elements in order; the same ones in another order are one difference."""
        texts = [[compact(one) for one in side] for side in (a, b)]
        if texts[0] != texts[1] and sorted(texts[0]) == sorted(texts[1]):
            yield "order", where, a, b
            return
        for position in range(max(len(a), len(b))):
            sides = [side[position] if position < len(side) else ABSENT for side in (a, b)]
            yield from self._values(f"{where}[{position}]", *sides)

    def _same(self, where: str, a: Any, b: Any) -> bool:
        if a is ABSENT or b is ABSENT:
            return False
        if type(a) is type(b) and a == b:
            return True
        name = where.rpartition(".")[2]
        if not isinstance(a, str) or not isinstance(b, str):
            return False
        if name == "password" or _MASKED.search(a):
            return name == "password" or _unmasked(a).fullmatch(b) is not None
        if name == "externalId":
            return self.ids.pair(a, b)
        return _TIME.sub("", a) == a and self.ids.same_text(a, b)


_MASKED = re.compile(r"<(?:token|cookie|password)(?:-\d+)?>|\[?REDACTED\]?|\*{3,}", re.IGNORECASE)
"""What stands in a recording in the place of a secret: it says that there was one, and nothing else."""


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)")
NOW = 300.0
"""Seconds that a time which Okta's clock gave may be away from its request."""


def _both_now(a: Any, a_at: float | None, b: Any, b_at: float) -> bool:
    """Whether two times are those of their requests: what the clock gives is another in every run."""
    if a_at is None or not (isinstance(a, str) and isinstance(b, str) and _TIME.fullmatch(a) and _TIME.fullmatch(b)):
        return False
    return abs(parse_iso(a) - a_at) < NOW and abs(parse_iso(b) - b_at) < NOW


def _unmasked(text: str) -> re.Pattern[str]:
    """What a text with masked parts may have been."""
    return re.compile(".*".join(map(re.escape, _MASKED.split(text))), re.DOTALL)


def _encoded(query: str) -> bool:
    """Whether a recorded query stands there as it was sent; some recorders write it decoded."""
    return re.search(r'[\s"<>]', query) is None


def tolerance(seconds: float) -> float:
    """Seconds by which a recorded wait may differ from one of this length."""
    return max(3.0, seconds * 0.05)


def gap(recorded: Recorded, before: Recorded, *, ours: float, waited: bool) -> Iterator[Difference]:
    """How the time between two requests about one person is not ours, in seconds; `waited` where Okta's rules wait.

    Where they do not, only a long time within one job says something.
    """
    if recorded.at is None or before.at is None:
        return
    theirs = recorded.at - before.at
    if abs(theirs - ours) > (tolerance(ours) if waited else SHORTEST_WAIT):
        yield Difference(
            "gap", (recorded.number, "gap"), recorded.traffic.place, recorded.shape,
            recorded=f"{theirs:.1f} s", ours=f"{ours:.1f} s", subject=recorded.subject,
        )  # fmt: skip
