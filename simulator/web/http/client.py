"""One request to the API as the System Log tells of it (management API 5)."""

import secrets
from dataclasses import dataclass
from typing import Any

from simulator.okta.system_log import ADMINISTRATOR, SYSTEM

TOKEN_ID = "00T0000000000oktasim"  # noqa: S105  (an id that names the token, and no secret)


@dataclass(frozen=True)
class ApiClient:
    """A request: its id, which is also the transaction's, where it came from, and what it asked for."""

    request_id: str
    path: str
    query: str = ""
    address: str | None = None
    user_agent: str | None = None
    kind: str = "api"

    def signed(self, entry: dict[str, Any]) -> dict[str, Any]:
        """The entry with the request's facts; the engine's own rows stay as they are."""
        if entry["transaction"]["type"] != "WEB":
            return entry
        url = f"{self.path}?{self.query}" if self.query else f"{self.path}?"
        web = {"requestId": self.request_id, "requestUri": self.path, "url": url}
        chain = {"ip": self.address, "geographicalContext": None, "version": "V4", "source": None}
        return {
            **entry,
            "actor": ADMINISTRATOR.as_json() if entry["actor"]["id"] == SYSTEM.id else entry["actor"],
            "client": {**entry["client"], "userAgent": self._agent(), "ipAddress": self.address},
            "transaction": {**entry["transaction"], "detail": {"requestApiTokenId": TOKEN_ID}},
            "debugContext": {"debugData": {**entry["debugContext"]["debugData"], **web}},
            "request": {"ipChain": [chain] if self.address else []},
        }

    def _agent(self) -> dict[str, Any] | None:
        if self.user_agent is None:
            return None
        return {"rawUserAgent": self.user_agent, "os": "Unknown", "browser": "UNKNOWN"}


def new_request_id() -> str:
    """32 hex digits, as recorded of late (management API 2 [R])."""
    return secrets.token_hex(16)
