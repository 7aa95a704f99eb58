"""The run as examples for a page of documentation: CommonMark, with GitHub's tables and one Mermaid diagram.

Nothing on it depends on the day, the machine or the version, so that the same scenario and seed give the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PureWindowsPath

from simulator.play import transcript
from simulator.register.confidence import Gathered as Rules
from simulator.reports import evidence, examples, mermaid, sentences, sequence
from simulator.reports.chapters import CUT_OFF, Chapter, Ending, Opening, chapters
from simulator.reports.commonmark import escape, paragraphs

VERDICTS = ("Everything was as expected", "Not everything was as expected")
PARTS = ("requests", "exchanges", "mappings", "diagram")
"""What a page may be made of alone."""
_DRAWN = 200
"""The steps at most that the diagram at the head shows."""


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
    """A title, how sure it is, a diagram, and a section for each step; what we read back ourselves is not shown.

    The events are gone through twice, since the head counts what comes after it: give what can be, such as a file that
    is read anew each time. An iterator is kept in memory.
    """
    if selection.only:
        yield from _selected(events, selection)
        return
    again = list(events) if isinstance(events, Iterator) else events
    yield from _page(again, selection, iter(list(_heads(again, selection))))


@dataclass(frozen=True)
class _Head:
    """What the steps of a run come to, said before the first of them."""

    sure: list[str]
    diagram: str


def _heads(events: Iterable[transcript.Event], selection: Selection) -> Iterator[_Head]:
    """The head of each run."""
    provider, drawn, rules = "", list[Chapter](), Rules()
    for part in chapters(events):
        match part:
            case Opening():
                provider, drawn, rules = sequence.provider(part.started), [], Rules()
            case Chapter() if selection.holds(part.started.step):
                rules.take(part.events)
                if not _is_enough(drawn):
                    drawn.append(part)
            case Ending():
                sure = evidence.head(part.confidence if selection.whole else rules.confidence())
                yield _Head(sure, "".join(diagram(drawn, provider)))


def _page(events: Iterable[transcript.Event], selection: Selection, heads: Iterator[_Head]) -> Iterator[str]:
    provider = ""
    for part in chapters(events):
        match part:
            case Opening():
                provider = sequence.provider(part.started)
                yield from _opening(part, next(heads))
            case Chapter() if selection.holds(part.started.step):
                yield f"## {examples.heading(part)}\n\n"
                yield from examples.step(part, provider)
            case Ending():
                yield from _ending(part, selection)


def _is_enough(drawn: list[Chapter]) -> bool:
    return len(drawn) >= _DRAWN or sum(len(one.exchanges) for one in drawn) > sequence.MOST


def diagram(steps: list[Chapter], provider: str) -> Iterator[str]:
    """One sequence diagram of these steps; none where nothing was sent and nothing refused."""
    if lines := sequence.of_run(steps):
        yield f"```mermaid\n{mermaid.drawn(lines, provider)}```\n\n"


def file_name(opening: Opening) -> str:
    """The scenario's file without its folders, which differ from machine to machine."""
    return PureWindowsPath(opening.started.file).name if opening.started else "the scenario"


def _opening(opening: Opening, head: _Head) -> Iterator[str]:
    run = opening.started
    yield f"# {(escape(run.scenario) or 'A run') if run else 'A run without its beginning'}\n\n"
    if run:
        yield from paragraphs(run.description)
        yield f"{escape(sentences.example_of(run))}\n\n"
    yield from (f"{escape(one)}\n\n" for one in head.sure)
    for event in opening.events if run else ():
        yield from examples.remark(event)
    yield head.diagram


def _ending(ending: Ending, selection: Selection) -> Iterator[str]:
    """What a reader must know of a run that did not end well."""
    for event in ending.events if selection.whole else ():
        yield from examples.remark(event)
    unlike = [one for one in ending.standings if one.agrees is False or _is_unknown(one)]
    if selection.whole and unlike:
        yield from examples.table(ending.standings)
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
