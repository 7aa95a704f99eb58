"""Which addresses are this machine's own, and who may use the hooks under `/-/`: nobody else, and no other site."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from provider_stub.http.message import Problem

OWN_PAGES = ("hub.pages.own",)
"""The rule by which a page refuses that is ours alone."""
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


def check_caller(environ: Mapping[str, Any]) -> None:
    """403 for who is not on this machine or was sent by another site; a call in process has no address, and may."""
    address = environ.get("REMOTE_ADDR")
    if address is None:
        return
    forwarded = any(name in environ for name in _FORWARDED)
    host = environ.get("HTTP_HOST", "")
    if forwarded or not is_loopback_host(address) or not is_loopback_host(_parts(f"//{host}").hostname or ""):
        raise Problem(
            403, "the pages under /-/ answer this machine only; call them as localhost, without a proxy", why=OWN_PAGES
        )
    origin = environ.get("HTTP_ORIGIN")
    foreign = origin is not None and _parts(origin).netloc.lower() != host.lower()
    if foreign or environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("none", "same-origin"):
        raise Problem(403, "a page of another site may not use the pages under /-/", why=OWN_PAGES)


def is_loopback_host(host: str) -> bool:
    """True for loopback addresses, `localhost` and names under it (RFC 6761 6.3); `127.example.com` is none."""
    name = host.lower()
    try:
        return ip_address(name.removeprefix("::ffff:")).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def is_loopback(url: str) -> bool:
    """True when the URL's host is this machine."""
    return is_loopback_host(urlsplit(url).hostname or "")


def _parts(url: str) -> SplitResult:
    """Of what is no URL, no part."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
