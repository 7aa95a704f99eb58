"""Steps: one verb each, and beside it what is expected, noted, and how the step is called."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from simulator.errors import Mark
from simulator.okta.profiles import TEMPLATES
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.declared import KEY, Declared, Located, carried, predicate, refusals
from simulator.scenario.fields.kinds import Text
from simulator.scenario.fields.profile_values import AttributeTypes
from simulator.scenario.fields.scalars import is_none, json_value, kind, nearest, sentence, wrong
from simulator.scenario.parts.expect import Expect
from simulator.scenario.parts.people import user_types
from simulator.scenario.yaml.document import Block, Items, Place, Plain
from simulator.verbs import VERBS
from simulator.verbs.connection import Connection
from simulator.verbs.integration import AddAttribute
from simulator.verbs.verb import Verb, read_argument

NOWHERE = Mark("", 0, 0)


class Beside(Declared):
    """What may stand beside a step's verb."""

    expect: Expect | None = None
    """What must be seen."""
    note: Text | None = None
    """Prose for reports."""
    id: Text | None = None
    """What the step is called, unique in the scenario."""
    title: Text | None = None
    """The step's heading on pages; without it the note's first sentence is."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act of the administrator.

    `argument` is an instance of the class in `verbs` that bears the verb's name; `raw` is what was written, as plain
    JSON data, for the record: it holds no password and no token. `mark` is where the verb stands, `expect_line` the
    line of the key `expect`, or the verb's where there is none. `by` is who acts, as the record says it.
    """

    verb: str
    argument: Verb
    raw: Any = None
    expect: Expect | None = None
    note: str | None = None
    id: str | None = None
    title: str | None = None
    mark: Mark = NOWHERE
    expect_line: int = 0
    by: str = "scenario"


def read_steps(raw: Any, info: ValidationInfo) -> tuple[Step, ...]:
    """All steps, in order; the validation's context is the file that their marks name.

    Raises:
        ValidationError: with all that is wrong in any of them, each at its place.
    """
    if not isinstance(raw, list | tuple):
        if is_none(raw):
            return ()
        raise wrong(f"takes a list, not {kind(raw)}; begin each step with `- `")
    file = info.context if isinstance(info.context, str) else ""
    types = _types(info.data)
    steps: list[Step] = []
    problems: list[Located] = []
    for number, written in enumerate(raw):
        try:
            steps.append(step := _read_step(written, _place(raw, number), file, types))
            if isinstance(step.argument, AddAttribute):
                types.app[step.argument.name] = step.argument.type
        except ValidationError as why:
            problems += carried(why, (number,))
        except PydanticCustomError as why:
            problems.append(((number,), why))
    if problems:
        raise refusals(problems)
    return tuple(steps)


def _types(declared: dict[str, Any]) -> AttributeTypes:
    types = user_types(declared)
    app = declared.get("app")
    if app is not None:
        types.app.update({row.name: row.type for row in TEMPLATES["okta_default"].attributes})
        types.app.update({row.name: row.type for row in app.attributes})
    return types


def _read_step(written: Any, place: Place, file: str, types: AttributeTypes) -> Step:
    if isinstance(written, Step):
        return written
    block = _as_block(written)
    name = _verb_of(block)
    problems: list[Located] = []
    argument, beside = None, Beside()
    try:
        argument = read_argument(VERBS, name, block[name], types)
    except ValidationError as why:
        problems += carried(why, ())
    try:
        beside = Beside.model_validate({key: block[key] for key in Beside.model_fields if key in block})
    except ValidationError as why:
        problems += carried(why, ())
    if argument is None or problems:
        raise refusals(problems)
    mark = _mark(block, name, place, file)
    return Step(
        verb=name,
        argument=argument,
        raw=argument.recorded(json_value(block[name])),
        expect=beside.expect,
        note=beside.note,
        id=beside.id,
        title=beside.title,
        mark=mark,
        expect_line=_mark(block, "expect", place, file).line if beside.expect else mark.line,
    )


def read_act(written: Any, types: AttributeTypes) -> Verb:
    """One verb with its argument, as a step holds them; `types` are those of the attributes there are.

    Raises:
        ValueError: it is none; the sentence says why.
    """
    try:
        block = _as_block(written)
        name = _verb_of(block)
        if beside := [key for key in block if key != name]:
            raise sentence(f"only a verb can stand here, not {shown(beside[0])}")
        return read_argument(VERBS, name, block[name], types)
    except ValidationError as why:
        first = why.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part != KEY)
        said = "is needed" if first["type"] == "missing" else predicate(first)
        raise ValueError(said if first["type"].endswith("sentence") else f"`{where}` {said}") from None
    except PydanticCustomError as why:
        raise ValueError(str(why)) from None


def _as_block(written: Any) -> dict[str, Any]:
    """The step as a mapping; a verb that needs no argument may stand by itself."""
    if isinstance(written, dict):
        return written
    if isinstance(written, str) and not is_none(written):
        return {str(written): Plain("")}
    raise wrong(f"takes a verb, such as `- force_sync` or `- assign_user: ada`, not {kind(written)}")


def _verb_of(block: dict[str, Any]) -> str:
    names = [key for key in block if key in VERBS]
    beside = Beside.model_fields
    unknown = [key for key in block if key not in VERBS and key not in beside]
    if unknown:
        raise refusals([((key,), _no_verb(key, [*VERBS, *beside] if not names else list(beside))) for key in unknown])
    if not names:
        raise sentence("a step holds one verb, this one holds none; `check` is the verb that does nothing")
    if len(names) > 1:
        raise sentence(
            f"a step holds one verb, this one holds {' and '.join(f'`{n}`' for n in names)}; write {len(names)} steps"
        )
    return names[0]


def _no_verb(key: str, known: list[str]) -> PydanticCustomError:
    hint = nearest(key, known) or (f"; beside a verb stand {', '.join(known)}" if len(known) < 5 else "")
    return sentence(f"{shown(key)} is neither a verb nor {', '.join(Beside.model_fields)}{hint}", key=True)


def _place(steps: Any, number: int) -> Place:
    return steps.places[number] if isinstance(steps, Items) else (-1, -1)


def _mark(block: dict[str, Any], key: str, place: Place, file: str) -> Mark:
    line, column = block.places[key][0] if isinstance(block, Block) else place
    return Mark(file, line + 1, column + 1)


def needs_stub(step: Step) -> str:
    """What in a step only the bundled stub can do or show, as it is written; empty where any provider will do."""
    if step.argument.stub_only:
        return step.verb
    if isinstance(step.argument, Connection) and step.argument.stub_token is not None:
        return "stub_token"
    return "hub" if step.expect and "hub" in step.expect.model_fields_set else ""
