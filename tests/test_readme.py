"""The documentation tells the truth: its commands are run, its output is theirs, its tables name what there is.

`OKTASIM_UPDATE_GOLDEN=1 pytest tests/test_readme.py` writes outputs and tables anew.
"""

import os
import pty
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner

from simulator.cli.group import COMMANDS, Exit, cli
from simulator.reports.marked import OF_A_RUN, OF_A_STEP
from tests.docs.documents import DOCUMENTS, README, ROOT, rewrite, text_of
from tests.docs.tables import TABLES
from tests.forked import oktasim

TEXT = README.read_text(encoding="utf-8")
UPDATE = bool(os.environ.get("OKTASIM_UPDATE_GOLDEN"))
_TIME = re.compile(r" +\d+(?:\.\d+)? (?:ms|s)\b|\(\d+(?:\.\d+)? s\)")
_TABLE = re.compile(r"<!-- table: (.+?) -->\n(.*?)<!-- end -->", re.DOTALL)


def run(command: str, folder: Path) -> str:
    """What a command prints on a terminal of 80 columns, `oktasim` being this checkout's."""
    shell = f'oktasim() {{ {shlex.join(oktasim())} "$@"; }}; {command}'
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


def outputs() -> list[tuple[str, str, str]]:
    """Documents, and the commands in them with the output that is shown for each."""
    shown = []
    for name in DOCUMENTS:
        for block in re.findall(r"```console\n(.*?)```", text_of(name), re.DOTALL):
            for part in block.split("$ ")[1:]:
                command, _, output = part.partition("\n")
                shown.append((name, command, output))
    return shown


@pytest.mark.parametrize(("name", "command", "output"), outputs(), ids=lambda value: value[:60])
def test_a_command_prints_what_a_document_shows(name, command, output, tmp_path):
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")

    printed = run(command, tmp_path)

    assert timeless(printed) == timeless(output)


def test_the_parts_that_docs_sync_fills_are_not_stale(monkeypatch):
    monkeypatch.chdir(ROOT)
    update = [] if UPDATE else ["--check"]

    done = CliRunner().invoke(cli, ["docs-sync", *update, *DOCUMENTS])

    assert done.exit_code == 0, done.output
    assert re.search(r"README.md: [1-9]\d* parts?", done.output)


def test_no_table_is_left_out():
    assert sorted(found[1] for name in DOCUMENTS for found in _TABLE.finditer(text_of(name))) == sorted(TABLES)


@pytest.mark.parametrize(
    ("name", "table", "shown"),
    [(name, *found) for name in DOCUMENTS for found in _TABLE.findall(text_of(name))],
    ids=lambda value: value[:30],
)
def test_a_table_says_what_there_is(name, table, shown):
    made = "\n".join(TABLES[table]()) + "\n"

    if UPDATE:
        rewrite(name, f"<!-- table: {table} -->\n{shown}<!-- end -->", f"<!-- table: {table} -->\n{made}<!-- end -->")
        return
    assert shown == made


def test_the_first_code_block_holds_two_lines():
    first = re.search(r"^```.*?\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)

    assert first is not None
    assert len(first[1].splitlines()) == 2


def test_what_a_newcomer_reads_is_short():
    """Without what commands print (it is checked to the letter above)."""
    written = re.sub(r"<!-- oktasim: output of .+?<!-- /oktasim -->", "", TEXT, flags=re.DOTALL)

    assert len(written.encode()) <= 6_000


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_scenario_in_a_document_plays(name, tmp_path):
    for block in re.findall(r"```yaml\n(name: .*?)```", text_of(name), re.DOTALL):
        (tmp_path / "shown.yaml").write_text(block, encoding="utf-8")

        assert "As expected" in run("oktasim play shown.yaml", tmp_path)


def test_the_readme_and_the_format_have_a_scenario_each():
    assert all("```yaml\nname: " in text_of(name) for name in ("README.md", "simulator/docs/format.md"))


PARTS = [
    ("simulator/docs/format.md", "# part of a scenario", "name: Part\nusers: {{ada: {{login: ada@acme.test}}}}\n{}"),
    (
        "simulator/docs/format.md",
        "# part of a step's `expect`",
        "name: Part\nusers: {{ada: {{login: ada@acme.test}}}}\nsteps:\n  - assign_user: ada\n    expect:\n{}",
    ),
    ("simulator/docs/quirks.md", "# steps of a scenario", "name: Part\nsteps:\n{}"),
]
"""A remark that a block of YAML begins with, and the scenario that it can stand in."""


@pytest.mark.parametrize(("name", "remark", "around"), PARTS, ids=lambda value: value[:30])
def test_a_part_of_a_scenario_can_stand_in_one(name, remark, around, tmp_path):
    blocks = re.findall(rf"```yaml\n{re.escape(remark)}\n(.*?)```", text_of(name), re.DOTALL)
    assert blocks
    for block in blocks:
        indent = "      " if "expect" in remark else ""
        part = "".join(f"{indent}{line}\n" for line in block.splitlines())
        (tmp_path / "part.yaml").write_text(around.format(part), encoding="utf-8")

        assert "can be played" in run("oktasim check part.yaml", tmp_path)


def test_every_block_of_yaml_is_tried():
    remarks = tuple(f"{remark}\n" for _, remark, _ in PARTS)
    blocks = [block for name in DOCUMENTS for block in re.findall(r"```yaml\n(.*?)```", text_of(name), re.DOTALL)]

    assert [block for block in blocks if not block.startswith(("name: ", *remarks))] == []


def test_every_command_is_in_the_documentation():
    text = text_of("simulator/docs/commands.md")

    assert [name for name in COMMANDS if not re.search(rf"^  {name}\b", text, re.MULTILINE)] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_command_that_a_document_names_is_there(name):
    named = set(re.findall(r"(?:`|^|\| )oktasim ([a-z][a-z-]*)", text_of(name), re.MULTILINE))

    assert named - COMMANDS.keys() == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_option_that_a_document_names_is_there(name):
    shown = re.findall(r"(?:`|^|\| )oktasim ([a-z][a-z-]*)([^`\n#]*)", text_of(name), re.MULTILINE)
    used = {(command, option) for command, rest in shown for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rest)}

    assert [one for one in sorted(used) if one[1] not in options_of(one[0])] == []


def options_of(command: str) -> set[str]:
    """The options of a command, as they are typed."""
    found = cli.get_command(Context(cli), command)
    assert found is not None
    return {"--help", *(option for one in found.params for option in (*one.opts, *one.secondary_opts))}


def test_what_each_reader_starts_with_works(tmp_path):
    table = TEXT.partition("## Where to start")[2].partition("![")[0]
    commands = re.findall(r"^\| [^|]+ \| `(oktasim [^`]+)` \|", table, re.MULTILINE)
    assert [command for command in commands if command != "oktasim demo"] == commands[:-1]

    for command in commands[:-1]:
        assert run(command, tmp_path)
    assert "oktasim demo" in run("oktasim demo --help", tmp_path)


def test_every_part_of_a_page_that_docs_sync_fills_is_told():
    text = text_of("simulator/docs/examples.md")

    assert [part for part in OF_A_STEP if f"`step 3 {part}`" not in text] == []
    assert [part for part in OF_A_RUN if f"`{part}`" not in text] == []


def test_every_exit_code_is_told():
    text = text_of("simulator/docs/exit-codes.md")

    assert [code for code in Exit if f"| {int(code)} | " not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_that_a_document_names_is_there(name):
    paths = set(re.findall(r"`((?:tests|scenarios|simulator|provider_stub)/[\w./*-]+)`", text_of(name)))

    assert [path for path in sorted(paths) if not list(ROOT.glob(path.rstrip("/")))] == []
