"""Named switches for what no source says of Okta's Management API (management API, section 10 and the `?` marks)."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Choices:
    """The switches; each default is the best-founded reading."""

    assign_again: Literal["conflict", "update"] = "conflict"
    """Whether POST of an individually assigned person answers E0000062, as documented, or edits the assignment."""
    rule_groups: Literal["refuse", "ignore"] = "refuse"
    """Whether an update of a group rule that names other groups is refused or taken without them; the documents say
    only that the groups cannot be changed."""
    connecting_adds_push_groups: bool = True
    """Whether setting up the connection also ticks Push Groups, for which the API has no route of its own."""
