"""Evaluations per second of the commonest username expression, parsed once; run with `python -m` or as a script.

Prints the rate, the budget (100,000 a second), and the ratio to the same thing written in Python, from the same run.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from simulator.okta.expression import Scope, parse

EXPRESSION = 'String.substringBefore(user.login, "@")'
BUDGET = 100_000
ROUNDS = 300_000


def rate(action: Callable[[], object]) -> float:
    """How often a second the action can be done."""
    began = perf_counter()
    for _ in range(ROUNDS):
        action()
    return ROUNDS / (perf_counter() - began)


def main() -> None:
    """Measures and prints."""
    user = {"login": "jane.doe@acme.com"}
    scope, expression = Scope(user), parse(EXPRESSION)
    ours = rate(lambda: expression.evaluate(scope))
    bare = rate(lambda: user["login"].partition("@")[0])
    built = rate(lambda: expression.evaluate(Scope(user)))
    print(
        f"{EXPRESSION}: {ours:,.0f} a second, {ours / BUDGET:.1f} times the budget, 1/{bare / ours:.1f} of bare Python"
    )
    print(f"with a scope built for each: {built:,.0f} a second")


if __name__ == "__main__":
    main()
