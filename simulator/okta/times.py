"""Times as Okta writes them: `2026-01-05T09:00:00.000Z`."""

from datetime import UTC, datetime
from functools import lru_cache


def iso(seconds: float) -> str:
    """Epoch seconds as ISO 8601 in UTC with milliseconds and Z."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{_to_the_second(whole)}.{thousandths:03}Z"


@lru_cache(maxsize=256)
def _to_the_second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
