"""App groups: the provider's groups as Okta lists them, of type APP_GROUP (management API 3.2)."""

import hashlib
from collections.abc import Iterator

from simulator.okta.org import App, Group, Org


def app_groups(org: Org) -> Iterator[tuple[App, Group]]:
    """Every app group: the targets of pushes, and those Refresh App Groups has shown."""
    for app in org.apps.values():
        pushed = set()
        for push in app.pushes.values():
            pushed.add(push.external_id)
            yield app, _group(push.app_group_id, push.target_name, push.created)
        for name, scim_id in app.known_groups.items():
            if scim_id not in pushed:
                yield app, _group(app_group_id(app, scim_id), name, app.created)


def _group(group_id: str, name: str, created: float) -> Group:
    return Group(group_id, name, name, kind="APP_GROUP", created=created, changed=created)


def app_group_id(app: App, scim_id: str) -> str:
    """The Okta id of one of the provider's groups, the same whenever it is asked for."""
    digest = hashlib.sha256(f"{app.id} {scim_id}".encode("utf-8", "replace")).hexdigest()
    return f"00g{digest[:14]}{app.id[-3:]}"


def scim_id_of(app: App, group_id: str) -> tuple[str, str] | None:
    """Name and SCIM id of the app group with this Okta id; None when the app has none."""
    return next(
        ((name, scim_id) for name, scim_id in app.known_groups.items() if app_group_id(app, scim_id) == group_id), None
    )
