"""The facts in vectors.yaml, and those of the shared references where they are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.okta.expression.batch import answer

OURS: dict[str, Any] = yaml.load((Path(__file__).parent / "vectors.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
SHARED = Path(__file__).parents[4] / "shared" / "data" / "el-vectors.yaml"


def reply_to(expression: str, context: dict[str, Any], *, template: bool = False) -> dict[str, Any]:
    line = json.dumps({"expression": expression, "context": context, "template": template})
    reply: dict[str, Any] = json.loads(answer(line))
    return reply


def expected_of(fact: dict[str, Any]) -> dict[str, Any]:
    return {"error": fact["error"]} if "error" in fact else {"value": fact.get("result", fact.get("ids"))}


def seen_in(reply: dict[str, Any], fact: dict[str, Any]) -> dict[str, Any]:
    if "error" in reply:
        return {"error": [reply["error"]["kind"], reply["error"]["code"]]}
    return {"value": [group["id"] for group in reply["value"]]} if "ids" in fact else reply


def identical(left: Any, right: Any) -> bool:
    """Equal with equal types, since True == 1 and 1 == 1.0 in Python."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def test_expression_gives_what_okta_gives() -> None:
    wrong = []
    for fact in OURS["expressions"]:
        seen = seen_in(reply_to(fact["expression"], OURS["contexts"][fact["in"]]), fact)
        if not identical(seen, expected_of(fact)):
            wrong.append((fact["id"], fact["expression"], seen, expected_of(fact)))

    assert len(OURS["expressions"]) > 250
    assert wrong == []


@pytest.mark.parametrize("fact", OURS["templates"], ids=lambda fact: fact["id"])
def test_template_gives_the_username(fact: dict[str, Any]) -> None:
    context = {"source": fact["source"], "instance": fact["instance"]}

    assert reply_to(fact["template"], context, template=True) == {"value": fact["result"]}


@pytest.mark.parametrize("fact", OURS["usernames"], ids=lambda fact: fact["id"])
def test_username_expression_gives_what_an_admin_would_see(fact: dict[str, Any]) -> None:
    reply = reply_to(fact["expression"], {"user": fact["user"]})

    assert identical(seen_in(reply, fact), expected_of(fact))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared references are not beside this checkout")
def test_every_shared_vector_holds() -> None:
    shared = yaml.load(SHARED.read_text(encoding="utf-8"), yaml.CSafeLoader)
    missed = [*_missed_vectors(shared), *_missed_templates(shared), *_missed_usernames(shared)]

    assert missed == []
    assert [len(shared[part]) for part in ("vectors", "username_templates", "hf_usernames")] == [210, 8, 24]


def _missed_vectors(shared: dict[str, Any]) -> list[str]:
    contexts = shared["contexts"]
    missed = []
    for fact in shared["vectors"]:
        context = dict(contexts[fact["ctx"]])
        if "groupsFrom" in context:
            context["groups"] = contexts[context["groupsFrom"]]["groups"]
        missed += _missed(fact, reply_to(fact["expr"], context))
    return missed


def _missed_templates(shared: dict[str, Any]) -> list[str]:
    missed = []
    for fact in shared["username_templates"]:
        context = {"source": fact["source"], "instance": fact["instance"]}
        missed += _missed(fact, reply_to(fact["template"], context, template=True))
    return missed


def _missed_usernames(shared: dict[str, Any]) -> list[str]:
    return [
        name
        for fact in shared["hf_usernames"]
        for name in _missed(fact, reply_to(fact["expr"], {"user": fact["user"]}))
    ]


def _missed(fact: dict[str, Any], reply: dict[str, Any]) -> list[str]:
    if "error" in fact:
        seen = {name: reply.get("error", {}).get(name) for name in ("kind", "code")}
        return [] if seen == fact["error"] else [fact["id"]]
    value = reply.get("value", reply)
    if fact.get("compare") == "group_ids":
        value = [group["id"] for group in value]
    return [] if identical(value, fact["result"]) else [fact["id"]]
