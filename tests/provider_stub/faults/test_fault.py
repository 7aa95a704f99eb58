"""What a fault may say, which requests it strikes, and what it does to them."""

import json

import pytest

from provider_stub.faults.fault import Disconnected, Fault, seconds


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("POST /Users", "mapping"),
        ({"html": 502}, "on is None"),
        ({"on": "Users", "html": 502}, "method and a path"),
        ({"on": "POST", "html": 502}, "method and a path"),
        ({"on": 7, "html": 502}, "method and a path"),
        ({"on": "POST /Users"}, "exactly one"),
        ({"on": "POST /Users", "html": 502, "empty": True}, "exactly one"),
        ({"on": "POST /Users", "html": 200}, "html"),
        ({"on": "POST /Users", "html": 700}, "^html is 700; give an HTTP status up to 599$"),
        ({"on": "POST /Users", "html": 502, "times": 0}, "^times is 0; give a whole number of at least 1$"),
        ({"on": "POST /Users", "html": 502, "times": "forever"}, "times"),
        ({"on": "POST /Users", "html": 502, "after": -1}, "after"),
        ({"on": "POST /Users", "html": 502, "lasts": 0}, "^lasts is 0; give a duration longer than nothing"),
        ({"on": "POST /Users", "html": 502, "lasts": "soon"}, "^'soon' is no duration"),
        ({"on": "POST /Users", "html": 502, "lasts": "5m", "times": 2}, "^a fault has times or lasts, not both;"),
        ({"on": "POST /Users", "html": 502, "about": "ada"}, "^about is 'ada'; give a list of names$"),
        ({"on": "POST /Users", "html": 502, "about": [7]}, "about"),
        (
            {"on": "POST /Users", "html": 502, "colour": "red"},
            "^unknown key of a fault 'colour'; known are on, times, after,",
        ),
        ({"on": "POST /Users", "html": 502, "time": 2}, r"^unknown key of a fault 'time'; did you mean 'times'\?$"),
        ({"on": "POST /Users", "respond": 500}, "^respond is 500; give {status, headers, body}$"),
        ({"on": "POST /Users", "respond": {}}, "status"),
        (
            {"on": "POST /Users", "respond": {"status": 99}},
            "^respond.status is 99; give a whole number of at least 200$",
        ),
        ({"on": "POST /Users", "respond": {"status": 500, "reason": "x"}}, "respond"),
        (
            {"on": "POST /Users", "respond": {"status": 500, "headers": ["x"]}},
            r"^respond.headers is \['x'\]; give names and values$",
        ),
        ({"on": "POST /Users", "respond": {"status": 500, "headers": {"A": "b\r\nC: d"}}}, "header"),
        (
            {"on": "POST /Users", "respond": {"status": 500, "headers": {"A b": "c"}}},
            "^the header 'A b' cannot be sent; give a plain name and one line of ASCII text$",
        ),
        ({"on": "POST /Users", "respond": {"status": 500, "headers": {"Content-Length": 3}}}, "header"),
        ({"on": "POST /Users", "respond": {"status": 500, "headers": {"Transfer-Encoding": "chunked"}}}, "header"),
        ({"on": "POST /Users", "delay": "soon"}, "^'soon' is no duration; write seconds, or 61s, 5m, 2h$"),
        ({"on": "POST /Users", "delay": True}, "duration"),
        ({"on": "POST /Users", "delay": -1}, "duration"),
        ({"on": "POST /Users", "disconnect": "during"}, "^disconnect is 'during'; write before or after$"),
        ({"on": "POST /Users", "truncate": -1}, "truncate"),
        ({"on": "POST /Users", "empty": "yes"}, "^empty is 'yes'; write true$"),
        ({"on": "GET /Users", "amend": {}}, "^amend is {}; give the members of the answer that read otherwise"),
        ({"on": "GET /Users", "amend": ["active"]}, "^amend is"),
    ],
)
def test_what_is_no_fault_is_refused_in_a_sentence(given, hint):
    with pytest.raises(ValueError, match=hint):
        Fault.of(given)


@pytest.mark.parametrize(
    "given",
    [
        {"on": "post /Users", "times": "always", "after": 3, "about": ["ada"], "truncate": 0},
        {"on": "* /Groups/*", "respond": {"status": 429, "headers": {"Retry-After": 120}, "body": {"a": [1]}}},
        {"on": "GET /Users?filter=id eq x", "delay": "61s"},
        {"on": "GET /Users", "empty": True},
        {"on": "GET /Users", "empty": True, "lasts": "5m", "after": 1},
        {"on": "GET /Users", "disconnect": "after"},
        {"on": "GET /Users/*", "amend": {"active": False, "title": None}},
    ],
)
def test_a_fault_describes_itself_so_that_it_can_be_made_again(given):
    fault = Fault.of(given)
    assert Fault.of(json.loads(json.dumps(fault.described()))) == fault
    assert Fault.of(fault) is fault


@pytest.mark.parametrize(("text", "expected"), [(61, 61), ("61s", 61), ("5m", 300), ("2h", 7200), ("0.5", 0.5), (0, 0)])
def test_durations_are_numbers_of_seconds_or_have_a_unit(text, expected):
    assert seconds(text) == expected


def struck(hub, *requests):
    """For each request whether a fault struck (502) or the Hub answered."""
    return [hub.scim(method, path, body).status == 502 for method, path, body in requests]


GET_USERS = ("GET", "/Users", None)


@pytest.mark.parametrize(
    ("on", "method", "path", "expected"),
    [
        ("GET /Users", "GET", "/Users", True),
        ("GET /Users", "GET", "/Users?startIndex=1&count=2", True),
        ("GET /Users", "GET", "/Users/x", False),
        ("GET /Users", "POST", "/Users", False),
        ("get /Users", "GET", "/Users", True),
        ("* /Users", "POST", "/Users", True),
        ("GET /*", "GET", "/Groups", True),
        ("* /Users/*", "DELETE", "/Users/x", True),
        ("* /Users/*", "GET", "/Users", False),
        ("GET /Users?startIndex=1&count=2", "GET", "/Users?startIndex=1&count=2", True),
        ("GET /Users?startIndex=1&count=2", "GET", "/Users", False),
        ('GET /Users?filter=userName eq "a b"', "GET", "/Users?filter=userName%20eq%20%22a+b%22", True),
        ("GET /api/organizations/acme/scim/v2/Users", "GET", "/Users", True),
        ("GET /api/organizations/*/scim/v2/*", "GET", "/Users", True),
    ],
)
def test_a_pattern_fits_or_does_not(make, on, method, path, expected):
    hub = make(faults=[{"on": on, "html": 502}])
    assert struck(hub, (method, path, None)) == [expected]


def test_the_hub_api_is_struck_by_its_full_path_and_hooks_never(make):
    on_hooks = [{"on": on, "html": 502, "times": "always"} for on in ("* /state", "* /-/state", "* /*")]
    hub = make(faults=[{"on": "* /api/organizations/acme/members", "html": 502}, *on_hooks])
    assert hub.api("GET", "/members").status == 502
    assert hub.api("GET", "/members").status == 200
    assert hub.hook("GET", "/state").status == 200


def test_a_fault_strikes_once_unless_told_otherwise(make):
    hub = make(faults=[{"on": "GET /Users", "html": 502}])
    assert struck(hub, *[GET_USERS] * 3) == [True, False, False]
    assert struck(make(faults=[{"on": "GET /Users", "html": 502, "times": 2}]), *[GET_USERS] * 3) == [True, True, False]
    always = make(faults=[{"on": "GET /Users", "html": 502, "times": "always"}])
    assert struck(always, *[GET_USERS] * 3) == [True, True, True]
    (armed,) = always.state()["faults"]
    assert armed.pop("says") == "GET /Users, 502 as an HTML page, until it is taken away"
    assert armed == {"on": "GET /Users", "times": "always", "after": 0, "html": 502}


def test_a_fault_that_lasts_strikes_each_request_until_its_time_is_over(make, clock):
    hub = make(faults=[{"on": "GET /Users", "html": 502, "lasts": "5m"}])
    clock.moment += 299
    assert struck(hub, *[GET_USERS] * 3) == [True] * 3
    clock.moment += 1
    assert struck(hub, GET_USERS) == [False]


def test_the_time_of_a_fault_begins_when_it_is_armed(make, clock):
    hub = make()
    clock.moment += 3600
    hub.hook("POST", "/faults", {"on": "GET /Users", "html": 502, "lasts": 60, "after": 1})
    clock.moment += 59
    assert struck(hub, *[GET_USERS] * 3) == [False, True, True]
    clock.moment += 1
    assert struck(hub, GET_USERS) == [False]


def test_a_fault_that_is_over_lets_the_next_one_strike(make, clock):
    hub = make(faults=[{"on": "GET /Users", "html": 503, "lasts": 1}, {"on": "GET /Users", "html": 502}])
    clock.moment += 1
    assert struck(hub, *[GET_USERS] * 2) == [True, False]


def test_a_fault_that_is_over_or_used_up_is_armed_no_more(make, clock):
    hub = make(faults=[{"on": "GET /Users", "html": 502, "lasts": "5m"}, {"on": "POST /Users", "html": 502}])
    clock.moment += 70
    assert [each["says"] for each in hub.state()["faults"]] == [
        "GET /Users, 502 as an HTML page, for 3 min 50 s more", "POST /Users, 502 as an HTML page, 1 more time",
    ]  # fmt: skip
    assert hub.state()["faults"][0]["lasts"] == 230
    assert struck(hub, ("POST", "/Users", {})) == [True]
    clock.moment += 229.9999
    assert [each["says"] for each in hub.state()["faults"]] == ["GET /Users, 502 as an HTML page, for 1 s more"]
    clock.moment += 0.0001
    assert hub.state()["faults"] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"respond": {"status": 429}, "lasts": "4m"}, "429, for 4 min more"),
        ({"respond": {"status": 429}, "lasts": "2h", "about": ["ada", "bob"]}, "429, for 2 h more"),
        ({"html": 502, "lasts": 3661}, "502 as an HTML page, for 1 h 1 min more"),
        ({"delay": 61, "after": 1}, "answered after 1 min 1 s, after 1 more request, 1 more time"),
        ({"delay": 0, "after": 2, "times": 3}, "answered after 0 s, after 2 more requests, 3 more times"),
        (
            {"disconnect": "before", "times": "always"},
            "the connection drops before the request, until it is taken away",
        ),
        ({"disconnect": "after"}, "the connection drops before the answer, 1 more time"),
        ({"truncate": 20}, "an answer cut after 20 bytes, 1 more time"),
        ({"empty": True}, "an answer without a body, 1 more time"),
        ({"amend": {"active": False, "title": "x"}}, "an answer with another active and title, 1 more time"),
    ],
)
def test_what_is_to_come_of_a_fault_is_said_to_a_person(given, said):
    whom = " about ada or bob" if "about" in given else ""
    assert Fault.of({"on": "POST /Users", **given}).said() == f"POST /Users{whom}, {said}"


def test_after_lets_requests_pass_first(make):
    hub = make(faults=[{"on": "GET /Users", "html": 502, "after": 2}])
    assert struck(hub, *[GET_USERS] * 4) == [False, False, True, False]


def test_a_fault_that_waits_lets_the_next_one_strike(make):
    hub = make(faults=[{"on": "GET /Users", "html": 503, "after": 1}, {"on": "GET /Users", "html": 502}])
    assert [hub.scim("GET", "/Users").status for _ in range(3)] == [502, 503, 200]


def test_a_fault_about_someone_strikes_requests_that_name_them(make, bodies):
    hub = make(faults=[{"on": "* /*", "html": 502, "times": "always", "about": ["ada-l", "ghost"]},
                       {"on": "* /*/*", "html": 502, "times": "always", "about": ["ada-l"]}])  # fmt: skip
    assert struck(
        hub,
        ("POST", "/Users", bodies.user("ada-l")),
        ("POST", "/Users", bodies.user("grace-h")),
        ("POST", "/Groups", bodies.group("x", externalId="ada-l")),
        ("GET", "/Users?filter=userName%20eq%20%22ada-l%22", None),
        ("GET", '/Users?filter=userName eq "ada"', None),
        ("GET", "/Users/ada-l", None),
        ("PATCH", "/Users/x", {"Operations": [{"op": "add", "value": [{"value": "ada-l"}]}]}),
        ("POST", "/Users", b"{not json"),
        ("GET", "/Groups", None),
    ) == [True, False, True, True, False, True, True, False, False]


def test_a_caller_may_say_whom_a_request_is_about(make):
    hub = make(faults=[{"on": "GET /Users", "html": 502, "about": ["ada"]}])
    assert hub.scim("GET", "/Users", environ_overrides={"hub.about": "grace"}).status == 200
    assert hub.scim("GET", "/Users", environ_overrides={"hub.about": "ada"}).status == 502


def test_a_body_that_was_looked_at_still_reaches_the_hub(make, bodies):
    hub = make(faults=[{"on": "POST /Users", "empty": True, "about": ["someone-else"]}])
    assert hub.scim("POST", "/Users", bodies.user()).status == 201


def test_a_body_too_long_to_look_at_is_left_to_the_hub(make):
    hub = make(faults=[{"on": "POST /Users", "html": 502, "about": ["x"]}])
    assert hub.scim("POST", "/Users", b"{}", environ_overrides={"CONTENT_LENGTH": str(10**9)}).status == 413


def test_respond_answers_in_the_hubs_place_and_writes_nothing(make, bodies):
    body = {"detail": "slow down"}
    fault = {
        "on": "POST /Users",
        "respond": {"status": 429, "headers": {"Retry-After": "120", "x-request-id": "mine"}, "body": body},
    }
    hub = make(faults=[fault])
    reply = hub.scim("POST", "/Users", bodies.user())
    assert (reply.status, reply.json) == (429, body)
    assert reply.headers["Retry-After"] == "120"
    assert reply.headers["x-request-id"] == "mine"
    assert "X-Request-Id" not in reply.headers
    assert reply.headers["RateLimit"].startswith('"api";r=10000')
    assert hub.state()["members"] == {}


@pytest.mark.parametrize(("body", "text", "kind"), [("plain", "plain", "text/plain; charset=utf-8"), (None, "", None),
                                                   ([], "[]", "application/json; charset=utf-8")])  # fmt: skip
def test_respond_may_answer_text_or_nothing(make, body, text, kind):
    reply = make(faults=[{"on": "GET /Users", "respond": {"status": 599, "body": body}}]).scim("GET", "/Users")
    assert (reply.status, reply.text, reply.headers.get("Content-Type")) == (599, text, kind)
    assert reply.headers["Content-Length"] == str(len(text))


def test_html_is_a_proxys_page_and_writes_nothing(make, bodies):
    hub = make(faults=[{"on": "POST /Users", "html": 502}])
    reply = hub.scim("POST", "/Users", bodies.user())
    assert reply.headers["Content-Type"] == "text/html"
    assert "502 Bad Gateway" in reply.text
    assert "X-Powered-By" not in reply.headers
    assert hub.state()["members"] == {}


def test_a_delay_passes_on_the_clock_after_the_write(make, bodies, clock):
    hub = make(faults=[{"on": "POST /Users", "delay": "61s"}])
    assert hub.scim("POST", "/Users", bodies.user()).status == 201
    assert clock.slept == [61]


@pytest.mark.parametrize(("side", "members"), [("before", {}), ("after", {"john-doe": "active"})])
def test_a_dropped_connection_raises_before_or_after_the_write(make, bodies, side, members):
    hub = make(faults=[{"on": "POST /Users", "disconnect": side}])
    with pytest.raises(Disconnected):
        hub.scim("POST", "/Users", bodies.user())
    assert issubclass(Disconnected, ConnectionResetError)
    assert hub.state()["members"] == members


def test_truncate_cuts_the_body_after_the_write(make, bodies):
    hub = make(faults=[{"on": "POST /Users", "truncate": 20}, {"on": "GET /Users", "truncate": 0}])
    reply = hub.scim("POST", "/Users", bodies.user())
    assert (reply.status, len(reply.text), reply.headers["Content-Length"]) == (201, 20, "20")
    assert reply.json is None
    assert hub.scim("GET", "/Users").text == ""
    assert hub.state()["members"] == {"john-doe": "active"}


def test_empty_keeps_status_and_write_and_drops_the_body(make, bodies):
    hub = make(faults=[{"on": "POST /Users", "empty": True}])
    reply = hub.scim("POST", "/Users", bodies.user())
    assert (reply.status, reply.text, reply.headers["Content-Length"]) == (201, "", "0")
    assert hub.state()["members"] == {"john-doe": "active"}


def test_amend_keeps_the_write_and_all_other_members(make, bodies):
    hub = make(faults=[{"on": "POST /Users", "amend": {"active": False, "nickName": "Jo"}}])
    reply = hub.scim("POST", "/Users", bodies.user())
    plain = hub.scim("GET", f"/Users/{reply.json['id']}")
    assert reply.json == {**plain.json, "active": False, "nickName": "Jo"}
    assert reply.headers["Content-Length"] == str(len(reply.text))
    assert plain.json["active"] is True


def test_amend_leaves_an_answer_alone_that_is_no_json_object(make, bodies):
    hub = make(faults=[{"on": "DELETE /Users/*", "amend": {"active": False}}])
    made = hub.scim("POST", "/Users", bodies.user()).json
    assert hub.scim("DELETE", f"/Users/{made['id']}").text == ""


def test_a_path_that_ends_with_an_id_is_about_whom_or_what_has_it(make, bodies):
    hub = make()
    ada, grace = (hub.scim("POST", "/Users", bodies.user(name)).json["id"] for name in ("ada-l", "grace-h"))
    team = hub.scim("POST", "/Groups", bodies.group("ml-team")).json["id"]
    for about in ("ada-l", "ml-team"):
        hub.hook("POST", "/faults", {"on": "* /*/*", "html": 502, "times": "always", "about": [about]})
    asked = [("GET", f"/{path}", None) for path in (f"Users/{ada}", f"Users/{grace}", f"Groups/{team}")]
    assert struck(hub, *asked) == [True, False, True]


def test_reading_back_in_process_meets_no_fault_and_costs_nothing(make):
    hub = make(faults=[{"on": "GET /Users", "html": 502}], rate_limit={"quota": 1})
    verify = {"hub.origin": "verify"}
    assert [hub.scim("GET", "/Users", environ_overrides=verify).status for _ in range(3)] == [200] * 3
    assert [hub.scim("GET", "/Users").status for _ in range(3)] == [502, 200, 429]


def test_no_header_passes_for_reading_back(make):
    hub = make(rate_limit={"quota": 1})
    hub.scim("GET", "/Users")
    assert hub.scim("GET", "/Users", headers={"Hub.Origin": "verify", "Hub-Origin": "verify"}).status == 429
