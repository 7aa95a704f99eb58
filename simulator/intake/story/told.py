"""An act as the file tells of it, for those who make a step of it."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.intake.story import acts
from simulator.intake.story.acts import Act
from simulator.intake.story.people import Fact, Person, Team
from simulator.intake.story.present import Present

MADE_UP = "is not in the log; a made-up value stands for it"


@dataclass
class Told:
    """An act as the file tells of it, and the rows that must come of it."""

    act: Act
    fact: Fact
    wanted: list[Fact]

    @property
    def at(self) -> str:
        """When, as the file says it."""
        return self.fact.entry.at

    @property
    def person(self) -> Person:
        """Whom it is about."""
        assert self.fact.person is not None  # noqa: S101  (the table says which acts are about somebody)
        return self.fact.person

    @property
    def team(self) -> Team:
        """The group it is about."""
        assert self.fact.team is not None  # noqa: S101
        return self.fact.team

    def of(self, *kinds: str) -> list[Fact]:
        """The wanted rows of these types."""
        return [one for one in self.wanted if one.entry.type in kinds]


Left = list[Fact]
"""The wanted rows that did not come."""
Tell = Callable[[Present, Told], Left]


def given_by(story: Present, told: Told, *teams: Team) -> None:
    """A group that gives somebody the app must have had it."""
    added = [one.person for one in told.of(acts.ADD) if one.person is not None]
    held = any(story.gives(team) for team in teams)
    if added and not held and all(story.assigned(one) is None for one in added):
        story.gave_before(teams[0])
