import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.reports import markdown

quickly = settings(derandomize=True, max_examples=80, deadline=None)


def page(events):
    return "".join(markdown.render(events))


@pytest.mark.parametrize(
    "text, escaped",
    [
        ("plain, with_words and a-dash", "plain, with_words and a-dash"),
        ("*bold* _em_ `code` [link](x) <b>", r"\*bold\* \_em\_ \`code\` \[link](x) \<b>"),
        ("a | b # c $d$ ~~e~~ ~f", r"a \| b \# c \$d\$ \~~e\~~ ~f"),
        ("&amp; but R & D", r"\&amp; but R & D"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("+ no list", r"\+ no list"),
        ("=== no heading", r"\=== no heading"),
        ("> no quote", r"\> no quote"),
        ("  indented\\", "indented\\\\"),
        ("two\nlines", r"two\\nlines"),
    ],
)
def test_text_is_escaped_where_it_would_be_markup(text, escaped):
    assert escaped == markdown.escape(text)


@quickly
@given(st.text("`ab ", max_size=12))
def test_code_span_ends_where_its_text_ends(text):
    span = markdown.code(text)
    ticks = re.match("`+", span)[0]

    assert span.endswith(ticks)
    assert ticks not in re.findall("`+", span[len(ticks) : -len(ticks)])


@quickly
@given(st.text("`~\nab ", max_size=30))
def test_fence_is_longer_than_any_run_of_backticks_within(text):
    first, *lines, last, _ = markdown.fence(text).split("\n")

    assert first == last
    assert all(first not in line for line in lines)
    assert "\n".join(lines) == text


def test_sections_are_numbered_steps(story):
    assert len(re.findall(r"^## \d+\. ", page(story), re.MULTILINE)) == 8


def test_sentence_that_the_administrator_reads_is_quoted(make):
    text = page([make.step(1), make.finished(1, "failure", error="It failed.")])

    assert "**Outcome: failure.** The administrator reads:\n\n> It failed.\n" in text


def test_summary_table_tells_which_step_was_cut_off(make):
    assert "| 1. check | cut off | 0 |" in page([make.step(1)])


def test_warning_before_the_first_step_is_on_the_page(story):
    warning = next(event for event in story if event.kind == "warning")

    assert "**Warning:** Okta's documentation warns of this." in page([story[0], warning])


def test_endpoint_is_not_called_a_stub(make):
    run = make.started(provider={"kind": "endpoint", "base_url": "https://hub.test"}, scenario="")

    assert page([run, make.end()]).startswith("# A run\n")
    assert "Sent to https://hub.test. Played" in page([run])


def test_empty_text_is_still_a_code_span():
    assert markdown.code("") == "``` ```"


def test_verb_of_a_later_version_is_a_step_all_the_same(make):
    assert "## 1. a_verb_of_tomorrow\n\n**Outcome: success.**" in page(
        [make.step(1, "a_verb_of_tomorrow"), make.finished(1)]
    )
