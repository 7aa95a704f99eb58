"""The signals that end a command: what is under way stops, its files are finished, and the exit code is 128+n."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Ctrl-C, an orderly end, and a terminal that is gone (signal(7)), as far as the system has them."""

Handler = Callable[[int, FrameType | None], None]


@contextmanager
def heard() -> Iterator[list[int]]:
    """Let a signal stop the body with a KeyboardInterrupt; the numbers of those that came. Main thread only."""
    numbers: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        numbers.append(number)
        raise KeyboardInterrupt

    restore = _handle_with(stop)
    try:
        yield numbers
    finally:
        restore()


@contextmanager
def finishing() -> Iterator[None]:
    """Let the body come to its end before a first signal is heeded; a second one stops it. Main thread only."""
    waiting: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        waiting.append(number)
        restore()

    restore = _handle_with(note)
    try:
        yield
    finally:
        restore()
    for number in waiting:
        signal.raise_signal(number)


def _handle_with(handler: Handler) -> Callable[[], None]:
    """Put a handler in place, save for a signal that is ignored, as under nohup; what puts the earlier ones back."""
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    before = {number: was for number in numbers if (was := signal.getsignal(number)) not in (signal.SIG_IGN, None)}
    for number in before:
        signal.signal(number, handler)

    def restore() -> None:
        for number, was in before.items():
            signal.signal(number, was)

    return restore
