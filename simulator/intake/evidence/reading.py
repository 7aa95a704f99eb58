"""Files of any of these kinds as facts: System Log entries, and SCIM requests with their answers.

What a value is, its shape tells, not the file's name: an event of Okta's, a message of HTTP, or something around
them, such as an API page, an event hook's body, or what Elastic and Splunk store of an event.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from operator import attrgetter, itemgetter
from typing import Any

from simulator.errors import UnreadableError
from simulator.intake.evidence.files import Source, text_of
from simulator.intake.evidence.json_values import JsonValues, a_text, parsed
from simulator.intake.evidence.rows import nested, rows, time_of
from simulator.intake.evidence.traffic import WRITES, Traffic, traffic_of
from simulator.intake.system_log import Entry, entry_of
from simulator.play.redaction import Redactor
from simulator.play.transcript import EVENTS

LOGS = "/api/v1/logs"
IN_A_BROWSER = (
    "SCIM goes from Okta's servers to the provider and never shows in a browser; the System Log that the Admin Console "
    "read is used"
)
_GIVE = "give a HAR of SCIM traffic, or a System Log export of /api/v1/logs or of the Admin Console"
_FIRST = ("original", "_raw", "event", "okta", "json", "message", "detail", "_source", "result", "log")
"""Members that hold the event itself, the most complete first: the others of the same object say it again."""
_DEEPEST = 8
_SHOWN = 20


@dataclass
class Evidence:
    """What files show, in order of time; `complaints` are what could not be used, `notes` what is to be known.

    `left_out` counts requests that are no SCIM. `base_url` is that of the SCIM service.
    """

    entries: list[Entry] = field(default_factory=list)
    traffic: list[Traffic] = field(default_factory=list)
    base_url: str = ""
    left_out: int = 0
    complaints: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def cut_off(self) -> bool:
        """Whether the end of a file is known to be missing."""
        return any("the file is cut off" in one for one in self.complaints)


def read(sources: Iterable[Source], logs: Iterable[Source] = ()) -> Evidence:
    """The facts in files; of `logs` the System Log alone.

    Raises:
        UnreadableError: a file is no text, there is no fact in any of them, or one of the logs is none.
    """
    reader = _Reader()
    for source in logs:
        reader.read_log(source)
    empty = [source.name for source in sources if not reader.read(source)]
    evidence = reader.evidence()
    if evidence.entries or evidence.traffic:
        return evidence
    if reader.messages:
        raise UnreadableError(
            f"{', '.join(reader.files)} holds no SCIM request: none of its {reader.messages} requests goes to /Users "
            f"or /Groups, and none reads {LOGS}; SCIM goes from Okta's servers to the provider and never shows in a "
            "browser, so record it at the provider"
        )
    nothing = f"{', '.join(empty) or 'the folder'}:1: there is nothing in it"
    raise UnreadableError(f"{[*evidence.complaints, nothing][0]}; {_GIVE}")


class _Reader:
    def __init__(self) -> None:
        self.files: list[str] = []
        self.messages = 0
        self._facts = Evidence()
        self._entries: list[Entry] = []
        self._sent: list[Traffic] = []
        self._dated: list[tuple[str, Entry]] = []
        self._scim: list[Traffic] = []
        self._hidden = Redactor()
        self._known: set[str] = set()

    def read(self, source: Source) -> bool:
        """Take in a file; whether there was anything in it."""
        self.files.append(source.name)
        text, cut_off = text_of(source)
        if text.lstrip("\ufeff \t\r\n")[:1] == "<":
            raise UnreadableError(f"{source.name} is a web page or XML, such as a sign-in page; {_GIVE}")
        self._entries, self._sent = [], []
        before = self.messages
        if text.lstrip("\ufeff \t\r\n\x00\x1e")[:1] in ("{", "["):
            self._read_json(text, source.name)
        elif text.strip():
            self._read_rows(text, source.name)
        if cut_off:
            self._facts.complaints.append(f"{source.name}: the file is cut off at its end; what comes before is used")
        self._keep_in_order()
        return bool(self._entries) or self.messages != before

    def read_log(self, source: Source) -> None:
        """Take in the events of a file, without the requests in it.

        Raises:
            UnreadableError: there are none.
        """
        before = self.messages, len(self._scim), self._facts.left_out, len(self._dated)
        self.read(source)
        if len(self._dated) == before[3]:
            held = f"{self.messages - before[0]} requests and no event" if self.messages > before[0] else "no event"
            raise UnreadableError(
                f"{source.name} is no System Log: it holds {held}; "
                "give an export of /api/v1/logs or of the Admin Console"
            )
        self.messages, self._facts.left_out = before[0], before[2]
        del self._scim[before[1] :]

    def _read_json(self, text: str, name: str) -> None:
        values = JsonValues(text)
        for line, number, value in values.read():
            place = f"{name}:{line}" if number is None else f"{name}:{line}: event {number}"
            if not self._take(value, place, None, 0):
                self._misread(value, place)
        self._facts.complaints += [f"{name}:{line}: {what}" for line, what in values.stops]

    def _misread(self, value: Any, place: str) -> None:
        """Say what could not be used, unless it is a page without events or a run's own bookkeeping."""
        empty = isinstance(value, dict) and any(held == [] for held in value.values())
        if isinstance(value, dict) and "errorCode" in value:
            said = f"{a_text(value['errorCode'])} {a_text(value.get('errorSummary'))}".strip()
            self._facts.complaints.append(f"{place}: this is an error that Okta's API answered, no log: {said}")
        elif not empty and not (isinstance(value, dict) and a_text(value.get("event")) in EVENTS):
            self._facts.complaints.append(f"{place}: this is no System Log event, it has no eventType")

    def _read_rows(self, text: str, name: str) -> None:
        line = 1
        try:
            for line, row in rows(text):
                place = f"{name}:{line}"
                if not self._take(nested(row), place, None, 0):
                    self._facts.complaints.append(f"{place}: this row is no System Log event, it has no event_type")
        except csv.Error as why:
            said = f"{name}: the rows after line {line} are no CSV: {why}; those before are used"
            self._facts.complaints.append(said)

    def _take(self, value: Any, place: str, at: Any, depth: int) -> bool:
        """Keep the facts in a value, wherever in it they stand; whether there is one. `at` is a time around it."""
        if isinstance(value, str):
            return self._take_text(value, place, at, depth)
        if isinstance(value, list):
            return sum(self._take(one, _numbered(place, n), at, depth + 1) for n, one in enumerate(value, 1)) > 0
        if not isinstance(value, dict) or depth > _DEEPEST:
            return False
        if a_text(value.get("eventType")) and not isinstance(value.get("data"), dict):
            return self._event(nested(value) if "outcome.result" in value else value, place, at)
        if a_text(value.get("event_type")):
            return self._event(nested(value), place, at)
        message = traffic_of(value, self._hidden)
        if message is not None:
            return self._message(replace(message, place=place.replace(": event ", ": entry ")))
        return self._take_inside(value, place, time_of(value) or at, depth)

    def _take_inside(self, value: dict[str, Any], place: str, at: Any, depth: int) -> bool:
        if a_text(value.get("event")) in EVENTS:
            return self._take(value.get("entry"), place, at, depth + 1)
        if any(name.endswith(("eventType", "event_type")) for name in value if "." in name):
            return self._take(nested(value), place, at, depth + 1)
        first = [name for name in _FIRST if name in value]
        if any(self._take(value[name], place, at, depth + 1) for name in first):
            return True
        rest = [held for name, held in value.items() if name not in _FIRST and isinstance(held, dict | list)]
        return sum(self._take(held, place, at, depth + 1) for held in rest) > 0

    def _take_text(self, text: str, place: str, at: Any, depth: int) -> bool:
        """An event that stands as JSON in a text, as Splunk's `_raw` and Elastic's `event.original` have it."""
        start = text.find("{")
        if start < 0 or "event" not in text or depth > _DEEPEST:
            return False
        try:
            return self._take(parsed(text[start:]), place, at, depth + 1)
        except (ValueError, RecursionError):
            return False

    def _event(self, event: dict[str, Any], place: str, at: Any) -> bool:
        if not event.get("published"):
            event = {**event, "published": time_of(event) or at}
        entry = entry_of(event, place)
        if not entry.uuid or entry.uuid not in self._known:
            self._known.add(entry.uuid)
            self._entries.append(entry)
        return True

    def _message(self, message: Traffic) -> bool:
        self.messages += 1
        if message.method == "GET" and message.path.endswith(LOGS):
            self._facts.notes = [IN_A_BROWSER]
            self._take(message.answer, message.place, None, 1)
        elif message.ours:
            pass
        elif message.base_url:
            self._sent.append(message)
        else:
            self._facts.left_out += 1
        return True

    def _keep_in_order(self) -> None:
        """The facts of a file, oldest first; one that is newest first is turned round, equal times included."""
        moments = [(one.at, one.number) for one in self._sent]
        self._scim += self._sent[::-1] if moments and moments[0] > moments[-1] else self._sent
        times = [entry.at for entry in self._entries if entry.at]
        if times and times[0] > times[-1]:
            self._entries.reverse()
        at = next((entry.at for entry in self._entries if entry.at), "")
        for entry in self._entries:
            at = entry.at or at
            self._dated.append((at, entry))

    def evidence(self) -> Evidence:
        """All of it, in order of time."""
        facts, hide = self._facts, self._hidden.redact_json
        facts.entries = [entry for _, entry in sorted(self._dated, key=itemgetter(0))]
        bases = Counter(one.base_url for one in self._scim)
        facts.base_url = max(bases, key=lambda base: bases[base], default="")
        for one in self._scim:
            if one.base_url == facts.base_url:
                facts.complaints += _missing(one)
                facts.traffic.append(_without_secrets(one, hide))
            else:
                facts.complaints.append(f"{one.place}: goes to {one.base_url}, not to {facts.base_url}; it is left out")
        facts.traffic.sort(key=attrgetter("at"))
        if rest := len(facts.complaints[_SHOWN:]):
            facts.complaints[_SHOWN:] = [f"{rest} more things could not be used"]
        return facts


def _without_secrets(one: Traffic, hide: Callable[[Any], Any]) -> Traffic:
    """The request with what is known to be secret hidden; what its body sets is learnt first."""
    shown = replace(one, body=hide(one.body), answer=hide(one.answer))
    headers = tuple((name, hide(value)) for name, value in one.sent_headers)
    return replace(shown, sent_headers=headers, target=hide(one.target), written=hide(one.written))


def _missing(one: Traffic) -> Iterator[str]:
    """What the recording leaves out of a request and its answer."""
    if one.body is None and one.method in WRITES:
        yield f"{one.place}: {one.method} {one.path} comes without its body; export the HAR with content"
    if one.lost:
        yield f"{one.place}: the answer to {one.method} {one.path} comes without its text"


def _numbered(place: str, number: int) -> str:
    """The place of a member of a list; of a list inside an event or entry, that of the outer one."""
    return place if ": event " in place else f"{place}: event {number}"
