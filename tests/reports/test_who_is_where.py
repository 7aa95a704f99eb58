"""Who is where, as reports say it: disagreements first, long lists cut, nothing of it repeated as a finding."""

import json

import pytest

from simulator.play.transcript import Finding, Standing
from simulator.reports import FORMATS, terminal, who_is_where
from simulator.reports.terminal import Verbosity

AT = "2026-01-05T09:00:00.000Z"


def standing(alias, agrees, provider="active", reason=None, **more):
    members = {"user": alias, "name": alias, "okta": "PROVISIONED", **more}
    return Standing(at=AT, provider=provider, agrees=agrees, reason=reason, **members)


def crowd(count, agrees=True):
    return [standing(f"user-{number}", agrees) for number in range(count)]


ADA = standing("ada", False, "not there", "no request of Okta's did that")
BOB = standing("bob", None, "cannot be read: 401 Unauthorized: No")


@pytest.mark.parametrize(
    "standings, title",
    [
        ([ADA], "1 of 1 disagrees"),
        (crowd(1), "1 of 1 agrees"),
        (crowd(3), "all 3 agree"),
        ([ADA, *crowd(1200)], "1 of 1,201 disagrees"),
        ([ADA, ADA, BOB], "2 of 3 disagree, 1 cannot be told"),
        ([BOB, *crowd(1)], "1 of 2 cannot be told"),
        ([standing("ada", None, "not looked (PUT: 200 OK)")], "the provider was not looked at; --verify does"),
    ],
)
def test_the_title_sums_up(standings, title):
    assert who_is_where.title(standings) == f"Who is where: {title}"


def test_those_who_disagree_come_first_and_the_rest_of_a_long_list_is_counted():
    lines = [text for _, text in who_is_where.lines([*crowd(30), BOB, ADA])]

    assert lines[1:4] == [
        "! ada      PROVISIONED  not there",
        "    no request of Okta's did that",
        "? bob      PROVISIONED  cannot be read: 401 Unauthorized: No",
    ]
    assert lines[-1] == "  12 more agree"
    many = [text for _, text in who_is_where.lines([*crowd(3), *crowd(25, agrees=False), BOB])]
    assert many[-1] == "  5 more disagree, 1 more cannot be told, 3 more agree"
    assert len(list(who_is_where.lines(crowd(30), None))) == 31


def test_a_group_and_another_name_are_said_and_names_cannot_forge_a_line():
    assert who_is_where.who(standing("ada", True, name="Ada")) == "ada"
    assert who_is_where.who(standing("ada", True, name="a\nb")) == "ada as a\\nb"
    assert who_is_where.who(standing(None, True, group="team", name="squad")) == "group team as squad"
    assert "\n" not in "".join(text for _, text in who_is_where.lines([standing("a", True, "x\ny", "r\nr")]))


def test_long_names_are_cut_and_statuses_are_not():
    _, (_, row) = who_is_where.lines([standing("a" * 60, True, okta="PROVISIONED, in error, suspended, and more")])

    assert row == f"  {'a' * 35}…  PROVISIONED, in error, suspended, and more  active"


@pytest.fixture
def disagreement(make):
    """A run of one step at whose end somebody disagrees, somebody agrees, and a filter was found wanting."""
    agrees, text = standing("eve", True), "ada is not there at the provider, and PROVISIONED in Okta: why."
    lost = Finding(at=AT, subject="ada", attribute="active", sent="PROVISIONED", kept="not there", text=text)
    missed = Finding(at=AT, subject="eve", attribute="filter", sent="x", kept=None, text="The filter is blind.")
    return [make.started(), make.step(1), make.finished(1), agrees, missed, ADA, lost, make.end()]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "jsonl"])
def test_every_report_says_who_disagrees_and_why(form, disagreement):
    text = "".join(FORMATS[form](disagreement))

    assert "Who is where: 1 of 2 disagrees" in text
    assert "no request of Okta" in text
    assert "ada is not there at the provider" not in text


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_what_was_found_beside_the_table_is_said_too(form, disagreement):
    assert "The filter is blind." in "".join(FORMATS[form](disagreement))


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_record_that_was_cut_off_within_the_table_shows_what_there_is(form, disagreement):
    text = "".join(FORMATS[form](disagreement[:-2]))

    assert "not there" in text
    assert form == "jsonl" or "cut off" in text


@pytest.mark.parametrize("form", list(FORMATS))
def test_an_older_record_without_rows_has_no_table(form, make):
    text = "".join(FORMATS[form]([make.started(), make.step(1), make.finished(1), make.end()]))

    assert "Who is where" not in text


def test_each_run_has_its_own_table(disagreement):
    for form in ("curl", "markdown", "html", "junit", "terminal", "mermaid"):
        text = "".join(FORMATS[form](disagreement * 2))
        assert text.count("Who is where: 1 of 2 disagrees") == 2, form
    comment = json.loads("".join(FORMATS["har"](disagreement * 2)))["log"]["comment"]
    assert comment.count("Who is where: 1 of 2 disagrees") == 2


def test_a_quiet_terminal_leaves_the_table_out_and_a_talkative_one_shows_all(make):
    events = [make.started(), make.step(1), make.finished(1), *crowd(30), make.end()]

    assert "Who is where" not in "".join(terminal.render(events, verbosity=Verbosity.QUIET))
    assert "10 more agree" in "".join(terminal.render(events))
    assert "user-29" in "".join(terminal.render(events, verbosity=Verbosity.BODIES))
