"""The scenario whose steps wait to be played in the served org: one by one, or all of them."""

from collections.abc import Iterator
from typing import Any

from simulator.play import transcript
from simulator.play.player import Player
from simulator.play.story import PlayOptions, Story
from simulator.play.transcript import Event
from simulator.scenario.parts.steps import Step
from simulator.web.engine.clock import JumpingClock
from simulator.web.engine.engine import Engine
from simulator.web.engine.instance import Instance


class ScenarioRun:
    """Plays the steps of the engine's scenario; at the bundled Hub time jumps. It starts anew with each instance."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._instance: Instance | None = None
        self._story: Story | None = None
        self.played = 0

    def _ready(self, instance: Instance) -> Story:
        if self._story is None or self._instance is not instance:
            self._instance, self.played = instance, 0
            self._story = self._made(instance)
        return self._story

    def _made(self, instance: Instance) -> Story:
        engine = self._engine
        jumping = instance.hub is not None
        clock = JumpingClock(engine.clock) if jumping else engine.clock
        player = Player(instance.org, instance.transport, clock, engine.redactor, verify=jumping, lock=engine.lock)
        return Story(instance.scenario, instance.tenant, player, PlayOptions())

    def steps(self) -> tuple[Step, ...]:
        """The steps of the scenario in place."""
        return self._engine.instance.scenario.steps

    def where(self) -> dict[str, Any]:
        """The scenario's name, its steps, and how many have been played."""
        instance = self._engine.instance
        played = self.played if self._instance is instance else 0
        steps = [
            {"number": number, "verb": step.verb, "note": step.note} for number, step in enumerate(self.steps(), 1)
        ]
        return {"scenario": instance.scenario.name, "file": instance.scenario.file, "steps": steps, "played": played}

    def step(self) -> list[dict[str, Any]]:
        """Play the next step; its events. Empty when none is left.

        Raises:
            Busy: jobs under way do not end, or another step is being played.
        """
        with self._engine.alone() as instance:
            return [self._recorded(event) for event in self._next(self._ready(instance))]

    def play(self) -> dict[str, Any]:
        """Play all steps that are left: `{kept, counts, provider}` of the whole scenario.

        Raises:
            Busy: jobs under way do not end, or another step is being played.
        """
        with self._engine.alone() as instance:
            story = self._ready(instance)
            while self.played < len(instance.scenario.steps):
                for event in self._next(story):
                    self._recorded(event)
            finished = story.tally.finished(story.player.at(), instance.kind, 0.0)
            return {"kept": finished.kept, "counts": finished.counts, "provider": finished.provider}

    def _next(self, story: Story) -> Iterator[Event]:
        steps = story.scenario.steps
        if self.played >= len(steps):
            return
        self.played += 1
        step = steps[self.played - 1]
        yield from story.step(self._engine.played(step), step)

    def _recorded(self, event: Event) -> dict[str, Any]:
        return transcript.to_json(self._engine.record.add(event))
