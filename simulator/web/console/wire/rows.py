"""The wire's list: each request and wait of this run, who caused it, and which of them are looked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import current_app, request
from jinja2 import Environment
from markupsafe import Markup

from simulator.play.transcript import Exchange, Wait
from simulator.reports import bodies, sentences, titles
from simulator.reports.columns import visible
from simulator.web.engine.acts import StepUnderWay
from simulator.web.engine.record import RECENT
from simulator.web.http.context import engine

Sent = Exchange | Wait
"""What stands on the wire: a request, or time that passes."""

BY = {
    "scenario": "the scenario", "console": "the console", "api": "the API",
    "due": "what fell due later", "verify": "our own reading back",
}  # fmt: skip
"""Who causes a request."""
ALL = "all"
CHOICES = {
    "okta": "what Okta sends", ALL: "all, our own reading back too", "scenario": "by the scenario",
    "console": "by the console", "api": "by the API", "due": "what fell due later", "verify": "our own reading back",
}  # fmt: skip
"""What the list can be limited to; where nobody says, to the first."""

REFRESHING = "X-Refreshing"
"""The header by which a page asks for itself again to see what has changed."""

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True)
class Cause:
    """Who caused a request or a wait: `by` is one of `BY`, `step` the record's, with its `title`; None where the
    engine itself did.
    """

    by: str
    step: int | None = None
    title: str = ""

    @property
    def says(self) -> str:
        """In a few words: `step 3 assign_user ada, the console`."""
        return (
            BY.get(self.by, self.by)
            if self.step is None
            else f"step {self.step} {self.title}, {BY.get(self.by, self.by)}"
        )


@dataclass(frozen=True)
class Row:
    """A line of the list; `number` is the event's in the record."""

    number: int
    event: Sent
    cause: Cause


class Causes:
    """Who caused what, by the steps of one run."""

    def __init__(self, steps: Sequence[StepUnderWay]) -> None:
        self._steps = steps
        self._known: dict[int, Cause] = {}

    def of(self, event: Sent) -> Cause:
        """Who caused it; our own reading back is told apart from what Okta sends."""
        known = self._of_step(event.step)
        return Cause("verify", known.step, known.title) if getattr(event, "origin", "okta") == "verify" else known

    def _of_step(self, step: int | None) -> Cause:
        if step is None or step > len(self._steps) or (started := self._steps[step - 1].started) is None:
            return Cause("due")
        if step not in self._known:
            self._known[step] = Cause(started.by, step, titles.title(started))
        return self._known[step]


class Lines:
    """Rows as HTML, each made once: pages and streams show the same thousand again and again. Threads may share it."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._made: dict[int, tuple[Sent, Markup]] = {}

    def of(self, row: Row) -> Markup:
        """A row's list item."""
        held = self._made.get(row.number)
        if held is None or held[0] is not row.event:
            held = (row.event, Markup(self._environment.get_template("wire/row.html").render(row=row)))  # noqa: S704
            if len(self._made) >= 2 * RECENT:
                self._made = {}
            self._made[row.number] = held
        return held[1]


def lines() -> Lines:
    """Those of this application."""
    made: Lines = current_app.extensions.setdefault("wire_lines", Lines(current_app.jinja_env))
    return made


class WireList:
    """What the panel shows: of the last `RECENT` requests and waits of this run those that `?find=` and `?by=` ask for,
    what Okta sends where they do not; no rows to a page that is live, which has them from the stream.
    """

    def __init__(self) -> None:
        served = engine()
        self.began = served.record.began
        self.total = served.record.sent
        self.find = request.args.get("find", "").strip()
        self.by = by if (by := request.args.get("by", "")) in CHOICES else "okta"
        self.choices = CHOICES
        causes, recent = Causes(served.steps_done), served.record.recent()
        rows = (Row(number, event, causes.of(event)) for number, event in recent)
        self.own = sum(getattr(event, "origin", "") == "verify" for _, event in recent)
        self.refreshing = REFRESHING in request.headers
        self.limited = self.find != "" or self.by not in ("okta", ALL)
        self.rows = list(self._found(rows)) if self.limited or not self.refreshing else []

    def _found(self, rows: Iterable[Row]) -> Iterator[Row]:
        wanted = self.find.casefold()
        for row in rows:
            caused = self.by in (ALL, row.cause.by) or (self.by == "okta" and row.cause.by != "verify")
            if caused and (not wanted or wanted in searched(row.event)):
                yield row

    @property
    def shown(self) -> Markup:
        """The rows as HTML."""
        return Markup("").join(() if self.refreshing else map(lines().of, self.rows))

    @property
    def count(self) -> str:
        """Which of how many these are: `the last 1,000 of 4,212`."""
        kept = min(self.total, RECENT)
        which = (
            f"The last {kept:,} of {self.total:,} requests and waits"
            if self.total > kept
            else ("1 request or wait" if kept == 1 else f"{kept:,} requests and waits")
        )
        return f"{len(self.rows):,} found. {which}" if self.limited else which

    @property
    def left_out(self) -> str:
        """How many of these are our own, where those are not shown."""
        if self.by != "okta" or not self.own:
            return ""
        return f"{self.own:,} of them, our own reading back, {'is' if self.own == 1 else 'are'} hidden."


def searched(event: Sent) -> str:
    """What of a row a search looks through, case aside: method, path, status, purpose, subject and both bodies."""
    if isinstance(event, Wait):
        return waited(event).casefold()
    sent, answered = event.request.get("body"), (event.response or {}).get("body")
    parts = [
        event.request["method"], sentences.target(event), sentences.answer(event), event.purpose, event.subject or "",
        bodies.on_wire(sent), bodies.on_wire(answered),
    ]  # fmt: skip
    return " ".join(parts).casefold()


def waited(event: Wait) -> str:
    """`5 minutes pass: <reason>`."""
    return f"{spoken(event.seconds)}: {visible(event.reason)}"


def spoken(seconds: float) -> str:
    """Time that passes, in at most two units: `1 hour passes`, `4 minutes 10 seconds pass`."""
    rest, parts = round(seconds), []
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}{'s' if count > 1 else ''}")
    if not parts:
        return "less than a second passes"
    one = len(parts) == 1 and parts[0].startswith("1 ")
    return f"{' '.join(parts[:2])} {'passes' if one else 'pass'}"
