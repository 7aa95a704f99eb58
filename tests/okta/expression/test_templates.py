"""Username templates: text with `${...}` in it."""

import pytest

from simulator.errors import ExpressionError
from simulator.okta.expression import Scope, parse_template
from simulator.okta.expression.failures import MAX_STRING, MAX_TEXT


def filled(template: str, **source: object) -> str:
    return parse_template(template).evaluate(Scope({"login": "jane"}, source, roots={"instance": {"suffix": ".x"}}))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("jane", "jane"),
        ("${source.a}", "1"),
        ("a${source.a}b${instance.suffix}", "a1b.x"),
        ("${user.login}", "jane"),
        ("${ source.a }", "1"),
        ("${'}'}", "}"),
        ('${"}"}$', "}$"),
        ("${source.none.more}", ""),
        ("${source['a']}", "1"),
        ("${empty source.none ? 'none' : source.none}", "none"),
        ("${not empty source.a && source.a == '1' ? 'one' : 'other'}", "one"),
        ("${!(source.a eq '1') or source.a ne '2'}", "true"),
        ("${empty source.list}${empty source.full}", "truefalse"),
        ("${source.list}", ""),
        ("${source.nothing}", ""),
    ],
)
def test_template_is_filled(template: str, expected: str) -> None:
    assert filled(template, a="1", none=None, list=[], full=["x"]) == expected


@pytest.mark.parametrize(
    ("template", "code", "position"),
    [
        ("", "EMPTY", 0),
        ("x${", "EL1044E", 1),
        ("x${source.login", "EL1044E", 1),
        ("x${}", "EMPTY", 3),
        ("x${  }", "EMPTY", 3),
        ("${source.}", "EL1044E", 9),
        ("ab${source.a source.b}", "EL1041E", 13),
        ("ab${source.a + 'x'}", "UNSUPPORTED", 13),
        ("${-source.a}", "UNSUPPORTED", 2),
        ("${{1, 2}}", "EL1044E", 7),
        ("${source.a matches 'x'}", "UNSUPPORTED", 11),
        ("${source.a ?: 'x'}", "EL1041E", 11),
        ("${String.len(source.a)}", "UNSUPPORTED", 2),
        ("${fn:nope(source.a)}", "UNSUPPORTED", 2),
        ("${fn:trim}", "EL1044E", 9),
        ("${fn:}", "EL1043E", 5),
        ("${source.a.trim()}", "UNSUPPORTED", 11),
        ("${toLowerCase(source.a)}", "UNSUPPORTED", 2),
        ("x" * (MAX_TEXT + 1), "SIZE", MAX_TEXT),
    ],
)
def test_template_that_is_wrong_is_refused_in_place(template: str, code: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_template(template)

    assert (caught.value.kind, caught.value.code, caught.value.position) == ("parse", code, position)


def test_function_of_the_other_language_is_answered_with_its_name_here() -> None:
    with pytest.raises(ExpressionError, match="write fn:toLowerCase"):
        parse_template("${String.toLowerCase(source.login)}")


def test_template_knows_what_it_reads() -> None:
    template = parse_template("${source.userName}${instance.userSuffix}")

    assert template.reads == {"source.userName", "instance.userSuffix"}
    assert template.dialect == "template"


@pytest.mark.parametrize("template", ["${source.a}${source.a}", "${fn:replace(source.a, 'a', 'aa')}", "${source}"])
def test_username_that_cannot_be_written_is_explained(template: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        filled(template, a="a" * MAX_STRING)

    assert caught.value.kind == "eval"


def test_escaping_that_grows_too_long_is_explained() -> None:
    with pytest.raises(ExpressionError, match="SIZE"):
        filled("${fn:escapeXml(source.a)}", a="<" * MAX_STRING)


def test_wrong_argument_count_fails_when_filled() -> None:
    with pytest.raises(ExpressionError, match="EL1004E"):
        filled("${fn:trim()}")


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ('${f:substringBefore(user.login, "@")}', 2, "no function f:substringBefore; write fn:substringBefore(...)"),
        ("a${jstl:trim(user.login)}", 3, "no function jstl:trim; write fn:trim(...)"),
        ("${x:nope(user.login)}", 2, "no function x:nope"),
    ],
)
def test_prefix_other_than_fn_is_refused_with_the_right_one(text: str, position: int, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_template(text)

    assert caught.value.position == position
    assert caught.value.message.endswith(hint)


def test_colon_of_a_condition_is_no_prefix() -> None:
    template = parse_template("${empty user.nickName ? title : fn:trim(user.nickName)}")

    assert template.evaluate(Scope(user={"title": "Dr", "nickName": " ada "})) == "ada"
