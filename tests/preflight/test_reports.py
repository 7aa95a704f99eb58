import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from simulator.preflight.assessment import assess
from simulator.preflight.people import PeopleFile
from simulator.preflight.reports import FORMATS
from simulator.preflight.taken import Account, accounts
from simulator.preflight.verdicts import Surroundings

GOLDEN = Path(__file__).parent / "golden"
PEOPLE = """\
Username,First name,Last name,Primary email,Status,hfUsername
ada.lovelace@acme.test,Ada,Lovelace,ada@acme.test,ACTIVE,
ada-lovelace@acme.test,Ada,Lovelace,ada2@acme.test,ACTIVE,
12345@acme.test,Num,Ber,12345@acme.test,ACTIVE,
gone@acme.test,Go,Ne,gone@acme.test,DEPROVISIONED,
josé.n@acme.test,José,,jose@acme,ACTIVE,
short@acme.test,x
grace@acme.test,Grace,Hopper,grace@acme.test,ACTIVE,
alan@acme.test,Alan,Turing,alan@acme.test,ACTIVE,
null@acme.test,|Null|,<b>,null@acme.test,ACTIVE,
=cmd@acme.test,Equal,Sign,cmd@acme.test,ACTIVE,
"""
ENDINGS = {"terminal": "txt", "csv": "csv", "json": "json", "markdown": "md"}
EXPRESSION = 'user.hfUsername ?: String.replace(String.toLowerCase(String.substringBefore(user.login, "@")), ".", "-")'


@pytest.fixture(name="assessment")
def _assessment(tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    people = PeopleFile(Path("people.csv"), {}, {}).read()
    taken = accounts([Account("Grace", "other@acme.test")])
    return assess(people, make.application(EXPRESSION), Surroundings(taken), "people.csv")


@pytest.mark.parametrize("name", FORMATS)
def test_report_is_as_recorded(assessment, name):
    written = "".join(f"{line}\n" for line in FORMATS[name](assessment, 4))

    assert written == (GOLDEN / f"preflight.{ENDINGS[name]}").read_text(encoding="utf-8")


def test_json_counts_what_it_lists(assessment):
    report = json.loads("".join(FORMATS["json"](assessment, 1)))

    assert report["totals"]["fail"] == sum(not person["passes"] for person in report["people"])
    assert report["totals"]["people"] == len(report["people"]) == 8
    assert report["rules"]["same username"] == 2


def test_csv_has_everybody_and_no_cell_that_a_spreadsheet_would_run(assessment):
    rows = list(csv.DictReader(StringIO("\n".join(FORMATS["csv"](assessment, 0)))))

    assert len(rows) == 8
    assert rows[-1]["login"] == "'=cmd@acme.test"
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_terminal_names_no_more_people_than_asked_for(assessment):
    lines = list(FORMATS["terminal"](assessment, 1))

    assert sum(line.startswith("line ") for line in lines) == 1
    assert "and 5 more who fail; --limit shows more of them, --format csv all" in lines


@pytest.fixture(name="cautioned")
def _cautioned(make):
    people = make.people("ada@acme.test")
    people.columns = ("login", "firstName", "lastName", "hfUsername")
    return assess(people, make.application('"acme-" + user.hfUsername'), Surroundings(), "people.csv")


@pytest.mark.parametrize("name", ["terminal", "markdown"])
def test_prose_shows_what_passes_and_is_hardly_meant(cautioned, name):
    report = "\n".join(FORMATS[name](cautioned, 5))

    assert "1 of 1 people pass" in report
    assert "the username says null, and hfUsername is empty" in report
    assert "there is no column for email" in report
    assert "| rule |" not in report


def test_thousands_of_people_are_counted_with_commas(make):
    people = make.people(*(f"p{number}@acme.test" for number in range(1200)))
    application = make.application('String.substringBefore(user.login, "@")')

    report = "\n".join(FORMATS["terminal"](assess(people, application, Surroundings(), "people.csv"), 1))

    assert "1,200 of 1,200 people pass" in report
