"""A person's status in the console's words, and what can be done to somebody who has it."""

from typing import NamedTuple

from simulator.okta.org import OktaUser

LABELS = {
    "STAGED": "Staged",
    "PROVISIONED": "Pending user action",
    "ACTIVE": "Active",
    "SUSPENDED": "Suspended",
    "DEPROVISIONED": "Deactivated",
}
"""What the Admin Console calls each status of the API [HELP usgp-end-user-states]. The others (password reset or
expired, locked out) are of people who sign in, which nobody does here.
"""
ROLES = {"ACTIVE": "good", "DEPROVISIONED": "bad"}
"""How a status is coloured."""


class Action(NamedTuple):
    """A button on a person's page. `question` is what it asks first; empty where it asks nothing."""

    verb: str
    label: str
    question: str
    done: str


ACTIONS = {
    "activate": Action("activate_user", "Activate", "", "{name} is {status}."),
    "suspend": Action("suspend_user", "Suspend", "", "{name} is suspended; assignments stay, and nothing is sent."),
    "unsuspend": Action("unsuspend_user", "Unsuspend", "", "{name} is active again."),
    "deactivate": Action(
        "deactivate_user", "Deactivate", "Deactivate {name}? All their app assignments end.", "{name} is deactivated."
    ),
    "delete": Action("delete_user", "Delete", "Delete {name}? This cannot be undone.", "{name} is deleted."),
}
"""Labels: *Activate*, *Suspend*, *Deactivate*, *Delete* [HELP eu-activate].
Okta's help has called the way back *Activate* as well; *Unsuspend* is the API's word for it.
"""
OFFERED = {
    "STAGED": ("activate", "deactivate"),
    "PROVISIONED": ("activate", "deactivate"),
    "ACTIVE": ("suspend", "deactivate"),
    "SUSPENDED": ("unsuspend", "deactivate"),
    "DEPROVISIONED": ("activate", "delete"),
}
"""What Okta does not refuse in a status (`okta/actions/directory.py`)."""


def label(status: str) -> str:
    """The console's word for a status; the API's own where it has none."""
    return LABELS.get(status, status)


def offered(user: OktaUser) -> list[tuple[str, Action]]:
    """What can be done to this person, each with its name in paths."""
    return [(name, ACTIONS[name]) for name in OFFERED.get(user.status, ())]
