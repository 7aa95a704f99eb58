"""Which small faults the tests would not notice: mutants of the source, drawn at random, and the names of survivors.

Run by hand, in a clean checkout; the source is copied, never touched:

    .venv/bin/python tests/mutants.py --count 40 --seed 1
    .venv/bin/python tests/mutants.py --count 20 simulator/okta/actions

Each mutant is tried against the tests that mirror its module, then against those of the folder around and of the
folders that call it, and with `--whole` against the whole suite. One that none of them fails for has survived; one
that runs on is killed.
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
        if isinstance(node, ast.Raise):
            passed |= {id(part) for part in ast.walk(node) if isinstance(part, ast.JoinedStr)}
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


ALSO = {"simulator/okta/actions": ["web", "verbs"], "simulator/okta": ["web"], "simulator/verbs": ["web"]}
"""The Management API acts through the verbs and what they call: folders whose tests hold a module too."""


def mirrors(path: Path) -> list[Path]:
    """The tests next to a module: its own, then the folder's, the nearest that are there; then those that call it."""
    package = path.relative_to(ROOT).with_suffix("")
    parts = package.parts[1:] if package.parts[0] == "simulator" else package.parts
    own = ROOT / "tests" / Path(*parts[:-1]) / f"test_{parts[-1]}.py"
    folder = ROOT / "tests" / Path(*parts[:-1])
    while not folder.is_dir():
        folder = folder.parent
    also = [ROOT / "tests" / name for name in ALSO.get(package.parent.as_posix(), [])]
    return [one for one in (own, folder, *also) if one.exists()]


def killed(copied: Path, tests: Path, seconds: float) -> bool:
    """Whether the tests fail, or run on past their time."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "--no-header", str(tests)]
    try:
        run = subprocess.run(command, cwd=copied, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return True
    return run.returncode != 0


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
        copied = Path(folder) / "copy"
        shutil.copytree(
            ROOT, copied, ignore=shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", ".*cache")
        )
        for path, place in chosen:
            said = tried(copied, path, place, whole=given.whole)
            survivors += said.startswith("survived")
            print(f"{said}", flush=True)
    print(f"{len(chosen) - survivors} of {len(chosen)} mutants were killed ({1 - survivors / len(chosen):.0%})")
    return 0


def tried(copied: Path, path: Path, place: int, *, whole: bool) -> str:
    """One mutant against its tests: `killed` or `survived`, where, and what it was."""
    source = path.read_text()
    tree = ast.parse(source)
    node = mutable(tree)[place]
    new = next(changes(node))
    name = path.relative_to(ROOT)
    text = f"{name}:{getattr(node, 'lineno', 0)} {ast.unparse(node)[:60]!r} -> {ast.unparse(new)[:60]!r}"
    target = copied / name
    put(target, ast.unparse(ast.fix_missing_locations(_Replacing(node, new).visit(tree))))
    try:
        tests = [copied / one.relative_to(ROOT) for one in mirrors(path)] + ([copied / "tests"] if whole else [])
        return f"killed   {text}" if any(killed(copied, one, 300) for one in tests) else f"survived {text}"
    finally:
        put(target, source)


def put(target: Path, source: str) -> None:
    """Write a module in place of another of that length, maybe in the same second: its bytecode must not be taken."""
    before = target.stat().st_mtime
    target.write_text(source)
    os.utime(target, (before + 2, before + 2))


if __name__ == "__main__":
    sys.exit(main())
