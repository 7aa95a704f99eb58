"""Values of profiles: which attributes there are, and what written text means for each of their types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.scenario.fields.declared import Located, refusals
from simulator.scenario.fields.kinds import NULL
from simulator.scenario.fields.scalars import (
    as_mapping,
    is_none,
    kind,
    nearest,
    read_flag,
    read_number,
    read_whole,
    wrong,
)


@dataclass
class AttributeTypes:
    """The data type of each attribute, by name: those of the Okta user, and those of the app user schema.

    `open` tolerates user attributes it does not know, for when their declaration itself is at fault.
    """

    user: dict[str, str] = field(default_factory=lambda: dict.fromkeys(BASE_ATTRIBUTES, "string"))
    app: dict[str, str] = field(default_factory=dict)
    open: bool = False


def read_value(value: Any, data_type: str) -> Any:
    """What `value` means for an attribute of `data_type`; None for no value.

    Raises:
        PydanticCustomError: it cannot mean anything there.
    """
    return None if is_none(value) else _READERS[data_type](value)


def _string(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    raise wrong(f"takes text, not {kind(value)}")


def _array(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [_string(item) for item in value]
    raise wrong(f"takes a list, not {kind(value)}")


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "string": _string,
    "number": read_number,
    "integer": read_whole,
    "boolean": read_flag,
    "array": _array,
}


def read_user_profile(raw: Any, types: AttributeTypes) -> dict[str, Any]:
    """A profile of the Okta user, whole or partial; None stands for `null`.

    Raises:
        ValidationError: unknown attributes, or values that do not fit their types, each at its place.
    """
    return _profile(raw, types.user, "string" if types.open else None)


def _profile(raw: Any, types: Mapping[str, str], otherwise: str | None, whose: str = "Okta user") -> dict[str, Any]:
    """The values by attribute; one without a type is of the type `otherwise`, or refused where that is None."""
    profile: dict[str, Any] = {}
    problems: list[Located] = []
    for name, value in as_mapping(raw).items():
        try:
            profile[str(name)] = read_value(value, types.get(name) or otherwise or _unknown(name, types, whose))
        except PydanticCustomError as why:
            problems.append(((name,), why))
    if problems:
        raise refusals(problems)
    return profile


def _unknown(name: str, types: Mapping[str, str], whose: str) -> NoReturn:
    hint = nearest(name, types) or f"; declare it under `{'user_' if whose == 'Okta user' else ''}attributes`"
    raise wrong(f"is not an attribute of the {whose}{hint}", key=True)


def _user_profile(value: Any, info: ValidationInfo) -> Any:
    return read_user_profile(value, info.context) if isinstance(info.context, AttributeTypes) else value


def _app_profile(value: Any, info: ValidationInfo) -> Any:
    return _profile(value, info.context.app, "string") if isinstance(info.context, AttributeTypes) else value


def _other_values(value: Any, info: ValidationInfo) -> Any:
    types = {one.name: one.type for one in info.data.get("attributes", ())}
    return _profile(value, types, None if "attributes" in info.data else "string", "app's profile")


ANY_VALUE = {"not": {"type": "object"}}
"""What a profile value may look like to an editor, whose YAML makes numbers of texts such as `0123`."""
_APP_SCHEMA = {"anyOf": [{"type": "object", "additionalProperties": ANY_VALUE}, NULL]}
_USER_SCHEMA = {"anyOf": [{"$comment": "Profile"}, NULL]}

UserProfile = Annotated[dict[str, Any], BeforeValidator(_user_profile), WithJsonSchema(_USER_SCHEMA)]
"""A profile of the Okta user, whole or partial."""
AppProfile = Annotated[dict[str, Any], BeforeValidator(_app_profile), WithJsonSchema(_APP_SCHEMA)]
"""Values of app attributes, as typed in an assignment dialog; whether the app has them is checked later."""
OtherValues = Annotated[dict[str, Any], BeforeValidator(_other_values), WithJsonSchema(_APP_SCHEMA)]
"""Values of another app's profile, in a model whose `attributes` declare their types."""
