"""A scenario in the making: plain data with comments that say what could not be told, and its text in YAML."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from provider_stub.scim import syntax
from simulator.intake.evidence.traffic import Traffic
from simulator.scenario.fields.scalars import INSTANT
from simulator.scenario.yaml.writing import block_lines, comment_lines, flow, scalar

NAME = "Imported"
"""What a scenario is called that nobody has given a name."""


@dataclass
class Step:
    """One step to be: `verb` and `argument` as they are written; `at` says when it was seen, as ISO 8601.

    Without a verb it is a comment at its place.

    `seen` are the requests it stands for, `logged` the System Log events as (type, result). `faults` and `expect` are
    what goes beside it, `comments` stand above it. `given` is what the provider holds of somebody who was provisioned
    before the recording began, on the step that makes up for it. `untraced` says that a recording beside a System Log
    shows nothing of it.
    """

    verb: str
    argument: Any = None
    at: str = ""
    seen: list[Traffic] = field(default_factory=list)
    logged: list[tuple[str, str]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    expect: dict[str, Any] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    given: dict[str, Any] | None = None
    untraced: bool = False


@dataclass
class Draft:
    """All of a scenario: what is there, and the steps. `comments` stand at the top, in order."""

    name: str
    starts_at: str | None = None
    comments: list[str] = field(default_factory=list)
    app: dict[str, Any] = field(default_factory=dict)
    stub: dict[str, Any] = field(default_factory=dict)
    user_attributes: list[Any] = field(default_factory=list)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    @property
    def acts(self) -> int:
        """How many of the steps do something."""
        return sum(bool(step.verb) for step in self.steps)

    def add_account(self, account: dict[str, Any]) -> None:
        """An account that the Hub has from before; its address only where the Hub could hold it, and nobody has it."""
        accounts = self.stub.setdefault("accounts", [])
        usernames, addresses = ({str(one.get(key)).lower() for one in accounts} for key in ("username", "email"))
        address = str(account.get("email") or "")
        if not syntax.is_email(address) or address.lower() in addresses:
            account = {key: held for key, held in account.items() if key != "email"}
        if str(account["username"]).lower() not in usernames:
            accounts.append(account)


class Aliases:
    """Short names for people and groups, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = {"everyone"}

    def give(self, name: str) -> str:
        """An alias made of `name`: its ASCII letters and digits, joined by dashes."""
        plain = unicodedata.normalize("NFKD", name.partition("@")[0]).encode("ascii", "ignore").decode()
        stem = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:60] or "someone"
        alias = stem if not stem.isdecimal() else f"n{stem}"
        number = 1
        while alias in self._given:
            number += 1
            alias = f"{stem}-{number}"
        self._given.add(alias)
        return alias


_REQUEST = re.compile(r"[A-Z]+ /[\x21-\x7e]*(?: [\x21-\x7e]+)*", re.ASCII)


def scenario_text(draft: Draft) -> str:
    """The whole file."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    for comment in draft.comments:
        yield from comment_lines(comment, "")
    yield f"name: {scalar(draft.name)}"
    if draft.starts_at and re.fullmatch(INSTANT, draft.starts_at):
        yield f"starts_at: {draft.starts_at}"
    yield from block_lines("app", draft.app)
    if draft.stub:
        yield from ("", "provider:", "  stub:")
        yield from (f"    {key}: {flow(value)}" for key, value in draft.stub.items())
    if draft.user_attributes:
        yield from ("", f"user_attributes: {flow(draft.user_attributes)}")
    yield from block_lines("users", draft.users)
    yield from block_lines("groups", draft.groups)
    if any(step.verb for step in draft.steps):
        yield from ("", "steps:")
    for step in draft.steps:
        yield from _step(step)


def _step(step: Step) -> Iterator[str]:
    for comment in step.comments:
        yield from comment_lines(comment, "  ")
    if not step.verb:
        return
    yield from (f"  - fault: {flow(fault)}" for fault in step.faults)
    yield f"  - {step.verb}: {flow(step.argument)}".rstrip() if step.argument is not None else f"  - {step.verb}:"
    if step.at:
        yield f"    note: {scalar(step.at)}"
    if step.expect:
        yield "    expect:"
        for key, value in step.expect.items():
            listed = isinstance(value, list) and value
            yield f"      {key}:" if listed else f"      {key}: {flow(value)}"
            yield from (f"        - {_item(item)}" for item in listed or ())


def _item(value: Any) -> str:
    """An item on a line of its own, where a request can stand as it is."""
    if isinstance(value, dict) and "request" in value:
        rest = {key: held for key, held in value.items() if key != "request"}
        return f"request: {_line(value['request'])}\n" + "\n".join(f"          {k}: {flow(v)}" for k, v in rest.items())
    return _line(value) if isinstance(value, str) else flow(value)


def _line(text: str) -> str:
    return text if _REQUEST.fullmatch(text) and ": " not in text and " #" not in text else scalar(text)
