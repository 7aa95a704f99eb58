"""Several mapping rows saved at once, as the Management API takes them (management API 3.8)."""

from collections.abc import Mapping

from simulator.okta.actions import configuring
from simulator.okta.actions.record import Refused, log_app
from simulator.okta.org import App, Job, Org, Row


def update_rows(org: Org, app: App, rows: Mapping[str, Row | None]) -> list[Job]:
    """Merge rows into the mapping; None removes one, and one that is not there stays away. Nothing is sent (3.8 [?]).

    Raises:
        Refused: no such target, `userName`, or an expression that does not parse; then no row has changed.
    """
    held = dict(app.mappings)
    journal = len(org.journal)
    try:
        for name, row in rows.items():
            _save(org, app, name, row)
    except Refused as refused:
        app.mappings = held
        del org.journal[journal:]
        refused.about = "updateMapping"
        raise
    log_app(org, app, "directory.mapping.update")
    return []


def _save(org: Org, app: App, name: str, row: Row | None) -> None:
    if name not in app.schema:
        raise Refused(f"Invalid target field {name}")
    if row is not None:
        configuring.edit_mapping(org, app, name, row.expression, apply=row.apply)
    elif name in app.mappings:
        configuring.remove_mapping(org, app, [name])
