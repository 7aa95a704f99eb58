"""Why a request was sent, as the register has it: each rule's sentence, how sure it is, and where that is from."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.play.transcript import Event
from simulator.register.confidence import Confidence, answered_by, why
from simulator.register.register import MEANING, Source, find, sources
from simulator.reports.columns import visible
from simulator.reports.commonmark import code, escape

UNKNOWN = "It is not known which rules made this."
ANSWERED = "The bundled Hub answered so, since:"
NOT_THERE = "The register here does not have this rule: another version wrote the run."


@dataclass(frozen=True)
class Reason:
    """A rule behind an event: `sure` and its `meaning`, both empty where the register does not have the rule.

    `switch` is the name of the setting that turns it, where no source decides.
    """

    id: str
    sentence: str
    sure: str = ""
    switch: str | None = None
    sources: tuple[Source, ...] = ()

    @property
    def meaning(self) -> str:
        """What `sure` says."""
        return MEANING.get(self.sure, "")


def reasons(event: Event) -> list[Reason]:
    """The rules behind an event, what it is for first; none where that is not known, as in an older record."""
    return [_reason(one) for one in why(event)]


def answers(event: Event) -> list[Reason]:
    """The rules by which the bundled Hub answered a request so; none of an endpoint's answer, nor of a fault's."""
    return [_reason(one) for one in answered_by(event)]


def _reason(rule_id: str) -> Reason:
    rule = find(rule_id)
    if rule is None:
        return Reason(visible(rule_id), NOT_THERE)
    return Reason(rule.id, rule.sentence, rule.sure, rule.switch, tuple(sources()[key] for key in rule.sources))


def said(source: Source) -> str:
    """A source in a line, without its address: `Firezone's SCIM experiment (captured, 2022)`."""
    return f"{source.title} ({_about(source)})"


def _about(source: Source) -> str:
    return f"{source.kind}, {source.date or 'undated'}"


def head(confidence: Confidence | None) -> list[str]:
    """What stands at the head of a report: how sure its requests are, and what they depended on; nothing for none."""
    if confidence is None or not confidence.requests:
        return []
    return [f"{one}." for one in (str(confidence), confidence.answered, confidence.depends) if one]


def folded(event: Event) -> Iterator[str]:
    """The rules behind an event and their sources as Markdown that GitHub folds; nothing where none is known."""
    asked, answered = reasons(event), answers(event)
    if not asked and not answered:
        return
    yield "<details>\n<summary>How we know</summary>\n\n"
    cited = {source.key: source for one in (*asked, *answered) for source in one.sources}
    yield from _bullets(asked)
    if answered:
        yield f"{ANSWERED}\n\n"
        yield from _bullets(answered)
    if cited:
        yield "Sources:\n\n"
        yield from (f"- {escape(key)}: {_linked(source)}\n" for key, source in cited.items())
        yield "\n"
    yield "</details>\n\n"


def _bullets(found: list[Reason]) -> Iterator[str]:
    for one in found:
        sure = f"{one.sure}, " if one.sure else ""
        keys = f": {escape(', '.join(source.key for source in one.sources))}" if one.sources else ""
        yield f"- {escape(one.sentence)} ({sure}{code(one.id)}){keys}\n"
    if found:
        yield "\n"


def _linked(source: Source) -> str:
    """The source in a line that leads to it; what is known in the place of an address, where there is none."""
    if source.link is None:
        return f"{escape(said(source))}: {escape(source.where)}"
    return f"[{escape(source.title)}]({source.link}) ({_about(source)})"
