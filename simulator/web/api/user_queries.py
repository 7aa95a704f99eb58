"""What the list of people can be asked (management API 3.1, "Listing")."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from flask import request

from simulator.okta.org import OktaUser, Org
from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.web.api.rendering.hypermedia import moment
from simulator.web.api.rendering.ids import user_type_id
from simulator.web.api.rendering.user import activated_at
from simulator.web.filtering.allowed import DATE_OPERATORS, Test, compiled
from simulator.web.http.context import settings
from simulator.web.http.errors import ApiError
from simulator.web.http.paging import Key

DATES = ("created", "activated", "statusChanged", "lastUpdated")
_EXACT = ("status", "id", "profile.login", "profile.email", "profile.firstName", "profile.lastName")
_FILTER = {**dict.fromkeys(_EXACT, ("eq",)), "lastUpdated": DATE_OPERATORS}
_SEARCH = ("eq", "ne", "sw", "gt", "ge", "lt", "le", "pr")
_CONTAINS = ("profile.firstName", "profile.lastName", "profile.email", "profile.login")
"""The four attributes that take `co` [S]; which four is our reading."""


def chosen_users(org: Org) -> list[OktaUser]:
    """The people the request asks for.

    Raises:
        ApiError: E0000033 for search and filter together; a bad filter.
    """
    search, filter_, q = (request.args.get(name) for name in ("search", "filter", "q"))
    if search and filter_:
        raise ApiError("E0000033")
    if search:
        return _matching(org, compiled(search, lambda path: _search_operators(org, path), DATES))
    if filter_:
        return _matching(org, compiled(filter_, _FILTER.get, DATES))
    present = [user for user in org.users.values() if user.status != "DEPROVISIONED"]
    return [user for user in present if _starts(user, q)] if q else present


def _matching(org: Org, test: Test) -> list[OktaUser]:
    return [user for user in org.users.values() if test(partial(values, user))]


def _search_operators(org: Org, path: str) -> Collection[str] | None:
    if path in ("id", "status", "type.id"):
        return ("eq", "ne", "pr")
    if path in DATES:
        return (*DATE_OPERATORS, "pr")
    name = path.removeprefix("profile.")
    if path.startswith("profile.") and (name in BASE_ATTRIBUTES or name in org.user_attributes):
        return (*_SEARCH, "co") if path in _CONTAINS else _SEARCH
    return None


def values(user: OktaUser, path: str) -> list[Any]:
    """What a person holds at a path of `search` and `filter`."""
    if path.startswith("profile."):
        held = user.profile.get(path.removeprefix("profile."))
        return held if isinstance(held, list) else [held]
    return [_FACTS[path](user)]


_FACTS: dict[str, Callable[[OktaUser], Any]] = {
    "id": lambda user: user.id,
    "status": lambda user: user.status,
    "type.id": lambda _: user_type_id(settings().organization),
    "created": lambda user: moment(user.created),
    "activated": lambda user: moment(activated_at(user)),
    "statusChanged": lambda user: moment(user.status_changed or activated_at(user)),
    "lastUpdated": lambda user: moment(user.changed),
}


def _starts(user: OktaUser, q: str) -> bool:
    names = (user.profile.get(name) for name in ("firstName", "lastName", "email"))
    return any(str(name).casefold().startswith(q.casefold()) for name in names if name)


def order() -> Callable[[OktaUser], Key]:
    """The order of the list: as created, or by `sortBy` with `search`.

    Raises:
        ApiError: E0000031; the list cannot be sorted by that.
    """
    wanted = request.args.get("sortBy") if request.args.get("search") else None
    if wanted is None:
        return lambda user: (float(user.created), user.id)
    if wanted.startswith("profile."):
        name = wanted.removeprefix("profile.")
        return lambda user: (str(user.profile.get(name) or ""), user.id)
    if wanted not in _FACTS:
        raise ApiError("E0000031", "", f"sortBy: '{wanted}' is not supported")
    fact = _FACTS[wanted]
    return lambda user: (str(fact(user) or ""), user.id)
