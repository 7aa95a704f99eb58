"""The served org on its ports: Okta's API on one, the bundled Hub on the other."""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from provider_stub.http import connections
from simulator.web.office import Office

THREADS = 16
"""Requests answered at the same time on one port; four of them may be streams."""
GRACE = 3.0
"""Seconds a request under way may take when the server closes."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class HubStand:
    """The bundled Hub of whatever world is in place, as one WSGI application."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The present Hub's answer."""
        answer: Iterable[bytes] = self._office.world.hub(environ, start_response)
        return answer


def listen(host: str, port: int) -> socket.socket:
    """A socket that is listened on; port 0 takes a free one.

    Raises:
        OSError: the address cannot be listened on.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def url_of(listening: socket.socket) -> str:
    """Where a client on this machine finds it."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not listened on)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server:
    """An application on a listening socket, in a thread of its own. Close it, or use it as a context manager."""

    def __init__(self, application: Application, listening: socket.socket, *, name: str) -> None:
        self.url = url_of(listening)
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            application,
            map=self._sockets,
            sockets=[listening],
            threads=THREADS,
            ident=name,
            log_socket_errors=False,
            connection_limit=connections.limit(),
            clear_untrusted_proxy_headers=False,  # whom to trust is asked where they are read
        )
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def _loop(self) -> None:
        """Waitress's own loop, but one that can be left."""
        while not self._stopping.is_set():
            connections.make_room(self._server, self._sockets)
            wasyncore.loop(timeout=1.0, use_poll=True, map=self._sockets, count=1)

    def close(self) -> None:
        """Let requests under way finish, and stop listening; once more does nothing."""
        if self._stopping.is_set():
            return
        self._server.task_dispatcher.shutdown(timeout=GRACE)
        self._flush()
        self._stopping.set()
        self._server.pull_trigger()
        self._thread.join()
        # A worker that outlives its grace must not wake a loop that is gone.
        self._server.pull_trigger = lambda: None
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _flush(self) -> None:
        """Wait until what has been answered is on its way."""
        end = time.monotonic() + GRACE
        while time.monotonic() < end and any(
            channel.total_outbufs_len for channel in list(self._server.active_channels.values())
        ):
            time.sleep(0.01)

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
