"""Where scenarios are."""

import pytest

from simulator.errors import OptionError
from simulator.scenario import finding
from simulator.scenario.finding import bundled, bundled_folder, resolve


def test_bundled_scenarios_are_those_of_the_checkout():
    assert bundled_folder().name in ("scenarios", "bundled_scenarios")
    assert bundled() == sorted(bundled_folder().glob("*.yaml"))


def test_installed_package_brings_its_own(tmp_path, monkeypatch):
    (tmp_path / "simulator" / "bundled_scenarios").mkdir(parents=True)
    monkeypatch.setattr(finding, "__file__", str(tmp_path / "simulator" / "scenario" / "finding.py"))

    assert bundled_folder() == tmp_path.resolve() / "simulator" / "bundled_scenarios"


@pytest.fixture
def one_bundled(tmp_path, monkeypatch):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "username-rules.yaml").write_text("name: A\n", encoding="utf-8")
    monkeypatch.setattr(finding, "__file__", str(tmp_path / "simulator" / "scenario" / "finding.py"))
    monkeypatch.chdir(tmp_path)
    return folder / "username-rules.yaml"


@pytest.mark.parametrize("argument", ["username-rules", "username-rules.yaml"])
def test_bundled_scenario_is_found_by_its_name(one_bundled, argument):
    assert resolve(argument) == [one_bundled.resolve()]


def test_file_is_itself(one_bundled):
    assert [str(path) for path in resolve("scenarios/username-rules.yaml")] == ["scenarios/username-rules.yaml"]


def test_folder_is_its_scenarios_in_order(tmp_path):
    for name in ("b.yaml", "a.yml", "c.txt"):
        (tmp_path / name).touch()

    assert [path.name for path in resolve(str(tmp_path))] == ["a.yml", "b.yaml"]


def test_folder_without_scenarios_is_told(tmp_path):
    with pytest.raises(OptionError, match="holds no scenario"):
        resolve(str(tmp_path))


@pytest.mark.parametrize(
    "argument, said",
    [
        ("usernam-rules", "; did you mean `username-rules`?"),
        ("quite something else", "; `oktasim list` shows the bundled ones"),
        ("x" * 5000, "there is no file"),
        ("a\0b", "there is no file"),
    ],
)
def test_what_stands_for_nothing_is_told(one_bundled, argument, said):
    with pytest.raises(OptionError) as raised:
        resolve(argument)

    assert said in str(raised.value)
