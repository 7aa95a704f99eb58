"""Faults: chosen requests that go wrong, and the record of which are still to come.

A fault is `on` a method and path pattern (`POST /Users`; `*` is any method, or any one segment; the path is
relative to the SCIM base URL unless it starts with `/api/`), and does exactly one thing:

    respond     {status, headers, body} instead of the Hub; nothing is written
    html        a proxy's error page of that status instead of the Hub; nothing is written
    delay       the write happens, then the answer waits: seconds, or text such as 61s, 5m, 2h
    disconnect  `before` the request reaches the Hub, or `after` the write happened; no answer either way
    truncate    the write happens; the answer's body stops after so many bytes
    empty       the write happens; the answer has no body
    amend       the write happens; these members of the answer's JSON object read otherwise

`times` (1, or `always`) says how often; `lasts`, in its place, how long: it strikes every matching request until so
much time has passed since it was armed. `after` says how many matching requests pass first, `about` limits it to
requests about one of some names. Pages under `/-/` are never touched.
"""

import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, NoReturn
from wsgiref.util import is_hop_by_hop

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
ACTIONS = ("respond", "delay", "disconnect", "truncate", "html", "empty", "amend")

_METHOD_AND_PATH = re.compile(r"(\*|[A-Za-z]+) +(/\S*?(?:\?.*)?)")
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?) ?([smh]?)")
_FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e]*")


class Disconnected(ConnectionResetError):  # noqa: N818  (an event of the wire, not a mistake)
    """The connection dropped without an answer; raised out of the WSGI call."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a `respond` fault answers: a JSON `body`, or text as it is, or None for no body."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault, checked; `delay` and `lasts` are in seconds, and `times` means nothing where `lasts` is set."""

    on: str
    times: int | Literal["always"] = 1
    after: int = 0
    lasts: float | None = None
    about: tuple[str, ...] = ()
    respond: Answered | None = None
    delay: float | None = None
    disconnect: Literal["before", "after"] | None = None
    truncate: int | None = None
    html: int | None = None
    empty: bool = False
    amend: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, given: Any) -> "Fault":
        """A fault from its mapping (or itself); else a ValueError whose sentence says what to write."""
        if isinstance(given, cls):
            return given
        if not isinstance(given, Mapping):
            raise ValueError(f"a fault is a mapping such as {{on: POST /Users, html: 502}}, not {given!r}")
        return cls(**_checked(given))

    def described(self) -> dict[str, Any]:
        """The fault as a mapping that `of` takes."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        if self.respond is not None:
            plain["respond"] = dict(vars(self.respond), headers=dict(self.respond.headers))
        plain["about"] = list(self.about)
        if self.lasts is not None:
            del plain["times"]
        return {name: value for name, value in plain.items() if _is_given(value)}

    def said(self) -> str:
        """What is to come of it, for a person: `POST /Users about ada, 429, for 4 min more`."""
        whom = f" about {' or '.join(self.about)}" if self.about else ""
        first = [f"after {self.after} more {'request' if self.after == 1 else 'requests'}"] if self.after else []
        return ", ".join([self.on + whom, self._effect(), *first, self._rest()])

    def _effect(self) -> str:
        if self.respond is not None:
            return str(self.respond.status)
        if self.html is not None:
            return f"{self.html} as an HTML page"
        if self.delay is not None:
            return f"answered after {_spoken(self.delay)}"
        if self.disconnect is not None:
            return "the connection drops before the " + {"before": "request", "after": "answer"}[self.disconnect]
        if self.amend is not None:
            return f"an answer with another {' and '.join(self.amend)}"
        return "an answer without a body" if self.empty else f"an answer cut after {self.truncate} bytes"

    def _rest(self) -> str:
        if self.lasts is not None:
            return f"for {_spoken(self.lasts)} more"
        if self.times == "always":
            return "until it is taken away"
        return f"{self.times} more {'time' if self.times == 1 else 'times'}"


def _is_given(value: Any) -> bool:
    return value is not None and value is not False and value != []


def _spoken(seconds: float) -> str:
    """A duration in its two largest units, `4 min 10 s`; a part of a second counts as one."""
    minutes, rest = divmod(math.ceil(round(seconds, 3)), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (0 if hours else rest, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def check_name(what: str, name: str, known: Iterable[str]) -> str:
    """`name` if it is one of `known`; else a ValueError whose sentence offers the nearest."""
    choices = list(known)
    if name in choices:
        return name
    near = difflib.get_close_matches(str(name), choices, 1)
    offer = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(choices)}"
    raise ValueError(f"unknown {what} {name!r}; {offer}")


def whole(name: str, value: Any, least: int) -> int:
    """`value` if it is a whole number of at least `least`; else a ValueError that begins with `name`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} is {value!r}; give a whole number of at least {least}")
    return value


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    for name in given:
        check_name("key of a fault", name, [each.name for each in fields(Fault)])
    chosen = {name: given[name] for name in ACTIONS if _is_given(given.get(name))}
    if len(chosen) != 1:
        raise ValueError(f"a fault does exactly one of {', '.join(ACTIONS)}; this one has {len(chosen)}")
    ((name, value),) = chosen.items()
    about = given.get("about") or ()
    if not isinstance(about, list | tuple) or not all(isinstance(each, str) for each in about):
        raise ValueError(f"about is {about!r}; give a list of names")
    times, lasts = given.get("times", 1), given.get("lasts")
    if lasts is not None and "times" in given:
        raise ValueError("a fault has times or lasts, not both; lasts strikes every request until it is over")
    return {
        "on": _pattern(given.get("on")),
        "times": times if times == "always" else whole("times", times, 1),
        "after": whole("after", given.get("after", 0), 0),
        "lasts": None if lasts is None else _lasting(lasts),
        "about": tuple(about),
        name: _ACTION_CHECKS[name](value),
    }


def _pattern(on: Any) -> str:
    found = _METHOD_AND_PATH.fullmatch(on.strip()) if isinstance(on, str) else None
    if not found:
        raise ValueError(f"on is {on!r}; give a method and a path such as POST /Users or * /Groups/*")
    return f"{found[1].upper()} {found[2]}"


def _status(name: str, value: Any, least: int) -> int:
    if whole(name, value, least) > 599:
        raise ValueError(f"{name} is {value}; give an HTTP status up to 599")
    return int(value)


def seconds(value: Any) -> float:
    """A duration: a number of seconds, or text such as 90, 61s, 5m, 2h; else a ValueError."""
    found = None if isinstance(value, bool) else _DURATION.fullmatch(str(value).strip())
    if not found:
        raise ValueError(f"{value!r} is no duration; write seconds, or 61s, 5m, 2h")
    return float(found[1]) * UNITS[found[2]]


def _lasting(value: Any) -> float:
    if (lasting := seconds(value)) <= 0:
        raise ValueError(f"lasts is {value!r}; give a duration longer than nothing, such as 5m")
    return lasting


def _answered(value: Any) -> Answered:
    if not isinstance(value, Mapping) or set(value) - {"status", "headers", "body"}:
        raise ValueError(f"respond is {value!r}; give {{status, headers, body}}")
    headers = value.get("headers") or {}
    if not isinstance(headers, Mapping):
        raise ValueError(f"respond.headers is {headers!r}; give names and values")
    checked = {str(name): _header(str(name), str(text)) for name, text in headers.items()}
    return Answered(status=_status("respond.status", value.get("status"), 200), headers=checked, body=value.get("body"))


def _amended(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError(
            f"amend is {value!r}; give the members of the answer that read otherwise, as {{active: false}}"
        )
    return {str(name): member for name, member in value.items()}


def _header(name: str, value: str) -> str:
    framing = is_hop_by_hop(name) or name.lower() == "content-length"
    if framing or not _FIELD_NAME.fullmatch(name) or not _FIELD_VALUE.fullmatch(value):
        raise ValueError(f"the header {name!r} cannot be sent; give a plain name and one line of ASCII text")
    return value


def _refuse(name: str, value: Any, wanted: str) -> NoReturn:
    raise ValueError(f"{name} is {value!r}; write {wanted}")


_ACTION_CHECKS: dict[str, Callable[[Any], Any]] = {
    "respond": _answered,
    "delay": seconds,
    "disconnect": lambda side: side if side in ("before", "after") else _refuse("disconnect", side, "before or after"),
    "truncate": lambda value: whole("truncate", value, 0),
    "html": lambda value: _status("html", value, 400),
    "amend": _amended,
    "empty": lambda flag: flag is True or _refuse("empty", flag, "true"),
}
