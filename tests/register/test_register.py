"""The register holds together: sources, rules, switches, code and tests are there, and say so in words of ours."""

import ast
import re
from collections import Counter
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml

import provider_stub.rules
from provider_stub.rules import Rules
from simulator.okta.wire import Choices, Wire
from simulator.register.register import SURE, Kind, areas, closest, find, nearest, rule, rules, search, sources

ROOT = Path(__file__).resolve().parents[2]
RULES = {one.id: one for one in rules()}
DOCUMENTED_AND_SWITCHED = {"auto_join_backfills"}
"""A switch that turns off what the Hub's documentation says, for whoever wants to see the difference."""
AREAS = {
    "api", "assignment", "connection", "create", "deactivate", "expression", "hub", "import", "log", "mapping",
    "password", "push", "retry", "tasks", "update", "wire",
}  # fmt: skip


@cache
def names_in(path: Path) -> dict[str, ast.stmt]:
    return defined(ast.parse(path.read_text(encoding="utf-8")).body)


def defined(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """What statements define: functions, classes and names that are assigned."""
    names: dict[str, ast.stmt] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] = node
        elif isinstance(node, ast.Assign):
            names |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names[node.target.id] = node
    return names


def is_there(dotted: str) -> bool:
    """Whether a module, or a name inside one, exists; nothing is imported."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        folder = ROOT.joinpath(*parts[:length])
        module = next((path for path in (folder.with_suffix(".py"), folder / "__init__.py") if path.exists()), None)
        if module is not None:
            held = names_in(module)
            for name in parts[length:]:
                if name not in held:
                    return False
                held = defined(getattr(held[name], "body", []))
            return True
    return False


def is_a_test(node_id: str) -> bool:
    """Whether pytest would find it: the file and the function, and of the vectors the fact with that id."""
    path, _, name = node_id.partition("::")
    name, _, parameter = name.partition("[")
    file = ROOT / path
    if not (file.name.startswith("test_") and name.startswith("test_") and file.exists() and name in names_in(file)):
        return False
    return not parameter or parameter.removesuffix("]") in facts(file.with_name("vectors.yaml"))


@cache
def facts(path: Path) -> set[str]:
    return {fact["id"] for fact in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["expressions"]}


def test_ids_are_unique_and_stand_in_the_file_of_their_area_in_order():
    assert set(areas()) == AREAS
    for area in areas():
        text = (ROOT / "simulator/register/rules" / f"{area}.toml").read_text(encoding="utf-8")
        ids = re.findall(r'^id = "(.*)"$', text, re.MULTILINE)
        assert ids == sorted(set(ids))
        assert {one.partition(".")[0] for one in ids} == {area}
    keys = re.findall(r'^key = "(.*)"$', (ROOT / "simulator/register/sources.toml").read_text(), re.MULTILINE)
    assert keys == sorted(set(keys))
    assert len(rules()) == len(RULES)


def test_every_rule_has_a_form_a_code_and_a_test():
    wrong = [
        f"{one.id}: {what}"
        for one in rules()
        for what, held in (
            ("id", re.fullmatch(r"[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)+", one.id)),
            ("sure", one.sure in SURE),
            ("code", one.code),
            ("tests", one.tests),
            ("sentence", 20 <= len(one.sentence) <= 170 and re.search(r"\.\"?$", one.sentence)),
            ("markup", not re.search(r"\s\s|[`*#]", one.sentence)),
        )
        if not held
    ]

    assert wrong == []


def test_what_rules_name_is_there():
    gone = [f"{one.id}: {key}" for one in rules() for key in one.sources if key not in sources()]
    gone += [f"{one.id}: {name}" for one in rules() for name in one.code if not is_there(name)]
    gone += [f"{one.id}: {node}" for one in rules() for node in one.tests if not is_a_test(node)]

    assert gone == []


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (is_there, "simulator.okta.flows.users._create"),
        (is_there, "simulator.okta.ids.Ids.new"),
        (is_there, "simulator.okta.flows.groups.CHUNK"),
        (is_a_test, "tests/register/test_register.py::test_what_rules_name_is_there"),
        (is_a_test, "tests/okta/expression/test_vectors.py::test_expression_gives_what_okta_gives[kb-06]"),
    ],
)
def test_what_is_there_is_found_and_its_neighbour_is_not(found, name):
    assert found(name)
    assert not found(name.replace("]", "x]") if name.endswith("]") else f"{name}x")


def test_a_rule_is_as_sure_as_its_best_source_or_chosen():
    best = {one.id: min((SURE.index(sources()[key].kind) for key in one.sources), default=None) for one in rules()}

    assert [
        one.id
        for one in rules()
        if one.sure != "chosen" and (best[one.id] is None or one.sure != SURE[best[one.id]])
    ] == []  # fmt: skip


def choices() -> set[str]:
    """The switches for what no source decides: all but those of the Hub that only a quirk turns."""
    text = Path(provider_stub.rules.__file__).read_text(encoding="utf-8")
    decided = text[: text.index("From here on turned by the quirk")]
    hub = {field.name for field in fields(Rules) if f"    {field.name}: " in decided}
    return hub | {field.name for kind in (Wire, Choices) for field in fields(kind)}


def test_every_switch_is_named_by_one_rule_and_that_is_a_choice():
    named = Counter(one.switch for one in rules() if one.switch)

    assert set(named) == choices()
    assert set(named.values()) == {1}
    sure = {one.switch for one in rules() if one.switch and one.sure != "chosen"}
    assert sure == DOCUMENTED_AND_SWITCHED


def test_every_source_is_whole():
    wrong = [
        one.key
        for one in sources().values()
        if one.kind not in get_args(Kind) or not (one.shows.endswith(".") and len(one.title) > 5)
    ]

    assert wrong == []


def is_sentence(text: str | None) -> bool:
    return text is not None and len(text) > 20 and text.endswith(".")


def test_every_source_has_a_date_or_says_why_it_has_none():
    dated = {one.key for one in sources().values() if one.date and re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", one.date)}
    told = {one.key for one in sources().values() if is_sentence(one.undated)}

    assert dated ^ told == set(sources())
    assert len(told) < 44


def test_every_source_has_an_address_or_says_why_it_has_none():
    form = re.compile(r"https://[\w.-]+/\S*|[\w.-]+/[\w.-]+ \S+( [0-9a-f]{7,40}\^?)?")
    addressed = {one.key for one in sources().values() if one.address and form.fullmatch(one.address)}
    told = {one.key for one in sources().values() if is_sentence(one.unaddressed)}

    assert addressed ^ told == set(sources())
    assert len(told) < 9


def test_an_address_in_a_repository_is_linked_as_the_file_of_that_commit():
    found = {key: sources()[key].link for key in ("CAP-ROSTR", "DOC20", "SDK-419", "EVT-OLD", "VENDORS")}

    assert found["CAP-ROSTR"] == (
        "https://github.com/Timothy-itayi/okta-iam-lifecycle-lab/blob/c7a131b5e9485df85572567f477218b1dffd16ed/"
        "evidence/03-scim/lifecycle-pairs.md"
    )
    assert found["DOC20"].startswith("https://github.com/okta/okta-developer-docs/blob/468de9c511/packages/@okta/")
    assert found["SDK-419"] == sources()["SDK-419"].address
    assert found["EVT-OLD"] is found["VENDORS"] is None
    assert all(" " not in (one.link or "") for one in sources().values())


def test_a_rule_is_read_by_its_id_and_what_is_none_is_said():
    assert rule("create.look-up-first").area == "create"
    assert find("hub.username.digits") is RULES["hub.username.digits"]
    assert [find(one) for one in ("create", "create.nothing", "no.such", "")] == [None] * 4
    with pytest.raises(KeyError):
        rule("create.nothing")
    assert nearest("create.lookup-first")[0] == "create.look-up-first"
    assert nearest("zzzz") == []
    assert nearest("mappng") == ["mapping"]
    assert nearest("doc-20") == ["DOC20"]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("get put changed", "update.get-before-put"),
        ("GET PUT CHANGED", "update.get-before-put"),
        ("look up first create", "create.look-up-first"),
        ("granular_deprovisioning", "deactivate.granular"),
        ("Snipe-IT", "create.delayed-reactivation"),
    ],
)
def test_all_words_must_stand_somewhere(words, first):
    assert search(words)[0].id == first


def test_a_search_for_nothing_or_for_what_is_nowhere_finds_nothing():
    assert search("") == search("   ") == search("placeholder wombat") == search("?!") == []


def test_the_closest_rules_have_several_of_the_words():
    assert closest("a wombat of GET, PUT and changed profiles")[0].id == "update.get-before-put"
    assert closest("") == closest("wombat") == closest("placeholder") == []
