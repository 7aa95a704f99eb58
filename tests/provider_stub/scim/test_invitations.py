"""/Users of an organization with Basic SSO: huggingface-scim 6 and 8."""

import pytest


@pytest.fixture
def invited(basic, bodies):
    """Ada's id after a POST."""
    return basic.scim("POST", "/Users", bodies.user("ada-l", name=None)).json["id"]


def invitations(hub):
    return [each["type"] for each in hub.api("GET", "/audit-log/export").json].count("org.invite_user")


def test_a_post_invites_an_existing_account_and_answers_its_profile(basic, bodies):
    reply = basic.scim("POST", "/Users", bodies.user("ada-l", emails=[{"value": "elsewhere@acme.test"}]))
    assert reply.status == 201
    assert reply.json["name"] == {"givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace"}
    assert reply.json["emails"][0]["value"] == "ada@acme.test"
    assert reply.json["externalId"] == "00u-ada-l"
    assert "/scim-provisioning/v2/Users/" in reply.json["meta"]["location"]
    assert basic.state()["members"] == {"ada-l": "pending", "linus": "active"}


def test_a_family_name_is_all_after_the_first_space(basic, bodies):
    assert basic.scim("POST", "/Users", bodies.user("grace-h")).json["name"]["familyName"] == "Brewster Hopper"
    assert basic.scim("POST", "/Users", bodies.user("linus")).json["name"]["familyName"] == ""


def test_the_invited_person_becomes_a_member_on_acceptance(basic, invited):
    assert basic.hook("POST", "/invitations/ada-l/accept").status == 200
    assert basic.state()["members"]["ada-l"] == "active"
    assert basic.scim("GET", f"/Users/{invited}").json["active"] is True


def test_inviting_again_sends_no_second_mail(basic, bodies, invited):
    again = basic.scim("POST", "/Users", bodies.user("ada-l"))
    assert (again.status, again.json["id"]) == (201, invited)
    assert invitations(basic) == 1


def test_a_member_is_adopted_without_an_invitation(basic, bodies):
    assert basic.scim("GET", "/Users").json["totalResults"] == 0
    assert basic.scim("POST", "/Users", bodies.user("linus")).status == 201
    assert basic.state()["members"]["linus"] == "active"
    assert invitations(basic) == 0
    assert basic.scim("GET", "/Users").json["totalResults"] == 1


def test_creating_inactive_sends_no_invitation(basic, bodies):
    reply = basic.scim("POST", "/Users", bodies.user("ada-l", active=False))
    assert (reply.status, reply.json["active"], invitations(basic)) == (201, False, 0)


def test_an_external_id_of_another_user_is_a_conflict(basic, bodies, invited):
    assert basic.scim("POST", "/Users", bodies.user("grace-h", externalId="00u-ada-l")).status == 409
    grace = basic.create("grace-h")
    reply = basic.scim("PUT", f"/Users/{grace}", {"schemas": ["x"], "externalId": "00u-ada-l"})
    assert (reply.status, reply.json["scimType"]) == (409, "uniqueness")


def test_a_username_without_an_account_cannot_be_invited(basic, bodies):
    assert basic.scim("POST", "/Users", bodies.user("nobody")).status == 404


@pytest.mark.parametrize("missing", ["schemas", "userName", "emails", "externalId"])
def test_a_post_lacking_a_required_member_is_refused(basic, bodies, missing):
    assert basic.scim("POST", "/Users", bodies.user("ada-l", **{missing: None})).json["scimType"] == "invalidValue"


def test_put_changes_membership_and_external_id_and_ignores_the_profile(basic, bodies, invited):
    reply = basic.scim("PUT", f"/Users/{invited}", bodies.user("new-name", externalId="new", active=False))
    assert reply.status == 200
    assert (reply.json["userName"], reply.json["externalId"], reply.json["active"]) == ("ada-l", "new", False)
    assert basic.state()["members"]["ada-l"] == "inactive"


@pytest.mark.parametrize(
    "body", [{"schemas": ["x"]}, {"externalId": "x"}, {"schemas": ["x"], "externalId": "x", "active": "yes"}]
)
def test_put_checks_what_it_needs(basic, invited, body):
    assert basic.scim("PUT", f"/Users/{invited}", body).status == 400


def test_reactivation_invites_again(basic, invited):
    basic.patch(f"/Users/{invited}", {"op": "replace", "value": {"active": False}})
    basic.patch(f"/Users/{invited}", {"op": "Replace", "path": "active", "value": "True"})
    assert basic.state()["members"]["ada-l"] == "pending"
    assert invitations(basic) == 2


def test_a_patch_of_the_profile_is_accepted_and_ignored(basic, invited):
    reply = basic.patch(f"/Users/{invited}", {"op": "replace", "path": "userName", "value": "other"})
    assert (reply.status, reply.json["userName"]) == (200, "ada-l")


def test_a_patch_changes_the_external_id(basic, invited):
    reply = basic.patch(f"/Users/{invited}", {"op": "replace", "path": "externalId", "value": "x"})
    assert (reply.status, reply.json["externalId"]) == (200, "x")


def test_remove_is_not_supported(basic, invited):
    reply = basic.patch(f"/Users/{invited}", {"op": "remove", "path": "externalId"})
    assert (reply.status, reply.json["scimType"]) == (400, "mutability")


def test_delete_ends_membership_and_keeps_the_account(basic, bodies, invited):
    group = basic.group(members=[invited])
    assert basic.scim("DELETE", f"/Users/{invited}").status == 204
    assert basic.scim("GET", f"/Users/{invited}").status == 404
    assert basic.members(group) == []
    assert "ada-l" not in basic.state()["members"]
    assert "ada-l" in basic.state()["accounts"]
    assert basic.scim("POST", "/Users", bodies.user("ada-l")).status == 201


def test_delete_of_whom_scim_does_not_manage_is_not_found(basic):
    reply = basic.scim("DELETE", "/Users/66b1f0c2a9d34e0f1a2b3c4d")
    assert (reply.status, reply.json["detail"]) == (404, "User not found or not provisioned")


@pytest.mark.parametrize("path", ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"])
def test_there_is_no_discovery(basic, path):
    assert basic.scim("GET", path).status == 404
