"""Texts of a run as CommonMark that shows exactly them: prose, code, fenced blocks, cells of GitHub's tables."""

import re
from collections.abc import Iterator

from simulator.reports.columns import visible

_SPECIAL = re.compile(r"[\\`*\[<#|$]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|&(?=[#\w])")
"""What can begin markup: an underscore only at a word's edge, an ampersand only before a name or number."""
_LINE_START = re.compile(r"^([-+=>]|\d{1,9}(?=[.)]))")


def escape(text: str) -> str:
    """`text` as CommonMark that shows exactly it, on one line."""
    escaped = _SPECIAL.sub(r"\\\g<0>", visible(text.strip()))
    return _LINE_START.sub(lambda match: f"\\{match[0]}" if not match[0].isdigit() else f"{match[0]}\\", escaped)


def code(text: str) -> str:
    """`text` as an inline code span, whatever backticks it holds."""
    ticks = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{ticks}{space}{text}{space}{ticks}" if text else "``` ```"


def cell(text: str) -> str:
    """`text` as code in a cell of a table; a text with a bar, which would end the cell even in code, as prose."""
    text = visible(text)
    return escape(text) if "|" in text else code(text)


def fence(text: str, language: str = "") -> str:
    """`text` as a fenced code block, whatever backticks it holds."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    lines = "\n".join(visible(line) for line in text.split("\n"))
    return f"{ticks}{language}\n{lines}\n{ticks}\n"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def paragraphs(text: str | None) -> Iterator[str]:
    """Each paragraph of a text of several lines; a blank line is between two."""
    for paragraph in re.split(r"\n\s*\n", (text or "").strip()):
        if lines := [escape(line) for line in paragraph.splitlines() if line.strip()]:
            yield "\n".join(lines) + "\n\n"


def quote(text: str) -> str:
    """What somebody reads, line by line."""
    return "".join(f"> {escape(line)}\n" for line in text.strip().split("\n")) + "\n"
