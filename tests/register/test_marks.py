"""Every source that a docstring or comment names is in the register."""

from functools import cache
from pathlib import Path

import pytest

from simulator.register.register import rules, sources
from tests.register.marks import REFERENCES, is_known, marks, texts

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for package in ("simulator", "provider_stub") for path in (ROOT / package).rglob("*.py"))


@cache
def all_marks() -> list[tuple[str, str]]:
    """Each place, and what is named there."""
    return [
        (f"{path.relative_to(ROOT)}:{line}", named)
        for path in MODULES
        for line, text in texts(path)
        for named in marks(text)
    ]


def test_every_mark_is_a_source_of_the_register():
    assert [(place, named) for place, named in all_marks() if not is_known(named)] == []


def test_the_marks_are_found():
    """The finder would pass over everything without a word if the form of marks changed."""
    assert len(all_marks()) > 500
    assert {"CAP-ROSTR", "DOC20", "huggingface-scim", "VCR"} <= {named for _, named in all_marks()}


def test_every_source_is_named_by_a_rule_or_a_mark():
    used = {key.lower() for rule in rules() for key in rule.sources}
    used |= {named.lower() for _, named in all_marks()}

    assert [key for key in sources() if not any(one.startswith(key.lower()) for one in used)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No GET follows [C: CAP-ROSTR; D: DOC20].", ["CAP-ROSTR", "DOC20"]),
        ("Both [D: DOC20, FAQ; C: CAP-FLASK].", ["DOC20", "FAQ", "CAP-FLASK"]),
        ("On a line\n    of its own [D:\n    EVT].", ["EVT"]),
        ("Section and key (okta-wire 4.4 [D: TEST-PLAN C9311]).", ["okta-wire", "TEST-PLAN C9311"]),
        ("A reference (huggingface-scim 9).", ["huggingface-scim"]),
        ("An index `[N]`, a list [0] and nothing else.", []),
    ],
)  # fmt: skip
def test_a_mark_is_taken_apart(text, expected):
    assert list(marks(text)) == expected


@pytest.mark.parametrize("named", ["CAP-ROSTR", "TEST-PLAN C9311", "help", "C", "S R D", *REFERENCES])
def test_a_source_a_place_in_it_and_a_letter_are_known(named):
    assert is_known(named)


@pytest.mark.parametrize("named", ["CAP-ROSTER", "DOC2", "Okta", "the sentence is ours", "Z"])
def test_what_is_no_source_is_not_known(named):
    assert not is_known(named)
