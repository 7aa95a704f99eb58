"""Servers that behave as a test says: scripted answers over a raw socket, with or without TLS."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from simulator.transport.http import HttpTransport

CERTIFICATES = Path(__file__).parent / "certificates"


class Peer:
    """One connection, as its script sees it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._unread = b""

    def read(self) -> bytes:
        """One request, head and body; empty when the client has gone."""
        while b"\r\n\r\n" not in self._unread:
            received = self._connection.recv(65536)
            if not received:
                return b""
            self._unread += received
        head, _, rest = self._unread.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        while len(rest) < length:
            rest += self._connection.recv(65536)
        self._unread = rest[length:]
        return head + b"\r\n\r\n" + rest[:length]

    def write(self, answer: bytes) -> None:
        """Send these bytes."""
        self._connection.sendall(answer)

    def swallow(self) -> None:
        """Take in whatever comes first."""
        self._connection.recv(65536)

    def reset(self) -> None:
        """Break the connection off, so that the client's system reports a reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


Script = bytes | list[bytes] | Callable[[Peer], None]


class Server:
    """Plays one script per connection, in order, the last one again and again; keeps the requests it read."""

    def __init__(self, *scripts: Script, certificate: str | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._scripts = scripts
        self._tls = None
        if certificate:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The base URL of what it serves."""
        return f"{'https' if self._tls else 'http'}://localhost:{self.port}/scim/v2"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection, script), daemon=True).start()

    def _serve(self, connection: socket.socket, script: Script) -> None:
        with suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                self._open.append(connection)
            _play(script, _Recording(connection, self.requests))
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def close(self) -> None:
        """Stop listening and drop every connection."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        for connection in self._open:
            connection.close()


class _Recording(Peer):
    def __init__(self, connection: socket.socket, requests: list[bytes]) -> None:
        super().__init__(connection)
        self._requests = requests

    def read(self) -> bytes:
        request = super().read()
        if request:
            self._requests.append(request)
        return request


def _play(script: Script, peer: Peer) -> None:
    """Bytes answer every request of the connection; a list has one answer for each, then the connection closes."""
    if callable(script):
        script(peer)
    elif isinstance(script, bytes):
        while peer.read():
            peer.write(script)
    else:
        for answer in script:
            if peer.read():
                peer.write(answer)


@pytest.fixture
def certificates() -> Path:
    return CERTIFICATES


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts a server that plays scripts; it is stopped when the test is over."""
    servers: list[Server] = []

    def start(*scripts: Script, certificate: str | None = None) -> Server:
        servers.append(Server(*scripts, certificate=certificate))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpTransport]:
    """A transport with short timeouts, in an environment that names no proxy and no certificates."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    transport = HttpTransport(timeout=0.3, connect_timeout=0.3)
    yield transport
    transport.close()
