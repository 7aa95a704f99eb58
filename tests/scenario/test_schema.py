"""The JSON Schema of the format."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from simulator.okta.profiles import BASE_ATTRIBUTES
from simulator.scenario.fields.scalars import json_value
from simulator.scenario.finding import bundled
from simulator.scenario.loading import load
from simulator.scenario.schema import json_schema
from simulator.scenario.starter import starter
from simulator.scenario.yaml.document import read_document
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS

WHOLE = Path(__file__).parent / "whole_format.yaml"


@pytest.fixture(scope="module")
def schema():
    return json_schema()


@pytest.fixture(scope="module")
def validator(schema):
    return jsonschema.Draft202012Validator(schema)


def as_editors_read(text: str):
    return json_value(read_document(text, "a.yaml").data)


def test_schema_is_one(schema):
    jsonschema.Draft202012Validator.check_schema(schema)


def test_whole_format_is_accepted(validator):
    load(WHOLE)

    assert [error.message for error in validator.iter_errors(as_editors_read(WHOLE.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)
def test_bundled_scenario_is_accepted(validator, path):
    validator.validate(as_editors_read(path.read_text(encoding="utf-8")))


def test_starter_is_accepted_by_any_reader(validator):
    validator.validate(as_editors_read(starter("A")))
    validator.validate(yaml.safe_load(starter("A")))


@pytest.mark.parametrize(
    "text",
    [
        "name: 2026",
        "name: A\nstarts_at: 2026-03-02T09:00:00Z",
        "name: A\nusers:\n  ada: {login: ada@acme.test, employeeNumber: 0123, title: null, city: 2026-01-01}",
        "name: A\nuser_attributes: [{name: badge, type: integer}]\nusers:\n  ada: {login: ada@acme.test, badge: 3}",
        "name: A\napp:\nprovider:\nusers:\ngroups:\nsteps:",
        "name: A\napp: {wire: {empty_policy: null, profile_push_active: true, reactivation_delay: 5}}",
        "name: A\ngroups:\n  a:\n  b: []\n  c: {name: C}",
        "name: A\nsteps: [check, {hub: generate_token}, {hub: {generate_token: }}, {retry_tasks: }]",
        "name: A\nsteps:\n  - check:\n    expect: {okta: {users: {}}, hub: , findings: any}",
    ],
)
def test_what_can_be_played_is_accepted_whoever_reads_the_yaml(validator, text):
    for data in (as_editors_read(text), yaml.safe_load(text)):
        assert [error.message for error in validator.iter_errors(data)] == []


def test_every_verb_and_attribute_is_offered_with_its_description(schema):
    step = schema["$defs"]["Step"]["anyOf"][1]["properties"]

    assert set(step) == {*VERBS, "expect", "note", "id", "title"}
    assert all(member.get("description") for member in step.values())
    assert set(schema["$defs"]["Hub"]["anyOf"][1]["properties"]) == set(HUB_VERBS)
    assert set(schema["$defs"]["Profile"]["properties"]) == set(BASE_ATTRIBUTES)


def test_every_key_is_described(schema):
    for name, model in [("Scenario", schema), *schema["$defs"].items()]:
        for key, member in described(model).items():
            assert member.get("description"), f"{name}.{key}"


def described(model):
    """The keys of a model's own mapping; those of the parts put in by hand are described elsewhere."""
    if "description" not in model or "$schema" in model or model.get("description") == "Attributes of the Okta user.":
        return {}
    whole = next((part for part in model.get("anyOf", ()) if "properties" in part), model)
    return whole.get("properties", {})


def test_no_reference_leads_nowhere(schema):
    for reference in references(schema):
        assert reference.removeprefix("#/$defs/") in schema["$defs"]


def references(part):
    if isinstance(part, dict):
        yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        for member in part.values():
            yield from references(member)
    elif isinstance(part, list):
        for item in part:
            yield from references(item)


def test_nothing_generated_shines_through(schema):
    text = str(schema)

    assert "$comment" not in text
    assert "{'type': 'null'}" not in text
