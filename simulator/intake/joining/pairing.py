"""Events of the System Log and recorded conversations that tell of one job: about the same, of one kind, at one time.

Two machines have two clocks. How far the log's is ahead is what most pairs of the same kind agree on; then each event
goes to the conversation that is nearest, in order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from simulator.intake.conversation_kinds import deactivates, says_password
from simulator.intake.conversations import PROBE, Conversation
from simulator.intake.evidence.times import seconds
from simulator.intake.joining.subjects import Moment
from simulator.intake.story import acts
from simulator.intake.story.acts import ENDING, PASSWORDS
from simulator.intake.story.people import Fact, Person, Team
from simulator.okta.flows import group_conversation, groups, users
from simulator.okta.flows.conversation import AUTHENTICATION_FAILURE

WINDOW = 60.0
"""Seconds by which an event may be off the conversation that it tells of, once the clocks are set."""
_OTHERWISE = 20.0
"""What it counts, in seconds, that the one says success and the other failure."""
_PLAIN = 300.0
"""Seconds of difference between two clocks that a single pair is believed; more takes several that agree."""
_SEVERAL = 4
"""Votes of two events that end as their conversations do; each of those has two, another has one."""
_FARTHEST = 15 * 3600
"""Seconds of difference that are none of two clocks any more, nor of two time zones."""
_MOST = 4_000_000

KINDS = {
    users.VERIFY_EXISTS: "look-up", users.PUSH: "create", users.REACTIVATE: "reactivation",
    users.PUSH_PROFILE: "profile", users.SYNC: "synchronization", users.DEPROVISION: "deprovisioning",
    **dict.fromkeys(ENDING - {users.DEPROVISION}, "deactivation"), **dict.fromkeys(PASSWORDS, "password"),
    groups.UPDATED: "push", groups.PUSHED_MEMBERSHIPS: "push", groups.RENAMED: "push",
    group_conversation.WILL_BE_RETRIED: "push", group_conversation.NOT_RETRIED: "push",
    acts.PUSHED: "pushed", acts.RENAME_FAILED: "rename", groups.DELETED: "deletion",
    acts.IMPORT: "import", acts.TEST_FAILED: "test", AUTHENTICATION_FAILURE: "refusal",
}  # fmt: skip
"""The kind of thing that an event tells of; of each kind a conversation has one event at most (okta-wire 9.2, 9.3)."""
_WORK = "work"
_OF_THE_APP = {"import", "test", "refusal"}
"""The kinds that are about nobody in particular."""
CONCLUDING = {"create", "profile", "deactivation", "password", "push", "deletion"}
"""The kinds whose event is written when the answer to the last request has come; a conversation has one of them."""
_AT_THE_END = {_WORK, "synchronization", "test", "refusal"}


@dataclass
class Pairs:
    """Which conversation each event tells of, and what has no counterpart.

    `ahead` is how many seconds the log's clock is before the recording's, None where no pair shows it; `agreeing` is by
    how many pairs; `by_acts` says that they are acts and what was sent then, since no event tells of a request.
    `alone` are the events that should have requests, and have none although the recording was running. `saves` are the
    times that settings were saved, each with the probe that was sent then.
    """

    of: dict[Fact, Moment] = field(default_factory=dict)
    ahead: float | None = None
    agreeing: int = 0
    by_acts: bool = False
    saves: dict[Fact, Moment] = field(default_factory=dict)
    unlogged: list[Moment] = field(default_factory=list)
    alone: list[Fact] = field(default_factory=list)


def kinds_of(conversation: Conversation) -> set[str]:
    """The kinds of events that can tell of a conversation."""
    first = conversation.first
    if not conversation.is_about_one:
        if first.page == PROBE:
            return set() if conversation.ok else {"test", "refusal"}
        return {"import"}
    if not first.is_user:
        return {"deletion", "push"} if first.method == "DELETE" else {"push", "pushed", "rename"}
    if first.looked_for is not None or first.method == "POST":
        kinds = {"synchronization", "look-up"}
        kinds |= {"create"} if conversation.writes("POST") or conversation.match is None else set()
        kinds |= {"profile"} if conversation.match is not None else set()
        return kinds | ({"reactivation"} if conversation.reactivates else set())
    writes = conversation.writes("PUT", "PATCH", "DELETE")
    if not writes:
        return {"profile", "deactivation", "deprovisioning", "password"}
    if says_password(conversation, writes[-1]):
        return {"password"}
    return {"deactivation", "deprovisioning"} if deactivates(conversation, writes[-1]) else {"profile"}


_Key = tuple[Person | Team | None, str]
"""Whom events and conversations are about, and of which kind they are."""


def paired(facts: Sequence[Fact], moments: Sequence[Moment]) -> Pairs:
    """Join events and conversations."""
    rows: dict[_Key, list[tuple[float, Fact]]] = {}
    for fact in facts:
        kind, at = KINDS.get(fact.entry.type), seconds(fact.entry.at)
        subject = fact.about
        if kind is not None and at is not None and (subject is not None) != (kind in _OF_THE_APP):
            rows.setdefault((subject, _line(kind)), []).append((at, fact))
    for moment in moments:
        moment.kinds = frozenset(kinds_of(moment.conversation))
    told = _by_subject(moments)
    pairs = Pairs()
    ahead = _voted((rows[key], told[key]) for key in rows if key in told and key[1] in _AT_THE_END)
    if ahead is not None:
        for moment in moments:
            _settle(moment, rows, ahead)
        told = _by_subject(moments)
        for _ in range(2):
            pairs.of = {}
            for key in rows.keys() & told.keys():
                pairs.of.update(_matched(rows[key], told[key], ahead))
            ends = {fact: at for key in rows if key[1] in _AT_THE_END for at, fact in rows[key] if fact in pairs.of}
            exact = [at - pairs.of[fact].ended for fact, at in ends.items()]
            if not exact:
                break
            ahead = pairs.ahead = median(exact)
            pairs.agreeing = len(exact)
    else:
        pairs.ahead, pairs.agreeing = _by_acts(facts, moments)
        pairs.by_acts = True
    pairs.saves = _saves(facts, moments, pairs.ahead or 0.0)
    taken = {id(moment) for moment in (*pairs.of.values(), *pairs.saves.values())}
    pairs.unlogged = [moment for moment in moments if id(moment) not in taken]
    pairs.alone = list(_alone(rows, pairs, moments))
    return pairs


def _by_subject(moments: Iterable[Moment]) -> dict[_Key, list[Moment]]:
    told: dict[_Key, list[Moment]] = {}
    for moment in moments:
        for kind in dict.fromkeys(map(_line, sorted(moment.kinds))):
            if (moment.subject is not None) != (kind in _OF_THE_APP):
                told.setdefault((moment.subject, kind), []).append(moment)
    return told


def _line(kind: str) -> str:
    """What is put in order together: of the kinds of work a conversation does one."""
    return _WORK if kind in CONCLUDING else kind


def _saves(facts: Sequence[Fact], moments: Sequence[Moment], ahead: float) -> dict[Fact, Moment]:
    """Each time that settings were saved, with the connection test right after it (the switch `probe_on_save`).

    Nothing where one of them has none: then those of others are tests that somebody asked for.
    """
    probes = [one for one in moments if one.conversation.first.page == PROBE and one.conversation.ok]
    found: dict[Fact, Moment] = {}
    for fact in facts:
        at = seconds(fact.entry.at)
        if (
            fact.entry.type != acts.SETTINGS
            or not fact.done
            or at is None
            or not _is_within(at - ahead, moments, AT_ONCE)
        ):
            continue
        near = (one for one in probes if abs(one.began + ahead - at) <= AT_ONCE and one not in found.values())
        probe = next(near, None)
        if probe is None:
            return {}
        found[fact] = probe
    return found


AT_ONCE = 2.0
"""Seconds between saving settings and the probe that it sends."""
_LED_TO: dict[str, str] = {
    acts.ADD: "look-up", acts.REMOVE: "deactivation", acts.DEACTIVATE_USER: "deactivation", acts.UPDATE: "profile",
    groups.CREATED: "push", acts.EDIT_GROUP: "push",
}  # fmt: skip
"""What is sent after an act, at once."""


def _by_acts(facts: Sequence[Fact], moments: Sequence[Moment]) -> tuple[float | None, int]:
    """The difference of the clocks by what was done and what was sent then, where no event tells of a request."""
    votes: Counter[int] = Counter()
    exact: dict[int, list[float]] = {}
    told = _by_subject(moments)
    for fact in facts:
        kind, at, about = _LED_TO.get(fact.entry.type), seconds(fact.entry.at), fact.person or fact.team
        if kind is None or at is None or not fact.done:
            continue
        apart = [at - one.began for one in told.get((about, _line(kind)), ()) if kind in one.kinds]
        near = [one for one in apart if abs(one) <= _FARTHEST]
        votes.update({round(one) for one in near})
        for one in near:
            exact.setdefault(round(one), []).append(one)
    if not votes:
        return None, 0
    best = max(votes, key=lambda one: (votes[one], -abs(one)))
    return (median(exact[best]), votes[best]) if abs(best) <= _PLAIN or votes[best] > 1 else (None, 0)


def _settle(moment: Moment, rows: Mapping[_Key, list[tuple[float, Fact]]], ahead: float) -> None:
    """Of several whom it may be about, the one of whom the log has the nearest event of such a kind."""
    if len(moment.candidates) < 2:
        return
    kinds = moment.kinds

    def apart(one: Person | Team) -> float:
        held = (row for line in map(_line, kinds) for row in rows.get((one, line), ()))
        return min((_cost(row, moment, ahead) for row in held), default=float("inf"))

    moment.candidates.sort(key=apart)


def _voted(lines: Iterable[tuple[list[tuple[float, Fact]], list[Moment]]]) -> float | None:
    """The difference of the clocks that most events agree on; of several the smallest."""
    votes: Counter[int] = Counter()
    exact: dict[int, list[float]] = {}
    for rows, moments in lines:
        for place, (at, fact) in enumerate(rows):
            near = moments[max(0, place - 5) : place + 6] if len(rows) * len(moments) > _MOST else moments
            for whatever_end in (True, False):
                apart = [at - one.ended for one in near if whatever_end or _same_end(fact, one)]
                votes.update({round(one) for one in apart if abs(one) <= _FARTHEST})
                for one in apart:
                    exact.setdefault(round(one), []).append(one)
    if not votes:
        return None
    counted = {one: votes[one] + (votes[one - 1] + votes[one + 1]) / 2 for one in votes}
    best = max(counted, key=lambda one: (counted[one], -abs(one)))
    if abs(best) > _PLAIN and counted[best] < _SEVERAL:
        return None
    return median(exact[best])


def _same_end(fact: Fact, moment: Moment) -> bool:
    kind = KINDS[fact.entry.type] in moment.kinds
    return kind and fact.entry.failed != moment.conversation.ok


def _matched(rows: list[tuple[float, Fact]], moments: list[Moment], ahead: float) -> Iterator[tuple[Fact, Moment]]:
    """Events and conversations of one kind about one subject, in order: as many as fit, as near as can be."""
    if len(rows) * len(moments) > _MOST:
        rows, moments = rows[: len(moments)], moments[: len(rows)]
        yield from (
            (fact, one) for (at, fact), one in zip(rows, moments, strict=True) if _apart(at, one, ahead) <= WINDOW
        )
        return
    costs = [[0.0] * (len(moments) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        costs[i][len(moments)] = costs[i + 1][len(moments)] + 2 * WINDOW
        for j in range(len(moments) - 1, -1, -1):
            both = _cost(rows[i], moments[j], ahead) + costs[i + 1][j + 1]
            costs[i][j] = min(both, costs[i + 1][j] + 2 * WINDOW, costs[i][j + 1])
    i = j = 0
    while i < len(rows) and j < len(moments):
        if costs[i][j] == costs[i][j + 1]:
            j += 1
        elif costs[i][j] == costs[i + 1][j] + 2 * WINDOW:
            i += 1
        else:
            yield rows[i][1], moments[j]
            i, j = i + 1, j + 1


def _cost(row: tuple[float, Fact], moment: Moment, ahead: float) -> float:
    at, fact = row
    apart = _apart(at, moment, ahead)
    if apart > WINDOW or KINDS[fact.entry.type] not in moment.kinds:
        return float("inf")
    return apart + abs(at - ahead - moment.ended) / 10 + (0 if _same_end(fact, moment) else _OTHERWISE)


def _apart(at: float, moment: Moment, ahead: float) -> float:
    """Seconds from an event to the conversation; 0 while it goes on."""
    here = at - ahead
    return max(moment.began - here, here - moment.ended, 0.0)


def _alone(rows: dict[_Key, list[tuple[float, Fact]]], pairs: Pairs, moments: Sequence[Moment]) -> Iterator[Fact]:
    """Events of something that was sent, at a time when the recording was running, with no conversation."""
    ahead = pairs.ahead
    if ahead is None:
        return
    for (_, line), held in rows.items():
        open_rows = [(at, fact) for at, fact in held if line == _WORK and fact not in pairs.of and fact.done]
        yield from (fact for at, fact in open_rows if _is_within(at - ahead, moments))


def _is_within(at: float, moments: Sequence[Moment], slack: float = 0.0) -> bool:
    """Whether the recording was running then, give or take seconds; conversations stand in order of their beginning."""
    return moments[0].began - slack <= at <= max(one.ended for one in moments[-_LATEST:]) + slack


_LATEST = 50
"""How many conversations may run at once when a recording ends."""
