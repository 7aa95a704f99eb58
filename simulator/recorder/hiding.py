"""The secrets of whoever passes by: the provider's token is known from the start, others are learned as they come."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from simulator.play.redaction import Redactor
from simulator.play.transcript import Event
from simulator.scim.message import Json

MOST = 64
"""Tokens that are learned for good. Whoever finds the address may send any number, and each one known slows all that
follows; a further one is hidden in the exchange that shows it."""

AnyEvent = TypeVar("AnyEvent", bound=Event)


@dataclass(frozen=True)
class Hidden:
    """All that is to be hidden of one exchange."""

    redactors: tuple[Redactor, ...]

    def event(self, event: AnyEvent) -> AnyEvent:
        """The event without it."""
        for one in self.redactors:
            event = one.event(event)
        return event

    def text(self, text: str) -> str:
        """The text without it."""
        for one in self.redactors:
            text = one.redact_text(text)
        return text

    def json(self, value: Json) -> Json:
        """The value without it."""
        for one in self.redactors:
            value = one.redact_json(value)
        return value


class Known:
    """The tokens and passwords that are known so far."""

    def __init__(self, *tokens: str) -> None:
        self._redactor = Redactor(*tokens)
        self._tokens = set(tokens)

    def with_these(self, tokens: Collection[str], *, lasting: bool) -> Hidden:
        """What hides these too, and from now on, where they are `lasting` and not too many."""
        for token in sorted(tokens) if lasting else ():
            if token not in self._tokens and len(self._tokens) < MOST:
                self._tokens.add(token)
                self._redactor.add_token(token)
        others = [token for token in tokens if token not in self._tokens]
        return Hidden((self._redactor, Redactor(*others)) if others else (self._redactor,))

    def event(self, event: AnyEvent) -> AnyEvent:
        """The event without them."""
        return self._redactor.event(event)
