"""The System Log that was exported beside the rows that we would write: which there are, and what they say."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from simulator.calibration.differences import Difference
from simulator.calibration.recording import NAMED
from simulator.intake.system_log import Entry
from simulator.play.comparison.alignment import Correspondence

_Key = tuple[str, ...]


def rows(
    recorded: Sequence[Entry], ours: Sequence[Entry], ids: Correspondence, *, other_apps: bool = False
) -> Iterator[Difference]:
    """How the recorded rows are not ours. Their order says nothing: rows of one time come in any.

    Where the log is about `other_apps` too, a row that names no app and is not ours is one of theirs.
    """
    numbers = {id(one): number for number, one in enumerate(recorded)}
    pairs, missing, further = _pairs(recorded, ours)
    for theirs, mine in pairs:
        key, told = ("row", numbers[id(theirs)]), {"place": theirs.place, "shape": theirs.type}
        if theirs.reason != mine.reason and not ids.same_text(theirs.reason or "", mine.reason or ""):
            yield Difference("sentence", (*key, "reason"), **told, recorded=theirs.reason, ours=mine.reason)
        names = theirs.shown("AppInstance"), mine.shown("AppInstance")
        if all(names) and names[0] != names[1]:
            yield Difference("app", (*key, "app"), **told, recorded=names[0], ours=names[1])
    for one in missing:
        if other_apps and not one.name("AppInstance"):
            continue
        yield Difference("row", ("row", numbers[id(one)]), one.place, "System Log", recorded=" ".join(_kind(one)))
    counts = Counter[_Key]()
    for one in further:
        counts[_kind(one)] += 1
        place = ("row", *_kind(one), counts[_kind(one)])
        yield Difference("unlogged", place, "", "System Log", ours=" ".join(_kind(one)))


def _pairs(a: Sequence[Entry], b: Sequence[Entry]) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """Rows that say the same, then those about the same, then those of one kind; and what is left on either side."""
    pairs: list[tuple[Entry, Entry]] = []
    left, right = list(a), list(b)
    for key in (_whole, _named, _kind):
        found, left, right = _alike(left, right, key)
        pairs += found
    return pairs, left, right


def _alike(
    a: list[Entry], b: list[Entry], key: Callable[[Entry], _Key]
) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    waiting: dict[_Key, list[Entry]] = defaultdict(list)
    for one in reversed(b):
        waiting[key(one)].append(one)
    pairs = [(one, waiting[key(one)].pop()) for one in a if waiting[key(one)]]
    taken = {id(one) for pair in pairs for one in pair}
    return pairs, [one for one in a if id(one) not in taken], [one for one in b if id(one) not in taken]


def _kind(entry: Entry) -> _Key:
    return entry.type, entry.result


def _named(entry: Entry) -> _Key:
    return (*_kind(entry), *(entry.name(kind).lower() for kind in NAMED))


def _whole(entry: Entry) -> _Key:
    return (*_named(entry), entry.reason or "")
