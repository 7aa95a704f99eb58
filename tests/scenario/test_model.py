"""A scenario as a whole."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from simulator.scenario.loading import load
from simulator.scenario.model import STARTS_AT, Scenario
from simulator.scenario.parts.people import User
from simulator.scenario.parts.provider import Provider
from simulator.scenario.parts.steps import Step

WHOLE = Path(__file__).parent / "whole_format.yaml"


def test_only_a_name_is_needed(read):
    scenario = read("name: Nothing else")

    assert scenario.starts_at == STARTS_AT == datetime(2026, 1, 5, 9, tzinfo=UTC)
    assert scenario.app.label == "Hugging Face"
    assert scenario.app.provisioning == ("create_users", "update_user_attributes", "deactivate_users", "push_groups")
    assert scenario.provider.stub is not None
    assert scenario.provider.stub.organization == "acme"
    assert (scenario.users, scenario.groups, scenario.steps) == ({}, {}, ())


def test_parts_left_blank_have_their_defaults(read):
    scenario = read("name: A\napp:\nprovider:\n  stub:\nusers:\ngroups: ~\nsteps: null\nuser_attributes:\n")

    assert dict(scenario) == dict(read("name: A"))


@pytest.mark.parametrize("text", ["name: Two", "name: One\nseed: 1"])
def test_the_default_seed_is_the_same_whatever_the_title(read, text):
    assert read(text).seed == read("name: One").seed


def test_seed_as_written_counts(read):
    assert read("name: One\nseed: 7").seed == 7


def test_scenario_knows_its_file(read):
    assert read("name: A").file == "test.yaml"
    assert Scenario.model_validate({"name": "From elsewhere"}).file == ""


def test_scenario_is_frozen(read):
    with pytest.raises(ValidationError):
        read("name: A").name = "B"


def test_overrides_make_a_copy(read):
    scenario = read("name: A")

    changed = scenario.model_copy(update={"seed": 3, "provider": Provider(endpoint="https://scim.example.com/v2")})

    assert (changed.seed, changed.provider.stub) == (3, None)
    assert scenario.provider.stub is not None


def test_groups_are_named_after_their_alias_or_by_name(read):
    scenario = read("name: A\ngroups:\n  ml-team: []\n  data: {name: Data Science}\n  Web Team:\n")

    assert {alias: group.name for alias, group in scenario.groups.items()} == {
        "ml-team": "ml-team",
        "data": "Data Science",
        "Web Team": "Web Team",
    }


def test_whole_format_holds_only_plain_values():
    """Nothing of the YAML reader is left in what was read: a `Plain` would compare right and print wrong."""
    for value in leaves(load(WHOLE)):
        assert type(value) in (str, int, float, bool, type(None), datetime), type(value)


def test_whole_format_can_be_built_from_its_own_parts():
    scenario = load(WHOLE)

    rebuilt = Scenario.model_validate({**dict(scenario), "generate_users": None})

    assert (rebuilt.users, rebuilt.groups, rebuilt.steps) == (scenario.users, scenario.groups, scenario.steps)
    assert rebuilt.app == scenario.app


def leaves(value: Any) -> Any:
    if isinstance(value, BaseModel):
        value = dict(value)
    elif isinstance(value, User | Step) or hasattr(value, "__dataclass_fields__"):
        value = {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield key
            yield from leaves(member)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value
