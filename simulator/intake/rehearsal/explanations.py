"""Why Okta did not do what it otherwise does: each explanation is tried by playing the smallest story that has it."""

from functools import cache
from typing import Any

from simulator.intake.rehearsal.log import USER_FEATURES, LiveStory
from simulator.okta.flows import users

Done = tuple[str, Any]

_BEGINNING = """
name: An explanation is tried
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
groups: {team: []}
app: {username: 'String.substringBefore(user.login, "@")', provisioning: [create_users, update_user_attributes,
  deactivate_users, push_groups, sync_password]}
"""
_NO_INTEGRATION = ("the API integration was disabled", [("disable_api_integration", None)])
_FAULT = {"on": "PUT /Groups/*", "respond": {"status": 400}}

_KINDS: dict[str, tuple[str, str, list[Done], Done, list[tuple[str, list[Done]]]]] = {
    "provision": (
        "an account", users.SYNC, [], ("assign_user", "ada"),
        [("provisioning was not enabled", [("disable", list(USER_FEATURES))]), _NO_INTEGRATION],
    ),
    "push_profile": (
        "a profile", users.PUSH_PROFILE, [("assign_user", "ada")],
        ("update_user", {"user": "ada", "profile": {"lastName": "King"}}),
        [
            ("Update User Attributes was off", [("disable", "update_user_attributes")]),
            ("what was changed is not mapped", [("remove_mapping", "familyName")]),
            _NO_INTEGRATION,
        ],
    ),
    "deactivate": (
        "a deactivation", users.DEACTIVATE, [("assign_user", "ada")], ("unassign_user", "ada"),
        [("Deactivate Users was off", [("disable", "deactivate_users")]), _NO_INTEGRATION],
    ),
    "push_password": (
        "a password", users.PUSH_PASSWORD, [("assign_user", "ada")],
        ("change_password", {"user": "ada", "password": "Analytical-Engine-1843"}),
        [("Sync Password was off", [("disable", "sync_password")]), _NO_INTEGRATION],
    ),
    "push_members": (
        "a pushed group", "application.provision.group_push.updated",
        [("assign_user", "ada"), ("push_group", "team")], ("add_to_group", {"group": "team", "users": "ada"}),
        [
            ("Push Groups was off", [("disable", "push_groups")]),
            ("the push was in Error", [("fault", _FAULT), ("push_now", "team")]),
            ("the push was deactivated", [("deactivate_group_push", "team")]),
            _NO_INTEGRATION,
        ],
    ),
}  # fmt: skip
"""By operation: what was not sent, the row that would tell of it, what leads up to it, the act, and what may explain
it, the likeliest first."""

NOT_CREATED = (
    f"the file shows no {users.SYNC}, so an account was not sent: Create Users was off. This simulator's Okta looks "
    "the person up all the same, and logs that nobody was found; a job may also not be started at all (okta-wire 2.1)"
)


@cache
def sentence(operation: str, *, cut_off: bool) -> str:
    """What the first explanation that fits says, and which others do; a file that is `cut_off` may have had the row."""
    what, row, *_ = _KINDS[operation]
    first, *others = _fitting(operation)
    also = f"; it would also fit that {', or that '.join(others)}" if others else ""
    if cut_off:
        said = f"the file shows no {row}, and it is cut off: the row may be in the part that is missing, or {what}"
        return f"{said} was not sent, as it is played here, since {first}{also}"
    return f"the file shows no {row}, so {what} was not sent: {first}{also}"


@cache
def unsettled(operation: str) -> str:
    """What would explain that the row is not there, where the file shows none of it."""
    _, row, *_ = _KINDS[operation]
    fitting = ", or that ".join(_fitting(operation))
    return f"the file shows no {row} here; it would fit that {fitting}, but it does not show that"


def _fitting(operation: str) -> list[str]:
    return [words for words, before in _KINDS[operation][4] if _fits(operation, before)]


def _fits(operation: str, before: list[Done]) -> bool:
    """Whether the row does not come where this was done before."""
    _, row, earlier, act, _ = _KINDS[operation]
    live = LiveStory(_BEGINNING)
    for verb, argument in [*earlier, *before]:
        live.play(verb, argument)
    return row not in {one.type for one in live.play(*act).rows}
