"""Who is let in to the console, and what others read."""

from simulator.web.console.signing_in.visitors import Visitors


def test_without_a_cookie_a_page_says_what_to_do(okta) -> None:
    answer = okta.client.get("/")

    assert answer.status_code == 401
    assert "Open the address that oktasim has printed" in answer.text


def test_the_key_is_good_once_and_its_cookie_is_for_this_site_alone(okta) -> None:
    key = okta.client.application.extensions["visitors"].new_key()
    first = okta.client.get(f"/sign-in?key={key}")
    stranger = okta.client.application.test_client().get(f"/sign-in?key={key}")

    assert (first.status_code, first.headers["Location"]) == (303, "/")
    assert "HttpOnly" in first.headers["Set-Cookie"]
    assert "SameSite=Strict" in first.headers["Set-Cookie"]
    assert okta.client.get("/").status_code == 200
    assert okta.client.get(f"/sign-in?key={key}").status_code == 303, "who is in already goes on"
    assert (stranger.status_code, stranger.headers.get("Set-Cookie")) == (401, None)


def test_a_spent_key_has_a_new_one_told_and_a_wrong_one_nothing() -> None:
    told: list[str] = []
    visitors = Visitors(told.append)
    key = visitors.new_key()

    assert visitors.enter("another") is None
    assert told == []
    cookie = visitors.enter(key)
    assert visitors.knows(cookie)
    assert visitors.enter(key) is None
    assert len(told) == 1
    assert visitors.enter(key) is None, "the one that was told is still good, and no other is told"
    assert len(told) == 1
    assert visitors.knows(visitors.enter(told[0]))


def test_a_form_must_come_from_a_page_of_this_origin(visitor) -> None:
    send = visitor.client.post

    assert send("/story/next").status_code == 403
    assert send("/story/next", headers={"Origin": "http://localhost:99"}).status_code == 403
    assert send("/story/next", headers={"Origin": "http://evil.test"}).status_code == 403
    assert send("/story/next", headers={"Origin": "http://localhost"}).status_code == 303
    assert visitor.okta.engine.steps_done == []


def test_the_way_back_stays_on_this_site(visitor) -> None:
    for back in ("//evil.test/", "https://evil.test/", "/\\evil.test", "/a b", "javascript:alert(1)", "/a\r\nX: y"):
        assert visitor.post("/story/next", back=back).headers["Location"].partition("?")[0] == "/"


def test_nothing_from_elsewhere_and_nothing_inline_may_run_on_a_page(visitor) -> None:
    answer = visitor.client.get("/")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert "onclick" not in answer.text
    assert visitor.client.get("/console/live.js").mimetype == "text/javascript"
    assert visitor.client.get("/console/nothing.js").status_code == 404
