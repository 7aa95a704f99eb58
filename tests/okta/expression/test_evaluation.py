"""Names, null, chains and the limits of an evaluation."""

import math

import pytest

from simulator.okta.expression import Expression, Scope, parse
from simulator.okta.expression.failures import MAX_STRING

JANE = {"firstName": "Jane", "lastName": "Doe", "login": "jane@acme.com", "colors": ["red", "blue"]}


def test_base_attribute_that_nobody_filled_is_null(value) -> None:
    assert value("user.nickName", user=JANE) is None


def test_attribute_that_is_not_in_the_schema_fails_with_a_suggestion(failure) -> None:
    error = failure("'x' + user.FirstName", user=JANE)

    assert (error.code, error.position) == ("EL1008E", 11)
    assert "did you mean firstName?" in error.message


def test_bare_name_is_an_attribute_of_the_source(value, failure) -> None:
    assert value("firstName", user=JANE, source={"firstName": "Ada"}) == "Ada"
    assert value("firstName", user=JANE) == "Jane"
    assert failure("firstNam", user=JANE).code == "EL1008E"


def test_source_is_the_user_where_none_is_given(value, failure) -> None:
    assert value("source.nickName", user=JANE) is None
    assert failure("source.nickName", user=JANE, source={"firstName": "Ada"}).code == "EL1008E"


def test_app_user_is_read_under_both_spellings(value, failure) -> None:
    assert value("appuser.x + appUser.x", appuser={"x": "1"}) == "11"
    assert (failure("appuser.x").code, failure("appuser.x").position) == ("EL1008E", 0)


def test_app_org_and_further_roots_are_read_by_name(value) -> None:
    roots = {"zendesk": {"email": "z@acme.com"}, "session": {"amr": ["pwd", "mfa"]}, "number": 5}

    assert value("app.domain + org.name", app={"domain": "acme"}, org={"name": "Acme"}) == "acmeAcme"
    assert value("zendesk.email", roots=roots) == "z@acme.com"
    assert value("session.amr[1]", roots=roots) == "mfa"
    assert value("number + 1", roots=roots) == 6


def test_whole_profile_comes_out_as_an_object(value) -> None:
    assert value("user", user={"login": "a"}) == {"login": "a"}
    assert value("{user, {'k': user}}", user={"login": "a"}) == [{"login": "a"}, {"k": {"login": "a"}}]


@pytest.mark.parametrize(("name", "expected"), [("displayName", "Jane Doe"), ("locale", "en_US")])
def test_quirk_gives_an_attribute_never_set_its_default(value, name: str, expected: str) -> None:
    assert value(f"user.{name}", user=JANE, quirks=True) == expected
    assert value(f"user.{name}", user={**JANE, name: None}, quirks=True) == expected
    assert value(f"user.{name}", user=JANE) is None
    assert value(f"user.{name}", user={**JANE, name: ""}, quirks=True) == ""


def test_display_name_of_half_a_name_has_no_stray_space(value) -> None:
    assert value("user.displayName", user={"lastName": "Doe"}, quirks=True) == "Doe"


def test_safe_navigation_gives_null_on_null_only(value, failure) -> None:
    assert value("user.manager?.x") is None
    assert value("user.manager?.x()") is None
    assert value("user.manager?.![x]") is None
    assert failure("user.manager?.x.y").code == "EL1007E"
    assert failure("user?.nope").code == "EL1008E"


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("user.title.x", "EL1007E", 11),
        ("user.login.x", "EL1008E", 11),
        ("user.title.x()", "EL1011E", 11),
        ("user.title[0]", "EL1012E", 10),
        ("user.colors[2]", "EL1025E", 11),
        ("user.colors[-1]", "EL1025E", 11),
        ("user.login['x']", "EL1001E", 10),
        ("user.login[99]", "EL1026E", 10),
        ("user.colors[null]", "EL1001E", 11),
        ("user['nope']", "EL1008E", 4),
        ("5[0]", "EL1027E", 1),
        ("user.title.![x]", "EL1019E", 11),
        ("user.login.?[true]", "EL1015E", 11),
        ("user.colors.?[1]", "EL1016E", 12),
        ("user.colors.![nope]", "EL1008E", 14),
        ("{{'n': 1}}.![m]", "EL1008E", 13),
        ("null + null", "EL1030E", 5),
        ("1 + 2 - 'a'", "EL1030E", 6),
        ("-'a'", "EL1030E", 0),
        ("+'a'", "EL1030E", 0),
        ("1 < 'a'", "EL1013E", 2),
        ("7 / 0", "ARITHMETIC", 2),
        ("7 % 0", "ARITHMETIC", 2),
        ("'p' + true ? 'a' : 'b'", "EL1001E", 0),
        ("true and user.title", "EL1001E", 9),
        ("!user.title", "EL1001E", 1),
        ("user.title matches 'a'", "EL1037E", 11),
        ("user.login matches user.title", "EL1038E", 11),
        ("user.login matches '['", "EL1018E", 11),
        ("{'a': 1} matches 'a'", "EL1001E", 9),
        ("String.len({'a': 1})", "EL1004E", 0),
        ("user.nope()", "EL1004E", 5),
        ("1 + String.nope()", "EL1004E", 11),
        ("1 + nope()", "EL1006E", 4),
        ("String.len()", "EL1004E", 0),
        ("String.len('a', 'b')", "EL1004E", 0),
        ("String.substring('a', 'x', 1)", "EL1001E", 0),
        ("String.substring('a', {}, 1)", "EL1001E", 0),
        ("String.substring('a', 1e300, 1)", "EL1001E", 0),
    ],
)
def test_failure_has_its_code_and_place(failure, text: str, code: str, position: int) -> None:
    error = failure(text, user=JANE)

    assert (error.code, error.position) == (code, position)
    assert error.message


def test_first_element_of_a_list_counts_as_the_condition(value) -> None:
    assert value("{true, 'x'} ? 1 : 2") == 1
    assert value("!{'no'}") is True


def test_maps_are_equal_by_their_entries(value) -> None:
    assert value("{'a': {1}} == {'a': {1}}") is True
    assert value("{'a': 1} == {'a': 2}") is False
    assert value("{'a': 1} != {'b': 1}") is True


def test_skipped_side_is_not_evaluated(value) -> None:
    assert value("false and user.nope", user=JANE) is False
    assert value("true or nope()", user=JANE) is True
    assert value("true ? 1 : user.nope", user=JANE) == 1
    assert value("1 ?: user.nope", user=JANE) == 1


def test_elements_are_picked_from_lists_texts_and_maps(value) -> None:
    assert value("user.colors[1]", user=JANE) == "blue"
    assert value("user.login[0] + 'é😀'[0] + user['login'][1]", user=JANE) == "jéa"
    assert value("{'a': 1}['a']") == 1
    assert value("{'a': 1}['b']") is None
    assert value("{a: 1}[a]") == 1
    assert value("user.colors[{1, 0}]", user=JANE) == "blue"
    assert value("user[firstName]", user=JANE) == "Jane"
    assert value("user.colors[firstIndex]", user=JANE, source={"firstIndex": 1}) == "blue"


def test_projection_and_selection_see_the_element(value) -> None:
    people = "{{'n': 1, 's': 'a'}, {'n': 2, 's': 'b'}, {'n': 3, 's': 'c'}}"

    assert value(f"{people}.![n + 1]") == [2, 3, 4]
    assert value(f"{people}.?[n > 1].![s]") == ["b", "c"]
    assert value(f"{people}.^[n > 1].s") == "b"
    assert value(f"{people}.$[n > 1].s") == "c"
    assert value(f"{people}.^[n > 9]") is None
    assert value(f"{people}.![String.toUpperCase(s)]") == ["A", "B", "C"]


def test_projection_and_selection_visit_the_entries_of_a_map(value) -> None:
    assert value("{'a': 1, 'b': 2}.![key]") == ["a", "b"]
    assert value("{'a': 1, 'b': 2}.?[value > 1]") == {"b": 2}
    assert value("{'a': 1, 'b': 2}.$[true]") == {"b": 2}
    assert value("{'a': 1, 'b': 2}.^[value > 5]") is None


def test_numbers_of_32_bits_wrap_and_longer_ones_do_not(value) -> None:
    assert value("2147483647 + 1") == -2147483648
    assert value("-(2147483647 + 1)") == -2147483648
    assert value("user.salary + 1", user={"salary": 5_000_000_000}) == 5_000_000_001
    assert value("2 ^ 100") == 2**63 - 1
    assert value("(0 - 2) ^ 63") == -(2**63)


def test_doubles_follow_ieee(value) -> None:
    assert value("7.0 / 0") == math.inf
    assert value("(0 - 7.0) / 0") == -math.inf
    assert math.isnan(value("0.0 / 0"))
    assert math.isnan(value("1.0 % 0"))
    assert value("1e308 ^ 2.0") == math.inf
    assert value("(0 - 1e308) ^ 3.0") == -math.inf
    assert value("0 ^ -1.0") == math.inf
    assert math.isnan(value("(0 - 2.0) ^ 0.5"))
    assert value("user.n + 1.5", user={"n": 10**400}) == math.inf
    assert value("'' + (0.0 / 0) + (1.0 / 0) + (-1.0 / 0)") == "NaNInfinity-Infinity"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *((1.0, "1.0"), (100.0, "100.0"), (1e7, "1.0E7"), (12345678.9, "1.23456789E7"), (0.001, "0.001")),
        *((0.00012, "1.2E-4"), (-1.5e-10, "-1.5E-10"), (1e22, "1.0E22"), (5e-324, "5.0E-324")),
    ],
)
def test_double_is_written_as_java_writes_it(value, number: float, written: str) -> None:
    assert value("'' + user.n", user={"n": number}) == written


def test_comparison_of_texts_goes_by_utf_16_units(value) -> None:
    assert value("'\uffff' > '😀'") is True
    assert value("'é' > 'z'") is True


def test_expression_is_parsed_once_and_knows_its_reads() -> None:
    expression = parse("user.login + appuser.x + firstName + user['city'] + user.getGroups() + colors[0] + zip.a()")

    assert isinstance(expression, Expression)
    assert expression.reads == {"user.login", "appuser.x", "firstName", "user.city", "colors", "zip"}
    assert expression == parse(expression.text)
    assert hash(expression) == hash(parse(expression.text))


def test_reads_are_found_everywhere_but_in_brackets() -> None:
    text = "user.a ? {user.b, (user.c)} : {k: user.d} ?: -user.e + f(user.f) + user.g.x(user.h)[user.i].![j].?[k]"

    assert parse(text).reads == {f"user.{letter}" for letter in "abcdefghi"}


@pytest.mark.parametrize(
    "text",
    [
        "user.big + user.big",
        "String.append(user.big, user.big)",
        "String.join('', user.big, user.big)",
        "String.replace(user.big, 'a', 'aa')",
        "Arrays.toCsvString({user.big, user.big})",
        "'a' * 2000000000",
        "'' + {user.big, user.big}",
        "String.len(user.huge)",
        "user.huge[5]",
        "'é' < user.huge",
        "Arrays.flatten(user.csv, user.csv)",
        "Arrays.add(user.list, 1)",
        "Arrays.size(user.csv + user.csv)",
    ],
)
def test_result_that_would_be_too_large_is_refused_before_it_is_made(failure, text: str) -> None:
    big = {"big": "a" * MAX_STRING, "huge": "é" * (MAX_STRING + 1), "csv": "a" + ",a" * 6_000, "list": [1] * 10_000}

    assert failure(text, user=big).code == "SIZE"


@pytest.mark.parametrize(
    "text",
    [
        "{1,2,3,4,5,6,7,8,9,10}" + ".![{1,2,3,4,5,6,7,8,9,10}" * 12 + "]" * 12,
        " and ".join(["(user.a matches '(a+)+b' or true)"] * 1_000),
        " + ".join(["String.len(String.toUpperCase(user.a))"] * 1_000),
        " or ".join(["Arrays.remove(user.list, 'b') == {}"] * 1_000),
        " or ".join(["user.list == user.list and false"] * 1_000),
        " or ".join(["'' + user.list == ''"] * 1_500),
    ],
)
def test_expression_that_would_take_long_is_stopped_and_explained(failure, text: str) -> None:
    error = failure(text, user={"a": "a" * 90_000, "list": [str(number) for number in range(10_000)]})

    assert error.code in ("SIZE", "EL1073E")
    assert "too much work" in error.message


def test_work_of_one_evaluation_does_not_count_for_the_next() -> None:
    expression, scope = parse("user.a matches '(a|b)+'"), Scope({"a": "ab" * 3_000})

    assert [expression.evaluate(scope) for _ in range(20)] == [True] * 20
