"""Which faults are still to come, and which one a request meets."""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from provider_stub.faults.fault import Fault

_SCIM_BASE = re.compile(r"/api/organizations/[^/]*/(?:scim|scim-provisioning)/v2(?=/)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass
class _Armed:
    fault: Fault
    skip: int
    left: float


class Faults:
    """The faults still to come, oldest first; safe to use from several threads.

    A request takes the first fault that fits it and is due; a fault still counting its `after` lets the request
    pass on to the next.
    """

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._armed: list[_Armed] = []
        self._lock = threading.Lock()
        for fault in faults:
            self.add(fault)

    def __bool__(self) -> bool:
        return bool(self._armed)

    def add(self, fault: Fault) -> None:
        """Arm one more fault."""
        left = float("inf") if fault.times == "always" else fault.times
        with self._lock:
            self._armed.append(_Armed(fault, fault.after, left))

    def clear(self) -> None:
        """Disarm all."""
        with self._lock:
            self._armed.clear()

    def described(self) -> list[dict[str, Any]]:
        """What is left, as mappings that `Fault.of` takes."""
        with self._lock:
            return [_remaining(armed) for armed in self._armed]

    def take(self, method: str, path: str, query: str, names: "Names") -> Fault | None:
        """The fault due for this request, counted down; None where all goes well."""
        with self._lock:
            for armed in self._armed:
                if not matches(armed.fault, method, path, query) or not names.match(armed.fault.about):
                    continue
                if armed.skip:
                    armed.skip -= 1
                    continue
                armed.left -= 1
                if armed.left < 1:
                    self._armed.remove(armed)
                return armed.fault
        return None


def _remaining(armed: _Armed) -> dict[str, Any]:
    described = armed.fault.described() | {"after": armed.skip}
    if armed.fault.times != "always":
        described["times"] = int(armed.left)
    return described


def matches(fault: Fault, method: str, path: str, query: str) -> bool:
    """Whether the fault's pattern fits; a pattern without a query fits any query."""
    wanted_method, _, target = fault.on.partition(" ")
    wanted, asked, wanted_query = target.partition("?")
    if wanted_method not in ("*", method) or (asked and wanted_query != unquote(query.replace("+", " "))):
        return False
    base = _SCIM_BASE.match(path)
    if not wanted.startswith("/api/"):
        if base is None:
            return False
        path = path[base.end() :]
    pattern, segments = wanted.strip("/").split("/"), path.strip("/").split("/")
    return len(pattern) == len(segments) and all(
        want in ("*", have) for want, have in zip(pattern, segments, strict=True)
    )


class Names:
    """What a request is about: the caller's word for it, its path segments, quoted query values, body strings.

    `body` is asked for the body's bytes only where a fault wants to know.
    """

    def __init__(self, told: str | None, path: str, query: str, body: Callable[[], bytes]) -> None:
        self._told, self._path, self._query, self._body = told, path, query, body
        self._found: set[str] | None = None

    def match(self, about: tuple[str, ...]) -> bool:
        """True where nothing is asked for, or one of `about` is named."""
        if not about:
            return True
        if self._found is None:
            self._found = set(self._collect())
        return not self._found.isdisjoint(about)

    def _collect(self) -> Iterator[str]:
        if self._told is not None:
            yield self._told
        yield from self._path.split("/")
        for _, value in parse_qsl(self._query, keep_blank_values=True):
            yield from _QUOTED.findall(value)
        try:
            yield from _strings(json.loads(self._body()))
        except (ValueError, RecursionError):
            return


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
