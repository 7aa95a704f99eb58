"""What a failed System Log event says of the provider's answer, as a fault that answers the same (okta-wire 8.1)."""

import re
from http.client import responses
from typing import Any

from simulator.okta import wording
from simulator.scim import urns

REQUESTS = {
    "application.provision.user.verify_exists": "GET /Users",
    "application.provision.user.push": "POST /Users",
    "application.provision.user.push_profile": "PUT /Users/*",
    "application.provision.user.reactivate": "PUT /Users/*",
    "application.provision.user.deactivate": "PUT /Users/*",
    "application.provision.user.password": "PUT /Users/*",
    "application.provision.user.import": "GET /Users",
    "application.provision.group.import": "GET /Groups",
    "application.provision.group.verify_exists": "GET /Groups",
    "application.provision.group.add": "POST /Groups",
    "application.provision.group.update": "PUT /Groups/*",
    "application.provision.group.remove": "DELETE /Groups/*",
    "application.provision.group_membership.add": "PUT /Groups/*",
    "application.provision.group_membership.update": "PUT /Groups/*",
    "application.provision.group_membership.remove": "PUT /Groups/*",
}
"""The request each kind of failure is about (okta-wire 9.2, 9.3). Of GET and PUT the log does not say which."""

_STATUS = {phrase: code for code, phrase in responses.items() if code >= 400}
_REMOTE = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _STATUS), key=len, reverse=True))})"
    r"(?:\. Errors reported by remote server: (.*))?$",
    re.DOTALL,
)
_MISSING = ("No user returned for user", "Linked group is missing")


def effect_of(reason: str | None) -> dict[str, Any] | None:
    """The fault's effect that makes Okta show this reason; None where the reason does not tell."""
    text = (reason or "").strip()
    if any(missing in text for missing in _MISSING):
        return {"respond": {"status": 404, "body": _error(404, "not found")}}
    if wording.EMPTY_USER in text:
        return {"empty": True}
    if wording.GROUP_EXISTS in text:
        return {"respond": {"status": 409, "body": _error(409, text)}}
    if "timed out" in text.lower():
        return {"delay": "61s"}
    if "Connection reset" in text or "Connect to " in text:
        return {"disconnect": "before"}
    remote = _REMOTE.search(text)
    if remote is None:
        return None
    status, detail = _STATUS[remote[1]], remote[2]
    if detail and detail.startswith("Invalid JSON"):
        return {"html": status}
    return {"respond": {"status": status, "body": _error(status, detail)} if detail else {"status": status}}


def _error(status: int, detail: str) -> dict[str, Any]:
    return {"schemas": [urns.ERROR], "status": str(status), "detail": detail}
