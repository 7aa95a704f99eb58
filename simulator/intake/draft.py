"""A scenario in the making: plain data, with the comments that say what could not be told."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from provider_stub.scim import syntax
from simulator.intake.traffic import Traffic


@dataclass
class Step:
    """One step to be: `verb` and `argument` as they are written; `at` says when it was seen, as ISO 8601.

    `seen` are the requests it stands for, `logged` the System Log events as (type, result). `faults` and `expect` are
    what goes beside it, `comments` stand above it. `given` is what the provider holds of somebody who was provisioned
    before the recording began, on the step that makes up for it.
    """

    verb: str
    argument: Any = None
    at: str = ""
    seen: list[Traffic] = field(default_factory=list)
    logged: list[tuple[str, str]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    expect: dict[str, Any] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    given: dict[str, Any] | None = None


@dataclass
class Draft:
    """All of a scenario: what is there, and the steps. `comments` stand at the top, in order."""

    name: str
    starts_at: str | None = None
    comments: list[str] = field(default_factory=list)
    app: dict[str, Any] = field(default_factory=dict)
    stub: dict[str, Any] = field(default_factory=dict)
    user_attributes: list[Any] = field(default_factory=list)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def add_account(self, account: dict[str, Any]) -> None:
        """An account that the Hub has from before; its address only where the Hub could hold it, and nobody has it."""
        accounts = self.stub.setdefault("accounts", [])
        usernames, addresses = ({str(one.get(key)).lower() for one in accounts} for key in ("username", "email"))
        address = str(account.get("email") or "")
        if not syntax.is_email(address) or address.lower() in addresses:
            account = {key: held for key, held in account.items() if key != "email"}
        if str(account["username"]).lower() not in usernames:
            accounts.append(account)


class Aliases:
    """Short names for people and groups, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = {"everyone"}

    def give(self, name: str) -> str:
        """An alias made of `name`: its ASCII letters and digits, joined by dashes."""
        plain = unicodedata.normalize("NFKD", name.partition("@")[0]).encode("ascii", "ignore").decode()
        stem = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:60] or "someone"
        alias = stem if not stem.isdecimal() else f"n{stem}"
        number = 1
        while alias in self._given:
            number += 1
            alias = f"{stem}-{number}"
        self._given.add(alias)
        return alias
