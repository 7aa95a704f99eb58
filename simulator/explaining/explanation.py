"""What is said of a sentence: headings, and under each of them paragraphs."""

import difflib
from collections.abc import Iterator

from provider_stub.scim import syntax
from simulator.explaining.known import Cause, Operation, Rule, bare, plain
from simulator.explaining.okta_table import NO_JSON, OTHER_STATUS, STATUSES, TASKS
from simulator.explaining.provider_table import RULES, USERNAMES
from simulator.explaining.reading import Reading, nearest, operations_of, requests_of
from simulator.okta import wording

Section = tuple[str, list[str]]
"""A heading, and paragraphs."""

_SHOWN_AT = {
    "group": "the status column of the app's Push Groups tab",
    "deactivate": f"the text of a task at {TASKS}; that of a failed deactivation is on no record, this is our reading",
}
LIKE = 0.6
"""How much two texts have in common, of 1, for the one to be named as near the other."""
CLIENT_ERROR, SERVER_ERROR = 400, 500


def explanation(reading: Reading) -> list[Section]:
    """All that is known of the sentence, and what is not."""
    if not reading.known and not reading.okta:
        return [("Not on record", list(_strange(reading)))]
    sections = [*_place(reading), ("Okta's half", list(_okta(reading))), ("The provider's half", [_provider(reading)])]
    if causes := causes_of(reading):
        heading = "Known causes, the likeliest first (the order is our judgement; no source counts them)"
        sections.append((heading, [_cause(number, one) for number, one in enumerate(causes, 1)]))
    if reading.strange:
        sections.append(("Not on record", list(_strange(reading))))
    if reading.around:
        sections.append(("Pasted with it, and not looked at", [reading.around]))
    return sections


def _place(reading: Reading) -> Iterator[Section]:
    operations = operations_of(reading) if reading.okta or reading.rule else ()
    some = reading.operation is None and len(operations) > _FEW
    if operations and not some:
        yield "Conversation", [", or ".join(dict.fromkeys(one.conversation for one in operations))]
    elif reading.known:
        own = reading.ending.conversation if reading.ending else ""
        yield "Conversation", [own or "The sentence does not say; every conversation can end so."]
    requests = [_request(one, on) for one in operations if not some for on in requests_of(one, reading)]
    said = reading.ending.request if reading.ending else ""
    which = " (the sentence does not say which)" if len(set(requests)) > 1 else ""
    named = [" or ".join(dict.fromkeys(requests)) + which] if requests and not said.startswith(_NO_REQUEST) else []
    if said and ("/" in said or not named):
        yield "Request", [said]
    elif named:
        yield "Request that failed", [*named, *filter(None, [said])]


_NO_REQUEST = "None"
_FEW = 5
"""Operations that are named where a sentence can be about each of them."""


def _request(operation: Operation, on: str) -> str:
    lists = [one for one in operation.on if one.startswith("GET") and "*" not in one]
    return (
        on.replace("*", "{id}")
        + (operation.query if on in lists[:1] else "")
        + (" (catalogue app)" if on.startswith("PATCH") else "")
    )


def _okta(reading: Reading) -> Iterator[str]:
    if not reading.okta:
        yield "None of it is in the text."
        return
    yield bare(reading.okta)
    if reading.task is not None:
        task = "Failed on …" if reading.task == "group" else reading.okta.partition(" failed")[0]
        yield f'"{task}" is {_SHOWN_AT.get(reading.task, f"the text of a task at {TASKS}")}.'
    if reading.operation is not None:
        yield f'"{plain(reading.operation.begins)}" is how Okta begins when this part of its work fails.'
    if reading.limited:
        yield f'"{bare(wording.RATE_LIMITED)}" is Okta\'s when it gave up waiting; what follows it is on no record.'
    if reading.status is not None:
        phrase = wording.reason_phrase(reading.status)
        yield f'"{phrase}" is the standard phrase of the HTTP status {reading.status}, which the provider answered.'
    if reading.ending is not None and reading.ending.template:
        yield f"\"{plain(reading.ending.template)}\" is not the provider's: it is Okta's own, or its client's."
    if reading.parser is not None:
        yield '"Invalid JSON" is what Okta\'s JSON parser says of the body that came.'


def _provider(reading: Reading) -> str:
    if reading.parser is not None:
        return "None: the body was no JSON, so that Okta shows its parser's complaint instead of a `detail`."
    if reading.rule is not None:
        return "\n".join([reading.theirs, *_of_rule(reading.rule, reading.username)])
    if reading.remote is not None:
        unknown = "An unknown server says so; no refusal of the Hub on record reads like this."
        return f"{reading.theirs}\n{unknown}{_near(reading.theirs)}"
    if reading.status is not None:
        return (
            "None: the provider's answer had no body, or none with a `detail` (our inference), or the text was cut off."
        )
    if reading.broken_off:
        return "Not in the text, which ends before it says what was answered: look for the whole sentence."
    return "Not known: see below." if reading.strange else "None of it is in the text."


def _of_rule(rule: Rule, username: str) -> Iterator[str]:
    yield f"{rule.server[0].upper()}{rule.server[1:]}, by its rule: {rule.name}. These are {rule.words}."
    if rule.name == USERNAMES and (reasons := syntax.reasons(username)):
        yield f"Of {username} in the text: {'; '.join(reasons)}."


def _near(text: str) -> str:
    known = {plain(one): rule for rule in RULES for one in rule.templates}
    found = difflib.get_close_matches(text, known, 1, LIKE)
    return f' Nearest is "{found[0]}" of {known[found[0]].server}.' if found else ""


def causes_of(reading: Reading) -> tuple[Cause, ...]:
    """Why the sentence comes, the likeliest first."""
    if reading.ending is not None:
        return reading.ending.causes
    if reading.rule is not None:
        return reading.rule.causes
    if reading.parser is not None:
        return NO_JSON
    if reading.status is None:
        return ()
    if reading.status in STATUSES:
        return STATUSES[reading.status]
    if reading.status >= SERVER_ERROR:
        return OTHER_STATUS
    return STATUSES[CLIENT_ERROR if reading.status >= CLIENT_ERROR else 300]


def _cause(number: int, cause: Cause) -> str:
    return f"{number}. {cause.what}\nSource: {cause.source}.\nCheck: {cause.check[0].upper()}{cause.check[1:]}"


def _strange(reading: Reading) -> Iterator[str]:
    known, differences, like = nearest(reading)
    yield f'"{reading.strange}" is no sentence on record.'
    yield f'The nearest on record is "{known}"{", and that is far off" if like < LIKE else ""}.'
    yield f"What differs: {', '.join(differences) or 'letters or stops alone'}."
