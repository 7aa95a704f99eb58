"""What a marker asks for, read from its words, and made from a run: `quickstart step 3 request`."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.errors import UsageError
from simulator.play import transcript
from simulator.reports import examples, markdown, sequence
from simulator.reports.chapters import Chapter, Opening, chapters

OF_A_STEP = ("request", "response", "exchange", "body", "response body", "mappings", "step", "diagram")
OF_A_RUN = ("diagram", "mappings")
_WORDS = {"answer": "response", "answer body": "response body", "mapping table": "mappings"}


@dataclass(frozen=True)
class Asked:
    """What of which scenario: the step's number or id, None for the run; the part; which of the step's requests.

    Of a `command` its words, and nothing else.
    """

    scenario: str = ""
    step: str | None = None
    part: str = ""
    number: int | None = None
    command: tuple[str, ...] = ()


def read(words: str) -> Asked:
    """What a marker's words ask for.

    Raises:
        UsageError: nothing that there is; the sentence says what there is.
    """
    try:
        parts = shlex.split(words)
    except ValueError:
        raise UsageError("a quotation mark in the marker is not closed; close it") from None
    match parts:
        case ["output", "of", "oktasim", *command]:
            return Asked(command=tuple(command))
        case ["output", *_]:
            raise UsageError("the output is of a command of oktasim; write `output of oktasim list`")
        case [scenario, "step", step, *part] if part:
            number = int(part.pop()) if len(part) > 1 and part[-1].isdecimal() and len(part[-1]) < 5 else None
            return Asked(scenario, step, _part(part, OF_A_STEP), number)
        case [scenario, *part] if part and part[0] != "step":
            return Asked(scenario, None, _part(part, OF_A_RUN))
    raise UsageError(
        "the marker needs a scenario, a step and what to show of it, such as `quickstart step 3 request`; or "
        "`quickstart diagram`, or `output of oktasim list`"
    )


def _part(words: Sequence[str], known: tuple[str, ...]) -> str:
    part = " ".join(words)
    part = _WORDS.get(part, part)
    if part not in known:
        whose = "a step" if known is OF_A_STEP else "a run, without `step N`,"
        quoting = "; a name with spaces stands in quotes" if len(words) > 2 and known is OF_A_RUN else ""
        raise UsageError(f"there is no part `{part}`; of {whose} there are {', '.join(known)}{quoting}")
    return part


class Examples:
    """A run's steps, from which the parts are made.

    Raises:
        UsageError: the run was not as its scenario expects, so that nothing of it is an example.
    """

    def __init__(self, events: Sequence[transcript.Event], name: str) -> None:
        parts = list(chapters(events))
        self._name = name
        self._steps = [part for part in parts if isinstance(part, Chapter)]
        self._provider = sequence.provider(next((one.started for one in parts if isinstance(one, Opening)), None))
        ended = [event for event in events if isinstance(event, transcript.RunFinished)]
        if not ended or not ended[-1].kept:
            raise UsageError(f"the scenario does not play as it expects; see `oktasim play {name}`")

    def shown(self, asked: Asked) -> str:
        """The part as Markdown.

        Raises:
            UsageError: there is no such step, or nothing of that kind in it.
        """
        steps = self._steps if asked.step is None else [self._step(asked.step)]
        match asked.part:
            case "diagram":
                text = "".join(markdown.diagram(steps, self._provider))
            case "step":
                text = "".join(examples.step(steps[0], self._provider))
            case _:
                sent = [event for step in steps for event in self._chosen(step, asked)]
                text = "\n".join(block.rstrip("\n") + "\n" for event in sent for block in _blocks(event, asked.part))
        if not text.strip():
            where = "the run" if asked.step is None else f"step {asked.step}"
            raise UsageError(
                f"{where} of {self._name} has nothing to show as `{asked.part}`; {self._what_is_there(steps)}"
            )
        return text

    def _step(self, wanted: str) -> Chapter:
        for step in self._steps:
            if wanted in (str(step.started.step), step.started.id):
                return step
        ids = ", ".join(step.started.id for step in self._steps if step.started.id)
        raise UsageError(
            f"there is no step {wanted} in {self._name}; give a number from 1 to {len(self._steps)}"
            + (f", or one of {ids}" if ids else "")
        )

    def _chosen(self, step: Chapter, asked: Asked) -> list[transcript.Exchange]:
        sent = step.exchanges
        if asked.number is None:
            return sent
        if not 1 <= asked.number <= len(sent):
            raise UsageError(f"there is no request {asked.number} in step {asked.step}; {self._what_is_there([step])}")
        return sent[asked.number - 1 : asked.number]

    def _what_is_there(self, steps: Sequence[Chapter]) -> str:
        sent = [f"{one.request['method']} {one.request['path']}" for step in steps for one in step.exchanges]
        if not sent:
            return "nothing is sent there"
        count = "is 1 request" if len(sent) == 1 else f"are {len(sent)} requests"
        return f"there {count}: {', '.join(sent[:10])}"


def _blocks(event: transcript.Exchange, part: str) -> Iterator[str]:
    match part:
        case "request":
            yield examples.request(event)
        case "response":
            yield examples.answer(event)
        case "exchange":
            yield examples.request(event)
            yield examples.answer(event)
        case "body" | "response body":
            yield from filter(None, [examples.body(event.request if part == "body" else event.response)])
        case "mappings" if event.mapped:
            yield "".join(examples.mapping_table(event))
