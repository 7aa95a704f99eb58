"""One recorded request of Okta's to a provider, and what came back."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from simulator.intake.shapes import an_object, objects_of

Json = Any

_FILTER = re.compile(r'(?:^|&)filter=(\w+) eq ("(?:[^"\\]|\\.)*")')
_PAGE = re.compile(r"(?:^|&)(startIndex|count)=(\d+)")
MANY_REQUESTS = 429


@dataclass(frozen=True)
class Traffic:
    """A request and its answer.

    `place` names the entry for complaints, `at` is ISO 8601. `path` is relative to the base URL, `query` decoded.
    `body` and `answer` are parsed JSON; `answer` is the text where it is no JSON, and None where there is none.
    `status` is None where nobody answered; `error` then says what the recording says of it.
    """

    place: str
    at: str
    method: str
    path: str
    query: str = ""
    body: Json = None
    status: int | None = None
    answer: Json = None
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    lost: bool = False
    """Whether there was an answer whose text the recording left out."""

    @property
    def collection(self) -> str:
        """`Users` or `Groups`."""
        return self.path.split("/")[1]

    @property
    def scim_id(self) -> str:
        """The id the path names; empty for a whole collection."""
        return self.path.partition("/")[2].partition("/")[2]

    @property
    def ok(self) -> bool:
        """True for any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def limited(self) -> bool:
        """True for 429: the same request is sent again."""
        return self.status == MANY_REQUESTS

    @property
    def looked_for(self) -> str | None:
        """The value a look-up asks for: a userName or a displayName."""
        found = _FILTER.search(self.query)
        return str(json.loads(found[2])) if found else None

    @property
    def page(self) -> tuple[int, int]:
        """`startIndex` and `count`, 0 where they are not given."""
        values = {name: int(value[:9]) for name, value in _PAGE.findall(self.query)}
        return values.get("startIndex", 0), values.get("count", 0)

    @property
    def found(self) -> list[dict[str, Json]]:
        """What a list holds, whatever the case of its keys."""
        if not isinstance(self.answer, dict):
            return []
        listed = next((value for key, value in self.answer.items() if key.lower() == "resources"), None)
        return objects_of(listed)

    @property
    def resource(self) -> dict[str, Json]:
        """The answer as a resource; empty where it is none."""
        return an_object(self.answer)

    @property
    def sent(self) -> dict[str, Json]:
        """The body as an object; empty where there is none."""
        return an_object(self.body)

    @property
    def operations(self) -> list[dict[str, Json]]:
        """The operations of a PATCH."""
        return objects_of(self.sent.get("Operations"))

    def same_request(self, other: "Traffic") -> bool:
        """Whether the two ask for the same."""
        return (self.method, self.path, self.query, self.body) == (other.method, other.path, other.query, other.body)
