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


def test_who_only_looks_whether_the_address_is_good_does_not_spend_the_key(okta) -> None:
    app = okta.client.application
    there = f"/sign-in?key={app.extensions['visitors'].new_key()}"
    looks = [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
    looks += [{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": mode} for mode in ("no-cors", "cors")]

    assert app.test_client().head(there).status_code == 401
    assert {app.test_client().get(there, headers=one).status_code for one in looks} == {401}
    assert app.test_client().get(there, headers={"Sec-Fetch-Mode": "navigate"}).status_code == 303


def test_where_there_is_nothing_a_browser_reads_a_page_and_a_program_json(visitor) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    stranger = visitor.client.application.test_client()

    assert "This is not here" in (found := visitor.client.get("/nothing", headers=browser)).text
    assert (found.status_code, found.mimetype) == (404, "text/html")
    assert (stranger.get("/nothing", headers=browser).status_code, stranger.get("/nothing").json["errorCode"]) == (
        401, "E0000011",
    )  # fmt: skip
    assert visitor.client.get("/api/v1/nothing", headers=browser).json["errorCode"] == "E0000011"


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


def test_what_is_no_page_has_no_origin_and_runs_nothing_where_a_browser_opens_it(visitor) -> None:
    others = [
        "/take-away/run/html", "/take-away/run/markdown", "/take-away/run/har", "/take-away/session.yaml",
        "/admin/system-log/events.csv", "/admin/system-log/events.json", "/hub/audit-log/export", "/api/v1/users",
    ]  # fmt: skip
    for path in others:
        with visitor.client.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"].split("; ")
            saved = answer.headers.get("Content-Disposition", "").startswith("attachment")
            assert ("sandbox" in policy, "default-src 'none'" in policy) == (True, True), path
            assert saved or path.startswith("/api/"), path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


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
