"""The paths of mappings 4.2, read and written."""

import pytest

from simulator.okta.external_names import Selector, member, parse_path, read, remove, write

PRIMARY = Selector("primary", True)


@pytest.mark.parametrize(
    "text, path",
    [
        ("title", ("title",)),
        ("name.givenName", ("name", "givenName")),
        ("emails.^[primary==true].value", ("emails", PRIMARY, "value")),
        ("emails.^[primary==false].value", ("emails", Selector("primary", False), "value")),
        ("roles.^[type=='Primary'].value", ("roles", Selector("type", "Primary"), "value")),
        ('roles.^[type=="Primary"].value', ("roles", Selector("type", "Primary"), "value")),
        ("roles.^[ type == Primary ].value", ("roles", Selector("type", "Primary"), "value")),
        ("emails.[1].type", ("emails", 1, "type")),
        ("roles.^[type=='x']", ("roles", Selector("type", "x"))),
    ],
)
def test_a_path_is_read_into_its_segments(text, path):
    assert parse_path(text) == path


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("", "character 1"),
        ("name.", "character 6"),
        ("emails.^[primary=true].value", "character 8"),
        ("emails[0].value", "a dot goes there"),
        ("emails.[x].value", "character 8"),
        ("[0].value", "must begin with a name"),
    ],
)
def test_what_is_no_path_is_refused_with_the_place(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        parse_path(text)


@pytest.mark.parametrize(
    "text, resource",
    [
        ("title", {"title": "v"}),
        ("name.givenName", {"name": {"givenName": "v"}}),
        ("emails.^[primary==true].value", {"emails": [{"primary": True, "value": "v"}]}),
        ("roles.^[type=='Primary'].value", {"roles": [{"type": "Primary", "value": "v"}]}),
        ("emails.[1].type", {"emails": [{}, {"type": "v"}]}),
        ("tags.[0]", {"tags": ["v"]}),
        ("roles.^[type=='x']", {"roles": [{"type": "x", "value": "v"}]}),
        ("deep.[0].list.^[a==b].value", {"deep": [{"list": [{"a": "b", "value": "v"}]}]}),
    ],
)
def test_writing_makes_the_json_of_the_table_and_reading_finds_it_again(text, resource):
    made = {}

    write(made, parse_path(text), "v")

    assert made == resource
    found = read(made, parse_path(text))
    assert found == (resource["roles"][0] if text.endswith("]") and "^" in text else "v")


def test_paths_with_the_same_condition_write_into_one_element_condition_first():
    made = {}

    write(made, parse_path("emails.^[primary==true].value"), "a@b")
    write(made, parse_path("emails.^[primary==true].type"), "work")
    write(made, parse_path("emails.^[primary==false].value"), "c@d")

    assert made == {"emails": [{"primary": True, "value": "a@b", "type": "work"}, {"primary": False, "value": "c@d"}]}
    assert list(made["emails"][0]) == ["primary", "value", "type"]


def test_writing_twice_through_a_selector_changes_the_same_element():
    made = {"roles": [{"type": "x", "value": "old"}]}

    write(made, parse_path("roles.^[type=='x']"), "new")

    assert made == {"roles": [{"type": "x", "value": "new"}]}


def test_writing_replaces_what_has_the_wrong_shape():
    made = {"name": "Ada", "emails": {"value": "x"}, "places": ["text"]}

    write(made, parse_path("name.givenName"), "Ada")
    write(made, parse_path("emails.[0].value"), "a@b")
    write(made, parse_path("places.[0].value"), "London")

    assert made == {"name": {"givenName": "Ada"}, "emails": [{"value": "a@b"}], "places": [{"value": "London"}]}


@pytest.mark.parametrize(
    "text",
    [
        "title.more",
        "name.[0]",
        "name.middleName",
        "emails.[5].value",
        "emails.^[type=='home'].value",
        "absent.^[a==b].value",
    ],
)
def test_what_is_not_there_reads_as_none(text):
    resource = {"title": "x", "name": {"givenName": "Ada"}, "emails": [{"type": "work", "value": "a@b"}, "odd"]}

    assert read(resource, parse_path(text)) is None


def test_names_are_found_in_any_case_the_exact_one_first():
    assert read({"Name": {"GIVENNAME": "Ada"}}, parse_path("name.givenName")) == "Ada"
    assert member({"TITLE": 1, "title": 2}, "title") == 2
    assert member({"other": 1}, "title") is None


def test_removing_takes_emptied_objects_along_and_stops_at_lists():
    resource = {"urn:x": {"manager": {"value": "m"}}, "name": {"givenName": "A", "familyName": "B"}}
    elements = {"emails": [{"value": "a@b"}]}
    nested = {"urn:y": {"manager": "m"}}

    remove(resource, parse_path("name.givenName"))
    remove(resource, ("urn:x", "manager", "value"))
    remove(resource, parse_path("absent.member"))
    remove(nested, ("urn:y", "manager"))
    remove(elements, parse_path("emails.[0]"))

    assert resource == {"name": {"familyName": "B"}}
    assert elements == {"emails": [{"value": "a@b"}]}
    assert nested == {}
