"""Files whose JSON has other shapes than it should: imported or refused in a sentence, never with a traceback."""

import copy
import itertools
import json

import pytest

from simulator.errors import SimulatorError
from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import sources_of
from simulator.intake.importing import import_sources

INSTEAD = itertools.cycle([5, [1], None, "zz", {"a": {"b": [None]}}, True, ["é\ud800"]])


def places(value, path=()):
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in members:
        yield from places(held, (*path, key))


def replaced(value, path, by):
    if not path:
        return by
    changed = copy.deepcopy(value)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = by
    return changed


def recording(make):
    har = make.Har().look_up("ada-l").create("1", make.user("ada-l"))
    members = {"displayName": "team", "members": [{"value": "1", "display": "ada-l"}]}
    har.look_up("team", attribute="displayName").add("POST /Groups", 201, {"id": "g"}, members)
    return json.loads(har.text())


def export(make):
    return [
        make.of_ada("application.user_membership.add", 1),
        make.of_ada("application.provision.user.push", 2, result="FAILURE", reason="Conflict"),
        make.event("group.user_membership.add", 3, make.ADA, ("UserGroup", "t", "t")),
    ]


def outcome(path):
    try:
        return import_sources(sources_of([path]), Wish("x")).text
    except SimulatorError as refused:
        return str(refused)


@pytest.mark.parametrize("kind", [recording, export])
def test_anything_in_the_place_of_anything_is_no_traceback(make, tmp_path, kind):
    base, path = kind(make), tmp_path / "file.json"
    for place, by in zip(places(base), INSTEAD, strict=False):
        path.write_text(json.dumps(replaced(base, place, by)), encoding="utf-8")
        assert outcome(path).startswith("#") or "the imported scenario" not in outcome(path)


@pytest.mark.parametrize("body", [0, 1])
def test_anything_in_a_body_is_no_traceback(make, tmp_path, body):
    base, path = recording(make), tmp_path / "file.har"
    request = base["log"]["entries"][1 + 2 * body]["request"]
    inner = json.loads(request["postData"]["text"])
    for place, by in zip(places(inner), INSTEAD, strict=False):
        request["postData"]["text"] = json.dumps(replaced(inner, place, by))
        path.write_text(json.dumps(base), encoding="utf-8")

        assert "steps:" in import_sources(sources_of([path]), Wish("x")).text


def test_json_that_is_nested_too_deeply_ends_the_reading(make, imported):
    entries = make.Har().look_up("ada-l").create("1", make.user("ada-l")).text()[: -len("]}}")]
    result = imported(f"{entries}, {'[' * 100_000}")

    assert result.verbs == [("assign_user", "ada-l")]
    assert len(result.complaints) == 1
