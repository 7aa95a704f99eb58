"""AppUser profile to SCIM JSON and back: the create body, the GET-merge-PUT body, the PATCH bodies."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulator.okta import external_names
from simulator.okta.external_names import Path, Selector, parse_path
from simulator.okta.org import App, AppUser, Profile
from simulator.scim import urns

Json = Any
Resource = dict[str, Json]

_ORDER = {"schemas": 0, "userName": 1, "name": 2, "emails": 3, "displayName": 5, "locale": 6, "externalId": 7}
_ELSEWHERE = 4
_LAST = {"groups": 8, "password": 9, "active": 10}


CREATE_RULES: tuple[str, ...] = (
    "create.post",
    "create.no-get-after-post",
    "create.key-order",
    "create.active-true",
    "create.empty-left-out",
    "create.external-id",
    "create.groups-empty-list",
    "create.placeholder-password",
)
"""The rules behind the POST that creates an account, and behind `create_body`."""
MERGE_RULES: tuple[str, ...] = (
    "update.overlay",
    "update.echo-unknown",
    "update.external-id",
    "update.groups-empty-list",
    "update.list-replaced",
)
"""The rules behind `merged_body`, whatever is in it."""


def create_body(app: App, app_user: AppUser, password: str) -> Resource:
    """The body of `POST /Users`, in Okta's key order (okta-wire 2.3 [C: OLD-DOC, CAP-ROSTR]).

    Empty values are left out, an extension with nothing in it too. The place of attributes that no capture shows
    is between `emails` and `displayName`; extensions stand at the end.
    """
    body = _written(app, app_user.profile)
    extensions = [key for key in body if key.startswith("urn:")]
    core = {
        "schemas": [urns.CORE_USER, *extensions],
        "userName": app_user.username,
        **{key: value for key, value in body.items() if key not in extensions},
        "externalId": app_user.user_id,
        "groups": [],
        "password": password,
        "active": True,
    }
    ordered = sorted(core, key=lambda key: _LAST.get(key, _ORDER.get(key, _ELSEWHERE)))
    return {key: core[key] for key in ordered} | {key: body[key] for key in extensions}


@dataclass(frozen=True)
class Layout:
    """Where an app's attributes stand in a resource: `rows` of name and path, and the lists that rows write into.

    `conditions` are the keys that selectors give an element of such a list; `valued` the lists whose elements are
    nothing without a `value`.
    """

    rows: tuple[tuple[str, Path], ...]
    lists: tuple[Path, ...]
    conditions: dict[Path, frozenset[str]]
    selectors: dict[Path, tuple[Selector, ...]]
    valued: frozenset[Path]


def layout(app: App) -> Layout:
    """The layout of what can reach the wire.

    An attribute without a namespace never does [KB custom-scim-attribute]; `userName` is
    written by itself.
    """
    return _layout(_attributes(app))


def _attributes(app: App) -> tuple[tuple[str, str, str], ...]:
    return tuple((a.name, a.namespace, a.path) for a in app.schema.values() if a.namespace and a.name != "userName")


@lru_cache(maxsize=64)
def _layout(attributes: tuple[tuple[str, str, str], ...]) -> Layout:
    rows = tuple((name, full_path(namespace, path)) for name, namespace, path in attributes)
    lists = tuple({key: None for _, path in rows if (key := _list_key(path)) is not None})
    selectors = {key: tuple(_selectors(rows, key)) for key in lists}
    return Layout(
        rows,
        lists,
        {key: frozenset(selector.key for selector in chosen) for key, chosen in selectors.items()},
        selectors,
        frozenset(key for key in lists if any(path[: len(key)] == key and path[-1] == "value" for _, path in rows)),
    )


def full_path(namespace: str, external_name: str) -> Path:
    """The path from the resource's root: under the extension's URN, unless the namespace is the core schema."""
    path = parse_path(external_name)
    return path if namespace == urns.CORE_USER else (namespace, *path)


def _list_key(path: Path) -> Path | None:
    return next((path[:length] for length in range(1, len(path)) if not isinstance(path[length], str)), None)


def _selectors(rows: Iterable[tuple[str, Path]], key: Path) -> Iterator[Selector]:
    for _, path in rows:
        if path[: len(key)] == key and isinstance(selector := path[len(key)], Selector):
            yield selector


def is_empty(value: Json) -> bool:
    """True for null, the empty text and the empty list."""
    return value is None or value == "" or value == []


def _written(app: App, profile: Profile) -> Resource:
    resource: Resource = {}
    plan = layout(app)
    for name, path in plan.rows:
        value = profile.get(name)
        if not is_empty(value):
            external_names.write(resource, path, value)
    for key in plan.lists:
        elements = external_names.read(resource, key)
        kept = [_ordered(element) for element in elements or [] if _says_something(plan, key, element)]
        if kept:
            external_names.write(resource, key, kept)
        elif elements is not None:
            external_names.remove(resource, key)
    return resource


def _says_something(plan: Layout, key: Path, element: Json) -> bool:
    """False for an element that holds only its condition, or a `type` whose `value` is missing (mappings 3.6)."""
    if not isinstance(element, dict):
        return not is_empty(element)
    if key in plan.valued and "value" not in element:
        return False
    return bool(set(element) - plan.conditions[key])


def _ordered(element: Json) -> Json:
    """`primary`, `value`, `type` in that order, then the rest (okta-wire 2.3 [C])."""
    if not isinstance(element, dict):
        return element
    first = [key for key in ("primary", "value", "type") if key in element]
    return {key: element[key] for key in [*first, *(key for key in element if key not in first)]}


def merged_body(app: App, app_user: AppUser, server: Resource, *, active: bool | None) -> Resource:
    """The body of a profile PUT: what the GET answered, overlaid with all that Okta manages (okta-wire 3.2).

    Members unknown to Okta are echoed, stale or not; the server's key order stays and new keys follow (byte
    counts of [C: CAP-FIREZONE]). `active` None keeps what the server said (quirk 20 [D: CONCEPT]); a server that
    says nothing gets true.
    What becomes of an attribute that has been cleared is the switch `empty_policy` (11.5).
    """
    body: Resource = copy.deepcopy(server)
    written = _written(app, app_user.profile)
    _drop_empty(app, app_user, body)
    for name, path in layout(app).rows:
        if not is_empty(app_user.profile.get(name)) and _list_key(path) is None:
            external_names.write(body, path, app_user.profile[name])
    for key in layout(app).lists:
        _overlay_list(app, body, key, external_names.read(written, key))
    body["schemas"] = _schemas(app, server.get("schemas"), body)
    body["userName"] = app_user.username
    body["externalId"] = app_user.user_id
    body["groups"] = []
    body["active"] = server.get("active", True) if active is None else active
    return body


def merge_rules(app: App, app_user: AppUser) -> tuple[str, ...]:
    """The rules behind `merged_body` for this person: choices of ours only where they decide something about it."""
    rules, profile = MERGE_RULES, app_user.profile
    told = app_user.pushed.items()
    if any(name != "userName" and is_empty(profile.get(name)) and not is_empty(value) for name, value in told):
        rules = (*rules, "update.cleared-value")
    if app_user.pushed.get("userName", app_user.username) != app_user.username:
        rules = (*rules, "update.same-id-new-username")
    return (*rules, "update.list-merge") if app.wire.multi_value_merge == "merge" else rules


def _schemas(app: App, server: Json, body: Resource) -> list[Json]:
    """The server's list, with just those of the app's extensions that hold something (mappings 3.6 [CAP-ROSTR])."""
    managed = {str(path[0]): None for _, path in layout(app).rows if str(path[0]).startswith("urn:")}
    empty = [urn for urn in managed if urn not in body]
    listed = [urn for urn in server if urn not in empty] if isinstance(server, list) else []
    return listed + [urn for urn in (urns.CORE_USER, *managed) if urn not in listed and urn not in empty]


def _drop_empty(app: App, app_user: AppUser, body: Resource) -> None:
    """Say of each empty attribute what `empty_policy` says; one that never had a value is absent (11.5 a)."""
    policy = app.wire.empty_policy
    for name, path in layout(app).rows:
        if not is_empty(app_user.profile.get(name)) or _list_key(path) is not None:
            continue
        cleared = not is_empty(app_user.pushed.get(name))
        if policy == "echo-server":
            continue
        if cleared and policy in ("null", "empty-string"):
            external_names.write(body, path, None if policy == "null" else "")
        else:
            external_names.remove(body, path)


def _overlay_list(app: App, body: Resource, key: Path, elements: Json) -> None:
    """Replace the server's list by Okta's (11.6), or lay Okta's elements over those that match."""
    server = external_names.read(body, key)
    if elements is None:
        if app.wire.empty_policy != "echo-server":
            external_names.remove(body, key)
        return
    if app.wire.multi_value_merge == "merge" and isinstance(server, list):
        elements = _laid_over(app, key, server, elements)
    external_names.write(body, key, elements)


def _laid_over(app: App, key: Path, server: list[Json], elements: list[Json]) -> list[Json]:
    selectors = layout(app).selectors[key]
    merged = list(server)
    for element in elements:
        match = next((i for i, held in enumerate(merged) if _same_element(held, element, selectors)), None)
        if match is None:
            merged.append(element)
        else:
            merged[match] = {**merged[match], **element}
    return merged


def _same_element(held: Json, element: Json, selectors: Iterable[Selector]) -> bool:
    return isinstance(held, dict) and any(held.get(s.key) == s.value == element.get(s.key) for s in selectors)


def mapped(app: App, app_user: AppUser) -> dict[str, str]:
    """Which expression gave each value that a body of this assignment holds, by external name, in the app's order.

    The external name stands under its extension's URN, as RFC 7644 3.10 writes it. The expression is empty where the
    value was typed in the assignment, came from a group, or is a default.
    """
    given = app_user.sources
    found = {"userName": given.get("userName", "")}
    for name, external in _external_names(_attributes(app)):
        if not is_empty(app_user.profile.get(name)):
            found[external] = given.get(name, "")
    return found


@lru_cache(maxsize=64)
def _external_names(attributes: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, path if namespace == urns.CORE_USER else f"{namespace}:{path}") for name, namespace, path in attributes
    )


def echo_body(server: Resource, *, active: bool) -> Resource:
    """The body of a (de)activation PUT: the GET's answer with `active` flipped, nothing else (okta-wire 4.1 [C])."""
    return {**server, "active": active}


def patch_body(*operations: Resource) -> Resource:
    """A PatchOp message (RFC 7644 3.5.2), keys in Okta's order [C: OLD-DOC 118 bytes]."""
    return {"schemas": [urns.PATCH_OP], "Operations": list(operations)}


def replace_values(**value: Json) -> Resource:
    """A path-less replace, as Okta sends `active`, a password and a group's name (okta-wire 4.2, 5, 6.5)."""
    return {"op": "replace", "value": value}


def changed_values(app: App, app_user: AppUser) -> Resource:
    """What differs from the last push, as the value of a path-less replace (switch `oin_user_patch`, 11.4)."""
    now, before = app_user.profile, app_user.pushed
    changed = {name for name in {**now, **before} if now.get(name) != before.get(name)}
    written = _written(app, app_user.profile)
    value: Resource = {} if app_user.pushed.get("userName") == app_user.username else {"userName": app_user.username}
    for name, path in layout(app).rows:
        if name in changed:
            value[str(path[0])] = written.get(str(path[0]))
    return value


def imported_profile(app: App, resource: Resource) -> Profile:
    """The app user profile an import reads from a resource: the same paths in reverse (mappings 4.2 rule 3)."""
    return {name: external_names.read(resource, path) for name, path in layout(app).rows}


def group_body(name: str, members: list[Resource]) -> Resource:
    """The body of `POST /Groups`: name and members only (okta-wire 6.1, 6.2 [C: CAP-ROSTR])."""
    return {"schemas": [urns.CORE_GROUP], "displayName": name, "members": members}


def group_put_body(app: App, server: Resource, name: str, members: list[Resource]) -> Resource:
    """The body of `PUT /Groups/{id}`: the GET's answer with name and members overlaid (11.8), or only those."""
    if app.wire.group_put_minimal:
        return group_body(name, members)
    return {**server, "displayName": name, "members": members}
