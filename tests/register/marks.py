"""Marks of sources in docstrings and comments, such as `[C: CAP-ROSTR; D: DOC20]` or `(huggingface-scim 9 [D])`.

A mark in brackets begins with a capital. It is a list of sources between semicolons and commas; before a source may
stand how it knows (`C:` captured, `D:` documented, `V:` told by a vendor), and behind it the place in it. One letter
alone says how sure a sentence is whose source is the reference named before it. In parentheses stands a reference: one
of the digests that the project was written from, with its section.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from simulator.register.register import sources

LETTERS = {"C", "D", "V", "H", "I", "K", "L", "O", "R", "S", "X", "?"}
"""How sure a sentence is, where the reference beside it names the source."""
REFERENCES = ("okta-wire", "huggingface-scim", "okta-console", "mappings", "management api")
_BRACKETS = re.compile(r"\[([A-Z][^\[\]]*)\]")
_PARENTHESES = re.compile(r"\(((?:huggingface|okta)-[a-z]+)\b[^()]*\)")
_PREFIX = re.compile(r"^[A-Z]: ")
_TOOL = re.compile(r"(?:noqa|type): ")


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Each docstring, text that stands alone and comment of a module, with its line."""
    written = path.read_text(encoding="utf-8")
    alone = (node.value for node in ast.walk(ast.parse(written)) if isinstance(node, ast.Expr))
    for value in alone:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.lineno, value.value
    for token in tokenize.generate_tokens(io.StringIO(written).readline):
        if token.type == tokenize.COMMENT and not _TOOL.search(token.string):
            yield token.start[0], token.string


def marks(text: str) -> Iterator[str]:
    """What each mark in a text names: sources with the place in them, or references."""
    joined = re.sub(r"``.*?``|`[^`]*`", "`", re.sub(r"\s+", " ", text))
    yield from (found[1] for found in _PARENTHESES.finditer(joined))
    for found in _BRACKETS.finditer(joined):
        yield from (
            part.strip() for half in found[1].split(";") for part in _PREFIX.sub("", half.strip(), count=1).split(",")
        )


def is_known(named: str) -> bool:
    """Whether what a mark names is a source of the register, a reference, or says how sure a sentence is."""
    if named in LETTERS or set(named.split()) <= LETTERS:
        return True
    lowered = named.lower()
    keys = (*(key.lower() for key in sources()), *REFERENCES)
    return any(lowered == key or lowered.startswith((f"{key} ", f"{key}:")) for key in keys)
