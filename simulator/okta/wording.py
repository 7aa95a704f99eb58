"""The sentences Okta shows: task texts, remote errors, the results of a connection test (okta-wire 1.3, 8.1)."""

import re
from collections.abc import Collection
from http import HTTPStatus

from simulator.okta.json_errors import invalid_json
from simulator.scim.message import Response

ASSIGNED_BEFORE = (
    "User was assigned this application before Provisioning was enabled and not provisioned in the downstream "
    "application. Click Provision User."
)
"""2.1 [C: CAP-ROSTR; D: KB]."""
NOT_FOUND_AND_NO_CREATE = "Matching user not found."
"""2.2 [D: KB matching-user-not-found-provisioning-error]."""
MORE_THAN_ONE = "More than one user was found for ID"
"""2.2 [D: EVENTS-API]."""
EMPTY_USER = "Create new user returned empty user"
EMPTY_GROUP = "Create new group returned empty group"
"""2.4 [D: DOC20]."""
INACTIVE_AND_NO_DEACTIVATE = "User account is inactive"
"""2.5 [D: KB Airbase]."""
NO_RESULTS = "No results for users returned"
"""1.3 [D: KB no-results-for-users-returned]."""
GROUP_EXISTS = "User group already exists"
"""8.1, 8.2 [D: EVENTS-API]."""
INVALID_USERNAME = "is an invalid value for userName field (code blank)"
"""Mappings 3.3 [KB assignment-error-blank]."""
VALIDATION_FAILED = "API validation failed"
"""Mappings 3.5 [KB access-requests]."""
GROUP_GRANTS = (
    "Deactivate application for user forbidden: The application cannot be unassigned from the user while their "
    "group memberships grant them access."
)
"""Quirk 32 [V: TF-120]."""
RATE_LIMITED = "API rate limit exceeded. "
"""8.1 [D: EVENTS-API]; what follows it is not on record."""
CONNECTED = "Connector configured successfully"
"""1.1 [C: CAP-ROSTR]."""
VERIFIED = "{app} was verified successfully!"
"""1.2 [D: GUIDES]."""

VERIFYING_USER = "Error while verifying if user {username} exists: "
CREATING_USER = "Error while creating user {username}: "
PUSHING_PROFILE = "Error while trying to push profile update for {username}: "
REACTIVATING = "Error while reactivating user {username}: "
DEACTIVATING = "Error while deactivating user {username}: "
PUSHING_PASSWORD = "Error pushing password: "  # noqa: S105  (a sentence)
CREATING_GROUP = "Error while creating user group {group}: "
READING_GROUP = "Error while trying to find an individual group by id: "
UPDATING_MEMBERS = "Error while updating user group membership for group {group} "
ADDING_MEMBERS = "Error while adding user(s) to group {group} "
REMOVING_MEMBERS = "Error while removing user(s) from group {group} "
RENAMING_GROUP = "Error while trying to update user group: "
DELETING_GROUP = "Error while deleting user group {group}: "
DOWNLOADING_USERS = "Error while downloading all users: "
DOWNLOADING_GROUPS = "Error while downloading all groups: "
"""How the operation message begins (8.1 [D: EVENTS-API; V]).

Those of the membership have no colon behind the name, as on record [V: KEYCLOAK-144].
"""
AUTHENTICATING = "Error authenticating: "
"""How the connection test's failure begins (1.3 [D: KB error-authenticating-unauthorized])."""

TOTAL_WENT_DOWN = "totalResults went down from {before} to {total} between pages"
TOTAL_KEEPS_GROWING = "totalResults keeps growing, from {first} to {total}"
PAGE_REPEATS = "the page at startIndex {start} repeats id {scim_id} of an earlier page"
PAGE_IS_EMPTY = "the page at startIndex {start} is empty although totalResults is {total}"
"""Why an import is stopped: words of ours, since no source says what Okta does with such pages (7.1)."""

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_COULD_NOT_TEST = (
    "The connector configuration could not be tested. Make sure that the URL, Authentication Parameters are correct "
    "and that there is an implementation available at the URL provided."
)


def reason_phrase(status: int) -> str:
    """The standard phrase (`Conflict`); the number alone for a status that has none."""
    return _PHRASES.get(status) or str(status)


def remote_error(answer: Response) -> str:
    """What went wrong at the provider: phrase, then what it reported (8.1).

    The report is the `detail` of a JSON error, or the JSON parser's complaint about a body that is no JSON. Without
    either the phrase stands alone (8.1 [I] for an empty body). Where nobody answered, the client's own words.
    """
    if answer.status is None:
        return answer.error or "No answer"
    report = _report(answer)
    phrase = reason_phrase(answer.status)
    return f"{phrase}. Errors reported by remote server: {report}" if report else phrase


def _report(answer: Response) -> str | None:
    if not answer.text.strip():
        return None
    if not answer.is_json:
        return invalid_json(answer.text)
    detail = answer.json.get("detail") if isinstance(answer.json, dict) else None
    return str(detail) if detail else None


def error_rules(answer: Response) -> tuple[str, ...]:
    """The rules behind `remote_error`."""
    if answer.status is None:
        return ("retry.answer-in-60-seconds",) if answer.error == "Read timed out" else ("connection.timed-out",)
    if answer.text.strip() and not answer.is_json:
        return ("tasks.no-json",)
    return ("tasks.detail-quoted",) if _report(answer) else ("tasks.no-detail",)


def unreadable(answer: Response) -> str | None:
    """The parser's complaint about a 2xx body that is not empty and no JSON, else None (8.2 [I])."""
    return invalid_json(answer.text) if answer.text.strip() and not answer.is_json else None


def no_user_returned(scim_id: str) -> str:
    """A 404 for a user Okta has the id of (3.4 [V: AWS, SPOT])."""
    return f"No user returned for user {scim_id}"


def delayed_reactivation(username: str) -> str:
    """The provider still shows the user inactive after a reactivation (2.5 [V: SNIPE-14481])."""
    return (
        f"Automatic provisioning of user to app failed: User {username} provision to app failed due to delay in "
        "reactivating remote User. Rescheduling provision job."
    )


TASK_PREFIXES = {
    "provision": "Automatic provisioning of user {person} to app {app}",
    "push_profile": "Automatic profile push of user {person} to app {app}",
    "push_password": "Automatic profile push of user {person} to app {app}",
    "deactivate": "Automatic deprovisioning of user {person} from app {app}",
}
"""8.1; the prefix of a failed deactivation is not on record, ours follows the other two."""


def task_text(operation: str, person: str, app: str, message: str) -> str:
    """The text on Dashboard > Tasks: prefix, ` failed: `, operation message (8.1)."""
    return f"{TASK_PREFIXES[operation].format(person=person, app=app)} failed: {message}"


def group_push_text(when: str, group: str, message: str) -> str:
    """The Push Groups status column (8.1 [V]); `when` is already formatted."""
    return f"Failed on {when}: Unable to update Group Push mapping target App group {group}: {message}"


def linked_group_missing(app: str) -> str:
    """A 404 for a group Okta has the id of (8.2 [D: help])."""
    return f"Linked group is missing in {app}. Change the linked group to resume pushing group memberships."


def is_about_group(answer: Response, names: Collection[str], others: Collection[str]) -> bool:
    """Whether a 404 to a request about a group says that the group is gone; what Okta goes by, no source says.

    On record are "User not found.", which is quoted (getsentry/sentry#122540), and the sentence for a group that is
    gone [D: help]. Our reading goes by `detail`: it is about the group where there is none, where it has the group's id
    or name (`names`) or the word group, and where it names nothing at all ("Resource not found"). A person in it, by
    the word or by the id or username of a member (`others`), or any other word makes it speak of something else.
    """
    body = answer.json if answer.is_json and isinstance(answer.json, dict) else {}
    detail = f" {body.get('detail') or ''} ".casefold()
    for name in sorted(filter(None, names), key=len, reverse=True):
        detail = re.sub(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", " group ", detail)
    named = {token.strip(".:!?") for token in re.split(r"[\s\"'`<>(){}\[\],;=]+", detail)}
    words = re.findall(r"[\w'’]+", detail.replace("user group", "group"))
    if not named.isdisjoint(other.casefold() for other in others) or any(word.startswith(_PERSON) for word in words):
        return False
    return any("group" in word for word in words) or all(map(_SAYS_NOTHING.fullmatch, words))


_PERSON = ("user", "member", "account", "person", "people", "identity", "principal")
_SAYS_NOTHING = re.compile(
    "404|an?|any|anymore|at|available|been|by|can't|cannot|could|couldn't|deleted|does|doesn't|entity|error|exists?|find|for|"
    "found|given|gone|has|have|here|id|in|invalid|is|item|it|locate|longer|matching|missing|no|not|nothing|object|of|on|or|"
    "provided|removed|requested|resource|scim|specified|such|that|the|there|this|to|unable|unknown|was|were|with"
)
"""Words of a 404 that name nothing."""


def connection_error(answer: Response) -> str | None:
    """What the connection test shows for this answer; None when it is a ListResponse (1.3)."""
    if answer.ok:
        return None if _is_list(answer) else NO_RESULTS
    if answer.status is None:
        return f"{AUTHENTICATING}{answer.error}"
    remote = remote_error(answer)
    plain = remote == reason_phrase(answer.status)
    return f"{AUTHENTICATING}{remote}. {_COULD_NOT_TEST}" if plain else f"{AUTHENTICATING}{remote}"


def connection_rules(answer: Response) -> tuple[str, ...]:
    """The rules behind `connection_error`."""
    if answer.ok:
        return ("connection.no-results",)
    if answer.status == 401 and remote_error(answer) == reason_phrase(401):
        return ("connection.unauthorized",)
    return ("connection.forbidden-page",) if answer.status == 403 and not answer.is_json else error_rules(answer)


def _is_list(answer: Response) -> bool:
    """A ListResponse, whatever the case of its keys (0.6 [D: OLD-DOC, NET-SAMPLE])."""
    return isinstance(answer.json, dict) and any(
        key.lower() == "resources" and isinstance(value, list) for key, value in answer.json.items()
    )
