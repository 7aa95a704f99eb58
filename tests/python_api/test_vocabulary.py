"""The methods of `Okta` and the verbs of the format are one vocabulary."""

import inspect
import os
import subprocess
import sys
from typing import get_type_hints

import pytest

from simulator import Okta
from simulator.python_api.okta import OnTheHub
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS
from tests.python_api import method_writer

OWN = {"connect", "play", "begin", "report", "close"}
METHODS = [(Okta, name, verb) for name, verb in VERBS.items() if name != "hub"]
METHODS += [(OnTheHub, name, verb) for name, verb in HUB_VERBS.items()]


@pytest.mark.parametrize("module", method_writer.MODULES, ids=method_writer.name_of)
def test_each_module_is_what_the_verbs_say(module):
    path = method_writer.FOLDER / f"{method_writer.name_of(module)}.py"
    if os.environ.get("OKTASIM_UPDATE_GOLDEN"):
        path.write_text(method_writer.written(module), encoding="utf-8")

    assert path.read_text(encoding="utf-8") == method_writer.written(module)


def public(one):
    return {name for name, member in vars(one).items() if inspect.isfunction(member) and name[0] != "_"}


def test_there_is_a_method_for_each_verb_and_no_other():
    methods = {name for ancestor in Okta.__mro__ for name in public(ancestor)}
    on_hub = {name for ancestor in OnTheHub.__mro__ for name in public(ancestor)}

    assert methods - OWN == VERBS.keys() - {"hub"}
    assert on_hub == set(HUB_VERBS)


@pytest.mark.parametrize("home, name, verb", METHODS, ids=[f"{home.__name__}.{name}" for home, name, _ in METHODS])
def test_a_method_has_the_arguments_and_the_defaults_of_its_verb(home, name, verb):
    parameters = dict(inspect.signature(getattr(home, name)).parameters)
    del parameters["self"]
    by_attributes = method_writer.takes_attributes(verb) and parameters.pop("attributes") is not None

    assert set(parameters) == set(verb.model_fields)
    for key, field in verb.model_fields.items():
        default = parameters[key].default
        if by_attributes and key == "profile":
            assert default is None
        elif field.is_required():
            assert default is inspect.Parameter.empty
        else:
            assert default == (None if field.default_factory else field.default)
    assert (inspect.getdoc(getattr(home, name)) or "").startswith((inspect.getdoc(verb) or "").split()[0])


def test_the_name_is_there_without_what_it_needs_later():
    heavy = "{'pydantic', 'yaml', 'flask', 'click', 'requests', 'simulator.verbs', 'simulator.play.setup'}"
    code = f"import sys; from simulator import Okta; Okta; print(sorted({heavy} & set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("home, name", [(home, name) for home, name, _ in METHODS])
def test_each_argument_has_a_type(home, name):
    method = getattr(home, name)

    assert get_type_hints(method).keys() == {*inspect.signature(method).parameters, "return"} - {"self"}


@pytest.mark.skipif("CI" not in os.environ, reason="a checker takes a quarter of a minute: run in CI, or with CI=true")
def test_a_checker_sees_the_arguments(tmp_path):
    (tmp_path / "use.py").write_text(
        "from simulator import Okta\n"
        "okta = Okta.connect()\n"
        'team = okta.create_group("team")\n'
        "okta.push_now(team)\n"
        'okta.push_group(team, as_="lnk")\n'
        "okta.assign_user(team)\n"
        'reveal_type(okta.hub.delete_member("ada").outcome)\n'
    )

    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path), "use.py"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

    assert [line.partition(": ")[0] for line in said.splitlines() if ": error:" in line] == ["use.py:5", "use.py:6"]
    assert 'Revealed type is "str"' in said.replace("builtins.", "")
