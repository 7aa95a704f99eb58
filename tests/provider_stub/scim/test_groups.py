"""/Groups, the same in both families: huggingface-scim 9."""

import pytest


@pytest.fixture(params=["managed", "basic"])
def org(request, make):
    """An organization of either model with one user; `org.one` is their id."""
    client = make(
        sso=request.param, accounts=[{"username": "one", "full_name": "One"}] if request.param == "basic" else []
    )
    client.one = client.create("one")
    return client


def test_a_new_group_is_answered_with_all_members_and_no_other(org, bodies):
    reply = org.scim("POST", "/Groups", bodies.group(members=[org.one]))
    assert reply.status == 201
    location = f"http://localhost{org.family}/Groups/{reply.json['id']}"
    assert reply.json == {
        "schemas": [bodies.GROUP_URN],
        "id": reply.json["id"],
        "displayName": "ml-team",
        "externalId": None,
        "members": [{"value": org.one}],
        "meta": {"resourceType": "Group", "location": location},
    }
    assert reply.headers["Location"] == location
    assert org.scim("GET", f"/Groups/{reply.json['id']}").json == reply.json


def test_schemas_may_be_absent_on_post(org, bodies):
    assert org.scim("POST", "/Groups", bodies.group(schemas=None)).status == 201


def test_excluded_members_are_left_out_of_both_reads(org):
    group_id = org.group(members=[org.one])
    assert "members" not in org.scim("GET", f"/Groups/{group_id}?excludedAttributes=members").json
    assert "members" not in org.scim("GET", "/Groups?excludedAttributes=members").json["Resources"][0]
    assert "members" in org.scim("GET", "/Groups").json["Resources"][0]


@pytest.mark.parametrize("path", ["/Groups", "/Groups/x"])
def test_only_members_can_be_excluded(hub, path):
    assert hub.scim("GET", f"{path}?excludedAttributes=meta").json["scimType"] == "invalidValue"


def test_a_taken_name_is_a_conflict_in_any_case(org, bodies):
    org.group("ml-team")
    for name in ("ml-team", "ML-Team"):
        reply = org.scim("POST", "/Groups", bodies.group(name))
        assert (reply.status, reply.json["scimType"]) == (409, "uniqueness")


def test_put_replaces_name_external_id_and_members(org, bodies):
    group_id = org.group(members=[org.one])
    reply = org.scim("PUT", f"/Groups/{group_id}", bodies.group("new", [], externalId="x"))
    assert reply.status == 200
    assert (reply.json["displayName"], reply.json["externalId"], reply.json["members"]) == ("new", "x", [])
    assert org.scim("PUT", f"/Groups/{group_id}", bodies.group("new", [org.one])).json["externalId"] is None
    assert org.members(group_id) == [org.one]


def test_put_takes_the_echo_of_a_get(org):
    stored = org.scim("GET", f"/Groups/{org.group(members=[org.one])}").json
    assert org.scim("PUT", f"/Groups/{stored['id']}", dict(stored, externalId="x")).json == dict(stored, externalId="x")


def test_put_of_a_taken_name_is_a_conflict(org, bodies):
    org.group("one")
    assert org.scim("PUT", f"/Groups/{org.group('two')}", bodies.group("ONE")).status == 409


def test_a_group_may_change_the_case_of_its_own_name(org, bodies):
    assert org.scim("PUT", f"/Groups/{org.group('team')}", bodies.group("TEAM")).json["displayName"] == "TEAM"


def test_delete_is_for_good(org, bodies):
    group_id = org.group(members=[org.one])
    assert org.scim("DELETE", f"/Groups/{group_id}").status == 204
    for method, body in (("GET", None), ("PUT", bodies.group()), ("PATCH", {}), ("DELETE", None)):
        assert org.scim(method, f"/Groups/{group_id}", body).status == 404
    assert org.scim("POST", "/Groups", bodies.group()).status == 201


def test_a_member_listed_twice_is_in_once(org, bodies):
    assert org.scim("POST", "/Groups", bodies.group(members=[org.one, org.one])).json["members"] == [{"value": org.one}]


@pytest.mark.parametrize(
    ("body", "scim_type"),
    [
        ({"members": []}, "invalidValue"),
        ({"displayName": 7, "members": []}, "invalidValue"),
        ({"displayName": "x"}, "invalidValue"),
        ({"displayName": "x", "members": {}}, "invalidValue"),
        ({"displayName": "x", "members": [{}]}, "invalidValue"),
        ({"displayName": "x", "members": [{"value": "short"}]}, "invalidValue"),
        ({"displayName": "x", "members": [{"value": "66b1f0c2a9d34e0f1a2b3c4d"}]}, "invalidValue"),
        ({"displayName": "x", "members": [], "externalId": 7}, "invalidValue"),
        ([], "invalidSyntax"),
    ],
)
def test_a_body_the_schema_refuses_is_refused(hub, bodies, body, scim_type):
    assert hub.scim("POST", "/Groups", body).json["scimType"] == scim_type
    if isinstance(body, dict):
        put = hub.scim("PUT", f"/Groups/{hub.group()}", {"schemas": [bodies.GROUP_URN], **body})
        assert put.json["scimType"] == scim_type


@pytest.mark.parametrize("schemas", [None, [], ["urn:other"]])
def test_put_wants_the_group_schema_alone(hub, bodies, schemas):
    reply = hub.scim("PUT", f"/Groups/{hub.group()}", bodies.group(schemas=schemas))
    assert (reply.status, reply.json["scimType"]) == (400, "invalidSyntax")


@pytest.mark.parametrize("attribute", ["displayName", "externalId", "id"])
def test_groups_are_found_by_name_external_id_and_id(hub, bodies, attribute):
    hub.group("other")
    wanted = hub.scim("POST", "/Groups", bodies.group("ml team", externalId="x-1")).json
    found = hub.scim("GET", f'/Groups?filter={attribute} eq "{wanted[attribute]}"').json
    assert [each["id"] for each in found["Resources"]] == [wanted["id"]]
    assert hub.scim("GET", f'/Groups?filter={attribute} eq "nothing"').json["totalResults"] == 0


def test_a_name_is_found_in_any_case(hub):
    hub.group("Straße")
    assert hub.scim("GET", '/Groups?filter=displayName eq "STRASSE"').json["totalResults"] == 1


def test_a_group_of_ten_thousand_takes_further_members(make):
    hub = make()
    ids = [hub.org.store.ids.next() for _ in range(3)]
    assert len(set(ids)) == 3
    members = [hub.create(f"load-{number}") for number in range(50)]
    group_id = hub.group(members=members[:25])
    hub.patch(f"/Groups/{group_id}", {"op": "add", "path": "members", "value": [{"value": each} for each in members]})
    assert hub.members(group_id) == members
