"""What is refused when an expression is saved although it parses."""

import pytest

from simulator.errors import ExpressionError
from simulator.okta.expression import Settings, check_names, parse, parse_template

KNOWN = {"user": {"hfUsername"}, "appuser": {"email", "givenName"}, "zendesk": {"role"}}


def refused(text: str, known: dict | None = None, **options: object) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        check_names(parse(text), KNOWN if known is None else known, **options)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "user.login + user.hfUsername + source.login + source.hfUsername",
        "appuser.email + appUser.givenName + zendesk.role",
        "app.anything + org.name + session.amr",
        "firstName + hfUsername",
        "user['login']",
        "user.getGroups().![anything]",
        "isMemberOfGroupName('x') ? 'a' : user.getInternalProperty('id')",
        "{'group.id': 1, anything: 2}",
        "user",
    ],
)
def test_names_of_the_schema_are_accepted(text: str) -> None:
    check_names(parse(text), KNOWN)


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ("'x' + user.logn", 11, "did you mean login?"),
        ("user.FirstName", 5, "did you mean firstName?"),
        ("user['logn']", 5, "login"),
        ("source.hfUserName", 7, "hfUsername"),
        ("appuser.mail", 8, "email"),
        ("appUser.mail", 8, "email"),
        ("String.login", 0, ""),
        ("1 + firstNme", 4, "firstName"),
        ("true ? user.login : user.nope", 25, ""),
        ("nope.x()", 0, ""),
    ],
)
def test_name_outside_the_schema_is_refused_where_it_stands(text: str, position: int, hint: str) -> None:
    error = refused(text)

    assert (error.kind, error.code, error.position) == ("eval", "EL1008E", position)
    assert hint in error.message


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("'x' + workday.userName", 6, "{workday: {attributes: [userName], users: {ALIAS: {userName: VALUE}}}}"),
        ("target_app.site", 0, "`app_profiles: {target_app: {attributes: [site], values: {site: VALUE}}}`"),
        ("usr.login", 0, "profile of the app usr; declare it"),
        ("usr.login", 0, "did you mean user?"),
        (
            "String.len(zendesk.rol)",
            19,
            "zendesk, as `app_profiles` declares it, has no attribute rol; did you mean role?",
        ),
        ("zendesk['title']", 8, "no attribute title; it has role"),
    ],
)
def test_profile_of_another_app_is_not_known_here_which_is_no_refusal(text: str, position: int, message: str) -> None:
    error = refused(text)

    assert (error.kind, error.code, error.position) == ("eval", "OTHERAPP", position)
    assert message in error.message


def test_app_user_without_a_schema_is_not_checked() -> None:
    check_names(parse("appuser.anything + appUser.anything"), {"user": set()})


def test_bare_names_belong_to_the_source_where_it_has_a_schema() -> None:
    known = {**KNOWN, "source": {"mail"}}

    check_names(parse("mail + source.mail"), known)
    assert refused("login", known).code == "EL1008E"
    assert refused("source.login", known).code == "EL1008E"


def test_templates_are_checked_too() -> None:
    check_names(parse_template("${source.login}${instance.userSuffix}"), KNOWN)
    with pytest.raises(ExpressionError, match="did you mean login"):
        check_names(parse_template("a${source.logn}"), KNOWN)


@pytest.mark.parametrize("function", ["Groups.contains", "Groups.startsWith", "Groups.endsWith"])
def test_functions_for_claims_are_refused_in_mappings(function: str) -> None:
    error = refused(f"'x' + {function}('OKTA', 'x', 10)")

    assert (error.code, error.position) == ("CLAIMS", 6)


@pytest.mark.parametrize(
    ("text", "position", "spelling"),
    [
        ("'a' + user.login.toLowerCase()", 17, "String.toLowerCase(user.login)"),
        ("true ? 1 : user.isMemberOf({'group.id': 'x'})", 16, "isMemberOfGroupName"),
        ("DateTime.now().toUnix()", 9, "Time.now()"),
    ],
)
def test_identity_engine_dialect_is_refused_with_the_classic_spelling(text: str, position: int, spelling: str) -> None:
    error = refused(text)

    assert (error.code, error.position) == ("EL1004E", position)
    assert spelling in error.message


def test_identity_engine_names_are_refused_with_the_classic_spelling() -> None:
    assert "write user.email" in refused("user.profile.email").message


def test_identity_engine_dialect_passes_where_the_switch_lets_it() -> None:
    check_names(parse("user.login.toLowerCase()"), KNOWN, settings=Settings(identity_engine="evaluate"))
    check_names(parse("user.login.toLowerCase()", dialect="oie"), KNOWN)
