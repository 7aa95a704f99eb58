"""The wheel, installed into an empty environment, in the suites of projects that know nothing of this checkout."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = Path(__file__).parent / "examples"
NEEDS = {
    "flask_users": [],
    "scim2_server_wsgi": ["scim2-server"],
    "fastapi_mounted": ["scim2-server", "fastapi"],
    "django_users": ["django-scim2"],
}
"""What each example is made with, beside oktasim and pytest."""


def plain() -> dict[str, str]:
    """The environment without what would lead back to the checkout, or to what is installed beside it."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "COV"))}


def pip(*arguments: str) -> bool:
    """Whether pip did it; the interpreter that the tests' environment was made from has one where this has none."""
    for python in dict.fromkeys((sys.executable, getattr(sys, "_base_executable", sys.executable))):
        command = [python, "-m", "pip", "--disable-pip-version-check", "-q", *arguments]
        if subprocess.run(command, env=plain(), capture_output=True, timeout=300, check=False).returncode == 0:
            return True
    return False


def installed_in(folder: Path, *requirements: str) -> bool:
    return pip("--python", str(folder / "bin" / "python"), "install", *requirements)


def run(folder: Path, where: Path, *arguments: str) -> str:
    """What the environment's Python prints."""
    command = [str(folder / "bin" / "python"), *arguments]
    said = subprocess.run(command, cwd=where, env=plain(), capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


@pytest.mark.skipif(
    not ({"CI", "OKTASIM_INSTALLED"} & os.environ.keys()),
    reason="takes a minute: run in CI, or with OKTASIM_INSTALLED=1",
)
def test_the_wheel_serves_projects_that_install_it(tmp_path):
    if not pip("wheel", "--no-deps", "-w", str(tmp_path), str(ROOT)):
        pytest.skip("the wheel cannot be built here: no pip, or no registry")
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "simulator", "provider_stub", "okta_scim_simulator",
    }  # fmt: skip
    tested = [name for name in names if name.endswith(".py") and "test" in name.rpartition("/")[2]]
    assert [*tested, *(name for name in names if "/tests/" in name)] == []
    assert "simulator/py.typed" in names

    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    base = [f"{wheel}[asgi]", "pytest", "pytest-xdist"]
    everything = installed_in(environment, *base, *{one for needs in NEEDS.values() for one in needs})
    if not everything and not installed_in(environment, *base):
        pytest.skip("what oktasim needs cannot be installed here: no registry")
    where = run(environment, tmp_path, "-c", "import simulator; from simulator import Okta; print(simulator.__file__)")
    assert where.startswith(str(environment))

    there = [name for name, needs in NEEDS.items() if everything or not needs or installed_in(environment, *needs)]
    for name in there:
        shutil.copytree(EXAMPLES / name, tmp_path / name)
        options = ["-n", "2"] if name == "scim2_server_wsgi" else []
        assert " passed" in run(environment, tmp_path / name, "-m", "pytest", "-q", *options)
    if lacking := NEEDS.keys() - set(there):
        pytest.skip(f"played all but {', '.join(lacking)}: what they are made with cannot be installed here")
