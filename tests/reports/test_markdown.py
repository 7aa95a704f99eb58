"""A run as examples for documentation."""

import dataclasses
import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from simulator.play.transcript import Exchange, StepStarted, read
from simulator.play.transcript import Warning as OktaWarning
from simulator.reports import examples, markdown
from simulator.reports.columns import visible
from simulator.reports.markdown import Selection

GOLDEN = Path(__file__).parents[1] / "golden"
EMAIL = "emails.^[primary==true].value"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def page(events, **chosen):
    return "".join(markdown.render(events, Selection(**chosen)))


def recorded(name):
    with (GOLDEN / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return list(read(lines, name))


def headings(text):
    outside = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^## (.*)", outside, re.MULTILINE)


def test_each_step_has_a_heading_of_its_own(story):
    assert headings(page(story))[:2] == [
        "First of all, the connection",
        "In Assignments, the administrator assigns a person to the app: ada as ada-lovelace",
    ]


def test_the_head_says_how_sure_the_requests_are_before_the_first_of_them():
    text = page(recorded("published-guide"))
    head, _, rest = text.partition("```mermaid")

    assert re.search(r"^\d+ requests: \d+ by captured rules.*\.$", head, re.MULTILINE)
    assert re.search(r"^What no source decides and this run depended on: .*\.$", head, re.MULTILINE)
    assert not re.search(r"^\d+ requests: |^What no source decides", rest, re.MULTILINE)


def test_the_head_of_some_steps_counts_theirs_alone():
    run = recorded("quickstart")
    counted = [re.search(r"^\d+ requests?: ", page(run, first=one, last=one), re.MULTILINE)[0] for one in (1, 3, 4)]

    assert counted == ["1 request: ", "2 requests: ", "2 requests: "]
    assert not re.search(r"^\d+ requests?: ", page(run, first=2, last=2), re.MULTILINE)


def test_each_of_several_runs_has_a_head_of_its_own():
    text = page([*recorded("quickstart"), *recorded("published-guide")])
    apart = [page(recorded(name)) for name in ("quickstart", "published-guide")]

    assert text == "".join(apart)


def test_a_long_run_that_can_be_read_twice_is_written_as_it_is_read(make):
    class Long:
        times = 0

        def __iter__(self):
            self.times += 1
            yield make.started()
            for number in range(1, 1000):
                yield make.step(number)
                yield make.exchange(number, "GET /Users", (200, None))
                if self.times == 2 and number > 10:
                    pytest.fail("the whole run was read before the first step was written")

    chunks = markdown.render(Long())

    assert "999 requests: " in "".join(next(chunks) for _ in range(5))
    assert any(chunk.startswith("## ") for chunk in (next(chunks) for _ in range(5)))


@pytest.mark.parametrize(
    "step, heading, prose",
    [
        ({"note": "Ada comes. She is new."}, "Ada comes", "She is new."),
        ({"note": "Ada comes.\n\nShe is new."}, "Ada comes", "She is new."),
        ({"note": "Ada\ncomes"}, "Ada comes", ""),
        (
            {"note": "Is `user.getInternalProperty()` her name? Yes."},
            r"Is \`user.getInternalProperty()\` her name?",
            "Yes.",
        ),
        ({"note": "One, e.g. two. Three."}, "One, e.g. two", "Three."),
        ({"title": "Come in", "note": "Ada comes. She is new."}, "Come in", "Ada comes. She is new."),
        ({"title": "Come\nin\n# no"}, r"Come in \# no", ""),
        ({"title": " ", "note": "Ada comes."}, "Ada comes", ""),
        ({}, "In Dashboard > Tasks, the administrator retries failed tasks", ""),
    ],
)
def test_a_heading_is_the_title_or_the_first_sentence_of_the_note_or_what_is_done(step, heading, prose, make):
    text = page([make.step(1, "retry_tasks", **step), make.finished(1, "nothing"), make.end()])

    assert f"## {heading}\n\n{prose}\n\n".replace("\n\n\n", "\n") == text.removeprefix(
        "# A run without its beginning\n\n"
    )


def test_a_changed_title_changes_the_title_alone():
    def titled(title):
        def event(one):
            return dataclasses.replace(one, title=title) if isinstance(one, StepStarted) and one.step == 9 else one

        return page(map(event, recorded("published-guide"))).splitlines()

    one, other = titled("Ada comes"), titled("Ada goes")

    assert [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]] == [("## Ada comes", "## Ada goes")]


def test_a_request_is_what_a_server_reads_and_its_token_a_placeholder(make):
    asked = make.exchange(
        1, "GET /Users?filter=userName%20eq%20%22ada%22", (200, {"totalResults": 0}), purpose="check user exists"
    )

    assert (
        "".join(examples.exchange(asked, "Hub"))
        == f"""\
Okta looks for the person, by `userName eq "ada"`:

```http
GET {make.BASE.removeprefix("http://stub.test")}/Users?filter=userName%20eq%20%22ada%22 HTTP/1.1
Accept: application/scim+json
User-Agent: Okta SCIM Client 1.0.0
Authorization: Bearer <token>
Host: stub.test
```

The Hub answers:

```http
HTTP/1.1 200 OK
Content-Type: application/scim+json

{{
  "totalResults": 0
}}
```

"""
    )


def test_the_quota_is_shown_where_it_is_spent(make):
    def answered(status):
        asked = make.exchange(1, "GET /Users", (status, None))
        response = {**asked.response, "headers": {"RateLimit": "r=0", "Retry-After": "7", "X-Request-Id": "1"}}
        return examples.answer(dataclasses.replace(asked, response=response))

    assert answered(429) == "```http\nHTTP/1.1 429 Too Many Requests\nRateLimit: r=0\nRetry-After: 7\n```\n"
    assert answered(200) == "```http\nHTTP/1.1 200 OK\nRetry-After: 7\n```\n"


def test_a_request_without_an_answer_says_so(story):
    assert "*The Hub gives no answer: Read timed out.*" in page(story)


@pytest.mark.parametrize("purpose, said", [
    ("delete user", "Okta deletes the person's account:"), ("push password", "Okta sends the person's password:"),
    ("import groups", "Okta reads the groups:"), ("of another version", "Okta sends a request:"),
])  # fmt: skip
def test_a_request_is_introduced_by_what_it_is_for(make, purpose, said):
    assert next(examples.exchange(make.exchange(1, "GET /Users/1", (200, {}), purpose=purpose), "Hub")).startswith(said)


def test_an_answer_that_did_not_come_is_a_sentence_of_its_own(make):
    asked = make.exchange(1, "GET /Users", "Read timed out")

    assert examples.answer(asked) == "*No answer: Read timed out.*\n"


def created(make, mapped, body):
    asked = make.exchange(1, "POST /Users", (201, None), body, purpose="create user")
    return "".join(examples.mappings(dataclasses.replace(asked, mapped=mapped)))


def test_a_profile_stands_beside_its_attribute_mappings(make):
    mapped = {
        "userName": "", "name.givenName": "user.firstName", EMAIL: "user.email",
        f"{ENTERPRISE}:manager.value": 'a || "b"', "title": "user.title", "[": "user.title", "roles.[0]": "user.roles",
    }  # fmt: skip
    body = {
        "userName": "ada", "name": {"givenName": "Ada | `x`"}, "emails": [{"primary": True, "value": "ada@acme.test"}],
        ENTERPRISE: {"manager": {"value": 7}}, "roles": [["a", None]],
    }  # fmt: skip

    assert created(make, mapped, body).splitlines()[2:] == [
        "| in Okta | SCIM attribute | value |",
        "| --- | --- | --- |",
        "| *not mapped: typed, from a group, or a default* | `userName` | `ada` |",
        r"| `user.firstName` | `name.givenName` | Ada \| \`x\` |",
        "| `user.email` | `emails[primary eq true].value` | `ada@acme.test` |",
        rf"| a \|\| \"b\" | `{ENTERPRISE}:manager.value` | `7` |".replace('\\"', '"'),
        '| `user.roles` | `roles[0]` | `["a",null]` |',
        "",
    ]


def test_an_older_record_says_that_it_does_not_know_the_mappings(make):
    assert created(make, None, {"userName": "ada"}) == "Which attribute mappings gave these values is not recorded.\n\n"


def test_of_a_patch_what_it_writes_is_shown(make):
    body = {"Operations": [{"op": "replace", "value": {"title": "Dr."}}]}

    assert "| `user.title` | `title` | `Dr.` |\n" in created(make, {"userName": "", "title": "user.title"}, body)


def test_one_diagram_of_the_run_stands_before_the_first_step(story):
    text = page(story)

    assert text.count("```mermaid") == 1
    assert text.index("```mermaid") < text.index("\n## ")
    assert "    Admin->>Okta: tests the connection\n    Okta->>Provider: GET /Users?startIndex=1#38;count=2\n" in text


def test_a_page_has_no_words_of_ours(story):
    for text in (page(story), page(recorded("published-guide")), page(recorded("quickstart"))):
        prose = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
        assert not re.search(r"_user\b|test_connection|\bseed\b|exit code|oktasim|in process|\bverb\b", prose)


@pytest.mark.parametrize(
    "outcome, text",
    [
        ("failure", "Okta shows this error:\n\n> It is so.\n"),
        ("refused", "Okta refuses this:\n\n> It is so.\n"),
        ("not run", "**This was not done.** It is so.\n"),
    ],
)
def test_what_okta_shows_is_quoted(outcome, text, make):
    assert text in page([make.step(1), make.finished(1, outcome, error="It is so.")])


def test_a_page_claims_nothing_of_a_good_run_and_says_what_was_not_as_expected(story, make):
    good = [make.started(description=None), make.step(1), make.finished(1), make.end()]

    assert "xpected" not in page(good)
    assert page(story).endswith("**Not everything was as expected.**\n")
    assert "**Not as expected: outcome**\n\n- expected: `success`\n- instead: `failure`\n" in page(story)


def test_who_is_where_is_shown_where_somebody_is_not_where_he_should_be(story, make):
    agreed = [event for event in story if event.kind != "standing" or event.agrees]

    assert "## Who is where: 1 of 3 disagrees, 1 cannot be told" in page(story)
    assert "Who is where" not in page(agreed)


def test_an_endpoint_is_named(make):
    run = make.started(provider={"kind": "endpoint", "base_url": "https://hub.test"}, scenario="")

    assert page([run, make.end()]).startswith("# A run\n")
    assert "The answers are from https://hub.test. The app" in page([run])
    assert "The SCIM service answers" in page([run, make.step(1), make.exchange(1, "GET /Users", (200, None))])


def test_warning_before_the_first_step_is_on_the_page(story):
    warning = next(event for event in story if isinstance(event, OktaWarning))

    assert "**Warning:** Okta's documentation warns of this." in page([story[0], warning])


def test_verb_of_a_later_version_is_a_step_all_the_same(make):
    assert "## Step 1\n\n" in page([make.step(1, "a_verb_of_tomorrow"), make.finished(1), make.end()])


def test_steps_can_be_chosen(story):
    text = page(story, first=2, last=3)

    assert headings(text) == headings(page(story))[1:3]
    assert "tests the connection" not in text
    assert text.endswith("**Not everything was as expected in the run that these steps are from.**\n")
    assert headings(page(story, first=7)) == headings(page(story))[6:8]


def test_one_kind_of_thing_can_be_chosen(story):
    whole = page(story)

    def blocks(text):
        return re.findall(r"^(?:`{3,})(http|mermaid|text)\n(\S+)", text, re.MULTILINE)

    requests = [block for block in blocks(whole) if block[0] == "http" and block[1] != "HTTP/1.1"]
    assert blocks(page(story, only="requests")) == requests
    assert len(requests) == 17
    assert blocks(page(story, only="exchanges")) == [block for block in blocks(whole) if block[0] == "http"]
    assert blocks(page(story, only="diagram")) == [("mermaid", "sequenceDiagram")]
    assert "not recorded" in page(story, only="mappings")
    assert "```" not in page(story, only="mappings")


def test_the_hub_s_guide_is_a_page():
    text = page(recorded("published-guide"))
    golden = Path(__file__).parent / "golden" / "published-guide.md"

    if "OKTASIM_UPDATE_GOLDEN" in os.environ:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


HOSTILE = st.text(st.sampled_from("ab `~#|<>-!*_[]()\\\n\r\t$&;:%{}\"'\u202e\u2028漢"), max_size=60)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(HOSTILE)
def test_no_text_leaves_its_place_on_the_page(hostile):
    def events(text):
        asked = Exchange(
            at="", step=1, origin="okta", purpose="create user", attempt=1, milliseconds=0,
            request={
                "method": "POST", "path": "/Users", "query": "", "url": "https://h.test/Users", "headers": {"X": text},
                "body": {"userName": text},
            },
            response={"status": 500, "headers": {"Y": text}, "body": {"raw": text}}, mapped={"userName": text},
        )  # fmt: skip
        return [StepStarted(at="", step=1, verb="assign_user", argument=text, title=f"t {text}"), asked]

    heading = visible(" ".join(f"t {hostile}".split()))
    tokens = MarkdownIt("commonmark").enable("table").parse(page(events(hostile)))
    inside = [child for token in tokens for child in token.children or ()]

    assert {token.content for token in tokens if token.type == "html_block"} == set()
    assert {one.type for one in inside} <= {"text", "code_inline", "em_open", "em_close", "strong_open", "strong_close"}
    assert [token.info for token in tokens if token.type == "fence"] == ["mermaid", "http", "http"]
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2"]
    assert sum(token.type == "td_open" for token in tokens) == 3
    (title,) = [
        after.children for before, after in pairwise(tokens) if (before.type, before.tag) == ("heading_open", "h2")
    ]
    shown = "".join(child.content for child in title)
    assert " ".join(shown.split()) == " ".join(heading.split())
