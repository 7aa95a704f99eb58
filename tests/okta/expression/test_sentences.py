"""What is said of an expression that cannot be read or evaluated: all of it, as recorded in sentences.txt.

The file holds the expressions too; OKTASIM_UPDATE_GOLDEN=1 writes what is said of them anew.
"""

import os
from pathlib import Path

from simulator.errors import ExpressionError
from simulator.okta.expression import Scope, parse

GOLDEN = Path(__file__).with_name("sentences.txt")
SCOPE = Scope({"login": "ada@acme.test", "title": None, "list": ["a", "b"], "size": 7, "flag": True})


def said(text: str) -> str:
    """Code, position and sentence of the error; `oie ` in front of a text chooses the Identity Engine dialect."""
    try:
        dialect = "oie" if text.startswith("oie ") else "classic"
        return f"gives {parse(text.removeprefix('oie '), dialect=dialect).evaluate(SCOPE)!r}"
    except ExpressionError as error:
        return f"{error.code} at {error.position}: {error.message}"


def test_all_that_is_said_of_a_bad_expression_reads_as_recorded() -> None:
    recorded = GOLDEN.read_text(encoding="utf-8")
    texts = [line.removeprefix("> ") for line in recorded.split("\n") if line.startswith("> ")]
    shown = "".join(f"> {text}\n{said(text)}\n" for text in texts)
    if os.environ.get("OKTASIM_UPDATE_GOLDEN") == "1":
        recorded = shown
        GOLDEN.write_text(shown, encoding="utf-8")

    assert len(texts) > 100
    assert shown == recorded
