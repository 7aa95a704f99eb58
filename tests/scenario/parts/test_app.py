"""The app integration."""

import pytest

from simulator.okta.wire import Wire
from simulator.scenario.parts.app import App, MappingRow


def test_mapping_rows_may_be_an_expression_alone_or_with_its_moment(read):
    mappings = read("app:\n  mappings: {displayName: user.login, title: {expression: user.title, apply: create_only}}")

    assert mappings.app.mappings == {
        "displayName": MappingRow(expression="user.login"),
        "title": MappingRow(expression="user.title", apply="create_only"),
    }
    assert mappings.app.mappings["displayName"].apply == "create_and_update"


@pytest.mark.parametrize("nothing", ["null", "~", ""])
def test_null_removes_a_row(read, nothing):
    assert read(f"app:\n  mappings:\n    emailType: {nothing}").app.mappings == {"emailType": None}


def test_attribute_remembers_what_was_written(read):
    (attribute,) = read("app:\n  attributes:\n    - {name: email, required: true}").app.attributes

    assert attribute.model_fields_set == {"name", "required"}


def test_attribute_values_are_plain_data(read):
    (attribute,) = read(
        "app:\n  attributes:\n"
        "    - {name: level, type: integer, default: 3, enum: [1, 2, 3], union: false, scope: personal}\n"
    ).app.attributes

    assert (attribute.default, attribute.enum, attribute.scope) == (3, (1, 2, 3), "personal")


def test_no_switch_leaves_the_wire_as_it_is(read):
    assert read("app: {wire: {}}").app.wire == Wire()


@pytest.mark.parametrize(
    "written, name, value",
    [
        ("filter_space: plus", "filter_space", "plus"),
        ('filter_space: "%20"', "filter_space", "%20"),
        ("empty_policy: null", "empty_policy", "null"),
        ("empty_policy: omit", "empty_policy", "omit"),
        ("profile_push_active: true", "profile_push_active", "true"),
        ("oin_user_patch: true", "oin_user_patch", True),
        ("reactivation_delay: 30", "reactivation_delay", 30),
        ("default_locale: en_US", "default_locale", "en_US"),
    ],
)
def test_switch_is_read_by_its_own_type(read, written, name, value):
    wire = read(f"app:\n  wire: {{{written}}}").app.wire

    assert getattr(wire, name) == value
    assert type(getattr(wire, name)) is type(value)


def test_every_wrong_switch_is_told(complaint):
    said = complaint("app:\n  wire:\n    filter_spac: plus\n    link_members: both\n").splitlines()

    assert said == [
        "test.yaml:4:5: `filter_spac` is not a switch; did you mean `filter_space`?",
        "test.yaml:5:19: `link_members` takes union or overwrite, not `both`",
    ]


def test_app_can_be_made_in_python():
    app = App(mappings={"title": MappingRow(expression="user.title"), "email": None}, wire=Wire(oin_user_patch=True))

    assert app.wire.oin_user_patch
    assert app.mappings["email"] is None
