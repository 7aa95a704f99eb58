"""Checks the project against other versions than the fixed ones, or fixes them anew.

    python3 .ci/versions.py newest   the newest versions that pyproject.toml admits
    python3 .ci/versions.py lowest   the lowest ones of what pyproject.toml names; what those need is new
    python3 .ci/versions.py fix      writes constraints.txt: the newest versions, at any depth

What follows `newest` or `lowest` is handed to pytest (`-x tests/transport`). The environment that was tried stays in
`.venv-newest` or `.venv-lowest`. Python 3.11 and pip are all that is needed.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIXED = ROOT / "constraints.txt"
HEAD = """\
# What the two lines of the README install, at any depth. Written by `python3 .ci/versions.py fix`.
"""
EVERYTHING = ["-e", f"{ROOT}[test]"]


def direct() -> list[str]:
    """The requirements that pyproject.toml names, the tests' included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["test"]]


def lowest(requirement: str) -> str:
    """`click>=8.2` as `click==8.2`."""
    name, bound, version = requirement.partition(">=")
    if not bound:
        raise SystemExit(f"pyproject.toml: {requirement} has no lower bound; write one with >=")
    return f"{name}=={version}"


def pip(python: Path | str, *arguments: str) -> str:
    """What pip says. A cap that this machine's configuration puts on versions does not count."""
    command = [sys.executable, "-m", "pip", "--python", str(python), *arguments]
    environment = {**os.environ, "PIP_CONSTRAINT": os.devnull}
    return subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def check(folder: Path, requirements: list[str], options: list[str]) -> int:
    """Installs into a new environment and runs what `.ci/run` runs; 0 where all of it holds."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip(python, "install", "-q", *EVERYTHING, *requirements)
    print(pip(python, "list", "--format", "freeze"), flush=True)
    tools = [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["pytest", "-q", *options]]
    failed = [tool for tool in tools if subprocess.run([str(python), "-m", *tool], cwd=ROOT, check=False).returncode]
    for tool in failed:
        print("failed:", *tool)
    return 1 if failed else 0


def fix() -> None:
    """Writes what pip would install into an empty environment, at any depth."""
    report = pip(sys.executable, "install", "-q", "--dry-run", "--ignore-installed", "--report", "-", *EVERYTHING)
    found = {each["metadata"]["name"]: each["metadata"]["version"] for each in json.loads(report)["install"]}
    fixed = sorted((re.sub("[-_.]+", "-", name).lower(), version) for name, version in found.items())
    lines = [f"{name}=={version}\n" for name, version in fixed if name != "okta-scim-simulator"]
    FIXED.write_text(HEAD + "".join(lines), encoding="utf-8")


def main(wish: str = "", *options: str) -> int:
    """Carries out a wish; 0 where all went well."""
    if wish == "newest":
        return check(ROOT / ".venv-newest", [], list(options))
    if wish == "lowest":
        return check(ROOT / ".venv-lowest", [lowest(each) for each in direct()], list(options))
    if wish == "fix":
        fix()
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
