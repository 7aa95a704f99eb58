"""Short ways to evaluate an expression, and to see how it fails."""

from collections.abc import Callable
from typing import Any

import pytest

from simulator.errors import ExpressionError
from simulator.okta.expression import Scope, parse

Evaluate = Callable[..., Any]
Fail = Callable[..., ExpressionError]


@pytest.fixture
def value() -> Evaluate:
    """The value of an expression, in the scope that the keywords describe."""

    def evaluate(text: str, **scope: Any) -> Any:
        return parse(text).evaluate(Scope(**scope))

    return evaluate


@pytest.fixture
def failure() -> Fail:
    """The error of an expression that parses and then fails."""

    def fail(text: str, **scope: Any) -> ExpressionError:
        expression = parse(text)
        with pytest.raises(ExpressionError) as caught:
            expression.evaluate(Scope(**scope))
        assert caught.value.kind == "eval"
        return caught.value

    return fail


@pytest.fixture
def refusal() -> Fail:
    """The error of an expression that does not parse."""

    def refuse(text: str) -> ExpressionError:
        with pytest.raises(ExpressionError) as caught:
            parse(text)
        assert caught.value.kind == "parse"
        return caught.value

    return refuse
