"""The organization's audit log, in the types the OpenAPI lists; there is none of `scim.*` (huggingface-scim 9).

Each entry says who did what, when, from which anonymized address and from where (D: audit-logs).
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from provider_stub.memory.records import Person

NOWHERE = {"formatted": "Unknown"}
"""The location of an entry: the stub cannot tell where an address is."""

KEPT_BITS = {4: 24, 6: 48}
"""How much of an address an anonymized one keeps, by IP version: the OpenAPI's example ends with 0 (O); IPv6 is I."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who did something: `user` is the name shown."""

    id: str
    user: str
    kind: Literal["user", "system"] = "user"

    @classmethod
    def of(cls, person: Person) -> "Author":
        """A person with an account."""
        return cls(person.id, person.username)


OWNER = Author(f"{1:024x}", "owner")
"""The organization's owner, who stands behind the Hub's pages and its API; the real name is not known."""

SCIM = Author(f"{0:024x}", "scim", "system")
"""Who the log names for what SCIM did (rule `scim_author`); the real name is not known."""


def entry(
    event_id: str, now: float, kind: str, message: str, author: Author, address: str | None, data: dict[str, Any]
) -> dict[str, Any]:
    """One event of type `kind` (`org.add_user`, ...) by `author`; where there is no address it names none."""
    ip = address and anonymized(address)
    return {
        "_id": event_id,
        "createdAt": timestamp(now),
        "type": kind,
        "message": message,
        "data": data,
        **({"ip": ip, "location": NOWHERE} if ip else {}),
        "author": _shown(author),
    }


@lru_cache(maxsize=256)
def _shown(author: Author) -> dict[str, Any]:
    """An author as events name them; the events of one share it."""
    avatar = f"/avatars/{author.id}.svg"
    return {"_id": author.id, "user": author.user, "avatarUrl": avatar, "type": author.kind}


@lru_cache(maxsize=256)
def anonymized(address: str) -> str | None:
    """`address` with its end set to zero; None where it is no IP address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    return str(ipaddress.ip_network(f"{ip}/{KEPT_BITS[ip.version]}", strict=False).network_address)


def timestamp(now: float) -> str:
    """`now` in ISO 8601 with milliseconds and Z."""
    return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
