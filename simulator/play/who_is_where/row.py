"""One row of who is where."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Row:
    """`kind` and `alias` say whose it is, `name` what the provider calls them.

    `agrees` is None where it cannot be said. `accepted`: the provider accepted what it does not hold, which reading
    back finds as soon as it happens.
    """

    kind: Literal["user", "group"]
    alias: str
    name: str
    okta: str
    provider: str
    agrees: bool | None
    reason: str | None = None
    accepted: bool = False
