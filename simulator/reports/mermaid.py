"""The run as Mermaid sequence diagrams, one for each step, on a Markdown page that GitHub and mermaid-cli draw.

Nothing in it depends on the day, the machine or the version.
"""

import re
from collections.abc import Iterable, Iterator

from simulator.play import transcript
from simulator.reports import examples, sentences, titles
from simulator.reports.chapters import Chapter, Ending, Opening, chapters
from simulator.reports.columns import ellipsize, visible, wrap
from simulator.reports.commonmark import escape
from simulator.reports.sequence import MOST, Line, Remark

_SPECIAL = re.compile(r"[#;:%<>&\"\\{}]")
_LINE = 60
"""The columns after which a text in a diagram is broken."""
_HEAD = """\
sequenceDiagram
    actor Admin{admin}
    participant Okta
    participant Provider{provider}
"""


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """A heading and a diagram for each step, and who is where in the end."""
    for part in chapters(events):
        match part:
            case Opening(started=started):
                yield f"# {escape(started.scenario) if started else 'A run'}\n\n"
                if started:
                    about = f"{sentences.sent_to(started)} The app is {sentences.integration(started)}."
                    yield f"{escape(about)}\n\n"
            case Chapter():
                yield f"## {part.started.step}. {escape(titles.title(part.started))}\n\n"
                yield f"```mermaid\n{diagram(part)}```\n\n"
            case Ending():
                yield from examples.table(part.standings)
                yield f"**{part.remark}**\n" if part.remark else ""


def diagram(chapter: Chapter) -> str:
    """One step as a sequence diagram."""
    recorded = chapter.started.by == "recorder"
    lines = [f"{'Note over Okta,Provider' if recorded else 'Admin->>Okta'}: {_text(titles.title(chapter.started))}"]
    shown = 0
    for event in chapter.events:
        shown += isinstance(event, transcript.Exchange) and not event.read_back
        if shown <= MOST or not isinstance(event, transcript.Exchange | transcript.Wait | transcript.Task):
            lines += _event(event)
    if shown > MOST:
        more = f"Note over Okta,Provider: {_text(f'and {shown - MOST:,} more requests')}"
        lines.insert(len(lines) if recorded else -1, more)
    return _HEAD.format(admin="", provider="") + "".join(f"    {line}\n" for line in lines)


def drawn(lines: Iterable[Line], provider: str) -> str:
    """A whole run as a sequence diagram, the participants called as on a page."""
    head = _HEAD.format(admin=" as Administrator", provider=f" as {_text(provider)}")
    return head + "".join(f"    {_line(line)}\n" for line in lines)


def _line(line: Line) -> str:
    if isinstance(line, Remark):
        return f"Note over Admin,Provider: {_text(line.text)}"
    arrow = f"{'--' if line.answer else '-'}{'x' if line.lost else '>>'}"
    return f"{line.of}{arrow}{line.to}: {_text(line.text)}"


def _event(event: transcript.Event) -> list[str]:
    match event:
        case transcript.Exchange(read_back=False):
            return _exchange(event)
        case transcript.Wait():
            return [f"Note over Okta,Provider: {_text(sentences.waited(event))}"]
        case transcript.Task():
            return [f"Note over Okta: {_text(sentences.task(event))}"]
        case transcript.Warning():
            return [f"Note over Okta: {_text(f'warning: {visible(event.text)}')}"]
        case transcript.Finding():
            return [f"Note over Provider: {_text(sentences.finding(event))}"]
        case transcript.Expectation(held=False):
            return [f"Note over Admin,Provider: {_text(f'not as expected: {visible(event.what)}')}"]
        case transcript.StepFinished(outcome="recorded"):
            return []
        case transcript.StepFinished():
            arrow = "-->>" if event.outcome in ("success", "nothing", "not run") else "--x"
            said = (event.error or event.text or "").splitlines()
            return [f"Okta{arrow}Admin: {'<br/>'.join(_text(visible(line)) for line in (event.outcome, *said))}"]
    return []


def _exchange(event: transcript.Exchange) -> list[str]:
    request = _text(
        ellipsize(f"{visible(event.request['method'])} {sentences.target(event, short_ids=True)}", 2 * _LINE)
    )
    answer = _text(sentences.answer(event))
    if not sentences.status(event):
        return [f"Okta-xProvider: {request}", f"Note over Okta,Provider: {answer}"]
    return [f"Okta->>Provider: {request}", f"Provider-->>Okta: {answer}"]


def _text(text: str) -> str:
    """`text` as Mermaid shows it: its own marks as character codes, long lines broken.

    Colons, and percent signs and braces, are coded too: Mermaid looks for style rules and directives in any text.
    """
    return "<br/>".join(_SPECIAL.sub(lambda match: f"#{ord(match[0])};", line) for line in wrap(text, _LINE))
