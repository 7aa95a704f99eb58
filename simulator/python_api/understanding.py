"""From a call in Python to a verb: the same rules, and the same sentences, as for a step of a scenario."""

from collections.abc import Mapping
from typing import Any

from simulator.errors import UsageError, hidden
from simulator.python_api.steps import CreatedGroup, CreatedUser
from simulator.scenario.fields.scalars import nearest
from simulator.scenario.parts.steps import Step, needs_stub, read_act
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS, Hub
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import Verb

__tracebackhide__ = hidden


def understood(tenant: Tenant, kind: str, name: str, argument: Mapping[str, Any]) -> Verb:
    """The verb with its argument; `kind` is what is played against, as a run's first event says it.

    Raises:
        UsageError: the argument means nothing, names somebody who never was, or needs the bundled Hub.
    """
    written: Any = argument
    if name == Hub.verb():
        ((action, inner),) = argument.items()
        written = {action: _given(HUB_VERBS[action], inner)}
    else:
        written = _given(VERBS[name], argument)
    try:
        verb = read_act({name: written}, tenant.attribute_types())
    except ValueError as wrong:
        raise UsageError(f"{name}: {str(wrong).replace(f'`{name}.', '`', 1)}") from None
    if kind != "stub" and (what := needs_stub(Step(verb=name, argument=verb))):
        raise UsageError(f"{name}: `{what}` works on the bundled Hub only")
    _refuse_strangers(tenant, name, verb)
    return verb


def _given(verb: type[Verb], argument: Mapping[str, Any]) -> dict[str, Any]:
    """What was given beyond what the verb has by itself, as a scenario may write it."""
    defaults = {
        field.alias or key: field.get_default(call_default_factory=True)
        for key, field in verb.model_fields.items()
        if not field.is_required()
    }
    written = {key: _plain(value) for key, value in argument.items() if value is not None}
    return {key: value for key, value in written.items() if key not in defaults or value != _plain(defaults[key])}


def _plain(value: Any) -> Any:
    match value:
        case CreatedUser() | CreatedGroup():
            return value.alias
        case Mapping():
            return {key: _plain(held) for key, held in value.items()}
        case list() | tuple():
            return [_plain(held) for held in value]
    return value


def _refuse_strangers(tenant: Tenant, name: str, verb: Verb) -> None:
    books = {"user": tenant.people, "group": tenant.groups, "user or group": {**tenant.people, **tenant.groups}}
    for _, alias, kind in verb.references():
        if alias not in books[kind]:
            hint = nearest(alias, books[kind]) or "; create it first, and see that Okta did not refuse to"
            raise UsageError(f"{name}: there is no {kind} `{alias}`{hint}")
    if verb.creates and (alias := getattr(verb, "alias", "")) in books[verb.creates]:
        there = tenant.org.users if verb.creates == "user" else tenant.org.groups
        if books[verb.creates][alias] in there:
            raise UsageError(f"{name}: there is a {verb.creates} `{alias}` already; choose another alias")
