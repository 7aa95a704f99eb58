"""What the Hub refuses, and the two shapes its refusals may take on the wire (huggingface-scim 10)."""

import re
from typing import Any

ERROR_URN = "urn:ietf:params:scim:api:messages:2.0:Error"
MESSAGE_LENGTH = 500

_UNPRINTABLE = re.compile(r"[^\x20-\x7e]")


class Problem(Exception):  # noqa: N818  (the word of RFC 9457; a refusal is no error of ours)
    """A refusal: HTTP `status`, RFC 7644 `scim_type` where one fits, and `detail` for a person to read."""

    def __init__(self, status: int, detail: str, scim_type: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.scim_type = scim_type
        self.headers: dict[str, str] = {}


def invalid_value(detail: str) -> Problem:
    """400 for a value the Hub's schemas do not take."""
    return Problem(400, detail, "invalidValue")


def invalid_syntax(detail: str) -> Problem:
    """400 for a body that is not the message it should be."""
    return Problem(400, detail, "invalidSyntax")


def taken(detail: str) -> Problem:
    """409 for what must be unique and is not."""
    return Problem(409, detail, "uniqueness")


def missing(detail: str) -> Problem:
    """404 for what is not there."""
    return Problem(404, detail)


def scim_body(problem: Problem) -> dict[str, Any]:
    """RFC 7644 section 3.12; `status` is a string."""
    body: dict[str, Any] = {"schemas": [ERROR_URN], "status": str(problem.status)}
    if problem.scim_type:
        body["scimType"] = problem.scim_type
    return body | {"detail": problem.detail}


def hub_body(problem: Problem) -> dict[str, Any]:
    """The shape of the Hub's other endpoints (X)."""
    return {"error": problem.detail}


def header_text(detail: str) -> str:
    """`detail` as `X-Error-Message` may carry it: printable ASCII of bounded length."""
    return _UNPRINTABLE.sub("?", detail[:MESSAGE_LENGTH])
