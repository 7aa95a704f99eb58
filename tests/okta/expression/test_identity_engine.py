"""The Identity Engine dialect: its methods, and how each dialect answers calls of the other."""

import pytest

from simulator.errors import ExpressionError
from simulator.okta.expression import Scope, parse

PERSON = {
    "id": "00u1",
    "status": "ACTIVE",
    "created": "2015-07-30T23:58:32.000Z",
    "profile": {"login": "jane@acme.com", "colors": ["red", "blue"]},
}
SCOPE = Scope(
    {"login": "jane@acme.com", "email": "jane@acme.com", "city": "Oslo"},
    identity=PERSON,
    now="2015-07-31T17:18:37.979Z",
)


def value(text: str, scope: Scope = SCOPE) -> object:
    return parse(text, dialect="oie").evaluate(scope)


def failure(text: str, dialect: str = "oie") -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text, dialect="oie" if dialect == "oie" else "classic").evaluate(SCOPE)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user.id + user.status", "00u1ACTIVE"),
        ("user.lastLogin", None),
        ("user.profile.nickName", None),
        ("user.profile.login.startsWith('jane')", True),
        ("user.profile.colors.add('green').size()", 3),
        ("user.profile.colors.remove('red').![x]", []),
        ("{1, 2}.contains(2)", True),
        ("2.5.toNumber()", 2.5),
        ("5.toInteger()", 5),
        ("1e300.toInteger()", -1),
        ("'USA'.parseCountryCode().toName()", "United States"),
        ("user.created.plusDays(2)", "2015-08-01T23:58:32Z"),
        ("user.created.minusSeconds(2).toUnix()", "1438300710000"),
        ("user.created.toString()", "2015-07-30T23:58:32Z"),
        ("DateTime.now().toZone('Europe/Paris')", "2015-07-31T19:18:37.979+02:00[Europe/Paris]"),
        ("DateTime.now().plusHours(1).withinMinutes(60)", True),
        ("DateTime.now().plusHours(1).withinMinutes(59)", False),
        ("DateTime.now().withinDays(2147483647)", True),
        ("user.profile.title?.toUpperCase()", None),
        ("{user.created, 'US'.parseCountryCode()}", ["2015-07-30T23:58:32Z", "US"]),
    ],
)
def test_identity_engine_expression_gives(text: str, expected: object) -> None:
    if ".![x]" in text:
        assert failure(text).code == "EL1008E"
    else:
        assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("user.nope", "EL1008E"),
        ("user.login", "EL1008E"),
        ("user.profile.nope", "EL1008E"),
        ("user.profile.title.toUpperCase()", "EL1011E"),
        ("user.profile.login.nope()", "EL1004E"),
        ("true.toInteger()", "EL1004E"),
        ("{'a': 1}.size()", "EL1004E"),
        ("'a'.substring()", "EL1004E"),
        ("'a'.substring(1, 2, 3)", "EL1004E"),
        ("'a'.substring(2)", "SIOOBE"),
        ("user.created.plusDays(2147483647)", "TIME"),
        ("user.created.toZone('Mars')", "ZONE"),
        ("'Atlantis'.parseCountryCode()", "COUNTRY"),
        ("'abc'.parseUnixTime()", "TIME"),
        ("user.getInternalProperty('id')", "EL1004E"),
        ("String.nope('a')", "EL1004E"),
        ("nope()", "EL1006E"),
    ],
)
def test_identity_engine_expression_fails(text: str, code: str) -> None:
    assert failure(text).code == code


def test_a_method_that_a_value_has_not_is_named_with_what_the_value_is() -> None:
    assert "a text has no method nope" in failure("user.profile.login.nope()").message


def test_wrong_argument_count_counts_without_the_receiver() -> None:
    assert "contains takes 1 argument(s), and 0 are given" in failure("'a'.contains()").message
    assert "substring takes 1 to 2 argument(s), and 3 are given" in failure("'a'.substring(1, 2, 3)").message


def test_user_of_the_identity_engine_is_made_of_the_classic_one() -> None:
    scope = Scope({"login": "jane"}, internal={"id": "00u2"})

    assert value("user.id + user.profile.login", scope) == "00u2jane"
    assert value("user.status", scope) is None


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("user.profile.email.toLowerCase()", "String.toLowerCase(user.email)"),
        ("user.login.substringBefore('@')", "String.substringBefore(user.login, '@')"),
        ("user.login.replace('a', user.city)", "String.replace(user.login, 'a', user.city)"),
        ("user.login.length()", "String.len(user.login)"),
        ("user.login.substring(1, 2)", "String.substring(user.login, 1, 2)"),
        ("'USA'.parseCountryCode().toAlpha2()", "Iso3166Convert.toAlpha2('USA')"),
        ("'USA'.parseCountryCode().toName()", "Iso3166Convert.toName('USA')"),
        ("'USA'.parseCountryCode().nope()", "Iso3166Convert.toAlpha2('USA')"),
        ("'1'.toInteger()", "Convert.toInt('1')"),
        ("{1}.size()", "Arrays.size({1})"),
        ("user.login.parseStringTime()", "Time.fromStringToIso8601(user.login)"),
        ("user.login.plusDays(1)", "nothing like it"),
        ("user.isMemberOf({'group.id': 'x'})", "isMemberOfGroup"),
        ("DateTime.now()", "Time.now()"),
        ("('" + "a" * 80 + "').length()", "String.len(...)"),
    ],
)
def test_classic_refuses_with_the_classic_spelling(text: str, spelling: str) -> None:
    text = text.replace("user.profile.email", "user.email")
    error = failure(text, "classic")

    assert error.code == "EL1004E"
    assert spelling in error.message


def test_classic_points_out_that_profile_is_the_other_dialect() -> None:
    error = failure("user.profile.email.toLowerCase()", "classic")

    assert error.code == "EL1008E"
    assert "write user.email" in error.message


def test_method_that_nobody_knows_has_no_advice() -> None:
    error = failure("user.login.nope()", "classic")

    assert error.code == "EL1004E"
    assert ";" not in error.message


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("String.toLowerCase(user.profile.login)", "user.profile.login.toLowerCase()"),
        ("String.substringBefore(user.profile.login, '@')", "user.profile.login.substringBefore('@')"),
        ("String.len('a')", "'a'.length()"),
        ("String.append('a', 'b')", "'a' + 'b'"),
        ("Arrays.contains({1}, 1)", "{1}.contains(1)"),
        ("Convert.toInt('1')", "'1'.toInteger()"),
        ("Time.fromUnixToIso8601('1')", "'1'.parseUnixTime()"),
        ("isMemberOfGroupName('x')", "user.isMemberOf"),
    ],
)
def test_identity_engine_refuses_with_its_own_spelling(text: str, spelling: str) -> None:
    error = failure(text)

    assert error.code in ("EL1004E", "EL1006E")
    assert spelling in error.message


@pytest.mark.parametrize("text", ["Arrays.clear({1})", "String.join(',', 'a')", "Nope.length('a')"])
def test_a_function_that_has_no_method_in_its_place_gets_no_spelling(text: str) -> None:
    assert "write" not in failure(text).message


def test_methods_can_be_switched_on_in_classic_expressions() -> None:
    from simulator.okta.expression import Settings

    scope = Scope({"login": "Jane"}, settings=Settings(identity_engine="evaluate"))

    assert parse("user.login.toLowerCase() + 5.toInteger()").evaluate(scope) == "jane5"
