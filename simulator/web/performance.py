"""The scenario whose steps wait to be played in the served org: one by one, or all of them."""

from collections.abc import Iterator
from typing import Any

from simulator.play import transcript
from simulator.play.player import Player
from simulator.play.story import Manner, Story
from simulator.play.transcript import Event
from simulator.scenario.steps import Step
from simulator.web.clock import JumpingClock
from simulator.web.office import Office
from simulator.web.world import World


class Performance:
    """Plays the steps of the office's scenario; at the bundled Hub time jumps. It starts anew with each world."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._world: World | None = None
        self._story: Story | None = None
        self.played = 0

    def _ready(self, world: World) -> Story:
        if self._story is None or self._world is not world:
            self._world, self.played = world, 0
            self._story = self._staged(world)
        return self._story

    def _staged(self, world: World) -> Story:
        office = self._office
        jumping = world.hub is not None
        clock = JumpingClock(office.clock) if jumping else office.clock
        player = Player(world.org, world.transport, clock, office.redactor, verify=jumping, lock=office.lock)
        return Story(world.scenario, world.stage, player, Manner())

    def steps(self) -> tuple[Step, ...]:
        """The steps of the scenario in place."""
        return self._office.world.scenario.steps

    def where(self) -> dict[str, Any]:
        """The scenario's name, its steps, and how many have been played."""
        world = self._office.world
        played = self.played if self._world is world else 0
        steps = [
            {"number": number, "verb": step.verb, "note": step.note} for number, step in enumerate(self.steps(), 1)
        ]
        return {"scenario": world.scenario.name, "file": world.scenario.file, "steps": steps, "played": played}

    def step(self) -> list[dict[str, Any]]:
        """Play the next step; its events. Empty when none is left.

        Raises:
            Busy: jobs under way do not end, or another step is being played.
        """
        with self._office.alone() as world:
            return [self._recorded(event) for event in self._next(self._ready(world))]

    def play(self) -> dict[str, Any]:
        """Play all steps that are left: `{kept, counts, provider}` of the whole scenario.

        Raises:
            Busy: jobs under way do not end, or another step is being played.
        """
        with self._office.alone() as world:
            story = self._ready(world)
            while self.played < len(world.scenario.steps):
                for event in self._next(story):
                    self._recorded(event)
            finished = story.tally.finished(story.player.at(), "stub" if world.hub is not None else "endpoint", 0.0)
            return {"kept": finished.kept, "counts": finished.counts, "provider": finished.provider}

    def _next(self, story: Story) -> Iterator[Event]:
        steps = story.scenario.steps
        if self.played >= len(steps):
            return
        self.played += 1
        step = steps[self.played - 1]
        yield from story.step(self._office.played(step), step)

    def _recorded(self, event: Event) -> dict[str, Any]:
        return transcript.to_json(self._office.record.add(event))
