"""The app user schema and the Okta user schema as the Management API changes them (management API 3.9)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from simulator.okta.actions import configuring
from simulator.okta.actions.record import Refused
from simulator.okta.external_names import parse_path
from simulator.okta.org import App, Org
from simulator.okta.profiles import BASE_ATTRIBUTES, AppAttribute

TYPES = ("string", "boolean", "number", "integer", "array")
"""Data types of an attribute; Okta's `object` has no place in a mapping and is refused here."""
DESCRIBED = ("api.attribute-described",)
"""The rule by which an attribute must be described."""


def merge_app_schema(org: Org, app: App, custom: Mapping[str, Any]) -> None:
    """Add and change custom attributes of the app user; null removes one.

    Raises:
        Refused: an attribute cannot be as it is described, is a base one, or is still mapped; then nothing changed.
    """
    trial = replace(app, schema=dict(app.schema), users={})
    for target in (trial, app):
        for name, described in custom.items():
            _merge(target, name, described)
    app.changed = org.now


def _merge(app: App, name: str, described: Any) -> None:
    held = app.schema.get(name)
    if isinstance(described, dict):
        attribute = attribute_of(name, described, held)
        if held is None:
            configuring.add_attribute(app, attribute)
        else:
            app.schema[name] = attribute
    elif described is not None:
        raise Refused(f"{name}: an attribute is an object or null", about="schema", why=DESCRIBED)
    elif held is not None:
        configuring.remove_attribute(app, name)


def attribute_of(name: str, described: Mapping[str, Any], held: AppAttribute | None) -> AppAttribute:
    """The attribute that a schema's JSON describes; what it leaves out is as it was.

    Raises:
        Refused: an unknown type, an enum that is no list, or an external name that is no path.
    """
    start = held or AppAttribute(name, namespace=None)
    kind = described.get("type", start.type)
    if kind not in TYPES:
        raise Refused(f"{name}: The type {kind!r} is not supported", about="schema", why=DESCRIBED)
    enum = described.get("enum") or start.enum
    if not isinstance(enum, list | tuple):
        raise Refused(f"{name}: enum is a list of values", about="schema", why=DESCRIBED)
    external_name = str(described.get("externalName") or start.external_name)
    try:
        parse_path(external_name or name)
    except ValueError as wrong:
        raise Refused(f"{name}: {wrong}", about="schema", why=DESCRIBED) from wrong
    scopes = {"SELF": "personal", "NONE": "group"}
    return replace(
        start,
        external_name=external_name,
        namespace=described.get("externalNamespace") or start.namespace,
        type=kind,
        title=str(described.get("title") or start.title),
        required=bool(described.get("required", start.required)),
        scope=scopes.get(str(described.get("scope")), start.scope),  # type: ignore[arg-type]  # one of the two
        union=described.get("union", "ENABLE" if start.union else "DISABLE") == "ENABLE",
        enum=tuple(enum),
    )


def merge_user_schema(org: Org, custom: Mapping[str, Any]) -> None:
    """Add and remove custom attributes of the Okta user; null removes one, and its values.

    Raises:
        Refused: a base attribute, or an unknown type; then nothing changed.
    """
    for name, described in custom.items():
        if name in BASE_ATTRIBUTES:
            raise Refused(f"{name} is a base attribute", about="schema", why=("mapping.base-attribute",))
        if described is not None and _type_of(described) not in TYPES:
            text = f"{name}: The type {_type_of(described)!r} is not supported"
            raise Refused(text, about="schema", why=DESCRIBED)
    for name, described in custom.items():
        if described is not None:
            org.user_attributes[name] = str(_type_of(described))
        elif org.user_attributes.pop(name, None) is not None:
            for user in org.users.values():
                user.profile.pop(name, None)


def _type_of(described: Any) -> Any:
    return described.get("type", "string") if isinstance(described, dict) else None
