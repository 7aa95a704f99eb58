"""The conversations Okta holds with a provider, as the stub must answer them: okta-wire 2 to 7."""

import pytest


def test_create_after_an_empty_look_up(hub, bodies):
    found = hub.scim("GET", "/Users?filter=userName%20eq%20%22john-doe%22&startIndex=1&count=100")
    assert found.json["Resources"] == []
    assert hub.scim("POST", "/Users", bodies.user()).json["id"]


def test_deactivation_by_echo_and_reactivation_in_two_rounds(hub, bodies):
    path = f"/Users/{hub.create()}"
    hub.scim("PUT", path, dict(hub.scim("GET", path).json, active=False))
    found = hub.scim("GET", '/Users?filter=userName eq "john-doe"&startIndex=1&count=100').json["Resources"]
    assert [each["active"] for each in found] == [False]
    hub.scim("PUT", path, dict(hub.scim("GET", path).json, active=True))
    stored = hub.scim("GET", path).json
    overlay = bodies.user(name={**stored["name"], "givenName": "Jon"}, password=None)
    reply = hub.scim("PUT", path, stored | overlay).json
    assert (reply["active"], reply["name"]["formatted"]) == (True, "Jon Doe")


def test_group_push_by_name_reads_and_writes_the_whole_group(hub, bodies):
    members = [hub.create(f"user-{number}") for number in range(7)]
    assert (
        hub.scim("GET", "/Groups?filter=displayName%20eq%20%22team%22&startIndex=1&count=100").json["totalResults"] == 0
    )
    created = hub.scim("POST", "/Groups", bodies.group("team", members)).json
    echoed = hub.scim("GET", f"/Groups/{created['id']}").json
    assert hub.scim("PUT", f"/Groups/{created['id']}", echoed | bodies.group("team", members)).json == created


def test_an_empty_group_is_pushed(hub, bodies):
    created = hub.scim("POST", "/Groups", bodies.group("team", []))
    assert (created.status, created.json["members"]) == (201, [])
    assert hub.scim("PUT", f"/Groups/{created.json['id']}", bodies.group("team", [])).status == 200


def test_an_import_of_250_users_takes_three_pages(hub):
    for number in range(250):
        hub.create(f"user-{number:03d}")
    pages = [hub.scim("GET", f"/Users?startIndex={start}&count=100").json for start in (1, 101, 201)]
    assert [page["itemsPerPage"] for page in pages] == [100, 100, 50]
    assert len({each["id"] for page in pages for each in page["Resources"]}) == 250


@pytest.mark.parametrize("kind", ["Users?startIndex=1&count=2", "Groups?startIndex=1&count=100"])
def test_the_connection_test_is_answered_with_integers(hub, kind):
    page = hub.scim("GET", f"/{kind}").json
    assert [type(page[name]) for name in ("totalResults", "itemsPerPage", "startIndex")] == [int] * 3
