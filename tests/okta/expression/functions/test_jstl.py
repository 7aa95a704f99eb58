"""`fn:*` in templates: JSTL's own edges, where null counts as the empty text."""

import pytest

from simulator.okta.expression import Scope, parse_template

SOURCE = {"login": "Jane@acme.com", "none": None, "list": ["a", None, "b"], "yes": True, "number": 1.5}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('${fn:substringBefore(source.login, "@")}', "Jane"),
        ('${fn:substringBefore(source.login, "x")}', ""),
        ('${fn:substringBefore(source.login, "")}', ""),
        ('${fn:substringBefore(source.none, "@")}', ""),
        ('${fn:substringAfter(source.login, "@")}', "acme.com"),
        ('${fn:substringAfter(source.login, "x")}', ""),
        ('${fn:substringAfter(source.login, "")}', "Jane@acme.com"),
        ("${fn:substring(source.login, 0, 4)}", "Jane"),
        ("${fn:substring(source.login, 5, -1)}", "acme.com"),
        ("${fn:substring(source.login, -3, 2)}", "Ja"),
        ("${fn:substring(source.login, 9, 3)}", ""),
        ("${fn:toLowerCase(source.login)}", "jane@acme.com"),
        ("${fn:toUpperCase(source.none)}", ""),
        ("${fn:trim('  a ')}", "a"),
        ("${fn:replace(source.login, 'a', 'o')}", "Jone@ocme.com"),
        ("${fn:replace(source.login, '', 'o')}", "Jane@acme.com"),
        ("${fn:length(source.login)}${fn:length(source.list)}", "133"),
        ("${fn:indexOf(source.login, '@')}${fn:indexOf(source.login, '#')}", "4-1"),
        ("${fn:contains(source.login, 'JANE')}", "false"),
        ("${fn:containsIgnoreCase(source.login, 'JANE')}", "true"),
        ("${fn:startsWith(source.login, 'Jane') and fn:endsWith(source.login, '.com')}", "true"),
        ("${fn:join(source.list, '-')}${fn:join(source.login, '-')}", "a--bJane@acme.com"),
        ("${fn:join(fn:split('a,b;;c', ',;'), '+')}", "a+b+c"),
        ("${fn:join(fn:split('abc', ''), '+')}", "abc"),
        ("${fn:escapeXml('<a b=\"c\">&')}", "&lt;a b=&#034;c&#034;&gt;&amp;"),
        ("${source.yes}${source.number}${source.none}", "true1.5"),
    ],
)
def test_jstl_function_gives(template: str, expected: str) -> None:
    assert parse_template(template).evaluate(Scope(source=SOURCE)) == expected
