"""Answers: JSON as it is, lists with their pages, and nothing at all."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask import Response, request

from simulator.web.http.context import org_url
from simulator.web.http.paging import Key, limit_of, links, page_of

Item = TypeVar("Item")


def reply(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, content_type="application/json")


def nothing(status: int = 204) -> Response:
    """An answer without a body."""
    return Response(b"", status)


def paged(
    items: Iterable[Item],
    key: Callable[[Item], Key],
    render: Callable[[Item], Any],
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
    """A list and its `Link` headers; parameters named in `once` are not repeated for the next page."""
    answer = reply(values)
    parameters = list(request.args.items(multi=True))
    for name, value in links(f"{org_url()}{request.path}", parameters, after, once=once):
        answer.headers.add(name, value)
    return answer
