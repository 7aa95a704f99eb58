"""Accounts and Resource Groups that a scenario puts on the Hub: what the Hub could not hold is found before the run."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from provider_stub.scim import syntax
from provider_stub.scim.syntax import reasons
from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.declared import Declared, Located
from simulator.scenario.fields.kinds import Flag, Keyed, Shape, Text
from simulator.scenario.fields.scalars import wrong

Role = Literal["read", "contributor", "write", "admin"]
"""Roles in a Resource Group, lowest first (huggingface-scim 9)."""

HubUsername = Annotated[
    str,
    Shape(
        r"(?![0-9]+$)(?![0-9a-fA-F]{24}$)(?=.{2,42}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*",
        "a Hub username (2 to 42 letters and digits, single dashes between them, a letter among them)",
    ),
]
"""A username by the Hub's rules (huggingface-scim 7 (O))."""

HubEmail = Annotated[str, Shape(syntax.EMAIL, "an e-mail address such as ada@acme.test")]
"""An address by the Hub's rule (huggingface-scim 4 (O))."""


class Account(Declared):
    """A Hub account that exists before the run."""

    username: HubUsername
    """The Hub username."""
    full_name: Text | None = None
    """The name shown on the Hub."""
    email: HubEmail | None = None
    """The account's address."""
    member: Flag = False
    """Whether it belongs to the organization already."""


class ResourceGroup(Declared):
    """A Resource Group of the organization."""

    name: Text
    """Its name."""
    auto_join: Flag = False
    """Whether new members of the organization join it."""
    members: Annotated[dict[Text, Role], Keyed] = Field(default_factory=dict)
    """Hub usernames and their roles; a name without an account gets one."""
    service_accounts: Annotated[dict[Text, Role], Keyed] = Field(default_factory=dict)
    """Service accounts and their roles; SCIM never touches them."""


def contradictions(accounts: Sequence[Account], resource_groups: Sequence[ResourceGroup]) -> Iterator[Located]:
    """What is right in itself and cannot be beside the rest; places begin at `accounts` and `resource_groups`."""
    yield from _taken("accounts", "username", [one.username.lower() for one in accounts])
    yield from _taken("accounts", "email", [one.email.lower() if one.email else None for one in accounts])
    yield from _taken("resource_groups", "name", [one.name for one in resource_groups])
    outsiders = {one.username.lower() for one in accounts if not one.member}
    known = {one.username.lower() for one in accounts}
    for place, group in enumerate(resource_groups):
        for username in group.members:
            if said := _no_member(username, outsiders, known):
                yield ("resource_groups", place, "members", username), wrong(said, key=True)


def _taken(field: str, key: str, values: Sequence[str | None]) -> Iterator[Located]:
    seen: set[str] = set()
    for place, value in enumerate(values):
        if value in seen:
            yield (field, place, key), wrong(f"is taken: {shown(value)} stands above already")
        elif value is not None:
            seen.add(value)


def _no_member(username: str, outsiders: set[str], known: set[str]) -> str:
    """Why `username` cannot be in a Resource Group, empty where it can."""
    if username.lower() in outsiders:
        return "is an account outside the organization; set `member: true` on it"
    if username.lower() not in known and (broken := reasons(username)):
        return f"is no Hub username: {'; '.join(broken)}"
    return ""
