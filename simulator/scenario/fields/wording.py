"""Refusals by the models as complaints: a place in the file, and a sentence about the key that stands there."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.errors import ScenarioError
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.declared import KEY
from simulator.scenario.fields.predicates import predicate
from simulator.scenario.yaml.document import Document, written


def complaint(error: Mapping[str, Any], document: Document) -> ScenarioError:
    """One of pydantic's errors (its own or ours) as a complaint with a place in the document."""
    path = tuple(part for part in error["loc"] if part != KEY)
    name = error["type"]
    if name == "missing":
        parent = path[:-1]
        return ScenarioError(document.mark(parent, key=True), f"{_subject(document, parent)} needs `{path[-1]}`")
    bad_key = KEY in error["loc"]
    mark = document.mark(path, key=bad_key or name.startswith("key"))
    said = predicate(error)
    if name.endswith("sentence"):
        return ScenarioError(mark, said)
    return ScenarioError(mark, f"{_subject(document, path[:-1] if bad_key else path)} {said}")


def _subject(document: Document, path: Sequence[str | int]) -> str:
    """What the sentence is about: the last key on the way that stands in the file, or one of its items."""
    parts = written(document.data, path)
    names = [part for part in parts if isinstance(part, str)]
    if not names:
        return "a scenario" if not parts else "a step"
    return f"an item of {shown(names[-1])}" if isinstance(parts[-1], int) else shown(names[-1])
