"""The run as examples for a page of documentation: CommonMark, with GitHub's tables and one Mermaid diagram.

Nothing on it depends on the day, the machine or the version, so that the same scenario and seed give the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PureWindowsPath

from simulator.play import transcript
from simulator.register.confidence import Confidence
from simulator.register.confidence import Gathered as Rules
from simulator.reports import evidence, examples, mermaid, sentences, sequence
from simulator.reports.chapters import CUT_OFF, Chapter, Ending, Opening, chapters
from simulator.reports.commonmark import escape, paragraphs

VERDICTS = ("Everything was as expected", "Not everything was as expected")
PARTS = ("requests", "exchanges", "mappings", "diagram")
"""What a page may be made of alone."""
_AHEAD = 200
"""The steps that are read ahead for the diagram at the head."""


@dataclass(frozen=True)
class Selection:
    """What of a run is shown: the steps from `first` to `last` (None: to the end), and one of `PARTS` or all."""

    first: int = 1
    last: int | None = None
    only: str | None = None

    @property
    def whole(self) -> bool:
        """Whether all steps are."""
        return self.first == 1 and self.last is None

    def holds(self, step: int | None) -> bool:
        """Whether this step is."""
        return step is not None and self.first <= step and (self.last is None or step <= self.last)


ALL = Selection()


def render(events: Iterable[transcript.Event], selection: Selection = ALL) -> Iterator[str]:
    """A title, a diagram, and a section for each step with its requests and answers; what we read back is not shown."""
    return _selected(events, selection) if selection.only else _page(events, selection)


def _page(events: Iterable[transcript.Event], selection: Selection) -> Iterator[str]:
    provider, ahead = "", list[Chapter]()
    drawn, rules = False, Rules()
    for part in chapters(events):
        match part:
            case Opening():
                provider, ahead, drawn, rules = sequence.provider(part.started), [], False, Rules()
                yield from _opening(part)
            case Chapter() if not selection.holds(part.started.step):
                continue
            case Chapter() if drawn:
                rules.take(part.events)
                yield from _section(part, provider)
            case Chapter():
                rules.take(part.events)
                ahead.append(part)
                if drawn := _is_enough(ahead):
                    yield from _head(ahead, provider)
            case Ending():
                if not drawn:
                    yield from _head(ahead, provider)
                yield from _ending(part, selection, rules.confidence())


def _is_enough(ahead: list[Chapter]) -> bool:
    return len(ahead) >= _AHEAD or sum(len(one.exchanges) for one in ahead) > sequence.MOST


def _head(ahead: list[Chapter], provider: str) -> Iterator[str]:
    """The diagram, and the steps that were read for it."""
    yield from diagram(ahead, provider)
    for chapter in ahead:
        yield from _section(chapter, provider)


def diagram(steps: list[Chapter], provider: str) -> Iterator[str]:
    """One sequence diagram of these steps; none where nothing was sent and nothing refused."""
    if lines := sequence.of_run(steps):
        yield f"```mermaid\n{mermaid.drawn(lines, provider)}```\n\n"


def file_name(opening: Opening) -> str:
    """The scenario's file without its folders, which differ from machine to machine."""
    return PureWindowsPath(opening.started.file).name if opening.started else "the scenario"


def _opening(opening: Opening) -> Iterator[str]:
    if (run := opening.started) is None:
        yield "# A run without its beginning\n\n"
        return
    yield f"# {escape(run.scenario) or 'A run'}\n\n"
    yield from paragraphs(run.description)
    yield f"{escape(sentences.example_of(run))}\n\n"
    for event in opening.events:
        yield from examples.remark(event)


def _section(chapter: Chapter, provider: str) -> Iterator[str]:
    yield f"## {examples.heading(chapter)}\n\n"
    yield from examples.step(chapter, provider)


def _ending(ending: Ending, selection: Selection, confidence: Confidence) -> Iterator[str]:
    """How sure what is shown is, and what a reader must know of a run that did not end well."""
    for event in ending.events if selection.whole else ():
        yield from examples.remark(event)
    unlike = [one for one in ending.standings if one.agrees is False or _is_unknown(one)]
    if selection.whole and unlike:
        yield from examples.table(ending.standings)
    yield from (f"{escape(one)}\n\n" for one in evidence.head(confidence))
    if ending.finished is None:
        yield f"**{CUT_OFF}**\n"
        return
    role, verdict = sentences.verdict(ending.finished, *VERDICTS)
    if role == "bad":
        yield f"**{verdict}{'' if selection.whole else ' in the run that these steps are from'}.**\n"
    elif remark := sentences.unreached(ending.finished):
        yield f"{escape(remark)}.\n"


def _is_unknown(standing: transcript.Standing) -> bool:
    return standing.agrees is None and not standing.provider.startswith(transcript.NOT_LOOKED)


def _selected(events: Iterable[transcript.Event], selection: Selection) -> Iterator[str]:
    """One kind of thing of each step, under the step's heading where it has any; the diagram is of all steps."""
    provider, drawn = "", list[Chapter]()
    for part in chapters(events):
        match part:
            case Opening():
                provider, drawn = sequence.provider(part.started), []
            case Chapter() if selection.holds(part.started.step):
                if selection.only == "diagram":
                    if not _is_enough(drawn):
                        drawn.append(part)
                elif shown := list(_parts(part, selection.only)):
                    yield f"## {examples.heading(part)}\n\n"
                    yield from shown
            case Ending():
                yield from diagram(drawn, provider)
                if part.finished is None:
                    yield f"**{CUT_OFF}**\n"


def _parts(chapter: Chapter, only: str | None) -> Iterator[str]:
    for event in chapter.exchanges:
        match only:
            case "requests":
                yield f"{examples.request(event)}\n"
            case "exchanges":
                yield f"{examples.request(event)}\n{examples.answer(event)}\n"
            case _ if event.mapped or event.purpose in examples.OF_A_PROFILE:
                yield from examples.mappings(event)
