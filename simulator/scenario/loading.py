"""A scenario from a file or a text, or everything that is wrong with it; this is the door, past it all is typed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulator.errors import ScenarioError, UnreadableError
from simulator.scenario.checks import app_schema, expressions, references
from simulator.scenario.checks.traps import Caution, cautions
from simulator.scenario.fields.complaints import ScenarioErrors, shown
from simulator.scenario.fields.declared import KEY, predicate
from simulator.scenario.fields.scalars import json_value
from simulator.scenario.model import Scenario
from simulator.scenario.yaml.document import Document, mark_after, read_document, written


def complaint(error: Mapping[str, Any], document: Document, whole: str = "a scenario") -> ScenarioError:
    """One of pydantic's errors (its own or ours) as a complaint with a place in the document, which is `whole`."""
    path = tuple(part for part in error["loc"] if part != KEY)
    name = error["type"]
    if name == "missing":
        parent = path[:-1]
        return ScenarioError(document.mark(parent, key=True), f"{_subject(document, parent, whole)} needs `{path[-1]}`")
    bad_key = KEY in error["loc"]
    mark = document.mark(path, key=bad_key or name.startswith("key"))
    said = predicate(error)
    if name.endswith("sentence"):
        return ScenarioError(mark, said)
    return ScenarioError(mark, f"{_subject(document, path[:-1] if bad_key else path, whole)} {said}")


def _subject(document: Document, path: Sequence[str | int], whole: str) -> str:
    """What the sentence is about: the last key on the way that stands in the file, or one of its items."""
    parts = written(document.data, path)
    names = [part for part in parts if isinstance(part, str)]
    if not names:
        return whole if not parts else "a step"
    return f"an item of {shown(names[-1])}" if isinstance(parts[-1], int) else shown(names[-1])


MAX_BYTES = 64 * 1024 * 1024
"""Room for some 200,000 people written out one by one."""


def load(path: str | Path, *, stub: bool = False) -> Scenario:
    """The scenario in the file at `path`.

    `stub`: it will be played against the bundled stub, so steps that only the stub can play are fine in it.

    Raises:
        ScenarioError: one thing is wrong with it.
        ScenarioErrors: several things are.
        UnreadableError: there is no such file, or it cannot be read.
    """
    return load_text(text_in(path), str(path), stub=stub)


def load_text(text: str, name: str, *, stub: bool = False) -> Scenario:
    """The scenario in `text`; `name` is the file that complaints speak of, which are those of `load`."""
    return _read(text, name, stub=stub)[0]


def load_with_cautions(path: str | Path) -> tuple[Scenario, list[Caution]]:
    """The scenario in a file, and what is legal in it and a known trap (`traps`); raises as `load` does."""
    scenario, document = _read(text_in(path), str(path))
    return scenario, list(cautions(scenario, document))


def _read(text: str, name: str, *, stub: bool = False) -> tuple[Scenario, Document]:
    document = read_document(text.removeprefix("\ufeff"), name)
    try:
        scenario = Scenario.model_validate(document.data, context=name)
    except ValidationError as wrong:
        raise ScenarioErrors.of(complaint(error, document) for error in wrong.errors(include_url=False)) from None
    scenario._file, scenario._text = name, text
    across = [
        *references.complaints(scenario, document, on_stub=stub),
        *app_schema.complaints(scenario, document),
        *expressions.complaints(scenario, document),
    ]
    if across:
        raise ScenarioErrors.of(across)
    return scenario, document


def start_of(scenario: Scenario) -> dict[str, Any]:
    """What a scenario's file declares before its first step, as JSON data by its keys."""
    data = read_document(scenario.text.removeprefix("\ufeff"), scenario.file).data
    return {name: json_value(value) for name, value in data.items() if name != "steps"}


def text_in(path: str | Path) -> str:
    """The text of a file; raises UnreadableError and ScenarioError as `load` does."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as why:
        raise UnreadableError(f"{path} cannot be read: {why.strerror or why}") from why
    return text_of(content, str(path))


def text_of(content: bytes, name: str) -> str:
    """A scenario's bytes as text; `name` is the file that complaints speak of, which are those of `load`."""
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise UnreadableError(f"{name} is larger than {limit} MB; `generate_users` makes many people in one line")
    try:
        return content.decode()
    except UnicodeDecodeError as wrong:
        mark = mark_after(content[: wrong.start].decode(), name)
        raise ScenarioError(mark, "this is not UTF-8; save the file as UTF-8 text") from None


def read_context(path: Path) -> dict[str, Any]:
    """The mapping in the file; empty for an empty file.

    Raises:
        UnreadableError: it cannot be read.
        ScenarioError: it is not UTF-8 or not YAML, or holds something else than a mapping.
    """
    text = text_in(path).removeprefix("\ufeff")
    context: dict[str, Any] = json_value(read_document(text, str(path)).data) if text.strip() else {}
    return context
