"""What the provider answered, as faults before a step: by the failures in the file and the reasons they give."""

from collections.abc import Iterator, Sequence
from typing import Any

from simulator.intake.rehearsal.log import LiveStory
from simulator.intake.story.acts import GROUP_FAILURES, OF_A_PUSH, TEST_FAILED
from simulator.intake.story.people import Fact, Person, Team
from simulator.intake.story.reasons import (
    UNTOLD,
    effect_of,
    feature_off,
    nobody_found,
    request_of,
    texts_for_numbers,
)
from simulator.okta import wording
from simulator.okta.flows import users
from simulator.okta.flows.conversation import AUTHENTICATION_FAILURE
from simulator.okta.flows.starting import RATE_LIMIT_EXCEEDED

__all__ = ["feature_off", "of_step"]

Fault = dict[str, Any]


def of_step(wanted: Sequence[Fact], live: LiveStory, comments: list[str]) -> Iterator[Fault]:
    """The faults that make these failures come; `comments` gets what the file does not tell."""
    integration = live.app.integration
    team = next((fact.about for fact in wanted if isinstance(fact.about, Team)), None)
    passed: dict[tuple[str, str], int] = {}
    limited: list[Fact] = []
    refused = any(fact.entry.type.startswith(GROUP_FAILURES) for fact in wanted)
    for fact in wanted:
        kind, about = fact.entry.type, _about(fact, team, live)
        on = request_of(kind, integration)
        if kind == RATE_LIMIT_EXCEEDED:
            limited.append(fact)
        if on is None or (refused and kind in OF_A_PUSH):
            continue
        if limited:
            yield {"on": on, "times": len(limited), **about, **_too_many(limited[0])}
            limited = []
        key = (on, fact.subject)
        if not fact.entry.failed:
            passed[key] = passed.get(key, 0) + 1
            continue
        unfound = kind == users.PUSH or wording.NOT_FOUND_AND_NO_CREATE in (fact.entry.reason or "")
        if unfound and fact.username.lower() in live.accounts:
            yield {"on": "GET /Users", **about, **nobody_found()}
        effect = _effect(fact, comments)
        if effect is not None:
            yield {"on": on, **({"after": passed[key]} if key in passed else {}), **about, **effect}
    yield from _of_people(wanted, live)
    tested = all(fact.entry.type in (TEST_FAILED, AUTHENTICATION_FAILURE) for fact in wanted)
    if wanted and tested and (effect := _effect(wanted[0], comments)) is not None:
        yield {"on": "GET /Users", **effect}


def _about(fact: Fact, team: Team | None, live: LiveStory) -> Fault:
    """Whose requests alone are struck; a row that names the app alone is about the group beside it."""
    about = fact.about or (team if fact.entry.type.startswith("application.provision.g") else None)
    if about is None or not live.there(about.alias):
        return {}
    return {"user" if isinstance(about, Person) else "group": about.alias}


def _effect(fact: Fact, comments: list[str]) -> Fault | None:
    reason = fact.entry.reason or ""
    if feature_off(reason) is not None or wording.INVALID_USERNAME in reason:
        return None
    if reason.startswith(wording.RATE_LIMITED):
        return None
    effect = effect_of(reason)
    if effect is None:
        said = f"{fact.entry.type} failed and the log does not say how"
        comments.append(f"{said}: {reason or 'no reason'}; an answer of {UNTOLD['status']} stands for it")
        return {"respond": UNTOLD}
    return effect


_BY_WORDS = {"while creating user": "POST /Users", "push profile update": "PUT /Users/*"}
"""The request that the reason of a whole job is about, where only that is in the file (okta-wire 8.1)."""


def _too_many(row: Fact) -> Fault:
    """A 429 with the `Retry-After` of the row's reason, where it has one."""
    _, _, after = (row.entry.reason or "").partition("Retry-After: ")
    headers = {"Retry-After": after} if after and after != "missing" and after.isprintable() else {}
    return {"respond": {"status": 429, **({"headers": headers} if headers else {})}}


def _of_people(wanted: Sequence[Fact], live: LiveStory) -> Iterator[Fault]:
    """What rows say together: a job that ended with no reason, a reactivation that was accepted and not yet done."""
    about: dict[str, list[Fact]] = {}
    for fact in wanted:
        if fact.person is not None and live.there(fact.person.alias):
            about.setdefault(fact.person.alias, []).append(fact)
    for alias, facts in about.items():
        kinds = {fact.entry.type for fact in facts}
        failed = {fact.entry.type for fact in facts if fact.entry.failed}
        if failed == {users.SYNC} and not kinds & {users.PUSH, users.VERIFY_EXISTS}:
            reason = next(fact.entry.reason for fact in facts if fact.entry.failed) or ""
            on = next((on for words, on in _BY_WORDS.items() if words in reason), "GET /Users")
            yield {"on": on, "user": alias, **(effect_of(reason) or texts_for_numbers())}
        if users.REACTIVATE in kinds and not failed and not kinds & {users.PUSH_PROFILE, users.SYNC}:
            on = "PATCH /Users/*" if live.app.integration == "oin" else "PUT /Users/*"
            yield {"on": on, "user": alias, "respond": {"status": 200, "body": {}}}
