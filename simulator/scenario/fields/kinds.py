"""The kinds of field that models are declared with: how each is read, and how editors are told about it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
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


class Shape(NamedTuple):
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


class Read(NamedTuple):
    """An annotation: `read` prepares what was written for the type; `told` says to editors what may be written, given
    the type's own schema.
    """

    read: Callable[[Any], Any]
    told: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        return self.told(handler(schema))


class Whole(NamedTuple):
    """An annotation: `read` makes the whole value, and pydantic looks no further into the type; editors are `told`.

    `informed`: it is given pydantic's `ValidationInfo` too.
    """

    read: Callable[..., Any]
    told: Callable[[], Any]
    informed: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        if self.informed:
            return core_schema.with_info_plain_validator_function(self.read)
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        return self.told()


NULL = {"const": None}
"""A null that the format gives a meaning to, as JSON Schema."""


def nullable(read: Callable[[Any], Any]) -> Read:
    """The annotation whose `read` says what `null`, `~` or nothing after the colon mean; editors are told of null."""
    return Read(read, lambda schema: {"anyOf": [schema, NULL]})


def all_defaults() -> Any:
    """The default of a field beside `Emptied`, to be validated: no second validator is built for it."""
    return {}


Text = Annotated[str, Read(read_text, lambda _: {"type": ["string", "number", "boolean"]})]
"""Text of any kind; `2026` and `yes` are text here too, which is why editors are told that numbers will do."""
Count = Annotated[int, Field(ge=0), BeforeValidator(read_whole)]
"""A whole number from 0 up."""
Positive = Annotated[int, Field(ge=1), BeforeValidator(read_whole)]
"""A whole number from 1 up."""
Flag = Annotated[bool, BeforeValidator(read_flag)]
Seconds = Annotated[
    float, Read(read_duration, lambda _: {"type": "string", "pattern": f"^{DURATION}$", "examples": ["5m"]})
]
"""A duration in seconds."""
_NO_INSTANTS = {"type": ["number", "boolean", "object", "array", "null"]}
"""Why there is no `type`: a YAML 1.1 reader hands a date over, a YAML 1.2 reader text, and both are right."""
Instant = Annotated[datetime, Read(read_instant, lambda _: {"not": _NO_INSTANTS, "pattern": f"^{INSTANT}$"})]
"""A point in time, in UTC."""
Json = Annotated[Any, Read(json_value, lambda _: {})]
Emptied = nullable(nothing_is_empty)
"""Beside a model: nothing written is the model with all its defaults."""
Absent = nullable(nothing_is_none)
"""Beside `X | None`: null has a meaning here."""
Many = Annotated[tuple[T, ...], nullable(as_tuple)]
OneOrMany = Annotated[tuple[T, ...], Read(one_or_many, lambda listed: {"anyOf": [listed["items"], listed]})]
"""A list, or one thing that stands for a list of itself."""
Keyed = nullable(as_mapping)
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


class Refers(NamedTuple):
    """An annotation: the alias must lead to one of this kind, who is there at that moment."""

    kind: Kind


UserAlias = Annotated[Alias, Refers("user")]
GroupAlias = Annotated[Alias, Refers("group")]
EitherAlias = Annotated[Alias, Refers("user or group")]
