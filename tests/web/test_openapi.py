"""The OpenAPI document of the simulator's own routes is a document, and speaks of every route."""

import re

from jsonschema import Draft202012Validator

from tests.route_table import rows


def test_every_route_of_the_simulator_is_described(okta) -> None:
    document = okta.ok("GET", "/simulator/v1/openapi.json")
    described = {(method.upper(), path) for path, held in document["paths"].items() for method in held}
    served = {(method, path) for method, path, _ in rows(okta.client.application) if path.startswith("/simulator/")}
    assert described == served


def test_operations_have_names_of_their_own_summaries_and_path_parameters(okta) -> None:
    document = okta.ok("GET", "/simulator/v1/openapi.json")
    operations = [(path, one) for path, held in document["paths"].items() for one in held.values()]
    names = [one["operationId"] for _, one in operations]
    assert len(names) == len(set(names))
    for path, one in operations:
        assert one["summary"].endswith("."), path
        assert {each["name"] for each in one["parameters"] if each["in"] == "path"} == set(re.findall(r"{(\w+)}", path))
        assert all(each["required"] for each in one["parameters"] if each["in"] == "path")


def test_the_schemas_in_it_are_schemas_and_the_answers_keep_to_them(okta) -> None:
    document = okta.ok("GET", "/simulator/v1/openapi.json")
    for held in document["paths"].values():
        for one in held.values():
            for content in _contents(one):
                Draft202012Validator.check_schema(content["schema"])
    path = "/simulator/v1/apps/{app_id}/force-sync"
    schema = document["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    okta.assigned("ada")
    answer = okta.ok("POST", f"/simulator/v1/apps/{okta.app_id}/apply-mappings?wait=5")
    Draft202012Validator(schema).validate(answer)
    assert len(answer["jobs"]) == 1


def _contents(operation):
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for answer in operation["responses"].values():
        yield from answer["content"].values()


def test_an_error_is_described_as_it_comes(okta) -> None:
    document = okta.ok("GET", "/simulator/v1/openapi.json")
    refused = document["paths"]["/simulator/v1/clock/advance"]["post"]["responses"]["4XX"]
    schema = document["components"]["schemas"]["Error"]
    error = okta.call("POST", "/simulator/v1/clock/advance", {"seconds": -1}).json

    Draft202012Validator(schema).validate(error)
    assert error.keys() == set(schema["required"]) == schema["properties"].keys()
    assert refused["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


def test_a_member_that_a_body_must_have_is_described(okta) -> None:
    document = okta.ok("GET", "/simulator/v1/openapi.json")
    schemas = [
        content["schema"] for held in document["paths"].values() for one in held.values() for content in _contents(one)
    ]
    both = [one for one in schemas if {"required", "properties"} <= one.keys()]

    assert [one for one in both if not set(one["required"]) <= one["properties"].keys()] == []
    assert len(both) > 3
