"""`oktasim docs`, `verbs` and `list`: what there is, one of it, and what speaks of a word."""

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.docs.pages import ORDER, pages
from simulator.scenario.finding import bundled
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS


@pytest.fixture
def run():
    """Runs the command in this process."""
    return lambda *arguments: CliRunner().invoke(cli, arguments)


def test_without_a_word_the_pages_are_listed(run):
    lines = run("docs").stdout.splitlines()

    assert [line.split()[0] for line in lines] == list(ORDER)


def test_a_blank_word_lists_the_pages_too(run):
    assert run("docs", " ").stdout == run("docs").stdout


@pytest.mark.parametrize("asked", ["quirks", "quirks.md", "Quirks"])
def test_a_page_is_printed_by_its_name_without_the_remarks_of_programs(run, asked):
    said = run("docs", asked)

    assert said.exit_code == 0
    assert said.stdout == pages()["quirks"].text
    assert said.stdout.startswith("# Quirks and faults\n")
    assert "<!--" not in said.stdout


def test_words_find_the_pages_that_speak_of_them(run):
    said = run("docs", "auto-join", "403")

    assert said.exit_code == 0
    assert all("auto-join" in line or "403" in line for line in said.stdout.splitlines())
    assert "hub" in {line.partition(":")[0] for line in said.stdout.splitlines()}


def test_words_of_which_no_page_speaks_are_said_so(run):
    said = run("docs", "zzzz")

    assert said.exit_code == 2
    assert said.stderr == "Error: no page speaks of zzzz; `oktasim docs` lists the pages\n"


def test_every_verb_is_listed_once_below_its_place(run):
    lines = run("verbs").stdout.splitlines()
    shown = [line.strip().removeprefix("hub: ").partition(":")[0] for line in lines if line[:2] == "  " != line[2:4]]

    assert sorted(shown) == sorted({*VERBS, *HUB_VERBS} - {"hub"})
    assert lines[0] == "Provisioning > Integration"
    assert lines[1] == "  test_connection: none, or {endpoint?, token_env?, stub_token?}"


def test_a_verb_is_explained_with_each_part_of_its_argument(run):
    said = run("verbs", "link_resource_group").stdout

    assert said.startswith("hub: link_resource_group: {group, resource_group, role}\n")
    assert "role            What its members may do there. Values: read, contributor, write, admin.\n" in said


def test_what_an_administrator_does_is_a_sentence(run):
    assert "  In Push Groups, the administrator clicks Push now.\n" in run("verbs", "push_now").stdout


def test_words_find_verbs(run):
    said = run("verbs", "group", "RULE").stdout

    assert "create_group_rule" in said
    assert "push_now" not in said


def test_words_of_which_no_verb_speaks_are_said_so(run):
    said = run("verbs", "zzzz")

    assert said.exit_code == 2
    assert "no verb speaks of zzzz" in said.stderr


def stories(printed: str) -> list[str]:
    return [line.split()[0] for line in printed.splitlines() if line.startswith("  ")]


def test_every_story_is_listed_once_below_its_theme(run):
    printed = run("list").stdout

    assert sorted(stories(printed)) == [path.stem for path in bundled()]
    assert printed.startswith("The Hub's guide\n  published-guide ")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["catalogue-app"], "catalogue-app"),  # its name for `play`
        (["ROLES", "highest"], "resource-group-roles"),  # what it shows
        (["dash"], "username-rules"),  # its description
        (["passwords"], "mapping-edits"),  # its theme
    ],
)
def test_words_find_stories_by_name_description_and_theme(run, words, found):
    printed = stories(run("list", *words).stdout)

    assert found in printed
    assert len(printed) < 20


def test_words_of_which_no_story_speaks_are_said_so(run):
    said = run("list", "group", "zzzz")

    assert said.exit_code == 2
    assert "no bundled scenario speaks of group zzzz" in said.stderr
