"""The README's long tables, made from what they speak of, so that they cannot go stale."""

import re
from collections import Counter
from pathlib import Path

import yaml

from provider_stub.quirks import QUIRKS

ROOT = Path(__file__).resolve().parents[1]

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

VECTORS = {
    "01": ("connection test: one probe, headers, no body", "captured"),
    "02": ("a second probe with Import Groups", "documented"),
    "03": ("create: look-up, POST, key order, compact", "captured"),
    "04": ("enterprise extension and its URN", "captured"),
    "05": ("empty attributes are left out", "captured"),
    "06": ("link an active match: 607 bytes", "captured, byte count"),
    "07": ("deactivate by PUT: 579 bytes", "captured, byte count"),
    "08": ("deactivate by PATCH: 118 bytes", "captured, bytes"),
    "09": ("re-assign an inactive account: two rounds", "captured"),
    "10": ("profile change: GET, PUT, echo", "captured"),
    "11": ("unassign after a failed link: silence", "documented by staff"),
    "12": ("suspend, unsuspend, delete: silence", "documented"),
    "13": ("push a new group by PUT", "captured"),
    "14": ("push an empty group", "captured"),
    "15": ("push a new group by PATCH", "captured"),
    "16": ("membership PATCH: removals, then one add", "captured"),
    "17": ("Push Now replaces all members", "documented, reported"),
    "18": ("rename PATCH with the id in its value", "documented"),
    "19": ("unlink: DELETE, or silence", "documented"),
    "20": ("import of 250: three pages", "documented, captured"),
    "21": ("PATCHes of at most 100 changes", "documented"),
    "22": ("Provision User for seven", "captured"),
    "23": ("Okta's CRUD sequence", "Okta's own suite"),
    "24": ("409 on create", "documented"),
    "25": ("404 on a profile push", "reported"),
    "26": ("429: waits, doubling, ten attempts", "documented"),
    "27": ("502 in plain text on a group push", "captured"),
    "28": ("401 on the probe", "documented"),
    "29": ("paging numbers as texts", "captured"),
    "30": ("201 without a body", "documented"),
    "31": ("no answer in 60 s", "documented"),
    "32": ("Deactivate Users off", "documented"),
    "33": ("one group for assignment and push", "documented"),
    "34": ("System Log entry of a failed sync", "captured"),
    "35": ("directory deactivation", "captured"),
}
"""What each vector shows, and its evidence; the test bears its number."""


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


def vectors() -> list[str]:
    """The acceptance vectors and how many tests bear each number."""
    source = (ROOT / "tests/okta/test_vectors.py").read_text(encoding="utf-8")
    counted = Counter(re.findall(r"^def test_v(\d\d)_", source, re.MULTILINE))
    rows = []
    for number, (what, evidence) in VECTORS.items():
        times = f" ×{counted[number]}" if counted[number] > 1 else ""
        rows += [f"| V{number} | {what} | {evidence} | `test_v{number}_…`{times} |"] * (counted[number] > 0)
    return ["| vector | what | evidence | test |", "| --- | --- | --- | --- |", *rows]


TABLES = {"quirks": quirks, "language": language, "vectors": vectors}
