"""The schemas of app users and of Okta users as the Management API changes them."""

from dataclasses import replace

import pytest

from simulator.okta.actions import schemas
from simulator.okta.actions.record import Refused
from simulator.okta.profiles import AppAttribute

HELD = AppAttribute(
    "team", "org.team", "urn:acme", "string", "Team", True, "personal", True, "red", ("red", "blue"), base=False
)


@pytest.fixture
def w(world):
    return world()


def test_an_attribute_described_by_nothing_is_a_text_without_a_namespace():
    assert schemas.attribute_of("team", {}, None) == AppAttribute("team", namespace=None)


def test_what_a_description_leaves_out_is_as_it_was():
    assert schemas.attribute_of("team", {}, HELD) == HELD


@pytest.mark.parametrize("described, member, value", [
    ({"type": "integer"}, "type", "integer"),
    ({"externalName": "division"}, "external_name", "division"),
    ({"externalNamespace": "urn:other"}, "namespace", "urn:other"),
    ({"title": "Squad"}, "title", "Squad"),
    ({"required": False}, "required", False),
    ({"scope": "NONE"}, "scope", "group"),
    ({"scope": "elsewhere"}, "scope", "personal"),
    ({"union": "DISABLE"}, "union", False),
    ({"enum": ["green"]}, "enum", ("green",)),
])  # fmt: skip
def test_what_a_description_names_is_changed_alone(described, member, value):
    changed = schemas.attribute_of("team", described, HELD)

    assert getattr(changed, member) == value
    assert replace(changed, **{member: getattr(HELD, member)}) == HELD


def test_scope_and_union_are_read_by_oktas_words():
    new = schemas.attribute_of("team", {"scope": "SELF", "union": "ENABLE", "required": True}, None)

    assert (new.scope, new.union, new.required) == ("personal", True, True)


@pytest.mark.parametrize("described, said", [
    ({"type": "object"}, "team: The type 'object' is not supported"),
    ({"enum": "red"}, "team: enum is a list of values"),
    ({"externalName": "a..b"}, "team: external name 'a..b' cannot be read at character 3"),
    ({"externalName": ".team"}, "team: external name '.team' cannot be read at character 1"),
])  # fmt: skip
def test_an_attribute_that_cannot_be_as_described_is_refused(w, described, said):
    with pytest.raises(Refused) as refused:
        schemas.attribute_of("team", described, None)

    assert (str(refused.value), refused.value.about) == (said, "schema")


def test_a_name_that_is_no_path_needs_an_external_name_that_is_one():
    with pytest.raises(Refused, match=r"external name 'a\.\.b' cannot be read"):
        schemas.attribute_of("a..b", {}, None)
    assert schemas.attribute_of("a..b", {"externalName": "ab"}, None).path == "ab"


def test_merging_adds_changes_and_removes_and_is_a_change_of_the_app(w):
    user = w.person()
    w.assigned(user)
    before = set(w.app.schema)

    schemas.merge_app_schema(w.org, w.app, {"team": {"title": "Team"}, "squad": {}})
    schemas.merge_app_schema(w.org, w.app, {"team": {"type": "number"}, "squad": None, "unknown": None})

    assert set(w.app.schema) - before == {"team"}
    assert (w.app.schema["team"].title, w.app.schema["team"].type) == ("Team", "number")
    assert "squad" not in w.app.users[user.id].profile
    assert "team" in w.app.users[user.id].profile
    assert w.app.changed == w.org.now


@pytest.mark.parametrize("wrong, said", [
    ({"other": "a text"}, "other: an attribute is an object or null"),
    ({"other": {"type": "object"}}, "other: The type 'object' is not supported"),
    ({"userName": None}, "userName is a base attribute and cannot be removed."),
    ({"TEAM": {}}, "An attribute named team is in the profile of Hugging Face already."),
])  # fmt: skip
def test_a_merge_that_is_refused_has_changed_nothing(w, wrong, said):
    w.app.schema["userName"] = AppAttribute("userName", base=True)
    user = w.person()
    w.assigned(user)
    schema, profile = dict(w.app.schema), dict(w.app.users[user.id].profile)

    with pytest.raises(Refused) as refused:
        schemas.merge_app_schema(w.org, w.app, {"team": {}, **wrong})

    assert str(refused.value) == said
    assert (w.app.schema, w.app.users[user.id].profile, w.app.changed) == (schema, profile, 0.0)


def test_custom_attributes_of_people_come_and_go_with_their_values(w):
    user = w.person()

    schemas.merge_user_schema(w.org, {"team": {}, "size": {"type": "integer"}, "flag": {"type": "boolean"}})
    user.profile |= {"team": "red", "size": 3}
    schemas.merge_user_schema(w.org, {"size": None, "unknown": None, "firstNames": None})

    assert w.org.user_attributes == {"team": "string", "flag": "boolean"}
    assert user.profile["team"] == "red"
    assert "size" not in user.profile


def test_null_for_an_attribute_that_people_never_had_leaves_their_values(w):
    user = w.person(nickname="kept")

    schemas.merge_user_schema(w.org, {"nickname": None})

    assert user.profile["nickname"] == "kept"


@pytest.mark.parametrize("custom, said", [
    ({"team": {}, "email": {}}, "email is a base attribute"),
    ({"team": {}, "email": None}, "email is a base attribute"),
    ({"team": {}, "map": {"type": "object"}}, "map: The type 'object' is not supported"),
    ({"team": {}, "map": "string"}, "map: The type None is not supported"),
])  # fmt: skip
def test_a_user_schema_that_is_refused_has_changed_nothing(w, custom, said):
    with pytest.raises(Refused) as refused:
        schemas.merge_user_schema(w.org, custom)

    assert (str(refused.value), refused.value.about) == (said, "schema")
    assert w.org.user_attributes == {}
