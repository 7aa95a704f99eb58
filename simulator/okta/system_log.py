"""A System Log entry in Okta's JSON shape (okta-wire 9.1 [C: KBQ]; management API section 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.okta.journal import LogRow
from simulator.okta.system_log_catalogue import CATALOGUE, EventType

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


@dataclass(frozen=True)
class Target:
    """One of `target[]`, or the actor: its kind (`AppUser`, `AppInstance`, `User`, ...), id and names.

    `change_details` is `{"from": {...}, "to": {...}}`; it stands in the entry only when it is given.
    """

    type: str
    id: str
    alternate_id: str
    display_name: str
    detail_entry: dict[str, Any] | None = None
    change_details: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The target as it stands in an entry."""
        shown = {
            "id": self.id,
            "type": self.type,
            "alternateId": self.alternate_id,
            "displayName": self.display_name,
            "detailEntry": self.detail_entry,
        }
        return shown if self.change_details is None else {**shown, "changeDetails": self.change_details}


SYSTEM = Target("SystemPrincipal", "sys00000000000000000", "system@okta.com", "Okta System")
"""Who acts in a job (management API 5; the values are not on record)."""
ADMINISTRATOR = Target("User", "00u00000000000admin5", "admin@oktasim.test", "Okta Administrator")
"""Who acts in a scenario."""


def entry(
    event_type: str,
    *,
    published: str,
    uuid: str,
    targets: Sequence[Target],
    transaction_id: str,
    outcome: str = "SUCCESS",
    reason: str | None = None,
    actor: Target | None = None,
    debug: Mapping[str, Any] | None = None,
    transaction_type: str | None = None,
    transaction_detail: Mapping[str, Any] | None = None,
    client: Mapping[str, Any] | None = None,
    ip_chain: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """An entry; `reason` is cut to what clients accept, and null when there is none.

    `published` is ISO 8601 with milliseconds and Z. Where they are not given, `transaction_type` (`JOB`, `WEB`) is
    the catalogue's, the actor of a job is the system and otherwise the administrator, and `client` is all null, as
    captured on a job. The session is the transaction's own: one id for all entries of an act.

    Raises:
        KeyError: an event type that is not in the catalogue, or an outcome that Okta does not have.
    """
    known = CATALOGUE[event_type]
    kind = transaction_type or known.transaction
    return {
        "actor": (actor or (SYSTEM if kind == "JOB" else ADMINISTRATOR)).as_json(),
        "client": {**_unset("userAgent", "zone", "device", "id", "ipAddress", "geographicalContext"), **(client or {})},
        "device": None,
        "authenticationContext": _authentication(transaction_id),
        "displayMessage": known.message,
        "eventType": event_type,
        "outcome": {"result": outcome, "reason": (reason or "")[:LONGEST_REASON] or None},
        "published": published,
        "securityContext": _unset("asNumber", "asOrg", "isp", "domain", "isProxy"),
        "severity": SEVERITIES[outcome],
        "debugContext": {"debugData": dict(debug or {})},
        "legacyEventType": _legacy(known, outcome),
        "transaction": {"type": kind, "id": transaction_id, "detail": dict(transaction_detail or {})},
        "uuid": uuid,
        "version": "0",
        "request": {"ipChain": [dict(hop) for hop in ip_chain]},
        "target": [target.as_json() for target in targets],
    }


def _legacy(known: EventType, outcome: str) -> str | None:
    return known.legacy_failure or known.legacy if outcome == "FAILURE" else known.legacy


def _unset(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names)


def _authentication(transaction_id: str) -> dict[str, Any]:
    """Nobody signs in to do this, but a session there is (`trs...`, 9.1 [C])."""
    unset = _unset("authenticationProvider", "credentialProvider", "credentialType", "issuer", "interface")
    session = f"trs{transaction_id[3:]}" if transaction_id else None
    return {**unset, "authenticationStep": 0, "rootSessionId": None, "externalSessionId": session}


def row_entry(row: LogRow, published: str, uuid: str) -> dict[str, Any]:
    """The entry, published at that time."""
    return entry(
        row.event_type,
        published=published,
        uuid=uuid,
        targets=[Target(*target) for target in row.targets],
        outcome=row.outcome,
        reason=row.reason,
        transaction_id=row.transaction,
        transaction_type="JOB" if row.job else None,
        debug={**({"appname": row.app_name} if row.app_name else {}), **row.debug},
    )
