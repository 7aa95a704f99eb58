"""What made Okta show a failure, by the reason in its row: a feature that is off, or what the provider answered."""

import re
from http.client import responses
from typing import Any

from simulator.okta import wording
from simulator.okta.flows import groups, users
from simulator.okta.flows.group_conversation import NOT_RETRIED, WILL_BE_RETRIED
from simulator.scim import urns

REQUESTS = {
    users.VERIFY_EXISTS: "GET /Users",
    users.PUSH: "POST /Users",
    users.PUSH_PROFILE: "PUT /Users/*",
    users.REACTIVATE: "PUT /Users/*",
    users.DEACTIVATE: "PUT /Users/*",
    users.PASSWORD: "PUT /Users/*",
    users.PUSH_PASSWORD: "PUT /Users/*",
    "application.provision.user.import": "GET /Users",
    groups.READ: "GET /Groups/*",
    groups.VERIFY_EXISTS: "GET /Groups",
    groups.ADD: "POST /Groups",
    groups.UPDATE: "PUT /Groups/*",
    groups.REMOVE: "DELETE /Groups/*",
    "application.provision.group_membership.add": "PUT /Groups/*",
    "application.provision.group_membership.update": "PUT /Groups/*",
    "application.provision.group_membership.remove": "PUT /Groups/*",
    WILL_BE_RETRIED: "PUT /Groups/*",
    NOT_RETRIED: "PUT /Groups/*",
}
"""The request each kind of failure is about (okta-wire 9.2, 9.3). Of GET and PUT the log does not say which."""
FEATURES = {wording.NOT_FOUND_AND_NO_CREATE: "create_users", wording.INACTIVE_AND_NO_DEACTIVATE: "deactivate_users"}
"""The feature that was off, by what Okta says then (okta-wire 2.2, 2.5)."""
UNTOLD = {"status": 500}
"""Stands for an answer that the log does not tell."""

_STATUS = {phrase: code for code, phrase in responses.items() if code >= 400}
_PHRASE = re.compile(rf"({'|'.join(sorted(map(re.escape, _STATUS), key=len, reverse=True))}|\b[45]\d\d)$")
_REPORTED = ". Errors reported by remote server: "
_MISSING = ("No user returned for user", "Linked group is missing")
_TOKEN = re.compile(r"Unrecognized token '(\w+)'")
_NO_NUMBERS = {"schemas": [urns.LIST_RESPONSE], "totalResults": "0", "startIndex": "1", "itemsPerPage": "0"}


def request_of(kind: str, integration: str) -> str | None:
    """The method and path a failure of this kind is about; a catalogue app PATCHes `active`, passwords and groups."""
    on = REQUESTS.get(kind)
    if on is not None and integration == "oin" and kind != users.PUSH_PROFILE:
        on = on.replace("PUT", "PATCH")
    return on


def feature_off(reason: str | None) -> str | None:
    """The feature that must have been off; None where the reason is another."""
    return next((feature for sentence, feature in FEATURES.items() if sentence in (reason or "")), None)


def effect_of(reason: str | None) -> dict[str, Any] | None:
    """The fault's effect that makes Okta show this reason; None where the reason does not tell."""
    text = (reason or "").strip()
    if any(missing in text for missing in _MISSING):
        return _respond(404, "not found")
    if wording.EMPTY_USER in text or wording.EMPTY_GROUP in text:
        return {"empty": True}
    if wording.MORE_THAN_ONE in text:
        return _listed([{"id": "1"}, {"id": "2"}])
    if wording.GROUP_EXISTS in text:
        return _respond(409, text)
    if "timed out" in text.lower():
        return {"delay": "61s"}
    if "Connection reset" in text or "Connect to " in text:
        return {"disconnect": "before"}
    before, _, detail = text.partition(_REPORTED)
    found = _PHRASE.search(before) or _PHRASE.search(before.partition(". ")[0])
    if found is None:
        return {"respond": {"status": 200, "body": "<"}} if "Invalid JSON" in text else None
    status = _STATUS.get(found[1]) or int(found[1])
    if "Invalid JSON" in detail:
        token = _TOKEN.search(detail)
        return {"respond": {"status": status, "body": f"{token[1]} "}} if token else {"html": status}
    return _respond(status, detail) if detail else {"respond": {"status": status}}


def nobody_found() -> dict[str, Any]:
    """An answer to a look-up that finds nobody."""
    return _listed([])


def texts_for_numbers() -> dict[str, Any]:
    """A list whose paging members are texts, which ends a job with no reason (okta-wire 0.6 [C: KBQ])."""
    return {"respond": {"status": 200, "body": {**_NO_NUMBERS, "Resources": []}}}


def _listed(resources: list[dict[str, Any]]) -> dict[str, Any]:
    counts = {"totalResults": len(resources), "startIndex": 1, "itemsPerPage": len(resources)}
    return {"respond": {"status": 200, "body": {"schemas": [urns.LIST_RESPONSE], **counts, "Resources": resources}}}


def _respond(status: int, detail: str) -> dict[str, Any]:
    return {"respond": {"status": status, "body": {"schemas": [urns.ERROR], "status": str(status), "detail": detail}}}
