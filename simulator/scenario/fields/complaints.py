"""How complaints quote what was written, and several complaints about one scenario, in the order of the file."""

from collections.abc import Iterable

from simulator.errors import ScenarioError, SimulatorError

SHOWN = 50
"""Complaints beyond this many are counted, not printed."""


def shown(value: str) -> str:
    """A value as a complaint quotes it: short, on one line, and with half a surrogate pair as JSON writes it."""
    flat = " ".join(value.encode("utf-8", "backslashreplace").decode().split())
    if not flat:
        return "blank text"
    return f"`{flat if len(flat) <= 60 else flat[:57] + '...'}`"


class ScenarioErrors(SimulatorError):  # noqa: N818  (the plural of ScenarioError)
    """A scenario with more than one fault; `errors` holds them in file order, `str()` gives one line each."""

    def __init__(self, errors: tuple[ScenarioError, ...]) -> None:
        lines = [str(error) for error in errors[:SHOWN]]
        if len(errors) > SHOWN:
            lines.append(f"and {len(errors) - SHOWN} more")
        super().__init__("\n".join(lines))
        self.errors = errors

    @classmethod
    def of(cls, errors: Iterable[ScenarioError]) -> SimulatorError:
        """The error to raise for these, at least one: itself when it is alone, else all of them, sorted, each once."""
        unique = {str(error): error for error in errors}
        ordered = sorted(unique.values(), key=lambda error: (error.mark.line, error.mark.column))
        return ordered[0] if len(ordered) == 1 else cls(tuple(ordered))
