"""What the README installs is fixed at any depth; the lowest versions are told from pyproject.toml."""

import tomllib
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
FIXED = dict(line.split("==") for line in LINES if not line.startswith("#"))


@pytest.fixture(scope="module")
def versions() -> ModuleType:
    spec = util.spec_from_file_location("versions", ROOT / ".ci" / "versions.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def needed(requirement: Requirement, seen: set[str]) -> Iterator[Requirement]:
    """A requirement and what that needs, at any depth; below another version than the fixed one nothing is said."""
    yield requirement
    name = canonicalize_name(requirement.name)
    try:
        known = metadata.version(name) == FIXED.get(name) and name not in seen
    except metadata.PackageNotFoundError:
        return
    seen.add(name)
    for line in metadata.requires(name) or [] if known else []:
        below = Requirement(line)
        if below.marker is None or any(below.marker.evaluate({"extra": one}) for one in ("", *requirement.extras)):
            yield from needed(below, seen)


def test_what_is_installed_is_fixed_at_any_depth_and_admitted(versions):
    seen: set[str] = set()
    wanted = [one for line in versions.direct() for one in needed(Requirement(line), seen)]

    loose = [
        one for one in wanted if (name := canonicalize_name(one.name)) not in FIXED or FIXED[name] not in one.specifier
    ]
    assert [str(one) for one in loose] == []
    assert len(wanted) >= len(versions.direct())


def test_what_builds_the_project_is_fixed():
    built_with = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]

    assert [line for line in built_with if "==" not in line] == []


def test_the_lowest_versions_are_the_lower_bounds(versions):
    assert versions.lowest("click>=8.2") == "click==8.2"
    assert versions.lowest("coverage[toml]>=7.5") == "coverage[toml]==7.5"
    assert len([versions.lowest(line) for line in versions.direct()]) > 15


def test_a_requirement_without_a_lower_bound_is_no_requirement(versions):
    with pytest.raises(SystemExit, match="types-x has no lower bound"):
        versions.lowest("types-x")


def test_both_lines_of_the_readme_install_the_fixed_versions():
    lines = [line for line in (ROOT / "README.md").read_text().splitlines() if "install -q" in line]

    assert len(lines) == 2
    assert all("install -q -c constraints.txt -e" in line for line in lines)
