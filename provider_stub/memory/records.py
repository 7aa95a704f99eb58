"""What the Hub remembers: people and their standing, SCIM groups, Resource Groups."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Ids:
    """Hands out 24 lower-case hex characters, the Hub's form of an id (huggingface-scim 4, O).

    The last six characters count, the rest follows from `seed` and `purpose`. `given` is how many went out,
    and may be set to carry on from a saved state.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._prefix = hashlib.sha256(f"{purpose}:{seed}".encode()).hexdigest()[:18]
        self.given = 0

    def next(self) -> str:
        """A new id, never given before by this object."""
        self.given += 1
        return f"{self._prefix}{self.given:06x}"


ROLES = ("no_access", "read", "contributor", "write", "admin")
"""Roles from weakest to strongest (huggingface-scim 9: the guide's order, below it the schema's `no_access`, C10)."""


class Standing(StrEnum):
    """Where a person stands with the organization (huggingface-scim 8)."""

    OUTSIDER = "outsider"
    PENDING = "pending"
    MEMBER = "active"
    INACTIVE = "inactive"


@dataclass(slots=True)
class Person:
    """A Hub account. `provisioned` says whether SCIM knows it; then `id` is also its SCIM id.

    `from_before` marks an account that SCIM did not make.
    """

    id: str
    username: str
    given_name: str
    family_name: str
    email: str | None
    standing: Standing
    provisioned: bool = False
    external_id: str | None = None
    role: str = "read"
    from_before: bool = False

    @property
    def full_name(self) -> str:
        """Given and family name with a space between, or the one there is."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(slots=True)
class Group:
    """A SCIM group; `members` maps person ids to how often each is listed (once, save for a quirk)."""

    id: str
    display_name: str
    external_id: str | None = None
    members: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AutoJoin:
    """A Resource Group's auto-join: the role new members get; scope `read_plus` leaves out `no_access` members."""

    role: str = "read"
    scope: str = "all"


@dataclass(slots=True)
class ResourceGroup:
    """A Resource Group. `links` maps SCIM group ids to the role each grants; `members` person ids to roles.

    `spend_limits` are cents a month, in all (`total`) or of one product.
    """

    id: str
    name: str
    description: str | None = None
    auto_join: AutoJoin | None = None
    links: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    service_accounts: dict[str, str] = field(default_factory=dict)
    spend_limits: dict[str, int] = field(default_factory=dict)


def split_name(full_name: str, where: Literal["first_space", "last_space"]) -> tuple[str, str]:
    """Given and family name, split as the rule `full_name_split` says; one word is a given name."""
    words = full_name.split()
    cut = 1 if where == "first_space" else max(1, len(words) - 1)
    return " ".join(words[:cut]), " ".join(words[cut:])
