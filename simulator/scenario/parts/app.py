"""The app integration as a scenario declares it: label, sign-on, provisioning features, schema, mappings, switches."""

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, get_args, get_type_hints

from pydantic import AfterValidator, BeforeValidator, Field

from simulator.okta import org, profiles
from simulator.okta.profiles import AttributeType
from simulator.okta.wire import Wire, options_of
from simulator.scenario.fields.declared import Declared, Located, choice, refusals
from simulator.scenario.fields.kinds import NULL, Absent, Alias, Flag, Json, Keyed, Many, Shape, Text, Whole, nullable
from simulator.scenario.fields.profile_values import OtherValues
from simulator.scenario.fields.scalars import as_mapping, as_tuple, json_value, kind, nearest, wrong

Feature = Literal[
    "create_users",
    "update_user_attributes",
    "deactivate_users",
    "push_groups",
    "sync_password",
    "import_users",
    "import_groups",
]
"""The check boxes under Provisioning, in Okta's words."""
Apply = Literal["create_only", "create_and_update"]
Scope = Literal["personal", "group"]
AttributeName = Annotated[
    str, Shape(r"[A-Za-z_][A-Za-z0-9_]*", "a name of letters, digits and _ that begins with a letter")
]
"""A variable name: an expression must be able to read it (mappings 4.1)."""
Expression = Text
"""Okta Expression Language; checked once the attributes it may read are known."""


class AppAttribute(Declared):
    """An attribute of the app user schema (mappings 4.1). Only what is written overrides the template's attribute of
    the same name: `model_fields_set` tells which that is.
    """

    name: AttributeName
    """The variable name."""
    external_name: Text = ""
    """The path in the SCIM resource, such as `name.givenName` or `emails.^[primary==true].value`; else the name."""
    namespace: Text | None = None
    """The schema URN the attribute lives in; an attribute of your own without one is never sent, as in Okta."""
    type: AttributeType = "string"
    """The data type."""
    title: Text = ""
    """The display name in the Profile Editor."""
    required: Flag = False
    """Whether the app needs a value."""
    scope: Scope = "group"
    """Whether a group's assignment may set it, or only a person's."""
    union: Flag = False
    """Whether values of several groups are combined; arrays only."""
    default: Json = None
    """The value where nothing else gives one."""
    enum: Annotated[tuple[Any, ...], nullable(as_tuple), BeforeValidator(json_value)] = ()
    """The values it may take; empty for any."""

    def in_schema(self, base: profiles.AppAttribute | None = None) -> profiles.AppAttribute:
        """The attribute as declared; what is not written is taken from the template's attribute of that name.

        A new one without a namespace is never sent (okta-wire 2.3, quirk 29 [D: KB custom-scim-attribute]).
        """
        start = base or profiles.AppAttribute(self.name, namespace=None)
        written = {name: getattr(self, name) for name in AppAttribute.model_fields if name in self.model_fields_set}
        return replace(start, **written)


class OtherAttribute(Declared):
    """An attribute of another profile than this app's."""

    direct: ClassVar[str] = "name"

    name: AttributeName
    """The variable name."""
    type: AttributeType = "string"
    """The data type."""


class OtherApp(Declared):
    """Another app's profile, which expressions read by the app's variable name."""

    direct: ClassVar[str] = "attributes"

    attributes: Many[OtherAttribute]
    """The attributes that expressions may read; null for whoever has no value here."""
    values: OtherValues = Field(default_factory=dict)
    """Values that are the same for everybody, such as the app's settings."""
    users: Annotated[dict[Alias, OtherValues], Keyed] = Field(default_factory=dict)
    """The people who have the app, and their values."""

    def in_okta(self) -> org.OtherApp:
        """The profile as mappings read it."""
        return org.OtherApp(tuple(one.name for one in self.attributes), self.values, self.users)


def _no_own_root(apps: dict[str, OtherApp]) -> dict[str, OtherApp]:
    taken = [name for name in apps if name in ("user", "source", "appuser", "appUser", "app", "org")]
    if taken:
        why = wrong("is no other app; write an app's variable name, such as workday", key=True)
        raise refusals(((name,), why) for name in taken)
    return apps


OtherApps = Annotated[dict[AttributeName, OtherApp], Keyed, AfterValidator(_no_own_root)]


class MappingRow(Declared):
    """One row of the mapping from the Okta user to the app: an expression and when it applies."""

    direct: ClassVar[str] = "expression"

    expression: Expression
    """What the attribute is computed from, such as `user.displayName`."""
    apply: Apply = "create_and_update"
    """Whether later changes of the person are followed."""


def read_wire(raw: Any) -> Wire:
    """Switches by name; raises ValidationError where one is none, or takes no such value."""
    if isinstance(raw, Wire):
        return raw
    hints = get_type_hints(Wire)
    values: dict[str, Any] = {}
    problems: list[Located] = []
    for name, value in as_mapping(raw).items():
        if name not in hints:
            problems.append(((name,), wrong(f"is not a switch{nearest(name, hints)}", key=True)))
            continue
        values[name] = json_value(value) if hints[name] in (bool, int) else value
        if not _fits(values[name], hints[name]):
            problems.append(((name,), wrong(_choices(name, hints[name], value))))
    if problems:
        raise refusals(problems)
    switches: dict[str, Any] = {name: str(value) if isinstance(value, str) else value for name, value in values.items()}
    return Wire(**switches)


def _fits(value: Any, hint: Any) -> bool:
    return type(value) is hint if hint in (bool, int) else isinstance(value, str) and value in (get_args(hint) or value)


def _choices(name: str, hint: Any, value: Any) -> str:
    options = ["true", "false"] if hint is bool else [str(option) for option in options_of(name)]
    if options:
        return choice(options, value)
    return f"takes {'a whole number' if hint is int else 'text'}, not {kind(value)}"


def wire_schema() -> dict[str, Any]:
    """The JSON Schema of the switches."""
    types = {int: {"type": "integer"}, str: {"type": ["string", "number", "boolean"]}, bool: {"type": "boolean"}}
    switches = {name: types.get(hint) or _enum(options_of(name)) for name, hint in get_type_hints(Wire).items()}
    return {"anyOf": [{"type": "object", "properties": switches, "additionalProperties": False}, NULL]}


def _enum(options: tuple[Any, ...]) -> dict[str, Any]:
    """The options, and beside them what an editor's YAML reader makes of `null` and `true` without quotes."""
    read = {"null": None, "true": True}
    return {"enum": [*options, *(read[option] for option in options if option in read)]}


class App(Declared):
    """The Okta app integration; every key has a default."""

    label: Text = "Hugging Face"
    """The app's name in the Admin Console."""
    integration: Literal["aiw", "oin"] = "aiw"
    """How the app was made: App Integration Wizard (updates with PUT) or catalogue (PATCH)."""
    username: Expression = "user.login"
    """The application username: an expression."""
    username_update: Apply = "create_and_update"
    """Whether the application username follows later changes of the person."""
    provisioning: Many[Feature] = ("create_users", "update_user_attributes", "deactivate_users", "push_groups")
    """The features that are switched on."""
    template: Literal["huggingface", "okta_default"] = "huggingface"
    """The attributes and mappings to start from: those of the Hub's guide, or all of Okta's default rows."""
    attributes: Many[AppAttribute] = ()
    """Attributes added to the app user schema, or overriding the template's."""
    mappings: Annotated[dict[AttributeName, Annotated[MappingRow | None, Absent]], Keyed] = Field(default_factory=dict)
    """Okta user to app, merged over the template's rows; null removes a row."""
    wire: Annotated[Wire, Whole(read_wire, wire_schema)] = Wire()
    """Switches for what no source decides, by name."""
