"""Connections of a relay: one end of each with its bytes, and a new one to the provider."""

import asyncio
import re
import socket
import ssl
import time

from simulator.recorder.forwarding import Upstream
from simulator.transport.failures import failure

CHUNK = 64 * 1024
"""Bytes that are passed on at a time, at most."""
SECOND_ADDRESS = 0.25
"""Seconds after which another address of a name is tried beside the first (RFC 8305 5)."""
_ERRNO = re.compile(r"\[Errno (\d+)\]")


class NotConnected(Exception):  # noqa: N818  (what happened, not an error of ours)
    """There is no connection to the provider; the words say why."""


class End:
    """One end of a connection. What is read next is asked for once, so that several may wait for it.

    `at` is when the last bytes came: in epoch seconds, and on the clock that measures durations.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._reading: asyncio.Task[bytes] | None = None
        self.at = (time.time(), time.perf_counter())
        if (sock := writer.get_extra_info("socket")) is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # a peer that vanished is noticed in the end
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio leaves it where nobody named TCP

    def reading(self) -> asyncio.Task[bytes]:
        """What is read next: no bytes at the end, or an OSError."""
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._reader.read(CHUNK))
            self._reading.add_done_callback(_look_at)
        return self._reading

    async def take(self) -> bytes:
        """The bytes that come next, none at the end; who is cancelled meanwhile takes none away.

        Raises:
            OSError: the connection is broken.
        """
        reading = self.reading()
        await asyncio.wait({reading})
        self._reading = None
        self.at = (time.time(), time.perf_counter())
        return reading.result()

    @property
    def ended(self) -> bool:
        """Whether it is known that nothing more will come."""
        reading = self.reading()
        return reading.done() and (reading.cancelled() or reading.exception() is not None or not reading.result())

    async def put(self, data: bytes) -> None:
        """Send bytes, and wait while the other side does not take them.

        Raises:
            OSError: the connection is broken.
        """
        self._writer.write(data)
        await self._writer.drain()

    async def linger(self, seconds: float) -> None:
        """Say that nothing more comes, and let the other side read and close; else its system may drop what came."""
        if self._writer.can_write_eof():
            self._writer.write_eof()
            async with asyncio.timeout(seconds):
                while await self.take():
                    pass

    def close(self) -> None:
        """Let what was sent reach the other side, and close."""
        if self._reading is not None:
            self._reading.cancel()
        self._writer.close()


def _look_at(reading: "asyncio.Task[bytes]") -> None:
    """Python complains of errors that nobody looked at."""
    if not reading.cancelled():
        reading.exception()


async def connected(upstream: Upstream, context: ssl.SSLContext | None) -> End:
    """A new connection to the provider, by TLS where `context` says what is trusted.

    Raises:
        NotConnected: with the words of Okta's client.
    """
    place = upstream.place
    try:
        return End(*await asyncio.open_connection(
            place.host, place.port, ssl=context, happy_eyeballs_delay=SECOND_ADDRESS, limit=CHUNK
        ))  # fmt: skip
    except OSError as wrong:
        raise NotConnected(await asyncio.to_thread(failure, _single(wrong), place)) from wrong


def _single(wrong: OSError) -> OSError:
    """The first of the errors that asyncio puts into one when several addresses fail, which have no number then."""
    found = _ERRNO.search(str(wrong)) if type(wrong) is OSError and wrong.errno is None else None
    return OSError(int(found[1]), str(wrong)) if found else wrong
