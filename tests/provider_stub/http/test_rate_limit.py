"""The fixed window and the two kinds of 429: huggingface-scim 11."""

import pytest

from provider_stub.rules import Rules
from provider_stub.settings import RateLimit


def left(reply):
    name, remaining, ends = reply.headers["RateLimit"].split(";")
    assert name == '"api"'
    return int(remaining.removeprefix("r=")), int(ends.removeprefix("t="))


def test_each_request_takes_one_from_the_window(make, clock):
    hub = make(rate_limit={"quota": 3, "window": 60})
    assert left(hub.scim("GET", "/Users")) == (2, 60)
    clock.sleep(20)
    assert left(hub.scim("GET", "/Users")) == (1, 40)


def test_beyond_the_quota_is_429_until_the_window_ends(make, clock, bodies):
    hub = make(rate_limit={"quota": 2, "window": 300})
    hub.scim("GET", "/Users")
    hub.scim("GET", "/Users")
    reply = hub.scim("POST", "/Users", bodies.user())
    assert reply.status == 429
    assert left(reply) == (0, 300)
    assert "quota of 2 api requests per 5 minutes" in reply.json["detail"]
    assert "Retry-After" not in reply.headers
    assert hub.state()["members"] == {}
    clock.sleep(300)
    assert hub.scim("POST", "/Users", bodies.user()).status == 201


def test_creating_too_much_is_429_with_requests_left(make, bodies):
    hub = make(rate_limit={"quota": 100, "window": 90, "creations": 1})
    assert hub.scim("POST", "/Users", bodies.user("one")).status == 201
    reply = hub.scim("POST", "/Users", bodies.user("two"))
    assert reply.status == 429
    assert left(reply)[0] == 98
    assert hub.scim("GET", "/Users").status == 200


def test_the_quota_in_seconds_is_said_in_seconds(make):
    hub = make(rate_limit={"quota": 1, "window": 90}, errors="hub")
    hub.scim("GET", "/Users")
    assert "per 90 seconds period" in hub.scim("GET", "/Users").json["error"]


def test_whoever_has_no_token_has_a_window_of_their_own(make):
    hub = make(rate_limit={"quota": 2})
    for expected in (401, 401, 429):
        assert hub.scim("GET", "/Users", headers={"Authorization": "Bearer wrong"}).status == expected
    assert hub.scim("GET", "/Users").status == 200


def test_the_pages_for_this_machine_cost_nothing(make):
    hub = make(rate_limit={"quota": 1})
    assert "RateLimit" not in hub.hook("GET", "/state").headers
    assert hub.scim("GET", "/Users").status == 200


def test_by_rule_the_window_opens_by_the_clock(make, clock):
    clock.moment = 1_000_000_170.0
    hub = make(rules=Rules(window_opens="clock"), rate_limit={"window": 300})
    assert left(hub.scim("GET", "/Users"))[1] == 1_000_000_200 - 1_000_000_170


def test_a_clock_that_was_set_back_opens_a_new_window(make, clock):
    hub = make(rate_limit={"quota": 5})
    hub.scim("GET", "/Users")
    clock.moment -= 1000
    assert left(hub.scim("GET", "/Users")) == (4, 300)


@pytest.mark.parametrize("limit", [{"quota": 0}, {"window": -1}, {"quota": "many"}, {"creations": 0}, {"quota": True}])
def test_a_limit_that_is_none_is_refused(make, limit):
    with pytest.raises(ValueError, match="at least 1"):
        make(rate_limit=limit)


@pytest.mark.parametrize(("sso", "quota"), [("managed", 10_000), ("basic", 6_000)])
@pytest.mark.parametrize("given", [{}, {"rate_limit": {"window": 60}}])
def test_the_quota_is_that_of_the_plan_the_sso_model_takes(make, sso, quota, given):
    hub = make(sso=sso, **given)
    window = given.get("rate_limit", {}).get("window", 300)
    assert hub.scim("GET", "/Users").headers["RateLimit-Policy"] == f'"fixed window";"api";q={quota};w={window}'


def test_without_a_limit_nothing_is_counted_and_nothing_is_said(make, bodies):
    hub = make(rate_limit=None)
    replies = [hub.scim("POST", "/Users", bodies.user(f"user-{number}")) for number in range(3)]
    assert [reply.status for reply in replies] == [201] * 3
    assert not any(name.startswith("RateLimit") for reply in replies for name in reply.headers)


def test_a_limit_is_read_as_quota_per_seconds_or_off():
    assert RateLimit.read("20/60") == RateLimit(quota=20, window=60)
    assert RateLimit.read("off") is None


@pytest.mark.parametrize(
    "text", ["", "20", "20/", "/60", "20/60s", "-1/60", "20/60/1", "1e3/60", "OFF", "9" * 5000 + "/1"]
)
def test_a_limit_that_is_neither_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match="6000/300, or off"):
        RateLimit.read(text)


@pytest.mark.parametrize("text", ["0/60", "20/0"])
def test_a_quota_or_window_of_nothing_is_refused(text):
    with pytest.raises(ValueError, match="at least 1"):
        RateLimit.read(text)
