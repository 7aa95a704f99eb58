"""The YAML parser's complaints in sentences that say what to do."""

import re
from typing import Any

from simulator.errors import Mark, ScenarioError

_SENTENCES = (
    ("mapping values are not allowed", "a second `: ` in one line; put quotes round the value, or start a new line"),
    ("cannot start any token", "{character} cannot start a value here; {remedy}"),
    ("unexpected end of stream", "the file ends inside a quoted text; close the quote"),
    ("unexpected document indicator", "a quoted text runs into `---` or `...`; close the quote"),
    (
        "unknown escape character",
        "inside double quotes a backslash starts an escape; write `\\\\`, or use single quotes",
    ),
    ("did not find expected ',' or '}'", "the `{{` opened in line {opened} is not closed, or a comma is missing"),
    ("did not find expected ',' or ']'", "the `[` opened in line {opened} is not closed, or a comma is missing"),
    ("did not find expected '-' indicator", "this stands level with a list but does not start with `- `; indent it"),
    ("could not find expected ':'", "a key without `: ` after it; add the colon, or indent the text under its key"),
    ("did not find expected key", "the indentation does not fit the lines above; align it with its neighbours"),
    ("incompatible YAML document", "the `%YAML` line asks for a version that does not exist; remove the line"),
    ("block sequence entries are not allowed", "a list item (`- `) cannot start here; begin a new line for it"),
    ("did not find expected node content", "a value is missing here; a text that begins like this needs quotes"),
    ("undefined alias", "aliases are not part of the format; a text that begins with `*` needs quotes"),
    ("expected alphabetic or numeric character", "a text that begins with `*` or `&` needs quotes"),
)
_TAB = "a tab stands here; indent with spaces"
_RESERVED = "put quotes round the text"
_FALLBACK = "this is not YAML ({problem}); check the quotes, the colons and the indentation here"


def reworded(wrong: Any, text: str, name: str) -> ScenarioError:
    """The parser's error `wrong` about `text`, with the place it points at, in our words."""
    mark = getattr(wrong, "problem_mark", None)
    if mark is None:
        return _unreadable_character(wrong, text, name)
    problem = str(wrong.problem or "")
    place = Mark(name, mark.line + 1, mark.column + 1)
    sentence = next((words for phrase, words in _SENTENCES if phrase in problem), _FALLBACK)
    character = _character(text, mark.line, mark.column)
    opened = wrong.context_mark.line + 1 if wrong.context_mark else place.line
    remedy = _TAB if character == "\t" else _RESERVED
    if "cannot start" in sentence and character == "\t":
        return ScenarioError(place, _TAB)
    return ScenarioError(
        place, sentence.format(character=f"`{character}`", remedy=remedy, opened=opened, problem=problem)
    )


def _character(text: str, line: int, column: int) -> str:
    lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)
    return lines[line][column : column + 1] if line < len(lines) else ""


def _unreadable_character(wrong: Any, text: str, name: str) -> ScenarioError:
    """A character YAML forbids, such as a control character; `wrong.character` is its code."""
    code = int(wrong.character)
    before = text[: text.find(chr(code))]
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return ScenarioError(Mark(name, line, column), f"the character U+{code:04X} is not allowed in YAML; remove it")
