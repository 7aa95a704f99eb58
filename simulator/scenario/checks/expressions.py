"""Expressions: each must parse and read only attributes that there are; the complaint points under the character."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from simulator.errors import ExpressionError, Mark, ScenarioError
from simulator.okta.expression.failures import OTHER_APP
from simulator.okta.expression.settings import Settings
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.scenario.model import Scenario
from simulator.scenario.yaml.document import Document, Path
from simulator.verbs.integration import EditUsername

_ESCAPED_LENGTH = {"x": 4, "u": 6, "U": 10}


class Written(NamedTuple):
    """An expression, where it stands, when it applies (None: always), and whether it makes usernames."""

    path: Path
    text: str
    apply: str | None = None
    username: bool = False


def written_expressions(scenario: Scenario) -> Iterator[Written]:
    """The username formats and mapping rows; the default username too, which stands nowhere."""
    app = scenario.app
    yield Written(("app", "username"), app.username, app.username_update, username=True)
    for name, row in app.mappings.items():
        if row is not None:
            yield Written(("app", "mappings", name, "expression"), row.expression, row.apply)
    for number, step in enumerate(scenario.steps):
        username = isinstance(step.argument, EditUsername)
        for key, text, apply in step.argument.expressions():
            yield Written(("steps", number, step.verb, key), text, apply, username=username)


def complaints(scenario: Scenario, document: Document) -> Iterator[ScenarioError]:
    """Every expression that Okta would refuse to save, or that reads an app's profile nobody declared."""
    attributes = {*BASE_ATTRIBUTES, *(attribute.name for attribute in scenario.user_attributes)}
    others = {name: tuple(one.name for one in app.attributes) for name, app in scenario.app_profiles.items()}
    for one in written_expressions(scenario):
        try:
            check(one.text, attributes, others, scenario.app.wire)
        except ExpressionError as wrong:
            mark = character_mark(document, one.path, one.text, wrong.position)
            yield ScenarioError(mark, worded(wrong, one.text))


def check(text: str, attributes: set[str], others: Mapping[str, Collection[str]], settings: Settings) -> None:
    """Raises what is wrong with an expression, or a `${...}` template, over these `attributes` of the Okta user.

    `others` has the attributes of other apps' profiles, by the apps' variable names.

    Raises:
        ExpressionError: with the position of the culprit.
    """
    from simulator.okta.expression import check_names, parse, parse_template

    expression = parse_template(text) if text.startswith("${") else parse(text)
    check_names(expression, {**others, "user": attributes, "source": attributes}, settings=settings)


def worded(wrong: ExpressionError, text: str) -> str:
    """What `check` raised, as a sentence; not knowing another app's profile is no refusal of Okta's."""
    if wrong.code == OTHER_APP:
        return wrong.message
    hint = f"; a constant needs quotes of its own: '\"{text}\"'" if text.isalnum() and len(text) < 60 else ""
    return f"Okta would refuse this expression, {wrong.code}: {wrong.message}{hint}"


def character_mark(document: Document, path: Path, text: str, position: int) -> Mark:
    """The place of character `position` (from 0) of the text at `path`; its beginning, where it spans several lines."""
    start = document.mark(path)
    written = document.line(start.line)[start.column - 1 :]
    offset = _offset(written, text, position)
    return start if offset is None else Mark(start.file, start.line, start.column + offset)


def _offset(written: str, text: str, position: int) -> int | None:
    """Where character `position` of `text` stands in the line it is `written` in."""
    if written.startswith(text):
        return position
    quote = written[:1]
    if quote not in ("'", '"'):
        return None
    at = 1
    for _ in range(position):
        at += _width(written, at, quote)
    return at if at < len(written) else None


def _width(written: str, at: int, quote: str) -> int:
    """How many written characters stand for one at `at` inside quotes."""
    if quote == "'":
        return 2 if written[at : at + 2] == "''" else 1
    return _ESCAPED_LENGTH.get(written[at + 1 : at + 2], 2) if written[at : at + 1] == "\\" else 1
