"""PATCH in every sender's shape: huggingface-scim 6.4 and 9."""

import pytest

WORK = 'emails[type eq "work"].value'


@pytest.mark.parametrize(
    ("operation", "attribute", "expected"),
    [
        ({"op": "replace", "path": "active", "value": False}, "active", False),
        ({"op": "replace", "value": {"active": False}}, "active", False),
        ({"op": "Replace", "path": "active", "value": "False"}, "active", False),
        ({"op": "add", "path": "userName", "value": "jane"}, "userName", "jane"),
        ({"op": "Add", "path": "externalId", "value": "x"}, "externalId", "x"),
        ({"op": "replace", "value": {"userName": "jane"}}, "userName", "jane"),
        ({"op": "replace", "value": {"USERNAME": "jane"}}, "userName", "jane"),
        ({"op": "remove", "path": "externalId"}, "externalId", None),
        ({"op": "remove", "path": "externalId", "value": None}, "externalId", None),
    ],
)
def test_a_user_attribute_changes(hub, operation, attribute, expected):
    user_id = hub.create()
    reply = hub.patch(f"/Users/{user_id}", operation)
    assert reply.status == 200
    assert reply.json[attribute] == expected
    assert hub.scim("GET", f"/Users/{user_id}").json == reply.json


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "name.givenName", "value": "Jane"},
        {"op": "replace", "value": {"name": {"givenName": "Jane"}}},
        {"op": "replace", "value": {"name.givenName": "Jane"}},
    ],
)
def test_nested_and_dotted_names_are_the_same(hub, operation):
    reply = hub.patch(f"/Users/{hub.create()}", operation)
    assert reply.json["name"] == {"givenName": "Jane", "familyName": "Doe", "formatted": "Jane Doe"}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": WORK, "value": "new@example.com"},
        {"op": "replace", "value": {WORK: "new@example.com"}},
        {"op": "replace", "value": {"emails": [{"value": "new@example.com", "type": "home"}]}},
    ],
)
def test_the_address_changes_in_every_spelling(hub, operation):
    reply = hub.patch(f"/Users/{hub.create()}", operation)
    assert reply.json["emails"] == [{"value": "new@example.com", "primary": True, "type": "work"}]


def test_unknown_attributes_without_a_path_are_ignored(hub):
    user_id = hub.create()
    before = hub.scim("GET", f"/Users/{user_id}").json
    reply = hub.patch(f"/Users/{user_id}", {"op": "replace", "value": {"password": "s3cret", "title": "x"}})
    assert (reply.status, reply.json) == (200, before)


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        ({"op": "replace", "path": "displayName", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "emails[type eq 'work'].value", "value": "a@b.co"}, "invalidPath"),
        ({"op": "remove", "path": "title"}, "invalidPath"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "replace", "path": 7, "value": "x"}, "invalidPath"),
        ({"op": "move", "path": "active", "value": True}, "invalidSyntax"),
        ({"path": "active", "value": True}, "invalidSyntax"),
        ("replace", "invalidSyntax"),
        ({"op": "replace", "path": "active"}, "invalidValue"),
        ({"op": "replace", "path": "active", "value": "maybe"}, "invalidValue"),
        ({"op": "replace", "path": "active", "value": 1}, "invalidValue"),
        ({"op": "replace", "path": "userName", "value": "not valid"}, "invalidValue"),
        ({"op": "replace", "path": "externalId", "value": None}, "invalidValue"),
        ({"op": "replace", "path": "name.givenName", "value": ""}, "invalidValue"),
        ({"op": "replace", "path": WORK, "value": "nobody"}, "invalidValue"),
        ({"op": "replace", "value": "active"}, "invalidValue"),
        ({"op": "replace", "value": {"emails": "a@b.co"}}, "invalidValue"),
        ({"op": "replace", "value": {"emails": ["a@b.co"]}}, "invalidValue"),
    ],
)
def test_what_cannot_be_done_to_a_user_is_refused_by_kind(hub, operation, scim_type):
    user_id = hub.create()
    before = hub.scim("GET", f"/Users/{user_id}").json
    reply = hub.patch(f"/Users/{user_id}", {"op": "replace", "path": "active", "value": False}, operation)
    assert (reply.status, reply.json["scimType"]) == (400, scim_type)
    assert hub.scim("GET", f"/Users/{user_id}").json == before


def test_a_patch_without_operations_changes_nothing(hub):
    assert hub.patch(f"/Users/{hub.create()}").status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"Operations": []},
        {"schemas": [], "Operations": []},
        {"schemas": ["urn:other"], "Operations": []},
        {"schemas": "urn:ietf:params:scim:api:messages:2.0:PatchOp", "Operations": []},
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]},
        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": {}},
        [],
        "text",
    ],
)
@pytest.mark.parametrize("kind", ["Users", "Groups"])
def test_a_body_that_is_no_patch_message_is_a_syntax_error(hub, body, kind):
    target = hub.create() if kind == "Users" else hub.group()
    reply = hub.scim("PATCH", f"/{kind}/{target}", body)
    assert (reply.status, reply.json["scimType"]) == (400, "invalidSyntax")


def test_schema_urns_are_compared_without_regard_to_case(hub, bodies):
    body = {"schemas": [bodies.PATCH_URN.upper()], "Operations": [{"op": "replace", "value": {"active": False}}]}
    assert hub.scim("PATCH", f"/Users/{hub.create()}", body).json["active"] is False


def test_a_patch_to_someone_elses_name_is_a_conflict(hub):
    hub.create("one")
    reply = hub.patch(f"/Users/{hub.create('two')}", {"op": "replace", "path": "userName", "value": "one"})
    assert (reply.status, reply.json["scimType"]) == (409, "uniqueness")


@pytest.fixture
def team(hub):
    """A group of two, and a third user."""
    ids = [hub.create(name) for name in ("one", "two", "three")]
    return hub.group(members=ids[:2]), ids


def test_okta_removes_one_member_by_filter_and_adds_another(hub, team):
    group_id, (one, two, three) = team
    remove = {"op": "remove", "path": f'members[value eq "{one}"]'}
    reply = hub.patch(f"/Groups/{group_id}", remove, {"op": "add", "path": "members", "value": [{"value": three}]})
    assert reply.status == 200
    assert [each["value"] for each in reply.json["members"]] == [two, three]


def test_entra_removes_members_by_value(hub, team):
    group_id, (one, two, _) = team
    reply = hub.patch(f"/Groups/{group_id}", {"op": "Remove", "path": "members", "value": [{"value": one}]})
    assert [each["value"] for each in reply.json["members"]] == [two]


def test_remove_members_without_a_value_empties_the_group(hub, team):
    reply = hub.patch(f"/Groups/{team[0]}", {"op": "remove", "path": "members"})
    assert reply.json["members"] == []


@pytest.mark.parametrize("with_path", [True, False])
def test_push_now_replaces_all_members(hub, team, with_path):
    group_id, (_, two, three) = team
    listed = [{"value": three}, {"value": two}]
    operation = {"path": "members", "value": listed} if with_path else {"value": {"members": listed}}
    reply = hub.patch(f"/Groups/{group_id}", {"op": "replace", **operation})
    assert {each["value"] for each in reply.json["members"]} == {two, three}


def test_push_now_of_an_empty_group_removes_all(hub, team):
    reply = hub.patch(f"/Groups/{team[0]}", {"op": "replace", "path": "members", "value": []})
    assert (reply.status, reply.json["members"]) == (200, [])


def test_a_single_member_object_is_taken_for_a_list_of_one(hub, team):
    group_id, (_, _, three) = team
    reply = hub.patch(f"/Groups/{group_id}", {"op": "Add", "path": "members", "value": {"value": three}})
    assert len(reply.json["members"]) == 3


def test_operations_on_members_take_effect_in_their_order(hub, team):
    group_id, (one, two, three) = team
    add = {"op": "add", "path": "members", "value": [{"value": three}]}
    drop = {"op": "remove", "path": f'members[value eq "{three}"]'}
    clear = {"op": "remove", "path": "members"}
    assert hub.members(hub.patch(f"/Groups/{group_id}", add, drop).json["id"]) == [one, two]
    assert hub.members(hub.patch(f"/Groups/{group_id}", drop, add).json["id"]) == [one, two, three]
    assert hub.members(hub.patch(f"/Groups/{group_id}", add, clear, add).json["id"]) == [three]


def test_adding_a_present_and_removing_an_absent_member_change_nothing(hub, team):
    group_id, (one, two, three) = team
    add = {"op": "add", "path": "members", "value": [{"value": one}]}
    reply = hub.patch(f"/Groups/{group_id}", add, {"op": "remove", "path": f'members[value eq "{three}"]'})
    assert [each["value"] for each in reply.json["members"]] == [one, two]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "value": {"id": "whatever", "displayName": "New name"}},
        {"op": "Replace", "path": "displayName", "value": "New name"},
    ],
)
def test_a_rename_in_both_shapes(hub, team, operation):
    reply = hub.patch(f"/Groups/{team[0]}", operation)
    assert reply.json["displayName"] == "New name"
    assert len(reply.json["members"]) == 2


def test_a_group_external_id_is_set(hub, team):
    reply = hub.patch(f"/Groups/{team[0]}", {"op": "add", "path": "externalId", "value": "x"})
    assert reply.json["externalId"] == "x"


@pytest.mark.parametrize(
    ("operation", "scim_type"),
    [
        ({"op": "remove"}, "noTarget"),
        ({"op": "remove", "path": "displayName"}, "mutability"),
        ({"op": "remove", "path": "nonsense"}, "invalidPath"),
        ({"op": "remove", "path": "members", "value": [{}]}, "invalidValue"),
        ({"op": "replace", "path": "nonsense", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "displayName", "value": 7}, "invalidValue"),
        ({"op": "replace", "value": ["x"]}, "invalidValue"),
        ({"op": "add", "path": "members", "value": "x"}, "invalidValue"),
        ({"op": "add", "path": "members", "value": ["x"]}, "invalidValue"),
        ({"op": "add", "path": "members", "value": [{"value": 7}]}, "invalidValue"),
        ({"op": "add", "path": "members", "value": [{"value": "66b1f0c2a9d34e0f1a2b3c4d"}]}, "invalidValue"),
    ],
)
def test_what_cannot_be_done_to_a_group_is_refused_and_nothing_is_applied(hub, team, operation, scim_type):
    before = hub.scim("GET", f"/Groups/{team[0]}").json
    rename = {"op": "replace", "path": "displayName", "value": "Half done"}
    reply = hub.patch(f"/Groups/{team[0]}", rename, {"op": "remove", "path": "members"}, operation)
    assert (reply.status, reply.json["scimType"]) == (400, scim_type)
    assert hub.scim("GET", f"/Groups/{team[0]}").json == before
