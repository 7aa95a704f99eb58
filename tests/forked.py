"""`oktasim` as a process of its own that imports nothing: a fork of one that has imported all, which costs a tenth.

It has its own folder, environment, arguments, standard streams, signals and end; `tests/stand_in.py` lets a shell or
`subprocess` start it. What is about the start itself is tested without: Python's way with closed or odd streams,
further descriptors, inherited limits, ignored signals, a controlling terminal, a kill that frees what was held.
"""

import atexit
import gc
import marshal
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]


@cache
def oktasim() -> list[str]:
    """What to start in place of `python -m simulator`; that itself where no fork can be watched."""
    if not hasattr(os, "pidfd_open"):
        return [sys.executable, "-m", "simulator"]
    folder = tempfile.TemporaryDirectory(prefix="oktasim-")
    address = str(Path(folder.name) / "forks")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    forking = subprocess.Popen([sys.executable, __file__, address], cwd=ROOT, **pipes)
    assert forking.stdout.readline() == b"ready\n"

    def stop() -> None:
        forking.communicate()
        folder.cleanup()

    atexit.register(stop)
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("stand_in.py")), address]


def import_all() -> None:
    """All that a command can import, so that no fork has to; Locust's file is Locust's, which patches what it meets."""
    for name in ("simulator", "provider_stub"):
        for found in pkgutil.walk_packages(import_module(name).__path__, f"{name}."):
            if not found.name.endswith(("__main__", "locustfile")):
                import_module(found.name)
    for name in OTHERS:
        import_module(name)


OTHERS = ("pycountry", "requests", "flask.json", "waitress.server", "webbrowser")
"""What is imported only when it is needed."""


def fork_for_all(address: str) -> bool:
    """Answer who asks for the command until standard input ends. True in a fork, which is to run it."""
    attended_by = set[int]()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
            asking, _ = listening.accept()
            with asking:
                attendant = os.fork()
                if attendant == 0:
                    listening.close()
                    return attended(asking)
            attended_by = {one for one in attended_by | {attendant} if os.waitpid(one, os.WNOHANG) == (0, 0)}
    for one in attended_by:
        os.waitpid(one, 0)
    return False


def attended(asking: socket.socket) -> bool:
    """Fork the command and see it to its end; it is killed when whoever asked for it is. True in the fork."""
    length, streams, _, _ = socket.recv_fds(asking, 4, 3)
    folder, environment, arguments, numbers, ignored = marshal.loads(b"".join(_read(asking, length)))
    command = os.fork()
    if command == 0:
        asking.close()
        become(folder, environment, arguments, dict(zip(numbers, streams, strict=True)), ignored)
        return True
    for each in (*range(3), *streams):
        os.close(each)
    asking.sendall(command.to_bytes(4, "big"))
    over = os.pidfd_open(command)
    if over not in select.select([over, asking], [], [])[0]:
        os.kill(command, signal.SIGKILL)
    _, status = os.waitpid(command, 0)
    asking.sendall(status.to_bytes(4, "big"))
    os._exit(0)


def _read(asking: socket.socket, length: bytes) -> Iterator[bytes]:
    left = int.from_bytes(length, "big")
    while left:
        yield (part := asking.recv(left))
        left -= len(part)


def become(
    folder: str, environment: dict[str, str], arguments: list[str], streams: dict[int, int], ignored: list[int]
) -> None:
    """Be as a process that was just started by somebody else; `streams` are the descriptors that stand for 0, 1, 2."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
    for number, given in streams.items():
        os.dup2(given, number)
        os.close(given)
    for number in {0, 1, 2} - streams.keys():
        os.close(number)
    sys.stdin, sys.stdout, sys.stderr = (_opened(number) if number in streams else None for number in range(3))
    sys.argv[1:], sys.path[0] = arguments, folder


def _opened(number: int) -> TextIO:
    """A standard stream as Python opens it."""
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "").partition(":")
    by_line = number == 2 or os.isatty(number)
    return open(
        number, "w" if number else "r", 1 if by_line else -1, encoding or "utf-8", closefd=False,
        errors="backslashreplace" if number == 2 else errors or "strict",
    )  # fmt: skip


def run() -> None:
    """The command to its end, save that nothing of all that was imported is taken down, which takes long."""
    try:
        runpy.run_module("simulator", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        threading._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(ended.code or 0)


if __name__ == "__main__":
    sys.path[0] = str(ROOT)
    import_all()
    gc.freeze()
    if fork_for_all(sys.argv[1]):
        run()
