"""What a step should have led to, compared with what it did; every comparison is an event (scenario format, 3)."""

import json
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import unquote, unquote_plus

from simulator.okta.actions.record import Refused
from simulator.okta.org import App, Org
from simulator.play.comparison.bodies import ABSENT
from simulator.play.provider_view import GROUPS, USERS, ProviderView
from simulator.play.reading import Look, NotThere, There, Unreadable
from simulator.play.transcript import Event, Exchange, Expectation
from simulator.play.verification import Lost, unfound
from simulator.scenario.fields.matching import fits, regex_of
from simulator.scenario.fields.request_lines import RequestLine
from simulator.scenario.parts.expect import Expect, LogExpectation, OktaUserExpectation, RequestExpectation

Json = Any
Resolve = Callable[[str, str], str | None]
"""The SCIM id of an alias: (collection `Users`, `Groups` or empty, alias) to id."""

_KEY = re.compile(r"^(.*?)((?:\[\d+\])*)$")


@dataclass
class StepRecord:
    """What one step did: outcome, the sentence shown, Okta's requests, System Log rows (type, result), findings.

    `why` holds the rules by which Okta refused it. `exchanges` and `log` are kept only where `keeping` says that
    somebody will compare them.
    """

    outcome: str = "nothing"
    error: str | None = None
    refusal: str | None = None
    why: tuple[str, ...] = ()
    requests: int = 0
    keeping: bool = False
    exchanges: list[Exchange] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    findings: int = 0


@dataclass(frozen=True)
class Verdict:
    """One comparison, before it is stamped with a time."""

    held: bool
    what: str
    line: int
    expected: Any = None
    actual: Any = None
    nearest: str | None = None

    def event(self, at: str, step: int | None) -> Expectation:
        """The verdict as an event."""
        return Expectation(at=at, step=step, **vars(self))


def compared(
    expect: Expect, path: tuple[str, ...], expected: Json, actual: Json, *, held: bool | None = None, key: str = ""
) -> Verdict:
    """The verdict on what stands at `path` of an expectation, or on `key` in there; equal values hold."""
    held = bool(expected == actual) if held is None else held
    return Verdict(held, ".".join(path) + key, expect.line(*path), expected, actual)


@dataclass(frozen=True)
class Judge:
    """Compares; `resolve` gives the SCIM id of an alias, `hub_state` what the stub's pages show.

    `redact` takes secrets out of a text, as they were taken out of the exchanges that are compared.
    """

    org: Org
    app: App
    people: dict[str, str]
    groups: dict[str, str]
    resolve: Resolve
    provider: ProviderView
    hub_state: Callable[[], dict[str, Any]]
    redact: Callable[[str], str]

    def judge(
        self, expect: Expect | None, record: StepRecord, line: int
    ) -> Generator[Verdict | Lost | Event, None, None]:
        """All comparisons of one step; reading the provider back yields its exchanges and findings in between.

        The number of findings is compared last, when all of them are known.
        """
        yield from _outcome(expect, record, line)
        if expect is None:
            return
        if "requests" in expect.model_fields_set:
            yield from self._exactly(expect, record.exchanges)
        yield from self._among(expect, record.exchanges)
        yield from _log(expect, record)
        if expect.tasks is not None:
            yield compared(expect, ("tasks",), expect.tasks, len(self.app.tasks))
        yield from self._okta(expect)
        yield from self._provider(expect)
        yield from self._hub(expect)
        if expect.findings not in (None, "any"):
            yield compared(expect, ("findings",), expect.findings, record.findings)

    def _exactly(self, expect: Expect, exchanges: list[Exchange]) -> Iterator[Verdict]:
        for index, wanted in enumerate(expect.requests):
            what, line = f"requests[{index}]", expect.line("requests", index)
            came = exchanges[index] if index < len(exchanges) else None
            if came is not None and self._fits(wanted, came):
                yield from self._long_form(wanted, came, what, line)
            else:
                actual = short(came) if came is not None else "no further request"
                yield Verdict(False, what, line, wanted.request.text, actual, nearest(wanted.request, exchanges))
        for extra in exchanges[len(expect.requests) :]:
            yield Verdict(False, "requests", expect.line("requests"), "no further request", short(extra))
        if not expect.requests and not exchanges:
            yield compared(expect, ("requests",), [], [])

    def _among(self, expect: Expect, exchanges: list[Exchange]) -> Iterator[Verdict]:
        rest = iter(exchanges)
        for index, wanted in enumerate(expect.requests_include):
            what, line = f"requests_include[{index}]", expect.line("requests_include", index)
            came = next((one for one in rest if self._fits(wanted, one) and not any(complaints(wanted, one))), None)
            if came is not None:
                yield Verdict(True, what, line, wanted.request.text, short(came))
            else:
                close = nearest(wanted.request, exchanges)
                yield Verdict(False, what, line, wanted.request.text, "not among the requests", close)

    def _fits(self, wanted: RequestExpectation, exchange: Exchange) -> bool:
        return fits_line(wanted.request, exchange, self.resolve)

    def _long_form(self, wanted: RequestExpectation, came: Exchange, what: str, line: int) -> Iterator[Verdict]:
        unmet = list(complaints(wanted, came))
        for key, expected, actual in unmet:
            yield Verdict(False, f"{what} {key}", line, expected, actual)
        if not unmet:
            yield Verdict(True, what, line, wanted.request.text, short(came))

    def _okta(self, expect: Expect) -> Iterator[Verdict]:
        for alias, wanted in expect.okta.users.items():
            yield from self._assignment(expect, alias, wanted)
        for alias, status in expect.okta.groups.items():
            push = self.app.pushes.get(self.groups.get(alias, ""))
            yield compared(expect, ("okta", "groups", alias), status, push.status if push else None)

    def _assignment(self, expect: Expect, alias: str, wanted: OktaUserExpectation | None) -> Iterator[Verdict]:
        path = ("okta", "users", alias)
        app_user = self.app.users.get(self.people.get(alias, ""))
        if wanted is None:
            yield compared(expect, path, None, app_user and app_user.status)
            return
        actual = {
            "status": app_user.status if app_user else "UNASSIGNED",
            "username": app_user.username if app_user else None,
            "external_id": app_user.external_id if app_user else None,
            "error": self.redact(app_user.error) if app_user and app_user.error else None,
        }
        for name in sorted(wanted.model_fields_set):
            expected, held = getattr(wanted, name), None
            if name == "external_id" and expected == "set":
                held = actual[name] is not None
            elif name == "error" and isinstance(expected, str):
                held = fits(expected, actual[name] or "") and actual[name] is not None
            yield compared(expect, path, expected, actual[name], held=held, key=f".{name}")

    def _provider(self, expect: Expect) -> Generator[Verdict | Lost | Event, None, None]:
        """What cannot be read neither holds nor is absent: it breaks the expectation in words of its own."""
        self.provider.forget()
        wanted = expect.provider
        for name, members in wanted.users.items():
            look = yield from self._looked(USERS, name)
            yield from _resource(expect, name, members, look)
        for name in wanted.no_users:
            look = yield from self._looked(USERS, name)
            yield _absence(expect, "no_users", name, look)
        for name, people in wanted.groups.items():
            look = yield from self._looked(GROUPS, name)
            held = (yield from self.provider.member_names(look.resource)) if isinstance(look, There) else look
            actual = held if isinstance(held, list) else _said(held)
            yield compared(expect, ("provider", "groups", name), sorted(people), actual)
        for name in wanted.no_groups:
            look = yield from self._looked(GROUPS, name)
            yield _absence(expect, "no_groups", name, look)

    def _looked(self, path: str, name: str) -> Generator[Lost | Event, None, Look]:
        """A look; that a filter does not find what is there is a finding."""
        look = yield from self.provider.named(path, name)
        if isinstance(look, There) and look.unfound is not None:
            yield unfound(name, look)
        return look

    def _hub(self, expect: Expect) -> Iterator[Verdict]:
        wanted: dict[str, dict[str, Any]] = {
            "members": dict(expect.hub.members), "resource_groups": dict(expect.hub.resource_groups),
        }  # fmt: skip
        if not any(wanted.values()):
            return
        state, refused = {}, ""
        try:
            state = self.hub_state()
        except Refused as why:
            refused = f"cannot be read: {why}"
        for page, standings in wanted.items():
            for name, standing in standings.items():
                yield compared(expect, ("hub", page, name), standing, refused or state[page].get(name))


def _outcome(expect: Expect | None, record: StepRecord, line: int) -> Iterator[Verdict]:
    """Without `expect.outcome`, failure and refused break the run: silence never hides a problem."""
    wanted = expect.outcome if expect else None
    if wanted is None:
        if record.outcome in ("failure", "refused"):
            yield Verdict(False, "outcome", line, "success or nothing", record.outcome)
    elif wanted != "any":
        at = expect.line("outcome") if expect else line
        yield Verdict(wanted == record.outcome, "outcome", at, wanted, record.outcome)
    if expect is not None and expect.error is not None:
        held = record.error is not None and fits(expect.error, record.error)
        yield compared(expect, ("error",), expect.error, record.error, held=held)


def _log(expect: Expect, record: StepRecord) -> Iterator[Verdict]:
    actual = [{kind: result} for kind, result in record.log]
    if "log" in expect.model_fields_set:
        held = len(expect.log) == len(record.log) and all(map(_is_row, expect.log, record.log))
        yield compared(expect, ("log",), _rows(expect.log), actual, held=held)
    if expect.log_include:
        rest = iter(record.log)
        held = all(any(_is_row(wanted, row) for row in rest) for wanted in expect.log_include)
        yield compared(expect, ("log_include",), _rows(expect.log_include), actual, held=held)


def _rows(wanted: tuple[LogExpectation, ...]) -> list[Any]:
    return [{one.event_type: one.result} if one.result else one.event_type for one in wanted]


def _is_row(wanted: LogExpectation, row: tuple[str, str]) -> bool:
    return wanted.event_type == row[0] and wanted.result in (None, row[1])


def _resource(expect: Expect, name: str, members: dict[str, Json], look: Look) -> Iterator[Verdict]:
    path = ("provider", "users", name)
    if not isinstance(look, There):
        yield compared(expect, path, members or "there", _said(look), held=False)
        return
    for key, expected in members.items():
        actual = member(look.resource, key)
        actual = None if actual is ABSENT else actual
        yield compared(expect, path, expected, actual, held=equal(expected, actual), key=f".{key}")
    if not members:
        yield compared(expect, path, "there", shown(look.resource.get("id")), held=True)


def _absence(expect: Expect, section: str, name: str, look: Look) -> Verdict:
    actual = look.resource if isinstance(look, There) else _said(look)
    held = isinstance(look, NotThere)
    return compared(expect, ("provider", section), "not there", actual, held=held, key=f" {name}")


def _said(look: NotThere | Unreadable) -> str:
    return f"not there: {look.seen}" if isinstance(look, NotThere) else f"cannot be read: {look.why}"


def equal(expected: Json, actual: Json) -> bool:
    """JSON equality, keys in any order; an expected text between slashes is a regular expression."""
    if isinstance(expected, str) and (pattern := regex_of(expected)) is not None:
        return isinstance(actual, str) and pattern.search(actual) is not None
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(equal(value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list | tuple) and isinstance(actual, list):
        return len(expected) == len(actual) and all(equal(*pair) for pair in zip(expected, actual, strict=True))
    return bool(expected == actual) and isinstance(expected, bool) == isinstance(actual, bool)


def member(body: Json, key: str) -> Json:
    """The value at a dotted and indexed key (`emails[0].value`), or `ABSENT` where nothing is.

    A URN with dots in it is tried as a whole first.
    """
    head = key
    while head:
        held, rest = _indexed(body, head), key[len(head) + 1 :]
        if held is not ABSENT:
            return member(held, rest) if rest else held
        head = head.rpartition(".")[0]
    return ABSENT


def _indexed(body: Json, segment: str) -> Json:
    match = _KEY.match(segment)
    name, indexes = (match[1], match[2]) if match else (segment, "")
    if name:
        if not isinstance(body, dict) or name not in body:
            return ABSENT
        body = body[name]
    for index in re.findall(r"\d+", indexes):
        if not isinstance(body, list) or int(index) >= len(body):
            return ABSENT
        body = body[int(index)]
    return body


def short(exchange: Exchange) -> str:
    """An exchange in the short form of a scenario: `METHOD path?query -> status`, the query decoded."""
    request = exchange.request
    query = f"?{unquote(request['query'])}" if request["query"] else ""
    status = exchange.response["status"] if exchange.response else exchange.error
    return f"{request['method']} {request['path']}{query} -> {status}"


def fits_line(line: RequestLine, exchange: Exchange, resolve: Resolve) -> bool:
    """Whether the exchange is the one that a short form names."""
    request = exchange.request
    if line.method != request["method"] or not _fits_path(line.path, request["path"], resolve):
        return False
    if line.query is not None and line.query not in (
        unquote(request["query"]),
        unquote_plus(request["query"]),
        request["query"],
    ):
        return False
    return line.status is None or (exchange.response is not None and exchange.response["status"] == line.status)


def _fits_path(pattern: str, path: str, resolve: Resolve) -> bool:
    wanted, given = pattern.split("/"), path.split("/")
    pairs = zip(wanted, given, ["", *wanted], strict=False)
    return len(wanted) == len(given) and all(_fits_segment(*pair, resolve) for pair in pairs)


def _fits_segment(wanted: str, given: str, collection: str, resolve: Resolve) -> bool:
    if wanted == "*":
        return bool(given)
    if wanted.startswith("{") and wanted.endswith("}"):
        return resolve(collection, wanted[1:-1]) == given
    return wanted == given


def complaints(expected: RequestExpectation, exchange: Exchange) -> Iterator[tuple[str, Json, Json]]:
    """What of the long form does not hold: (what, expected, actual)."""
    body = exchange.request["body"]
    yield from _unmet("body", expected.body, body)
    for key in expected.body_lacks:
        if (held := member(body, key)) is not ABSENT:
            yield f"body_lacks {key}", "absent", held
    if "body_is" in expected.model_fields_set and not equal(expected.body_is, body):
        yield "body_is", expected.body_is, body
    sent = {name.lower(): value for name, value in exchange.request["headers"].items()}
    for name, value in expected.headers.items():
        if not equal(value, sent.get(name.lower())):
            yield f"header {name}", value, sent.get(name.lower())
    for name in expected.headers_lack:
        if name.lower() in sent:
            yield f"headers_lack {name}", "absent", sent[name.lower()]
    yield from _unmet("response", expected.response, exchange.response and exchange.response["body"])


def _unmet(what: str, expected: dict[str, Json] | None, body: Json) -> Iterator[tuple[str, Json, Json]]:
    for key, value in (expected or {}).items():
        held = member(body, key)
        if not equal(value, held):
            yield f"{what} {key}", value, None if held is ABSENT else held


def nearest(line: RequestLine, exchanges: list[Exchange]) -> str | None:
    """The request that comes closest to an expected one."""
    candidates = [short(exchange) for exchange in exchanges]
    return max(candidates, key=lambda one: SequenceMatcher(None, line.text, one).ratio(), default=None)


def shown(value: Json) -> str:
    """A value in one line, for a message."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
