"""How the parts of an evaluation say that they cannot go on, before anyone knows the position."""

from simulator.errors import ExpressionError

ARITHMETIC = "ARITHMETIC"
CLAIMS = "CLAIMS"
CLOCK = "CLOCK"
CONVERSION = "EL1001E"
CONVERT = "CONVERT"
COUNTRY = "COUNTRY"
CRITERIA = "CRITERIA"
DEPTH = "DEPTH"
INDEX = "EL1025E"
LIMIT = "LIMIT"
NO_FUNCTION = "EL1006E"
NO_METHOD = "EL1004E"
NO_PROPERTY = "EL1008E"
NULL_ELEMENT = "NULLELEM"
OPERATOR = "EL1030E"
PATTERN = "PATTERN"
SIZE = "SIZE"
SUBSTRING = "SIOOBE"
TIME = "TIME"
ZONE = "ZONE"
"""Codes raised in more than one place: Spring's `ELnnnnE`, or ours (mappings 1, "Error codes")."""


class FunctionError(Exception):
    """A function or operator that cannot answer; whoever called it knows the position and raises `ExpressionError`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message

    def at(self, position: int) -> ExpressionError:
        """The same failure with the place it points at, in characters from 0."""
        return ExpressionError("eval", self.code, self.message, position)
