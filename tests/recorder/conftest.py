"""A provider whose every byte is seen, a client that sends any bytes, and a relay between them."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from provider_stub.http.serving import listen
from simulator.play.transcript import Event, Exchange
from simulator.recorder.forwarding import Exchanged, upstream_of
from simulator.recorder.record import Record
from simulator.recorder.relay import Relay

CERTIFICATES = Path(__file__).parents[1] / "transport" / "certificates"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Peer:
    """A connection, read by the byte."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        connection.settimeout(10)
        self.seen = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def until(self, end: bytes) -> bytes:
        """All up to and with these bytes; what follows stays."""
        while end not in self.seen:
            data = self.socket.recv(65536)
            assert data, f"{self.seen!r} came, and then the end"
            self.seen += data
        taken, _, self.seen = self.seen.partition(end)
        return taken + end

    def exactly(self, size: int) -> bytes:
        """So many bytes."""
        while len(self.seen) < size:
            data = self.socket.recv(65536)
            assert data, f"{self.seen!r} came, and then the end"
            self.seen += data
        taken, self.seen = self.seen[:size], self.seen[size:]
        return taken

    def rest(self) -> bytes:
        """All up to the end of the connection."""
        with suppress(ConnectionResetError):
            while data := self.socket.recv(65536):
                self.seen += data
        taken, self.seen = self.seen, b""
        return taken

    def close(self) -> None:
        self.socket.close()


class Provider:
    """Hands each connection to a script, in a thread of its own."""

    def __init__(self, script: Callable[[Peer], None], certificate: str | None = None) -> None:
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
        self._open: list[socket.socket] = []
        self.connections = 0
        self.wrong: list[BaseException] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://localhost:{self.port}/scim/v2"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self._open.append(connection)
            self._script(Peer(connection))
        except OSError:
            pass
        except AssertionError as wrong:
            self.wrong.append(wrong)
        connection.close()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()


class Recorded:
    """A relay in front of a provider; what it has recorded, and its clients."""

    def __init__(self, url: str, **options) -> None:
        self.events: list[Event] = []
        upstream = upstream_of(url)
        token: Exchanged | None = options.get("token")
        known = (token.shown, token.real) if token else ()
        self.record = Record(upstream, self.events.append, known)
        self.record.begin()
        listening = listen("127.0.0.1", 0)
        self.port: int = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}{upstream.base}"
        self.relay = Relay(upstream, listening, self.record, **options)
        self._peers: list[Peer] = []

    def client(self) -> Peer:
        peer = Peer(socket.create_connection(("127.0.0.1", self.port), timeout=10))
        self._peers.append(peer)
        return peer

    def ask(self, request: bytes) -> bytes:
        """Send a request and read to the end of the connection."""
        peer = self.client()
        peer.send(request)
        return peer.rest()

    @property
    def exchanges(self) -> list[Exchange]:
        return [event for event in self.events if isinstance(event, Exchange)]

    def exchange(self, number: int = 0) -> Exchange:
        """One of them, once it is recorded."""
        end = time.monotonic() + 10
        while len(self.exchanges) <= number:
            assert time.monotonic() < end, "it was not recorded"
            time.sleep(0.005)
        return self.exchanges[number]

    def lines(self) -> str:
        """All that is recorded, as it stands in the file."""
        return "".join(event.written for event in self.events)

    def close(self) -> None:
        self.relay.close()
        for peer in self._peers:
            peer.close()


@pytest.fixture
def provide() -> Iterator[Callable[..., Provider]]:
    """Starts a provider that plays a script for each connection; stopped in the end, when no script has complained."""
    running: list[Provider] = []

    def start(script: Callable[[Peer], None], **options) -> Provider:
        running.append(Provider(script, **options))
        return running[-1]

    yield start
    for one in running:
        one.close()
    assert [wrong for one in running for wrong in one.wrong] == []


@pytest.fixture
def recorded() -> Iterator[Callable[..., Recorded]]:
    """Starts a relay in front of a URL."""
    running: list[Recorded] = []

    def start(url: str, **options) -> Recorded:
        running.append(Recorded(url, **options))
        return running[-1]

    yield start
    for one in running:
        one.close()


def answering(*answers: bytes) -> Callable[[Peer], None]:
    """A script that reads a request without a body for each answer, and gives it."""

    def script(peer: Peer) -> None:
        for answer in answers:
            peer.until(b"\r\n\r\n")
            peer.send(answer)
        peer.rest()

    return script
