"""Import Results: what the last import saw and nobody has confirmed (okta-console 6)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ImportedUser:
    """A row of Import Results: an account that an import saw and nobody has confirmed.

    `values` is the app user profile read from it, `userName` among them; `user_id` the Okta user that it matches, None
    where it is new; `refused` says why a confirmation was not carried out.
    """

    scim_id: str
    values: dict[str, Any]
    user_id: str | None = None
    refused: str | None = None

    @property
    def name(self) -> str:
        """What a confirmation calls it: the user name, the id where there is none."""
        return str(self.values.get("userName") or self.scim_id)


@dataclass
class ImportResults:
    """What the last import left to be confirmed, and the rule its accounts were matched by."""

    match_on: str
    users: list[ImportedUser] = field(default_factory=list)
