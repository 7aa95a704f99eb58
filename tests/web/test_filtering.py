"""The filter grammar: what parses, what matches, what is refused by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.web.filtering import FilterError, at_path, compiled, instant, parse
from simulator.web.http.errors import ApiError

PERSON = {
    "id": "00u1",
    "profile": {"login": "Ada@acme.test", "age": 36, "admin": True, "empty": "", "nothing": None},
    "lastUpdated": "2026-03-01T10:00:00.000Z",
    "target": [{"id": "00u1", "type": "User"}, {"id": "0oa1", "type": "AppInstance"}],
}


def _holds(expression: str) -> bool:
    test, _ = parse(expression)
    return test(lambda path: at_path(PERSON, path))


@pytest.mark.parametrize(
    "expression",
    [
        'profile.login eq "ada@ACME.test"',
        'profile.login sw "ada"',
        'profile.login ew ".TEST"',
        'profile.login co "acme"',
        'profile.login gt "abc"',
        'profile.login ne "grace"',
        "profile.age ge 36",
        "profile.age lt 40.5",
        "profile.admin eq true",
        "profile.login pr",
        "not (profile.empty pr)",
        "not profile.nothing pr",
        'profile.missing ne "x"',
        'lastUpdated gt "2026-03-01T10:59:59.000+01:00"',
        'lastUpdated eq "2026-03-01T11:00:00+01:00"',
        'lastUpdated le "2026-03-02"',
        'target.id eq "0oa1" and target.id eq "00u1"',
        'id eq "x" or id eq "00u1" and profile.age eq 36',
        '(id eq "x" or id eq "00u1") and profile.age eq 36',
        r'profile.login eq "a\"b" or id EQ "00u1"',
    ],
)
def test_an_expression_that_holds(expression) -> None:
    assert _holds(expression)


@pytest.mark.parametrize(
    "expression",
    [
        'profile.login eq "grace"',
        "profile.admin eq 1",
        "profile.age eq true",
        'profile.age gt "abc"',
        'profile.admin sw "t"',
        "profile.missing pr",
        'target.type ne "User"',
        'id eq "x" or id eq "00u1" and profile.age eq 37',
        'lastUpdated lt "2026-02-30"',
    ],
)
def test_an_expression_that_does_not_hold(expression) -> None:
    assert not _holds(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "id",
        "id eq",
        "id eq bare",
        "id is 1",
        '(id eq "a"',
        'id eq "a")',
        'id eq "a" and',
        '"a" eq id',
        ") eq 1",
        'id eq "a',
        "id eq {}",
        "not",
        "(" * 200 + "id pr" + ")" * 200,
    ],
)
def test_what_is_no_expression_is_refused(expression) -> None:
    with pytest.raises(FilterError):
        parse(expression)


@given(st.text(alphabet='aeq"\\() notrd.1', max_size=40))
@settings(derandomize=True, max_examples=300, deadline=None)
def test_any_text_parses_or_is_refused(text) -> None:
    try:
        parse(text)
    except FilterError:
        return


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ('id eq "a', "E0000053"),
        ('shoe eq "a"', "E0000053"),
        ('id co "a"', "E0000031"),
        ('lastUpdated gt "yesterday"', "E0000030"),
        ("lastUpdated gt 5", "E0000030"),
    ],
)
def test_each_mistake_has_its_code(expression, code) -> None:
    with pytest.raises(ApiError) as caught:
        compiled(expression, {"id": ("eq",), "lastUpdated": ("gt",)}.get, ("lastUpdated",))
    assert caught.value.code == code


def test_a_time_without_a_zone_is_utc_and_a_word_is_none() -> None:
    assert instant("2026-03-01T10:00:00") == instant("2026-03-01T10:00:00Z")
    assert instant("profile-is-no-date") is None
    assert instant("2026-99-99") is None
    assert instant(5) is None
