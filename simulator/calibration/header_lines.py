"""The headers of recorded requests beside those that we would send: names, order, and the values that say something."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.calibration.answering import Sent
from simulator.intake.evidence.traffic import Traffic, header
from simulator.okta.wire import headers
from simulator.scim.message import compact, read_json

OF_THE_WAY = frozenset({"connection", "keep-alive", "te", "transfer-encoding", "upgrade", "host"})
"""Headers that whoever passes a request on sets anew (RFC 9110 7.6.1): they say nothing of Okta."""
_UNSEEN = frozenset({"authorization", "host", "content-length", "cookie"})
"""Headers whose values say who is talking, not how Okta writes."""
_ELSEWHERE = frozenset({"content-length", "content-type"})
"""Headers that the log of `oktasim hub --log` has none of, or not where they came."""


@dataclass(frozen=True)
class HeaderLines:
    """`seen` requests with headers of `all`; `unlike` what differs with how often, `further` names that we do not send.

    `order` is the order of names that most requests with a body have, where the recording keeps it.
    """

    seen: int
    all: int
    unlike: tuple[tuple[str, int], ...] = ()
    further: tuple[tuple[str, int], ...] = ()
    order: tuple[str, ...] = ()


def header_lines(sent: Sequence[Sent], *, rewritten: bool = False) -> HeaderLines:
    """The headers of all requests that stand for a recorded one; where bodies are `rewritten`, theirs says nothing."""
    pairs = [(one, one.recorded.traffic) for one in sent if one.recorded is not None]
    shown = [(one, traffic) for one, traffic in pairs if traffic.sent_headers]
    unlike, further, orders = Counter[str](), Counter[str](), Counter[tuple[str, ...]]()
    for one, traffic in shown:
        ours = headers(one.request, traffic.base_url, "")
        mine = {name.lower() for name, _ in ours}
        further.update(name for name, _ in traffic.sent_headers if name.lower() not in mine | OF_THE_WAY)
        unlike.update(_unlike(traffic, ours))
        unlike.update(() if rewritten else _layout(traffic))
        if traffic.in_order and traffic.body is not None:
            orders[tuple(name for name, _ in traffic.sent_headers)] += 1
    order = orders.most_common(1)[0][0] if orders else ()
    return HeaderLines(len(shown), len(pairs), tuple(unlike.items()), tuple(further.items()), order)


def _unlike(traffic: Traffic, ours: list[tuple[str, str]]) -> Iterator[str]:
    theirs = {name.lower(): value for name, value in traffic.sent_headers}
    written = [name for name, _ in traffic.sent_headers]
    expected = [(name, value) for name, value in ours if name.lower() not in OF_THE_WAY]
    for name, value in expected:
        key = name.lower()
        if key not in theirs:
            if traffic.in_order or key not in _ELSEWHERE:
                yield f"{name} does not come"
        elif key not in _UNSEEN and theirs[key] != value:
            yield f"{name} is {theirs[key]!r}, and would be {value!r}"
        elif traffic.in_order and name not in written:
            yield f"{name} is written {next(one for one in written if one.lower() == key)}"
    if traffic.in_order:
        known = [name.lower() for name, _ in expected]
        came = [name for name in theirs if name in known]
        if came != [name for name in known if name in theirs]:
            yield f"the order is {', '.join(came)}"


def _layout(traffic: Traffic) -> Iterator[str]:
    """Whether a body is compact JSON, as far as its text or its length says so."""
    length = header(dict(traffic.sent_headers), "content-length")
    if traffic.written:
        if not _is_compact(traffic.written):
            yield "the body is not compact JSON"
        return
    if not isinstance(traffic.body, dict) or not length.isdecimal() or "password" in compact(traffic.body):
        return  # a password is masked, and its length with it
    if int(length) != len(compact(traffic.body).encode("utf-8", "replace")):
        yield "Content-Length is not that of the body as compact JSON"


def _is_compact(text: str) -> bool:
    try:
        return compact(read_json(text)) == text
    except ValueError:
        return False
