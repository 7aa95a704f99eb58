"""The API token in a request, in each of the forms clients send it (management API 2, "Authentication")."""

import hmac
import re

_AUTHORIZATION = re.compile(r"(?:SSWS|Bearer)\s*(\S.*)", re.IGNORECASE)
"""The official Python SDK joins scheme and token without a space [C]."""


def holds(authorization: str | None, token: str) -> bool:
    """Whether an `Authorization` header, read raw, carries this token."""
    match = _AUTHORIZATION.fullmatch((authorization or "").strip())
    return match is not None and hmac.compare_digest(match[1].strip().encode(), token.encode())
