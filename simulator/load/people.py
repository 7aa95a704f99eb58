"""A scenario told person by person: who is in it, and what Okta sends about one of them alone."""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace

from simulator.okta.flows import users
from simulator.okta.flows.conversation import Outcome
from simulator.okta.org import Job
from simulator.play.setup import Choice, prepare
from simulator.play.story import Story
from simulator.play.transcript import Event, Exchange
from simulator.scenario.model import Scenario
from simulator.scenario.parts.steps import Step
from simulator.transport import Transport

_LOG = logging.getLogger(__name__)


def people_of(scenario: Scenario) -> list[str]:
    """The aliases of all who are in a scenario, those included whom a step creates."""
    made = [str(getattr(step.argument, "alias", "")) for step in scenario.steps if step.argument.creates == "user"]
    return list(dict.fromkeys([*scenario.users, *made]))


def of_one(scenario: Scenario, alias: str) -> Scenario:
    """The scenario as if nobody else were in it: what is done to others is left out, and so are all expectations."""
    groups = {
        name: group.model_copy(update={"members": tuple(one for one in group.members if one == alias)})
        for name, group in scenario.groups.items()
    }
    steps = [kept for step in scenario.steps if (kept := _step_of_one(step, alias)) is not None]
    here = {name: user for name, user in scenario.users.items() if name == alias}
    return scenario.model_copy(update={"generate_users": None, "users": here, "groups": groups, "steps": tuple(steps)})


def _step_of_one(step: Step, alias: str) -> Step | None:
    verb = step.argument
    if verb.creates == "user" and getattr(verb, "alias", None) != alias:
        return None
    changed: dict[str, tuple[str, ...]] = {}
    for place, named, kind in verb.references():
        if kind == "user" and named != alias:
            if len(place) == 1:
                return None
            changed[str(place[0])] = (alias,)
    for name in changed:
        held: tuple[str, ...] = getattr(verb, name)
        changed[name] = tuple(one for one in held if one == alias)
    if changed and not any(changed.values()) and verb.creates is None:
        return None
    return replace(step, argument=verb.model_copy(update=changed) if changed else verb, expect=None)


class PersonStory(Story):
    """Plays what is about one person; a job about a group or the whole app is left out, and told to `left_out`."""

    left_out: Callable[[str], None]

    def _job(self, job: Job, outcomes: list[Outcome]) -> Generator[Event, None, None]:
        if job.operation in users.CONVERSATIONS:
            yield from super()._job(job, outcomes)
        else:
            self.left_out(job.operation)


class Crowd:
    """The people of a scenario at one endpoint, each to be played apart from the others; greenlets may share it."""

    def __init__(
        self, scenario: Scenario, endpoint: str, token_env: str, environment: Mapping[str, str], transport: Transport
    ) -> None:
        self._scenario = scenario
        self._choice = Choice(endpoint=endpoint, token_env=token_env, verify=False, expect=False)
        self._environment = environment
        self._transport = transport
        self._left_out: set[str] = set()
        self.people = people_of(scenario)
        prepare(scenario, self._choice, environment)

    def exchanges(self, number: int) -> Iterator[Exchange]:
        """What is sent about the person with this place in `people`, without secrets, as it is answered."""
        alias = self.people[number]
        run = prepare(of_one(self._scenario, alias), self._choice, self._environment)
        ready = run.story
        ready.player.transport = self._transport
        ready.tenant.org.ids = ready.tenant.org.ids.apart(f"person {alias}")
        story = PersonStory(ready.scenario, ready.tenant, ready.player, ready.options)
        story.left_out = self._leave_out
        for place, step in enumerate(ready.scenario.steps, 1):
            yield from (event for event in story.step(place, step) if isinstance(event, Exchange))

    def _leave_out(self, operation: str) -> None:
        if operation not in self._left_out:
            self._left_out.add(operation)
            _LOG.warning("%s is about no single person and is left out; `oktasim play` does it", operation)


class Handing:
    """Hands a scenario's people out, by number, and knows how many are done: the master's, or the one process's."""

    def __init__(self) -> None:
        self.people = self.next = self.done = 0
        self.held: dict[str, int] = {}

    def begin(self, people: int) -> None:
        """A test starts: everybody is to be played once."""
        self.people, self.next, self.done, self.held = people, 0, 0, {}

    def give(self, worker: str, wanted: int) -> tuple[int, int]:
        """The next people, for one worker: the first number, and the one after the last."""
        first, self.next = self.next, min(self.next + wanted, self.people)
        self.held[worker] = self.held.get(worker, 0) + self.next - first
        return first, self.next

    def note(self, worker: str, done: int) -> None:
        """So many of a worker's people are done."""
        self.done += done
        self.held[worker] = self.held.get(worker, 0) - done

    def over(self, gone: set[str]) -> bool:
        """Whether there were people and nobody is left; who was given to a worker that is `gone` never comes."""
        lost = sum(number for worker, number in self.held.items() if worker in gone)
        return 0 < self.people == self.next and self.done + lost >= self.people


def pattern(exchange: Exchange) -> str:
    """The path of a request as a pattern, by which statistics gather: `/Users`, `/Users/{id}`."""
    collection, *below = exchange.request["path"].strip("/").split("/")
    return f"/{collection}" + "/{id}" * bool(below)


def failure(exchange: Exchange) -> str | None:
    """What went wrong with a request, in a few words; None for an answer below 400."""
    status = None if exchange.response is None else exchange.response["status"]
    if status is None:
        return f"no answer: {exchange.error}"
    return f"status {status}" if status >= 400 else None
