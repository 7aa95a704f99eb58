"""The app user schema as the steps change it: an attribute that is mapped, removed or given a value must be there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.errors import ScenarioError
from simulator.okta.profiles import TEMPLATES
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.scalars import nearest
from simulator.scenario.model import Scenario
from simulator.scenario.parts.app import App
from simulator.scenario.parts.steps import Step
from simulator.scenario.yaml.document import Document, Path
from simulator.verbs.assignments import AssignGroup, AssignUser, EditAssignment, EditGroupAssignment
from simulator.verbs.integration import AddAttribute, EditMapping, RemoveAttribute, RemoveMapping

DEFAULT_ROWS = frozenset(attribute.name for attribute in TEMPLATES["okta_default"].attributes)
"""Attributes of Okta's default template; mapping one brings it into the schema of any template."""


@dataclass
class Schema:
    """Which attributes the app has at some moment, which of them are mapped, and which Okta will not remove."""

    attributes: set[str] = field(default_factory=set)
    mapped: set[str] = field(default_factory=set)
    base: frozenset[str] = frozenset()

    @classmethod
    def of(cls, app: App) -> "Schema":
        """What the app starts with: its template, what is declared, and default rows that are mapped."""
        template = TEMPLATES[app.template]
        names = {attribute.name for attribute in template.attributes} | {row.name for row in app.attributes}
        schema = cls(names, set(template.mappings), frozenset(row.name for row in template.attributes if row.base))
        for name, row in app.mappings.items():
            schema.map(name) if row else schema.mapped.discard(name)
        return schema

    def map(self, name: str) -> None:
        """A row is set; a default row's attribute comes with it."""
        self.mapped.add(name)
        if name in DEFAULT_ROWS:
            self.attributes.add(name)

    def apply(self, step: Step) -> None:
        """The schema after a step. Okta refuses to remove a base attribute, or one that is mapped (mappings 4.1)."""
        match step.argument:
            case AddAttribute(name=name):
                self.attributes.add(name)
            case EditMapping(attribute=name):
                self.map(name)
            case RemoveMapping(attributes=names):
                self.mapped.difference_update(names)
            case RemoveAttribute(name=name) if name not in self.mapped | self.base:
                self.attributes.discard(name)
            case _:
                pass

    def miss(self, name: str, *, mapping: bool = False) -> str:
        """Why `name` cannot be used now; empty when it can. A `mapping` may bring a default row's attribute."""
        if name in self.attributes or (mapping and name in DEFAULT_ROWS):
            return ""
        hint = nearest(name, self.attributes) or "; add it under `app.attributes`, or with `add_attribute` before"
        return f"the app has no attribute {shown(name)}{hint}"


def complaints(scenario: Scenario, document: Document) -> Iterator[ScenarioError]:
    """Attributes declared twice, and every use of one that is not there at that moment."""
    yield from _declared_twice(scenario.app, document)
    schema = Schema.of(scenario.app)
    for name, row in scenario.app.mappings.items():
        if said := schema.miss(name, mapping=row is not None):
            yield ScenarioError(document.mark(("app", "mappings", name), key=True), said)
    for number, step in enumerate(scenario.steps):
        for path, name, mapping in _uses(step):
            if said := schema.miss(name, mapping=mapping):
                mark = document.mark(("steps", number, step.verb, *path), key=path[0] == "profile")
                yield ScenarioError(mark, said)
        schema.apply(step)


def _uses(step: Step) -> Iterator[tuple[Path, str, bool]]:
    argument = step.argument
    match argument:
        case EditMapping(attribute=name):
            yield ("attribute",), name, True
        case RemoveMapping(attributes=names):
            yield from ((("attributes", number), name, False) for number, name in enumerate(names))
        case RemoveAttribute(name=name):
            yield ("name",), name, False
        case AssignUser() | EditAssignment() | AssignGroup() | EditGroupAssignment():
            yield from ((("profile", name), name, False) for name in argument.profile)
        case _:
            pass


def _declared_twice(app: App, document: Document) -> Iterator[ScenarioError]:
    seen: dict[str, str] = {name.lower(): name for name in (row.name for row in TEMPLATES[app.template].attributes)}
    declared: set[str] = set()
    for number, attribute in enumerate(app.attributes):
        mark = document.mark(("app", "attributes", number, "name"))
        known = seen.setdefault(attribute.name.lower(), attribute.name)
        if attribute.name in declared:
            yield ScenarioError(mark, f"the attribute `{attribute.name}` stands here for the second time")
        elif known != attribute.name:
            yield ScenarioError(
                mark, f"`{attribute.name}` and `{known}` differ only in case, which Okta takes for the same"
            )
        declared.add(attribute.name)
