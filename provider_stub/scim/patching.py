"""PATCH messages in every sender's shape, parsed into what is to change (huggingface-scim 6.4 and 9).

Okta's catalogue apps leave `path` out and put an object in `value`; Entra capitalises `op`. Either all of a
message's operations are understood or none is applied.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from provider_stub.http.message import Problem, invalid_syntax, invalid_value
from provider_stub.rules import Rules
from provider_stub.scim import payloads

PATCH_URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
WORK_EMAIL = 'emails[type eq "work"].value'
VERBS = ("add", "remove", "replace")

_ONE_MEMBER = re.compile(r'members\[\s*value\s+eq\s+"([^"\\]*)"\s*\]', re.IGNORECASE)
_ABSENT = object()

Check = Callable[[Any, Rules], Any]
Target = tuple[str, Check, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `op` in lower case as sent in `sent_op`; `value` is None where there is none."""

    op: str
    sent_op: str
    path: str | None
    value: Any


def operations(document: Any, rules: Rules) -> list[Operation]:
    """The operations of a PATCH body.

    Raises:
        Problem: 400 invalidSyntax where the message is not a PatchOp.
    """
    body = payloads.lowered(document)
    payloads.only_schema(body, PATCH_URN)
    listed = body.get("operations")
    if not isinstance(listed, list):
        raise invalid_syntax("Operations: a list is required")
    return [_operation(each, rules) for each in listed]


def _operation(given: Any, rules: Rules) -> Operation:
    body = payloads.lowered(given)
    op, path = body.get("op"), body.get("path")
    if not isinstance(op, str) or op.lower() not in VERBS:
        raise invalid_syntax("op: add, remove or replace is expected")
    if path is not None and not isinstance(path, str):
        raise Problem(400, "path: a string is expected", "invalidPath")
    value = body.get("value", _ABSENT)
    if value is _ABSENT and rules.patch_value_required:
        raise invalid_value("value: every operation needs one")
    return Operation(op.lower(), op, path, None if value is _ABSENT else value)


def user_changes(document: Any, rules: Rules) -> dict[str, Any]:
    """What a PATCH changes of a managed user: store attributes (`username`, `email`, ...) and `active`.

    `remove` is for externalId only, which then reads null (O).

    Raises:
        Problem: 400.
    """
    changes: dict[str, Any] = {}
    for operation in operations(document, rules):
        if operation.op == "remove":
            _check_removal(operation)
            changes["external_id"] = None
        else:
            changes.update({name: check(given, rules) for name, check, given in _targets(operation)})
    return changes


def _check_removal(operation: Operation) -> None:
    if operation.path is None:
        raise Problem(400, "remove needs a path", "noTarget")
    if operation.path not in _USER_PATHS:
        raise _unknown_path(operation.path)
    if operation.path != "externalId":
        raise Problem(400, "only externalId can be removed", "mutability")


def basic_changes(document: Any, rules: Rules) -> dict[str, Any]:
    """What a PATCH changes of a Basic user: `active` and, by a rule, `external_id`; the profile is read-only (O)."""
    changes: dict[str, Any] = {}
    for operation in operations(document, rules):
        if rules.basic_op_case == "lower" and operation.sent_op not in VERBS:
            raise invalid_syntax("op: add, remove or replace is expected")
        if operation.op == "remove":
            raise Problem(400, "remove is not supported for this organization", "mutability")
        changes.update({name: check(given, rules) for name, check, given in _editable(operation, rules)})
    return changes


def _editable(operation: Operation, rules: Rules) -> Iterator[Target]:
    """What a Basic user's PATCH may set; the values of profile attributes are not even looked at."""
    editable = ("active", "external_id") if rules.basic_patch_external_id else ("active",)
    for target in _targets(operation):
        if target[0] in editable:
            yield target
        elif rules.basic_profile_patch == "refuse":
            raise Problem(400, "the profile of this organization's users cannot be edited", "mutability")


def _targets(operation: Operation) -> Iterator[Target]:
    """What an add or replace would set: a store attribute, the check of its value, and the value, not checked yet."""
    if operation.path is None:
        if not isinstance(operation.value, dict):
            raise invalid_value("value: an object of attributes is expected where there is no path")
        yield from _pathless(operation.value)
    elif operation.path in _USER_PATHS:
        yield (*_USER_PATHS[operation.path], operation.value)
    else:
        raise _unknown_path(operation.path)


def _pathless(value: dict[str, Any]) -> Iterator[Target]:
    """Nested and dotted attributes of a value without a path; unknown ones are ignored, as in POST and PUT."""
    for key, given in value.items():
        lower = key.lower()
        if lower == "name" and isinstance(given, dict):
            yield from _pathless({f"name.{part}": text for part, text in given.items()})
        elif lower == "emails":
            yield "email", lambda emails, _: payloads.email_of(emails, (0, 1)), given
        elif lower in _USER_KEYS:
            yield (*_USER_KEYS[lower], given)


def _boolean(value: Any, rules: Rules) -> bool:
    if isinstance(value, str) and rules.string_booleans and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise invalid_value("active: true or false is expected")
    return value


def _external_id(value: Any, _rules: Rules) -> str:
    if not isinstance(value, str):
        raise invalid_value("externalId: a string is required")
    return value


_USER_PATHS: dict[str, tuple[str, Check]] = {
    "active": ("active", _boolean),
    "externalId": ("external_id", _external_id),
    "userName": ("username", payloads.username),
    WORK_EMAIL: ("email", lambda value, _: payloads.email(value)),
    "name.givenName": ("given_name", lambda value, _: payloads.named("name.givenName", value)),
    "name.familyName": ("family_name", lambda value, _: payloads.named("name.familyName", value)),
}
"""The paths of the OpenAPI's enum, compared exactly; the one with a filter is a literal (C4)."""

_USER_KEYS = {path.lower(): target for path, target in _USER_PATHS.items()}


@dataclass(slots=True)
class GroupChanges:
    """What a PATCH changes of a group, gathered without copying its members.

    `display_name` and `external_id` as in `naming`; where `cleared`, the members are replaced by `added`.
    """

    naming: dict[str, Any]
    cleared: bool
    added: dict[str, None]
    removed: dict[str, None]

    def add(self, ids: tuple[str, ...]) -> None:
        """Members to add."""
        for each in ids:
            self.removed.pop(each, None)
            self.added[each] = None

    def remove(self, ids: tuple[str, ...]) -> None:
        """Members to remove."""
        for each in ids:
            self.added.pop(each, None)
            self.removed[each] = None

    def clear(self) -> None:
        """All members to remove, also those added before."""
        self.cleared = True
        self.added.clear()
        self.removed.clear()


def group_changes(document: Any, rules: Rules) -> GroupChanges:
    """What a PATCH changes of a group; `remove` is for members only (O).

    Raises:
        Problem: 400.
    """
    changes = GroupChanges({}, cleared=False, added={}, removed={})
    for operation in operations(document, rules):
        if operation.op == "remove":
            _remove_members(operation, changes)
        elif operation.path is None:
            _assign_group(operation, operation.value, changes)
        else:
            _assign_group(operation, {operation.path: operation.value}, changes)
    return changes


def _remove_members(operation: Operation, changes: GroupChanges) -> None:
    if operation.path is None:
        raise Problem(400, "remove needs a path", "noTarget")
    one = _ONE_MEMBER.fullmatch(operation.path.strip())
    if one:
        changes.remove((one[1],))
    elif operation.path.lower() != "members":
        known = operation.path.lower() in ("displayname", "externalid")
        raise Problem(400, "only members can be removed", "mutability") if known else _unknown_path(operation.path)
    elif operation.value is None:
        changes.clear()
    else:
        changes.remove(_members(operation.value))


def _assign_group(operation: Operation, value: Any, changes: GroupChanges) -> None:
    if not isinstance(value, dict):
        raise invalid_value("value: an object of attributes is expected where there is no path")
    for key, given in value.items():
        lower = key.lower()
        if lower == "members":
            if operation.op == "replace":
                changes.clear()
            changes.add(_members(given))
        elif lower in ("displayname", "externalid"):
            name = {"displayname": "display_name", "externalid": "external_id"}[lower]
            changes.naming[name] = _text(key, given)
        elif operation.path is not None:
            raise _unknown_path(operation.path)


def _members(value: Any) -> tuple[str, ...]:
    return payloads.member_ids([value] if isinstance(value, dict) else value)


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise invalid_value(f"{key}: a string is required")
    return value


def _unknown_path(path: str) -> Problem:
    return Problem(400, f"path: {path[:100]!r} is not supported", "invalidPath")
