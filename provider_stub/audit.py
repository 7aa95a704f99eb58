"""The organization's audit log, in the types the OpenAPI lists; there is none of `scim.*` (huggingface-scim 9)."""

from datetime import UTC, datetime
from typing import Any

from provider_stub.ids import Ids
from provider_stub.store import Store

SCIM_AUTHOR = "scim"
"""Who the log names for what SCIM did: a `system` author; the real name is not known."""


class AuditLog:
    """Writes events into the store's log, oldest first."""

    def __init__(self, seed: int) -> None:
        self.ids = Ids(seed, "audit")
        self._author = {"_id": f"{0:024x}", "user": SCIM_AUTHOR, "avatarUrl": "/avatars/scim.svg", "type": "system"}

    def record(self, store: Store, now: float, kind: str, message: str, **data: Any) -> None:
        """One event of type `kind` (`org.add_user`, `resource_group.add_users`, ...)."""
        store.audit.append(
            {
                "_id": self.ids.next(),
                "createdAt": timestamp(now),
                "type": kind,
                "message": message,
                "data": data,
                "author": self._author,
            }
        )


def timestamp(now: float) -> str:
    """`now` in ISO 8601 with milliseconds and Z."""
    return datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
