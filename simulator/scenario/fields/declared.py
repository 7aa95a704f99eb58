"""What all of the format's models share: strict, frozen, and helpful about keys they do not know."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, LiteralString

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, ValidationError, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import InitErrorDetails, PydanticCustomError, core_schema

from simulator.scenario.fields.scalars import kind, nearest, sentence, wrong

_KINDS = {"string_type": "text", "tuple_type": "a list", "list_type": "a list", "dict_type": "a mapping"}
_LIMITS = {
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "less_than": "must be less than {lt}",
}

FEW = 7
"""More options than these are listed only where none of them is close to what was written."""


def predicate(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors as a predicate; never its own text."""
    name, context, found = error["type"], error.get("ctx") or {}, error.get("input")
    if context.get("said"):
        return str(context["said"])
    if name in _KINDS:
        return f"takes {_KINDS[name]}, not {kind(found)}"
    if name in _LIMITS:
        return _LIMITS[name].format(**context)
    if name == "literal_error":
        return choice(re.findall(r"'([^']*)'", context["expected"]), found)
    return "is not what the format expects here; `oktasim schema` describes it"


def choice(options: Sequence[str], found: Any) -> str:
    """That one of `options` is needed, what was found, and which of them may be meant."""
    near = nearest(str(found), options)
    if near and len(options) > FEW:
        return f"cannot be {kind(found)}{near}"
    listed = options[0] if len(options) == 1 else f"{', '.join(options[:-1])} or {options[-1]}"
    return f"takes {listed}, not {kind(found)}{near}"


SECRETS = frozenset({"token", "api_token", "scim_token", "bearer", "authorization"})
"""Keys that people write a token under; none of them exists."""

NO_TOKENS = (
    "a token does not belong in a scenario; put it in an environment variable "
    "and write that one's name here: `token_env: HF_SCIM_TOKEN`"
)

KEY = "[key]"
"""What pydantic, and we, end a path with when the key itself is wrong."""

Located = tuple[tuple[str | int, ...], PydanticCustomError]
"""A refusal and where it belongs, relative to the value that is being read."""


def refusals(located: Iterable[Located]) -> ValidationError:
    """One error that carries several refusals to their places."""
    details = [InitErrorDetails(type=error, loc=path, input=None) for path, error in located]
    return ValidationError.from_exception_data("scenario", details)


def carried(error: ValidationError, prefix: tuple[str | int, ...]) -> list[Located]:
    """The refusals of `error`, moved below `prefix`."""
    return [
        ((*prefix, *one["loc"]), PydanticCustomError(_carried_type(one["type"]), "{said}", {"said": predicate(one)}))
        for one in error.errors(include_url=False)
    ]


_TYPES: tuple[LiteralString, ...] = ("missing", "key", "sentence", "key-sentence")


def _carried_type(name: str) -> LiteralString:
    return next((known for known in _TYPES if known == name), "value")


class Declared(BaseModel):
    """A mapping of the format. Field names are its keys; nothing else may stand in it."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True, protected_namespaces=())

    direct: ClassVar[str] = ""
    """The key that a value means when it stands here without a mapping round it; empty where that is not allowed."""
    exactly_one: ClassVar[tuple[str, ...]] = ()
    """Keys of which exactly one must stand; empty where there is no such rule."""

    @classmethod
    def written_keys(cls) -> Sequence[str]:
        """The keys as they are written."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, data: Any) -> Any:
        data = cls.unfolded(data)
        if not isinstance(data, dict):
            raise wrong(f"takes a mapping (`key: value`), not {kind(data)}")
        known = cls.written_keys()
        unknown: list[Located] = [((key,), cls._unknown(key)) for key in data if key not in known]
        if unknown:
            raise refusals(unknown)
        if cls.exactly_one:
            cls._one_of_several([key for key in cls.exactly_one if key in data])
        return cls.prepared(data)

    @classmethod
    def unfolded(cls, data: Any) -> Any:
        """What was written, with a shorthand written out."""
        return {cls.direct: data} if cls.direct and not isinstance(data, dict) else data

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """The mapping, once its keys are known to be right and before its values are read; a place for more rules."""
        return data

    @classmethod
    def extra_rules(cls) -> dict[str, Any]:
        """What `prepared` demands, as JSON Schema, where a schema can say it."""
        return {}

    @classmethod
    def _unknown(cls, key: str) -> PydanticCustomError:
        if key in SECRETS:
            return sentence(NO_TOKENS, key=True)
        known = cls.written_keys()
        listed = f"; there are {', '.join(known)}" if known else ""
        return wrong(f"is not a key here{nearest(key, known) or listed}", key=True)

    @classmethod
    def _one_of_several(cls, present: list[str]) -> None:
        choices = ", ".join(f"`{key}`" for key in cls.exactly_one)
        if not present:
            raise sentence(f"one of {choices} is needed here")
        if len(present) > 1:
            raise sentence(f"only one of {choices} can stand here, not both `{present[0]}` and `{present[1]}`")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        reference = handler(schema)
        declared = handler.resolve_ref_schema(reference)
        declared.update(cls.extra_rules())
        if cls.exactly_one:
            declared["oneOf"] = [{"required": [key]} for key in cls.exactly_one]
        if cls.direct:
            whole = dict(declared)
            declared.clear()
            declared.update(anyOf=[whole["properties"][cls.direct], whole], description=whole.pop("description", ""))
        return reference
