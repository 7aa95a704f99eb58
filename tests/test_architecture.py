"""Who may import what, how long things may get, and what nothing is called (design: architecture; style 3 and 5)."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("simulator", "provider_stub")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

ONLY_IN = {
    "requests": ("simulator/transport/",),
    "urllib3": ("simulator/transport/",),
    "yaml": ("simulator/scenario/",),
    "click": ("simulator/cli/",),
    "flask": ("simulator/web/", "provider_stub/"),
    "waitress": ("simulator/web/", "provider_stub/"),
    "markdown_it": ("simulator/web/console/documentation/",),
    "pycountry": ("simulator/okta/expression/",),
    "h11": ("simulator/recorder/framing.py",),
    "asyncio": ("simulator/recorder/", "simulator/transport/application.py"),
    "regex": ("simulator/okta/expression/patterns.py",),
    "provider_stub.scim.syntax": (
        "simulator/scenario/",
        "simulator/preflight/",
        "simulator/intake/",
        "simulator/explaining/",
        "provider_stub/",
    ),
    "provider_stub.http.message": ("simulator/scim/", "simulator/intake/", "provider_stub/"),
    "provider_stub.http.loopback": (
        "simulator/transport/",
        "simulator/web/",
        "simulator/cli/",
        "simulator/python_api/",
        "provider_stub/",
    ),
    "a2wsgi": ("simulator/transport/application.py",),
    "locust": ("simulator/load/locustfile.py",),
    "gevent": ("simulator/load/locustfile.py",),
    "simulator.load.locustfile": (),
    "pytest": ("simulator/pytest_plugin/",),
    "provider_stub": (
        "simulator/play/bundled_hub.py",
        "simulator/cli/",
        "simulator/web/",
        "simulator/calibration/hub_",
        "provider_stub/",
    ),
    "simulator": ("simulator/",),
}
"""Each name, and where alone it may be imported."""

IMPURE = {"time", "os", "socket", "threading", "subprocess", "pathlib", "io", "shutil", "tempfile", "urllib.request"}
"""What the rules of Okta have no use for: they are told the time, and read and write nothing."""

DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "manager", "base", "misc", "service", "handler"}
"""Names that say nothing of what is inside (style 5)."""

METAPHORS = {"office", "desk", "world", "ways", "stage", "manner", "maker", "gate", "talk"}
"""Names that a stranger would have to learn; Okta, SCIM and the web have names of their own."""

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


def imports_of(path: Path) -> Iterator[str]:
    """Every dotted name that a module imports, wherever in it."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: imports are written from the root"
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (one if one in ONLY_IN else str(node.module) for one in modules)


def homes_of(imported: str) -> tuple[str, ...] | None:
    """Where alone a dotted name may be imported, by the longest name of `ONLY_IN` that it begins with."""
    fitting = [name for name in ONLY_IN if f"{imported}.".startswith(f"{name}.")]
    return ONLY_IN[max(fitting, key=len)] if fitting else None


def test_each_dependency_has_its_one_home():
    strays = [
        f"{name_of(path)} imports {imported}"
        for path in MODULES
        for imported in imports_of(path)
        if (homes := homes_of(imported)) and not name_of(path).startswith(homes)
    ]

    assert strays == []


def test_requests_is_imported_by_the_http_transport_and_its_connections_alone():
    users = {name_of(path) for path in MODULES if "requests" in {one.partition(".")[0] for one in imports_of(path)}}

    assert users == {"simulator/transport/http.py", "simulator/transport/deadline.py"}


OKTA = [path for path in MODULES if name_of(path).startswith("simulator/okta/")]


@pytest.mark.parametrize("path", OKTA, ids=name_of)
def test_the_rules_of_okta_touch_nothing_outside(path):
    imported = set(imports_of(path))
    inside = ("simulator.okta", "simulator.scim", "simulator.errors", "simulator.values")
    outside = {one for one in imported if one.startswith("simulator") and not one.startswith(inside)}
    called = {ast.unparse(node.func) for node in nodes_of(path) if isinstance(node, ast.Call)}

    assert imported & IMPURE == set()
    assert outside == set()
    assert (
        called & {"open", "print", "input", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"} == set()
    )
    assert {one for one in called if one.startswith("random.") and one != "random.Random"} == set()


@pytest.mark.parametrize("layer, above", [
    ("scim", ("okta", "play", "scenario", "transport", "reports", "web", "cli")),
    ("verbs", ("play", "transport", "reports", "web", "cli")),
    ("scenario", ("play", "transport", "reports", "web", "cli")),
    ("conformance", ("play", "transport", "reports", "web", "cli")),
    ("transport", ("reports", "web", "cli", "scenario")),
    ("play", ("reports", "web", "cli", "python_api", "recorder")),
    ("recorder", ("scenario", "reports", "web", "cli", "python_api")),
    ("register", ("okta", "scenario", "transport", "reports", "web", "cli", "python_api")),
    ("reports", ("web", "cli", "python_api")),
    ("calibration", ("web", "cli", "python_api", "conformance")),
    ("web", ("cli", "python_api")),
    ("load", ("reports", "web", "python_api", "pytest_plugin")),
    ("python_api", ("web", "cli", "pytest_plugin")),
    ("pytest_plugin", ("web", "cli")),
])  # fmt: skip
def test_no_layer_knows_those_above_it(layer, above):
    for path in MODULES:
        if name_of(path).startswith(f"simulator/{layer}/"):
            known = [one for one in imports_of(path) if one.startswith(tuple(f"simulator.{name}" for name in above))]
            assert known == [], name_of(path)


def test_every_module_says_what_it_is_for():
    assert [name_of(path) for path in MODULES if tree_of(path).body and not ast.get_docstring(tree_of(path))] == []


def test_no_module_is_a_drawer():
    assert [name_of(path) for path in MODULES if DRAWERS & {path.stem, *path.relative_to(ROOT).parts[:-1]}] == []


def test_no_name_is_a_metaphor():
    named = [(path, one.id) for path in MODULES for one in nodes_of(path) if isinstance(one, ast.Name)]
    named += [(path, one.arg) for path in MODULES for one in nodes_of(path) if isinstance(one, ast.arg)]
    named += [(path, one.attr) for path in MODULES for one in nodes_of(path) if isinstance(one, ast.Attribute)]
    named += [(path, path.stem) for path in MODULES]

    assert sorted({f"{name_of(path)}: {name}" for path, name in named if name.lstrip("_") in METAPHORS}) == []


def test_modules_and_functions_stay_short():
    long = [name_of(path) for path in MODULES if len(text_of(path).splitlines()) > LONGEST_MODULE]
    long += [
        f"{name_of(path)}: {node.name}"
        for path in MODULES
        for node in nodes_of(path)
        if isinstance(node, FUNCTIONS) and lines_of_body(node) > LONGEST_FUNCTION
    ]

    assert long == []


def lines_of_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_nothing_happens_at_import():
    """Only definitions, assignments and conditions stand at a module's top level."""
    allowed = (ast.Import, ast.ImportFrom, *FUNCTIONS, ast.ClassDef, ast.Assign, ast.AnnAssign, ast.If)
    doing = [
        f"{name_of(path)}: {ast.unparse(node)[:60]}"
        for path in MODULES
        for node in tree_of(path).body
        if not isinstance(node, allowed) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]

    assert doing == []


def test_nothing_is_left_to_do():
    words = {"TODO", "FIXME", "XXX"}

    assert [name_of(path) for path in MODULES if words & set(text_of(path).replace(":", " ").split())] == []


def test_the_heavy_packages_wait_until_they_are_needed():
    """`oktasim --help` imports none of them (design: budgets)."""
    code = "import sys, simulator.cli; print(sorted({'flask', 'requests', 'pycountry', 'waitress', 'yaml', 'pydantic'} "
    code += "& set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
