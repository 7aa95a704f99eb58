"""The headers every answer of the Hub carries (huggingface-scim 4 and 11, X: seen on other Hub paths)."""

from zlib import crc32

from provider_stub.memory.organization import Organization

EXPOSED = "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link"

CHALLENGE = 'Bearer realm="Authentication required", charset="UTF-8"'
"""The WWW-Authenticate of a 401 (X: captured 2026-04-28)."""

MEDIA_TYPES = {"json": "application/json; charset=utf-8", "scim+json": "application/scim+json; charset=utf-8"}


def common(org: Organization) -> dict[str, str]:
    """What is the same whatever is asked, and a request id that follows from the seed."""
    number = org.request_ids.next()
    return {
        "X-Powered-By": "huggingface-moon",
        "X-Request-Id": f"Root=1-{number[:8]}-{number}",
        "Vary": "Origin",
        "Access-Control-Expose-Headers": EXPOSED,
    }


def etag(payload: bytes) -> str:
    """A weak entity tag of the body; there are no versions behind it."""
    return f'W/"{len(payload):x}-{crc32(payload):08x}"'
