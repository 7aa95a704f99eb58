"""What every answer carries, and what no request may do: huggingface-scim 4 and 10."""

import json

import pytest

from provider_stub.rules import Rules

UNKNOWN = "Sorry, we can't find the page you are looking for."


def test_every_answer_carries_the_hubs_headers(hub, bodies):
    replies = [
        hub.scim("POST", "/Users", bodies.user()),
        hub.scim("GET", "/Users"),
        hub.scim("GET", "/Users/x"),
        hub.scim("GET", "/Users", headers={"Authorization": ""}),
        hub.open("GET", "/nowhere"),
        hub.api("GET", "/members"),
    ]
    for reply in replies:
        assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
        assert reply.headers["ETag"].startswith('W/"')
        assert reply.headers["X-Powered-By"] == "huggingface-moon"
        assert reply.headers["X-Request-Id"].startswith("Root=1-")
        assert reply.headers["Vary"] == "Origin"
        assert "X-Error-Message" in reply.headers["Access-Control-Expose-Headers"]
        assert reply.headers["RateLimit"].startswith('"api";r=')
        assert reply.headers["RateLimit-Policy"] == '"fixed window";"api";q=10000;w=300'
        assert "Retry-After" not in reply.headers
    assert len({reply.headers["X-Request-Id"] for reply in replies}) == len(replies)


def test_equal_bodies_have_equal_entity_tags(hub):
    user_id = hub.create()
    one, two = hub.scim("GET", f"/Users/{user_id}"), hub.scim("GET", f"/Users/{user_id}")
    assert one.headers["ETag"] == two.headers["ETag"]
    assert hub.scim("GET", "/Users").headers["ETag"] != one.headers["ETag"]


def test_the_same_seed_gives_the_same_bytes(make, bodies):
    def played(seed):
        hub = make(seed=seed)
        replies = [hub.scim("POST", "/Users", bodies.user()), hub.scim("POST", "/Groups", bodies.group())]
        return [(reply.text, reply.headers) for reply in replies]

    assert played(7) == played(7)
    assert played(7) != played(8)


def test_the_shape_of_errors_is_a_setting(make):
    reply = make(errors="hub").scim("GET", "/Users/x")
    assert (reply.status, reply.json) == (404, {"error": "User not found"})
    assert reply.headers["X-Error-Message"] == "User not found"
    reply = make().scim("GET", "/Users?count=0")
    assert reply.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert reply.json["status"] == "400"
    assert set(reply.json) == {"schemas", "status", "scimType", "detail"}


@pytest.mark.parametrize("path", ["/", "/api", "/api/", "/nothing/at/all", "//", "/api//organizations", "/a%0Ab",
                                  "/%FF", "/../etc/passwd", "/-", "/-/nothing", "/api/organizations"])  # fmt: skip
def test_an_unknown_path_is_the_hubs_not_found(hub, path):
    reply = hub.open("GET", path)
    assert (reply.status, reply.json) == (404, {"error": UNKNOWN})


@pytest.mark.parametrize(
    "path", ["/Me", "/Bulk", "/.search", "/ResourceTypes/User", "/Users/a/b", "/users", "/", "/Users/.search/x"]
)
def test_what_scim_does_not_offer_is_not_found_in_scim_shape(hub, path):
    reply = hub.scim("GET", path)
    assert (reply.status, reply.json["status"]) == (404, "404")


def test_another_version_of_scim_is_not_found(hub):
    assert hub.api("GET", "/scim/v1/Users").status == 404
    assert hub.api("GET", "/nothing").status == 404


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/Users"), ("POST", "/Users/x"), ("PUT", "/Schemas"), ("BREW", "/Groups")]
)
def test_a_method_not_offered_is_refused_with_those_that_are(hub, method, path):
    reply = hub.scim(method, path)
    assert reply.status == 405
    assert "GET" in reply.headers["Allow"]


def test_by_rule_a_method_not_offered_is_not_found(make):
    assert make(rules=Rules(wrong_method=404)).scim("DELETE", "/Users").status == 404


def test_head_is_get_without_a_body(hub):
    reply = hub.scim("HEAD", "/Users")
    assert (reply.status, reply.text) == (200, "")
    assert int(reply.headers["Content-Length"]) > 0


def test_a_slash_at_the_end_changes_nothing(hub):
    assert hub.scim("GET", "/Users/").json["totalResults"] == 0


@pytest.mark.parametrize("kind", ["application/json", "application/scim+json", "application/json; charset=utf-8",
                                  "Application/SCIM+JSON;charset=UTF-8", ""])  # fmt: skip
def test_both_media_types_are_taken(hub, bodies, kind):
    body = json.dumps(bodies.user()).encode()
    assert hub.scim("POST", "/Users", body, headers={"Content-Type": kind}).status == 201


def test_another_media_type_is_refused(hub):
    assert (
        hub.scim("POST", "/Users", b"userName=x", headers={"Content-Type": "application/x-www-form-urlencoded"}).status
        == 415
    )


def test_by_rule_scim_answers_are_scim_json(make):
    hub = make(rules=Rules(response_type="scim+json"))
    assert hub.scim("GET", "/Users").headers["Content-Type"] == "application/scim+json; charset=utf-8"
    assert hub.api("GET", "/members").headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("kind", ["Users", "Groups"])
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{]", b"nonsense", b'{"a": NaN}', b'{"a": -Infinity}', b"\xff\xfe", b'{"userName": "\xe9"}',
     b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5000, b"\x00", b'{"a":1}garbage'],
    ids=["empty", "open", "mixed", "word", "NaN", "Infinity", "utf-16", "latin-1", "deep-list", "deep-object", "digits",
         "nul", "trailing"],
)  # fmt: skip
def test_a_body_that_is_no_json_is_a_syntax_error(hub, method, kind, body):
    target = f"/{kind}" if method == "POST" else f"/{kind}/{hub.create() if kind == 'Users' else hub.group()}"
    reply = hub.scim(method, target, body)
    assert (reply.status, reply.json["scimType"]) == (400, "invalidSyntax")


def test_a_body_of_ten_megabytes_is_too_long(hub):
    assert hub.scim("POST", "/Users", b'{"userName":"' + b"a" * 10_000_000 + b'"}').status == 413


def test_a_body_within_the_limit_is_read(make, bodies):
    hub = make(rules=Rules(largest_body=2000))
    assert hub.scim("POST", "/Users", bodies.user(title="x" * 1500)).status == 201
    assert hub.scim("POST", "/Users", bodies.user("second", title="x" * 2500)).status == 413


def test_a_content_length_that_is_no_number_is_refused(hub):
    reply = hub.scim("POST", "/Users", b"{}", environ_overrides={"CONTENT_LENGTH": "-5"})
    assert reply.status == 400


def test_a_lone_surrogate_is_echoed_as_it_came(hub, bodies):
    body = json.dumps(bodies.user(externalId="\ud800")).encode()
    reply = hub.scim("POST", "/Users", body)
    assert reply.status == 201
    assert '"externalId":"\\ud800"' in reply.text


@pytest.mark.parametrize("text", ["é\r\nSet-Cookie: a=b", "\u2028", "a" * 5000, "\x00\x7f"])
def test_no_text_of_a_request_breaks_out_of_a_header(hub, text):
    reply = hub.patch(f"/Groups/{hub.group()}", {"op": "replace", "path": text, "value": 1})
    assert reply.status == 400
    shown = reply.headers["X-Error-Message"]
    assert shown.isprintable()
    assert shown.isascii()
    assert len(shown) <= 500
    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("scim.example.test:8443", "http://scim.example.test:8443/api"),
        ("[::1]:80", "http://[::1]:80/api"),
        ("evil.test/path?x=", "http://localhost:80/api"),
        ('a"b', "http://localhost:80/api"),
        ("", "http://localhost:80/api"),
    ],
)
def test_locations_start_with_the_requests_own_host_if_it_is_one(hub, host, expected):
    user_id = hub.create()
    reply = hub.scim("GET", f"/Users/{user_id}", environ_overrides={"HTTP_HOST": host})
    assert reply.json["meta"]["location"].startswith(f"{expected}/organizations/acme/scim/v2/Users/")


def test_locations_start_with_the_public_url_if_there_is_one(make):
    hub = make(public_url="https://huggingface.co/")
    location = hub.scim("GET", f"/Users/{hub.create()}").json["meta"]["location"]
    assert location.startswith("https://huggingface.co/api/organizations/acme/scim/v2/Users/")


def test_a_mistake_of_ours_is_answered_as_json(hub):
    del hub.org.limiter
    reply = hub.scim("GET", "/Users")
    assert (reply.status, reply.headers["Content-Type"]) == (500, "application/json; charset=utf-8")
    assert "Traceback" not in reply.text
