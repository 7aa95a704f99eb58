"""What a route of the simulator's own API takes, kept beside its view for the OpenAPI document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
Schema = dict[str, Any]


@dataclass(frozen=True)
class Description:
    """JSON Schemas of the request's `body`, of its `query` parameters by name, and of the `answer`.

    `takes` and `gives` are media types; `optional` says whether the body may be absent.
    """

    body: Schema | None = None
    query: dict[str, Schema] = field(default_factory=dict)
    answer: Schema = field(default_factory=lambda: {"type": "object"})
    takes: str = "application/json"
    gives: str = "application/json"
    optional: bool = True


_ATTRIBUTE = "openapi_description"


def takes(**members: Any) -> Callable[[View], View]:
    """Note the members of a `Description` on a view."""

    def note(view: View) -> View:
        setattr(view, _ATTRIBUTE, Description(**members))
        return view

    return note


def description_of(view: Callable[..., Any]) -> Description:
    """What was noted on a view."""
    found: Description = getattr(view, _ATTRIBUTE, Description())
    return found


WAIT: dict[str, Schema] = {
    "wait": {"type": "number", "minimum": 0, "maximum": 600, "description": "Seconds to wait for the jobs to end."}
}
JOBS: Schema = {
    "type": "object",
    "required": ["jobs"],
    "properties": {
        "jobs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["operation", "subject", "finished", "ok", "text", "error"],
                "properties": {
                    "operation": {"type": "string"},
                    "subject": {"type": "string"},
                    "finished": {"type": "boolean"},
                    "ok": {"type": ["boolean", "null"]},
                    "text": {"type": ["string", "null"]},
                    "error": {"type": ["string", "null"]},
                },
            },
        }
    },
}
"""The answer of whatever starts jobs."""
