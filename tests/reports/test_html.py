import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from simulator.play.transcript import Warning as OktaWarning
from simulator.reports import html

VOID = {"meta", "link", "br", "input", "img", "hr"}


class Page(HTMLParser):
    """Checks that tags are balanced; keeps text and attributes."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag, name):
        return [attributes.get(name) for each, attributes in self.tags if each == tag and name in attributes]


@pytest.fixture(name="text")
def _text(story):
    return "".join(html.render(story))


def test_tags_are_balanced_and_steps_are_sections(text):
    assert len(Page(text).all("section", "data-step")) == 8


def test_page_needs_no_network(text):
    page = Page(text)

    assert not {name for _, attributes in page.tags for name in attributes} & {"src", "href", "action", "srcset"}
    assert not re.search(r"url\(|@import", text)


def test_names_of_the_run_are_text_and_nothing_else(text, make):
    page = Page(text)

    assert [tag for tag, _ in page.tags if tag in ("script", "b", "style")] == ["style", *["b"] * 19, "script"]
    assert "And *why*: <script>alert(1)</script>" in page.text
    assert any("<b>&amp;</b>" in piece for piece in page.text)


def test_security_policy_lets_in_the_pages_own_style_and_script_only(text):
    (policy,) = (content for content in Page(text).all("meta", "content") if "default-src" in content)

    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        inline = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_requests_can_be_told_apart_by_status_and_origin(text):
    page = Page(text)

    assert {"2xx", "4xx", "5xx", "no answer"} == set(page.all("li", "data-status"))
    assert page.all("li", "data-origin").count("verify") == 2


def test_page_is_made_for_dark_rooms_and_paper(text):
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_task_says_its_text_only_where_the_outcome_does_not(text):
    assert text.count("<span>Later.</span>") == 1
    assert text.count("<span>Read timed out</span>") == 1
    assert text.count("Automatic profile push of user Ada") == 1


def test_what_was_said_before_the_first_step_is_on_the_page(make):
    page = "".join(html.render([make.started(), OktaWarning(at="", text="be careful"), make.end()]))

    assert "warning: be careful" in page
    assert "Everything was as expected." in page


def test_nothing_at_all_is_a_page_too():
    assert "A run without its beginning" in Page("".join(html.render([]))).text
