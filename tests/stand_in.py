"""`python -I -S tests/stand_in.py ADDRESS ARGUMENT...` stands for `python -m simulator ARGUMENT...` and starts quickly.

It hands its folder, its environment, its standard streams and the signals that it ignores to the process at the address
(`tests/forked.py`), of which a fork runs the command with them. It passes signals on, and ends as the fork ends.
"""

import _signal as signal  # without `signal` and `socket`, which take as long to import as Python to start
import _socket as socket
import marshal
import os
import sys

PASSED_ON = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


def stand_in(address: str, arguments: list[str]) -> int:
    """How the command ended, as `os.wait` says it."""
    streams = [number for number in range(3) if _is_open(number)]
    ignored = [int(each) for each in PASSED_ON if signal.getsignal(each) is signal.SIG_IGN]
    early: list[int] = []
    _hear(lambda number, _: early.append(number), ignored)
    forking = socket.socket(socket.AF_UNIX)
    forking.connect(address)
    asked = marshal.dumps((os.getcwd(), dict(os.environ), arguments, streams, ignored))
    descriptors = b"".join(number.to_bytes(4, sys.byteorder) for number in streams)
    given = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)] if streams else []
    forking.sendmsg([len(asked).to_bytes(4, "big")], given)
    forking.sendall(asked)
    for number in streams:
        os.close(number)  # who waits for their end waits for the command's alone
    command = int.from_bytes(_four(forking), "big")
    _hear(lambda number, _: os.kill(command, number), ignored)
    for number in early:
        os.kill(command, number)
    return int.from_bytes(_four(forking), "big")


def _four(forking: socket.socket) -> bytes:
    if len(answer := forking.recv(4)) != 4:
        raise SystemExit("the process that forks is gone")  # and 0 would be a signal to all of this group
    return answer


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _hear(handler: object, ignored: list[int]) -> None:
    for each in PASSED_ON:
        if each not in ignored:
            signal.signal(each, handler)


if __name__ == "__main__":
    ended = stand_in(sys.argv[1], sys.argv[2:])
    if os.WIFSIGNALED(ended):
        signal.signal(os.WTERMSIG(ended), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(ended))
    os._exit(os.waitstatus_to_exitcode(ended))
