"""Query parameters of the list endpoints: paging, the one filter form, `excludedAttributes`."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from provider_stub.http import message
from provider_stub.http.message import Call, Problem, found, invalid_value, missing
from provider_stub.memory.organization import Organization
from provider_stub.rules import Rules
from provider_stub.scim.syntax import is_id

Record = TypeVar("Record")
Filters = Mapping[str, Callable[[Organization, str], Sequence[Record]]]
"""By attribute, the records that have a value there."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Record]):
    """What a list answers: `total` are there in all, `start` is the number of the first, from 1.

    `wanted` is the attribute and the value that a filter compared.
    """

    records: list[Record]
    total: int
    start: int
    wanted: tuple[str, str] | None

    def found_in_another_case(self, attribute: str, name: Callable[[Record], str]) -> bool:
        """Whether the filter found by this attribute what is written in other letters."""
        if self.wanted is None or self.wanted[0] != attribute:
            return False
        return any(name(each) != self.wanted[1] for each in self.records)


LARGEST_PAGE = 1000
LARGEST_INTEGER = 2**53 - 1

_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_WORD = re.compile(r"[()\[\]]|[^\s()\[\]]+")
OTHER_QUOTES = "'\u2018\u2019\u201c\u201d`"
VALUE = 2
"""Where in a filter's words the value stands."""

_BARE_VALUE = re.compile(r'[^\s"()\[\]]+')


def paging(call: Call, rules: Rules) -> tuple[int, int]:
    """`startIndex` and `count`; 400 invalidValue for what the schema does not take.

    It wants startIndex of at least 1 and count of 1 to 1000 (huggingface-scim 4, O); by the rule `paging: rfc` values
    outside are moved to the nearest that is allowed, as RFC 7644 section 3.4.2.4 has it.
    """
    start = _integer("startIndex", call.params.get("startIndex", "1"))
    count = _integer("count", call.params.get("count", str(LARGEST_PAGE)))
    if rules.paging == "rfc":
        moved = max(1, min(start, LARGEST_INTEGER)), max(0, min(count, LARGEST_PAGE))
        call.why += ["hub.paging.by-rfc"] * (moved != (start, count))
        return moved
    if not 1 <= start <= LARGEST_INTEGER:
        raise invalid_value("startIndex: a number of at least 1 is expected", "hub.paging.limits", "hub.paging.by-rfc")
    if not 1 <= count <= LARGEST_PAGE:
        said = f"count: a number from 1 to {LARGEST_PAGE} is expected"
        raise invalid_value(said, "hub.paging.limits", "hub.paging.by-rfc")
    return start, count


def _integer(name: str, text: str) -> int:
    if not _INTEGER.fullmatch(text.strip()):
        raise invalid_value(f"{name}: a whole number is expected", "hub.paging.limits")
    return int(text)


def named(call: Call, rules: Rules, records: Mapping[str, Record], otherwise: str) -> Record:
    """The record whose id a path names; 404 with the sentence `otherwise` where there is none.

    A malformed id is as unknown as any other, or 400 by the rule `malformed_id` (huggingface-scim 4, I).
    """
    record = records.get(call.resource_id)
    if record is not None or is_id(call.resource_id):
        return found(record, otherwise, "hub.ids.unknown")
    if rules.malformed_id == 400:
        raise invalid_value("id: 24 hex characters are expected", "hub.ids.malformed")
    raise missing(otherwise, "hub.ids.malformed")


def selected(
    org: Organization,
    call: Call,
    records: Mapping[str, Record],
    urn: str,
    filters: Filters[Record],
    hidden: Callable[[Record], bool] | None = None,
) -> Page[Record]:
    """The page that a list's query asks for, in order of creation; `hidden` says whom to leave out."""
    start, count = paging(call, org.rules)
    wanted = equality(call.params.get("filter", ""), filters, urn)
    matches: Collection[Record] = records.values() if wanted is None else filters[wanted[0]](org, wanted[1])
    if hidden is not None:
        matches = [each for each in matches if not hidden(each)]
    return Page(list(islice(matches, start - 1, start - 1 + count)), len(matches), start, wanted)


def equality(text: str, attributes: Collection[str], urn: str) -> tuple[str, str] | None:
    """The attribute, spelled as in `attributes`, and the value of `ATTRIBUTE eq VALUE`; None for an empty filter.

    The value may be quoted JSON or bare, as the OpenAPI's own example (huggingface-scim 4, O). Attribute, operator
    and the schema URN that may precede the attribute are compared without regard to case (R). Anything else is 400
    invalidFilter; the sentence says what of it is not supported.
    """
    parts = text.split(None, 2)
    if not parts:
        return None
    _check_one_comparison(text, parts)
    if len(parts) > 1 and parts[1].lower() != "eq":
        raise _invalid_filter(f"the operator `{parts[1][:20]}` is not supported; only `eq` is")
    if len(parts) < 3:
        raise _invalid_filter("ATTRIBUTE eq VALUE is expected")
    name = parts[0].lower().removeprefix(f"{urn.lower()}:")
    known = {each.lower(): each for each in attributes}
    if name not in known:
        raise _invalid_filter(f"only {', '.join(attributes)} can be compared")
    return known[name], _value(parts[2].strip())


def _check_one_comparison(text: str, parts: list[str]) -> None:
    """Refuse what people write all the same: other quotes, and more than one comparison."""
    if len(parts) > VALUE and parts[1].lower() == "eq" and parts[VALUE][0] in OTHER_QUOTES:
        raise _invalid_filter("the value stands in straight double quotes, not in single or other ones")
    words = _WORD.findall(_QUOTED.sub('""', text))
    for place, word in enumerate(words):
        if word.lower() in ("and", "or", "not") and place != VALUE:
            raise _invalid_filter(f"`{word}` is not supported; one ATTRIBUTE eq VALUE is")
    if any(word in "()[]" for word in words):
        raise _invalid_filter("parentheses and brackets are not supported; one ATTRIBUTE eq VALUE is")


def _value(text: str) -> str:
    if text.startswith('"'):
        try:
            value = message.parse(text.encode("utf-8", "replace"))
        except Problem:
            raise _invalid_filter("after `eq` one value in double quotes is expected, as JSON writes it") from None
        return str(value)
    if not _BARE_VALUE.fullmatch(text):
        raise _invalid_filter("one value is expected after `eq`; put it in double quotes")
    return text


def _invalid_filter(detail: str) -> Problem:
    return Problem(400, f"filter: {detail}", "invalidFilter", why=("hub.filter",))


def wants_members(params: Mapping[str, str]) -> bool:
    """False for `excludedAttributes=members`, the one value that parameter may have (O); 400 for another."""
    excluded = params.get("excludedAttributes")
    if excluded not in (None, "members"):
        raise invalid_value("excludedAttributes: only members can be excluded", "hub.group.excluded-members")
    return excluded is None
