"""`oktasim docs-sync`: parts of somebody's Markdown, filled and checked."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from tests.cli.conftest import STORY

ROOT = Path(__file__).resolve().parents[2]
PART = "<!-- oktasim: {} -->\n{}<!-- /oktasim -->\n"


@pytest.fixture
def sync(monkeypatch, tmp_path):
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        return CliRunner().invoke(cli, ["docs-sync", *map(str, arguments)])

    return run


def page(folder, words, name="page.md", around="before\n{}after\n"):
    path = folder / name
    path.write_text(around.format(PART.format(words, "old\n")))
    return path


def test_a_part_is_filled_and_then_not_stale_any_more(sync, tmp_path):
    path = page(tmp_path, "quickstart step 4 body")

    stale = sync("--check", "page.md")
    written = sync("page.md")
    fresh = sync("--check", "page.md")

    assert (stale.exit_code, written.exit_code, fresh.exit_code) == (1, 0, 0)
    assert "--- page.md as it is\n+++ page.md as it would be\n" in stale.stdout
    assert "-old\n+```json\n" in stale.stdout
    assert stale.stderr == "page.md: 1 of 1 part stale; `oktasim docs-sync page.md` fills them anew\n"
    assert written.stdout == "page.md: 1 of 1 part filled anew\n"
    assert fresh.stdout == "page.md: 1 part, none stale\n"
    text = path.read_text()
    assert text.startswith("before\n<!-- oktasim: quickstart step 4 body -->\n```json\n{\n")
    assert text.endswith("}\n```\n<!-- /oktasim -->\nafter\n")
    assert '"familyName": "King"' in text


def test_a_check_writes_nothing(sync, tmp_path):
    path = page(tmp_path, "quickstart diagram")
    before = path.read_bytes(), path.stat().st_mtime_ns

    sync("--check", path)

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_line_ends_and_what_is_around_stay(sync, tmp_path):
    path = tmp_path / "page.md"
    path.write_bytes(
        b"a \r\n\tb\x0c\xe2\x80\xa8\r\n  <!-- oktasim: quickstart step 3 mappings -->\r\n  <!-- /oktasim -->\r\nend"
    )

    assert sync("page.md").exit_code == 0

    data = path.read_bytes()
    assert data.startswith(
        b"a \r\n\tb\x0c\xe2\x80\xa8\r\n  <!-- oktasim: quickstart step 3 mappings -->\r\n  | in Okta |"
    )
    assert data.endswith(b" |\r\n  <!-- /oktasim -->\r\nend")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_scenario_beside_the_page_is_meant_before_a_bundled_one(sync, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "quickstart").write_text(STORY)
    path = page(tmp_path, "quickstart step 2 request 2", "docs/page.md")

    assert sync("docs/page.md").exit_code == 0
    assert "POST " in path.read_text()


def test_an_endpoint_of_a_scenario_is_not_asked(sync, tmp_path):
    (tmp_path / "story.yaml").write_text(
        f"{STORY}provider: {{endpoint: http://127.0.0.1:9/scim, token_env: NO_SUCH}}\n"
    )
    path = page(tmp_path, "story.yaml step 1 response")

    assert sync("page.md").exit_code == 0
    assert "HTTP/1.1 200 OK" in path.read_text()


def test_output_of_a_command_is_shown_and_its_times_make_it_not_stale(sync, tmp_path):
    (tmp_path / "story.yaml").write_text(STORY)
    path = page(tmp_path, "output of oktasim play story.yaml")
    assert sync("page.md").exit_code == 0
    text = path.read_text()

    assert "A small story\n" in text
    path.write_text(text.replace(" 0 ms", " 7 ms"))
    assert sync("--check", "page.md").exit_code == 0
    assert sync("page.md").exit_code == 0
    assert " 7 ms" in path.read_text()
    path.write_text(text.replace("✓ success", "✓ succes"))
    assert sync("--check", "page.md").exit_code == 1


@pytest.mark.parametrize("words, said", [
    ("output of oktasim serve", "only what prints and is done can be shown: play, check,"),
    ("output of oktasim", "only what prints and is done can be shown"),
    ("output of oktasim play story.yaml --log run.jsonl", "`--log` writes a file, reaches a server or waits"),
    ("output of oktasim play story.yaml --report=html:a", "`--report=html:a` writes a file"),
    ("output of oktasim import a.json -oa.yaml", "`-oa.yaml` writes a file"),
    ("output of oktasim play story.yaml -qy", "`-qy` writes a file"),
    ("output of oktasim play no-such", "ended with 2: Error: there is no file, folder or bundled scenario no-such"),
    ("no-such step 1 request", "there is no file, folder or bundled scenario no-such"),
    ("broken.yaml step 1 request", "the scenario cannot be played: "),
    ("unkept.yaml step 1 request", "the scenario does not play as it expects; see `oktasim play unkept.yaml`"),
    ("quickstart step 3 rquest", "there is no part `rquest`"),
    ("my story.yaml step 3 request", "there are diagram, mappings; a name with spaces stands in quotes"),
])  # fmt: skip
def test_what_cannot_be_filled_is_refused_with_its_place(words, said, sync, tmp_path):
    (tmp_path / "story.yaml").write_text(STORY)
    (tmp_path / "broken.yaml").write_text("name: x\nsteps:\n  - asign_user: ada\n")
    (tmp_path / "unkept.yaml").write_text("name: x\nsteps:\n  - test_connection:\n    expect: {outcome: failure}\n")
    path = page(tmp_path, words)
    before = path.read_bytes()

    result = sync("page.md")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("page.md:2:1: ")
    assert said in result.stderr
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["broken.yaml", "page.md", "story.yaml", "unkept.yaml"]


def test_nothing_is_written_where_one_page_is_wrong(sync, tmp_path):
    good = page(tmp_path, "quickstart step 1 request", "good.md")
    bad = page(tmp_path, "quickstart step 9 request", "bad.md")
    before = good.read_bytes()
    bad.write_text(bad.read_text() + PART.format("quickstart step 3", ""))

    result = sync("good.md", "bad.md")

    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == ["bad.md:2:1", "bad.md:6:1"]
    assert good.read_bytes() == before


def test_a_page_keeps_its_mode_and_a_link_its_target(sync, tmp_path):
    path = page(tmp_path, "quickstart step 1 request", "real.md")
    path.chmod(0o640)
    (tmp_path / "link.md").symlink_to("real.md")

    assert sync("link.md").exit_code == 0

    assert (tmp_path / "link.md").is_symlink()
    assert "HTTP/1.1" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.md", "real.md"]


def test_a_read_only_page_is_left_as_it_is(sync, tmp_path):
    path = page(tmp_path, "quickstart step 1 request")
    path.chmod(0o444)

    result = sync("page.md")

    assert (result.exit_code, result.stderr) == (2, "Error: page.md is read-only; make it writable, or give another\n")
    assert "old" in path.read_text()
    assert sync("--check", "page.md").exit_code == 1


def test_a_page_that_is_given_twice_is_filled_once(sync, tmp_path):
    page(tmp_path, "quickstart step 1 request")
    (tmp_path / "link.md").symlink_to("page.md")

    result = sync("./page.md", "page.md", "link.md")

    assert result.stdout == "page.md: 1 of 1 part filled anew\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(sync, tmp_path):
    path = page(tmp_path, "quickstart step 1 request")
    tmp_path.chmod(0o500)

    result = sync("page.md")

    tmp_path.chmod(0o700)
    assert (result.exit_code, result.stderr) == (2, "Error: page.md cannot be written: Permission denied\n")
    assert "old" in path.read_text()


@pytest.mark.parametrize(
    "data, said", [(b"\xff\n", "page.md is not UTF-8 text at byte 1"), (None, "page.md cannot be read")]
)
def test_a_file_that_is_no_text_is_refused(data, said, sync, tmp_path):
    if data is not None:
        (tmp_path / "page.md").write_bytes(data)

    result = sync("page.md")

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_page_without_markers_is_said_to_have_none(sync, tmp_path):
    (tmp_path / "page.md").write_text("nothing\n")

    assert sync("--check", "page.md").stdout.startswith("page.md: no marker, such as <!-- oktasim:")


def test_modules_of_the_page_s_folder_are_not_run(sync, tmp_path):
    (tmp_path / "simulator").mkdir()
    (tmp_path / "simulator" / "__init__.py").write_text("raise SystemExit('somebody else')\n")
    shutil.copy(ROOT / "scenarios" / "quickstart.yaml", tmp_path / "story.yaml")
    path = page(tmp_path, "output of oktasim check story.yaml")

    assert sync("page.md").exit_code == 0
    assert "story.yaml: can be played, 5 steps" in path.read_text()
