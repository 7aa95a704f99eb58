"""Functions about the person and who they are related to (mappings 2, "user.*, directory, manager" [EL-DOC])."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.okta.expression.failures import NO_PROPERTY, FunctionError
from simulator.okta.expression.library import Function, named
from simulator.okta.expression.scope import Evaluation, Profile
from simulator.okta.expression.values import as_text, shown

_INTERNAL = ("id", "status")


def internal_property(evaluation: Evaluation, name: str | None) -> Any:
    """The user's `id` or `status`; a status is never DEPROVISIONED [EL-DOC]."""
    if name not in _INTERNAL:
        raise FunctionError(NO_PROPERTY, f"the internal properties are id and status, not {shown(name)}")
    return evaluation.scope.internal.get(name)


def linked_object(evaluation: Evaluation, relationship: str | None) -> Profile | None:
    """The profile of the user linked by a relationship, or null."""
    profile = evaluation.scope.linked.get(relationship or "")
    return None if profile is None else Profile(profile, label=f"the linked {relationship}")


def _single(accounts: Sequence[Mapping[str, Any]]) -> Profile | None:
    """The one app user, or null where there is none or more than one."""
    return Profile(accounts[0], (), label="the app user") if len(accounts) == 1 else None


def _related(name: str, count: int) -> Function:
    """A manager or assistant: as an Okta user with one argument, as an app user with two; null where there is none."""

    def find(evaluation: Evaluation, *_: str | None) -> Profile | None:
        found: Mapping[str, Any] | None = evaluation.scope.rel.get(name)
        if found is None:
            return None
        return Profile(found, label=name) if count == 1 else Profile(found, (), label=name)

    return Function(name, (as_text,) * count, find, surroundings=True)


RELATED_FUNCTIONS = named(
    _related("getManagerUser", 1),
    _related("getManagerAppUser", 2),
    _related("getAssistantUser", 1),
    _related("getAssistantAppUser", 2),
)
"""Whose result a mapping does not follow when the manager or assistant changes [EL-DOC]."""

PEOPLE_FUNCTIONS = {
    **RELATED_FUNCTIONS,
    **named(
        Function("hasDirectoryUser", (), lambda evaluation: len(evaluation.scope.ad) == 1, surroundings=True),
        Function("findDirectoryUser", (), lambda evaluation: _single(evaluation.scope.ad), surroundings=True),
        Function("hasWorkdayUser", (), lambda evaluation: len(evaluation.scope.workday) == 1, surroundings=True),
        Function("findWorkdayUser", (), lambda evaluation: _single(evaluation.scope.workday), surroundings=True),
    ),
}

INTERNAL_PROPERTY = Function("user.getInternalProperty", (as_text,), internal_property, surroundings=True)
LINKED_OBJECT = Function("user.getLinkedObject", (as_text,), linked_object, surroundings=True)
