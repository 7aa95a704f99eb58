"""A System Log entry in Okta's JSON shape (okta-wire 9.1 [C: KBQ]; management API section 5)."""

from typing import Any, NamedTuple

from simulator.okta.journal import LogRow
from simulator.okta.system_log_catalogue import CATALOGUE

LONGEST_REASON = 255
"""Characters that Okta's own clients accept in `outcome.reason` (management API 5)."""
SEVERITIES = {
    "SUCCESS": "INFO",
    "FAILURE": "ERROR",
    "SKIPPED": "WARN",
    "ALLOW": "INFO",
    "DENY": "WARN",
    "CHALLENGE": "INFO",
    "UNKNOWN": "INFO",
    "RATE_LIMIT": "WARN",
    "DEFERRED": "INFO",
    "SCHEDULED": "INFO",
    "ABANDONED": "WARN",
    "UNANSWERED": "WARN",
}
"""By outcome, of which there are no others (management API 5). INFO for SUCCESS and ERROR for FAILURE are captured
(9.1 [C: KBQ]); the rest is a default that no source decides ([I])."""


class Target(NamedTuple):
    """One of `target[]`, or the actor: its kind (`AppUser`, `AppInstance`, `User`, ...), id and names."""

    type: str
    id: str
    alternate_id: str
    display_name: str

    def as_json(self) -> dict[str, Any]:
        """The target as it stands in an entry."""
        return {
            "id": self.id,
            "type": self.type,
            "alternateId": self.alternate_id,
            "displayName": self.display_name,
            "detailEntry": None,
        }


SYSTEM = Target("SystemPrincipal", "sys00000000000000000", "system@okta.com", "Okta System")
"""Who acts in a job (management API 5; the values are not on record)."""
ADMINISTRATOR = Target("User", "00u00000000000admin5", "admin@oktasim.test", "Okta Administrator")
"""Who acts in a scenario."""


_NO_CLIENT: dict[str, Any] = dict.fromkeys(("userAgent", "zone", "device", "id", "ipAddress", "geographicalContext"))
_NO_SECURITY_CONTEXT: dict[str, Any] = dict.fromkeys(("asNumber", "asOrg", "isp", "domain", "isProxy"))
_NO_SIGN_IN: dict[str, Any] = {
    **dict.fromkeys(("authenticationProvider", "credentialProvider", "credentialType", "issuer", "interface")),
    "authenticationStep": 0,
    "rootSessionId": None,
}
"""Nobody signs in to do this, but a session there is (`trs...`, 9.1 [C])."""


def entry(row: LogRow, published: str, uuid: str) -> dict[str, Any]:
    """The entry of a row; `reason` is cut to what clients accept, and null when there is none.

    `published` is ISO 8601 with milliseconds and Z. The actor of a job is the system, else the administrator. The
    session is the transaction's own: one id for all entries of an act.

    Raises:
        KeyError: an event type that is not in the catalogue, or an outcome that Okta does not have.
    """
    known = CATALOGUE[row.event_type]
    kind = "JOB" if row.job else known.transaction
    failed, session = row.outcome == "FAILURE", f"trs{row.transaction[3:]}" if row.transaction else None
    return {
        "actor": (SYSTEM if kind == "JOB" else ADMINISTRATOR).as_json(),
        "client": _NO_CLIENT.copy(),
        "device": None,
        "authenticationContext": {**_NO_SIGN_IN, "externalSessionId": session},
        "displayMessage": known.message,
        "eventType": row.event_type,
        "outcome": {"result": row.outcome, "reason": (row.reason or "")[:LONGEST_REASON] or None},
        "published": published,
        "securityContext": _NO_SECURITY_CONTEXT.copy(),
        "severity": SEVERITIES[row.outcome],
        "debugContext": {"debugData": {"appname": row.app_name, **row.debug} if row.app_name else dict(row.debug)},
        "legacyEventType": (known.legacy_failure if failed else None) or known.legacy,
        "transaction": {"type": kind, "id": row.transaction, "detail": {}},
        "uuid": uuid,
        "version": "0",
        "request": {"ipChain": []},
        "target": [Target(*target).as_json() for target in row.targets],
    }
