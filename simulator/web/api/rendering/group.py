"""A group as the API shows it (management API 3.2)."""

from typing import Any

from simulator.okta.org import Group
from simulator.web.api.rendering.hypermedia import link, moment

_CLASSES = {"APP_GROUP": "okta:app_group"}


def group_json(group: Group, url: str, *, source: str | None = None, stats: dict[str, int] | None = None) -> Any:
    """The group; `source` is the app id of an app group, `stats` what `expand=stats` adds."""
    here = f"{url}/api/v1/groups/{group.id}"
    shown: dict[str, Any] = {
        "id": group.id,
        "created": moment(group.created),
        "lastUpdated": moment(group.changed),
        "lastMembershipUpdated": moment(group.changed),
        "objectClass": [_CLASSES.get(group.kind, "okta:user_group")],
        "type": group.kind,
        "profile": {"name": group.name, "description": group.description},
        "_links": {
            "logo": [
                {"name": size, "href": f"{url}/assets/img/group-{size}.png", "type": "image/png"}
                for size in ("medium", "large")
            ],
            "users": link(f"{here}/users"),
            "apps": link(f"{here}/apps"),
        },
    }
    if source is not None:
        shown["_links"]["source"] = link(f"{url}/api/v1/apps/{source}")
        shown["source"] = {"id": source}
    if stats is not None:
        shown["_embedded"] = {"stats": stats}
    return shown
