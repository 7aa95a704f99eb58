"""Which small faults the tests would not notice: mutants of the source, drawn at random, and the names of survivors.

Run by hand, in a clean checkout; the source is copied, never touched:

    .venv/bin/python tests/mutants.py --count 40 --seed 1
    .venv/bin/python tests/mutants.py --count 20 simulator/okta/actions

Each mutant is tried against the tests that mirror its module, then against those of the folder around and of the
folders that call it, and with `--whole` against the whole suite. One that none of them fails for has survived; one
that takes them four times as long as the source does, and half a minute at least, is killed too, and said to run on.
Tests that fail for the source itself end the run: they would kill anything.
"""

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("simulator", "provider_stub")
COMPARED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult}


def mutable(tree: ast.Module) -> list[ast.AST]:
    """The nodes that can be changed; annotations, docstrings and what stands for types alone are left out."""
    found: list[ast.AST] = []
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            passed |= {id(part) for part in ast.walk(node.annotation)}
        if isinstance(node, ast.FunctionDef):
            passed |= {id(part) for one in (node.returns, *node.decorator_list) if one for part in ast.walk(one)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
    for node in ast.walk(tree):
        if id(node) not in passed and list(changes(node)):
            found.append(node)
    return found


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


def mirrors(path: Path) -> list[list[Path]]:
    """The tests next to a module, as they are run: those of its name, or of a folder it is in; then all that are near.

    Near are the nearest folder of tests, and those of what calls it.
    """
    package = path.relative_to(ROOT).with_suffix("")
    parts = package.parts[1:] if package.parts[0] == "simulator" else package.parts
    folder, names = Path("tests", *parts[:-1]), [parts[-1]]
    while not (ROOT / folder).is_dir():
        names.append(folder.name)
        folder = folder.parent
    own = [folder / f"test_{name}.py" for name in names if (ROOT / folder / f"test_{name}.py").exists()]
    also = (Path("tests", name) for name in ALSO.get(package.parent.as_posix(), []))
    return [*([own] if own else []), [folder], *([one] for one in also if one != folder)]


class Copy:
    """The source in a folder of its own, and what the tests say of it with a fault in it."""

    def __init__(self, folder: Path) -> None:
        ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".*cache")
        self.folder = Path(shutil.copytree(ROOT, folder, ignore=ignored))
        self._taken: dict[tuple[Path, ...], float] = {}

    def taken(self, tests: tuple[Path, ...]) -> float:
        """How many seconds the tests take for the source as it is; looked at once."""
        if tests not in self._taken:
            begun = time.monotonic()
            if not self.passes(tests, 1200):
                raise SystemExit(f"these tests fail without any mutant: {' '.join(map(str, tests))}")
            self._taken[tests] = time.monotonic() - begun
        return self._taken[tests]

    def passes(self, tests: tuple[Path, ...], seconds: float) -> bool:
        """Whether the tests pass for what is in the folder now; `TimeoutExpired` where they run on."""
        options = ["-q", "-x", "--tb=no", "--no-header", "-p", "no:randomly", "-p", "no:xdist"]
        command = [sys.executable, "-m", "pytest", *options, *map(str, tests)]
        around = {**os.environ, "PYTHONPATH": str(self.folder)}  # for the commands that tests start
        return not subprocess.run(command, cwd=self.folder, env=around, capture_output=True, timeout=seconds).returncode

    def tried(self, path: Path, place: int, *, whole: bool) -> str:
        """One mutant against its tests: `killed`, `runs on` or `survived`, where, and what it was."""
        name = path.relative_to(ROOT)
        source = (self.folder / name).read_text()
        tree = ast.parse(source)
        node = mutable(tree)[place]
        new = next(changes(node))
        text = f"{name}:{getattr(node, 'lineno', 0)} {ast.unparse(node)[:60]!r} -> {ast.unparse(new)[:60]!r}"
        mutant = ast.unparse(ast.fix_missing_locations(_Replacing(node, new).visit(tree)))
        for tests in map(tuple, mirrors(path) + ([[Path("tests")]] if whole else [])):
            limit = max(30, 4 * self.taken(tests))
            put(self.folder / name, mutant)
            try:
                if not self.passes(tests, limit):
                    return f"killed   {text}"
            except subprocess.TimeoutExpired:
                return f"runs on  {text}"
            finally:
                put(self.folder / name, source)
        return f"survived {text}"


def main() -> int:
    """Draw, try, and say what survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=PACKAGES, help="folders or modules to draw from")
    parser.add_argument("--count", type=int, default=20, help="how many mutants (20)")
    parser.add_argument("--seed", type=int, default=1, help="what they are drawn by (1)")
    parser.add_argument("--whole", action="store_true", help="hold survivors against the whole suite too")
    given = parser.parse_args()
    modules = [
        path for name in given.paths for path in ([Path(name)] if name.endswith(".py") else Path(name).rglob("*.py"))
    ]
    places = [
        (ROOT / path, place) for path in sorted(modules) for place in range(len(mutable(ast.parse(path.read_text()))))
    ]
    chosen = random.Random(given.seed).sample(places, min(given.count, len(places)))
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        copied = Copy(Path(folder) / "copy")
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
