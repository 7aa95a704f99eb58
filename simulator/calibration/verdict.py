"""What a recording says of one switch: decided, open, unexplained, or nothing that a recording could show."""

from dataclasses import dataclass
from typing import Any, Literal

State = Literal["decided", "open", "unexplained", "not on the wire"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One switch of `Wire` or of the Hub's `Rules`, and how sure a recording makes us of its value."""

    switch: str
    """The field's own name, as a scenario's `app.wire` or `provider_stub.rules.Rules` has it."""
    state: State
    """`decided`: every other option fits the recording worse. `open`: another option fits as well. `unexplained`: no
    option fits what the recording shows at this switch. `not on the wire`: no recording of requests can decide it."""
    value: Any = None
    """The option decided on, or the nearest one where nothing fits; None where the switch is open or not looked at."""
    default: Any = None
    """What the switch is where nobody sets it."""
    because: str = ""
    """What was seen, in a sentence: the request and the difference that the other options make there."""
    fits: tuple[Any, ...] = ()
    """The options that fit equally well, of an open switch."""
    would_decide: str = ""
    """The act that would decide it, in Okta's words, of an open switch; why nothing can, of one not on the wire."""

    def __post_init__(self) -> None:
        if self.state == "decided" and not self.because:
            raise ValueError(f"{self.switch}: decided says by what")

    @property
    def differs(self) -> bool:
        """Whether a decided switch is something other than its default."""
        return self.state == "decided" and self.value != self.default
