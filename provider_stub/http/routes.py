"""Which operation a path and method name: both SCIM families, the related Hub API, the hooks."""

from collections.abc import Callable, Mapping

from provider_stub.http.message import Answer, Problem
from provider_stub.hub_api import members as members_api
from provider_stub.hub_api import resource_groups as resource_groups_api
from provider_stub.scim import discovery, groups, users

Operation = Callable[..., Answer]
Table = Mapping[str, Mapping[str, Operation]]

NOT_FOUND = "Sorry, we can't find the page you are looking for."
"""What the Hub says of an unknown route (X, second hand)."""
NO_PATH = ("hub.answers.no-path",)
"""The rule by which it says so."""

_GROUPS: Table = {
    "Groups": {"GET": groups.list_groups, "POST": groups.create},
    "Groups/*": {"GET": groups.get_group, "PUT": groups.replace, "PATCH": groups.modify, "DELETE": groups.delete},
}

_DISCOVERY: Table = {
    "ServiceProviderConfig": {"GET": discovery.service_provider_config},
    "ResourceTypes": {"GET": discovery.resource_types},
    "Schemas": {"GET": discovery.schemas},
    "Schemas/*": {"GET": discovery.schema},
}

_USERS: Table = {
    "Users/*": {"GET": users.get_user, "PUT": users.replace, "PATCH": users.modify, "DELETE": users.delete},
}

FAMILIES: dict[str, tuple[str, Table]] = {
    "scim": (
        "managed",
        {"Users": {"GET": users.list_users, "POST": users.create}, **_USERS, **_GROUPS, **_DISCOVERY},
    ),
    "scim-provisioning": (
        "basic",
        {"Users": {"GET": users.list_users, "POST": users.invite}, **_USERS, **_GROUPS},
    ),
}
"""The two endpoint families by path segment, with the SSO model each belongs to (huggingface-scim 1 and 2, O)."""

HUB_API: Table = {
    "members": {"GET": members_api.list_members},
    "members/*/role": {"PUT": members_api.set_role},
    "audit-log/export": {"GET": members_api.audit_log},
    "resource-groups": {
        "GET": resource_groups_api.list_resource_groups,
        "POST": resource_groups_api.create_resource_group,
    },
    "resource-groups/*": {
        "GET": resource_groups_api.get_resource_group,
        "PATCH": resource_groups_api.change_resource_group,
        "DELETE": resource_groups_api.delete_resource_group,
    },
    "resource-groups/*/settings": {"POST": resource_groups_api.change_settings},
    "resource-groups/*/users": {"POST": resource_groups_api.add_users},
    "resource-groups/*/users/*": {"PATCH": resource_groups_api.change_user, "DELETE": resource_groups_api.remove_user},
}


def find(table: Table, method: str, segments: list[str], *, wrong_method: int = 405) -> tuple[Operation, list[str]]:
    """The operation for a path's segments, and the names in it: every second segment, unless it is spelled out.

    Raises:
        Problem: 404 no such path; `wrong_method` where the path is there and the method is not.
    """
    methods = table.get("/".join(segments))
    names: list[str] = []
    if methods is None:
        names = segments[1::2]
        methods = table.get("/".join("*" if place % 2 else each for place, each in enumerate(segments)))
    if methods is None:
        raise Problem(404, NOT_FOUND, why=NO_PATH)
    operation = methods.get("GET" if method == "HEAD" else method)
    if operation is None:
        detail = NOT_FOUND if wrong_method == 404 else f"{method[:20]} is not offered here"
        raise Problem(wrong_method, detail, headers={"Allow": ", ".join(methods)}, why=("hub.answers.method",))
    return operation, names
