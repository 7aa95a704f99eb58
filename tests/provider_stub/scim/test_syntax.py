"""Usernames, addresses, ids: the tables of huggingface-scim 7."""

import pytest

from provider_stub.scim.syntax import is_email, is_id, is_username

VALID_NAMES = [
    "ab", "a1", "1a", "john-doe", "John-Doe", "j-d-e", "1-2", "1-a", "a" * 42, "507f1f77bcf86cd79943901",
    "507f1f77bcf86cd79943901g", "00ujl29u0le5T6Aj10h7",
]  # fmt: skip

INVALID_NAMES = [
    "", "a", "-john", "john-", "--", "12", "123456", "a" * 43, "507f1f77bcf86cd799439011", "507F1F77BCF86CD799439011",
    "deadbeefdeadbeefdeadbeef", "john--doe", "john.doe", "john_doe", "john doe", "john@acme.com", "jöhn", "ab\n", "١٢",
]  # fmt: skip

VALID_MAILS = ["john.doe@example.com", "o'brien@example.com", "user+tag@sub.example.co", "user@okta.local", "a@b.co"]

INVALID_MAILS = [
    "user@localhost", "user@example.c", ".user@example.com", "user.@example.com", "us..er@example.com", "@example.com",
    "first%last@example.com", "a&b@example.com", "üser@example.com", "user@exa_mple.com", "user@example.xn--p1ai",
    "user@-example.com", "user@example.com\n", "user", "",
]  # fmt: skip


@pytest.mark.parametrize("name", VALID_NAMES)
def test_a_valid_username_is_stored_as_sent(hub, bodies, name):
    assert is_username(name)
    reply = hub.scim("POST", "/Users", bodies.user(name, emails=[{"value": "a@b.co"}]))
    assert (reply.status, reply.json["userName"]) == (201, name)


@pytest.mark.parametrize("name", INVALID_NAMES)
def test_an_invalid_username_is_refused_in_every_write(hub, bodies, name):
    assert not is_username(name)
    user_id = hub.create("valid")
    body = bodies.user(name, emails=[{"value": "a@b.co"}])
    patch = hub.patch(f"/Users/{user_id}", {"op": "replace", "path": "userName", "value": name})
    for reply in (hub.scim("POST", "/Users", body), hub.scim("PUT", f"/Users/{user_id}", body), patch):
        assert (reply.status, reply.json["scimType"]) == (400, "invalidValue")


@pytest.mark.parametrize("mail", VALID_MAILS)
def test_a_valid_address_is_stored_as_sent(hub, bodies, mail):
    assert is_email(mail)
    reply = hub.scim("POST", "/Users", bodies.user(emails=[{"value": mail, "type": "home"}]))
    assert reply.json["emails"] == [{"value": mail, "primary": True, "type": "work"}]


@pytest.mark.parametrize("mail", INVALID_MAILS)
def test_an_invalid_address_is_refused(hub, bodies, mail):
    assert not is_email(mail)
    reply = hub.scim("POST", "/Users", bodies.user(emails=[{"value": mail}]))
    assert (reply.status, reply.json["scimType"]) == (400, "invalidValue")


def test_an_id_is_24_hex_characters():
    assert is_id("66b1f0c2a9d34e0f1a2b3C4D")
    assert not is_id("66b1f0c2a9d34e0f1a2b3c4")
    assert not is_id("66b1f0c2a9d34e0f1a2b3c4g")
