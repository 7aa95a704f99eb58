"""The YAML parser's complaints in sentences that say what to do.

Two parsers are known by their words: libyaml, some of whose releases count levels too, and PyYAML's own, for machines
that have no libyaml.
"""

import re
from typing import Any

from simulator.errors import Mark, ScenarioError

_LEVEL = "this stands level with a list but does not start with `- `; indent it"
_INDENTATION = "the indentation does not fit the lines above; align it with its neighbours"
MAX_DEPTH = 64
"""More levels than any scenario needs, far fewer than would exhaust the stack."""
TOO_DEEP = f"this is nested more than {MAX_DEPTH} levels deep, which no scenario needs"
LONGEST_KEY = 1024
"""Characters of a key that is followed by `: ` (YAML 1.2.2, 7.4.2)."""

_SENTENCES = (
    ("exceeded maximum nesting depth", TOO_DEEP),
    ("mapping values are not allowed", "a second `: ` in one line; put quotes round the value, or start a new line"),
    ("cannot start any token", "{character} cannot start a value here; {remedy}"),
    ("unexpected end of stream", "the file ends inside a quoted text; close the quote"),
    ("unexpected document", "a quoted text runs into `---` or `...`; close the quote"),
    (
        "unknown escape character",
        "inside double quotes a backslash starts an escape; write `\\\\`, or use single quotes",
    ),
    ("expected ',' or '}'", "the `{{` opened in line {opened} is not closed, or a comma is missing"),
    ("expected ',' or ']'", "the `[` opened in line {opened} is not closed, or a comma is missing"),
    ("did not find expected '-' indicator", _LEVEL),
    ("block collection: expected <block end>", _LEVEL),
    ("could not find expected ':'", "a key without `: ` after it; add the colon, or indent the text under its key"),
    ("did not find expected key", _INDENTATION),
    ("block mapping: expected <block end>", _INDENTATION),
    ("incompatible YAML document", "the `%YAML` line asks for a version that does not exist; remove the line"),
    ("sequence entries are not allowed", "a list item (`- `) cannot start here; begin a new line for it"),
    ("did not find expected node content", "a value is missing here; a text that begins like this needs quotes"),
    ("undefined alias", "aliases are not part of the format; a text that begins with `*` needs quotes"),
    ("expected alphabetic or numeric character", "a text that begins with `*` or `&` needs quotes"),
)
_BETWEEN_KEYS = re.compile(r"[,{}\[\]]")
_TAB = "a tab stands here; indent with spaces"
_RESERVED = "put quotes round the text"
_FALLBACK = "this is not YAML ({problem}); check the quotes, the colons and the indentation here"


def reworded(wrong: Any, text: str, name: str) -> ScenarioError:
    """The parser's error `wrong` about `text`, with the place it points at, in our words."""
    mark = getattr(wrong, "problem_mark", None)
    if mark is None:
        return _unreadable_character(wrong, text, name)
    problem = str(wrong.problem or "")
    said = f"{wrong.context}: {problem}"
    place = Mark(name, mark.line + 1, mark.column + 1)
    sentence = next((words for phrase, words in _SENTENCES if phrase in said), _FALLBACK)
    line = _line(text, mark.line)
    character = line[mark.column : mark.column + 1]
    if character == ":" and _too_long(_BETWEEN_KEYS.split(line[: mark.column])[-1]):
        return ScenarioError(place, f"the key before this `:` has more than {LONGEST_KEY} characters, YAML's limit")
    opened = wrong.context_mark.line + 1 if wrong.context_mark else place.line
    remedy = _TAB if character == "\t" else _RESERVED
    if "cannot start" in sentence and character == "\t":
        return ScenarioError(place, _TAB)
    return ScenarioError(
        place, sentence.format(character=f"`{character}`", remedy=remedy, opened=opened, problem=problem)
    )


def _too_long(key: str) -> bool:
    return len(key.strip()) > LONGEST_KEY and ": " not in key


def _line(text: str, number: int) -> str:
    lines = re.split(r"\r\n|[\r\n\x85\u2028\u2029]", text)
    return lines[number] if number < len(lines) else ""


def _unreadable_character(wrong: Any, text: str, name: str) -> ScenarioError:
    """A character YAML forbids, such as a control character or half of a surrogate pair."""
    if isinstance(wrong, UnicodeEncodeError):
        code = ord(text[wrong.start])
    elif hasattr(wrong, "character"):
        code = int(wrong.character)
    else:
        return ScenarioError(
            Mark(name, 1, 1), "an escape such as `\\U...` in this file names no character; write it out"
        )
    before = text[: text.find(chr(code))]
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    return ScenarioError(Mark(name, line, column), f"the character U+{code:04X} is not allowed in YAML; remove it")
