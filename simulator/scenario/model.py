"""A scenario: what is there, what an administrator does, what must be seen. Frozen, complete, and checked in itself."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from simulator.okta.ids import SEED
from simulator.okta.org import EVERYONE as EVERYONE_NAME
from simulator.scenario.fields.declared import Declared, Located, refusals
from simulator.scenario.fields.kinds import NULL, Alias, Emptied, Instant, Keyed, Many, Shape, Text, Whole, all_defaults
from simulator.scenario.fields.scalars import read_whole, wrong
from simulator.scenario.parts.app import App, OtherApps
from simulator.scenario.parts.people import EVERYONE, GenerateUsers, Group, User, UserAttribute, read_users
from simulator.scenario.parts.provider import Provider
from simulator.scenario.parts.steps import Step, read_steps

STARTS_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def _named(groups: dict[str, Group]) -> dict[str, Group]:
    """Groups with their names, which default to the aliases; Okta has each once."""
    problems: list[Located] = [
        ((alias,), wrong("is Okta's own group of all users; use it without declaring it", key=True))
        for alias in groups
        if alias.lower() == EVERYONE
    ]
    named = {
        alias: group if group.name else group.model_copy(update={"name": alias}) for alias, group in groups.items()
    }
    owners: dict[str, str] = {}
    for alias, group in named.items():
        if str(group.name) == EVERYONE_NAME and alias.lower() != EVERYONE:
            problems.append(((alias, "name"), wrong("is the name of Okta's own group of all users; choose another")))
        elif owners.setdefault(str(group.name), alias) != alias:
            problems.append(((alias, "name"), wrong(f"is taken: `{owners[str(group.name)]}` has it too")))
    if problems:
        raise refusals(problems)
    return named


class Scenario(Declared):
    """One story. Frozen; the command line's overrides make a copy (`model_copy(update=...)`)."""

    name: Annotated[str, Shape(r"(?s:\s*\S.*)", "a few words that say what the scenario shows")]
    """What the scenario shows, in a few words."""
    description: Text | None = None
    """What the customer saw and why; reports show it."""
    starts_at: Instant = STARTS_AT
    """Where the virtual clock starts."""
    seed: Annotated[
        int,
        BeforeValidator(read_whole),
        Field(ge=0, lt=2**63),
        WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 2**63 - 1}),
    ] = SEED
    """Ids and passwords follow from it; where none is written it is the same for every scenario."""
    app: Annotated[App, Emptied] = Field(default_factory=all_defaults, validate_default=True)
    """The Okta app integration."""
    provider: Annotated[Provider, Emptied] = Field(default_factory=all_defaults, validate_default=True)
    """Whom it is played against."""
    user_attributes: Many[UserAttribute] = ()
    """Custom attributes of the Okta user."""
    app_profiles: OtherApps = Field(default_factory=dict)
    """Profiles of other apps that expressions read, by the apps' variable names."""
    generate_users: GenerateUsers | None = None
    """People by the thousand."""
    users: Annotated[dict[str, User], Whole(read_users, lambda: {"$comment": "Users"}, informed=True)] = Field(
        default={}, validate_default=True
    )
    """People by alias: declared, then generated."""
    groups: Annotated[dict[Alias, Group], Keyed, AfterValidator(_named)] = Field(default_factory=dict)
    """Groups by alias."""
    steps: Annotated[
        tuple[Step, ...],
        Whole(read_steps, lambda: {"anyOf": [{"type": "array", "items": {"$comment": "Step"}}, NULL]}, informed=True),
    ] = ()
    """What the administrator does, in order."""

    _file: str = ""
    _text: str = ""

    @property
    def file(self) -> str:
        """The file it was read from, as it was named; empty where it came from elsewhere."""
        return self._file

    @property
    def text(self) -> str:
        """What it was read from, word for word."""
        return self._text
