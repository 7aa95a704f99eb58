"""GET members and PUT role of the Hub API: huggingface-scim 9."""

import pytest

from provider_stub.rules import Rules


@pytest.fixture
def crowd(hub):
    """Twelve members and one inactive user."""
    for number in range(12):
        hub.create(f"user-{number:02d}")
    hub.create("gone", active=False)
    return hub


def names(reply):
    return [each["user"] for each in reply.json]


def test_members_are_those_who_are_in(crowd):
    reply = crowd.api("GET", "/members")
    assert names(reply) == [f"user-{number:02d}" for number in range(12)]
    assert reply.json[0]["role"] == "read"
    assert reply.json[0]["verifiedEmail"] == "user-00@example.com"
    assert "Link" not in reply.headers


def test_a_link_leads_to_the_next_page(crowd):
    first = crowd.api("GET", "/members?limit=10&search=user")
    assert len(first.json) == 10
    target, relation = first.headers["Link"].split("; ")
    assert relation == 'rel="next"'
    second = crowd.open("GET", target.strip("<>").removeprefix("http://localhost"))
    assert names(second) == ["user-10", "user-11"]
    assert "Link" not in second.headers


def test_members_are_found_by_search_and_address(crowd):
    assert names(crowd.api("GET", "/members?search=R-03")) == ["user-03"]
    assert len(names(crowd.api("GET", "/members?search=doe"))) == 12
    assert names(crowd.api("GET", "/members?email=USER-04@example.com")) == ["user-04"]
    assert crowd.api("GET", "/members?email=nobody").status == 400


@pytest.mark.parametrize("limit", ["9", "0", "-1", "10001", "many", ""])
def test_a_limit_outside_the_schema_is_refused(hub, limit):
    assert hub.api("GET", f"/members?limit={limit}").status == 400


def test_by_rule_a_limit_of_one_is_taken(make):
    hub = make(rules=Rules(members_limit_minimum=1))
    hub.create("one")
    hub.create("two")
    assert names(hub.api("GET", "/members?limit=1&cursor=1")) == ["two"]
    assert names(hub.api("GET", "/members?limit=1&cursor=x")) == ["one"]


def test_a_role_is_changed_and_resource_groups_are_replaced(crowd):
    first = crowd.api("POST", "/resource-groups", {"name": "first"}).json["id"]
    second = crowd.api("POST", "/resource-groups", {"name": "second"}).json["id"]
    path = "/members/user-00/role"
    groups = [{"id": first, "role": "write"}]
    assert crowd.api("PUT", path, {"role": "admin", "resourceGroups": groups}).json == {"success": True}
    member = crowd.api("GET", "/members?search=user-00").json[0]
    assert member["role"] == "admin"
    assert member["resourceGroups"] == [{"name": "first", "id": first, "numUsers": 1, "role": "write"}]
    crowd.api("PUT", path, {"role": "read", "resourceGroups": [{"id": second, "role": "read"}]})
    assert crowd.state()["resource_groups"] == {"first": {}, "second": {"user-00": "read"}}
    crowd.api("PUT", path, {"role": "read"})
    assert crowd.state()["resource_groups"] == {"first": {}, "second": {}}


def test_a_group_that_scim_manages_is_neither_cleared_nor_set(crowd):
    target = crowd.api("POST", "/resource-groups", {"name": "gpu"}).json["id"]
    user_id = crowd.scim("GET", "/Users?filter=userName eq user-00").json["Resources"][0]["id"]
    crowd.group("team", [user_id])
    crowd.hook("POST", "/links", {"group": "team", "resource_group": "gpu", "role": "read"})
    groups = [{"id": target, "role": "admin"}]
    assert crowd.api("PUT", "/members/user-00/role", {"role": "write", "resourceGroups": groups}).status == 403
    assert crowd.api("PUT", "/members/user-00/role", {"role": "write"}).status == 200
    assert crowd.state()["resource_groups"] == {"gpu": {"user-00": "read"}}


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("nobody", {"role": "read"}, 404),
        ("gone", {"role": "read"}, 404),
        ("user-00", {"role": "owner"}, 400),
        ("user-00", {}, 400),
        ("user-00", [], 400),
        ("user-00", {"role": "read", "resourceGroups": {}}, 400),
        ("user-00", {"role": "read", "resourceGroups": ["x"]}, 400),
        ("user-00", {"role": "read", "resourceGroups": [{"id": "x", "role": "read"}]}, 404),
    ],
)
def test_a_change_that_cannot_be_is_refused(crowd, name, body, status):
    assert crowd.api("PUT", f"/members/{name}/role", body).status == status


def test_a_change_without_a_body_is_refused(crowd):
    assert crowd.api("PUT", "/members/user-00/role").status == 400
