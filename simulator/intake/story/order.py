"""The rows of a file in the order in which Okta did it, where the file itself has them otherwise.

Okta's workers write rows when they come to it: the row of a whole job before that of its request, an assignment
before the group membership that led to it, the end of a push after that of its group (okta-wire 9.5 has the order).
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from simulator.intake.story import acts
from simulator.intake.story.people import Fact, Person, Team, apart
from simulator.intake.system_log import Entry
from simulator.okta.flows import groups, users

JITTER = 2
"""Seconds by which a row may stand before that of the act which led to it."""
_SAME_JOB = 60
"""Seconds within which rows of different transactions may be of one job."""
_ROWS = acts.PROVISION | {users.PUSH_PROFILE}
_EITHER = {users.PUSH, users.PUSH_PROFILE}
"""What one job does not do both of: somebody is created, or the account that is found is updated (okta-wire 2)."""
_ENDS_OF_A_PUSH = (groups.REMOVED, groups.DELETED, groups.REMOVE)
_CAUSES = {acts.ADD: (acts.JOIN,), acts.REMOVE: (acts.LEAVE, acts.DEACTIVATE_USER)}


_AFTER = {
    acts.ADD: (0, 0), **dict.fromkeys(_ROWS, (0, 1)),
    acts.DEACTIVATE_USER: (1, 0), acts.REMOVE: (1, 1), **dict.fromkeys(acts.ENDING, (1, 2)),
}  # fmt: skip
"""What about one person comes one after the other: of which chain it is, and at which place."""


def turned(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The events; those of one instant the other way round where more of them stand before what led to them.

    A file that is newest first shows that by its times alone, and has none to show it by within an instant.
    """
    for _, together in groupby(entries, key=lambda entry: entry.at):
        run = list(together)
        steps: list[int] = []
        last: dict[str, tuple[int, int]] = {}
        for entry in run:
            here, name = _AFTER.get(entry.type), entry.name("User") or entry.name("AppUser")
            if here is not None and name:
                before = last.get(name, here)
                steps.append(here[1] - before[1] if here[0] == before[0] else 0)
                last[name] = here
        backwards = sum(step < 0 for step in steps) > sum(step > 0 for step in steps)
        yield from reversed(run) if backwards else run


def in_order(facts: list[Fact]) -> list[Fact]:
    """The facts, each behind what led to it."""
    place = [float(at) for at in range(len(facts))]
    about: dict[Person, list[int]] = {}
    for at, fact in enumerate(facts):
        if fact.person is not None and (fact.entry.type in acts.ORDER or fact.entry.type in _BETWEEN):
            about.setdefault(fact.person, []).append(at)
    for rows in about.values():
        _jobs(facts, rows, place)
    _causes(facts, place)
    _ended_pushes(facts, place)
    return [facts[at] for at in sorted(range(len(facts)), key=place.__getitem__)]


_BETWEEN = acts.ACTS | {acts.ADD, acts.REMOVE, acts.RENAME}
"""What stands between the rows of two jobs."""


def _jobs(facts: list[Fact], rows: list[int], place: list[float]) -> None:
    """Rows of one job about somebody, whichever was written first."""
    job: list[int] = []
    for number, at in enumerate(rows):
        order = acts.ORDER.get(facts[at].entry.type)
        if order is None:
            job = []
            continue
        own_end = any(facts[after].entry.type == users.SYNC for after in rows[number + 1 : number + 2])
        if job and _is_late([facts[one] for one in job], facts[at], own_end=own_end):
            behind = next(n for n, one in enumerate(job) if acts.ORDER[facts[one].entry.type] > order)
            place[at] = place[job[behind]] - 0.5
            job.insert(behind, at)
        elif job and order > acts.ORDER[facts[job[-1]].entry.type]:
            job.append(at)
        else:
            job = [at]


def _is_late(job: list[Fact], row: Fact, *, own_end: bool) -> bool:
    """Whether a row belongs before the last one of a job; `own_end` says that the end of a job comes after it."""
    last, kind, kinds = job[-1], row.entry.type, {one.entry.type for one in job}
    family = next((one for one in (_ROWS, acts.ENDING) if kind in one), set())
    if last.entry.type not in family or kind in kinds or acts.ORDER[kind] >= acts.ORDER[last.entry.type]:
        return False
    if last.entry.result != row.entry.result or kinds | {kind} >= _EITHER:
        return False
    if row.entry.transaction and row.entry.transaction == last.entry.transaction:
        return True
    alone = kind == users.PUSH_PROFILE and users.VERIFY_EXISTS not in kinds
    second = own_end and users.SYNC in kinds
    return not alone and not second and apart(last, row) <= _SAME_JOB


def _causes(facts: list[Fact], place: list[float]) -> None:
    """What led to an assignment, or ended it, and stands just behind it, before anything that came of it."""
    giving: set[Team] = set()
    inside: dict[Person, set[Team]] = {}
    alone: dict[Person, int] = {}
    led: set[Person] = set()
    for at, fact in enumerate(facts):
        kind, person, team = fact.entry.type, fact.person, fact.team
        if not fact.done:
            continue
        if team is not None and kind in (acts.ASSIGN_GROUP, acts.UNASSIGN_GROUP):
            (giving.add if kind == acts.ASSIGN_GROUP else giving.discard)(team)
        if person is None or (kind not in _BETWEEN and kind not in acts.ORDER):
            continue
        cause = kind == acts.DEACTIVATE_USER or (kind in (acts.JOIN, acts.LEAVE) and team in giving)
        earlier = alone.pop(person, None)
        if cause and earlier is not None and kind in _CAUSES[facts[earlier].entry.type]:
            if 0 < apart(facts[earlier], fact) <= JITTER:
                place[at] = place[earlier] - 0.5
        elif cause:
            led.add(person)
        if kind in _CAUSES:
            held = inside.get(person, set()) & giving
            if person not in led and not (kind == acts.ADD and held):
                alone[person] = at
            led.discard(person)
        if team is not None and kind in (acts.JOIN, acts.LEAVE):
            held = inside.setdefault(person, set())
            (held.add if kind == acts.JOIN else held.discard)(team)


def _ended_pushes(facts: list[Fact], place: list[float]) -> None:
    """Okta deletes no group that is pushed (okta-wire 6.7): the end of the push comes first."""
    deleted: dict[Team, int] = {}
    for at, fact in enumerate(facts):
        if fact.team is None or not fact.done:
            continue
        if fact.entry.type == acts.DELETE_GROUP:
            deleted[fact.team] = at
        elif fact.entry.type in _ENDS_OF_A_PUSH and fact.team in deleted:
            place[at] = place[deleted[fact.team]] - 0.5
