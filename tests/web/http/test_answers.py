"""What every answer carries, and how mistakes are answered."""

import re

import pytest


def test_every_answer_carries_request_id_date_and_rate_limit(okta) -> None:
    headers = okta.call("GET", "/api/v1/users").headers
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Okta-Request-Id"])
    assert headers["X-Rate-Limit-Limit"] == "600"
    assert int(headers["X-Rate-Limit-Reset"]) % 60 == 0
    assert headers["Date"].endswith("GMT")


def test_the_request_id_is_the_transaction_of_what_the_request_caused(okta) -> None:
    answer = okta.call("POST", "/api/v1/groups", {"profile": {"name": "x"}}, headers={"User-Agent": "tests/1"})
    entry = okta.engine.record.log()[-1].entry
    request_id = answer.headers["X-Okta-Request-Id"]
    assert entry["transaction"] == {
        "type": "WEB", "id": request_id, "detail": {"requestApiTokenId": "00T0000000000oktasim"},
    }  # fmt: skip
    assert entry["debugContext"]["debugData"] == {
        "requestId": request_id, "requestUri": "/api/v1/groups", "url": "/api/v1/groups?",
    }  # fmt: skip
    assert entry["client"]["userAgent"]["rawUserAgent"] == "tests/1"
    assert entry["request"]["ipChain"][0]["ip"] == "127.0.0.1"


def test_the_engines_own_rows_know_no_client(okta) -> None:
    okta.assigned("ada")
    entry = okta.engine.record.log()[-1].entry
    assert entry["eventType"] == "application.provision.user.sync"
    assert entry["transaction"]["type"] == "JOB"
    assert entry["client"]["ipAddress"] is None
    assert entry["request"] == {"ipChain": []}


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/api/v1/nothing", None, (404, "E0000008")),
        ("GET", "/api", None, (404, "E0000008")),
        ("PATCH", "/api/v1/users", None, (405, "E0000022")),
        ("POST", "/api/v1/users", "{", (400, "E0000003")),
        ("POST", "/api/v1/users", "[]", (400, "E0000003")),
        ("POST", "/api/v1/users", None, (400, "E0000003")),
        ("POST", "/api/v1/users", {"profile": 1}, (400, "E0000001")),
        ("GET", "/api/v1/users/00unobody", None, (404, "E0000007")),
        ("GET", "/api/v1/groups/00gnobody", None, (404, "E0000007")),
        ("GET", "/api/v1/apps/0oanobody", None, (404, "E0000007")),
    ],
)
def test_mistakes_are_answered_with_oktas_codes(okta, method, path, body, expected) -> None:
    assert okta.refused(method, path, body) == expected


def test_not_found_names_the_id_and_the_type_of_thing(okta) -> None:
    error = okta.call("GET", "/api/v1/apps/0oanobody").get_json()
    assert error["errorSummary"] == "Not found: Resource not found: 0oanobody (AppInstance)"
    assert error["errorLink"] == "E0000007"
    assert re.fullmatch(r"oae[A-Za-z0-9_-]{22}", error["errorId"])
    assert error["errorCauses"] == []


def test_a_leading_double_slash_and_a_trailing_slash_are_forgiven(okta) -> None:
    doubled = {"PATH_INFO": "//api/v1/users/me"}
    assert okta.call("GET", "/", environ_overrides=doubled).status_code == 200
    assert okta.call("GET", "/api/v1/users/").status_code == 200
    assert okta.call("GET", "/api/v1//users").status_code == 404


def test_bodyless_posts_of_the_sdk_are_taken_whatever_their_type(okta) -> None:
    ada = okta.user("ada")
    headers = {"Content-Type": "application/octet-stream"}
    assert okta.call("POST", f"/api/v1/users/{ada}/lifecycle/suspend", headers=headers).status_code == 200
    group = okta.group("ml-team")
    assert okta.call("PUT", f"/api/v1/apps/{okta.app_id}/groups/{group}", headers=headers).status_code == 200


def test_a_fault_of_ours_is_500_e0000009_without_a_traceback(okta, monkeypatch, caplog) -> None:
    monkeypatch.delattr(okta.engine, "clock")
    assert okta.refused("GET", "/api/v1/logs") == (500, "E0000009")
    assert "failed inside the simulator" in caplog.text
