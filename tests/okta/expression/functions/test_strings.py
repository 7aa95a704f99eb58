"""`String.*` at its edges: null, nothing, emoji, and values that are no texts."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("String.append(null, 'a')", "a"),
        ("String.append('a', null)", "a"),
        ("String.append(null, null)", None),
        ("String.join('-')", ""),
        ("String.join(null, 'a', null, 'b')", "ab"),
        ("String.len(null)", 0),
        ("String.len('')", 0),
        ("String.len('😀é')", 3),
        ("String.len(123)", 3),
        ("String.len({'a', 'b'})", 3),
        ("String.removeSpaces(null)", None),
        ("String.removeSpaces(' a\tb ')", "a\tb"),
        ("String.replace(null, 'a', 'b')", None),
        ("String.replace('abc', '', 'x')", "abc"),
        ("String.replace('abc', null, 'x')", "abc"),
        ("String.replace('abc', 'b', null)", "abc"),
        ("String.replace('a.b', '.', '$1')", "a$1b"),
        ("String.replaceFirst('a.b.c', '.', '')", "ab.c"),
        ("String.replaceFirst('abc', 'x', '')", "abc"),
        ("String.startsWith('abc', 'A')", False),
        ("String.startsWith(null, 'a')", False),
        ("String.startsWith(null, null)", True),
        ("String.stringContains('abc', null)", False),
        ("String.stringContains('abc', 'B')", False),
        ("String.stringSwitch(null, 'd', 'a', '1')", "d"),
        ("String.stringSwitch('abc', 'd', null, '1', 'c', '2')", "2"),
        ("String.stringSwitch('abc', 'd')", "d"),
        ("String.substring(null, 0, 9)", None),
        ("String.substring('abc', 1, 1)", ""),
        ("String.substring('abc', '1', 2.9)", "b"),
        ("String.substring('a😀b', 3, 4)", "b"),
        ("String.substringBefore(null, '@')", None),
        ("String.substringBefore('', '@')", ""),
        ("String.substringBefore('a@b@c', '@')", "a"),
        ("String.substringBefore('abc', '')", ""),
        ("String.substringBefore('abc', null)", "abc"),
        ("String.substringAfter(null, '@')", None),
        ("String.substringAfter('abc', '')", "abc"),
        ("String.substringAfter('abc', null)", ""),
        ("String.toUpperCase('straße é')", "STRASSE É"),
        ("String.toUpperCase(null)", None),
        ("String.toLowerCase('ÀÉ')", "àé"),
        ("String.toLowerCase({'A', 'B'})", "a,b"),
        ("String.toUpperCase(true)", "TRUE"),
        ("String.toLowerCase(1.0E10)", "1.0e10"),
    ],
)
def test_string_function_at_its_edges(value, text: str, expected: object) -> None:
    result = value(text)

    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(("start", "end"), [(0, 4), (-1, 2), (2, 1), (4, 4)])
def test_range_outside_the_text_fails_by_default(failure, start: int, end: int) -> None:
    assert failure(f"String.substring('abc', {start}, {end})").code == "SIOOBE"


def test_half_a_surrogate_pair_can_be_cut_off_as_in_java(value) -> None:
    assert value("String.substring('😀', 0, 1)") == "\ud83d"
    assert value("String.len(String.substring('😀', 0, 1))") == 1
    assert value("String.substring('😀', 0, 1) + String.substring('😀', 1, 2) == '😀'") is False
