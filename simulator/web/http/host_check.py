"""Who may come in: callers that mean this host, and no page of another site."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from simulator.web.http.origin import origin

_LOOPBACK = re.compile(r"127(?:\.[0-9]{1,3}){3}|::1|localhost|(?:[\w-]+\.)+localhost")


def complaint(environ: Mapping[str, Any], host: str, *, allow_remote: bool) -> str | None:
    """Why a request may not pass, in one sentence; None when it may.

    The Host must be a name of this machine, or the address listened on, so that no other name can be made to point
    here; the Origin, where a browser sends one, must be the org's, as a proxy on this machine names it. With
    `allow_remote` any Host will do, since the address may have names that are not known here.
    """
    asked = environ.get("HTTP_HOST", "").lower()
    if not allow_remote and not _is_ours(asked, host.lower()):
        return "This host is not served here; call it as localhost, or by the address it listens on."
    page = environ.get("HTTP_ORIGIN")
    if page is not None and not _same_host(page, origin(environ)):
        return "A page of another site may not use this API."
    if environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("none", "same-origin"):
        return "A page of another site may not use this API."
    return None


def _same_host(page: str, org: str) -> bool:
    return page.lower().partition("://")[2] == org.lower().partition("://")[2]


def _is_ours(asked: str, host: str) -> bool:
    try:
        name = urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return False
    return _LOOPBACK.fullmatch(name) is not None or name == host
