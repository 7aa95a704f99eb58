"""Who may use the hooks under `/-/`: someone on this machine, and no page of another site."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from provider_stub.problems import Problem

_LOOPBACK = re.compile(r"127(?:\.[0-9]{1,3}){3}|::1|::ffff:127(?:\.[0-9]{1,3}){3}|localhost|(?:[\w-]+\.)+localhost")
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


def check_caller(environ: Mapping[str, Any]) -> None:
    """Let pass who is on this machine and was not sent by another site; a call in process has no address.

    Raises:
        Problem: 403.
    """
    address = environ.get("REMOTE_ADDR")
    if address is None:
        return
    forwarded = any(name in environ for name in _FORWARDED)
    if forwarded or not _is_loopback(address) or not _is_loopback(_host_name(environ.get("HTTP_HOST", ""))):
        raise Problem(403, "the pages under /-/ answer this machine only; call them as localhost, without a proxy")
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and _place(origin) != environ.get("HTTP_HOST", "").lower():
        raise Problem(403, "a page of another site may not use the pages under /-/")
    if environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("none", "same-origin"):
        raise Problem(403, "a page of another site may not use the pages under /-/")


def _is_loopback(name: str) -> bool:
    return _LOOPBACK.fullmatch(name.lower()) is not None


def _place(origin: str) -> str | None:
    """Host and port of an origin; None where it is no URL."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
