"""What Okta's client says when the network fails: the words of Java and Apache HttpClient.

`Connect to <host>:<port> [<host>/<ip>] failed: Connect timed out` and `Read timed out` are on record (okta-wire 1.3
[D: KB], 8.2 [V]). The other texts are what that client is publicly known to say, never seen from Okta (8.2 [I]).
None of them repeats a header, a URL or a proxy's address, which may hold secrets.
"""

import errno
import http.client
import os
import socket
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from urllib3 import exceptions as urllib3

from simulator.transport import CONNECTION_RESET, READ_TIMED_OUT

CONNECT_TIMED_OUT = "Connect timed out"
UNTRUSTED = "PKIX path building failed: unable to find valid certification path to requested target"
EXPIRED = "PKIX path validation failed: validity check failed"
NOT_TLS = "Unsupported or unrecognized SSL message"
HANDSHAKE_ENDED = "Remote host terminated the handshake"
NOT_HTTP = "The server failed to respond with a valid HTTP response"
NOT_COMPRESSED = "Not in GZIP format"
CUT_SHORT = "Premature end of message body"
BAD_CHUNK = "Bad chunk header"

_CONNECTING = {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.ENETDOWN}
_EXPIRED = (9, 10)
"""OpenSSL's verify codes for a certificate that is not valid yet, and no longer."""
_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
"""What OpenSSL calls an answer that is no TLS."""
_WRONG_HOST = (62, 64)
"""OpenSSL's verify codes for a certificate of another host name, and of another address."""


@dataclass(frozen=True)
class Place:
    """Where a request went: a host as the URL writes it, without brackets, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def not_connected(place: Place, why: str) -> str:
    """`Connect to <host>:<port> [<host>/<ip>] failed: <why>`; the brackets only where the name has an address."""
    address = _address(place)
    return f"Connect to {place}{f' [{place.host}/{address}]' if address else ''} failed: {why}"


def _address(place: Place) -> str | None:
    try:
        return str(socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError):
        return None


def not_through_proxy(wrong: BaseException, place: Place) -> str:
    """The proxy that this machine's environment names did not let us through."""
    why = next((str(one) for one in causes(wrong) if str(one).startswith("Tunnel connection failed")), None)
    return f"Connect to {place} failed: {why or 'the proxy named in the environment cannot be used'}"


def failure(wrong: BaseException, place: Place) -> str:
    """The text for an exchange that came to nothing, by what lies at the bottom of `wrong`."""
    for cause in causes(wrong):
        if text := _text(cause, place):
            return text
    return f"The request to {place} could not be sent"


def causes(wrong: BaseException) -> Iterator[BaseException]:
    """What led to `wrong`, deepest first, then `wrong`; a wrapper keeps it as an argument, `reason` or `__cause__`."""
    below = [one for one in (*wrong.args, getattr(wrong, "reason", None), wrong.__cause__) if one is not wrong]
    for one in below:
        if isinstance(one, BaseException):
            yield from causes(one)
    yield wrong


def _text(cause: BaseException, place: Place) -> str | None:
    match cause:
        case ssl.SSLCertVerificationError():
            return _certificate(cause, place)
        case ssl.SSLError():
            return _handshake(cause)
        case socket.gaierror():
            return not_connected(place, f"{place.host}: Name or service not known")
        case TimeoutError():
            return not_connected(place, CONNECT_TIMED_OUT) if cause.errno == errno.ETIMEDOUT else READ_TIMED_OUT
        case OSError(errno=number) if number in _CONNECTING:
            return not_connected(place, os.strerror(number))
        case ConnectionError():
            return CONNECTION_RESET
        case zlib.error():
            return NOT_COMPRESSED
    return _malformed(cause)


def _malformed(cause: BaseException) -> str | None:
    """The text for an answer that breaks HTTP's rules."""
    match cause:
        case urllib3.InvalidChunkLength(length=length):  # urllib3 2.2 calls a missing chunk one without a length
            return BAD_CHUNK if length else CUT_SHORT
        case http.client.IncompleteRead():
            return CUT_SHORT
        case http.client.HTTPException() | urllib3.InvalidHeader():
            return NOT_HTTP
        case urllib3.DecodeError():
            return NOT_COMPRESSED
        case urllib3.ProtocolError():
            return CUT_SHORT
    return None


def _certificate(wrong: ssl.SSLCertVerificationError, place: Place) -> str:
    if wrong.verify_code in _EXPIRED:
        return EXPIRED
    if wrong.verify_code in _WRONG_HOST:
        return f"Certificate for <{place.host}> doesn't match any of the subject alternative names"
    return UNTRUSTED


def _handshake(wrong: ssl.SSLError) -> str:
    if isinstance(wrong, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return HANDSHAKE_ENDED
    reason = str(getattr(wrong, "reason", None))  # only those that OpenSSL raises have one
    if reason in _NOT_TLS:
        return NOT_TLS
    _, _, alert = reason.partition("_ALERT_")
    return f"Received fatal alert: {alert.lower() or 'handshake_failure'}"
