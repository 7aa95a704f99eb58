"""What an org has to say for the record: System Log rows, what became of tasks, warnings.

Each entry names in `why` the rules that made it so (`simulator/register`); none where nothing is known.
"""

from dataclasses import field
from typing import Any, Literal

from simulator.values import unchanging


@unchanging
class LogRow:
    """A System Log row to be: `targets` as (type, id, alternateId, displayName).

    `job` makes it the system's doing where the catalogue has it as an administrator's.
    """

    event_type: str
    targets: tuple[tuple[str, str, str, str], ...]
    transaction: str
    outcome: str = "SUCCESS"
    reason: str | None = None
    app_name: str | None = None
    debug: dict[str, Any] = field(default_factory=dict)
    job: bool = False
    why: tuple[str, ...] = ()


@unchanging
class TaskChange:
    """A task opened, rescheduled or closed; `kind` is `user` or `group`, `alias` whose."""

    state: Literal["opened", "rescheduled", "closed"]
    kind: Literal["user", "group"]
    alias: str
    operation: str
    text: str
    why: tuple[str, ...] = ()


@unchanging
class Caution:
    """Something Okta allows and its documentation warns of."""

    text: str
    why: tuple[str, ...] = ()


Entry = LogRow | TaskChange | Caution
