"""Pydantic's own findings in our words."""

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulator.scenario.fields.declared import choice, predicate


class Sample(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str = ""
    many: tuple[int, ...] = ()
    listed: list[int] = []
    keyed: dict[str, int] = {}
    low: int = Field(0, ge=1, le=5)
    small: int = Field(0, lt=9)
    other: bytes = b""


@pytest.mark.parametrize(
    "field, value, said",
    [
        ("text", 3, "takes text, not `3`"),
        ("many", 3, "takes a list, not `3`"),
        ("listed", {}, "takes a list, not a mapping"),
        ("keyed", [], "takes a mapping, not a list"),
        ("low", 0, "must be 1 or more"),
        ("low", 6, "must be 5 or less"),
        ("small", 9, "must be less than 9"),
        ("other", 3, "is not what the format expects here; `oktasim schema` describes it"),
    ],
)
def test_no_word_of_pydantic_is_shown(field, value, said):
    with pytest.raises(ValidationError) as raised:
        Sample.model_validate({field: value})

    (error,) = raised.value.errors()
    assert predicate(error) == said


def test_few_options_are_listed_with_the_nearest():
    assert choice(["a", "beta"], "bet") == "takes a or beta, not text; did you mean `beta`?"


def test_single_option_stands_alone():
    assert choice(["only"], 3) == "takes only, not `3`"


def test_many_options_are_listed_only_when_none_is_near():
    options = [f"option-{letter * 4}" for letter in "abcdefgh"]

    assert choice(options, "option-aaab") == "cannot be text; did you mean `option-aaaa`?"
    assert choice(options, 3).startswith("takes option-aaaa, option-bbbb,")
