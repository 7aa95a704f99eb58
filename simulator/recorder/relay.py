"""The sockets: clients on one side, the provider on the other, and what passes between them as it comes.

It is asyncio's: each connection waits for its two ends at the same time, which threads would need two for.
"""

import asyncio
import logging
import socket
import ssl
import threading
from contextlib import AbstractContextManager

from simulator.recorder.connecting import CHUNK, End
from simulator.recorder.forwarding import Exchanged, Upstream
from simulator.recorder.record import Record
from simulator.recorder.session import Session

log = logging.getLogger("oktasim.recorder")

BACKLOG = 1024


class Relay(AbstractContextManager["Relay"]):
    """Passes requests on to `upstream` from a listening socket, in a thread of its own, until it is closed.

    `context` says what certificates are trusted, where the provider is reached by TLS; `most` is how many clients may
    be connected. The Host header is the
    provider's unless `keeps_host`; `token` is put in the place of the one that was typed into Okta.
    """

    def __init__(
        self,
        upstream: Upstream,
        listening: socket.socket,
        record: Record,
        *,
        context: ssl.SSLContext | None = None,
        most: int = 1000,
        keeps_host: bool = False,
        token: Exchanged | None = None,
    ) -> None:
        self.upstream = upstream
        self.context = context
        self.record = record
        self.host = None if keeps_host else upstream.authority
        self.token = token
        self._listening = listening
        self._most = most
        self._sessions: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="recorder", daemon=True)
        self._thread.start()
        self._ready.wait()

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        try:
            server = await asyncio.start_server(self._accept, sock=self._listening, limit=CHUNK, backlog=BACKLOG)
        finally:
            self._ready.set()
        await self._stopping.wait()
        server.close()
        for each in self._sessions:
            each.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = End(reader, writer)
        if len(self._sessions) >= self._most:
            self.record.warn(f"There were {self._most} connections, and a further one was closed")
            client.close()
            return
        session = asyncio.ensure_future(Session(self, client).run())
        self._sessions.add(session)
        session.add_done_callback(self._ended)

    def _ended(self, session: "asyncio.Task[None]") -> None:
        self._sessions.discard(session)
        if not session.cancelled() and (wrong := session.exception()) is not None:
            log.error("a connection was given up", exc_info=wrong)

    def close(self) -> None:
        """Stop listening, end what is under way, and record it so; once more does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()

    def __exit__(self, *_: object) -> None:
        self.close()
