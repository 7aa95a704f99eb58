"""Whatever is written, the parser answers with a tree or with an error that has a position, and soon."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import ExpressionError
from simulator.okta.expression import Scope, check_names, lint, parse, parse_template, pointer
from simulator.okta.expression.batch import answer
from simulator.okta.expression.failures import FunctionError, Meter
from simulator.okta.expression.patterns import matcher

PIECES = (
    *("user", ".", "login", "?.", "(", ")", "[", "]", "{", "}", ",", ":", "?", "?:", "!", "+", "-", "*", "/", "%", "^"),
    *("==", "!=", "<", ">=", "&&", " or ", " matches ", " not ", "'a'", '"b"', "''", "1", "2.5", "true", "null", " "),
    *("String.len", "String.substring", "Arrays.flatten", "Convert.toInt", "user.getGroups", ".![", ".?[", ".^["),
    *(
        "${",
        "}",
        "fn:",
        "toLowerCase",
        "firstName",
        "Time.now",
        "Iso3166Convert.toName",
        "'",
        '"',
        "é",
        "\\",
        "@",
        "\n",
    ),
)
SCOPE = Scope({"login": "jane@acme.com", "arr": [1, 2]}, now="2026-11-02T00:00:00Z", groups=[{"id": "1", "name": "G"}])
QUICK = settings(derandomize=True, deadline=None, max_examples=200)


def attempt(action: Callable[[], object]) -> ExpressionError | None:
    """The explained error an action ends in, or None; any other exception is a bug and comes through."""
    try:
        action()
    except ExpressionError as error:
        return error
    return None


def every_stage(text: str) -> None:
    expression = parse(text)
    lint(expression, nullable={"user.login"}, apply="create_and_update")
    check_names(expression, {"user": {"login", "arr"}})
    expression.evaluate(SCOPE)


def answered_or_refused(text: str, action: Callable[[], object]) -> None:
    """An error must have a place in the text, a code and a sentence."""
    error = attempt(action)
    if error is not None:
        assert 0 <= error.position <= len(text)
        assert error.code
        assert error.message
        assert "^" in pointer(text, error.position)


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_heap_of_tokens_is_answered_or_refused_in_place(text: str) -> None:
    answered_or_refused(text, lambda: every_stage(text))


@QUICK
@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused_in_place(text: str) -> None:
    answered_or_refused(text, lambda: every_stage(text))


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_template_is_answered_or_refused_in_place(text: str) -> None:
    answered_or_refused(text, lambda: parse_template(text).evaluate(SCOPE).encode("utf-8"))


@QUICK
@given(st.text(max_size=80))
def test_any_line_gets_one_line_back(line: str) -> None:
    assert "\n" not in answer(line)


@QUICK
@given(st.text(alphabet="ab01.*+?{}[]()|^$\\-dwpQE<>=!:i,&", max_size=20), st.text(alphabet="ab01 .", max_size=12))
def test_any_pattern_is_used_or_refused_within_its_budget(pattern: str, text: str) -> None:
    with suppress(FunctionError):
        assert matcher(pattern)(text, Meter()) in (True, False)


@QUICK
@given(st.text(min_size=1, max_size=40))
def test_text_literal_is_read_back_whole(text: str) -> None:
    for quote in "'\"":
        assert parse(quote + text.replace(quote, quote * 2) + quote).evaluate(SCOPE) == text


@QUICK
@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1))
def test_integers_add_as_32_bits(left: int, right: int) -> None:
    total = parse(f"{left} + {right}").evaluate(SCOPE)

    assert total == (left + right + 2**31) % 2**32 - 2**31
