"""The smallest scenario that ends in a sentence, and the play that proves it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.explaining.known import ASIDE, Story
from simulator.explaining.reading import Reading, operations_of, read, requests_of
from simulator.okta.flows.conversation import MAX_ATTEMPTS
from simulator.play.setup import Choice, Run, prepare
from simulator.play.transcript import RunFinished, StepFinished
from simulator.scenario.loading import load_text
from simulator.scenario.yaml.writing import block_lines, flow, key
from simulator.scim import urns

USERNAME = 'String.substringBefore(user.login, "@")'
USERS = {
    "ada": {"login": "ada@acme.test", "firstName": "Ada", "lastName": "Lovelace"},
    "grace": {"login": "grace@acme.test", "firstName": "Grace", "lastName": "Hopper"},
}
GROUPS = {"ml-team": ["ada"], "others": ["grace"]}
_TOKEN = re.compile(r"Invalid JSON: Unrecognized token '([^']+)'.*?(?:line: (\d+), column: (\d+)|$)")


@dataclass(frozen=True)
class Proven:
    """A scenario's text that was played as it is, `steps` long, and the sentence it ended in; `by_fault` says whether
    a fault answered in the provider's place.
    """

    text: str
    steps: int
    ended_in: str
    by_fault: bool


def reproduce(reading: Reading) -> Proven | None:
    """The first scenario that ends in the sentence when it is played; None where none does."""
    played = (_prove(story, reading, by_fault=by_fault) for story, by_fault in _stories(reading))
    return next((proven for proven in played if proven is not None), None)


def _stories(reading: Reading) -> Iterator[tuple[Story, bool]]:
    """What could end in it: what leads to it by itself, then what answers in the provider's place."""
    operations = operations_of(reading)
    if reading.ending is not None:
        yield from ((one, False) for one in reading.ending.stories)
    for operation in operations:
        for story in reading.rule.stories if reading.rule else ():
            if not story.operations or operation.name in story.operations:
                yield _told(operation.story, story), False
    faults = faults_of(reading)
    for operation in operations if faults else ():
        for on in requests_of(operation, reading):
            struck = tuple({"fault": {"on": on, **fault}} for fault in faults)
            made = {"integration": "oin"} if on.startswith("PATCH") else {}
            yield _told(operation.story, Story(before=struck, app=made)), True


def _told(story: Story, more: Story) -> Story:
    """An operation's story with what a rule or a fault adds to it."""
    steps = more.steps or story.steps
    steps = (*steps[:-1], *more.before, *steps[-1:])
    return Story(steps, (), {**story.app, **more.app}, {**story.stub, **more.stub}, {**story.users, **more.users})


def faults_of(reading: Reading) -> tuple[Mapping[str, Any], ...]:
    """What makes the provider, or the network, bring the sentence about."""
    if reading.ending is not None:
        return reading.ending.faults
    if reading.parser is not None:
        return (_no_json(reading.parser, reading.status or 200),)
    status = reading.status or (reading.rule.status if reading.rule else None)
    if status is None:
        return ()
    answer: dict[str, Any] = {"status": status}
    if reading.remote is not None:
        schemas = {"schemas": [urns.ERROR], "status": str(status)} if status != NOT_FOUND else {}
        answer["body"] = {**schemas, "detail": reading.remote}
    return ({**({"times": MAX_ATTEMPTS} if status == TOO_MANY else {}), "respond": answer},)


NOT_FOUND, TOO_MANY = 404, 429
PAGE = "<html><body>Sign in</body></html>"
"""What a proxy or a login answers with 200 in the provider's place."""


def _no_json(complaint: str, status: int) -> dict[str, Any]:
    """A body that the parser complains about so: the word that it names, at its place, or a web page."""
    found = _TOKEN.match(complaint)
    if found is None:
        return {"html": status} if status >= 400 else {"respond": {"status": status, "body": PAGE}}
    word, line, column = found[1], int(found[2] or 1), int(found[3] or 0)
    text = "\n" * (min(line, 50) - 1) + " " * min(max(column - 1 - len(word), 0), 500) + f"{word} "
    return {"respond": {"status": status, "body": text}}


def _prove(story: Story, reading: Reading, *, by_fault: bool) -> Proven | None:
    """Play it; where it ends in the sentence, play it again with that as what is expected."""
    how = "A fault answers in the provider's place." if by_fault else "No fault is needed."
    start = {
        "name": f"It ends in: {reading.end}"[:LONGEST_NAME],
        "description": f"Ends as this does, names aside: {reading.plain}\n{how} It was played before it was written.",
    }
    run, finished, _ = _played(_text(story, start))
    ended_in = next((one for one in _sentences(run, finished) if _same(read(one), reading)), None)
    if ended_in is None:
        return None
    text = _text(story, start, _expected(finished, read(ended_in)))
    again, finished, kept = _played(text)
    return (
        Proven(text, len(story.steps), ended_in, by_fault) if kept and ended_in in _sentences(again, finished) else None
    )


LONGEST_NAME = 100
"""Characters of the scenario's name."""


def _played(text: str) -> tuple[Run, StepFinished, bool]:
    """Play a scenario on the bundled Hub: the run, how its last step ended, and whether all was as expected."""
    run = prepare(load_text(text, "the scenario"), Choice(stub=True), {})
    events = list(run.events())
    kept = all(one.kept for one in events if isinstance(one, RunFinished))
    return run, [one for one in events if isinstance(one, StepFinished)][-1], kept


def _sentences(run: Run, finished: StepFinished) -> list[str]:
    """What an administrator reads in the end: the last step's sentence, else what tasks and assignments show."""
    app = run.story.tenant.app
    shown = [task.text for task in app.tasks.values()] + [one.error or "" for one in app.users.values()]
    return list(filter(None, (finished.error, finished.text, *shown)))


def _same(played: Reading, given: Reading) -> bool:
    """Whether the one ends as the other does, names left aside; of a sentence that was cut off, all that is there."""
    ours, theirs = played.plain.casefold(), given.plain.casefold()
    return bool(theirs) and (ours.endswith(theirs) or (given.cut_off and theirs in ours))


def _expected(finished: StepFinished, said: Reading) -> dict[str, Any]:
    """What the last step must show: the sentence itself, where a step, an assignment or a task has it."""
    words = max((said.end or said.plain).split(ASIDE), key=len).strip(" :")
    if finished.error:
        return {"outcome": finished.outcome, "error": words}
    if finished.text:
        return {"outcome": finished.outcome}
    shown = {"okta": {"users": {"ada": {"error": words}}}} if said.task is None else {"tasks": 1}
    return {"outcome": finished.outcome, **shown}


def _text(story: Story, start: Mapping[str, str], expect: Mapping[str, Any] | None = None) -> str:
    """The scenario as YAML, with no more people and groups than it speaks of."""
    steps = flow(list(story.steps))
    groups = {alias: members for alias, members in GROUPS.items() if alias in steps}
    users = {alias: {**held, **story.users.get(alias, {})} for alias, held in USERS.items()
             if alias in steps or alias in flow(groups)}  # fmt: skip
    lines = [f"{name}: {flow(value)}" for name, value in start.items()]
    lines += [*block_lines("app", {"username": USERNAME, **story.app})]
    lines += block_lines("provider", {"stub": story.stub} if story.stub else {})
    lines += [*block_lines("users", users), *block_lines("groups", groups), "", "steps:"]
    for step in story.steps:
        lines += (
            f"  - {key(verb)}:{'' if argument is None else ' ' + flow(argument)}" for verb, argument in step.items()
        )
    return "\n".join([*lines, *([f"    expect: {flow(dict(expect))}"] if expect else []), ""])
