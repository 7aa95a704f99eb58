"""Who may come in: callers that mean this host, no page of another site; the API token; and the org's own URL."""

import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from provider_stub.http.loopback import is_loopback_host

_AUTHORIZATION = re.compile(r"(?:SSWS|Bearer)\s*(\S.*)", re.IGNORECASE)
"""The official Python SDK joins scheme and token without a space [C]."""


def holds(authorization: str | None, token: str) -> bool:
    """Whether an `Authorization` header, read raw, carries this token."""
    match = _AUTHORIZATION.fullmatch((authorization or "").strip())
    return match is not None and hmac.compare_digest(match[1].strip().encode(), token.encode())


_HOST = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?P<port>:\d{1,5})?", re.ASCII)
_PORT = re.compile(r"\d{1,5}", re.ASCII)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def origin(environ: Mapping[str, Any]) -> str:
    """Scheme, host and port of the org for this client, without a slash at the end.

    A proxy on this machine says in `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Port` what it was called
    as, the first of several proxies first; from another machine, and in any other shape, they count for nothing.
    """
    trusted = is_loopback_host(str(environ.get("REMOTE_ADDR", "")))
    proto, name, port = (
        str(environ.get(f"HTTP_X_FORWARDED_{part}", "")).partition(",")[0].strip() if trusted else ""
        for part in ("PROTO", "HOST", "PORT")
    )
    scheme = proto.lower() if proto.lower() in ("http", "https") else str(environ.get("wsgi.url_scheme", "http"))
    host = _HOST.fullmatch(name)
    if host is None:
        return f"{scheme}://{environ.get('HTTP_HOST') or environ.get('SERVER_NAME', '')}"
    adds = host["port"] is None and _PORT.fullmatch(port) and port != _DEFAULT_PORTS[scheme]
    return f"{scheme}://{host[0]}:{port}" if adds else f"{scheme}://{host[0]}"


def opens(environ: Mapping[str, Any]) -> bool:
    """Whether somebody opens this address to read it, as far as their browser says: it does not only ask whether it is
    there, nor fetch it beforehand, nor does a script of a page ask (Fetch Metadata; RFC 9110 9.3.2).
    """
    asks = environ.get("REQUEST_METHOD") == "GET" and environ.get("HTTP_SEC_FETCH_MODE", "navigate") == "navigate"
    early = any("prefetch" in environ.get(f"HTTP_{name}", "").lower() for name in ("SEC_PURPOSE", "PURPOSE", "X_MOZ"))
    return asks and not early


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
    page, org = environ.get("HTTP_ORIGIN"), origin(environ)
    elsewhere = page is not None and page.lower().partition("://")[2] != org.lower().partition("://")[2]
    if elsewhere or environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("none", "same-origin"):
        return "A page of another site may not use this API."
    return None


def _is_ours(asked: str, host: str) -> bool:
    try:
        name = urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return False
    return _LOOPBACK.fullmatch(name) is not None or name == host
