"""Links, dates and derived ids: of things the org does not keep as such, made from what they belong to."""

import hashlib
from functools import cache
from typing import Any

from simulator.okta.org import Org
from simulator.okta.times import iso
from simulator.web.http.context import org_url, settings


def link(path: str, *methods: str, **more: str) -> dict[str, Any]:
    """A link to a path of the org, as this client calls it; `methods` stand under `hints.allow` where there are any."""
    hints = {"hints": {"allow": list(methods)}} if methods else {}
    return {"href": org_url() + path, **more, **hints}


def dates(one: Any) -> dict[str, str | None]:
    """When it was made and when it was last changed."""
    return {"created": moment(one.created), "lastUpdated": moment(one.changed)}


def beginning(org: Org) -> dict[str, str | None]:
    """The dates of what has been there since the org has."""
    return dict.fromkeys(("created", "lastUpdated"), moment(org.everyone.created))


def moment(seconds: float | None) -> str | None:
    """Epoch seconds as Okta writes dates, `2026-11-02T09:15:04.000Z`: three digits that are always there."""
    return None if seconds is None else iso(seconds)


_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CELL = "5d7"


@cache
def derived(prefix: str, *parts: str) -> str:
    """A 20-character id with this prefix; the same parts give the same tail under any prefix."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()[:16])
    letters = []
    for _ in range(17 - len(_CELL)):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return prefix + "".join(letters) + _CELL


def user_type_id() -> str:
    """The default user type."""
    return derived("oty", settings().organization, "user type")


def user_schema_id() -> str:
    """The schema of the default user type; it shares the type's tail (management API 2, "Ids" [R])."""
    return derived("osc", settings().organization, "user type")


def org_id() -> str:
    """The org itself."""
    return derived("00o", settings().organization)


def mapping_ids(app_id: str) -> tuple[str, str]:
    """An app's two mappings: Okta user to app, app to Okta user."""
    return derived("prm", app_id, "to app"), derived("prm", app_id, "to okta")


def policy_id() -> str:
    """The one access policy there is."""
    return derived("rst", settings().organization, "access policy")
