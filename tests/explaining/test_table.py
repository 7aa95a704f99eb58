"""The table is complete: all that `okta.wording` can say, and all that the Hub can refuse a SCIM client with.

What is said is kept in golden/explanations.txt, each part once; OKTASIM_UPDATE_GOLDEN=1 writes it anew.
"""

import ast
import importlib
import inspect
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider_stub.scim import syntax
from simulator.explaining.explanation import causes_of, explanation
from simulator.explaining.okta_table import ENDINGS, OPERATIONS, STATUSES
from simulator.explaining.provider_table import RULES
from simulator.explaining.reading import read
from simulator.okta import wording
from simulator.scim import urns
from simulator.scim.message import Response
from tests.explaining.conftest import BY_NAME, TASKS, filled, sentence

ROOT = Path(__file__).resolve().parents[2]
HTML = "<html>"
CONSTANTS = {
    name: text for name, text in vars(wording).items() if name.isupper() and isinstance(text, str) and name[0] != "_"
}
BEGINNINGS = {name: text for name, text in CONSTANTS.items() if text.endswith(" ")}
SAID = {
    "reason_phrase": [wording.reason_phrase(409), wording.reason_phrase(520)],
    "remote_error": [
        wording.remote_error(Response(403)),
        wording.remote_error(Response(422, text='{"detail": "The field zip is missing"}')),
        wording.remote_error(Response(502, text=HTML)),
        wording.remote_error(Response(error="Read timed out")),
    ],
    "unreadable": [str(wording.unreadable(Response(200, text=HTML)))],
    "no_user_returned": [wording.no_user_returned("5f2b")],
    "delayed_reactivation": [wording.delayed_reactivation("mira.kol@example.org")],
    "task_text": [wording.task_text(name, "Mira Kol", "HF", "Forbidden") for name in wording.TASK_PREFIXES],
    "group_push_text": [wording.group_push_text("03-26-2020 03:49:35PM UTC", "Data People", "Forbidden")],
    "linked_group_missing": [wording.linked_group_missing("HF Production")],
    "connection_error": [
        str(wording.connection_error(answer))
        for answer in (Response(200), Response(401), Response(403, text=HTML), Response(error="Connection reset"))
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CONSTANTS.keys() - BEGINNINGS.keys()))
def test_every_sentence_of_okta_is_known(name):
    reading = read(filled(CONSTANTS[name]))

    assert reading.known
    assert causes_of(reading)


@pytest.mark.parametrize("name", BEGINNINGS)
def test_every_beginning_of_a_message_is_known(name):
    reading = read(filled(BEGINNINGS[name]) + "Forbidden")

    assert reading.known
    assert reading.limited if name == "RATE_LIMITED" else reading.operation.begins == BEGINNINGS[name]


NAMING_RULES = ("error_rules", "connection_rules")
"""What names the rules behind a sentence, and words none."""


def test_every_function_that_words_something_is_asked():
    functions = {
        name for name, one in vars(wording).items() if inspect.isfunction(one) and one.__module__ == wording.__name__
    }

    assert {name for name in functions if name[0] != "_"} == SAID.keys() | {"is_about_group", *NAMING_RULES}


@pytest.mark.parametrize("text", [text for texts in SAID.values() for text in texts])
def test_whatever_a_function_words_is_known(text):
    reading = read(text)

    assert reading.known
    assert causes_of(reading)


def test_no_message_begins_with_words_that_stand_elsewhere():
    elsewhere = [
        f"{path.name}: {node.value}"
        for path in (ROOT / "simulator/okta/flows").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("Error ")
    ]

    assert elsewhere == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("status", [*STATUSES, 422, 503])
def test_every_status_of_every_operation_has_a_cause(operation, status):
    reading = read(filled(operation.begins) + wording.reason_phrase(status))

    assert (reading.status, reading.operation.begins) == (status, operation.begins)
    assert causes_of(reading)


PASSING_ON = {
    "invalid_value": 0,
    "invalid_syntax": 0,
    "taken": 0,
    "missing": 0,
    "_invalid_filter": 0,
    "found": 1,
    "_check_removable": 1,
    "checked": 2,
    "_find": 2,
    "named": 3,
    "_check_free": 3,
}
"""Functions that are given the words they refuse with, as which of their arguments."""
REFUSING = {**PASSING_ON, "Problem": 1}
FOR_PEOPLE = {"loopback.py"}
"""What answers only on pages under `/-/`, which are the simulator's own."""
MODULES = [
    path
    for pattern in ("http/*.py", "scim/*.py", "quirks.py")
    for path in (ROOT / "provider_stub").glob(pattern)
    if path.name not in FOR_PEOPLE
]


def refusals() -> Iterator[tuple[str, str]]:
    """Every sentence that the Hub can refuse a SCIM client with, and where it stands."""
    for path in MODULES:
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name != "_invalid_filter":
                yield from ((f"{path.name}:{function.name}", text) for text in refused_in(function, vars(module)))


def refused_in(function: ast.FunctionDef, names: dict[str, object]) -> Iterator[str]:
    for call in ast.walk(function):
        if not isinstance(call, ast.Call):
            continue
        called = ast.unparse(call.func).rpartition(".")[2]
        if called in REFUSING and len(call.args) > REFUSING[called]:
            prefix = "filter: " if called == "_invalid_filter" else ""
            yield from (prefix + text for text in texts_of(call.args[REFUSING[called]], function, names))


def texts_of(node: ast.expr, function: ast.FunctionDef, names: dict[str, object]) -> list[str]:
    """What an expression can be: constants as they are, what is only known at run time as a made-up word."""
    match node:
        case ast.Constant():
            return [str(node.value)]
        case ast.IfExp():
            return texts_of(node.body, function, names) + texts_of(node.orelse, function, names)
        case ast.JoinedStr():
            return ["".join(part_of(part, names) for part in node.values)]
        case ast.Attribute(attr=name) | ast.Name(id=name) if isinstance(names.get(name), str):
            return [str(names[name])]
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return [getattr(names[module], name)]
        case ast.Name(id=name):
            assigned = [
                one.value
                for one in ast.walk(function)
                if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name
            ]
            passed = name in {one.arg for one in function.args.args}
            assert assigned or passed, f"{function.name} refuses with {name}, of which this test knows nothing"
            return [text for value in assigned for text in texts_of(value, function, names)]
    raise AssertionError(f"{function.name} refuses with {ast.unparse(node)}, which this test cannot read")


def part_of(part: ast.expr, names: dict[str, object]) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    known = names.get(ast.unparse(part.value)) if isinstance(part, ast.FormattedValue) else None
    return str(known) if isinstance(known, str | int) else "something"


REFUSALS = sorted(set(refusals()))


def test_the_walk_finds_what_there_is():
    found = {text for _, text in REFUSALS}

    assert len(found) > 60
    assert {"SCIM User already exists", "Invalid username or password.", "PATCH is not supported"} <= found
    assert f"userName: {syntax.USERNAME_RULE}" in found


@pytest.mark.parametrize(("place", "text"), REFUSALS, ids=lambda value: value[:50])
def test_every_refusal_of_the_hub_is_known(place, text):
    quoted = read(f"Error while creating user x: Bad Request. Errors reported by remote server: {text}")
    alone = read(text)

    assert quoted.rule is not None, place
    assert alone.rule is not None, place
    assert causes_of(alone)


def test_a_rule_names_operations_and_requests_that_there_are():
    operations = {one.name for one in OPERATIONS}
    requests = {on for one in OPERATIONS for on in one.on}
    named = {name for one in (*RULES, *ENDINGS) for name in one.operations} | {
        name for rule in RULES for story in rule.stories for name in story.operations
    }

    assert named <= operations
    assert {on for one in (*RULES, *ENDINGS) for on in one.on} <= requests


CAUSES = [cause for causes in (*(one.causes for one in (*ENDINGS, *RULES)), *STATUSES.values()) for cause in causes]


@pytest.mark.parametrize("cause", CAUSES, ids=lambda one: one.what[:40])
def test_every_cause_has_a_source_and_a_check(cause):
    plain = (
        "documented",
        "captured",
        "reported publicly",
        "inference",
        "stated in",
        "choice of this",
        "disagree",
        "never seen",
        "words reported",
    )

    assert any(word in cause.source for word in plain), cause.source
    assert cause.check[-1] in ".?"
    assert cause.what[-1] in ".:"


def asked() -> Iterator[str]:
    """A sentence for each operation, status, ending of Okta's and refusal of the Hub."""
    yield from (sentence(one.name, "Forbidden") for one in OPERATIONS)
    yield from (sentence("create", wording.reason_phrase(status), task=False) for status in [*STATUSES, 422, 503, 302])
    for ending in ENDINGS:
        yield (sentence(ending.operations[0], "") if ending.operations else "") + filled(ending.template)
    for rule in RULES:
        phrase, operation = wording.reason_phrase(rule.status), BY_NAME[rule.operations[0]]
        begun = TASKS[operation.task] + wording.RATE_LIMITED if rule.status == 429 else filled(operation.begins)
        yield from (f"{begun}{phrase}. Errors reported by remote server: {filled(text)}" for text in rule.templates)
    yield f"{sentence('create', 'Bad Gateway')}. Errors reported by remote server: Invalid JSON: Unrecognized token 'x'"


def test_all_that_is_said_of_a_sentence_reads_as_recorded():
    golden = Path(__file__).with_name("golden") / "explanations.txt"
    told, lines = set(), []
    for text in asked():
        sections = [f"{heading}:\n" + "\n".join(said) for heading, said in explanation(read(text))]
        lines += [f"> {text}", *(one for one in sections if one not in told), ""]
        told.update(sections)
    shown = "\n".join(lines)
    if os.environ.get("OKTASIM_UPDATE_GOLDEN") == "1":
        golden.write_text(shown, encoding="utf-8")

    assert shown == golden.read_text(encoding="utf-8")


def test_a_page_that_a_story_has_the_provider_answer_holds_as_many_as_it_says():
    bodies = [fault["respond"].get("body", {}) for one in ENDINGS for fault in one.faults if "respond" in fault]
    pages = [body for body in bodies if urns.LIST_RESPONSE in body.get("schemas", [])]

    assert [(len(page["Resources"]), page["startIndex"]) for page in pages] == [
        (page["itemsPerPage"], 1) for page in pages
    ]
    assert all({"id", "userName", "displayName", "active"} <= one.keys() for page in pages for one in page["Resources"])
    assert len(pages) > 4
