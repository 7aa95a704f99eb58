"""How a terminal report is coloured: a role such as "bad" becomes an ANSI colour, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Style:
    """A table of roles (`step`, `good`, `bad`, `warn`, `dim`) to ANSI codes; a role it lacks stays plain."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def paint(self, role: str, text: str) -> str:
        """`text` in the role's colour, reset at its end."""
        code = self.codes.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


PLAIN = Style()
COLOURED = Style({"step": "1", "good": "32", "bad": "31", "warn": "33", "dim": "2"})
