"""Names that must lead somewhere: aliases of users and groups, created before and not yet deleted; ids of steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.errors import ScenarioError
from simulator.scenario.checks.lifetimes import BEFORE, Life, Lifetimes
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.request_lines import RequestLine
from simulator.scenario.fields.scalars import nearest
from simulator.scenario.model import Scenario
from simulator.scenario.parts.expect import Expect, OktaUserExpectation
from simulator.scenario.parts.faults import Fault
from simulator.scenario.parts.steps import Step, needs_stub
from simulator.scenario.yaml.document import Document, Path

HINTS = 20
"""Nearest names are looked up this often; among 10,000 people it takes a moment."""

Reference = tuple[Path, str, str]
"""Where an alias is used, the alias, and what it must be: `user`, `group`, or `user or group`."""


@dataclass
class Cast:
    """Who there is, by alias, and the complaints about those who are not there."""

    document: Document
    lifetimes: Lifetimes
    hints: int = HINTS

    def _lives(self, reference: Reference) -> list[Life]:
        _, alias, wanted = reference
        return [life for book in self.lifetimes.books(wanted) for life in book.get(alias, ())]

    def unknown(self, reference: Reference) -> ScenarioError | None:
        """The complaint about an alias that nobody ever has, or None."""
        return None if self._lives(reference) else self._complain(*reference)

    def early(self, reference: Reference, step: int) -> ScenarioError | None:
        """The complaint about somebody who is not created by `step` (counted from 0), or None."""
        lives = self._lives(reference)
        since = min((life.since for life in lives), default=BEFORE)
        if not lives or since <= step:
            return self.unknown(reference)
        created = self.document.mark(("steps", since)).line
        return ScenarioError(
            self.document.mark(reference[0]), f"{shown(reference[1])} is created only in line {created}"
        )

    def miss(self, reference: Reference, step: int) -> ScenarioError | None:
        """The complaint about somebody whom the act of `step` cannot find, or None."""
        lives = self._lives(reference)
        if any(life.holds(step) for life in lives):
            return None
        return self.early(reference, step) or self._deleted(reference, lives, step)

    def gone(self, reference: Reference, step: int) -> ScenarioError | None:
        """The complaint about somebody who is deleted before `step` and not created anew, or None."""
        lives = self._lives(reference)
        if any(life.until is None or life.until >= step for life in lives):
            return None
        return self.unknown(reference) or self._deleted(reference, lives, step)

    def _deleted(self, reference: Reference, lives: list[Life], step: int) -> ScenarioError:
        path, alias, _ = reference
        until = max(life.until for life in lives if life.until is not None and life.until < step)
        line = self.document.mark(("steps", until)).line
        remedy = f"put this step before that one, or create {shown(alias)} anew before it"
        if path[2:3] == ("expect",):
            remedy = "only null can be expected"
        return ScenarioError(
            self.document.mark(path, key=path[-1] == alias), f"{shown(alias)} is deleted in line {line}; {remedy}"
        )

    def _complain(self, path: Path, alias: str, wanted: str) -> ScenarioError:
        mark = self.document.mark(path, key=path[-1] == alias)
        users, groups = self.lifetimes.users, self.lifetimes.groups
        if alias in {"user": groups, "group": users}.get(wanted, {}):
            return ScenarioError(
                mark, f"{shown(alias)} is a {'group' if wanted == 'user' else 'user'}, a {wanted} is needed"
            )
        known = [name for book in self.lifetimes.books(wanted) for name in book]
        self.hints -= 1
        hint = nearest(alias, known) if self.hints >= 0 else ""
        remedy = "; declare it above the steps, or create it in an earlier one"
        return ScenarioError(mark, f"there is no {wanted} {shown(alias)}{hint or remedy}")


def complaints(scenario: Scenario, document: Document, *, on_stub: bool = False) -> Iterator[ScenarioError]:
    """Every alias that leads nowhere, is used too early or too late, or stands for two; every id that stands twice.

    `on_stub`: it is played against the bundled stub, whatever it declares.
    """
    cast = Cast(document, Lifetimes.of(scenario))
    yield from _created_twice(scenario.steps, cast)
    yield from _found(cast.early(one, BEFORE) for one in _in_groups(scenario))
    yield from _found(
        cast.unknown((("app_profiles", name, "users", alias), alias, "user"))
        for name, other in scenario.app_profiles.items()
        for alias in other.users
    )
    stub = scenario.provider.stub
    for number, fault in enumerate(stub.faults if stub else ()):
        yield from _found(cast.unknown(one) for one in _in_fault(fault, ("provider", "stub", "faults", number)))
    for number, step in enumerate(scenario.steps):
        yield from _found(_in_step(cast, step, number))
    yield from _repeated_ids(scenario.steps, document)
    if scenario.provider.endpoint and not on_stub:
        yield from _stub_only(scenario.steps, document)


def _created_twice(steps: tuple[Step, ...], cast: Cast) -> Iterator[ScenarioError]:
    for number in cast.lifetimes.twice:
        step = steps[number]
        alias = step.argument.alias  # type: ignore[attr-defined]  # it creates somebody
        mark = cast.document.mark(("steps", number, step.verb, "alias"))
        yield ScenarioError(mark, f"there is a {step.argument.creates} {shown(alias)} already; choose another alias")


def _found(misses: Iterable[ScenarioError | None]) -> Iterator[ScenarioError]:
    return (miss for miss in misses if miss is not None)


def _in_groups(scenario: Scenario) -> Iterator[Reference]:
    for alias, group in scenario.groups.items():
        for number, member in enumerate(group.members):
            yield ("groups", alias, "members", number), member, "user"


def _in_step(cast: Cast, step: Step, number: int) -> Iterator[ScenarioError | None]:
    """An act needs who is there; a fault and an expectation may be about who comes later or has left before."""
    path: Path = ("steps", number, step.verb)
    if isinstance(step.argument, Fault):
        yield from (cast.gone(one, number) for one in _in_fault(step.argument, path))
    for inside, alias, kind in step.argument.references():
        yield cast.miss(((*path, *inside), alias, kind), number)
    if step.expect:
        path = ("steps", number, "expect")
        yield from (cast.early(one, number) for one in _in_requests(step.expect, path))
        for one, there in _in_expect(step.expect, path):
            yield cast.early(one, number) or (cast.miss(one, number + 1) if there else None)


def _in_fault(fault: Fault, path: Path) -> Iterator[Reference]:
    yield from _in_request(fault.on, (*path, "on"))
    for kind in ("user", "group"):
        if alias := getattr(fault, kind):
            yield (*path, kind), alias, kind


def _in_requests(expect: Expect, path: Path) -> Iterator[Reference]:
    for key in ("requests", "requests_include"):
        for number, expected in enumerate(getattr(expect, key)):
            yield from _in_request(expected.request, (*path, key, number, "request"))


def _in_expect(expect: Expect, path: Path) -> Iterator[tuple[Reference, bool]]:
    """Whom Okta's state is asked about, and whether only somebody who is there can meet it."""
    for alias, user in expect.okta.users.items():
        yield ((*path, "okta", "users", alias), alias, "user"), user is not None and not _of_nobody(user)
    for alias, status in expect.okta.groups.items():
        yield ((*path, "okta", "groups", alias), alias, "group"), status is not None


def _of_nobody(expected: OktaUserExpectation) -> bool:
    return {getattr(expected, name) for name in expected.model_fields_set} <= {None, "UNASSIGNED"}


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
