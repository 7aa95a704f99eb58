"""Every scenario that cannot be played, and the exact complaint about it.

`bad_scenarios` holds what the JSON Schema refuses too; `bad_scenarios_beyond_schema` what only `check` can see. With
OKTASIM_UPDATE_GOLDEN=1 the complaints are written anew, for a person to read in the diff.
"""

import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from simulator.errors import ScenarioError, SimulatorError
from simulator.scenario.fields.complaints import ScenarioErrors
from simulator.scenario.fields.scalars import json_value
from simulator.scenario.loading import load
from simulator.scenario.schema import json_schema
from simulator.scenario.yaml.document import read_document

HERE = Path(__file__).parent
SEEN_BY_SCHEMA = sorted((HERE / "bad_scenarios").glob("*.yaml"))
BEYOND_SCHEMA = sorted((HERE / "bad_scenarios_beyond_schema").glob("*.yaml"))


def case(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


def refused(validator: jsonschema.Draft202012Validator, path: Path, read: Any) -> bool:
    """Whether a reader of YAML, or the schema after it, refuses the file."""
    try:
        data = read(path)
    except (yaml.YAMLError, SimulatorError, ValueError, TypeError):
        return True
    return not validator.is_valid(data)


def read_as_yaml_1_1(path: Path) -> Any:
    return yaml.load(path.read_bytes(), yaml.CSafeLoader)


def read_as_editors_do(path: Path) -> Any:
    return json_value(read_document(path.read_text(encoding="utf-8"), path.name).data)


READINGS = (read_as_yaml_1_1, read_as_editors_do)


@pytest.mark.parametrize("path", [*SEEN_BY_SCHEMA, *BEYOND_SCHEMA], ids=case)
def test_bad_scenario_is_refused_with_its_complaint_which_points_into_the_file_in_one_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    golden = path.with_suffix(".err")
    lines = path.read_bytes().count(b"\n") + 1

    with pytest.raises((ScenarioError, ScenarioErrors)) as raised:
        load(path.name)

    if os.environ.get("OKTASIM_UPDATE_GOLDEN"):
        golden.write_text(f"{raised.value}\n", encoding="utf-8")
    assert f"{raised.value}\n" == golden.read_text(encoding="utf-8")
    errors = raised.value.errors if isinstance(raised.value, ScenarioErrors) else (raised.value,)
    for error in errors:
        assert error.mark.file == path.name
        assert 1 <= error.mark.line <= lines
        assert error.mark.column >= 1
        assert "\n" not in error.message


def test_schema_refuses_the_bad_scenarios(validator: jsonschema.Draft202012Validator) -> None:
    each = [(path.name, read.__name__, refused(validator, path, read)) for path in SEEN_BY_SCHEMA for read in READINGS]

    assert len(SEEN_BY_SCHEMA) > 150
    assert [(name, reading) for name, reading, is_refused in each if not is_refused] == []


def test_schema_cannot_see_what_stands_in_the_other_folder(validator: jsonschema.Draft202012Validator) -> None:
    seen = [path.name for path in BEYOND_SCHEMA if all(refused(validator, path, read) for read in READINGS)]

    assert len(BEYOND_SCHEMA) > 50
    assert seen == []


def test_every_complaint_belongs_to_a_scenario() -> None:
    for path in [*HERE.glob("bad_scenarios*/*.err")]:
        assert path.with_suffix(".yaml").exists()
