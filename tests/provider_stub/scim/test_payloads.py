"""What POST and PUT of users must hold: huggingface-scim 6."""

import pytest

from provider_stub.rules import Rules


@pytest.mark.parametrize("missing", ["schemas", "userName", "emails", "name", "externalId"])
def test_a_required_member_may_not_be_missing(hub, bodies, missing):
    body = bodies.user("new-name", **{missing: None})
    user_id = hub.create()
    for reply in (hub.scim("POST", "/Users", body), hub.scim("PUT", f"/Users/{user_id}", body)):
        assert (reply.status, reply.json["scimType"]) == (400, "invalidValue")
        assert missing in reply.json["detail"]


@pytest.mark.parametrize(
    "changes",
    [
        {"schemas": []},
        {"schemas": "urn:x"},
        {"schemas": [7]},
        {"userName": 7},
        {"userName": ["a"]},
        {"name": "John Doe"},
        {"name": {"givenName": "John"}},
        {"name": {"givenName": "John", "familyName": ""}},
        {"name": {"givenName": "John", "familyName": {}}},
        {"emails": "a@b.co"},
        {"emails": {"value": "a@b.co"}},
        {"emails": ["a@b.co"]},
        {"emails": [{}]},
        {"emails": [{"value": None}]},
        {"emails": [{"value": "a@b.co"}, {"value": "b@b.co"}]},
        {"externalId": 7},
        {"active": "true"},
        {"active": 1},
        {"active": [None]},
    ],
)
def test_a_member_of_the_wrong_type_is_refused(hub, bodies, changes):
    user_id = hub.create()
    for reply in (
        hub.scim("POST", "/Users", bodies.user("new-name") | changes),
        hub.scim("PUT", f"/Users/{user_id}", bodies.user("new-name") | changes),
    ):
        assert (reply.status, reply.json["scimType"]) == (400, "invalidValue")


def test_null_is_no_external_id(hub, bodies):
    assert hub.scim("POST", "/Users", bodies.user() | {"externalId": None}).status == 400
    assert hub.scim("POST", "/Users", bodies.user() | {"active": None}).status == 400


def test_an_external_id_that_may_be_left_out_is_a_string_all_the_same(make, bodies):
    hub = make(rules=Rules(external_id_required=False))
    for body, status in ((bodies.user(externalId=None), 201), (bodies.user("other") | {"externalId": 7}, 400)):
        assert hub.scim("POST", "/Users", body).status == status


def test_a_post_needs_exactly_one_address(hub, bodies):
    assert hub.scim("POST", "/Users", bodies.user(emails=[])).status == 400


@pytest.mark.parametrize("body", [[], "text", 7, True, None, [{"userName": "x"}]])
@pytest.mark.parametrize("path", ["/Users", "/Groups"])
def test_a_body_that_is_no_object_is_a_syntax_error(hub, path, body):
    raw = b"null" if body is None else body
    reply = hub.scim("POST", path, raw)
    assert (reply.status, reply.json["scimType"]) == (400, "invalidSyntax")
