"""What a step should have led to, compared with what it did; every comparison is an event (scenario format, 3)."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.okta.actions.record import Refused
from simulator.okta.org import App, Org
from simulator.play.comparison.comparing import Resolve, complaints, equal, fits_line, member, nearest, short, shown
from simulator.play.provider_view import ProviderView
from simulator.play.reading import Look, NotThere, Reading, There, Unreadable
from simulator.play.transcript import Event, Exchange, Expectation
from simulator.play.verification import Lost, unfound
from simulator.scenario.fields.matching import fits
from simulator.scenario.parts.expect import Expect, LogExpectation, OktaUserExpectation, RequestExpectation


@dataclass
class StepRecord:
    """What one step did: outcome, the sentence shown, Okta's requests, System Log rows (type, result), findings.

    `exchanges` and `log` are kept only where `keeping` says that somebody will compare them.
    """

    outcome: str = "nothing"
    error: str | None = None
    refusal: str | None = None
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
        return Expectation(
            at=at, step=step, held=self.held, what=self.what, expected=self.expected, actual=self.actual,
            nearest=self.nearest, line=self.line,
        )  # fmt: skip


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
        yield from self._requests(expect, record)
        yield from _log(expect, record)
        if expect.tasks is not None:
            open_now = len(self.app.tasks)
            yield Verdict(open_now == expect.tasks, "tasks", expect.line("tasks"), expect.tasks, open_now)
        yield from self._okta(expect)
        yield from self._provider(expect)
        yield from self._hub(expect)
        if expect.findings not in (None, "any"):
            found = record.findings
            yield Verdict(found == expect.findings, "findings", expect.line("findings"), expect.findings, found)

    def _requests(self, expect: Expect, record: StepRecord) -> Iterator[Verdict]:
        if "requests" in expect.model_fields_set:
            yield from self._exactly(expect, record.exchanges)
        if expect.requests_include:
            yield from self._among(expect, record.exchanges)

    def _exactly(self, expect: Expect, exchanges: list[Exchange]) -> Iterator[Verdict]:
        for index, wanted in enumerate(expect.requests):
            what, line = f"requests[{index}]", expect.line("requests", index)
            came = exchanges[index] if index < len(exchanges) else None
            if came is not None and fits_line(wanted.request, came, self.resolve):
                yield from self._long_form(wanted, came, what, line)
            else:
                actual = short(came) if came is not None else "no further request"
                yield Verdict(False, what, line, wanted.request.text, actual, nearest(wanted.request, exchanges))
        for extra in exchanges[len(expect.requests) :]:
            yield Verdict(False, "requests", expect.line("requests"), "no further request", short(extra))
        if not expect.requests and not exchanges:
            yield Verdict(True, "requests", expect.line("requests"), [], [])

    def _among(self, expect: Expect, exchanges: list[Exchange]) -> Iterator[Verdict]:
        rest = iter(exchanges)
        for index, wanted in enumerate(expect.requests_include):
            what, line = f"requests_include[{index}]", expect.line("requests_include", index)
            came = next((one for one in rest if self._is(wanted, one)), None)
            if came is not None:
                yield Verdict(True, what, line, wanted.request.text, short(came))
            else:
                close = nearest(wanted.request, exchanges)
                yield Verdict(False, what, line, wanted.request.text, "not among the requests", close)

    def _is(self, wanted: RequestExpectation, exchange: Exchange) -> bool:
        return fits_line(wanted.request, exchange, self.resolve) and not any(complaints(wanted, exchange))

    def _long_form(self, wanted: RequestExpectation, came: Exchange, what: str, line: int) -> Iterator[Verdict]:
        unmet = list(complaints(wanted, came))
        for key, expected, actual in unmet:
            yield Verdict(False, f"{what} {key}", line, expected, actual)
        if not unmet:
            yield Verdict(True, what, line, wanted.request.text, short(came))

    def _okta(self, expect: Expect) -> Iterator[Verdict]:
        for alias, wanted in expect.okta.users.items():
            line = expect.line("okta", "users", alias)
            yield from self._assignment(f"okta.users.{alias}", alias, wanted, line)
        for alias, status in expect.okta.groups.items():
            push = self.app.pushes.get(self.groups.get(alias, ""))
            actual = push.status if push else None
            line = expect.line("okta", "groups", alias)
            yield Verdict(status == actual, f"okta.groups.{alias}", line, status, actual)

    def _assignment(self, what: str, alias: str, wanted: OktaUserExpectation | None, line: int) -> Iterator[Verdict]:
        app_user = self.app.users.get(self.people.get(alias, ""))
        if wanted is None:
            yield Verdict(app_user is None, what, line, None, app_user and app_user.status)
            return
        actual = {
            "status": app_user.status if app_user else "UNASSIGNED",
            "username": app_user.username if app_user else None,
            "external_id": app_user.external_id if app_user else None,
            "error": self.redact(app_user.error) if app_user and app_user.error else None,
        }
        for name in sorted(wanted.model_fields_set):
            expected = getattr(wanted, name)
            yield Verdict(_holds(name, expected, actual[name]), f"{what}.{name}", line, expected, actual[name])

    def _provider(self, expect: Expect) -> Generator[Verdict | Lost | Event, None, None]:
        """What cannot be read neither holds nor is absent: it breaks the expectation in words of its own."""
        self.provider.forget()
        wanted = expect.provider
        for name, members in wanted.users.items():
            look = yield from self._looked(name, self.provider.user(name))
            line = expect.line("provider", "users", name)
            yield from _resource(f"provider.users.{name}", members, look, line)
        for name in wanted.no_users:
            look = yield from self._looked(name, self.provider.user(name))
            yield _absence(f"provider.no_users {name}", look, expect.line("provider", "no_users"))
        for name, people in wanted.groups.items():
            look = yield from self._looked(name, self.provider.group(name))
            held = (yield from self.provider.member_names(look.resource)) if isinstance(look, There) else look
            actual = held if isinstance(held, list) else _said(held)
            line = expect.line("provider", "groups", name)
            yield Verdict(actual == sorted(people), f"provider.groups.{name}", line, sorted(people), actual)
        for name in wanted.no_groups:
            look = yield from self._looked(name, self.provider.group(name))
            yield _absence(f"provider.no_groups {name}", look, expect.line("provider", "no_groups"))

    def _looked(self, name: str, reading: Reading) -> Generator[Lost | Event, None, Look]:
        """A look; that a filter does not find what is there is a finding."""
        look = yield from reading
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
                actual, line = refused or state[page].get(name), expect.line("hub", page, name)
                yield Verdict(actual == standing, f"hub.{page}.{name}", line, standing, actual)


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
        yield Verdict(held, "error", expect.line("error"), expect.error, record.error)


def _log(expect: Expect, record: StepRecord) -> Iterator[Verdict]:
    actual = [{kind: result} for kind, result in record.log]
    if "log" in expect.model_fields_set:
        held = len(expect.log) == len(record.log) and all(
            _is_row(wanted, row) for wanted, row in zip(expect.log, record.log, strict=True)
        )
        yield Verdict(held, "log", expect.line("log"), _rows(expect.log), actual)
    if expect.log_include:
        rest = iter(record.log)
        held = all(any(_is_row(wanted, row) for row in rest) for wanted in expect.log_include)
        yield Verdict(held, "log_include", expect.line("log_include"), _rows(expect.log_include), actual)


def _rows(wanted: tuple[LogExpectation, ...]) -> list[Any]:
    return [{one.event_type: one.result} if one.result else one.event_type for one in wanted]


def _is_row(wanted: LogExpectation, row: tuple[str, str]) -> bool:
    return wanted.event_type == row[0] and wanted.result in (None, row[1])


def _holds(name: str, expected: Any, actual: Any) -> bool:
    if name == "external_id" and expected == "set":
        return actual is not None
    if name == "error" and isinstance(expected, str):
        return isinstance(actual, str) and fits(expected, actual)
    return bool(expected == actual)


def _resource(what: str, members: dict[str, Any], look: Look, line: int) -> Iterator[Verdict]:
    if not isinstance(look, There):
        yield Verdict(False, what, line, members or "there", _said(look))
        return
    for key, expected in members.items():
        try:
            actual = member(look.resource, key)
        except KeyError:
            actual = None
        yield Verdict(equal(expected, actual), f"{what}.{key}", line, expected, actual)
    if not members:
        yield Verdict(True, what, line, "there", shown(look.resource.get("id")))


def _absence(what: str, look: Look, line: int) -> Verdict:
    actual = look.resource if isinstance(look, There) else _said(look)
    return Verdict(isinstance(look, NotThere), what, line, "not there", actual)


def _said(look: NotThere | Unreadable) -> str:
    return f"not there: {look.seen}" if isinstance(look, NotThere) else f"cannot be read: {look.why}"
