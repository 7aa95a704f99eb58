"""`Arrays.*` at its edges."""

import pytest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arrays.add(null, 1)", [1]),
        ("Arrays.add('a, b', 'c')", ["a", "b", "c"]),
        ("Arrays.add({1}, {2})", [1, [2]]),
        ("Arrays.remove({1, 2, 1}, 1)", [2]),
        ("Arrays.remove('a,b', 'b')", ["a"]),
        ("Arrays.clear('a,b')", []),
        ("Arrays.get('a, b', 1)", "b"),
        ("Arrays.get({1, 2}, '1')", 2),
        ("Arrays.flatten({1, {2, {3}}}, 'a, b', true)", [1, 2, 3, "a", "b", True]),
        ("Arrays.flatten()", []),
        ("Arrays.flatten({})", []),
        ("Arrays.contains({'a'}, 'A')", False),
        ("Arrays.contains({1}, '1')", False),
        ("Arrays.contains({1}, 1.0)", True),
        ("Arrays.contains('a, b', 'b')", True),
        ("Arrays.contains(null, 'a')", False),
        ("Arrays.contains({null}, null)", True),
        ("Arrays.size('a,b,,c')", 4),
        ("Arrays.size('')", 0),
        ("Arrays.size(5)", 1),
        ("Arrays.isEmpty('')", True),
        ("Arrays.toCsvString({1, 2.0, true, null})", "1,2.0,true,null"),
        ("Arrays.toCsvString(null)", ""),
        ("Arrays.toCsvString('a, b')", "a,b"),
        ("Arrays.contains(String.toLowerCase({'A', 'B'}), 'b')", True),
    ],
)
def test_array_function_at_its_edges(value, text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("text", ["Arrays.flatten({1, null})", "Arrays.flatten('')", "Arrays.flatten('a,,b')"])
def test_flatten_fails_on_a_null_or_empty_value(failure, text: str) -> None:
    assert failure(text).code == "NULLELEM"


@pytest.mark.parametrize("text", ["Arrays.get({1}, 1)", "Arrays.get({1}, -1)", "Arrays.get(null, 0)"])
def test_get_fails_outside_the_list(failure, text: str) -> None:
    assert failure(text).code == "EL1025E"


def test_lists_of_the_profile_are_not_changed(value) -> None:
    user = {"colors": ["red"]}

    assert value("Arrays.add(user.colors, 'blue')", user=user) == ["red", "blue"]
    assert user == {"colors": ["red"]}
