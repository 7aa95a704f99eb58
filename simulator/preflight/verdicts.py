"""Who passes, and why the others do not: blank, refused by Okta or the Hub, clashing, taken."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from provider_stub.scim import syntax
from simulator.preflight.application import HUB_NAMES, Application, Outcome, emptied
from simulator.preflight.people import Person
from simulator.preflight.taken import Taken

Sso = Literal["managed", "basic"]


def refusals(body: dict[str, Any], sso: Sso, unseen: Collection[str] = ()) -> Iterator[str]:
    """Why the Hub would refuse this `POST /Users`, username aside; nothing where it is accepted.

    Managed asks for both names, Basic for none; either asks for exactly one e-mail address of its pattern. What is
    `unseen` is not judged.
    """
    name = body.get("name") or {}
    for part, words in HUB_NAMES.items():
        if sso == "managed" and not name.get(part) and words not in unseen:
            yield f"there is no {words}"
    if "e-mail address" in unseen:
        return
    emails = [element.get("value") for element in body.get("emails") or [] if isinstance(element, dict)]
    if len(emails) != 1 or not emails[0]:
        yield "there is no e-mail address" if not any(emails) else "there is more than one e-mail address"
    elif not re.fullmatch(syntax.EMAIL, str(emails[0])):
        yield f"the Hub takes no e-mail address like {emails[0]}"


USERNAME_RULE = syntax.USERNAME_RULE
"""What the Hub asks of a username, in one sentence."""


def username_refusals(username: str) -> tuple[str, ...]:
    """Why the Hub would refuse this username, rule by rule; none where it is accepted."""
    return syntax.reasons(username)


BLANK = "no username"
INVALID = "app profile"
PROFILE = "profile"
CLASH = "same username"
EMAIL_CLASH = "same e-mail"
TAKEN = "taken"
_NAMED = 3


@dataclass(frozen=True)
class Problem:
    """Why a person fails: `rule` in the same few words for all, `text` about this one."""

    rule: str
    text: str


@dataclass
class Verdict:
    """One person, the username they would get, why that fails, and what passes but is hardly meant (`cautions`)."""

    person: Person
    username: str
    problems: list[Problem] = field(default_factory=list)
    cautions: list[str] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        """Whether Okta and the Hub would take this person."""
        return not self.problems


@dataclass(frozen=True)
class Surroundings:
    """What people meet beside the rules: usernames `taken`, the organization's SSO, and what no source decides.

    `email_unique`: whether the Hub refuses a second user with an e-mail address (huggingface-scim 6.1, I). `unseen`:
    what the Hub asks for and the file has no column of.
    """

    taken: Taken = field(default_factory=dict)
    sso: Sso = "managed"
    email_unique: bool = True
    unseen: frozenset[str] = frozenset()


_BESIDE_USERNAME = frozenset({INVALID, PROFILE, EMAIL_CLASH})


def usable_username(verdict: Verdict) -> bool:
    """Whether the username alone is in order."""
    return all(problem.rule in _BESIDE_USERNAME for problem in verdict.problems)


def judge(people: Iterable[Person], application: Application, around: Surroundings) -> list[Verdict]:
    """A verdict about each person, in order."""
    verdicts: list[Verdict] = []
    addresses: dict[str, list[Verdict]] = defaultdict(list)
    for person in people:
        outcome = application.outcome(person)
        verdict = Verdict(person, outcome.username, list(_own_problems(outcome, around)))
        verdict.cautions = list(_cautions(outcome.username, person, application.reads))
        verdicts.append(verdict)
        if around.email_unique and around.sso == "managed" and (address := _address(outcome)):
            addresses[address].append(verdict)
    _mark_shared_names(verdicts)
    _mark_shared_addresses(addresses)
    return verdicts


def _own_problems(outcome: Outcome, around: Surroundings) -> Iterator[Problem]:
    """What is wrong with a person whatever the others are."""
    if not outcome.username.strip():
        why = f"the expression fails: {outcome.failure}" if outcome.failure else "the expression gives nothing"
        yield Problem(BLANK, f"{why}; Okta puts the assignment under Tasks and sends nothing")
    else:
        yield from (Problem(one.rule, one.text) for one in syntax.refusals(outcome.username))
        yield from _taken(outcome, around)
    for said in outcome.invalid:
        yield Problem(INVALID, f"{said}; Okta refuses the assignment")
    yield from (Problem(PROFILE, text) for text in refusals(outcome.body, around.sso, around.unseen))


def _taken(outcome: Outcome, around: Surroundings) -> Iterator[Problem]:
    """A name that is there: Okta links to it (okta-wire 2.5), which is right where it is this person's own account."""
    account = around.taken.get(outcome.username.lower())
    if account is None or around.sso == "basic":
        return
    if account.email is None or account.email.lower() != (_address(outcome) or ""):
        whose = f", the account of {account.email}" if account.email else ""
        yield Problem(TAKEN, f"{account.name} is taken{whose}")


def _address(outcome: Outcome) -> str | None:
    emails = outcome.body.get("emails") or [{}]
    value = emails[0].get("value") if isinstance(emails[0], dict) else None
    return str(value).lower() if value else None


def _cautions(username: str, person: Person, names: frozenset[str]) -> Iterator[str]:
    if empty := emptied(username, person.profile, names):
        yield f"the username says null, and {', '.join(empty)} is empty"


def _mark_shared_names(verdicts: list[Verdict]) -> None:
    """Names that differ in nothing, or in case: the look-up finds the first, and Okta links the second to it."""
    sharing: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.username.strip():
            sharing[verdict.username.lower()].append(verdict)
    for group in sharing.values():
        for verdict, others in _each(group):
            verdict.problems.append(Problem(CLASH, f"{others} would get the same username"))


def _mark_shared_addresses(addresses: dict[str, list[Verdict]]) -> None:
    for group in addresses.values():
        for verdict, others in _each(group):
            if all(problem.rule != CLASH for problem in verdict.problems):
                verdict.problems.append(Problem(EMAIL_CLASH, f"{others} has the same e-mail address"))


def _each(group: list[Verdict]) -> Iterator[tuple[Verdict, str]]:
    """Each of several, and the others in words."""
    if len(group) < 2:
        return
    named = [f"{one.person.login} (line {one.person.line})" for one in group[: _NAMED + 1]]
    for place, verdict in enumerate(group):
        others = [name for number, name in enumerate(named) if number != place][:_NAMED]
        more = len(group) - 1 - len(others)
        yield verdict, ", ".join(others) + (f" and {more} more" if more else "")
