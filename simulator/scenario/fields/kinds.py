"""The kinds of field that models are declared with: how each is read, and how editors are told about it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import core_schema

from simulator.scenario.fields.complaints import shown
from simulator.scenario.fields.scalars import (
    DURATION,
    INSTANT,
    as_mapping,
    as_tuple,
    json_value,
    nothing_is_empty,
    nothing_is_none,
    one_or_many,
    read_duration,
    read_flag,
    read_instant,
    read_text,
    read_whole,
    wrong,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Shape:
    """Text that as a whole matches `pattern` (Python's and ECMAScript's common ground), else refused as none of `what`.

    An annotation for models: `Annotated[str, Shape(...)]`; editors are shown the same pattern. `secret` keeps the
    text out of the refusal.
    """

    pattern: str
    what: str
    secret: bool = False

    def read(self, value: Any) -> str:
        """The text.

        Raises:
            PydanticCustomError: it is none, or has another shape.
        """
        text = read_text(value)
        if re.fullmatch(self.pattern, text):
            return text
        raise wrong(f"takes {self.what}" if self.secret else f"takes {self.what}, not {shown(text)}")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        return {"type": ["string", "number", "boolean"], "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class Nullable:
    """An annotation: `read` says what `null`, `~` or nothing after the colon mean, and editors are told of null."""

    read: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        return {"anyOf": [handler(schema), NULL]}


class OneWillDo:
    """An annotation: a list, or one thing that stands for a list of itself."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(one_or_many, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        listed = handler(schema)
        return {"anyOf": [listed["items"], listed]}


@dataclass(frozen=True)
class Whole:
    """An annotation: `read` makes the whole value, and pydantic looks no further into the type; editors are `told`.

    `informed`: it is given pydantic's `ValidationInfo` too.
    """

    read: Callable[..., Any]
    told: Callable[[], dict[str, Any]]
    informed: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        if self.informed:
            return core_schema.with_info_plain_validator_function(self.read)
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        return self.told()


NULL = {"const": None}
"""A null that the format gives a meaning to, as JSON Schema."""
_ANY_SCALAR = WithJsonSchema({"type": ["string", "number", "boolean"]})

Text = Annotated[str, BeforeValidator(read_text), _ANY_SCALAR]
"""Text of any kind; `2026` and `yes` are text here too, which is why editors are told that numbers will do."""
Count = Annotated[int, Field(ge=0), BeforeValidator(read_whole)]
"""A whole number from 0 up."""
Positive = Annotated[int, Field(ge=1), BeforeValidator(read_whole)]
"""A whole number from 1 up."""
Flag = Annotated[bool, BeforeValidator(read_flag)]
Seconds = Annotated[
    float,
    BeforeValidator(read_duration),
    WithJsonSchema({"type": "string", "pattern": f"^{DURATION}$", "examples": ["5m"]}),
]
"""A duration in seconds."""
Instant = Annotated[
    datetime,
    BeforeValidator(read_instant),
    # No `type`: a YAML 1.1 reader hands a date over, a YAML 1.2 reader text, and both are right.
    WithJsonSchema({"not": {"type": ["number", "boolean", "object", "array", "null"]}, "pattern": f"^{INSTANT}$"}),
]
"""A point in time, in UTC."""
Json = Annotated[Any, BeforeValidator(json_value), WithJsonSchema({})]
Emptied = Nullable(nothing_is_empty)
"""Beside a model: nothing written is the model with all its defaults."""


def all_defaults() -> Any:
    """The default of a field beside `Emptied`, to be validated: no second validator is built for it."""
    return {}


Absent = Nullable(nothing_is_none)
"""Beside `X | None`: null has a meaning here."""
Many = Annotated[tuple[T, ...], Nullable(as_tuple)]
OneOrMany = Annotated[tuple[T, ...], OneWillDo()]
Keyed = Nullable(as_mapping)
"""Beside a `dict[...]`: a mapping with free keys; nothing written is an empty one."""
JsonObject = Annotated[dict[str, Any], Keyed, BeforeValidator(json_value)]
"""A JSON object with free members."""

Alias = Annotated[
    str,
    Shape(
        r"[^\s{}/?#*]([^{}/?#*\x00-\x1f]*[^\s{}/?#*])?",
        "an alias (text without { } / ? # * and without spaces at its ends)",
    ),
]
"""What a scenario calls a user or a group."""

Kind = Literal["user", "group", "user or group"]
"""What an alias stands for."""


@dataclass(frozen=True)
class Refers:
    """An annotation: the alias must lead to one of this kind, who is there at that moment."""

    kind: Kind


UserAlias = Annotated[Alias, Refers("user")]
GroupAlias = Annotated[Alias, Refers("group")]
EitherAlias = Annotated[Alias, Refers("user or group")]
