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


@pytest.mark.parametrize("limit", ["0", "-1", "10001", "many", ""])
def test_a_limit_outside_the_schema_is_refused(hub, limit):
    assert hub.api("GET", f"/members?limit={limit}").status == 400


def test_a_member_is_found_by_address_with_the_limit_of_the_guide(crowd):
    assert names(crowd.api("GET", "/members?email=user-04@example.com&limit=1")) == ["user-04"]
    assert names(crowd.api("GET", "/members?limit=1&cursor=1")) == ["user-01"]
    assert names(crowd.api("GET", "/members?limit=1&cursor=x")) == ["user-00"]


def test_by_rule_a_limit_is_at_least_ten(make):
    hub = make(rules=Rules(members_limit_minimum=10))
    assert hub.api("GET", "/members?limit=9").status == 400
    assert hub.api("GET", "/members?limit=10").status == 200


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


def test_nobody_is_put_into_or_taken_out_of_a_group_that_scim_manages(crowd):
    gpu, data = (crowd.api("POST", "/resource-groups", {"name": name}).json["id"] for name in ("gpu", "data"))
    user_id = crowd.scim("GET", "/Users?filter=userName eq user-00").json["Resources"][0]["id"]
    crowd.group("team", [user_id])
    crowd.hook("POST", "/links", {"group": "team", "resource_group": "gpu", "role": "read"})
    kept = {"id": gpu, "role": "read"}

    def put(name, *groups):
        body = {"role": "write", "resourceGroups": list(groups)}
        return crowd.api("PUT", f"/members/{name}/role", body)

    assert put("user-00", {"id": gpu, "role": "admin"}).status == 403
    assert put("user-01", {"id": gpu, "role": "read"}).status == 403
    assert put("user-00").status == 403
    assert crowd.api("PUT", "/members/user-00/role", {"role": "write"}).status == 403
    assert put("user-00", {"id": data, "role": "read"}).json == {
        "error": "gpu is managed by SCIM; its members cannot be edited by hand"
    }
    assert crowd.state()["resource_groups"] == {"gpu": {"user-00": "read"}, "data": {}}
    assert crowd.api("GET", "/members?search=user-00").json[0]["role"] == "read"
    assert put("user-00", kept, {"id": data.upper(), "role": "admin"}).json == {"success": True}
    assert crowd.state()["resource_groups"] == {"gpu": {"user-00": "read"}, "data": {"user-00": "admin"}}
    assert crowd.api("GET", "/members?search=user-00").json[0]["role"] == "write"


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
        ("user-00", {"role": "read", "resourceGroups": [{"id": "x", "role": "read"}]}, 400),
        ("user-00", {"role": "read", "resourceGroups": [{"id": 7, "role": "read"}]}, 400),
        ("user-00", {"role": "read", "resourceGroups": [{"role": "read"}]}, 400),
        ("user-00", {"role": "read", "resourceGroups": [{"id": "507f1f77bcf86cd799439011", "role": "read"}]}, 403),
        ("user-00", {"role": "read", "resourceGroups": [{"id": "507f1f77bcf86cd799439011", "role": "none"}]}, 400),
    ],
)
def test_a_change_that_cannot_be_is_refused(crowd, name, body, status):
    assert crowd.api("PUT", f"/members/{name}/role", body).status == status


def test_a_change_without_a_body_is_refused(crowd):
    assert crowd.api("PUT", "/members/user-00/role").status == 400


@pytest.mark.parametrize("group", ["x", {"id": "x", "role": "read"}, {"id": 7, "role": "read"}, {"role": "read"}])
def test_a_resource_group_that_is_not_named_as_it_must_be_is_said_to_be_so(crowd, group):
    answer = crowd.api("PUT", "/members/user-00/role", {"role": "read", "resourceGroups": [group]}).json

    assert "resourceGroups: objects with id, of 24 hex characters, and role are expected" in answer.values()
