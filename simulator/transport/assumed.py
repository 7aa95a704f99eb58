"""A dry run's provider: nobody is asked, and every request is assumed to be accepted by an empty provider."""

import json
import random
from collections.abc import Sequence
from urllib.parse import parse_qs

from simulator.scim import urns
from simulator.scim.message import Json, Request, Response, compact


class AssumedTransport:
    """Answers from the requests alone: creates succeed, reads give back what was written, look-ups find only that."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._resources: dict[str, dict[str, Json]] = {}

    def know(self, path: str, resource: dict[str, Json]) -> None:
        """From now on this is what stands at `path`."""
        self._resources[path] = resource

    def send(self, request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> Response:  # noqa: ARG002  (the shape of every transport)
        """The answer that an empty, accepting provider would give."""
        if request.method == "GET":
            return self._read(request)
        if request.method == "DELETE":
            self._resources.pop(request.path, None)
            return Response(204)
        return self._write(request)

    def _read(self, request: Request) -> Response:
        if request.path.count("/") > 1:
            held = self._resources.get(request.path)
            return _json(200, held) if held is not None else _json(404, _error("404", "assumed not to exist"))
        found = [held for path, held in self._resources.items() if path.startswith(request.path + "/")]
        if wanted := parse_qs(request.query).get("filter"):
            attribute, _, value = wanted[0].split(" ", 2)
            found = [held for held in found if held.get(attribute) == json.loads(value)]
        return _json(200, _list(found))

    def _write(self, request: Request) -> Response:
        body = dict(request.body or {})
        body.pop("password", None)
        if request.method == "POST":
            scim_id = f"{self._random.getrandbits(96):024x}"
            created = {**body, "id": scim_id}
            self._resources[f"{request.path}/{scim_id}"] = created
            return _json(201, created)
        if request.method == "PATCH":
            return Response(204)
        self._resources[request.path] = body
        return _json(200, body)


def _list(found: list[dict[str, Json]]) -> dict[str, Json]:
    return {
        "schemas": [urns.LIST_RESPONSE],
        "totalResults": len(found),
        "startIndex": 1,
        "itemsPerPage": len(found),
        "Resources": found,
    }


def _error(status: str, detail: str) -> dict[str, Json]:
    return {"schemas": [urns.ERROR], "status": status, "detail": detail}


def _json(status: int, body: Json) -> Response:
    return Response(status, {"Content-Type": "application/scim+json"}, compact(body))
