"""The org's URL as a client knows it, which a proxy in front of `oktasim serve` may have made `https`."""

import re
from collections.abc import Mapping
from typing import Any

from provider_stub.http.loopback import is_loopback_host

_HOST = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?P<port>:\d{1,5})?", re.ASCII)
_PORT = re.compile(r"\d{1,5}", re.ASCII)
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def origin(environ: Mapping[str, Any]) -> str:
    """Scheme, host and port of the org for this client, without a slash at the end.

    A proxy on this machine says in `X-Forwarded-Proto`, `X-Forwarded-Host` and `X-Forwarded-Port` what it was called
    as, the first of several proxies first; from another machine, and in any other shape, they count for nothing.
    """
    said = _forwarded(environ) if is_loopback_host(str(environ.get("REMOTE_ADDR", ""))) else {}
    scheme = said.get("PROTO", "").lower()
    scheme = scheme if scheme in ("http", "https") else str(environ.get("wsgi.url_scheme", "http"))
    host = _HOST.fullmatch(said.get("HOST", ""))
    if host is None:
        return f"{scheme}://{environ.get('HTTP_HOST') or environ.get('SERVER_NAME', '')}"
    port = said.get("PORT", "")
    adds = host["port"] is None and _PORT.fullmatch(port) and port != _DEFAULT_PORTS[scheme]
    return f"{scheme}://{host[0]}:{port}" if adds else f"{scheme}://{host[0]}"


def _forwarded(environ: Mapping[str, Any]) -> dict[str, str]:
    names = ("PROTO", "HOST", "PORT")
    return {name: str(environ.get(f"HTTP_X_FORWARDED_{name}", "")).partition(",")[0].strip() for name in names}
