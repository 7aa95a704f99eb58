"""Warnings: each trap is seen where it is, and not where it is not."""

import pytest

from simulator.okta.expression import lint, parse, parse_template

NULLABLE = {"user.middleName", "user.title", "nick"}


def traps(text: str, **options: object) -> list[tuple[str, int]]:
    options.setdefault("nullable", NULLABLE)
    return [(trap.code, trap.position) for trap in lint(parse(text), **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a' + user.middleName", [6]),
        ("user.middleName + '-' + user.title", [0, 24]),
        ("'a' + (user.title)", [7]),
        ("nick + 'a'", [0]),
        ("'a' + String.toLowerCase(String.removeSpaces(user.title))", [45]),
        ("String.len('a' + user.title)", [17]),
        ("{'a' + user.title}[0]", [7]),
        ("user.login == 'x' ? 'a' + user.title : ''", [26]),
        ("'a' + user.login", []),
        ("user.middleName", []),
        ("user.title - 1", [0]),
        ("5 - user.title", []),
        ("'a' + (user.title ?: '')", []),
        ("'a' + String.len(user.title)", []),
        ("'a' + user.title[0]", []),
        ("user.title != null ? 'a' + user.title : ''", []),
        ("String.len(user.title) > 0 ? 'a' + user.title : 'b' + user.middleName", [54]),
        ("user.title * 2", []),
    ],
)
def test_plus_on_a_nullable_attribute_is_pointed_out(text: str, expected: list[int]) -> None:
    assert [position for code, position in traps(text) if code == "null-in-concatenation"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'p' + true ? 'a' : 'b'", [("ternary-in-sum", 0)]),
        ("'q' + user.login ?: 'z'", [("elvis-in-sum", 0)]),
        ("'p' + (true ? 'a' : 'b')", []),
        ("'q' + (user.login ?: 'z')", []),
        ("true ? 'a' : 'b' + 'c'", []),
        ("1 + 1 == 2 ? 'a' : 'b'", []),
        ("toUpperCase(user.login)", [("deprecated-function", 0)]),
        ("'a' + substring(user.login, 0, 1)", [("deprecated-function", 6)]),
        ("user.login matches 'a'", [("deprecated-operator", 11)]),
        ("Groups.contains('OKTA', 'a', 1)", [("claims-only", 0)]),
        ("1 + nope()", [("unknown-function", 4)]),
        ("String.nope('a')", [("unknown-function", 7)]),
        ("String.len()", [("argument-count", 0)]),
        ("String.toLowerCase(user.login)", []),
    ],
)
def test_trap_is_pointed_out(text: str, expected: list[tuple[str, int]]) -> None:
    assert traps(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("isMemberOfGroupName('x')", "stale-membership"),
        ("isMemberOfAnyGroup('x')", "stale-membership"),
        ("getFilteredGroups({'x'}, 'group.id', 1)", "stale-membership"),
        ("user.getGroups().![name]", "stale-membership"),
        ("getManagerUser('active_directory').firstName", "stale-relation"),
    ],
)
def test_result_that_goes_stale_is_pointed_out_in_update_rows_only(text: str, code: str) -> None:
    assert [found for found, _ in traps(text, apply="create_and_update")] == [code]
    assert traps(text, apply="create_only") == []
    assert traps(text) == []


def test_other_methods_of_the_user_do_not_go_stale() -> None:
    assert traps("user.getInternalProperty('id')", apply="create_and_update") == []
    assert traps("user.login", apply="create_and_update") == []


def test_traps_come_in_the_order_of_the_text_and_say_what_to_do() -> None:
    found = lint(parse("toLowerCase('a' + user.title)"), nullable=NULLABLE)

    assert [trap.position for trap in found] == [0, 18]
    assert "String.toLowerCase" in found[0].message
    assert "(user.title ?: '')" in found[1].message


def test_templates_and_the_other_dialect_have_none_of_the_classic_traps() -> None:
    assert lint(parse_template("${fn:toLowerCase(source.login)}"), nullable={"source.login"}) == []
    assert lint(parse("'a' + user.title", dialect="oie"), nullable={"user.title"}) == []
