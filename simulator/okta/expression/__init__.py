"""Okta Expression Language: parsed once, evaluated many times, with Okta's errors and their positions.

`parse` reads an expression, `parse_template` a username template such as `${fn:toLowerCase(source.email)}`; both give
an `Expression`, which is evaluated in a `Scope`. `check_names` says what Okta refuses at save, `lint` what it accepts
and administrators regret, `pointer` where in the text it is. What no source decides is a switch in `Settings`.
"""

from simulator.okta.expression.expression import Expression, parse
from simulator.okta.expression.lint import Trap, lint
from simulator.okta.expression.names import check_names
from simulator.okta.expression.pointer import pointer
from simulator.okta.expression.scope import Scope
from simulator.okta.expression.settings import Settings
from simulator.okta.expression.templates import parse_template

__all__ = [
    "Expression",
    "Scope",
    "Settings",
    "Trap",
    "check_names",
    "lint",
    "parse",
    "parse_template",
    "pointer",
]
