"""Names that must lead somewhere: aliases of users and groups, each once and before it is used; ids of steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from simulator.errors import ScenarioError
from simulator.scenario.complaints import shown
from simulator.scenario.document import Document, Path
from simulator.scenario.expect import Expect
from simulator.scenario.faults import Fault
from simulator.scenario.model import Scenario
from simulator.scenario.people import EVERYONE
from simulator.scenario.request_lines import RequestLine
from simulator.scenario.scalars import nearest
from simulator.scenario.steps import Step, needs_stub
from simulator.scenario.verbs import HUB_VERBS, Argument, CreateGroup, CreateUser, Hub, RetryTasks

BEFORE = -1
"""The "step" at which everything declared exists."""
AT_ANY_TIME = 10**9
HINTS = 20
"""Nearest names are looked up this often; among 10,000 people it takes a moment."""

Reference = tuple[Path, str, str]
"""Where an alias is used, the alias, and what it must be: `user`, `group`, or `user or group`."""


@dataclass
class Cast:
    """Who exists from which step on, by alias."""

    document: Document
    users: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    hints: int = HINTS

    def miss(self, reference: Reference, step: int) -> ScenarioError | None:
        """The complaint about a reference made in `step` (counted from 0), or None where it leads somewhere."""
        path, alias, wanted = reference
        books = [book for kind, book in (("user", self.users), ("group", self.groups)) if kind in wanted]
        since = min((book[alias] for book in books if alias in book), default=None)
        if since is None:
            return self._complain(path, alias, wanted)
        if since > step:
            created = self.document.mark(("steps", since)).line
            return ScenarioError(self.document.mark(path), f"{shown(alias)} is created only in line {created}")
        return None

    def _complain(self, path: Path, alias: str, wanted: str) -> ScenarioError:
        mark = self.document.mark(path, key=path[-1] == alias)
        other = {"user": self.groups, "group": self.users}.get(wanted, {})
        if alias in other:
            return ScenarioError(
                mark, f"{shown(alias)} is a {'group' if wanted == 'user' else 'user'}, a {wanted} is needed"
            )
        known = [*(self.users if "user" in wanted else ()), *(self.groups if "group" in wanted else ())]
        self.hints -= 1
        hint = nearest(alias, known) if self.hints >= 0 else ""
        remedy = "; declare it above the steps, or create it in an earlier one"
        return ScenarioError(mark, f"there is no {wanted} {shown(alias)}{hint or remedy}")


def complaints(scenario: Scenario, document: Document, *, on_stub: bool = False) -> Iterator[ScenarioError]:
    """Every alias that leads nowhere, is used too early, or stands for two; every id that stands twice.

    `on_stub`: it is played against the bundled stub, whatever it declares.
    """
    cast = Cast(
        document, dict.fromkeys(scenario.users, BEFORE), {EVERYONE: BEFORE} | dict.fromkeys(scenario.groups, BEFORE)
    )
    yield from _created(scenario.steps, cast)
    yield from _missed(cast, _in_groups(scenario), BEFORE)
    stub = scenario.provider.stub
    for number, fault in enumerate(stub.faults if stub else ()):
        yield from _missed(cast, _in_fault(fault, ("provider", "stub", "faults", number)), AT_ANY_TIME)
    for number, step in enumerate(scenario.steps):
        yield from _missed(cast, _in_step(step, number), number)
        if isinstance(step.argument, Fault):
            yield from _missed(cast, _in_fault(step.argument, ("steps", number, step.verb)), AT_ANY_TIME)
    yield from _repeated_ids(scenario.steps, document)
    if scenario.provider.endpoint and not on_stub:
        yield from _stub_only(scenario.steps, document)


def _created(steps: Iterable[Step], cast: Cast) -> Iterator[ScenarioError]:
    for number, step in enumerate(steps):
        argument = step.argument
        if not isinstance(argument, CreateUser | CreateGroup):
            continue
        book, kind = (cast.users, "user") if isinstance(argument, CreateUser) else (cast.groups, "group")
        if argument.alias in book:
            mark = cast.document.mark(("steps", number, step.verb, "alias"))
            yield ScenarioError(mark, f"there is a {kind} {shown(argument.alias)} already; choose another alias")
        book.setdefault(argument.alias, number)


def _missed(cast: Cast, references: Iterable[Reference], step: int) -> Iterator[ScenarioError]:
    for reference in references:
        if miss := cast.miss(reference, step):
            yield miss


def _in_groups(scenario: Scenario) -> Iterator[Reference]:
    for alias, group in scenario.groups.items():
        for number, member in enumerate(group.members):
            yield ("groups", alias, "members", number), member, "user"


def _in_step(step: Step, number: int) -> Iterator[Reference]:
    path: Path = ("steps", number, step.verb)
    argument = step.argument
    if isinstance(argument, Hub):
        name = next(name for name, verb in HUB_VERBS.items() if type(argument.action) is verb)
        yield from _in_argument(argument.action, (*path, name))
    elif not isinstance(argument, Fault):
        yield from _in_argument(argument, path)
    if step.expect:
        yield from _in_expect(step.expect, ("steps", number, "expect"))


def _in_argument(argument: Argument, path: Path) -> Iterator[Reference]:
    if user := getattr(argument, "user", None):
        yield (*path, "user"), user, "user or group" if isinstance(argument, RetryTasks) else "user"
    if group := getattr(argument, "group", None):
        yield (*path, "group"), group, "group"
    key = "members" if isinstance(argument, CreateGroup) else "users"
    for number, member in enumerate(getattr(argument, key, ())):
        yield (*path, key, number), member, "user"


def _in_fault(fault: Fault, path: Path) -> Iterator[Reference]:
    yield from _in_request(fault.on, (*path, "on"))
    for kind in ("user", "group"):
        if alias := getattr(fault, kind):
            yield (*path, kind), alias, kind


def _in_expect(expect: Expect, path: Path) -> Iterator[Reference]:
    for key in ("requests", "requests_include"):
        for number, expected in enumerate(getattr(expect, key)):
            yield from _in_request(expected.request, (*path, key, number, "request"))
    for alias in expect.okta.users:
        yield (*path, "okta", "users", alias), alias, "user"
    for alias in expect.okta.groups:
        yield (*path, "okta", "groups", alias), alias, "group"


def _in_request(request: RequestLine, path: Path) -> Iterator[Reference]:
    for alias, collection in request.aliases:
        yield path, alias, {"Users": "user", "Groups": "group"}.get(collection, "user or group")


def _repeated_ids(steps: Iterable[Step], document: Document) -> Iterator[ScenarioError]:
    first: dict[str, int] = {}
    for number, step in enumerate(steps):
        if step.id is not None and step.id in first:
            line = document.mark(("steps", first[step.id], "id")).line
            yield ScenarioError(
                document.mark(("steps", number, "id")), f"the step in line {line} has the id {shown(step.id)} too"
            )
        elif step.id is not None:
            first[step.id] = number


def _stub_only(steps: Iterable[Step], document: Document) -> Iterator[ScenarioError]:
    for number, step in enumerate(steps):
        if key := needs_stub(step):
            path = ("steps", number, key) if key == step.verb else ("steps", number, "expect", "configure", key)
            mark = document.mark(path, key=True)
            yield ScenarioError(mark, f"`{key}` is for the bundled stub, this scenario plays against an endpoint")
