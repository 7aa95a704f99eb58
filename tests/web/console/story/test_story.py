"""The story page: its steps played by buttons, request by request, at a pace; another story in its place."""

import re
import time
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from simulator.scenario.finding import bundled
from simulator.web.http.application import LARGEST_BODY

STORY = """\
name: Ada comes, is renamed and goes
description: What this is about.
app: {username: 'String.substringBefore(user.login, "@")'}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
steps:
  - assign_user: ada
    note: Somebody needs an account.
    expect: {requests: ["GET /Users?filter=userName eq \\"ada\\"&startIndex=1&count=100 -> 200", POST /Users -> 201]}
  - update_user: {user: ada, profile: {lastName: King}}
    expect: {provider: {users: {ada: {name.familyName: %s}}}}
  - unassign_user: ada
"""

EVIL = """\
name: "<script>alert(1)</script>\\"'&"
description: "<script>alert(1)</script>"
users: {ada: {login: ada@acme.test, firstName: "<script>alert(2)</script>", lastName: "\\"'&"}}
groups: {g: {name: "<script>alert(3)</script>", members: [ada]}}
steps:
  - assign_user: {user: ada, username: "<script>alert(4)</script>"}
  - push_group: g
  - check:
    note: "<script>alert(5)</script>"
"""


def plain(html: str) -> str:
    """A page as a reader sees it: without tags, on one line."""
    html = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(html).split())


def region(page: str, name: str) -> str:
    """A live region of a page, up to the next one."""
    found = re.search(rf'<\w+[^>]*\bid="{name}".*?(?=data-live=|<section|</main>)', page, re.DOTALL)
    assert found is not None, name
    return found[0]


def rail(page: str) -> list[str]:
    """The steps as they are shown."""
    return [plain(one) for one in re.findall(r'<li class="step.*?</li>', page, re.DOTALL)]


def until(holds: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in 10 s"
        time.sleep(0.005)


@pytest.fixture
def story(open_okta: Any, visit: Any) -> Any:
    """Signed in to the console of a story of three steps, all of which go as expected."""
    return visit(open_okta(STORY % "King"))


def test_before_the_first_step_its_note_is_the_narrators_sentence(story: Any) -> None:
    page = story.get("/")

    assert "Ada comes, is renamed and goes 0 of 3 steps played" in plain(page)
    assert rail(page) == [
        "1 Assignments assign_user ada next",
        "2 Directory > People update_user ada with lastName=King to come",
        "3 Assignments unassign_user ada to come",
    ]
    assert "Next: Somebody needs an account." in plain(page)
    assert "What it shows What this is about." in plain(page)
    assert "Nothing was sent yet" in plain(region(page, "edge"))


def test_next_plays_a_step_and_says_whether_it_went_as_expected(story: Any) -> None:
    answer = story.post("/story/next")
    page = story.get(answer.headers["Location"])

    assert answer.headers["Location"] == "/"
    assert rail(page)[0] == "1 Assignments assign_user ada success ✓ as expected"
    assert "Next: Directory > People: update_user ada with lastName=King" in plain(page)
    assert "POST /Users 201 Created create user, ada 2 requests so far" in plain(region(page, "edge"))
    assert story.okta.traffic()[:2] == ["GET /Users 200", "POST /Users 201"]


def test_a_step_of_which_nothing_was_expected_is_not_called_as_expected(story: Any) -> None:
    for _ in range(3):
        story.post("/story/next")
    page = story.get("/")

    assert rail(page)[2] == "3 Assignments unassign_user ada success"
    assert "The story is told. As expected." in plain(page)
    assert 'action="/story/next"' not in page
    assert story.does("/story/next") == "good: All steps were played. Back to start begins the story again."


def test_what_did_not_hold_is_shown_at_its_step(open_okta: Any, visit: Any) -> None:
    story = visit(open_okta(STORY % "Queen"))
    story.post("/story/all", pace="0")
    page = story.get("/")

    assert "✗ 1 not as expected" in rail(page)[1]
    assert "expected Queen actual King" in rail(page)[1]
    assert "at test.yaml:" in rail(page)[1]
    assert "as expected" not in rail(page)[2]
    assert "The story is told. Not as expected." in plain(page)


def test_play_all_goes_on_at_a_pace_until_somebody_says_stop(story: Any) -> None:
    story.post("/story/all", pace="3")
    until(lambda: story.okta.engine.played == 1)
    page = story.get("/")
    assert 'action="/story/stop"' in page
    assert 'action="/story/next"' not in page
    assert story.does("/story/next") == ("bad: A step is being played. Wait until it has ended, or press Stop.")
    began = time.monotonic()
    story.post("/story/stop")

    assert time.monotonic() - began < 2
    assert story.okta.engine.played == 1
    assert 'action="/story/next"' in story.get("/")


def test_play_all_at_once_plays_all(story: Any) -> None:
    story.post("/story/all", pace="0")

    assert [verb for verb, _ in story.steps()] == ["assign_user", "update_user", "unassign_user"]


def test_once_the_story_is_told_nothing_is_left_to_play_and_back_to_start_is_what_to_press(story: Any) -> None:
    assert '<button id="all">Play all' in story.get("/")
    assert '<a class="button" href="/story/start"' in story.get("/")
    story.post("/story/all", pace="0")
    until(lambda: not story.okta.engine.playing.busy)

    page = story.get("/")
    assert '<button id="all" disabled>Play all' in page
    assert '<a class="button main" href="/story/start"' in page


def test_an_unknown_pace_is_a_slow_one(story: Any) -> None:
    story.post("/story/all", pace="-5 or so")
    until(lambda: story.okta.engine.played == 3)

    assert story.okta.engine.playing.settled(10)


def test_step_by_request_stops_before_each_and_lets_go_one_by_one(story: Any) -> None:
    story.post("/story/hold", on="yes")
    story.post("/story/next")
    page = story.get("/")
    assert 'Held back: GET /Users?filter=userName eq "ada"&startIndex=1&count=100 check user exists, ada' in plain(page)
    assert "under way" in rail(page)[0]
    assert "held back check user exists, ada 0 requests so far" in plain(region(page, "edge"))
    assert 'action="/story/let-go"' in page
    assert 'aria-pressed="true"' in page
    assert story.okta.engine.requests == 0

    story.post("/story/let-go")
    page = story.get("/")
    assert "Held back: POST /Users create user, ada" in plain(page)
    assert story.okta.engine.requests == 1

    story.post("/story/next")  # the same button, and the same keys, as it stands where Next was
    assert rail(story.get("/"))[0] == "1 Assignments assign_user ada success ✓ as expected"
    assert story.okta.engine.played == 1


def test_switched_off_what_is_held_back_goes(story: Any) -> None:
    story.post("/story/hold", on="yes")
    story.post("/story/next")
    story.post("/story/hold", on="no")

    assert story.okta.engine.requests == 2
    assert 'aria-pressed="false"' in story.get("/")


def test_time_that_passes_is_shown_as_time(open_okta: Any, visit: Any) -> None:
    story = visit(open_okta("name: A pause\nsteps: [{wait: 5m}]\n"))
    story.post("/story/next")
    page = story.get("/")

    assert 'class="edge waiting"' in page
    assert "5 minutes pass the scenario waits 0 requests so far" in plain(region(page, "edge"))


def test_a_refused_request_is_told_apart_from_one_that_went_well(open_okta: Any, visit: Any) -> None:
    fault = "  - fault: {on: POST /Users, respond: {status: 409, body: {detail: taken}}}\n"
    story = visit(open_okta((STORY % "King").replace("steps:\n", f"steps:\n{fault}")))
    for _ in range(2):
        story.post("/story/next")
    page = story.get("/")

    assert 'class="edge warn"' in page
    assert "POST /Users 409 Conflict" in plain(region(page, "edge"))
    assert "failure" in rail(page)[1]


def test_while_a_step_is_under_way_next_waits(story: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    story.post("/story/hold", on="yes")
    story.post("/story/next")
    monkeypatch.setattr(type(story.okta.engine.hold), "waiting", [])  # the moment after a request was let go
    page = story.get("/")

    assert "Under way …" in plain(page)
    assert 'action="/story/next"' not in page
    monkeypatch.undo()
    story.post("/story/hold", on="no")


def test_several_requests_that_are_held_back_are_counted(visitor: Any) -> None:
    visitor.post("/story/hold", on="yes")
    for alias in ("ada", "grace"):
        visitor.okta.ok("POST", f"/api/v1/apps/{visitor.okta.app_id}/users", {"id": visitor.okta.user(alias)})
    until(lambda: len(visitor.okta.engine.hold.waiting) == 2)

    assert "held back, and 1 more wait" in plain(visitor.get("/"))
    visitor.okta.engine.hold.switch(False)
    visitor.okta.settle()


def test_back_to_start_asks_and_says_what_it_does_not_touch(story: Any) -> None:
    story.post("/story/next")
    page = story.get("/story/start")
    assert "Back to the start of “Ada comes, is renamed and goes”?" in plain(page)
    assert "Not touched: the transcript file, which goes on; the clock" in plain(page)
    assert "what the provider holds" not in plain(page)
    assert '<a class="button" href="/">Cancel</a>' in page
    before = story.okta.engine.record.last
    answer = story.post("/story/start")

    assert answer.headers["Location"] == "/"
    assert "0 of 3 steps played" in plain(story.get("/"))
    assert story.okta.engine.record.last > before


def test_back_to_start_while_a_request_is_held_back_never_sends_it(story: Any) -> None:
    story.post("/story/hold", on="yes")
    story.post("/story/next")
    assert story.okta.engine.hold.next is not None
    began = time.monotonic()
    story.post("/story/start")

    assert time.monotonic() - began < 2
    assert "0 of 3 steps played" in plain(story.get("/"))
    assert story.okta.engine.hold.next is None
    assert story.okta.engine.requests == 0
    assert story.okta.ok("GET", "/simulator/v1/hub/state")["members"] == {}
    story.post("/story/next")
    assert "Held back: GET /Users" in plain(story.get("/"))
    story.post("/story/hold", on="no")


def test_a_job_by_hand_that_is_held_back_ends_with_its_run(visitor: Any) -> None:
    visitor.post("/story/hold", on="yes")
    visitor.okta.ok("POST", f"/api/v1/apps/{visitor.okta.app_id}/users", {"id": visitor.okta.user("ada")})
    until(lambda: visitor.okta.engine.hold.next)
    visitor.post("/story/start")

    assert visitor.okta.engine.idle(5)
    assert visitor.okta.engine.hold.next is None
    assert visitor.okta.traffic() == []


def test_what_is_done_by_hand_is_on_the_rail_and_told_apart(story: Any) -> None:
    story.post("/story/next")
    app, ada = story.okta.app_id, story.okta.user("ada")
    story.okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"title": "Analyst"}})
    story.okta.settle()
    story.post(f"/admin/apps/{app}/assignments/{ada}/unassign")
    story.post("/story/next")
    page = story.get("/")

    assert rail(page)[0].startswith("1 Assignments assign_user ada success")
    assert rail(page)[1].startswith("Directory > People update_user ada with title=Analyst by the API:")
    assert [one[:1] for one in rail(page) if "update_user ada with lastName" in one] == ["2"]
    assert page.count("step done beside") >= 1


def test_a_long_story_shows_what_is_near(open_okta: Any, visit: Any) -> None:
    steps = "".join(f"  - create_group: {{alias: g{number}}}\n" for number in range(40))
    story = visit(open_okta(f"name: Forty groups\nsteps:\n{steps}"))
    story.post("/story/all", pace="0")
    until(lambda: story.okta.engine.played == 40)
    story.okta.engine.playing.settled(5)
    page = story.get("/")

    assert len(rail(page)) == 6
    assert "34 more before" in plain(page)
    assert rail(page)[-1].startswith("40 Directory > Groups create_group g39")


def test_a_scenario_without_steps_says_what_to_press(visitor: Any) -> None:
    assert "This scenario has no steps: press the buttons of Okta's pages" in plain(visitor.get("/"))
    assert visitor.does("/story/next").startswith("good: All steps were played.")


def test_texts_of_a_scenario_are_no_code(open_okta: Any, visit: Any) -> None:
    story = visit(open_okta(EVIL))
    story.post("/story/all", pace="0")
    for path in ("/", "/story/start", "/story/choose"):
        page = story.get(path)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_bundled_story_is_chosen_by_its_name_or_what_it_shows(visitor: Any) -> None:
    page = visitor.get("/story/choose")
    for path in bundled():
        assert f"<code>{path.stem}</code>" in page
    found = visitor.get("/story/choose?q=LEAVES+the+company")
    assert re.findall(r"<code>([\w-]+)</code>", found) == ["offboarding-and-return"]
    assert "No bundled scenario speaks of “xyzzy”." in plain(visitor.get("/story/choose?q=xyzzy"))
    answer = visitor.post("/story/choose", name="offboarding-and-return")

    assert answer.headers["Location"] == "/"
    assert "Someone leaves the company and comes back 0 of 9 steps played" in plain(visitor.get("/"))


@pytest.mark.parametrize("name", [path.stem for path in bundled()])
def test_every_bundled_story_can_be_told_to_its_end(visitor: Any, name: str) -> None:
    visitor.post("/story/choose", name=name)
    visitor.post("/story/all", pace="0")
    until(lambda: not visitor.okta.engine.playing.busy)
    page = visitor.get("/")

    assert visitor.okta.engine.judged().kept, plain(page)
    assert "The story is told." in plain(page)
    assert "not as expected" not in plain(page).lower()


def test_all_bundled_stories_are_on_one_page_the_guide_first(visitor: Any) -> None:
    names = re.findall(r'name="name" value="([^"]+)"', visitor.get("/story/choose"))

    assert names[:2] == ["published-guide", "quickstart"]
    assert sorted(names) == sorted(path.stem for path in bundled())


def test_no_other_name_stands_for_a_file(visitor: Any) -> None:
    assert visitor.does("/story/choose", name="../README") == "bad: There is no bundled scenario ../README."


def opened(visitor: Any, **fields: Any) -> Any:
    return visitor.client.post(
        "/story/open", data={"back": "/", **fields}, headers={"Origin": "http://localhost"},
        content_type="multipart/form-data",
    )  # fmt: skip


def test_a_file_is_opened(visitor: Any) -> None:
    answer = opened(visitor, file=(BytesIO((STORY % "King").encode()), "stories/mine.yaml"))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "Ada comes, is renamed and goes 0 of 3 steps played" in plain(visitor.get("/"))
    assert visitor.okta.engine.instance.scenario.file == "mine.yaml"


def test_a_pasted_text_of_thousands_of_people_is_opened_and_what_is_too_large_told(visitor: Any) -> None:
    people = "".join(f"  u{n}: {{login: u{n}@acme.test, firstName: A{n}, lastName: B}}\n" for n in range(9000))
    text = f"name: Many\nusers:\n{people}"
    part = f'--b\r\nContent-Disposition: form-data; name="yaml"\r\n\r\n{text}\r\n--b--\r\n'
    answer = visitor.client.post(
        "/story/open", data=part.encode(), content_type="multipart/form-data; boundary=b",
        headers={"Origin": "http://localhost"},
    )  # fmt: skip
    assert (answer.status_code, visitor.okta.engine.instance.scenario.name) == (303, "Many")
    assert len(text) > 500_000

    visitor.client.application.config["MAX_CONTENT_LENGTH"] = 1000
    try:
        refused = opened(visitor, yaml="x" * 2000)
    finally:
        visitor.client.application.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    assert refused.status_code == 400
    assert "More was sent than is taken at once: 64 MiB" in refused.text


def test_pasted_yaml_is_opened(visitor: Any) -> None:
    answer = opened(visitor, yaml=(STORY % "King").replace("\n", "\r\n"))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert visitor.okta.engine.instance.scenario.name == "Ada comes, is renamed and goes"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (lambda: {"yaml": "name: x\nsteps:\n  - asign_user: ada\n"}, "pasted.yaml:3:5: `asign_user` is neither a verb"),
        (lambda: {"file": (BytesIO(b"name: x\nusers: 5\n"), "bad.yaml")}, "bad.yaml:2:8: `users` takes"),
        (lambda: {"file": (BytesIO(b"name: x\n# \xff\n"), "latin.yaml")}, "latin.yaml:2:3: this is not UTF-8"),
        (lambda: {"yaml": "  \n"}, "Choose a file, or paste a scenario as YAML."),
    ],
)
def test_a_bad_scenario_is_refused_with_its_place_and_nothing_changes(
    visitor: Any, fields: Callable[[], dict[str, Any]], sentence: str
) -> None:
    before = visitor.okta.engine.record.last
    answer = opened(visitor, **fields())

    assert answer.status_code == 422
    assert sentence in plain(answer.text)
    assert visitor.okta.engine.record.last == before
    assert visitor.okta.engine.instance.scenario.file == "welcome.yaml"


def test_what_was_pasted_is_not_lost_when_it_is_refused(visitor: Any) -> None:
    answer = opened(visitor, yaml="name: </textarea><b>x\nsteps: 5\n")

    assert "name: &lt;/textarea&gt;&lt;b&gt;x" in answer.text


def test_a_sentence_is_said_once(story: Any) -> None:
    for _ in range(3):
        story.post("/story/next")
    said = story.post("/story/next").headers["Location"]
    assert "said=" in said
    assert story.post("/story/hold", back=said, on="yes").headers["Location"] == "/"
