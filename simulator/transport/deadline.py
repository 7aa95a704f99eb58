"""Connections that wait for an answer no longer than their time-out, however it trickles in.

The sockets' own time-out starts anew with each byte, so a server that sends one now and then would hold a client for
ever; Okta gives a request 60 s in all (okta-wire 0.5 [D: FAQ], 10 row 25 [D: OINMGR]).
"""

import http.client
import io
import socket
import time
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from simulator.transport import TIMEOUT

MOST_INTERIM = 100
"""Answers of status 1xx that may come before the one that counts."""


class _Timed(io.RawIOBase):
    """A socket's bytes until the deadline, on the monotonic clock; what comes later is a TimeoutError."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        super().__init__()
        self._raw = raw
        self._socket = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer was not complete in time")
        patience = self._socket.gettimeout()
        self._socket.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        finally:
            self._socket.settimeout(patience)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that must be complete within the time-out its socket has when the request has gone out."""

    def __init__(self, sock: socket.socket, *more: Any, **options: Any) -> None:
        super().__init__(sock, *more, **options)
        raw: Any = self.fp.detach()
        patience = sock.gettimeout() or TIMEOUT
        self.fp = io.BufferedReader(_Timed(raw, sock, time.monotonic() + patience))

    def _read_status(self) -> tuple[str, int, str]:
        """The status that counts; those of interim answers, 1xx without 101, are passed over (RFC 9110 15.2).

        Raises:
            HTTPException: they do not end.
        """
        for _ in range(MOST_INTERIM):
            read: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]  # the one hook http.client has
            if not 100 <= read[1] < 200 or read[1] == http.client.SWITCHING_PROTOCOLS:
                return read
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException(f"more than {MOST_INTERIM} interim answers")


class _Connection(HTTPConnection):
    response_class = _Answer


class _SecureConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class TimedAdapter(HTTPAdapter):
    """An adapter whose answers, straight or through a proxy, are complete within the read time-out or are none."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Make the pools of straight connections."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """The pools of connections through a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager
