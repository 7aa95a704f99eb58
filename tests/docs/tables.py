"""The tables of the documentation, made from what they speak of, so that they cannot go stale."""

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import Field, fields
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import yaml

from provider_stub.pages import hooks
from provider_stub.quirks import QUIRKS
from provider_stub.rules import Rules
from provider_stub.scim.syntax import USERNAME_RULE
from simulator.okta.expression.classic import CLASSIC
from simulator.okta.expression.settings import Settings
from simulator.okta.wire import Choices, Wire
from simulator.pytest_plugin import _INI as INI
from simulator.register.register import MEANING, SURE, areas, rules, sources
from simulator.reports import FORMATS
from simulator.scenario.fields.declared import Declared
from simulator.scenario.model import Scenario
from simulator.scenario.parts import app, expect, faults, hub_accounts, people, provider
from simulator.scenario.parts.steps import Beside
from simulator.scenario.schema import documented
from simulator.verbs.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]

FORMAT: dict[str, type[Declared]] = {
    "the file": Scenario,
    "app": app.App,
    "app.attributes": app.AppAttribute,
    "app.mappings, a row": app.MappingRow,
    "app_profiles, an app": app.OtherApp,
    "provider": provider.Provider,
    "provider.stub": provider.Stub,
    "provider.stub.accounts": hub_accounts.Account,
    "provider.stub.resource_groups": hub_accounts.ResourceGroup,
    "provider.stub.rate_limit": provider.RateLimit,
    "user_attributes": people.UserAttribute,
    "generate_users": people.GenerateUsers,
    "groups, a group": people.Group,
    "steps, beside the verb": Beside,
    "expect": expect.Expect,
    "expect.requests, in long form": expect.RequestExpectation,
    "expect.okta.users, a person": expect.OktaUserExpectation,
    "expect.okta": expect.OktaExpectation,
    "expect.provider": expect.ProviderExpectation,
    "expect.hub": expect.HubExpectation,
}
"""Where in a scenario a mapping with fixed keys stands, and the model that reads it; people stand apart."""

AREAS = {
    "strings and their deprecated aliases": (("str", "dep"), "documented"),
    "arrays": (("arr",), "documented"),
    "conversions and country codes": (("cvt", "iso"), "documented"),
    "groups": (("grp", "ugg", "gfg"), "documented, or derived from the page"),
    "the person, directories, managers": (("int", "dir", "mgr"), "derived from the page"),
    "time": (("tim",), "documented, or derived; one choice"),
    "operators, conditions, null": (("cop", "con", "nul"), "documented, or derived"),
    "group rules and popular expressions": (("rul", "pop"), "derived; documented"),
    "guides, help pages, support articles": (("gde", "hlp", "kb", "map", "fix", "qrk"), "documented by example"),
    "what Spring decides": (("spl",), "measured on Spring 4.3.30, not confirmed by Okta"),
    "what nobody decides": (("dsg",), "chosen, a switch each"),
    "Identity Engine dialect (refused in mappings)": (("oie",), "documented"),
}
"""Areas of the expression language: the prefixes of their facts, and how sure the source is."""

_NUMBERED = re.compile(r"\(C\d+: ")
_MARK = re.compile(
    r" ?\((?:[^()]*\b(?:okta-[\w-]+|huggingface-scim|mappings)\b[^()]*"
    r"|[\d.]+(?: and [\d.]+)?(?:[:,][^()]*)?|[A-Z]\b[^()]*)\)"
    r"| ?\[[A-Z][^\]]*\]"
)
_SECTION = re.compile(r"^(?:Mappings |[\d.]+)[^:]{0,40}: ")
_OF_A_SECTION = re.compile(r"Section [\d.]+")
"""How docstrings name the references they were written from, which no reader of a page has."""


def quirks() -> list[str]:
    """The stub's quirks, from the stub."""
    rows = [f"| `{name}` | {quirk.says} | {quirk.source} |" for name, quirk in QUIRKS.items()]
    return ["| quirk | what a client sees | seen in |", "| --- | --- | --- |", *rows]


def language() -> list[str]:
    """The expression language's facts by area, counted in the tests' own fixture."""
    facts = yaml.load((ROOT / "tests/okta/expression/vectors.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    counted = Counter(fact["id"].split("-")[0] for fact in facts["expressions"])
    rows = [
        f"| {area} | {sum(counted.pop(prefix, 0) for prefix in prefixes)} | {source} |"
        for area, (prefixes, source) in AREAS.items()
    ]
    if counted:
        rows.append(f"| further samples of the documentation | {sum(counted.values())} | documented |")
    rows.append(f"| username templates, `${{...}}` | {len(facts['templates'])} | documented |")
    rows.append(f"| Hub usernames | {len(facts['usernames'])} | derived |")
    return ["| expression language | facts that hold | how sure |", "| --- | --- | --- |", *rows]


def sure() -> list[str]:
    """How sure a rule may be, what that means, and how many are."""
    counted = Counter(rule.sure for rule in rules())
    rows = [f"| **{word}** | {MEANING[word]} | {counted[word]} |" for word in SURE]
    unswitched = sum(rule.sure == "chosen" and not rule.switch for rule in rules())
    rows.append(f"| | chosen, and without a switch as yet | {unswitched} |")
    return ["| | | rules |", "| --- | --- | --- |", *rows, f"| | all | {counted.total()} |"]


def area_counts() -> list[str]:
    """How many rules of each area are how sure."""
    lines = [f"| area | {' | '.join(SURE)} |", "| --- |" + " --- |" * len(SURE)]
    for area in areas():
        counted = Counter(rule.sure for rule in rules() if rule.area == area)
        lines.append(f"| [{area}](rules.md#{area}) | {' | '.join(str(counted[word] or '') for word in SURE)} |")
    return lines


def all_rules() -> list[str]:
    """Every rule by its area."""
    lines: list[str] = []
    for area in areas():
        lines += [f"## {area}", "", "| rule | says | how sure | sources |", "| --- | --- | --- | --- |"]
        for rule in (one for one in rules() if one.area == area):
            switch = f"; switch `{rule.switch}`" if rule.switch else ""
            rested = ", ".join(rule.sources)
            lines.append(f"| `{rule.id}` | {cell(rule.sentence)} | {rule.sure}{switch} | {rested} |")
        lines.append("")
    return lines[:-1]


def all_sources() -> list[str]:
    """Every source by its kind; a title leads to the address where that is one."""
    lines: list[str] = []
    for kind in SURE[:-1]:
        lines += [f"## {kind}", "", "| key | source | date | shows |", "| --- | --- | --- | --- |"]
        for one in (one for one in sources().values() if one.kind == kind):
            named = f"[{one.title}]({one.link})" if one.link else f"{one.title}: {one.where}"
            lines.append(f"| {one.key} | {cell(named)} | {one.date or one.undated} | {cell(one.shows)} |")
        lines.append("")
    return lines[:-1]


def vectors() -> list[str]:
    """The tests that bear a number, each with the rules that name it."""
    source = (ROOT / "tests/okta/test_vectors.py").read_text(encoding="utf-8")
    rows = ["| test | rules |", "| --- | --- |"]
    for name in re.findall(r"^def (test_v\d\d_\w+)", source, re.MULTILINE):
        shown = [rule.id for rule in rules() if any(test.endswith(f"::{name}") for test in rule.tests)]
        number, _, words = name.removeprefix("test_v").partition("_")
        rows.append(f"| V{number} {words.replace('_', ' ')} | {listed(shown)} |")
    return rows


def format_keys() -> list[str]:
    """Every key of the format, by where it stands; the words are those that editors show."""
    lines: list[str] = []
    for place, model in FORMAT.items():
        lines += [f"### {place}", "", *keys(model), ""]
    return [*lines[:-1]]


def keys(model: type[Declared]) -> list[str]:
    """The keys of one mapping."""
    words = documented(model)
    rows = ["| key | means |", "| --- | --- |"]
    for name, field in model.model_fields.items():
        optional = "" if field.is_required() else "?"
        rows.append(f"| `{field.alias or name}`{optional} | {meaning(words[name], field)} |")
    return rows


def meaning(said: str, field: Any) -> str:
    """The words of a field, its values where those are few, and its default where that is a plain one."""
    choices = list(options(field.annotation))
    listed = f" Values: {', '.join(f'`{one}`' for one in choices)}." if 1 < len(choices) < 10 else ""
    default = field.default
    plain = isinstance(default, str | int | float) and not field.is_required() and default not in ("", False)
    held = f" Default `{str(default).lower() if default is True else default}`." if plain else ""
    return cell(without_marks(said).rstrip(".") + "." + listed + held)


def options(hint: Any) -> Iterator[str]:
    """The values of every `Literal` in a hint."""
    if get_origin(hint) is Literal:
        yield from map(str, get_args(hint))
    else:
        for part in get_args(hint):
            yield from options(part)


def cell(text: str) -> str:
    """Text that a cell of a table can hold."""
    return " ".join(text.split()).replace("|", "\\|")


def without_marks(text: str) -> str:
    """Text without the marks of the references that it was written from."""
    text = _NUMBERED.sub("(", " ".join(text.split()))
    text = _MARK.sub("", text)
    plain = _SECTION.sub("", text)
    return plain if plain == text else plain[:1].upper() + plain[1:]


def switches(*owners: type) -> list[str]:
    """The switches of dataclasses, each with the values it takes (the default first) and the question it answers."""
    rows = ["| switch | values | decides |", "| --- | --- | --- |"]
    seen: set[str] = set()
    for owner in owners:
        words, hints = words_of(owner), get_type_hints(owner)
        for field in own_fields(owner, seen):
            values = [True, False] if hints[field.name] is bool else list(get_args(hints[field.name]))
            listed = [field.default, *(value for value in values if value != field.default)]
            shown = ", ".join(f"`{str(value).lower() if isinstance(value, bool) else value}`" for value in listed)
            rows.append(f"| `{field.name}` | {shown} | {cell(without_marks(words.get(field.name, '')))} |")
    return rows


def own_fields(owner: type, seen: set[str]) -> Iterator[Field[Any]]:
    for field in fields(owner):
        if field.name not in seen:
            seen.add(field.name)
            yield field


def words_of(owner: type) -> dict[str, str]:
    """The text under each field in the source of a class."""
    words: dict[str, str] = {}
    source = ast.parse(inspect.getsource(import_module(owner.__module__)))
    body = next(one for one in source.body if isinstance(one, ast.ClassDef) and one.name == owner.__name__).body
    for pair in pairwise(body):
        match pair:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                words[name] = inspect.cleandoc(str(text))
    return words


def okta_switches() -> list[str]:
    """Those of the wire and of the Management API, without those of the expression language."""
    ours = {field.name for field in fields(Settings)}
    return [row for row in switches(Wire, Choices) if not any(row.startswith(f"| `{name}` ") for name in ours)]


def hub_rules() -> list[str]:
    """The stub's rules that no source decides, without those that only quirks turn."""
    turned = {name for quirk in QUIRKS.values() for name in quirk.rules}
    words = words_of(Rules)
    undecided = [name for name in words if name not in turned or not _OF_A_SECTION.match(words[name])]
    return [row for row in switches(Rules) if row.split("`")[1:2] in ([], *([name] for name in undecided))]


def verbs() -> list[str]:
    """The vocabulary, by the place where each verb is done."""
    places: dict[str, list[str]] = {}
    for one in catalogue():
        places.setdefault(one.place, []).append(f"| `{one.written}` | {cell(one.does)} | {argument(one.argument)} |")
    lines: list[str] = []
    for place, rows in places.items():
        lines += [f"### {place}", "", "| verb | does | argument |", "| --- | --- | --- |", *rows, ""]
    return lines[:-1]


def argument(text: str) -> str:
    return ", or ".join(
        part if part == "none" else f"`{part.removesuffix(' or a list')}`" + " or a list" * part.endswith(" or a list")
        for part in text.split(", or ")
    )


def functions() -> list[str]:
    """The functions of the language, by namespace."""
    names = sorted(CLASSIC.functions, key=lambda name: ("." not in name, name))
    rows = ["| | functions |", "| --- | --- |"]
    for namespace, held in groupby(names, key=lambda name: name.partition(".")[0] if "." in name else ""):
        rows.append(f"| {namespace or 'without a namespace'} | {listed(name.rpartition('.')[2] for name in held)} |")
    return [*rows, f"| of `user` | {listed(sorted(CLASSIC.user_functions))} |"]


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def reports() -> list[str]:
    """The formats of reports, in the words of their modules."""
    rows = ["| format | |", "| --- | --- |"]
    for name in FORMATS:
        said = " ".join((import_module(f"simulator.reports.{name}").__doc__ or "").partition("\n\n")[0].split())
        rows.append(f"| `{name}` | {cell(said)} |")
    return rows


def ini() -> list[str]:
    """The settings of the pytest plugin."""
    return ["| setting | says |", "| --- | --- |", *(f"| `{name}` | {cell(said)} |" for name, (said, _) in INI.items())]


def usernames() -> list[str]:
    """The Hub's rules for usernames, in its order."""
    return [f"- {rule}" for rule in USERNAME_RULE.split("; ")]


def hub_pages() -> list[str]:
    """What the Hub's paths for this machine do."""
    return ["```text", *inspect.cleandoc(hooks.__doc__ or "").splitlines()[2:], "```"]


def fault_keys() -> list[str]:
    """The keys of a fault."""
    return keys(faults.Fault)


def expression_switches() -> list[str]:
    """What nobody decides about the language."""
    return switches(Settings)


TABLES = {
    "quirks": quirks,
    "language": language,
    "vectors": vectors,
    "sure": sure,
    "areas": area_counts,
    "rules": all_rules,
    "sources": all_sources,
    "format": format_keys,
    "verbs": verbs,
    "functions": functions,
    "reports": reports,
    "ini": ini,
    "usernames": usernames,
    "hub pages": hub_pages,
    "hub rules": hub_rules,
    "faults": fault_keys,
    "expression switches": expression_switches,
    "okta switches": okta_switches,
}
"""Every table by the name in its mark, `<!-- table: NAME -->`."""
