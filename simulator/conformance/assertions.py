"""What a suite says of an answer: a status, a member of the body, a time; each with what to change where it fails.

The comparisons are those of the published files (`equal`, `not_empty`, `has_value`, `is_a_number`, `is_less_than`).
What their runner takes them to mean at the edges no source says: here `false` is not empty, since a service may list
somebody inactive first; `equal` compares a value as JSON writes it, so that 401 and "401" are alike, as they are in
Okta's own texts (okta-wire 0.6); a number in quotes is no number, since Okta stops at one (0.6 [C: KBQ]).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from simulator.okta.wording import reason_phrase
from simulator.scim import urns
from simulator.scim.message import Json, Response, compact

PREPARE = "Okta, Prepare your SCIM API service"
"""Okta's guide scim-provisioning-integration-prepare, which has the SPEC test."""
HTTP_STATUS = "HTTP status"
_ABSENT = object()
_PART = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


@dataclass(frozen=True)
class Assertion:
    """One comparison: `what` is looked at, what is `expected` of it, and the `remedy` where it does not hold.

    `sees` takes an answer and the milliseconds it took; None where it holds, else what came instead, word for word.
    """

    what: str
    expected: str
    remedy: str
    sees: Callable[[Response, float], str | None]


def status(code: int, remedy: str) -> Assertion:
    """The answer's status."""

    def sees(answer: Response, _: float) -> str | None:
        return None if answer.status == code else _came(answer)

    return Assertion(HTTP_STATUS, str(code), remedy, sees)


def faster_than(milliseconds: int, remedy: str) -> Assertion:
    """The time until the answer was there."""

    def sees(_: Response, took: float) -> str | None:
        return None if took < milliseconds else f"{took:.0f} ms"

    return Assertion("time", f"less than {milliseconds} ms", remedy, sees)


def json_body(remedy: str) -> Assertion:
    """The body is JSON."""
    return Assertion("body", "JSON", remedy, lambda answer, _: None if answer.is_json else _without_json(answer))


def not_empty(path: str, remedy: str) -> Assertion:
    """A member that is there and holds something."""
    return _of_member(path, "not empty", remedy, lambda held: held is not None and held not in ("", [], {}))


def number(path: str) -> Assertion:
    """A member of a list that is a number."""
    remedy = f"Write `{path}` of every list as a JSON number, without quotes (RFC 7644 3.4.2)."
    return _of_member(path, "a number", remedy, lambda held: type(held) in (int, float))


def equal(path: str, value: str, remedy: str) -> Assertion:
    """A member that says this."""
    return _of_member(path, value, remedy, lambda held: (held if isinstance(held, str) else compact(held)) == value)


def schema(urn: str) -> Assertion:
    """The message's `schemas` name this one."""
    remedy = {
        urns.LIST_RESPONSE: "Answer a query with a ListResponse, and name it in `schemas` (RFC 7644 3.4.2).",
        urns.ERROR: "Answer an error with SCIM's Error message, and name it in `schemas` (RFC 7644 3.12).",
        urns.CORE_USER: "Name the User schema in the `schemas` of every user (RFC 7643 3).",
    }[urn]
    return _of_member("schemas", f"holds {urn}", remedy, lambda held: isinstance(held, list) and urn in held)


def whole_user(of: str = "") -> tuple[Assertion, ...]:
    """The members that Okta's guide has every user keep, under the path `of`."""
    kept = "Store `{}` and return it with every user (" + PREPARE + ", Basic user schema)."
    names = ("name.familyName", "name.givenName", "userName")
    return (
        not_empty(f"{of}id", f"Give every user an `id` that stays (RFC 7643 3.1; {PREPARE}, Unique ID)."),
        *(not_empty(f"{of}{name}", kept.format(name)) for name in names),
        not_empty(f"{of}active", f"Return `active`, true or false, with every user ({PREPARE}, Active resources)."),
        not_empty(f"{of}emails[0].value", kept.format("emails")),
    )


def error(code: int, *, with_status: bool = True) -> tuple[Assertion, ...]:
    """The members of SCIM's Error message."""
    repeated = equal("status", str(code), "Repeat the HTTP status in the error's `status` (RFC 7644 3.12).")
    return (
        not_empty("detail", "Say in the error's `detail` what is wrong (RFC 7644 3.12)."),
        *([repeated] if with_status else []),
        schema(urns.ERROR),
    )


def member(body: Json, path: str) -> Json:
    """What stands at a path such as `Resources[0].name.familyName`; None where nothing does."""
    found = _at(body, path)
    return None if found is _ABSENT else found


def _at(body: Json, path: str) -> Json:
    held = body
    for name, index in _PART.findall(path):
        if name and isinstance(held, dict) and name in held:
            held = held[name]
        elif index and isinstance(held, list) and int(index) < len(held):
            held = held[int(index)]
        else:
            return _ABSENT
    return held


def _of_member(path: str, expected: str, remedy: str, holds: Callable[[Json], bool]) -> Assertion:
    def sees(answer: Response, _: float) -> str | None:
        if not answer.is_json:
            return _without_json(answer)
        held = _at(answer.json, path)
        if held is _ABSENT:
            return "not there"
        return None if holds(held) else _quoted(compact(held))

    return Assertion(path, expected, remedy, sees)


def _came(answer: Response) -> str:
    """A status that was not expected, with what the service says of it."""
    if answer.status is None:
        return f"no answer: {answer.error or 'no reason is known'}"
    line = f"{answer.status} {reason_phrase(answer.status)}".removesuffix(f" {answer.status}")
    detail = member(answer.json, "detail")
    return f"{line}: {_quoted(detail)}" if isinstance(detail, str) and detail.strip() else line


def _without_json(answer: Response) -> str:
    return f"no JSON: {_quoted(answer.text)}" if answer.text.strip() else "no body"


def _quoted(text: str) -> str:
    return " ".join(text.split())
