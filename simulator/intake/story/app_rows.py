"""Rows that name the app alone: which job each is about, by a row that says about whom that is (okta-wire 9.2, 9.3)."""

from simulator.intake.story.acts import ADD, APP_ROWS, CONCLUDING, GROUP_FAILURES, ORDER, REMOVE
from simulator.intake.story.people import Fact, Person, Team, apart
from simulator.okta.flows.conversation import AUTHENTICATION_FAILURE, DEFAULT_WAIT
from simulator.okta.flows.starting import RATE_LIMIT_EXCEEDED

_BESIDE = 10
"""Seconds within which a failure is written beside the row of the job that failed."""
_AHEAD = 1000
"""How many rows ahead a job is looked for that was told to wait."""
_NEAR = 50
"""How many rows around a failure its job is looked for."""


def owners_of(facts: list[Fact]) -> dict[Fact, Fact]:
    """The row of the job that each row about the app alone is about, by transaction or by time; a row of no job is not
    in it.
    """
    rows = [one for one in facts if one.about is not None and (_is_of_a_job(one) or one.entry.type in (ADD, REMOVE))]
    jobs = {one.entry.transaction: one for one in reversed(facts) if one.entry.transaction and _is_of_a_job(one)}
    told = {one.entry.transaction for one in facts if one.entry.type == AUTHENTICATION_FAILURE} - {""}
    found: dict[Fact, Fact] = {}
    refused: list[tuple[float, Fact, Fact]] = []
    at = 0
    for fact in facts:
        at += at < len(rows) and rows[at] is fact
        kind, owner = fact.entry.type, jobs.get(fact.entry.transaction)
        if kind not in APP_ROWS and not kind.startswith(GROUP_FAILURES):
            continue
        if owner is None and kind == RATE_LIMIT_EXCEEDED:
            owner = _after_the_wait(fact, rows[at : at + _AHEAD])
        elif owner is None and kind == AUTHENTICATION_FAILURE:
            near = [one for one in rows[max(at - _NEAR, 0) : at + _NEAR] if _was_refused(one, fact)]
            refused += [(abs(apart(fact, one)), fact, one) for one in near if one.entry.transaction not in told]
        elif owner is None and kind.startswith(GROUP_FAILURES):
            owner = next((one for one in rows[at : at + _NEAR] if _failed_beside(one, fact)), None)
        if owner is not None:
            found[fact] = owner
    return found | _nearest(refused)


def _is_of_a_job(fact: Fact) -> bool:
    return fact.entry.type in ORDER or fact.entry.type in CONCLUDING


def _was_refused(row: Fact, by: Fact) -> bool:
    """Whether a job failed since the provider did not take the token (okta-wire 8.2)."""
    reason = row.entry.reason or ""
    refused = "Unauthorized" in reason or "401" in reason or reason == by.entry.reason
    return row.entry.failed and refused and _is_of_a_job(row)


def _failed_beside(row: Fact, failure: Fact) -> bool:
    """Whether the row tells that a push failed, just after one that tells why and not of which group."""
    return isinstance(row.about, Team) and row.entry.failed and 0 <= apart(failure, row) <= _BESIDE


def _nearest(refused: list[tuple[float, Fact, Fact]]) -> dict[Fact, Fact]:
    """Of the seconds between each refusal and the jobs around it: whose it is. A job was refused once."""
    found: dict[Fact, Fact] = {}
    jobs: dict[Person | Team | None, list[Fact]] = {}
    for distance, fact, row in sorted(refused, key=lambda one: one[0]):
        known = jobs.setdefault(row.about, [])
        if distance <= _BESIDE and fact not in found and all(abs(apart(row, one)) > _BESIDE for one in known):
            found[fact] = row
            known.append(row)
    return found


def _after_the_wait(limited: Fact, rows: list[Fact]) -> Fact | None:
    """The first row about somebody whose job goes on when the wait is over (okta-wire 8.3), else the next one."""
    _, _, after = (limited.entry.reason or "").partition("Retry-After: ")
    wait = int(after) if after.isascii() and after.isdigit() else DEFAULT_WAIT
    others: set[Person | Team | None] = set()
    for row in rows:
        if _is_of_a_job(row) and row.about not in others and apart(limited, row) > wait - 1:
            return row
        others.add(row.about)
    return next(filter(_is_of_a_job, rows), None)
