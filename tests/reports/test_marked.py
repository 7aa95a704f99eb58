"""What a marker's words ask for, and what comes of it."""

import re
from pathlib import Path

import pytest

from simulator.errors import UsageError
from simulator.play.transcript import read as read_run
from simulator.reports.marked import Asked, Examples, read

GOLDEN = Path(__file__).parents[1] / "golden" / "published-guide.jsonl"


@pytest.fixture(name="guide", scope="module")
def _guide():
    with GOLDEN.open(encoding="utf-8") as lines:
        return Examples(list(read_run(lines, "guide")), "published-guide")


@pytest.mark.parametrize("words, asked", [
    ("quickstart step 3 request", Asked("quickstart", "3", "request")),
    ("quickstart step step-6 request 2", Asked("quickstart", "step-6", "request", 2)),
    ("'my story.yaml' step 1 answer body", Asked("my story.yaml", "1", "response body")),
    ("quickstart step 3 mapping table", Asked("quickstart", "3", "mappings")),
    ("quickstart diagram", Asked("quickstart", None, "diagram")),
    ("output of oktasim eval 'user.login' --user login=a", Asked(command=("eval", "user.login", "--user", "login=a"))),
])  # fmt: skip
def test_words_are_read(words, asked):
    assert read(words) == asked


@pytest.mark.parametrize("words, said", [
    ("", "the marker needs a scenario, a step and what to show"),
    ("quickstart", "the marker needs a scenario"),
    ("quickstart step", "the marker needs a scenario"),
    ("quickstart step 3", "the marker needs a scenario"),
    ("quickstart step 3 rquest", "there is no part `rquest`; of a step there are request, response,"),
    ("quickstart request", "there is no part `request`; of a run, without `step N`, there are diagram, mappings"),
    ("quickstart 'step 3", "a quotation mark in the marker is not closed"),
    ("output of rm -r /", "the output is of a command of oktasim"),
])  # fmt: skip
def test_other_words_are_refused_with_what_there_is(words, said):
    with pytest.raises(UsageError, match=re.escape(said)):
        read(words)


def firsts(text):
    return re.findall(r"^```(\w+)\n(\S+ ?\S*)", text, re.MULTILINE)


POST, GET = "POST /api/organizations/acme/scim/v2/Users", "GET /api/organizations/acme/scim/v2/Users"


@pytest.mark.parametrize("words, shown", [
    ("step step-6 request 2", [("http", POST)]),
    ("step step-6 response", [("http", "HTTP/1.1 200"), ("http", "HTTP/1.1 201")]),
    ("step 9 exchange 2", [("http", POST), ("http", "HTTP/1.1 201")]),
    ("step 9 body", [("json", "{")]),
    ("step 9 response body", [("json", "{"), ("json", "{")]),
    ("step 9 diagram", [("mermaid", "sequenceDiagram")]),
    ("diagram", [("mermaid", "sequenceDiagram")]),
])  # fmt: skip
def test_a_part_is_what_it_is_called(words, shown, guide):
    made = guide.shown(read(f"guide {words}"))

    assert [
        (language, first[: len(begun)]) for (language, first), (_, begun) in zip(firsts(made), shown, strict=True)
    ] == [(language, begun) for language, begun in shown]


def test_the_mapping_table_is_a_table_and_nothing_else(guide):
    lines = guide.shown(read("guide step 9 mappings")).splitlines()

    assert lines[0] == "| in Okta | SCIM attribute | value |"
    assert "| `user.firstName` | `name.givenName` | `Ada` |" in lines
    assert all(line.startswith("|") for line in lines)


def test_a_step_is_its_prose_with_requests_and_answers(guide):
    made = guide.shown(read("guide step step-6 step"))

    assert made.startswith("The dialog offers her Okta id as the Username;")
    assert len(firsts(made)) == 4
    assert GET in made


@pytest.mark.parametrize("words, said", [
    ("step 14 request", "there is no step 14 in published-guide; give a number from 1 to 13, or one of step-0, st"),
    ("step nine request", "there is no step nine in published-guide"),
    ("step 9 request 3", "there is no request 3 in step 9; there are 2 requests: GET /Users, POST /Users"),
    ("step 9 request 0", "there is no request 0 in step 9"),
    ("step 2 request", "step 2 of published-guide has nothing to show as `request`; nothing is sent there"),
    ("step 5 mappings", "has nothing to show as `mappings`; there is 1 request: GET /Users"),
])  # fmt: skip
def test_what_is_not_there_is_refused_with_what_is(words, said, guide):
    with pytest.raises(UsageError, match=re.escape(said)):
        guide.shown(read(f"guide {words}"))


@pytest.mark.parametrize("left_out", [0, -1])
def test_a_run_that_is_not_as_expected_makes_no_examples(left_out, make):
    events = [make.started(), make.step(1), make.finished(1), make.end(kept=left_out == -1)]

    with pytest.raises(UsageError, match="does not play as it expects; see `oktasim play day`"):
        Examples(events[:left_out] if left_out else events, "day")
