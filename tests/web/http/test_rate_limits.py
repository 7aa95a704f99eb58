"""Rate limits: counted always, refused when enforced or asked for."""

import pytest

from simulator.web.http.rate_limits import RateLimits


class Time:
    now = 1_000_020.0

    def __call__(self) -> float:
        return self.now


def test_the_count_goes_down_and_never_to_zero_while_nothing_is_enforced() -> None:
    limits = RateLimits(Time())
    remaining = [limits.count("/api/v1/apps").remaining for _ in range(120)]
    assert remaining[:2] == [99, 98]
    assert remaining[-1] == 1


def test_windows_begin_on_the_minute() -> None:
    time = Time()
    limits = RateLimits(time)
    assert limits.count("/api/v1/users").reset == 1_000_020 + 60
    time.now += 59
    assert limits.count("/api/v1/users").remaining == 598
    time.now += 1
    assert limits.count("/api/v1/users").remaining == 599


def test_enforced_limits_refuse_what_is_over_and_can_be_lifted() -> None:
    limits = RateLimits(Time())
    limits.enforce({"users": 2})
    assert [limits.count("/api/v1/users").refused for _ in range(3)] == [False, False, True]
    assert not limits.count("/api/v1/groups").refused
    limits.enforce(None)
    assert not limits.count("/api/v1/users").refused


def test_429_on_demand_has_the_three_headers_and_ends_by_itself(okta) -> None:
    okta.ok("POST", "/simulator/v1/rate-limits/exhaust", {"requests": 2, "part": "groups"})
    assert okta.call("GET", "/api/v1/users").status_code == 200
    for _ in range(2):
        answer = okta.call("GET", "/api/v1/groups")
        assert (answer.status_code, answer.get_json()["errorCode"]) == (429, "E0000047")
        assert answer.headers["X-Rate-Limit-Remaining"] == "0"
        assert {"X-Rate-Limit-Limit", "X-Rate-Limit-Reset", "Date"} <= set(answer.headers.keys())
    assert okta.call("GET", "/api/v1/groups").status_code == 200


def test_any_part_is_meant_where_none_is_named_and_the_simulators_own_routes_never(okta) -> None:
    okta.ok("POST", "/simulator/v1/rate-limits/exhaust")
    assert okta.call("GET", "/simulator/v1/jobs").status_code == 200
    assert okta.call("GET", "/api/v1/logs").status_code == 429


def test_limits_are_enforced_over_the_api(okta) -> None:
    okta.ok("PUT", "/simulator/v1/rate-limits", {"enforced": True, "limits": {"mappings": 1}})
    assert okta.call("GET", "/api/v1/mappings").status_code == 200
    assert okta.refused("GET", "/api/v1/mappings") == (429, "E0000047")
    okta.ok("PUT", "/simulator/v1/rate-limits", {"enforced": False})
    assert okta.call("GET", "/api/v1/mappings").status_code == 200


def test_bad_limits_are_explained(okta) -> None:
    for method, path, body in (
        ("PUT", "/simulator/v1/rate-limits", {"enforced": True, "limits": {"users": 0}}),
        ("POST", "/simulator/v1/rate-limits/exhaust", {"requests": "all"}),
        ("POST", "/simulator/v1/rate-limits/exhaust", {"part": "moons"}),
    ):
        assert okta.refused(method, path, body) == (400, "E0000001")


@pytest.mark.parametrize(
    "part, limit", [("users", 600), ("groups", 500), ("apps", 100), ("mappings", 500), ("logs", 120)]
)
def test_each_part_of_the_api_has_a_limit_and_can_be_exhausted_alone(okta, part, limit) -> None:
    assert okta.call("GET", f"/api/v1/{part}").headers["X-Rate-Limit-Limit"] == str(limit)
    okta.ok("POST", "/simulator/v1/rate-limits/exhaust", {"requests": 1, "part": part})
    assert okta.call("GET", "/api/v1/meta/types/user").status_code == 200
    assert okta.call("GET", f"/api/v1/{part}").status_code == 429
