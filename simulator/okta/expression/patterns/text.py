"""A pattern being read, and the two ways to refuse it."""

from simulator.okta.expression.failures import PATTERN, FunctionError

MAX_NESTING = 40


class PatternText:
    """A pattern and the index of the character not yet read."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._depth = 0

    @property
    def more(self) -> bool:
        """Whether there are characters left."""
        return self._at < len(self._pattern)

    def peek(self, ahead: int = 0) -> str:
        """The character that many places on, or ""."""
        return self._pattern[self._at + ahead : self._at + ahead + 1]

    def starts(self, text: str) -> bool:
        """Whether that text comes next."""
        return self._pattern.startswith(text, self._at)

    def skip(self, text: str) -> bool:
        """Reads the text if it comes next, and says whether it did."""
        found = self.starts(text)
        self._at += len(text) * found
        return found

    def take(self) -> str:
        """Reads one character; raises EL1018E at the end."""
        if not self.more:
            raise self.invalid("it ends too early")
        self._at += 1
        return self._pattern[self._at - 1]

    def take_count(self, count: int) -> str:
        """Reads that many characters."""
        return "".join(self.take() for _ in range(count))

    def take_until(self, closing: str) -> str:
        """Reads up to and including the closing character; what stands before it."""
        found = []
        while (character := self.take()) != closing:
            found.append(character)
        return "".join(found)

    def take_while(self, members: str) -> str:
        """Reads the characters that are members."""
        start = self._at
        while self.more and self._pattern[self._at] in members:
            self._at += 1
        return self._pattern[start : self._at]

    def take_quoted(self) -> str:
        r"""Reads what follows `\Q` up to `\E`, or to the end."""
        rest = self._pattern[self._at :]
        quoted, closing, _ = rest.partition("\\E")
        self._at += len(quoted) + len(closing)
        return quoted

    def mark(self) -> int:
        """Where reading has come to."""
        return self._at

    def back_to(self, mark: int) -> None:
        """Reads again from a mark."""
        self._at = mark

    def deeper(self) -> None:
        """Enters a group or class; raises PATTERN when they are nested too deep."""
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise self.refused(f"nesting more than {MAX_NESTING} levels deep")

    def shallower(self) -> None:
        """Leaves a group or class."""
        self._depth -= 1

    def invalid(self, what: str) -> FunctionError:
        """The failure for what Java refuses, too."""
        return FunctionError("EL1018E", f"the pattern is not valid: {what}, at its character {self._at}")

    def refused(self, what: str) -> FunctionError:
        """The failure for what only a backtracking engine can do."""
        return FunctionError(PATTERN, f"{what} (at the pattern's character {self._at}) is not supported here")
