"""Which attributes a recording carries, and which Okta profile and mappings would send the same again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.okta.external_names import Path, read
from simulator.okta.profiles import BASE_ATTRIBUTES, TEMPLATES, AppAttribute
from simulator.okta.resource import full_path, is_empty
from simulator.scenario.parts.people import LONGEST
from simulator.scim import urns

USERNAME = "scimUserName"
"""The custom attribute that holds usernames which are no logins."""

_ALWAYS = frozenset({"schemas", "userName", "externalId", "groups", "password", "active", "id", "meta"})
_PLAIN = re.compile(r"user\.(\w+)")
_GUESSED_BY_OKTA = frozenset({"displayName", "locale"})
"""What an expression gives although the profile has none (mappings 1 [KB])."""
_LARGEST = 10**15
"""Numbers beyond this are not kept apart by every program (RFC 8259 6), nor written in a scenario."""
_MULTI_VALUED = frozenset({"emails", "phoneNumbers", "addresses"})


@dataclass(frozen=True)
class Attribute:
    """An app attribute that was seen: where it stands in a resource, and the Okta attribute that would give it."""

    name: str
    path: Path
    okta: str
    kind: str = "string"

    def holds(self, value: Any) -> bool:
        """Whether Okta could hold this value in its attribute."""
        if self.kind == "string":
            return isinstance(value, str) and _possible(self.okta, value)
        return _type(value) == self.kind and (self.kind == "array" or abs(value) < _LARGEST)


@dataclass
class Attributes:
    """How recorded bodies and Okta profiles translate into each other.

    `app` and `declared` are the scenario's `app` keys and `user_attributes`; `unclear` are members nobody can map,
    `impossible` the attributes that had a value somewhere which no Okta user can have.
    """

    rows: list[Attribute] = field(default_factory=list)
    app: dict[str, Any] = field(default_factory=dict)
    declared: list[Any] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    impossible: set[str] = field(default_factory=set)
    typed: bool = False

    def profile(self, body: dict[str, Any]) -> dict[str, Any]:
        """The Okta profile, login aside, that would send this body; attributes without a value are left out."""
        seen = [(row, value) for row in self.rows if not is_empty(value := read(body, row.path))]
        self.impossible |= {row.name for row, value in seen if not row.holds(value)}
        held = {row.okta: value for row, value in seen if row.holds(value)}
        name = body.get("userName")
        return {**held, USERNAME: name} if self.typed and not is_empty(name) else held


@dataclass(frozen=True)
class Evidence:
    """What a recording shows of people: the bodies of creates, and what each update read and wrote (before, after)."""

    created: list[dict[str, Any]]
    changed: list[tuple[dict[str, Any], dict[str, Any]]]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Everything that Okta wrote."""
        return [*self.created, *(after for _, after in self.changed)]

    def shows(self, path: Path) -> bool:
        """Whether Okta manages what stands at `path`: a create carries it, or an update changed it."""
        written = any(_has(body, path) for body in self.created)
        return written or any(read(before, path) != read(after, path) for before, after in self.changed)


def attributes_of(evidence: Evidence, *, typed: bool) -> Attributes:
    """The attributes a recording carries; `typed` gives usernames an attribute of their own.

    Without a create, the Hub's guide (mappings 6) says which attributes there are.
    """
    found = Attributes(typed=typed)
    if typed:
        found.declared.append(USERNAME)
        found.app["username"] = f"user.{USERNAME}"
    mappings: dict[str, Any] = {}
    for row in TEMPLATES["okta_default"].attributes:
        if row.name != "userName":
            _add_row(found, mappings, evidence, row)
    _add_custom(found, evidence.created, mappings)
    if mappings:
        found.app["mappings"] = mappings
    return found


def _add_row(found: Attributes, mappings: dict[str, Any], evidence: Evidence, row: AppAttribute) -> None:
    """A row of Okta's default template, where the recording carries it; taken away where it plainly does not."""
    path, in_guide = full_path(str(row.namespace), row.path), row.name in TEMPLATES["huggingface"].mappings
    carried = evidence.shows(path) or (in_guide and not evidence.created)
    unclear = carried and any(not isinstance(read(body, path), str) for body in evidence.bodies if _has(body, path))
    found.unclear += [row.path] * unclear
    if unclear or not carried:
        mappings.update({row.name: None} if in_guide else {})
        return
    expression = TEMPLATES["okta_default"].mappings[row.name]
    okta = _okta_attribute(row.name, path, expression, evidence)
    if okta is None:
        mappings.update({} if in_guide else {row.name: expression})
        return
    if okta not in BASE_ATTRIBUTES:
        found.declared.append(okta)
        mappings[row.name] = f"user.{okta}"
    elif not in_guide:
        mappings[row.name] = expression
    found.rows.append(Attribute(row.name, path, okta))


def _has(body: dict[str, Any], path: Path) -> bool:
    return not is_empty(read(body, path))


def _okta_attribute(name: str, path: Path, expression: str, evidence: Evidence) -> str | None:
    """The Okta attribute that gives this one; None where the template's own expression does, a custom one where neither
    a base attribute nor the template would send what was seen.
    """
    custom = f"scim{name[0].upper()}{name[1:]}"
    plain = _PLAIN.fullmatch(expression)
    if plain is None:
        value = (*path[:-1], "streetAddress" if path[0] == "addresses" else "value")
        fits = all(read(body, path) == ("work" if _has(body, value) else None) for body in evidence.created)
        return None if fits else custom
    if name in _GUESSED_BY_OKTA and not all(_has(body, path) for body in evidence.created):
        return custom
    values = [read(body, path) for body in evidence.bodies if _has(body, path)]
    return plain[1] if all(_possible(plain[1], value) for value in values) else custom


def _possible(name: str, value: str) -> bool:
    """Whether Okta could hold this in a base attribute (mappings 4.4)."""
    if len(value) > LONGEST.get(name, len(value)):
        return False
    return name != "email" or re.fullmatch(r"[^@\s]+@[^@\s]+", value) is not None


def _add_custom(found: Attributes, created: list[dict[str, Any]], mappings: dict[str, Any]) -> None:
    """Attributes outside Okta's default template: each becomes a custom attribute on both sides."""
    template = {full_path(str(row.namespace), row.path) for row in TEMPLATES["okta_default"].attributes}
    covered = [".".join([part for part in path if isinstance(part, str)]) + "." for path in template]
    seen: dict[tuple[str | None, str], Any] = {}
    for body in created:
        for namespace, name, value in _members(body):
            if namespace or not any(one.startswith(f"{name}.") for one in covered):
                seen.setdefault((namespace, name), value)
    for (namespace, name), value in seen.items():
        path, kind = _path(namespace, name), _type(value)
        if path is None or kind is None:
            found.unclear.append(f"{namespace}:{name}" if namespace else name)
        elif not namespace or path not in template:
            _declare(found, mappings, (namespace, name, path), kind)


def _path(namespace: str | None, name: str) -> Path | None:
    """Where a member stands; None where Okta has no external name for it."""
    try:
        return full_path(namespace or urns.CORE_USER, name)
    except ValueError:
        return None


def _declare(found: Attributes, mappings: dict[str, Any], place: tuple[str | None, str, Path], kind: str) -> None:
    namespace, written, path = place
    word = "".join(part[:1].upper() + part[1:] for part in re.findall(r"\w+", written, re.ASCII)) or "Attribute"
    taken = {row.okta for row in found.rows}
    name = next(one for one in (f"scim{word}", *(f"scim{word}{n}" for n in range(2, 999))) if one not in taken)
    attribute: dict[str, Any] = {"name": name, "external_name": written, "namespace": namespace or urns.CORE_USER}
    attribute.update({"type": kind} if kind != "string" else {})
    found.app.setdefault("attributes", []).append(attribute)
    found.declared.append({"name": name, "type": kind} if kind != "string" else name)
    mappings[name] = f"user.{name}"
    found.rows.append(Attribute(name, path, name, kind))


def _members(body: dict[str, Any]) -> Iterator[tuple[str | None, str, Any]]:
    """The members of a body as (extension, dotted name, value)."""
    for key, value in body.items():
        if key in _ALWAYS or key in _MULTI_VALUED:
            continue
        if key.startswith("urn:") and isinstance(value, dict):
            yield from ((key, name, held) for name, held in _dotted(value))
        else:
            yield from ((None, name, held) for name, held in _dotted({key: value}))


def _dotted(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, held in value.items():
        if isinstance(held, dict):
            yield from ((f"{key}.{name}", inner) for name, inner in _dotted(held))
        elif not is_empty(held):
            yield key, held


def _type(value: Any) -> str | None:
    if isinstance(value, list):
        return "array" if all(isinstance(one, str) for one in value) else None
    return {bool: "boolean", int: "integer", float: "number", str: "string"}.get(type(value))
