"""Warnings about expressions that Okta accepts and administrators regret; they never make a scenario unplayable."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from provider_stub.scim.syntax import reasons
from simulator.errors import ExpressionError, Mark
from simulator.okta.profiles import BASE_ATTRIBUTES, default_attribute
from simulator.scenario.checks.expressions import Written, character_mark, written_expressions
from simulator.scenario.model import Scenario
from simulator.scenario.parts.app import AppAttribute
from simulator.scenario.parts.people import User
from simulator.scenario.yaml.document import Document, Path, place_of
from simulator.verbs.assignments import AssignUser, EditAssignment
from simulator.verbs.hub import Hub, SetQuirk
from simulator.verbs.integration import AddAttribute

NEVER_NULL = {"login", "email", "displayName", "locale"}
"""Attributes that every person has, or that an expression never sees as null (mappings 1 [KB])."""

_ANY_ID = "00u0000000000000a5d7"
"""An id of the right shape, for expressions that read it: the real one is drawn when the scenario is played."""


class Caution(NamedTuple):
    """A warning and where it points."""

    mark: Mark
    message: str

    def __str__(self) -> str:
        return f"{self.mark}: warning: {self.message}"


def cautions(scenario: Scenario, document: Document) -> Iterator[Caution]:
    """All warnings, in the order of the file's parts: traps in expressions, then usernames the Hub would refuse."""
    yield from _never_sent(scenario, document)
    written = list(written_expressions(scenario))
    nullable = _nullable(scenario)
    for one in written:
        yield from _traps(one, nullable, document)
    if _is_hub(scenario):
        for one in written:
            if one.username:
                yield from _refused_usernames(one, scenario, document)


def _never_sent(scenario: Scenario, document: Document) -> Iterator[Caution]:
    """Attributes of one's own without a namespace (okta-wire 2.3, quirk 29 [D: KB custom-scim-attribute])."""
    declared: list[tuple[Path, AppAttribute]] = [
        (("app", "attributes", number), attribute) for number, attribute in enumerate(scenario.app.attributes)
    ]
    for number, step in enumerate(scenario.steps):
        if isinstance(step.argument, AddAttribute):
            declared.append((("steps", number, step.verb), step.argument))
    for path, attribute in declared:
        if attribute.namespace is None and default_attribute(attribute.name) is None:
            message = f"{attribute.name} has no namespace, and an attribute without one is never sent"
            yield Caution(document.mark(path), message)


def _nullable(scenario: Scenario) -> set[str]:
    """The attributes that somebody in the file has no value for, in the spellings an expression may use."""
    known = {*BASE_ATTRIBUTES, *(attribute.name for attribute in scenario.user_attributes)} - NEVER_NULL
    people = list(scenario.users.values())
    lacking = {name for name in known if any(person.profile.get(name) is None for person in people)}
    others = {
        f"{root}.{name}"
        for root, app in scenario.app_profiles.items()
        for name in {attribute.name for attribute in app.attributes} - app.values.keys()
        if any(app.users.get(alias, {}).get(name) is None for alias in scenario.users)
    }
    return others | {spelling for name in lacking for spelling in (name, f"user.{name}", f"source.{name}")}


def _traps(written: Written, nullable: set[str], document: Document) -> Iterator[Caution]:
    from simulator.okta.expression import lint, parse

    if written.text.startswith("${"):
        return
    for trap in lint(parse(written.text), nullable=nullable, apply=written.apply):
        yield Caution(_mark(written, document, trap.position), trap.message)


def _mark(written: Written, document: Document, position: int = 0) -> Mark:
    if place_of(document.data, written.path) == place_of(document.data, written.path[:1]):
        return document.mark(("app",) if "app" in document.data else ("name",))
    return character_mark(document, written.path, written.text, position)


def _is_hub(scenario: Scenario) -> bool:
    """Whether the provider has the Hub's username rules, all the time."""
    if scenario.provider.stub is not None:
        return "any-username" not in (*scenario.provider.stub.quirks, *_quirks_set(scenario))
    return "huggingface.co" in (scenario.provider.endpoint or "")


def _quirks_set(scenario: Scenario) -> Iterator[str]:
    """The quirks that steps switch on."""
    for step in scenario.steps:
        if isinstance(step.argument, Hub) and isinstance(action := step.argument.action, SetQuirk) and action.on:
            yield action.name


def _refused_usernames(written: Written, scenario: Scenario, document: Document) -> Iterator[Caution]:
    """Who gets a name the Hub would refuse, unless an administrator types one for them."""
    from simulator.okta.expression import parse, parse_template

    expression = parse_template(written.text) if written.text.startswith("${") else parse(written.text)
    typed = _typed(scenario)
    refused: list[tuple[str, str]] = []
    for alias, person in scenario.users.items():
        if alias in typed:
            continue
        try:
            value = expression.evaluate(_scope(scenario, alias, person))
        except ExpressionError as error:
            refused.append((alias, f"fails for {alias}: {error.message}"))
            continue
        if value is None or not str(value).strip():
            refused.append((alias, f"gives {alias} no username"))
        elif why := reasons(str(value)):
            refused.append((alias, f"gives {alias} the username {value!r}, which the Hub would refuse: {why[0]}"))
    if refused:
        others = len(refused) - 1
        more = f" ({others} more {'people are' if others > 1 else 'person is'} refused)" if others else ""
        yield Caution(_mark(written, document), f"{written.text} {refused[0][1]}{more}")


def _typed(scenario: Scenario) -> set[str]:
    """The people whose username is typed in a dialog."""
    return {
        step.argument.user
        for step in scenario.steps
        if isinstance(step.argument, AssignUser | EditAssignment) and step.argument.username
    }


def _scope(scenario: Scenario, alias: str, person: User) -> Any:
    from simulator.okta.expression import Scope
    from simulator.okta.mapping import other_profiles

    profile = {**dict.fromkeys(attribute.name for attribute in scenario.user_attributes), **person.profile}
    groups = [
        {"name": group.name, "type": "OKTA_GROUP"} for group in scenario.groups.values() if alias in group.members
    ]
    internal = {"id": _ANY_ID, "status": person.status}
    others = {name: other.in_okta() for name, other in scenario.app_profiles.items()}
    return Scope(
        user=profile, source=profile, groups=groups, internal=internal, quirks=True, settings=scenario.app.wire,
        now=scenario.starts_at.isoformat().replace("+00:00", "Z"), **other_profiles(others, alias),
    )  # fmt: skip
