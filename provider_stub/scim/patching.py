"""PATCH messages in every sender's shape, parsed into what is to change (huggingface-scim 6.4 and 9).

Okta's catalogue apps leave `path` out and put an object in `value`; Entra capitalises `op`. Either all of a
message's operations are understood or none is applied.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from provider_stub.http.message import Call, Problem, checked, invalid_syntax, invalid_value, text
from provider_stub.rules import Rules
from provider_stub.scim import payloads
from provider_stub.scim.payloads import Changes

PATCH_URN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
WORK_EMAIL = 'emails[type eq "work"].value'
VERBS = ("add", "remove", "replace")
OPERATIONS = "hub.patch.operations"
"""The rule by which what is no list of operations is refused."""
READ_ONLY = ("id", "schemas", "meta", "name.formatted")
"""What the Hub answers and takes back unread; of anything else that it does not know something is lost."""

_ONE_MEMBER = re.compile(r'members\[\s*value\s+eq\s+"([^"\\]*)"\s*\]', re.IGNORECASE)
_NO_TEXT = "externalId: a string is required"
_NO_OBJECT = "value: an object of attributes is expected where there is no path"
_GROUP_NAMES = {"displayname": "display_name", "externalid": "external_id"}

Check = Callable[[Any, Rules], Any]
Target = tuple[str, Check, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `op` in lower case; `value` is None where there is none."""

    op: str
    path: str | None
    value: Any


def operations(call: Call, rules: Rules, *, basic: bool = False) -> list[Operation]:
    """The operations of a PATCH body, on `basic` with each `op` in the case that the rules take; 400 for no PatchOp."""
    body = payloads.lowered(call.document)
    payloads.only_schema(body, PATCH_URN)
    listed = body.get("operations")
    if not isinstance(listed, list):
        raise invalid_syntax("Operations: a list is required", OPERATIONS)
    return [_operation(call, each, rules, basic) for each in listed]


def _operation(call: Call, given: Any, rules: Rules, basic: bool) -> Operation:
    body = payloads.lowered(given)
    op, path = body.get("op"), body.get("path")
    exact = basic and rules.basic_op_case == "lower"
    if not isinstance(op, str) or (op if exact else op.lower()) not in VERBS:
        by_case = isinstance(op, str) and op.lower() in VERBS
        raise invalid_syntax("op: add, remove or replace is expected", "hub.basic.op-case" if by_case else OPERATIONS)
    if path is not None and not isinstance(path, str):
        raise Problem(400, "path: a string is expected", "invalidPath", why=(OPERATIONS,))
    if rules.patch_value_required and "value" not in body:
        raise invalid_value("value: every operation needs one", "hub.user.remove-value")
    call.why += ["hub.basic.op-case"] * (basic and op != op.lower())
    call.why += ["hub.user.remove-value"] * (op.lower() == "remove" and "value" not in body)
    return Operation(op.lower(), path, body.get("value"))


def user_changes(call: Call, rules: Rules) -> Changes:
    """What a PATCH changes of a managed user; `remove` is for externalId only, which then reads null (O)."""
    changes: Changes = {}
    for operation in operations(call, rules):
        if operation.op == "remove":
            path = operation.path
            known = path in _USER_PATHS
            _check_removable(
                path, "only externalId can be removed", known, path == "externalId", "hub.user.patch-paths"
            )
            changes["external_id"] = None
        else:
            for name, check, given in _targets(call, operation):
                changes[name] = check(given, rules)
                call.why += ["hub.user.string-booleans"] * (name == "active" and isinstance(given, str))
    return changes


def _check_removable(path: str | None, otherwise: str, known: bool, removable: bool, rule: str) -> None:
    """Refuse a `remove` that names nothing, what by `rule` is not there, or what cannot be removed."""
    if path is None:
        raise Problem(400, "remove needs a path", "noTarget", why=("hub.patch.remove",))
    if not known:
        raise _unknown_path(path, rule)
    if not removable:
        raise Problem(400, otherwise, "mutability", why=("hub.patch.remove",))


def basic_changes(call: Call, rules: Rules) -> Changes:
    """What a PATCH changes of a Basic user: `active` and, by a rule, `external_id`; the profile is read-only (O).

    The values of profile attributes are not even looked at.
    """
    editable = ("active", "external_id") if rules.basic_patch_external_id else ("active",)
    changes: Changes = {}
    for operation in operations(call, rules, basic=True):
        if operation.op == "remove":
            said = "remove is not supported for this organization"
            raise Problem(400, said, "mutability", why=("hub.basic.remove",))
        for name, check, given in _targets(call, operation):
            rule = "hub.basic.patch-external-id" if name == "external_id" else "hub.basic.profile-patch"
            call.why += [rule] * (name != "active")
            if name in editable:
                changes[name] = check(given, rules)
                call.why += ["hub.user.string-booleans"] * (name == "active" and isinstance(given, str))
            elif rules.basic_profile_patch == "refuse":
                why = tuple(dict.fromkeys((rule, "hub.basic.profile-patch")))
                said = "the profile of this organization's users cannot be edited"
                raise Problem(400, said, "mutability", why=why)
    return changes


def _targets(call: Call, operation: Operation) -> Iterator[Target]:
    """What an add or replace would set: a store attribute, the check of its value, and the value, not checked yet."""
    if operation.path is None:
        yield from _pathless(call, checked(operation.value, dict, _NO_OBJECT, OPERATIONS))
    elif operation.path in _USER_PATHS:
        yield (*_USER_PATHS[operation.path], operation.value)
    else:
        raise _unknown_path(operation.path, "hub.user.patch-paths")


def _pathless(call: Call, value: dict[str, Any]) -> Iterator[Target]:
    """Nested and dotted attributes of a value without a path; unknown ones are ignored, as in POST and PUT."""
    for key, given in value.items():
        lower = key.lower()
        if lower == "name" and isinstance(given, dict):
            yield from _pathless(call, {f"name.{part}": each for part, each in given.items()})
        elif lower == "emails":
            yield "email", lambda emails, _: payloads.email_of(emails, (0, 1)), given
        elif lower in _USER_KEYS:
            yield (*_USER_KEYS[lower], given)
        elif lower not in READ_ONLY:
            call.why.append("hub.answers.unknown-keys")


def _boolean(value: Any, rules: Rules) -> bool:
    if isinstance(value, str) and rules.string_booleans and value.lower() in ("true", "false"):
        return value.lower() == "true"
    rule = "hub.user.string-booleans" if isinstance(value, str) else payloads.TYPES
    return checked(value, bool, "active: true or false is expected", rule)


_USER_PATHS: dict[str, tuple[str, Check]] = {
    "active": ("active", _boolean),
    "externalId": ("external_id", lambda value, _: checked(value, str, _NO_TEXT, payloads.TYPES)),
    "userName": ("username", payloads.username),
    WORK_EMAIL: ("email", lambda value, _: payloads.email(value)),
    "name.givenName": ("given_name", lambda value, _: text("name.givenName", value, payloads.NAMES)),
    "name.familyName": ("family_name", lambda value, _: text("name.familyName", value, payloads.NAMES)),
}
"""The paths of the OpenAPI's enum, compared exactly; the one with a filter is a literal (C4)."""

_USER_KEYS = {path.lower(): target for path, target in _USER_PATHS.items()}


@dataclass(slots=True)
class GroupChanges:
    """What a PATCH changes of a group, gathered without copying its members.

    `naming` may hold `display_name` and `external_id`; `members` says of ids whether each is to be in or out; where
    `cleared`, nobody else stays in.
    """

    naming: Changes = field(default_factory=dict)
    cleared: bool = False
    members: dict[str, bool] = field(default_factory=dict)

    def put(self, ids: Iterable[str], *, inside: bool) -> None:
        """Members to add or to remove."""
        for each in ids:
            if self.members.get(each) is not inside:
                self.members.pop(each, None)
                self.members[each] = inside

    def clear(self) -> None:
        """All members to remove, also those added before."""
        self.cleared = True
        self.members.clear()


def group_changes(call: Call, rules: Rules) -> GroupChanges:
    """What a PATCH changes of a group; `remove` is for members only (O)."""
    changes = GroupChanges()
    for operation in operations(call, rules):
        if operation.op == "remove":
            _remove_members(operation, changes)
        elif operation.path is None:
            _assign_group(call, operation, operation.value, changes)
        else:
            _assign_group(call, operation, {operation.path: operation.value}, changes)
    return changes


def _remove_members(operation: Operation, changes: GroupChanges) -> None:
    lower = (operation.path or "").lower()
    if one := _ONE_MEMBER.fullmatch((operation.path or "").strip()):
        changes.put((one[1],), inside=False)
        return
    known = lower == "members" or lower in _GROUP_NAMES
    _check_removable(operation.path, "only members can be removed", known, lower == "members", "hub.group.patch")
    if operation.value is None:
        changes.clear()
    else:
        changes.put(_members(operation.value), inside=False)


def _assign_group(call: Call, operation: Operation, value: Any, changes: GroupChanges) -> None:
    for key, given in checked(value, dict, _NO_OBJECT, OPERATIONS).items():
        lower = key.lower()
        if lower == "members":
            if operation.op == "replace":
                changes.clear()
            changes.put(_members(given), inside=True)
        elif lower in _GROUP_NAMES:
            changes.naming[_GROUP_NAMES[lower]] = checked(given, str, f"{key}: a string is required", payloads.TYPES)
        elif operation.path is not None:
            raise _unknown_path(operation.path, "hub.group.patch")
        elif lower not in READ_ONLY:
            call.why.append("hub.answers.unknown-keys")


def _members(value: Any) -> tuple[str, ...]:
    return payloads.member_ids([value] if isinstance(value, dict) else value)


def _unknown_path(path: str, rule: str) -> Problem:
    return Problem(400, f"path: {path[:100]!r} is not supported", "invalidPath", why=(rule,))
