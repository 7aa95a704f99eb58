import json

from simulator.reports import har

ENTRY = {"startedDateTime": str, "time": int, "request": dict, "response": dict, "cache": dict, "timings": dict}
REQUEST = {
    "method": str, "url": str, "httpVersion": str, "cookies": list, "headers": list, "queryString": list,
    "headersSize": int, "bodySize": int,
}  # fmt: skip
RESPONSE = {
    "status": int, "statusText": str, "httpVersion": str, "cookies": list, "headers": list, "content": dict,
    "redirectURL": str, "headersSize": int, "bodySize": int,
}  # fmt: skip
PAGE = {"startedDateTime": str, "id": str, "title": str, "pageTimings": dict}


def archive(events):
    return json.loads("".join(har.render(events)))["log"]


def assert_members(members, value):
    assert {name: type(value.get(name)) for name in members} == members


def assert_pairs(pairs):
    for pair in pairs:
        assert_members({"name": str, "value": str}, pair)


def test_archive_has_the_members_that_har_1_2_requires(story):
    log = archive(story)

    assert_members({"version": str, "creator": dict, "entries": list, "pages": list}, log)
    assert log["version"] == "1.2"
    assert log["creator"] == {"name": "oktasim", "version": "9.9.9"}
    for page in log["pages"]:
        assert_members(PAGE, page)
    for entry in log["entries"]:
        assert_members(ENTRY, entry)
        assert_members(REQUEST, entry["request"])
        assert_members(RESPONSE, entry["response"])
        assert_members({"size": int, "mimeType": str}, entry["response"]["content"])
        assert_members({"send": int, "wait": int, "receive": int}, entry["timings"])
        assert entry["time"] == sum(entry["timings"].values())
        for part in ("request", "response"):
            assert_pairs(entry[part]["headers"])
        assert_pairs(entry["request"]["queryString"])


def test_each_entry_belongs_to_the_page_of_its_step(story):
    log = archive(story)
    titles = {page["id"]: page["title"] for page in log["pages"]}

    pages = [titles.get(entry.get("pageref"), "None").partition(".")[0] for entry in log["entries"]]

    assert pages == [str(event.step) for event in story if event.kind == "exchange"]
    assert pages[-1] == "None"
    assert len(titles) == 8


def test_query_is_decoded_and_bodies_are_measured_in_bytes(make):
    asked = make.exchange(1, "POST /Users?a=b%20c&d=", (200, {"é": 1}), {"é": "漢"})
    (entry,) = archive([make.started(), asked])["entries"]

    assert entry["request"]["queryString"] == [{"name": "a", "value": "b c"}, {"name": "d", "value": ""}]
    assert entry["request"]["postData"]["text"] == '{"é":"漢"}'
    assert entry["request"]["bodySize"] == len('{"é":"漢"}'.encode())
    assert entry["response"]["bodySize"] == entry["response"]["content"]["size"] == 8
    assert "pageref" not in entry


def test_request_without_body_has_no_post_data(make):
    (entry,) = archive([make.exchange(1, "GET /Users", (204, None))])["entries"]

    assert "postData" not in entry["request"]
    assert (entry["request"]["bodySize"], entry["response"]["bodySize"]) == (0, 0)


def test_silence_has_status_0_and_says_why(make):
    (entry,) = archive([make.exchange(1, "GET /Users", "Read timed out")])["entries"]

    assert (entry["response"]["status"], entry["response"]["statusText"]) == (0, "")
    assert entry["response"]["_error"] == "Read timed out"
    assert entry["response"]["bodySize"] == -1


def test_own_reading_back_is_marked(story):
    comments = [entry["comment"] for entry in archive(story)["entries"]]

    assert any(one.startswith("read back by oktasim, not sent by Okta: read back, attempt 1") for one in comments)
    assert sum("not sent by Okta" in comment for comment in comments) == 2


def test_redirect_names_its_location(make):
    moved = make.exchange(1, "GET /Users", (302, None))
    moved.response["headers"] = {"location": "https://elsewhere.test/"}

    assert archive([moved])["entries"][0]["response"]["redirectURL"] == "https://elsewhere.test/"
