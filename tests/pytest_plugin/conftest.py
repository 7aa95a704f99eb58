"""A team's folder, whose tests are run with pytest's own pytester."""

import pkgutil
import sys
from importlib import import_module, metadata
from pathlib import Path

import pytest

import provider_stub
import simulator
from simulator import Okta
from simulator.reports import FORMATS

INSTALLED = any(one.name == "oktasim" for one in metadata.entry_points(group="pytest11"))
"""Whether the checkout's plugin is loaded by itself; else each run below names it."""
SCIM_APP = Path(__file__).parents[1] / "python_api" / "scim_app.py"


class Imported:
    """Sees what a run in this process imports of ours; pytester takes it away again, and it would be there twice."""

    def __init__(self) -> None:
        self.before, self.anew = set(sys.modules), []

    def pytest_unconfigure(self) -> None:
        ours = ("simulator", "provider_stub", "pydantic", "flask", "jinja2", "yaml")
        self.anew = [name for name in set(sys.modules) - self.before if name.partition(".")[0] in ours]


@pytest.fixture(scope="module")
def all_imported() -> None:
    """All that a run can need is imported before the first."""
    for package in (simulator, provider_stub):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith(("__main__", "locustfile")):  # Locust would patch the standard library
                import_module(found.name)
    okta = Okta.connect()
    okta.play("quickstart")
    okta.create_group("team")
    for form in FORMATS:
        okta.report(form)


@pytest.fixture
def suite(pytester, all_imported):
    """A team's folder with its application; `run` runs its tests, `settings` are those of its ini file."""
    (pytester.path / "mypkg").mkdir()
    (pytester.path / "mypkg" / "app.py").write_text(SCIM_APP.read_text())

    class Suite:
        path = pytester.path
        _named = () if INSTALLED else ("-p", "simulator.pytest_plugin")

        def settings(self, *lines: str) -> None:
            pytester.makeini("\n".join(["[pytest]", *lines]))

        def write(self, name: str, text: str) -> Path:
            path = pytester.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            return path

        def run(self, *arguments: str) -> pytest.RunResult:
            imported = Imported()
            plain = (*self._named, "-p", "no:cacheprovider")
            result = pytester.runpytest_inprocess(*plain, *arguments, plugins=[imported])
            assert imported.anew == []
            return result

        def run_apart(self, *arguments: str) -> pytest.RunResult:
            """In a process of its own, which has imported nothing yet."""
            return pytester.runpytest_subprocess(*self._named, *arguments)

    return Suite()
