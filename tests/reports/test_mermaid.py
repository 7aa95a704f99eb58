import re

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.play.transcript import StepStarted
from simulator.reports import mermaid
from simulator.reports.chapters import Chapter

STATEMENT = re.compile(
    r"    (?:(?:Admin|Okta|Provider)(?:->>|-->>|--x|-x)(?:Admin|Okta|Provider)"
    r"|Note over (?:Admin|Okta|Provider)(?:,Provider)?): (?:[^#;:%{}<>\"\\\n]|#\d+;|<br/>)*"
)
HEAD = ["sequenceDiagram", "    actor Admin", "    participant Okta", "    participant Provider"]


def diagrams(events):
    return re.findall(r"^```mermaid\n(.*?)^```$", "".join(mermaid.render(events)), re.MULTILINE | re.DOTALL)


def assert_valid(diagram):
    lines = diagram.splitlines()
    assert lines[:4] == HEAD
    for line in lines[4:]:
        assert STATEMENT.fullmatch(line), line


def test_each_step_has_a_diagram(story):
    assert len(diagrams(story)) == 8


def test_every_line_is_a_statement(story):
    for diagram in diagrams(story):
        assert_valid(diagram)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(st.text(st.sampled_from('ab #;:%{}<>"\\\n`é漢\u202e'), max_size=80))
def test_no_text_can_leave_its_statement(text):
    assert_valid(mermaid.diagram(Chapter(StepStarted(at="", step=1, verb="check", argument=text, line=1))))


def test_request_without_answer_is_a_lost_message(story):
    assert "    Okta-xProvider: GET /Users/66b1f0c2…3c4d\n" in diagrams(story)[5]


def test_own_reading_back_is_not_drawn(make):
    events = [make.step(1), make.exchange(1, "GET /Users/1", (200, None), origin="verify"), make.finished(1)]

    assert "GET" not in diagrams(events)[0]


def test_long_step_shows_its_first_requests_and_how_many_follow(make):
    asked = [make.exchange(1, "GET /Users", (200, None))] * 60

    (diagram,) = diagrams([make.step(1), *asked, make.finished(1)])

    assert diagram.count("Okta->>Provider") == 50
    assert diagram.splitlines()[-2:] == [
        "    Note over Okta,Provider: and 10 more requests",
        "    Okta-->>Admin: success",
    ]
