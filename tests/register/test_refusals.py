"""Every refusal of the Hub and of Okta names the rules of the register by which it is one."""

import ast
from pathlib import Path

import provider_stub
from simulator.register.register import find

ROOT = Path(provider_stub.__file__).parent
NAMED = {
    "Problem": None,
    "invalid_value": 1,
    "invalid_syntax": 1,
    "taken": 1,
    "missing": 1,
    "checked": 3,
    "text": 2,
    "found": 2,
}
"""What makes a refusal, with the number of its arguments that come before the rules; `Problem` has them in `why`."""
WITHOUT = {
    "quirks.py:_no_patch": "a quirk",
    "quirks.py:_no_filter": "a quirk",
    "quirks.py:_refuse_empty_members": "a quirk",
    "quirks.py:_no_member_replace": "a quirk",
    "scim/users.py:create": "an account that only the quirk hide-inactive hides",
    "scim/users.py:invite": "an account that only the quirk hide-inactive hides",
    "scim/groups.py:_known": "an inactive member, whom only the quirk refuse-inactive-members refuses",
}
"""The refusals that name no rule of the Hub's, since none of them is the Hub's."""


def refusals():
    """Each place that makes a refusal, by file and function, and whether it names rules."""
    for path in sorted(ROOT.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for function in (one for one in ast.walk(module) if isinstance(one, ast.FunctionDef)):
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                named = getattr(call.func, "id", getattr(call.func, "attr", ""))
                own_method = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") != "message"
                if named not in NAMED or own_method or function.name in NAMED:
                    continue
                given = [one.value for one in call.keywords if one.arg == "why"]
                if NAMED[named] is not None:
                    given = call.args[NAMED[named] :]
                yield f"{path.relative_to(ROOT).as_posix()}:{function.name}", [ast.unparse(one) for one in given]


def test_every_refusal_names_a_rule_or_says_why_not():
    nothing = ([], ["()"], ["NOT_THE_HUB"], ["*NOT_THE_HUB"])
    found = list(refusals())

    assert {place for place, rules in found if rules in nothing} == WITHOUT.keys()
    assert len(found) > 100


def test_every_rule_that_is_named_is_in_the_register():
    named = {
        one.value
        for path in ROOT.rglob("*.py")
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.startswith("hub.")
    } - {"hub.about", "hub.origin", "hub.why"}

    assert [one for one in sorted(named) if find(one) is None] == []
    assert len(named) > 80
