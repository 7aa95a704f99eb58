"""Each switch of rules.py, turned: what the sources leave open can be had either way."""

from dataclasses import fields

import pytest

from provider_stub.rules import Rules

ACCOUNTS = [{"username": "ada-l", "full_name": "Ada L", "email": "ada@acme.test"}]


@pytest.fixture
def ruled(make):
    """A managed organization by other rules."""
    return lambda **rules: make(rules=Rules(**rules))


@pytest.fixture
def ruled_basic(make):
    """An organization with Basic SSO by other rules."""
    return lambda **rules: make(sso="basic", accounts=ACCOUNTS, rules=Rules(**rules))


def test_every_rule_has_a_default():
    assert Rules() == Rules(**{each.name: each.default for each in fields(Rules)})


def test_a_remove_without_a_value_may_be_refused(ruled):
    hub = ruled(patch_value_required=True)
    user_id = hub.create()
    assert hub.patch(f"/Users/{user_id}", {"op": "remove", "path": "externalId"}).json["scimType"] == "invalidValue"
    assert hub.patch(f"/Users/{user_id}", {"op": "remove", "path": "externalId", "value": None}).status == 200


def test_textual_booleans_may_be_refused(ruled):
    hub = ruled(string_booleans=False)
    assert hub.patch(f"/Users/{hub.create()}", {"op": "replace", "path": "active", "value": "False"}).status == 400


def test_a_group_may_be_made_without_members(ruled):
    assert ruled(group_members_required=False).scim("POST", "/Groups", {"displayName": "x"}).json["members"] == []


def test_unknown_members_may_be_left_out(ruled, bodies):
    hub = ruled(unknown_member="skip")
    one = hub.create("one")
    reply = hub.scim("POST", "/Groups", bodies.group(members=["66b1f0c2a9d34e0f1a2b3c4d", one]))
    assert (reply.status, reply.json["members"]) == (201, [{"value": one}])


def test_group_names_may_be_exact(ruled):
    hub = ruled(group_name_exact=True)
    assert hub.group("team") != hub.group("TEAM")
    assert hub.scim("GET", '/Groups?filter=displayName eq "Team"').json["totalResults"] == 0


def test_a_rename_may_go_unchecked(ruled):
    hub = ruled(group_rename_checks_name=False)
    hub.group("team")
    reply = hub.patch(f"/Groups/{hub.group('other')}", {"op": "replace", "value": {"displayName": "team"}})
    assert reply.status == 200
    assert hub.scim("GET", '/Groups?filter=displayName eq "team"').json["totalResults"] == 2


def test_a_repeated_create_may_answer_the_stored_user(ruled, bodies):
    hub = ruled(repeated_create="reactivate_only")
    user_id = hub.create()
    reply = hub.scim("POST", "/Users", bodies.user(name={"givenName": "New", "familyName": "Name"}))
    assert (reply.status, reply.json["id"], reply.json["name"]["givenName"]) == (201, user_id, "John")


def test_members_from_before_may_be_unknown_to_scim(make):
    hub = make(rules=Rules(seeded_members_listed=False), accounts=[{"username": "ada-l", "member": True}])
    assert hub.scim("GET", "/Users").json["totalResults"] == 0
    assert hub.state()["members"] == {"ada-l": "active"}


def test_a_deleted_name_may_be_reserved(ruled, bodies):
    hub = ruled(deleted_username="reserved")
    hub.scim("DELETE", f"/Users/{hub.create('john-doe')}")
    assert hub.scim("POST", "/Users", bodies.user("JOHN-doe")).status == 409


def test_inviting_an_unknown_account_may_be_a_bad_request(ruled_basic, bodies):
    assert ruled_basic(basic_unknown_account=400).scim("POST", "/Users", bodies.user("nobody")).status == 400


def test_an_invitations_address_may_have_to_match(ruled_basic, bodies):
    hub = ruled_basic(basic_email_must_match=True)
    assert hub.scim("POST", "/Users", bodies.user("ada-l")).json["scimType"] == "invalidValue"
    assert hub.scim("POST", "/Users", bodies.user("ada-l", emails=[{"value": "ADA@acme.test"}])).status == 201


def test_external_ids_may_be_out_of_patchs_reach_on_basic(ruled_basic):
    hub = ruled_basic(basic_patch_external_id=False)
    reply = hub.patch(f"/Users/{hub.create('ada-l')}", {"op": "replace", "path": "externalId", "value": "x"})
    assert (reply.status, reply.json["externalId"]) == (200, "00u-ada-l")


def test_a_patch_of_the_profile_may_be_refused_on_basic(ruled_basic):
    hub = ruled_basic(basic_profile_patch="refuse")
    reply = hub.patch(f"/Users/{hub.create('ada-l')}", {"op": "replace", "path": "userName", "value": "other"})
    assert (reply.status, reply.json["scimType"]) == (400, "mutability")


def test_operations_may_have_to_be_lower_case_on_basic(ruled_basic):
    hub = ruled_basic(basic_op_case="lower")
    path = f"/Users/{hub.create('ada-l')}"
    assert hub.patch(path, {"op": "Replace", "path": "active", "value": False}).status == 400
    assert hub.patch(path, {"op": "replace", "path": "active", "value": False}).status == 200


def test_a_pending_user_may_read_inactive(ruled_basic, bodies):
    assert ruled_basic(pending_is_active=False).scim("POST", "/Users", bodies.user("ada-l")).json["active"] is False


def test_reactivation_may_make_a_member_at_once(ruled_basic):
    hub = ruled_basic(reactivated="member")
    path = f"/Users/{hub.create('ada-l')}"
    for active in (False, True):
        hub.patch(path, {"op": "replace", "value": {"active": active}})
    assert hub.state()["members"] == {"ada-l": "active"}


def test_the_role_of_a_new_member_is_a_rule(ruled):
    hub = ruled(default_role="contributor")
    hub.create()
    assert hub.api("GET", "/members").json[0]["role"] == "contributor"


def test_an_earlier_token_may_go_on_working_and_survives_a_snapshot(ruled):
    hub = ruled(earlier_tokens="kept")
    new = hub.hook("POST", "/token").json["token"]
    hub.hook("PUT", "/snapshot", hub.hook("GET", "/snapshot").json)
    assert hub.scim("GET", "/Users").status == 200
    hub.token = new
    assert hub.scim("GET", "/Users").status == 200
    hub.hook("DELETE", "/token")
    assert hub.scim("GET", "/Users").status == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/Users", "/Groups"])
def test_a_malformed_id_may_be_a_bad_request(ruled, ruled_basic, bodies, method, path):
    for hub in (ruled(malformed_id=400), ruled_basic(malformed_id=400)):
        body = None if method in ("GET", "DELETE") else bodies.user()
        malformed = hub.scim(method, f"{path}/123", body)
        unknown = hub.scim(method, f"{path}/66b1f0c2a9d34e0f1a2b3c4d", body)
        assert (malformed.status, malformed.json["scimType"], unknown.status) == (400, "invalidValue", 404)


def test_locations_on_basic_may_name_the_managed_family(ruled_basic, bodies):
    answering, managed = ruled_basic(), ruled_basic(basic_location="managed")
    for hub, family in ((answering, "scim-provisioning"), (managed, "scim")):
        created = hub.scim("POST", "/Users", bodies.user("ada-l"))
        assert created.json["meta"]["location"].endswith(f"/acme/{family}/v2/Users/{created.json['id']}")


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_groups_null_external_id_may_be_refused(ruled, bodies, method):
    strict = ruled(null_group_external_id="refuse")
    lenient = ruled()
    for hub, status in ((strict, 400), (lenient, 201 if method == "POST" else 200)):
        path = "/Groups" if method == "POST" else f"/Groups/{hub.group('team')}"
        assert hub.scim(method, path, bodies.group("other") | {"externalId": None}).status == status
    assert strict.scim("POST", "/Groups", bodies.group("third")).status == 201


def test_a_name_outside_the_organization_may_be_free_in_it(make, bodies):
    hub = make(accounts=ACCOUNTS, rules=Rules(username_reach="organization"))
    created = hub.scim("POST", "/Users", bodies.user("ada-l"))
    assert created.status == 201
    assert hub.scim("GET", '/Users?filter=userName eq "ada-l"').json["Resources"] == [created.json]
    assert hub.scim("PUT", f"/Users/{hub.create('other')}", bodies.user("ada-l")).status == 409
    assert hub.scim("POST", "/Users", bodies.user("ada-l")).json["scimType"] == "uniqueness"


def test_a_renaming_may_take_a_name_outside_the_organization(make, bodies):
    for reach, status in (("organization", 200), ("hub", 409)):
        hub = make(accounts=ACCOUNTS, rules=Rules(username_reach=reach))
        assert hub.scim("PUT", f"/Users/{hub.create('other')}", bodies.user("ada-l")).status == status


def test_a_full_name_may_fall_apart_at_its_last_space(make, bodies):
    accounts = [{"username": "grace-h", "full_name": "Grace Brewster Hopper", "email": "grace@acme.test"}]
    hub = make(sso="basic", accounts=accounts, rules=Rules(full_name_split="last_space"))
    name = hub.scim("POST", "/Users", bodies.user("grace-h")).json["name"]
    assert (name["givenName"], name["familyName"]) == ("Grace Brewster", "Hopper")


def test_all_tokens_of_an_organization_may_share_one_window(make):
    hub = make(owner_token="owner-token", rules=Rules(limit_counts="organization"))
    hub.scim("GET", "/Users")
    hub.token = "owner-token"
    assert "r=9998" in hub.api("GET", "/members").headers["RateLimit"]
    hub.token = "nobody's"
    assert "r=9999" in hub.api("GET", "/members").headers["RateLimit"]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "userName", "value": "ada.lovelace@acme.test"},
        {"op": "replace", "path": "name.givenName", "value": ""},
        {"op": "add", "value": {"emails": "none", "name": {"familyName": 7}}},
    ],
)
def test_on_basic_the_values_of_a_profile_patch_are_not_looked_at(ruled_basic, bodies, operation):
    hub = ruled_basic()
    before = hub.scim("POST", "/Users", bodies.user("ada-l")).json
    reply = hub.patch(f"/Users/{before['id']}", operation)
    assert (reply.status, reply.json) == (200, before)
