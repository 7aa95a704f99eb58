"""The stub on a port: waitress around the application, with a request log and a state file if wanted."""

import json
import logging
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server

from provider_stub import message, snapshots
from provider_stub.organization import Organization
from provider_stub.problems import Problem
from provider_stub.request_log import RequestLog

if TYPE_CHECKING:
    from flask import Flask

THREADS = 8
LARGEST_REQUEST = 64 * 1024 * 1024
"""What the server itself refuses to buffer; the application's own 413 comes long before."""

GRACE = 5.0
"""Seconds a request under way may take to finish once the server closes."""


class Server:
    """A stub that listens; `url` is where. Close it, or use it as a context manager."""

    def __init__(self, server: TcpWSGIServer, sockets: dict[int, Any], url: str, ending: ExitStack) -> None:
        self.url = url
        self._server = server
        self._sockets = sockets
        self._ending = ending
        self._closed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="provider-stub", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let requests under way finish, stop listening, save the state; once more does nothing."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._server.task_dispatcher.shutdown(timeout=GRACE)
        self._flush()
        self._stopping.set()
        self._server.pull_trigger()
        self._thread.join()
        # A worker that outlives its grace must not wake a loop that is gone: the descriptor may be another's by then.
        self._server.pull_trigger = lambda: None
        wasyncore.close_all(self._sockets, ignore_all=True)
        self._ending.close()

    def _loop(self) -> None:
        """Waitress's own loop, but one that can be left; sockets are closed only when it is."""
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1.0, use_poll=True, map=self._sockets, count=1)

    def _flush(self) -> None:
        """Wait until the answers written are on their way."""
        end = time.monotonic() + GRACE
        while any(each.total_outbufs_len for each in list(self._server.active_channels.values())):
            if time.monotonic() > end:
                return
            time.sleep(0.01)

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Block until SIGTERM or Ctrl-C, then close. Main thread only.

        `started` is called once a signal would be heeded: whoever is told the address then may stop the server.
        """
        stop = threading.Event()

        def stopped(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, stopped) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            started()
            while not stop.wait(0.5) and self._thread.is_alive():
                pass
        finally:
            self.close()
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    app: "Flask", host: str = "127.0.0.1", port: int = 0, *, log: Path | None = None, state: Path | None = None
) -> Server:
    """Listen on `host` and `port` (0: any that is free), in a thread of its own.

    `log` is a JSON Lines file to append exchanges to; `state` is loaded now if it is there, and saved on close.

    Raises:
        OSError: the address or a file cannot be used.
        ValueError: there is no such port, or the state file holds no state of this stub.
    """
    org: Organization = app.extensions["hub"]
    if state is not None:
        load_state(org, state)
    listening = _listen(host, port)
    with ExitStack() as ending:
        if state is not None:
            ending.callback(save_state, org, state)
        ending.callback(listening.close)
        wsgi: Any = app
        if log is not None:
            wsgi = RequestLog(app, ending.enter_context(open(log, "a", encoding="utf-8", opener=_private)))
        sockets: dict[int, Any] = {}
        server = _server(wsgi, listening, sockets)
        return Server(server, sockets, _url(listening), ending.pop_all())


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise ValueError(f"port is {port}; give a number from 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def _server(wsgi: Any, listening: socket.socket, sockets: dict[int, Any]) -> TcpWSGIServer:
    """A fault's dropped connection leaves the application as an OSError; without `log_socket_errors` waitress
    answers one by closing the socket, and nothing else. Its remarks on waiting requests are no news to a person.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return create_server(
        wsgi,
        map=sockets,
        sockets=[listening],
        threads=THREADS,
        ident="provider-stub",
        log_socket_errors=False,
        max_request_body_size=LARGEST_REQUEST,
        connection_limit=1000,
    )


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def load_state(org: Organization, path: Path) -> bool:
    """Take over the state saved at `path`; False where there is no such file.

    Raises:
        OSError: the file cannot be read.
        ValueError: it holds no state of this stub.
    """
    if not path.exists():
        return False
    try:
        with org.lock:
            snapshots.load(org, message.parse(path.read_bytes()))
    except Problem as problem:
        raise ValueError(f"{path}: {problem.detail}") from None
    return True


def save_state(org: Organization, path: Path) -> None:
    """Write the state to `path`, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    with org.lock:
        state = snapshots.dump(org)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(state, file)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
