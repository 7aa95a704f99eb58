"""Connections that ask nothing keep nobody out: a server that is nearly full closes those idle for longest.

Waitress itself accepts nobody at its limit until somebody leaves, for minutes if need be. A request of which only a
part has come takes no thread there, and counts as idle here.
"""

from typing import Any

LARGEST = 1000
SMALLEST = 32

SPARE = 128
"""File descriptors left to everything else in the process."""

ROOM = 20
"""So many places are kept free, and so many connections closed at a time."""


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
