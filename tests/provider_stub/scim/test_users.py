"""/Users of a managed organization: huggingface-scim 6 and 8."""

import pytest


def test_a_new_user_is_answered_with_all_members_and_no_other(hub, bodies):
    reply = hub.scim("POST", "/Users", bodies.user())
    assert reply.status == 201
    user_id = reply.json["id"]
    location = f"http://localhost{hub.family}/Users/{user_id}"
    assert reply.json == {
        "schemas": [bodies.USER_URN],
        "id": user_id,
        "externalId": "00u-john-doe",
        "userName": "john-doe",
        "displayName": "john-doe",
        "name": {"givenName": "John", "familyName": "Doe", "formatted": "John Doe"},
        "emails": [{"value": "john-doe@example.com", "primary": True, "type": "work"}],
        "active": True,
        "meta": {"resourceType": "User", "location": location},
    }
    assert reply.headers["Location"] == location
    assert len(user_id) == 24
    assert set(user_id) <= set("0123456789abcdef")


def test_the_created_user_is_read_back_and_is_a_member(hub, bodies):
    created = hub.scim("POST", "/Users", bodies.user()).json
    assert hub.scim("GET", f"/Users/{created['id']}").json == created
    assert hub.state()["members"] == {"john-doe": "active"}


def test_attribute_names_are_taken_in_any_case(hub, bodies):
    body = {key.upper(): value for key, value in bodies.user().items()}
    assert hub.scim("POST", "/Users", body).json["userName"] == "john-doe"


def test_a_user_created_inactive_is_known_and_no_member(hub):
    user_id = hub.create(active=False)
    assert hub.scim("GET", f"/Users/{user_id}").json["active"] is False
    assert hub.state()["members"] == {"john-doe": "inactive"}


def test_a_repeated_create_is_a_conflict(hub, bodies):
    hub.create()
    reply = hub.scim("POST", "/Users", bodies.user())
    assert (reply.status, reply.json["scimType"]) == (409, "uniqueness")


def test_a_name_taken_in_another_case_is_a_conflict(hub, bodies):
    hub.create("john-doe")
    again = bodies.user("JOHN-DOE", externalId="other", emails=[{"value": "other@example.com"}])
    assert hub.scim("POST", "/Users", again).status == 409


def test_creating_an_inactive_user_again_changes_active_only(hub, bodies):
    user_id = hub.create(active=False)
    name = {"givenName": "Other", "familyName": "Name"}
    reply = hub.scim("POST", "/Users", bodies.user(name=name, emails=[{"value": "new@example.com"}]))
    assert reply.status == 201
    assert reply.json["id"] == user_id
    assert reply.json["active"] is True
    assert reply.json["name"]["givenName"] == "John"
    assert reply.json["emails"][0]["value"] == "john-doe@example.com"


def test_an_inactive_user_is_matched_by_external_id_under_another_name(hub, bodies):
    user_id = hub.create(active=False)
    reply = hub.scim("POST", "/Users", bodies.user("new-name", externalId="00u-john-doe"))
    assert (reply.status, reply.json["id"], reply.json["userName"]) == (201, user_id, "john-doe")


def test_an_external_id_and_a_name_of_two_people_are_a_conflict(hub, bodies):
    hub.create("one", active=False)
    hub.create("two", active=False)
    assert hub.scim("POST", "/Users", bodies.user("two", externalId="00u-one")).status == 409


@pytest.mark.parametrize("taken", [{"name": "out-sider"}, {"emails": [{"value": "OUT@example.com"}]}])
def test_a_name_or_address_of_an_account_outside_is_a_conflict(make, bodies, taken):
    hub = make(accounts=[{"username": "out-sider", "full_name": "Out", "email": "out@example.com"}])
    name = taken.pop("name", "john-doe")
    assert hub.scim("POST", "/Users", bodies.user(name, **taken)).status == 409


def test_an_address_of_another_user_is_a_conflict(hub, bodies):
    hub.create("one")
    assert hub.scim("POST", "/Users", bodies.user("two", emails=[{"value": "one@example.com"}])).status == 409


def test_put_replaces_the_profile_and_keeps_the_id(hub, bodies):
    user_id = hub.create()
    body = bodies.user("jane-doe", name={"givenName": "Jane", "familyName": "Doe"}, externalId="new")
    reply = hub.scim("PUT", f"/Users/{user_id}", body)
    assert reply.status == 200
    assert reply.json["id"] == user_id
    assert reply.json["userName"] == reply.json["displayName"] == "jane-doe"
    assert reply.json["name"]["formatted"] == "Jane Doe"
    assert reply.json["externalId"] == "new"
    assert hub.scim("GET", '/Users?filter=userName eq "john-doe"').json["totalResults"] == 0


def test_put_with_an_empty_mail_list_removes_the_address(hub, bodies):
    user_id = hub.create()
    assert hub.scim("PUT", f"/Users/{user_id}", bodies.user(emails=[])).json["emails"] == []
    assert hub.scim("GET", "/Users?filter=emails eq john-doe@example.com").json["totalResults"] == 0


def test_put_of_what_get_returned_changes_nothing(hub):
    user_id = hub.create()
    stored = hub.scim("GET", f"/Users/{user_id}").json
    assert hub.scim("PUT", f"/Users/{user_id}", stored).json == stored


def test_put_without_active_reactivates(hub, bodies):
    user_id = hub.create(active=False)
    assert hub.scim("PUT", f"/Users/{user_id}", bodies.user(active=None)).json["active"] is True


def test_deactivation_takes_out_of_the_organization_and_keeps_the_account(hub, bodies):
    user_id = hub.create()
    assert hub.scim("PUT", f"/Users/{user_id}", bodies.user(active=False)).json["active"] is False
    assert hub.scim("GET", "/Users").json["totalResults"] == 1
    assert hub.state()["members"] == {"john-doe": "inactive"}


@pytest.mark.parametrize(
    "changes",
    [{"userName": "one"}, {"externalId": "00u-one"}, {"emails": [{"value": "one@example.com"}]}],
)
def test_put_of_what_belongs_to_someone_else_is_a_conflict_and_changes_nothing(hub, bodies, changes):
    hub.create("one")
    user_id = hub.create("two")
    before = hub.scim("GET", f"/Users/{user_id}").json
    reply = hub.scim("PUT", f"/Users/{user_id}", bodies.user("two", active=False) | changes)
    assert (reply.status, reply.json["scimType"]) == (409, "uniqueness")
    assert hub.scim("GET", f"/Users/{user_id}").json == before


def test_put_never_creates(hub, bodies):
    assert hub.scim("PUT", "/Users/66b1f0c2a9d34e0f1a2b3c4d", bodies.user()).status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "user_id", ["00919288221112222", "010101001010101011001010101011", "%C3%A9", "66b1f0c2a9d34e0f1a2b3c4d"]
)
def test_an_unknown_or_malformed_id_is_not_found(hub, bodies, method, user_id):
    body = None if method in ("GET", "DELETE") else bodies.user()
    reply = hub.scim(method, f"/Users/{user_id}", body)
    assert reply.status == 404
    assert reply.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert reply.json["status"] == "404"
    assert reply.json["detail"]


def test_delete_destroys_the_account_for_good(hub, bodies):
    user_id = hub.create()
    reply = hub.scim("DELETE", f"/Users/{user_id}")
    assert (reply.status, reply.text) == (204, "")
    assert "Content-Type" not in reply.headers
    assert hub.scim("GET", f"/Users/{user_id}").status == 404
    assert hub.scim("DELETE", f"/Users/{user_id}").status == 404
    assert hub.state()["accounts"] == []
    assert hub.scim("POST", "/Users", bodies.user()).json["id"] != user_id


def test_a_deleted_user_leaves_the_groups(hub):
    user_id = hub.create()
    group_id = hub.group(members=[user_id])
    hub.scim("DELETE", f"/Users/{user_id}")
    assert hub.members(group_id) == []


def test_members_from_before_are_scim_users_of_a_managed_organization(make):
    hub = make(accounts=[{"username": "ada-l", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": True}])
    found = hub.scim("GET", '/Users?filter=userName eq "ada-l"').json["Resources"]
    assert [(each["externalId"], each["name"]["familyName"]) for each in found] == [(None, "Lovelace")]
