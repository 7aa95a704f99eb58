"""A step's verb and argument in words: what the administrator does, and where in Okta."""

import json
from collections.abc import Mapping
from typing import Any

from simulator.play.transcript import StepStarted
from simulator.reports.columns import visible

_SUBJECTS = ("alias", "user", "group", "attribute", "username", "on", "expression", "name")
"""The keys that can name what a step is about; the first of them present leads its title."""

_LINKING = {
    "username": "as ",
    "as": "as ",
    "name": "named ",
    "to": "to ",
    "profile": "with ",
    "members": "with ",
    "expression": "= ",
    "resource_group": "in ",
}
"""How a further key is said; any other is said by its own name."""

PLACES = {
    "test_connection": ("Provisioning > Integration", "tests the connection"),
    "configure": ("Provisioning > Integration", "changes the base URL or the token"),
    "enable": ("Provisioning > To App", "enables provisioning features"),
    "disable": ("Provisioning > To App", "disables provisioning features"),
    "edit_username": ("Sign On", "changes the application username format"),
    "add_attribute": ("Profile Editor", "adds an attribute to the app user profile"),
    "remove_attribute": ("Profile Editor", "removes an attribute from the app user profile"),
    "edit_mapping": ("Profile Editor > Mappings", "changes a mapping"),
    "remove_mapping": ("Profile Editor > Mappings", "removes a mapping"),
    "apply_mappings": ("Profile Editor > Mappings", "applies the mappings to everyone assigned"),
    "create_user": ("Directory > People", "creates a person"),
    "update_user": ("Directory > People", "edits a person's profile"),
    "activate_user": ("Directory > People", "activates a person"),
    "deactivate_user": ("Directory > People", "deactivates a person"),
    "suspend_user": ("Directory > People", "suspends a person"),
    "unsuspend_user": ("Directory > People", "lifts a person's suspension"),
    "delete_user": ("Directory > People", "deletes a person"),
    "change_password": ("Directory > People", "sets a person's password"),
    "create_group": ("Directory > Groups", "creates a group"),
    "rename_group": ("Directory > Groups", "renames a group"),
    "delete_group": ("Directory > Groups", "deletes a group"),
    "add_to_group": ("Directory > Groups", "adds people to a group"),
    "remove_from_group": ("Directory > Groups", "removes people from a group"),
    "assign_user": ("Assignments", "assigns a person to the app"),
    "edit_assignment": ("Assignments", "edits a person's assignment"),
    "unassign_user": ("Assignments", "removes a person's assignment"),
    "assign_group": ("Assignments", "assigns a group to the app"),
    "edit_group_assignment": ("Assignments", "edits a group's assignment"),
    "unassign_group": ("Assignments", "removes a group's assignment"),
    "provision_user": ("Assignments", "clicks Provision User"),
    "force_sync": ("Provisioning > To App", "clicks Force Sync"),
    "reapply_mapping": ("Assignments", "reapplies the mapping of a person"),
    "push_group": ("Push Groups", "pushes a group"),
    "push_now": ("Push Groups", "clicks Push now"),
    "deactivate_group_push": ("Push Groups", "deactivates the push of a group"),
    "activate_group_push": ("Push Groups", "activates the push of a group"),
    "unlink_group": ("Push Groups", "unlinks a pushed group"),
    "refresh_app_groups": ("Push Groups", "refreshes the app groups"),
    "import_users": ("Import", "imports users"),
    "import_groups": ("Import", "imports groups"),
    "retry_tasks": ("Dashboard > Tasks", "retries failed tasks"),
}
"""Verb -> where in Okta's Admin Console it is done, and what is done (scenario-format, section 2)."""

_ELSEWHERE = {
    "wait": "Time passes.",
    "hub": "On the provider's side, something changes.",
    "fault": "The provider is told to misbehave.",
    "clear_faults": "The provider behaves again.",
    "check": "Nothing is done; what has become of the earlier steps is looked at.",
}


def title(step: StepStarted) -> str:
    """The step on one line, without its number: `assign_user ada as ada-lovelace`."""
    words = phrase(step.argument)
    return f"{visible(step.verb)} {words}" if words else visible(step.verb)


def deed(step: StepStarted) -> str:
    """One sentence for a page: where in Okta an administrator does what."""
    if step.verb in PLACES:
        place, act = PLACES[step.verb]
        return f"In {place}, the administrator {act}."
    return _ELSEWHERE.get(step.verb, "")


def phrase(argument: Any) -> str:
    """A step's argument in words: a text as it is, a list joined by commas, a mapping led by its subject."""
    if argument is None or argument == {}:
        return ""
    if not isinstance(argument, Mapping):
        return value(argument)
    subject = next((key for key in _SUBJECTS if key in argument), None)
    lead = [] if subject is None else [value(argument[subject])]
    return " ".join([*lead, _further({key: argument[key] for key in argument if key != subject})]).strip()


def value(thing: Any) -> str:
    """A value within a title: text bare, a list by commas, a mapping as `key=value`, anything else as JSON."""
    match thing:
        case str():
            return visible(thing) if thing.strip() else json.dumps(thing)
        case list() | tuple():
            return ", ".join(map(value, thing)) or "[]"
        case Mapping():
            return ", ".join(f"{visible(str(key))}={_member(member)}" for key, member in thing.items()) or "{}"
        case _:
            return json.dumps(thing, ensure_ascii=False)


def _member(thing: Any) -> str:
    return f"{{{value(thing)}}}" if isinstance(thing, Mapping) and thing else value(thing)


def _further(members: Mapping[str, Any]) -> str:
    linked = [f"{_LINKING[key]}{value(members[key])}" for key in members if key in _LINKING]
    others = [f"{visible(key)}: {value(members[key])}" for key in members if key not in _LINKING]
    return ", ".join([" ".join(linked), *others] if linked else others)
