"""Answers: JSON, nothing at all, and lists in pages: `limit`, the opaque `after`, `Link` (management API 2)."""

import base64
import json
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import wraps
from heapq import nlargest, nsmallest
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from simulator.web.http.context import client, engine, org_url
from simulator.web.http.errors import ApiError

Item = TypeVar("Item")
View = TypeVar("View", bound=Callable[..., Any])
Key = tuple[Any, ...]
"""What a list is sorted by; the last member is unique, so that a cursor outlives the item it came from."""


class Page(NamedTuple, Generic[Item]):
    """A page's items, and the cursor of the next page, None at the end."""

    items: list[Item]
    after: str | None


def cursor_of(key: Key) -> str:
    """The opaque cursor behind an item with this key."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def key_of(cursor: str, kinds: tuple[type, ...] | None) -> Key:
    """The key inside a cursor, of members of these `kinds`; None where nothing is left to tell them by.

    Raises:
        ApiError: E0000029; it is none of ours [VCR].
    """
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        key = None
    fits = kinds is None or (isinstance(key, list) and len(key) == len(kinds) and all(map(_fits, key, kinds)))
    if not isinstance(key, list) or not fits:
        raise ApiError("E0000029", "", "Invalid cursor.")
    return tuple(key)


def _fits(value: Any, kind: type) -> bool:
    return isinstance(value, int | float if kind is float else kind) and not isinstance(value, bool)


def limit_of(raw: str | None, default: int, most: int) -> int:
    """The page's size; what is beyond `most` is `most`.

    Raises:
        ApiError: E0000029; it is no positive whole number.
    """
    if raw is None or raw == "":
        return default
    if not (raw.isascii() and raw.isdecimal()) or len(raw) > 9 or int(raw) == 0:
        raise ApiError("E0000029", "", "Invalid limit.")
    return min(int(raw), most)


def page_of(
    items: Iterable[Item], key: Callable[[Item], Key], limit: int, after: str | None, *, descending: bool = False
) -> Page[Item]:
    """The page behind `after` of the items in the order of `key`.

    Raises:
        ApiError: E0000029 for a cursor that is none of ours.
    """
    rest = list(items)
    if after is not None:
        start = key_of(after, tuple(type(part) for part in key(rest[0])) if rest else None)
        rest = [item for item in rest if (key(item) < start if descending else key(item) > start)]
    first = nlargest if descending else nsmallest
    found = first(limit + 1, rest, key=key)
    page = found[:limit]
    return Page(page, cursor_of(key(page[-1])) if len(found) > limit else None)


class Area(Blueprint):
    """A part of the API. Its views are given the org, held for them alone while they run, and return an answer or its
    JSON; None is an answer without a body.
    """

    def reads(self, path: str, method: str = "GET") -> Callable[[View], View]:
        """Routes to a view that is given the org, to be looked at."""
        return self._routes(path, method, lambda: engine().look())

    def acts(self, path: str, method: str) -> Callable[[View], View]:
        """Routes to a view that is given an `Act`."""
        return self._routes(path, method, lambda: engine().act(client()))

    def _routes(
        self, path: str, method: str, hold: Callable[[], AbstractContextManager[Any]]
    ) -> Callable[[View], View]:
        def register(view: View) -> View:
            @wraps(view)
            def answer(**named: str) -> Response:
                with hold() as held:
                    value = view(held, **named)
                return nothing() if value is None else value if isinstance(value, Response) else reply(value)

            self.add_url_rule(path, view_func=answer, methods=[method])
            return view

        return register


def reply(value: Any, status: int = 200) -> Response:
    """A JSON answer; half a surrogate pair, which a provider may have sent, is written as JSON writes it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(utf8(text), status, content_type="application/json")


def utf8(text: str) -> bytes:
    """A text as bytes, half a surrogate pair as its escape."""
    return text.encode("utf-8", "backslashreplace")


def nothing(status: int = 204) -> Response:
    """An answer without a body."""
    return Response(b"", status)


def by_creation(one: Any) -> Key:
    """The order of most lists."""
    return float(one.created), one.id


def paged(
    items: Iterable[Item],
    render: Callable[[Item], Any],
    key: Callable[[Item], Key] = by_creation,
    *,
    default: int,
    most: int,
    descending: bool = False,
) -> Response:
    """A page of a list, as `limit` and `after` ask for it.

    Raises:
        ApiError: E0000029; `limit` or `after` cannot be.
    """
    limit = limit_of(request.args.get("limit"), default, most)
    page = page_of(items, key, limit, request.args.get("after") or None, descending=descending)
    return with_links([render(item) for item in page.items], page.after)


def with_links(values: list[Any], after: str | None, *, once: tuple[str, ...] = ()) -> Response:
    """A list with `self` first and `next` last, each a `Link` header of its own: clients depend on both [C].

    Parameters named in `once` are not repeated in `next`.
    """
    answer, given = reply(values), list(request.args.items(multi=True))
    answer.headers.add("Link", f'<{_url(given)}>; rel="self"')
    if after is not None:
        kept = [(name, value) for name, value in given if name != "after" and name not in once]
        answer.headers.add("Link", f'<{_url([("after", after), *kept])}>; rel="next"')
    return answer


def _url(parameters: list[tuple[str, str]]) -> str:
    here = f"{org_url()}{request.path}"
    return f"{here}?{urlencode(parameters)}" if parameters else here
