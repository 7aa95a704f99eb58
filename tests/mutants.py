"""Which small faults the tests would not notice: mutants of the source, drawn at random, and the names of survivors.

Run by hand, in a clean checkout; the source is copied, never touched:

    .venv/bin/python tests/mutants.py --count 40 --seed 1
    .venv/bin/python tests/mutants.py --count 20 simulator/okta/actions

Each mutant is tried against the tests of its module's name, then against those of the folder around and of the
folders that call it. Most that survive these are noticed elsewhere, so that a map of which tests run which line says
more, and is faster:

    .venv/bin/python tests/mutants.py --record map.json tests/okta tests/play       # once; all of `tests` takes long
    .venv/bin/python tests/mutants.py --map map.json --count 40 --seed 1

Then the tests of its name are asked, those that ran the line, up to `--seconds` of them, and those that read the
source; for what stands outside of functions, those that ran a function which mentions its name, and those that import
the module. What only another process ran is in no map: the modules of the command are shown to all its tests. With
`--whole` survivors are held against the whole suite.

A mutant that takes four times as long as the source does, and a minute at least, is killed too, and said to run on. A
test that fails for the source itself ends the run: it would kill anything.
"""

import argparse
import ast
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("simulator", "provider_stub")
COMPARED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult}
SILENT = {"lru_cache", "cache", "dataclass", "TypeVar", "NewType", "ParamSpec"}
"""Calls whose arguments change how much is kept or what types are said, and nothing that is done."""
NAMED = {"Area", "Pages", "ContextVar", "cast"}
"""Calls whose first argument is a name that nobody reads, or a type."""


# ----------------------------------------------------------------------------------------------------- the mutants
def mutable(tree: ast.Module) -> list[ast.AST]:
    """The nodes that can be changed; left out is what nothing depends on: annotations, docstrings, reprs, types."""
    passed = {id(part) for node in ast.walk(tree) for one in _silent(node) for part in ast.walk(one)}
    return [node for node in ast.walk(tree) if id(node) not in passed and any(changes(node))]


def _silent(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.expr() as annotation):
            yield annotation
        case ast.FunctionDef(name="__repr__") | ast.Expr(value=ast.Constant()) | ast.Assert():
            yield node
        case ast.FunctionDef(returns=ast.expr() as returns):
            yield returns
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in SILENT:
            yield from (*node.args, *node.keywords)
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in NAMED:
            yield first
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            yield node
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            yield node


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What a node can become: one fault each."""
    changed = copy.copy(node)
    match node:
        case ast.Compare(ops=[op, *rest]) if type(op) in COMPARED:
            changed.ops = [COMPARED[type(op)](), *rest]  # type: ignore[attr-defined]
            yield changed
        case ast.BoolOp(op=op):
            changed.op = ast.Or() if isinstance(op, ast.And) else ast.And()  # type: ignore[attr-defined]
            yield changed
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=op) if type(op) in COUNTED:
            changed.op = COUNTED[type(op)]()  # type: ignore[attr-defined]
            yield changed
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value) if value:
            yield ast.Constant("" if len(value) < 2 else value[:-1])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.If(test=test) | ast.While(test=test):
            changed.test = ast.UnaryOp(ast.Not(), test)  # type: ignore[attr-defined]
            yield changed
        case ast.Expr(value=ast.Call() | ast.YieldFrom()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Return(value=value) if value is not None and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))


class _Replacing(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self.new, node) if node is self.old else super().visit(node)


def mutant(source: str, tree: ast.Module, old: ast.AST, new: ast.AST) -> str:
    """The source with a fault in place of a node, and all else as it was: some tests read lines and comments."""
    if isinstance(old, ast.If | ast.While):
        old, new = old.test, new.test  # type: ignore[attr-defined]
    # Python 3.11 does not say where the parts of an f-string stand: it is replaced as one.
    for text in ast.walk(tree):
        if isinstance(text, ast.JoinedStr) and any(part is old for part in ast.walk(text)):
            old, new = text, _Replacing(old, new).visit(text)
            break
    said = ast.unparse(ast.fix_missing_locations(new))
    if isinstance(new, ast.expr) and not isinstance(new, ast.Constant | ast.JoinedStr):
        said = f"({said})"
    lines = source.encode().splitlines(keepends=True)
    first, last = old.lineno - 1, old.end_lineno - 1  # type: ignore[attr-defined]
    before, after = lines[first][: old.col_offset], lines[last][old.end_col_offset :]  # type: ignore[attr-defined]
    return b"".join([*lines[:first], before, said.encode(), after, *lines[last + 1 :]]).decode()


# ------------------------------------------------------------------------------------------- which tests say what
def tops(tree: ast.Module) -> list[tuple[str, ast.stmt]]:
    """What stands at the top of a module and of its classes, and what it is called: `Class.method`, or a line."""
    waiting: list[tuple[str, ast.stmt]] = [("", node) for node in tree.body]
    found = []
    for around, node in waiting:  # it grows
        if isinstance(node, ast.ClassDef):
            waiting += [(f"{around}{node.name}.", inner) for inner in node.body]
        else:
            found.append((f"{around}{getattr(node, 'name', node.lineno)}", node))
    return found


@cache
def mentions() -> dict[str, list[tuple[str, str, ast.stmt]]]:
    """Where in the source a name is read: the module, what is there at the top, and that itself."""
    found = defaultdict(list)
    for path in modules(PACKAGES):
        for name, node in tops(ast.parse(path.read_text())):
            parts = list(ast.walk(node))
            for read in {one.id for one in parts if isinstance(one, ast.Name)} | {
                one.attr for one in parts if isinstance(one, ast.Attribute)
            }:
                found[read].append((path.relative_to(ROOT).as_posix(), name, node))
    return found


class Map:
    """Which tests ran which line of which function, and how long each took, as `--record` wrote it."""

    def __init__(self, file: Path) -> None:
        read = json.loads(file.read_text())
        self.seconds: dict[str, float] = read["seconds"]
        self._ran, self._sets, self._tests = read["ran"], read["sets"], list(self.seconds)

    def of(self, path: str, tree: ast.Module, node: ast.AST) -> set[str]:
        """The tests that ran the lines of a node; of what stands outside of functions, what mentions its name."""
        waiting = [(path, name, top) for name, top in tops(tree) if any(part is node for part in ast.walk(top))]
        found: set[int] = set()
        seen: set[str] = set()
        for module, name, top in waiting:  # it grows
            stores = (one for one in ast.walk(top) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
            named = {one.id for one in stores}
            if isinstance(top, ast.FunctionDef):
                found |= (ran := self._runs(module, name, top, node if module == path else top))
                named = set() if ran else {top.name}  # called while modules are read
            waiting += [place for new in named - seen for place in mentions()[new]]
            seen |= named
        return {self._tests[place] for place in found}

    def _runs(self, module: str, name: str, function: ast.FunctionDef, node: ast.AST) -> set[int]:
        known = self._ran.get(module, {}).get(name, {"said": 0, "lines": {}})
        statements = [
            one
            for one in ast.walk(function)
            if isinstance(one, ast.stmt) and any(part is node for part in ast.walk(one))
        ]
        for one in (node, *statements[::-1]) if known["said"] == said(function) else ():
            shown = getattr(one, "test", one)
            lines = range(shown.lineno - function.lineno, shown.end_lineno - function.lineno + 1)  # type: ignore[union-attr]
            if ran := {test for line in lines for test in self._sets[known["lines"].get(str(line), 0)]}:
                return ran
        return {test for line in known["lines"].values() for test in self._sets[line]}


def said(function: ast.FunctionDef) -> int:
    """What tells whether a function is as it was when the tests ran it."""
    return zlib.crc32(ast.dump(function).encode())


def mapped(path: Path, lines: dict[int, list[str]], places: dict[str, int], sets: dict[tuple[int, ...], int]) -> Any:
    """Each function of a module, and for each of its lines which of the `sets` of tests ran it."""
    return {
        name: {"said": said(top), "lines": {
            line - top.lineno: sets.setdefault(tuple(sorted({places[one] for one in ran if one in places})), len(sets))
            for line, ran in lines.items() if top.body[0].lineno <= line <= (top.end_lineno or 0)
        }}
        for name, top in tops(ast.parse(path.read_text())) if isinstance(top, ast.FunctionDef)
    }  # fmt: skip


ALSO = {
    "simulator/okta/actions": ["web", "verbs"], "simulator/okta": ["web"], "simulator/verbs": ["web"],
    "simulator/web/engine": ["web"], "simulator/web/http": ["web"],
    "simulator/play/comparison": ["reports/test_comparison.py"],
    **{
        f"provider_stub/{room}": ["provider_stub", "explaining/test_table.py"]
        for room in ("faults", "http", "hub_api", "memory", "pages", "scim")
    },
}  # fmt: skip
"""Tests that hold the modules of a folder too: the Management API acts through the verbs and what they call, its own
tests and the Hub's speak to the whole server, `explain` knows each of the Hub's sentences, and two runs are compared to
be reported."""


READING = ["tests/register", "tests/test_architecture.py"]
"""Tests that read the source as a text, whatever it does."""


def mirrors(path: Path) -> tuple[list[str], list[str]]:
    """The tests next to a module: the files of its name, or of a folder it is in; and all that are near.

    Near are the nearest folder of tests, and those of what calls it.
    """
    package = path.relative_to(ROOT).with_suffix("")
    parts = package.parts[1:] if package.parts[0] == "simulator" else package.parts
    folder, names = Path("tests", *parts[:-1]), [parts[-1]]
    while not (ROOT / folder).is_dir():
        names.append(folder.name)
        folder = folder.parent
    own = [folder / f"test_{name}.py" for name in names if (ROOT / folder / f"test_{name}.py").exists()]
    near = dict.fromkeys([folder, *(Path("tests", name) for name in ALSO.get(package.parent.as_posix(), []))])
    return [one.as_posix() for one in own], [one.as_posix() for one in near]


def importing(path: Path) -> list[str]:
    """The files of tests that import a module by its name."""
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [file.relative_to(ROOT).as_posix() for file in files if f"from {dotted} import" in file.read_text()]


def record(file: Path, tests: list[str]) -> int:
    """Play tests and write down which function each of them ran, not counting what other processes did."""
    measured = coverage.Coverage(data_file=None, source=list(PACKAGES), config_file=False)
    seconds: dict[str, float] = {}
    failed: set[str] = set()

    class Noting:
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
            measured.switch_context(item.nodeid)
            begun = time.monotonic()
            try:
                return (yield)
            finally:
                seconds[item.nodeid] = time.monotonic() - begun
                measured.switch_context("")

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            failed.update([report.nodeid] if report.failed else [])

    with measured.collect():
        pytest.main(["-q", "--tb=line", *tests], plugins=[Noting()])
    passed = {test: took for test, took in seconds.items() if test not in failed}
    places = {test: place for place, test in enumerate(passed)}
    sets: dict[tuple[int, ...], int] = {(): 0}
    lines = measured.get_data().contexts_by_lineno
    ran = {
        path.relative_to(ROOT).as_posix(): mapped(path, lines(str(path)), places, sets) for path in modules(PACKAGES)
    }
    file.write_text(json.dumps({"seconds": passed, "ran": ran, "sets": list(sets)}))
    return 0


RUNS_ON = "runs on"
ASKED = "OKTASIM_MUTANTS_ASKED"
"""The environment variable that names a file: the tests that are asked, one a line."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests that are asked, in their order; this module is a plugin in the processes that it starts."""
    order = {name: place for place, name in enumerate(Path(os.environ[ASKED]).read_text().splitlines())}
    places = {one: order.get(one.nodeid, order.get(one.nodeid.partition("::")[0])) for one in items}
    if any("::" in name for name in order):
        items[:] = sorted((one for one in items if places[one] is not None), key=lambda one: places[one] or 0)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say who failed."""
    if report.failed:
        Path(os.environ[ASKED] + ".failed").write_text(report.nodeid)


class Copy:
    """The source in a folder of its own, and what the tests say of it with a fault in it."""

    def __init__(self, folder: Path, known: Map | None, seconds: float) -> None:
        ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".*cache")
        self.folder = Path(shutil.copytree(ROOT, folder, ignore=ignored))
        self.known, self.seconds = known, seconds
        self._sound: dict[tuple[str, ...], float] = {}

    def asked(self, path: Path, tree: ast.Module, node: ast.AST) -> Iterator[list[str]]:
        """Tests, in the order in which they are asked: files and folders, or single tests."""
        own, near = mirrors(path)
        ran = self.known.of(path.relative_to(ROOT).as_posix(), tree, node) if self.known else set()
        if self.known is None or not ran:
            yield own
            yield from ([one] for one in near)
            return
        took = self.known.seconds
        files: dict[str, list[str]] = defaultdict(list)
        for test in sorted(ran, key=lambda one: took[one]):
            files[test.partition("::")[0]].append(test)
        rest = [file for file in files if file not in own]
        rest.sort(key=lambda file: (not file.startswith(near[0]), sum(took[test] for test in files[file])))
        left = [test for file in rest for test in files[file]]
        for few in (self.seconds / 10, self.seconds):
            chosen, spent = own, sum(took.get(test, 0) for file in own for test in files[file])
            own = []
            while left and spent < few:
                spent += took[left[0]]
                chosen = [*chosen, left.pop(0)]
            yield chosen
        if not any(isinstance(top, ast.FunctionDef) and node in ast.walk(top) for _, top in tops(tree)):
            long = {file: self.expected((file,)) for file in importing(path)}
            quick = sorted(long, key=lambda file: long[file])
            yield [file for place, file in enumerate(quick) if sum(map(long.get, quick[: place + 1])) < self.seconds]  # type: ignore[arg-type]
        yield READING
        if path.is_relative_to(ROOT / "simulator/cli"):  # its tests start the command in another process
            yield near

    def expected(self, tests: tuple[str, ...]) -> float:
        """How many seconds tests should take."""
        if not self.known:
            return self.sound(tests)
        asked, files = set(tests), tuple(name for name in tests if "::" not in name)
        return sum(took for test, took in self.known.seconds.items() if test in asked or test.startswith(files))

    def sound(self, tests: tuple[str, ...]) -> float:
        """How many seconds tests take for the source as it is, in which they pass; looked at once."""
        if tests not in self._sound:
            begun = time.monotonic()
            if failed := self.failed(tests, 1200):
                raise SystemExit(f"this fails without any mutant: {failed}")
            self._sound[tests] = time.monotonic() - begun
        return self._sound[tests]

    def failed(self, tests: tuple[str, ...], seconds: float) -> str:
        """The first test that fails for what is in the folder now, or "" ; `TimeoutExpired` where they run on."""
        asked, failed = self.folder / "asked", self.folder / "asked.failed"
        asked.write_text("\n".join(tests))
        failed.write_text("")
        names = dict.fromkeys(test.partition("::")[0] for test in tests)
        options = ["-q", "-x", "--tb=no", "--no-header", "-p", "no:randomly", "-p", "mutants"]
        places = f"{self.folder}{os.pathsep}{self.folder / 'tests'}"  # for the commands that tests start too
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *names], cwd=self.folder, capture_output=True, timeout=seconds,
            env={**os.environ, "PYTHONPATH": places, ASKED: str(asked)},
        )  # fmt: skip
        return "" if ended.returncode in (0, 5) else failed.read_text() or " ".join(names)  # 5: there are none

    def tried(self, path: Path, place: int, *, whole: bool) -> str:
        """One mutant against its tests: `killed`, `runs on` or `survived`, where, and what it was."""
        name = path.relative_to(ROOT)
        source = (self.folder / name).read_text()
        tree = ast.parse(source)
        node = mutable(tree)[place]
        new = next(changes(node))
        text = f"{name}:{getattr(node, 'lineno', 0)} {ast.unparse(node)[:60]!r} -> {ast.unparse(new)[:60]!r}"
        stages = [one for one in (*self.asked(path, tree, node), ["tests"] if whole else []) if one]
        faulty = mutant(source, tree, node, new)
        compile(faulty, str(name), "exec")
        for tests in map(tuple, stages):
            ended = ""
            for seconds in (max(60, 4 * self.expected(tests)), 0):
                limit = seconds or 4 * self.sound(tests)
                put(self.folder / name, faulty)
                try:
                    ended = self.failed(tests, limit)
                    break
                except subprocess.TimeoutExpired:
                    ended = RUNS_ON  # or the machine is busy: once more, with what the source itself takes now
                finally:
                    put(self.folder / name, source)
            if ended == RUNS_ON:
                return f"{RUNS_ON}  {text}"
            if ended:
                if not self.known or ended not in self.known.seconds:
                    self.sound((ended,) if "::" in ended else tests)
                return f"killed   {text} by {ended}"
        return f"survived {text}"


def modules(names: list[str] | tuple[str, ...]) -> list[Path]:
    """The modules in folders of the source, or modules themselves."""
    paths = [ROOT / name for name in names]
    return sorted(one for path in paths for one in ([path] if path.suffix else path.rglob("*.py")))


def main() -> int:
    """Draw, try, and say what survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=PACKAGES, help="folders or modules to draw from")
    parser.add_argument("--without", nargs="*", default=[], help="folders or modules not to draw from")
    parser.add_argument("--count", type=int, default=20, help="how many mutants (20)")
    parser.add_argument("--seed", type=int, default=1, help="what they are drawn by (1)")
    parser.add_argument("--map", type=Path, help="which tests run which function, as --record wrote it")
    parser.add_argument("--seconds", type=float, default=60, help="of tests for one mutant, by the map (60)")
    parser.add_argument("--record", type=Path, metavar="MAP", help="write it; the paths are those of tests then")
    parser.add_argument("--whole", action="store_true", help="hold survivors against the whole suite too")
    given = parser.parse_args()
    if given.record:
        return record(given.record, given.paths)
    left = set(modules(given.without))
    places = [
        (path, place)
        for path in modules(given.paths) if path not in left
        for place in range(len(mutable(ast.parse(path.read_text()))))
    ]  # fmt: skip
    chosen = random.Random(given.seed).sample(places, min(given.count, len(places)))
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copied = Copy(Path(folder) / "copy", Map(given.map) if given.map else None, given.seconds)
        for path, place in chosen:
            said = copied.tried(path, place, whole=given.whole)
            survivors += said.startswith("survived")
            print(said, flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants were killed ({1 - survivors / len(chosen):.0%})")
    return 0


def put(target: Path, source: str) -> None:
    """Write a module in place of another of that length, maybe in the same second: its bytecode must not be taken."""
    before = target.stat().st_mtime
    target.write_text(source)
    os.utime(target, (before + 2, before + 2))


if __name__ == "__main__":
    sys.exit(main())
