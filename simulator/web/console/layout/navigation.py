"""The menus: Okta's Admin Console on one side of the wire, the Hub's settings on the other (okta-console 0)."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A line of a menu; `path` may hold the scenario's app as `{app}`."""

    label: str
    path: str


MENUS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("Simulation", (Entry("Story", "/"), Entry("Wire", "/wire"), Entry("Documentation", "/docs"))),
    ("Okta · Directory", (Entry("People", "/admin/users"), Entry("Groups", "/admin/groups"))),
    ("Okta · Applications", (Entry("Applications", "/admin/apps"), Entry("{label}", "/admin/apps/{app}"))),
    ("Okta · Dashboard", (Entry("Tasks", "/admin/tasks"),)),
    ("Okta · Reports", (Entry("System Log", "/admin/system-log"),)),
    (
        "Hugging Face Hub",
        (
            Entry("SSO > SCIM", "/hub/scim"),
            Entry("Members", "/hub/members"),
            Entry("Resource Groups", "/hub/resource-groups"),
            Entry("Audit log", "/hub/audit-log"),
        ),
    ),
)


def menus(app_id: str, label: str) -> list[tuple[str, list[Entry]]]:
    """The menus of a run whose scenario is about this app."""
    return [
        (name, [Entry(one.label.format(label=label), one.path.format(app=app_id)) for one in entries])
        for name, entries in MENUS
    ]


def is_here(entry: Entry, path: str) -> bool:
    """Whether this line of the menu leads to the page, or to one that it belongs to."""
    if entry.path in ("/", "/admin/apps"):
        return path == entry.path
    return path == entry.path or path.startswith(f"{entry.path}/")
