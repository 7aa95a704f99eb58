"""What a search says of each switch: decided and by what, open between which values, or explained by none."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from simulator.calibration.deciding import deciding
from simulator.calibration.differences import Difference
from simulator.calibration.options import OTHER_TEXT, is_stand_in
from simulator.calibration.playing import INTEGRATION, SWITCHES, Attempt
from simulator.calibration.searching import Found
from simulator.calibration.verdict import Verdict
from simulator.okta.wire import Wire

NOTHING_SHOWS = "nothing in the recording depends on it"
FROM_REQUESTS = (
    "what was done was read from the recording itself, which cannot say whether an act sends anything; tell with "
    "--scenario what was done"
)
OF_ACTS = frozenset({
    "probe_on_save", "staged_users_wait", "apply_now_pushes_unchanged", "push_unchanged_members", "retry_policy",
    "carried_work", "rename_app_groups", "link_pushes_profile", "group_value_over_mapping",
})  # fmt: skip
"""Switches of whether an act sends anything, or what is sent follows from another act."""
LEAVES_OUT = {"empty_policy": ("omit", "echo-server")}
"""Values under which a request lacks what it would lack after another act too: a mapping that was taken away."""
NOT_NAMED = "it is a value that the recording does not name"
HOW_MADE = "Unassign somebody who was provisioned, or rename a pushed group."
"""What tells how an app was made."""


@dataclass(frozen=True)
class Judged:
    """A `verdict`, and of a decided switch the difference that its other value (`other`) makes, which is `evidence`.

    Of one that nothing explains, `evidence` is the nearest difference.
    """

    verdict: Verdict
    evidence: Difference | None = None
    other: Any = None


def judge(found: Found, options: dict[str, tuple[Any, ...]], *, told: bool) -> list[Judged]:
    """A verdict on how the app was made and on every switch; `told` where somebody said what was done."""
    return [_judged(found, name, options[name], told=told) for name in (INTEGRATION, *SWITCHES)]


def _judged(found: Found, name: str, options: tuple[Any, ...], *, told: bool) -> Judged:
    value, read = found.setting[name], name in found.attempt.read
    default, known = getattr(Wire(), name, None), deciding().get(name)
    made = partial(Verdict, switch=name, default=default)
    would_decide = known.act if known is not None else HOW_MADE
    if read and (near := _nearest(found, name)) is not None:
        because = f"with {said(value)}, which comes nearest, {near}"
        return Judged(made(state="unexplained", value=value, because=because), near)
    if not told and read and (name in OF_ACTS or value in LEAVES_OUT.get(name, ())):
        return Judged(made(state="open", because=FROM_REQUESTS, fits=options, would_decide=would_decide))
    ties = found.ties.get(name, {})
    named = not is_stand_in(name, value, options)
    if name in found.worse and not ties and not found.unfinished and named:
        other, evidence = _evidence(found, name)
        because = f"with {said(other)}, {evidence}"
        return Judged(made(state="decided", value=value, because=because), evidence, other)
    if known is not None and known.shows == "nowhere":
        return Judged(made(state="not on the wire", would_decide=would_decide))
    reached = name in found.worse or bool(ties)
    values = dict.fromkeys([value, *ties] if reached else options)
    fits = tuple(OTHER_TEXT if is_stand_in(name, one, options) else one for one in values)
    because = _because(found, name, ties, reached=reached) if named else NOT_NAMED
    return Judged(made(state="open", because=because, fits=fits, would_decide=would_decide))


def _because(found: Found, name: str, ties: dict[Any, str], *, reached: bool) -> str:
    if found.unfinished and reached:
        return "not everything could be tried"
    if reached and found.attempt.troubled:
        return "it shows at people or groups of whom requests are left unexplained"
    if any(found.attempt.distance < one.distance for one in found.tried.get(name, ())) and "" in ties.values():
        return "only the order of members in bodies depends on it, which no source ties to it"
    partners = list(dict.fromkeys(partner for partner in ties.values() if partner))
    if partners and "" not in ties.values():
        return f"other values fit as well together with another value of {', '.join(partners)}"
    return NOTHING_SHOWS


def _evidence(found: Found, name: str) -> tuple[Any, Difference]:
    """The nearest other value, and the plainest thing that it makes different from the recording."""
    other, attempt = min(found.worse[name].items(), key=lambda held: held[1].distance)
    before = found.attempt.keys
    new = [one for one in attempt.differences if (one.key, repr(one.ours)) not in before]
    return other, max(new or attempt.differences, key=lambda one: (one.weight, bool(one.place)))


def _nearest(found: Found, name: str) -> Difference | None:
    """A difference of the best setting that other values of this switch change, and none takes away.

    Where they show at other places too, those decide the switch.
    """
    others = found.tried.get(name, [])
    before = {one.key for one in found.attempt.differences}
    if any(one.key not in before for other in others for one in other.differences):
        return None
    return next((one for one in found.attempt.differences if _changes(one, others)), None)


def _changes(difference: Difference, attempts: list[Attempt]) -> bool:
    """Whether it is another difference in one of these, and one in all."""
    if difference.kind in ("not sent", "not recorded"):
        return False
    there = [[one for one in attempt.differences if one.key == difference.key] for attempt in attempts]
    return all(there) and any(repr(one.ours) != repr(difference.ours) for found in there for one in found)


def said(value: Any) -> str:
    """A value as a scenario writes it."""
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def unexplained(found: Found, judged: list[Judged]) -> Iterator[Difference]:
    """What the best setting leaves and no switch has to do with."""
    told = {id(one.evidence) for one in judged if one.verdict.state == "unexplained"}
    yield from (one for one in found.attempt.differences if id(one) not in told)
