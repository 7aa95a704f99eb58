import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from simulator.play.transcript import Warning as OktaWarning
from simulator.register.register import sources
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

    assert not {name for _, attributes in page.tags for name in attributes} & {"src", "action", "srcset", "xlink:href"}
    inside = [link for link in page.all("a", "href") if not link.startswith("#step-")]
    assert inside  # sources are named where they are cited, and only who follows one at the end leaves the page
    assert {link for link in inside if not link.startswith("#source-")} <= {one.link for one in sources().values()}
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
    assert text.partition("<section")[2].count("Automatic profile push of user Ada") == 1


def test_the_verdict_the_diagram_and_who_is_where_stand_before_the_first_step(text):
    head = text.partition("<section")[0]

    assert re.search(r'<h1>.*</h1>\s*<p class="verdict bad">Not everything was as expected.</p>', head)
    assert head.index("<svg") < head.index("Who is where: 1 of 3 disagrees, 1 cannot be told")


def test_a_description_flows(make):
    page = "".join(html.render([make.started(description="One\nline.\n \nAnother\none."), make.end()]))

    assert "<p>One line.</p>\n<p>Another one.</p>" in page


def test_each_step_leads_to_its_neighbours(text):
    page = Page(text)
    names = page.all("section", "id")
    steps = re.findall(r'<p class="neighbours">(.*?)</p>', text)

    assert names == [f"step-{number}" for number in range(1, 9)]
    assert steps[0] == '<a rel="next" href="#step-2">Next step</a>'.replace("<a", " <a")
    assert steps[1] == '<a rel="prev" href="#step-1">Previous step</a> <a rel="next" href="#step-3">Next step</a>'
    assert steps[-1] == '<a rel="prev" href="#step-7">Previous step</a>'


def test_anchors_of_two_runs_differ(story):
    page = Page("".join(html.render([*story, *story])))
    names = page.all("section", "id")

    assert len(names) == len(set(names)) == 16
    named = {*names, *page.all("dt", "id")}
    assert {link[1:] for link in page.all("a", "href") if link.startswith("#")} <= named


def test_what_a_put_changes_stands_beside_it(text):
    changed = re.findall(r'<table class="changes">.*?</table>', text, re.DOTALL)

    assert len(changed) == 2
    assert "<tr><td>displayName</td><td>Ada Lovelace</td><td>Ada &#34;the&#34;" in changed[0]
    assert "<tr><td>active</td><td>true</td><td>false</td></tr>" in changed[-1]
    assert ", 1 change</span>" in text
    assert text.count("it changes nothing") == 1


def test_a_put_that_nobody_read_before_says_nothing_of_changes(make):
    put = make.exchange(1, "PUT /Users/1", (200, {}), {"title": "Dr."})

    assert "What it changes" not in "".join(html.render([make.step(1), put, make.finished(1), make.end()]))


def test_a_step_is_called_by_its_title(make):
    page = "".join(html.render([make.step(1, "force_sync", title="Once <more>"), make.finished(1), make.end()]))

    assert "<h2>1. Once &lt;more&gt; <span" in page
    assert '<p class="deed">force_sync</p>' in page


def test_the_diagram_names_who_sent_what(text):
    drawing = re.search(r"<svg.*?</svg>", text, re.DOTALL)[0]

    assert re.findall(r'class="who".*?>(.*?)<', drawing) == ["Administrator", "Okta", "Hub"]
    assert ">tests the connection</text>" in drawing
    assert drawing.count('class="arrow answer"') == 16
    assert "<script" not in drawing


@pytest.mark.parametrize("outcome, drawn", [("refused", 1), ("failure", 1), ("nothing", 0), ("success", 0)])
def test_a_step_without_requests_is_drawn_where_okta_says_no(make, outcome, drawn):
    page = "".join(html.render([make.started(), make.step(1, "force_sync"), make.finished(1, outcome), make.end()]))

    assert page.count("<svg") == drawn


def test_what_was_said_before_the_first_step_is_on_the_page(make):
    page = "".join(html.render([make.started(), OktaWarning(at="", text="be careful"), make.end()]))

    assert "warning: be careful" in page
    assert "Everything was as expected." in page


def test_nothing_at_all_is_a_page_too():
    assert "A run without its beginning" in Page("".join(html.render([]))).text
