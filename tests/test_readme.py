"""The README tells the truth: its commands are run, its output is what they print, its tables name what there is."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.cli.group import COMMANDS
from tests.readme_tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
_TIME = re.compile(r" +\d+(?:\.\d+)? (?:ms|s)\b|\(\d+(?:\.\d+)? s\)")


def run(command: str, folder: Path) -> str:
    """What a command prints on a terminal of 80 columns, `oktasim` being this checkout's."""
    shell = f'oktasim() {{ "{sys.executable}" -m simulator "$@"; }}; {command}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["bash", "-c", shell], cwd=folder, env=environment, stdout=theirs, stderr=subprocess.PIPE, text=True
    ) as process:
        os.close(theirs)
        printed = b"".join(iter(lambda: shown_next(ours), b"")).decode()
        _, complaint = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 0, complaint
    return printed.replace("\r\n", "\n").replace("python -m simulator", "oktasim")


def shown_next(terminal: int) -> bytes:
    """What the terminal shows next; nothing once the command has closed it (Linux says so with an error)."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def timeless(text: str) -> str:
    return _TIME.sub("", text).strip()


def outputs() -> list[tuple[str, str]]:
    """Commands and the output that the README shows for each."""
    shown = []
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL):
        for part in block.split("$ ")[1:]:
            command, _, output = part.partition("\n")
            shown.append((command, output))
    return shown


@pytest.mark.parametrize(("command", "output"), outputs(), ids=lambda value: value[:60])
def test_a_command_prints_what_the_readme_shows(command, output, tmp_path):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")

    printed = run(command, tmp_path)

    assert timeless(printed) == timeless(output)


def test_the_parts_that_docs_sync_fills_are_not_stale(monkeypatch):
    monkeypatch.chdir(ROOT)
    update = [] if os.environ.get("OKTASIM_UPDATE_GOLDEN") else ["--check"]

    done = CliRunner().invoke(cli, ["docs-sync", *update, "README.md"])

    assert done.exit_code == 0, done.output
    assert re.search(r"README.md: [1-9]\d* parts", done.output)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_there_is(name):
    block = f"<!-- table: {name} -->\n" + "\n".join(TABLES[name]()) + "\n<!-- end -->"

    if os.environ.get("OKTASIM_UPDATE_GOLDEN"):
        text = README.read_text(encoding="utf-8")
        marked = re.compile(rf"<!-- table: {name} -->\n.*?<!-- end -->", re.DOTALL)
        README.write_text(marked.sub(lambda _: block, text), encoding="utf-8")
        return
    assert block in TEXT


def test_the_first_code_block_holds_two_lines():
    first = re.search(r"^```.*?\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)

    assert first is not None
    assert len(first[1].splitlines()) == 2


def test_the_scenario_of_the_readme_plays(tmp_path):
    block = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert block is not None
    (tmp_path / "readme.yaml").write_text(block[1], encoding="utf-8")

    assert "As expected" in run("oktasim play readme.yaml", tmp_path)


def test_every_command_is_in_the_readme():
    for name in COMMANDS:
        assert re.search(rf"^  {name}\b", TEXT, re.MULTILINE), name


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:tests|scenarios|simulator|provider_stub)/[\w./*-]+)`", TEXT)))
)
def test_a_file_that_the_readme_names_is_there(path):
    assert list(ROOT.glob(path.rstrip("/"))), path
