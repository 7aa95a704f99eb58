"""What a stub is told before it starts, checked once so that a mistake is one clear sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypeVar

from provider_stub.faults.fault import Fault, check_name, whole
from provider_stub.memory.records import ROLES
from provider_stub.quirks import QUIRKS
from provider_stub.rules import Rules

Value = TypeVar("Value")

QUOTAS = {"managed": 10_000, "basic": 6_000}
"""Requests per window by SSO model: managed takes the plan Enterprise Plus, Basic takes Enterprise (huggingface-scim
1 and 11, D)."""

_ORGANIZATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_QUOTA_PER_SECONDS = re.compile(r"([0-9]{1,15})/([0-9]{1,9})")


@dataclass(frozen=True, kw_only=True)
class Account:
    """A Hub account that exists before the first request; `member` says whether it is in the organization."""

    username: str
    full_name: str = ""
    email: str | None = None
    member: bool = False


@dataclass(frozen=True, kw_only=True)
class ResourceGroupSeed:
    """A Resource Group that exists before the first request; `members` and `service_accounts` map names to roles."""

    name: str
    auto_join: bool = False
    members: Mapping[str, str] = field(default_factory=dict)
    service_accounts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise ValueError(f"its name is {self.name!r}; give a text that is not empty")
        if not isinstance(self.auto_join, bool):
            raise ValueError(f"auto_join is {self.auto_join!r}; give true or false")
        for role in (*self.members.values(), *self.service_accounts.values()):
            check_name("role", role, ROLES)


@dataclass(frozen=True, kw_only=True)
class RateLimit:
    """`quota` requests per `window` seconds for each token (huggingface-scim 11); None is the quota of the plan.

    `creations`, where set, is the other limit the Hub has: that many POSTs per window, after which a POST is
    answered 429 although `RateLimit` still shows requests left.
    """

    quota: int | None = None
    window: int = 300
    creations: int | None = None

    def __post_init__(self) -> None:
        for name in ("quota", "window", "creations"):
            if (value := getattr(self, name)) is not None or name == "window":
                whole(f"rate_limit.{name}", value, 1)

    @classmethod
    def read(cls, text: str) -> "RateLimit | None":
        """What `QUOTA/SECONDS` or `off` (None, no limit) means on a command line; a ValueError for anything else."""
        if text == "off":
            return None
        found = _QUOTA_PER_SECONDS.fullmatch(text)
        if not found:
            raise ValueError(f"the rate limit is {text!r}; give requests per seconds, such as 6000/300, or off")
        return cls(quota=int(found[1]), window=int(found[2]))


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that makes one stub differ from another; accounts, groups, limits and faults may be mappings.

    `seed` decides all ids. `rate_limit` None is no limit. `public_url` is what `meta.location` starts with; None
    takes each request's own host. `owner_token`, if set, stands for an owner's access token with write permission on
    the organization.

    Raises:
        ValueError: a member that no stub could follow, in one sentence.
    """

    organization: str = "acme"
    sso: Literal["managed", "basic"] = "managed"
    token: str = "stub-scim-token"  # noqa: S105  (a stand-in for in-process use; serving makes a random one)
    owner_token: str | None = None
    seed: int = 0
    accounts: tuple[Account, ...] = ()
    resource_groups: tuple[ResourceGroupSeed, ...] = ()
    rate_limit: RateLimit | None = RateLimit()
    errors: Literal["scim", "hub"] = "scim"
    quirks: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()
    public_url: str | None = None
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        check_name("sso", self.sso, ("managed", "basic"))
        check_name("errors", self.errors, ("scim", "hub"))
        if not self.token:
            raise ValueError("the token is empty; give the one that clients will send")
        if not _ORGANIZATION.fullmatch(self.organization):
            raise ValueError(f"organization is {self.organization!r}; give a Hub name of letters, digits and - . _")
        limit = self.rate_limit
        if limit is not None:
            limit = _made(RateLimit, "rate_limit", limit)
            limit = replace(limit, quota=limit.quota or QUOTAS[self.sso])
        groups = tuple(_made(ResourceGroupSeed, "resource_groups", each) for each in self.resource_groups)
        vars(self).update(
            accounts=tuple(_made(Account, "accounts", each) for each in self.accounts),
            resource_groups=groups,
            rate_limit=limit,
            faults=tuple(Fault.of(each) for each in self.faults),
            quirks=frozenset(check_name("quirk", name, QUIRKS) for name in self.quirks),
            public_url=self.public_url and self.public_url.rstrip("/"),
        )

    @classmethod
    def from_mapping(cls, members: Mapping[str, Any], **more: Any) -> "Settings":
        """Settings from a scenario's `provider.stub` mapping; `more` adds what a scenario does not hold.

        Raises:
            ValueError: an unknown key or a value that does not fit.
        """
        return _made(cls, "stub", {**members, **more})


def _made(kind: type[Value], what: str, given: Any) -> Value:
    if isinstance(given, kind):
        return given
    if not isinstance(given, Mapping):
        raise ValueError(f"{what} holds {given!r}; give a mapping")
    known = [each.name for each in fields(kind)]  # type: ignore[arg-type]  # only dataclasses come here
    for name in given:
        check_name(f"key of {what}", name, known)
    try:
        return kind(**given)
    except (TypeError, AttributeError) as wrong:
        raise ValueError(f"{what}: {str(wrong).partition('() ')[2] or wrong}") from wrong
