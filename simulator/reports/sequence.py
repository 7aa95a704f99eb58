"""The messages of a run in their order, between an administrator, Okta and the provider: what a diagram of it shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.play import transcript
from simulator.reports import sentences, titles
from simulator.reports.chapters import Chapter
from simulator.reports.columns import ellipsize, visible

ADMIN, OKTA, PROVIDER = "Admin", "Okta", "Provider"
MOST = 50
"""The requests that one diagram shows; Mermaid refuses texts of more than 50,000 characters."""
LONGEST = 100
"""The columns of a text in it."""


@dataclass(frozen=True)
class Message:
    """An arrow from one to another. An `answer` goes back; one that is `lost` has no answer. `step` is its step."""

    of: str
    to: str
    text: str
    answer: bool = False
    lost: bool = False
    step: int | None = None


@dataclass(frozen=True)
class Remark:
    """What is said of all, between two arrows."""

    text: str


Line = Message | Remark


def provider(started: transcript.RunStarted | None) -> str:
    """What the provider is called on a page."""
    kind = started.provider.get("kind") if started else None
    return "Hub" if kind == "stub" else "SCIM service"


def is_drawn(chapter: Chapter) -> bool:
    """Whether requests follow a step, or Okta says no to it."""
    refused = chapter.finished is not None and chapter.finished.outcome in ("failure", "refused")
    return bool(chapter.exchanges) or refused


def of_run(chapters: Iterable[Chapter]) -> list[Line]:
    """A run: what an administrator does, of the steps that are drawn, and the first `MOST` requests."""
    lines: list[Line] = []
    shown = 0
    for chapter in chapters:
        if not is_drawn(chapter):
            continue
        if shown >= MOST:
            return [*lines, Remark("and more requests")]
        lines += _begun(chapter.started)
        for event in chapter.events:
            if isinstance(event, transcript.Exchange) and not event.read_back:
                shown += 1
                if shown > MOST:
                    return [*lines, Remark("and more requests")]
            lines += _said(event)
    return lines


def _begun(step: transcript.StepStarted) -> Iterator[Line]:
    says = titles.says(step)
    if not says.place:
        yield Remark(says.words)
    else:
        yield Message(ADMIN, OKTA, _cut(says.words), step=step.step)


def _said(event: transcript.Event) -> Iterator[Line]:
    match event:
        case transcript.Exchange(read_back=False):
            request = _cut(f"{visible(event.request['method'])} {sentences.target(event, short_ids=True)}")
            lost = not sentences.status(event)
            yield Message(OKTA, PROVIDER, request, lost=lost, step=event.step)
            if lost:
                yield Remark(_cut(sentences.answer(event)))
            else:
                yield Message(PROVIDER, OKTA, sentences.answer(event), answer=True, step=event.step)
        case transcript.Wait():
            yield Remark(f"{sentences.number(event.seconds)} seconds pass")
        case transcript.StepFinished(outcome="failure" | "refused"):
            reads = next(iter((event.error or event.text or "").splitlines()), "an error")
            yield Message(OKTA, ADMIN, _cut(visible(reads)), answer=True, lost=True, step=event.step)


def _cut(text: str) -> str:
    return ellipsize(text, LONGEST)
