"""From a row in the org's journal to a System Log entry in Okta's JSON shape."""

from typing import Any

from simulator.okta.journal import LogRow
from simulator.okta.system_log import Target, entry


def row_entry(row: LogRow, published: str, uuid: str) -> dict[str, Any]:
    """The entry, published at that time."""
    return entry(
        row.event_type,
        published=published,
        uuid=uuid,
        targets=[Target(*target) for target in row.targets],
        outcome=row.outcome,
        reason=row.reason,
        transaction_id=row.transaction,
        transaction_type="JOB" if row.job else None,
        debug={**({"appname": row.app_name} if row.app_name else {}), **row.debug},
    )
