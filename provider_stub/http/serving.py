"""An application on a port, served by waitress; the stub with a request log and a state file if wanted.

Waitress itself accepts nobody at its limit until somebody leaves, for minutes if need be. A request of which only a
part has come takes no thread there, and counts as idle here.
"""

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import create_server

from provider_stub.http.app import Hub
from provider_stub.http.line_file import ServerLog, say
from provider_stub.http.request_log import RequestLog
from provider_stub.memory.organization import Organization
from provider_stub.memory.state_file import StateFile

if TYPE_CHECKING:
    from flask import Flask

LARGEST = 1000
SMALLEST = 32

SPARE = 128
"""File descriptors left to everything else in the process."""

ROOM = 20
"""So many places are kept free, and so many connections closed at a time."""


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Reads requests; an address or a length that Python cannot read is a bad request like any other.

    Waitress drops the connection without an answer then, and writes a traceback.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """Read the request line and the headers; a `ParsingError` is answered 400."""
        try:
            super().parse_header(header_plus)
        except ValueError as wrong:
            raise ParsingError("Invalid request line or header") from wrong


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection whose requests are read so."""

    parser_class = Parser


def limit() -> int:
    """How many connections one of two servers in this process may hold, by the descriptors it may open."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return LARGEST
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return LARGEST
    return max(SMALLEST, min(LARGEST, (descriptors - SPARE) // 2))


def make_room(server: Any, sockets: dict[int, Any]) -> None:
    """Let a waitress server that is nearly full close the connections without a request that were idle for longest.

    Called by the thread of its loop, which alone takes requests in. `sockets` is the loop's map.
    """
    if len(sockets) <= server.adj.connection_limit - ROOM:
        return
    idle = [each for each in server.active_channels.values() if not each.requests]
    for channel in sorted(idle, key=lambda each: each.last_activity)[:ROOM]:
        channel.will_close = True


THREADS = 8
LARGEST_REQUEST = 64 * 1024 * 1024
"""What the server itself refuses to buffer; the application's own 413 comes long before."""

GRACE = 5.0
"""Seconds a request under way may take to finish once a server closes."""


Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Server(AbstractContextManager["Server"]):
    """An application on a listening socket, in a thread of its own; `url` is where. Close it, or use it with `with`.

    `files` are a log and a state that it keeps, where there are any; `ending` is closed with it. `limits` are
    waitress's own settings.
    """

    def __init__(
        self,
        application: Application,
        listening: socket.socket,
        *,
        name: str,
        threads: int = THREADS,
        files: Sequence[ServerLog | StateFile] = (),
        ending: ExitStack | None = None,
        **limits: Any,
    ) -> None:
        self.url = url_of(listening)
        self._files = files
        self._sockets: dict[int, Any] = {}
        # A fault's dropped connection leaves the application as an OSError; without `log_socket_errors` waitress
        # answers one by closing the socket, and nothing else. Its remarks on waiting requests are no news to a person.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._server = create_server(
            application,
            map=self._sockets,
            sockets=[listening],
            threads=threads,
            ident=name,
            log_socket_errors=False,
            max_request_body_size=LARGEST_REQUEST,
            connection_limit=limit(),
            **limits,
        )
        self._server.channel_class = Channel
        self._ending = ending or ExitStack()
        self._closed = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let requests under way finish, stop listening, save what is kept; once more does nothing."""
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
            make_room(self._server, self._sockets)
            wasyncore.loop(timeout=1.0, use_poll=True, map=self._sockets, count=1)

    def _flush(self) -> None:
        """Wait until the answers written are on their way."""
        end = time.monotonic() + GRACE
        while any(each.total_outbufs_len for each in list(self._server.active_channels.values())):
            if time.monotonic() > end:
                return
            time.sleep(0.01)

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def run(self, started: Callable[[], None] = lambda: None) -> bool:
        """Block until a signal asks to stop, then close; whether log and state are whole. Main thread only.

        `started` is called once a signal would be heeded: whoever is told the address then may stop the server.
        """
        with stop_signals() as stop:
            try:
                started()
                while not stop.wait(0.5) and self._thread.is_alive():
                    pass
            finally:
                self.close()
        return all(each.whole for each in self._files)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and SIGHUP set; what nohup has ignored stays ignored. Main thread only."""
    stop = threading.Event()
    numbers = [signal.SIGTERM, signal.SIGINT]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(
    app: "Hub | Flask", host: str = "127.0.0.1", port: int = 0, *, log: Path | None = None, state: Path | None = None
) -> Server:
    """Listen on `host` and `port` (0: any that is free), in a thread of its own.

    `log` is a JSON Lines file to add exchanges to; `state` is loaded now if it is there, and kept up to date.

    Raises:
        OSError: the address or a file cannot be used.
        ValueError: there is no such port, or the state file holds no state of this stub.
    """
    if log is not None and state is not None and os.path.realpath(log) == os.path.realpath(state):
        raise ValueError(f"{log} cannot be log and state at once; give two files")
    org: Organization = app.org if isinstance(app, Hub) else app.extensions["hub"]
    files: list[ServerLog | StateFile] = []
    with ExitStack() as ending:
        listening = listen(host, port)
        ending.callback(listening.close)
        wsgi: Any = app
        if log is not None:
            files.append(opened := _log(log))
            ending.callback(opened.close)
            wsgi = RequestLog(wsgi, opened.add)
        if state is not None:
            files.append(kept := StateFile(org, state, say))
            ending.callback(kept.close)
            wsgi = kept.after_each(wsgi)
        return Server(wsgi, listening, name="provider-stub", files=files, ending=ending.pop_all())


def _log(path: Path) -> ServerLog:
    """A log to go on with; what a killed server has cut off is taken away."""
    try:
        log = ServerLog(path, say)
        if taken := log.file.end_last_line():
            say(f"{path} ended in the middle of a line; its last {taken} bytes are taken away")
    except OSError as why:
        raise OSError(f"{path} cannot be written: {why.strerror or why}") from why
    return log


def listen(host: str, port: int) -> socket.socket:
    """A socket that is listened on; port 0 takes a free one.

    Raises:
        OSError: the address cannot be listened on.
        ValueError: there is no such port.
    """
    if not 0 <= port <= 65535:
        raise ValueError(f"port is {port}; give a number from 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def url_of(listening: socket.socket) -> str:
    """Where a client on this machine finds it."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not listened on)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
