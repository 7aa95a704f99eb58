"""Group functions and the people around a person."""

import pytest

GROUPS = [
    {"id": "g1", "name": "Everyone", "type": "BUILT_IN"},
    {"id": "g2", "name": "West Coast", "type": "OKTA_GROUP", "sourceId": "s2"},
    {"id": "g3", "name": "West Wing", "type": "APP_GROUP", "sourceId": "s3", "app": "active_directory"},
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("isMemberOfGroup(null)", False),
        ("isMemberOfAnyGroup()", False),
        ("isMemberOfAnyGroup('x', 'g3')", True),
        ("isMemberOfGroupName('west coast')", False),
        ("isMemberOfGroupName(null)", False),
        ("isMemberOfGroupNameContains('Wing')", True),
        ("isMemberOfGroupNameRegex('West')", False),
        ("isMemberOfGroupNameRegex('/West .*')", True),
        ("isMemberOfGroupNameRegex(null)", False),
        ("user.getGroups().![id]", ["g1", "g2", "g3"]),
        ("user.getGroups({'group.source.id': {'s2', 's3'}}).![source.id]", ["s2", "s3"]),
        ("user.getGroups({'group.profile.name': 'West.*'}).![profile.name]", ["West Coast", "West Wing"]),
        ("user.getGroups({'group.profile.name': 'West Coast', 'operator': 'EXACT'}).![type]", ["OKTA_GROUP"]),
        ("user.getGroups({'group.id': 'g2', 'group.type': 'APP_GROUP'})", []),
        ("user.getGroups().?[type == 'BUILT_IN'].![name]", ["Everyone"]),
        ("getFilteredGroups({'g1', 'g2', 'x'}, 'group.profile.name', 2)", ["Everyone", "West Coast"]),
        ("getFilteredGroups('g1,g2', 'String.toUpperCase(group.name) + user.login', 2)", ["EVERYONEj", "WEST COASTj"]),
        ("getFilteredGroups({'x'}, 'group.id', 1)", []),
        ("Groups.startsWith('OKTA', 'West', 100)", ["West Coast"]),
        ("Groups.contains('active_directory', 'Wing', 10)", ["West Wing"]),
        ("Groups.endsWith('s3', 'Wing', 10)", ["West Wing"]),
        ("Groups.endsWith('OKTA', 'x', 10)", None),
        ("Groups.endsWith(null, null, 10)", None),
    ],
)
def test_group_function_gives(value, text: str, expected: object) -> None:
    assert value(text, user={"login": "j"}, groups=GROUPS) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("getFilteredGroups({'g1', 'g2'}, 'group.id', 1)", "LIMIT"),
        ("getFilteredGroups({'g1'}, 'group.id', 0)", "LIMIT"),
        ("getFilteredGroups({'g1'}, 'group.id', 101)", "LIMIT"),
        ("getFilteredGroups({'g1'}, 'group.nope', 1)", "EL1008E"),
        ("getFilteredGroups({'g1'}, 'group.', 1)", "EL1044E"),
        ("getFilteredGroups({'g1'}, null, 1)", "EMPTY"),
        ("getFilteredGroups({'g1'}, 'getFilteredGroups({1}, 1, 1)', 1)", "EL1006E"),
        ("Groups.contains('OKTA', '', 1)", "LIMIT"),
        ("isMemberOfGroupNameRegex('(?x)x')", "PATTERN"),
        ("user.getGroups('g1')", "CRITERIA"),
        ("user.getGroups({'group.nope': 'x'})", "CRITERIA"),
        ("user.getGroups({'group.id': 'x', 'operator': 'LIKE'})", "CRITERIA"),
        ("user.getInternalProperty('lastLogin')", "EL1008E"),
        ("user.getLinkedObject('manager').firstName", "EL1007E"),
        ("user.isMemberOf({'group.id': 'g1'})", "EL1004E"),
        ("getManagerUser('active_directory').firstName", "EL1007E"),
    ],
)
def test_group_function_fails(failure, text: str, code: str) -> None:
    assert failure(text, groups=GROUPS).code == code


def test_group_comes_out_with_what_expressions_can_read_of_it(value) -> None:
    profile = {"name": "West Coast", "description": None}

    assert value("user.getGroups({'group.id': 'g2'})", groups=GROUPS) == [
        {"id": "g2", "name": "West Coast", "type": "OKTA_GROUP", "profile": profile, "source": {"id": "s2"}}
    ]


def test_internal_properties_are_null_where_there_are_none(value) -> None:
    assert value("user.getInternalProperty('id')") is None
    assert value("user.getInternalProperty('status')", internal={"status": "STAGED"}) == "STAGED"


@pytest.mark.parametrize(("accounts", "found"), [([], False), ([{"x": "1"}], True), ([{"x": "1"}, {"x": "2"}], False)])
def test_directory_user_is_found_only_when_there_is_exactly_one(value, accounts: list, found: bool) -> None:
    assert value("hasDirectoryUser()", ad=accounts) is found
    assert value("hasWorkdayUser()", workday=accounts) is found
    assert value("findDirectoryUser()?.x", ad=accounts) == ("1" if found else None)
    assert value("findWorkdayUser()?.x", workday=accounts) == ("1" if found else None)


def test_related_okta_user_has_the_base_attributes_and_an_app_user_only_its_own(value, failure) -> None:
    related = {"getManagerUser": {"firstName": "Ada"}, "getManagerAppUser": {"firstName": "Ada"}}

    assert value("getManagerUser('active_directory').nickName", rel=related) is None
    assert value("user.getLinkedObject('boss').title", linked={"boss": {}}) is None
    assert failure("getManagerAppUser('active_directory', 'google').nickName", rel=related).code == "EL1008E"
