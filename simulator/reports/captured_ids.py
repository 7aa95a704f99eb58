"""The ids a provider gave in a recorded run, and where a replay finds its own: which answer, and where within it."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from simulator.play.transcript import Exchange
from simulator.reports.shell import Expansion, Piece, quote

_PLACEHOLDER = r"<password-(?P<password>\d+)>"
_WHOLE, _LAST_SEGMENT, _IN_QUOTES = r"(?s:^.+$)", r"[^/]+$", r'(?<=")[^"]+(?=")'
_HELD_IN = {"id": _WHOLE, "value": _WHOLE, "location": _LAST_SEGMENT, "$ref": _LAST_SEGMENT, "path": _IN_QUOTES}
"""The members of Okta's bodies that can hold an id, and the part of their text that is it (RFC 7644, 3.5.2)."""
_PATTERNS = {key: re.compile(f"{_PLACEHOLDER}|{pattern}") for key, pattern in _HELD_IN.items()}
_ELSEWHERE = re.compile(_PLACEHOLDER)


class CapturedIds:
    """What is known of ids so far, and the shell variables that hold those which a request needed."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, str]] = {}
        self._variables: dict[tuple[str, str], str] = {}
        self._passwords: set[str] = set()
        self._counts: dict[str, int] = {}
        self._new: list[str] = []

    def learn(self, exchange: Exchange, number: int) -> None:
        """Remember the ids in an answer, which the script keeps as `number`."""
        body = (exchange.response or {}).get("body")
        collection = collection_of(exchange.request["path"])
        for resource, jq_filter in _resources(body):
            if resource.get("id") is not None:
                self._found.setdefault((collection, str(resource["id"])), (number, jq_filter))

    def target(self, request: dict[str, Any]) -> list[Piece]:
        """Path and query as they were sent, each known id in the path replaced by the replay's own."""
        collection = collection_of(request["path"])
        pieces: list[Piece] = []
        for segment in request["path"].split("/"):
            variable = self._variable(collection, unquote(segment))
            pieces += ["/", Expansion(f'$(segment "${variable}")') if variable else segment]
        query = request.get("query")
        return [*pieces[1:], f"?{query}" if query else ""]

    def find(self, collection: str, text: str, key: str) -> Iterator[Piece]:
        """The pieces of a string in a body sent to `collection`, by the key it stands under."""
        end = 0
        for match in _PATTERNS.get(key, _ELSEWHERE).finditer(text):
            variable = self._replacing(match, collection, key)
            if variable:
                yield text[end : match.start()]
                yield Expansion(f"${variable}")
                end = match.end()
        yield text[end:]

    def assignments(self) -> list[str]:
        """The script's lines that set the variables used since this was last asked."""
        new, self._new = self._new, []
        return new

    def _replacing(self, match: re.Match[str], collection: str, key: str) -> str | None:
        if number := match["password"]:
            return self._password(number)
        other = "Groups" if collection == "Users" else "Users"
        collections = (collection,) if key in ("id", "location") else (other, collection)
        return next(filter(None, (self._variable(each, match[0]) for each in collections)), None)

    def _variable(self, collection: str, scim_id: str) -> str | None:
        known = (collection, scim_id)
        if known in self._found and known not in self._variables:
            prefix = {"Users": "user", "Groups": "group"}.get(collection, "resource")
            self._counts[prefix] = self._counts.get(prefix, 0) + 1
            variable = self._variables[known] = f"{prefix}_{self._counts[prefix]}"
            number, jq_filter = self._found[known]
            recorded = json.dumps(scim_id, ensure_ascii=False)[1:-1]
            self._new.append(f"{variable}=$(recall {number} {quote(jq_filter)} {quote(recorded)})")
        return self._variables.get(known)

    def _password(self, number: str) -> str:
        variable = f"password_{number}"
        if number not in self._passwords:
            self._passwords.add(number)
            self._new.append(f'{variable}=$(password "${{PASSWORD_{number}-}}")')
        return variable


def collection_of(path: str) -> str:
    """`Users` for `/Users/66b1`."""
    return path.strip("/").partition("/")[0]


def _resources(body: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The resources in an answer, each with the jq filter that finds the same one in another provider's."""
    if not isinstance(body, dict):
        return
    yield body, ".id"
    members = next((key for key in body if key.lower() == "resources"), "")
    resources = body.get(members)
    for position, resource in enumerate(resources if isinstance(resources, list) else ()):
        if isinstance(resource, dict):
            yield resource, f".{members}[{_which(resource, position)}.id"


def _which(resource: dict[str, Any], position: int) -> str:
    """The rest of a jq filter after `[`: the resource of that name, or else the one at that position."""
    key = next((key for key in ("userName", "displayName") if isinstance(resource.get(key), str)), None)
    return f"{position}] | " if key is None else f"] | select(.{key} == {json.dumps(resource[key])}) | "
