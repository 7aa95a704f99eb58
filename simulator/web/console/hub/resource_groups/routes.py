"""`/hub/resource-groups`: the Resource Groups, and one of them."""

from typing import Any

from simulator.web.console.hub.bundled import HubPages, ask
from simulator.web.console.layout.paging import SIZE, listing, part
from simulator.web.console.pages import Deed

resource_groups = HubPages("hub_resource_groups", __name__, url_prefix="/hub/resource-groups")


@resource_groups.shows("", "hub/resource_groups/list.html")
def list_resource_groups() -> dict[str, Any]:
    """What Resource Groups there are."""
    return {"targets": listing(ask("resource-groups")["resource_groups"], lambda each: str(each["name"]))}


@resource_groups.does("")
def create(deed: Deed) -> str:
    """A new one."""
    name = deed.text("name")
    deed.do("hub", {"create_resource_group": {"name": name}})
    return f"{name} was created. Nobody is in it."


@resource_groups.shows("/<target_id>", "hub/resource_groups/one.html")
def show_resource_group(target_id: str) -> dict[str, Any]:
    """One Resource Group and who is in it."""
    told: dict[str, Any] = {}

    def read(wanted: str, start: int) -> tuple[int, list[dict[str, Any]]]:
        told.update(ask("resource-groups", target_id, search=wanted or None, start=start, count=SIZE))
        return told["total"], told["people"]

    people = part(read)
    return {"target": told, "people": people}


@resource_groups.does("/<target_id>/auto-include")
def auto_include(deed: Deed, target_id: str) -> str:
    """Auto-include org members, with which role."""
    name, on, role = _name(target_id), deed.text("enabled") == "on", deed.text("role")
    deed.do("hub", {"set_auto_join": {"resource_group": name, "enabled": on} | ({"role": role} if on else {})})
    if on:
        return f"Members of the organization join {name} as {role}, and those there are were taken in."
    return f"Members of the organization do not join {name} any more; who is in stays."


@resource_groups.does("/<target_id>/add")
def add(deed: Deed, target_id: str) -> str:
    """Add somebody, or give somebody who is in another role."""
    name, role, who = _name(target_id), deed.text("role"), _usernames(deed)
    deed.do("hub", {"edit_members": {"resource_group": name, "add": who, "role": role}})
    return f"{', '.join(who)}: {role} in {name}."


@resource_groups.does("/<target_id>/remove")
def remove(deed: Deed, target_id: str) -> str:
    """Take somebody out."""
    name, who = _name(target_id), _usernames(deed)
    deed.do("hub", {"edit_members": {"resource_group": name, "remove": who}})
    return f"{', '.join(who)} left {name}."


def _name(target_id: str) -> str:
    """A Resource Group's name, by which verbs call it."""
    return str(ask("resource-groups", target_id, count=1)["name"])


def _usernames(deed: Deed) -> list[str]:
    return deed.text("username").replace(",", " ").split()
