"""Every refusal of the Hub and of Okta names the rules of the register by which it is one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from simulator.register.register import find, rules

ROOT = Path(__file__).resolve().parents[2]
HUB = {
    "Problem": None,
    "invalid_value": 1,
    "invalid_syntax": 1,
    "taken": 1,
    "missing": 1,
    "checked": 3,
    "text": 2,
    "found": 2,
}
"""What makes a refusal of the Hub, with the number of its arguments before the rules; None where `why` holds them."""
OKTA = {"Refused": None, "Stop": None, "Delayed": None, "TaskChange": 5, "Caution": 1, "queued_again": 3}
"""What makes a refusal, a failure, a task, a warning or a wait of Okta's, likewise."""
WITHOUT = {
    "provider_stub/quirks.py:_no_patch": "a quirk refuses, and no rule of the Hub",
    "provider_stub/quirks.py:_no_filter": "a quirk refuses, and no rule of the Hub",
    "provider_stub/quirks.py:_refuse_empty_members": "a quirk refuses, and no rule of the Hub",
    "provider_stub/quirks.py:_no_member_replace": "a quirk refuses, and no rule of the Hub",
    "provider_stub/scim/users.py:create": "an account that only the quirk hide-inactive hides",
    "provider_stub/scim/users.py:invite": "an account that only the quirk hide-inactive hides",
    "provider_stub/scim/groups.py:_known": "an inactive member, whom only the quirk refuse-inactive-members refuses",
    "simulator/verbs/tenant.py:hub_page": "there is no bundled Hub here: a sentence of ours, and nobody's rule",
}
"""The places that name no rule."""
NOTHING = ([], ["()"], ["NOT_THE_HUB"], ["*NOT_THE_HUB"])


def made(folder: str, makers: dict[str, int | None]) -> Iterator[tuple[str, list[str]]]:
    """Each place in a package that calls one of the makers, by file and function, and the rules it gives."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        functions = (one for one in ast.walk(module) if isinstance(one, ast.FunctionDef) and one.name not in makers)
        for function in functions:
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                if (name := called(call)) in makers:
                    given = [one.value for one in call.keywords if one.arg == "why"]
                    if (before := makers[name]) is not None and not given:
                        given = call.args[before:]
                    yield f"{path.relative_to(ROOT).as_posix()}:{function.name}", [ast.unparse(one) for one in given]


def called(call: ast.Call) -> str:
    """What is called, where it is a function by its name or one of the module `message`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr if ast.unparse(call.func.value) == "message" else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_every_refusal_names_a_rule_or_says_why_not():
    found = [*made("provider_stub", HUB), *made("simulator/okta", OKTA), *made("simulator/verbs", OKTA)]

    assert {place for place, rules in found if rules in NOTHING} == WITHOUT.keys()
    assert len(found) > 200
    assert {place.partition("/")[0] for place, _ in found} == {"provider_stub", "simulator"}


def test_every_failed_outcome_names_a_rule():
    outcomes = [
        (path.name, ast.unparse(call))
        for path in (ROOT / "simulator/okta").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and called(call) == "Outcome" and any(one.arg == "ok" for one in call.keywords)
    ]

    assert [(name, text) for name, text in outcomes if "why=" not in text] == []
    assert len(outcomes) > 4


def test_every_rule_that_the_source_names_is_in_the_register():
    form = re.compile(rf"({'|'.join({rule.id.partition('.')[0] for rule in rules()})})\.[a-z.-]+")
    named = {
        one.value
        for package in ("provider_stub", "simulator")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "system_log_catalogue.py"  # there it is the last part of an event's type
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and form.fullmatch(one.value)
    } - {"hub.about", "hub.origin", "hub.why"}

    assert [one for one in sorted(named) if find(one) is None] == []
    assert len([one for one in named if one.startswith("hub.")]) > 80
    assert len([one for one in named if not one.startswith("hub.")]) > 150
