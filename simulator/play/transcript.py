"""The events of a run, and their form on disk: one JSON object per line (design: command-line, "The transcript").

Everything a person sees is rendered from these. Those that leave a run hold no secret: each has passed
`redaction.Redactor.event`.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Any, ClassVar, get_args, get_origin, get_type_hints

from simulator.errors import UnreadableError
from simulator.play.line import encoded
from simulator.scim.message import DEEPEST, compact, read_json
from simulator.values import once

FORMAT = 1
"""The number that `run_started.format` carries; a reader refuses a greater one."""
NOT_LOOKED = "not looked"
"""How `standing.provider` begins where nobody looked."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What all events share: `at`, virtual time as ISO 8601 with milliseconds and Z; `step`, from 1, or None.

    Those that Okta's rules bring about have `why`: the ids of the rules that made it so (`simulator/register`), none
    where nothing is known; older records have none.
    """

    kind: ClassVar[str] = ""
    at: str
    step: int | None = None

    @once
    def encoded(self) -> bytes:
        """The event's line of the transcript in UTF-8, with its line end; half a surrogate pair is an escape there."""
        return encoded(to_json(self))

    @once
    def written(self) -> str:
        """The same as text, where half a surrogate pair stands as it is."""
        line = self.encoded
        return line.decode() if b"\\ud" not in line else compact(to_json(self)) + "\n"


@dataclass(frozen=True, kw_only=True)
class RunStarted(Event):
    """The first event. `provider` is `{kind: stub|endpoint|app|dry-run, base_url}`, `integration` aiw or oin.

    An `app` was called in process; `provider` holds its `name` too. What `oktasim record` saw is `recorded`.
    """

    kind: ClassVar[str] = "run_started"
    format: int = FORMAT
    scenario: str
    description: str | None = None
    file: str
    seed: int
    integration: str
    provider: dict[str, str]
    version: str


@dataclass(frozen=True, kw_only=True)
class StepStarted(Event):
    """Somebody acts: `verb` and its `argument` as in a scenario, `line` in its file where it has one.

    `by` is who: `scenario`, `api` (the Management API), `console`, `python`, `recorder`; or `suite`, where the step is
    one of Okta's published suites, `verb` that suite and `argument` the step's name in it. `note` is prose for reports,
    `title` what pages call the step.
    """

    kind: ClassVar[str] = "step_started"
    by: str = "scenario"
    verb: str
    argument: Any = None
    line: int | None = None
    note: str | None = None
    id: str | None = None
    title: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exchange(Event):
    """A request and its response.

    `request` is `{method, path, query, url, headers, body}`; `response` is `{status, headers, body, why?}`, or None
    with `error`. Its `why` are the rules of the bundled Hub that decided the answer; of an endpoint none is known.
    A body is parsed JSON, `{"raw": text}` when it is not JSON, or None when there is none. Headers whose
    names repeat are pairs. `origin` is `okta`, `verify` for our own reading back, or `recorded`: these have a `note` on
    a body that is not here, the `text` of JSON that is not compact, and a `reason`. `subject` is the alias it is about.
    `mapped`, of a profile, says which expression gave each value, by external name; it is empty where none
    did: the value was typed in the assignment, came from a group, or is a default. Older records do not have it.
    """

    kind: ClassVar[str] = "exchange"
    origin: str
    purpose: str
    attempt: int
    subject: str | None = None
    why: list[str] = field(default_factory=list)
    request: dict[str, Any]
    response: dict[str, Any] | None
    error: str | None = None
    mapped: dict[str, str] | None = None
    milliseconds: float

    @property
    def read_back(self) -> bool:
        """Whether we sent it ourselves."""
        return self.origin == "verify"

    @property
    def answered_by(self) -> list[str]:
        """The ids of the provider's rules; none where it told of none."""
        told = (self.response or {}).get("why")
        return told if isinstance(told, list) else []


@dataclass(frozen=True, kw_only=True)
class Wait(Event):
    """Time that passes: `seconds` on the run's clock, and why; `asked` is the reason of one that no rule makes."""

    kind: ClassVar[str] = "wait"
    asked: ClassVar[str] = "the scenario waits"
    seconds: float
    reason: str
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Log(Event):
    """A System Log entry, in Okta's JSON shape."""

    kind: ClassVar[str] = "log"
    why: list[str] = field(default_factory=list)
    entry: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Task(Event):
    """A change on Dashboard > Tasks: `state` opened, rescheduled or closed; `user` or `group` by alias."""

    kind: ClassVar[str] = "task"
    state: str
    user: str | None = None
    group: str | None = None
    operation: str
    text: str
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Finding(Event):
    """What verification saw the provider silently not keep; `text` words it for a person."""

    kind: ClassVar[str] = "finding"
    subject: str
    attribute: str
    sent: Any = None
    kept: Any = None
    text: str


@dataclass(frozen=True, kw_only=True)
class Warning(Event):  # noqa: A001  (the transcript's own word; the builtin is not used here)
    """What Okta allows and its documentation warns of, said once when it is done; what a suite has left behind."""

    kind: ClassVar[str] = "warning"
    text: str
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class StepFinished(Event):
    """How the step ended: `outcome` success, failure, refused or nothing; `error` is what the admin reads.

    `text` is what Okta shows when it went well and has something to say (a connection test, an import's summary).
    A suite's step may be `not run`; `text` says why. One that was listened to is `recorded`.
    """

    kind: ClassVar[str] = "step_finished"
    outcome: str
    error: str | None = None
    text: str | None = None
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Expectation(Event):
    """One comparison: `what` was expected, whether it `held`, and where (`line`) the scenario says so.

    `nearest` is the request in this step that comes closest to an expected one that did not come. In a suite there is
    no line; `remedy` says what to change at the provider.
    """

    kind: ClassVar[str] = "expectation"
    held: bool
    what: str
    expected: Any = None
    actual: Any = None
    nearest: str | None = None
    remedy: str | None = None
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Standing(Event):
    """Who is where, at the end of a run: one person (`user`) or pushed group (`group`), by alias.

    `name` is what the provider knows them by; `okta` and `provider` say how they stand on either side. `agrees` is null
    where that cannot be said; `reason` is what the run knows of it. A disagreement is a finding, here or before.
    """

    kind: ClassVar[str] = "standing"
    user: str | None = None
    group: str | None = None
    name: str
    okta: str
    provider: str
    agrees: bool | None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class RunFinished(Event):
    """The last event. `counts` is `{steps, requests, own, failures, findings, expectations, broken}`.

    `own` counts what we read back ourselves. `provider` says what became of the asking: `answered`; `silent`, nobody
    ever answered; `not asked`; or `assumed`, a dry run. Older records have neither. `judged` is False where every
    step was a call or a page: nobody said what was to be seen, so that nothing was as expected either. `load` is what
    `load_figures` says of the requests, where several workers or a pace were asked for.
    """

    kind: ClassVar[str] = "run_finished"
    kept: bool
    counts: dict[str, int]
    provider: str | None = None
    judged: bool | None = None
    load: dict[str, Any] | None = None
    seconds: float


EVENTS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        RunStarted, StepStarted, Exchange, Wait, Log, Task, Finding, Warning, StepFinished, Expectation, Standing,
        RunFinished,
    )
}  # fmt: skip

FIXED = frozenset({
    "at", "why", "response.why", "seed", "integration", "provider.kind", "provider.base_url", "version", "verb",
    "origin", "purpose", "request.method", "state", "operation", "outcome", "entry.eventType", "entry.outcome.result",
    "entry.published", "entry.uuid",
})  # fmt: skip
"""Members whose values are words of ours, numbers and the address asked for, by which events are told apart.

A token that may be a word, such as `okta`, is left in them: nobody has quoted it there.
"""

_FIELDS = {kind: tuple(f.name for f in dataclasses.fields(cls)) for kind, cls in EVENTS.items()}


def _kinds(hint: Any) -> tuple[type, ...]:
    """The classes that a value may have, as `isinstance` takes them; a number may be written without its point."""
    if isinstance(hint, UnionType):
        return tuple(kind for part in get_args(hint) for kind in _kinds(part))
    return {Any: (object,), float: (int, float)}.get(hint) or (get_origin(hint) or hint,)


@cache
def _members(kind: str) -> dict[str, tuple[type, ...]]:
    """The classes that each member of an event may have."""
    hints = get_type_hints(EVENTS[kind])
    return {name: _kinds(hints[name]) for name in _FIELDS[kind]}


_REQUEST = {"method": (str,), "path": (str,), "query": (str,), "url": (str,), "headers": (dict, list)}
_RESPONSE = {"status": (int,), "headers": (dict, list), "why": (list,)}
_OPTIONAL = {
    "description", "step", "line", "note", "text", "id", "subject", "user", "group", "nearest", "error", "reason",
    "provider", "judged", "load", "remedy", "title", "mapped", "why",
}  # fmt: skip


def to_json(event: Event) -> dict[str, Any]:
    """The event as it stands on its line: `event`, `at`, `step`, then its members; optional ones only when set."""
    line: dict[str, Any] = {"event": event.kind}
    for name in _FIELDS[event.kind]:
        value = getattr(event, name)
        if name not in _OPTIONAL or (value is not None and value != []):
            line[name] = value
    return line


def dump(event: Event) -> str:
    """One line of the transcript, with its line end."""
    return event.written


_ROUND_A_BODY = 8  # levels of an event around the body of a message


def parse(line: str) -> Event:
    """The event of one line.

    Raises:
        ValueError: the line is not JSON, or not an event of a format this version knows.
    """
    members = read_json(line, DEEPEST + _ROUND_A_BODY)
    if not isinstance(members, dict) or "event" not in members:
        raise ValueError("not an event: an object with the member `event` is expected")
    kind = members.pop("event")
    if not isinstance(kind, str) or kind not in EVENTS:
        raise ValueError(f"unknown event {kind!r}")
    known = {name: value for name, value in members.items() if name in _FIELDS[kind]}
    _check(known, {name: _members(kind)[name] for name in known}, kind)
    if known.get("format", 0) > FORMAT:
        raise ValueError(f"format {known['format']} is newer than this version of oktasim reads ({FORMAT})")
    try:
        event = EVENTS[kind](**known)
    except TypeError as wrong:
        raise ValueError(f"{kind}: {str(wrong).partition(') ')[2] or wrong}") from wrong
    _check_inside(event)
    return event


def _check_inside(event: Event) -> None:
    """What a member that is an object or a list itself must hold; a ValueError says that it does not."""
    for one in (*getattr(event, "why", ()), *getattr(event, "answered_by", ())):
        _check({"why": one}, {"why": (str,)}, event.kind)
    if isinstance(event, RunFinished):
        _check(event.counts, dict.fromkeys(event.counts, (int,)), "counts")
    elif isinstance(event, RunStarted):
        _check(event.provider, dict.fromkeys(event.provider, (str,)), "provider")
    elif isinstance(event, Log):
        _check(event.entry, {"eventType": (str,), "outcome": (dict,)}, "entry")
    elif isinstance(event, Exchange):
        _check(event.request, _REQUEST, "request")
        if event.response is not None:
            _check({"why": [], **event.response}, _RESPONSE, "response")
        _check(event.mapped or {}, dict.fromkeys(event.mapped or {}, (str,)), "mapped")


def _check(members: Mapping[str, Any], kinds: Mapping[str, tuple[type, ...]], where: str) -> None:
    """Hold members against their classes.

    Raises:
        ValueError: one is missing, or is something else.
    """
    for name, allowed in kinds.items():
        if name not in members:
            raise ValueError(f"{where}: the member `{name}` is missing")
        if not isinstance(members[name], allowed):
            raise ValueError(f"{where}: the member `{name}` cannot be {compact(members[name])[:40]}")


def read(lines: Iterable[str], name: str) -> Iterator[Event]:
    """The events of a saved run.

    Raises:
        UnreadableError: with `name` and the line's number, at the first line that is no event.
    """
    empty = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        empty = False
        try:
            yield parse(line)
        except ValueError as wrong:
            raise UnreadableError(f"{name}:{number}: this is not a line of an oktasim run: {wrong}") from wrong
    if empty:
        raise UnreadableError(f"{name} is empty; give a file that `oktasim play --log` wrote")
