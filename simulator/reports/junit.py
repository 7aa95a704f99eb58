"""The run as JUnit XML, the form in which build servers read test results: each step is a test case."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from simulator.play import transcript
from simulator.reports import sentences, terminal, titles, who_is_where
from simulator.reports.chapters import CUT_OFF, Chapter, Ending, Opening, chapters
from simulator.reports.columns import visible

_NOT_XML = re.compile("[\ufffe\uffff]")
"""What `visible` leaves and XML 1.0 forbids (production 2, "Char")."""


@dataclass
class _Suite:
    """One run: its name, its scenario's file, how it began, and its test cases, written already."""

    name: str
    file: str
    started: transcript.RunStarted | None = None
    cases: list[str] = field(default_factory=list)
    where: str = ""
    load: list[str] = field(default_factory=list)
    failures: int = 0
    errors: int = 0
    skipped: int = 0

    def add(self, chapter: Chapter) -> None:
        """A step's test case: an error where nobody answered, a failure where an expectation is broken."""
        title = f"{chapter.started.step}. {titles.title(chapter.started)}"
        seconds = sum(event.milliseconds for event in chapter.exchanges) / 1000
        problem = ""
        if reason := _error(chapter):
            self.errors += 1
            problem = _element("error", reason, "unanswered", _broken(chapter, self.file))
        elif broken := chapter.broken:
            self.failures += 1
            problem = _element("failure", _summary(broken), "expectation", _broken(chapter, self.file))
        elif self.started and self.started.provider.get("kind") == "dry-run":
            self.skipped += 1
            problem = '<skipped message="a dry run: nothing was sent"/>\n'
        elif (finished := chapter.finished) and finished.outcome == "not run":
            self.skipped += 1
            problem = f"<skipped message={_attribute(finished.text or 'not run')}/>\n"
        warned = any(isinstance(event, transcript.Warning) for event in chapter.events)
        self._case(title, seconds, problem + _output(chapter) if problem or warned else "")

    def finish(self, ending: Ending) -> None:
        """A last test case where the run as a whole went wrong in a way that no step shows; who is where; the load."""
        self.load = sentences.load(None if ending.finished is None else ending.finished.load)
        if ending.standings:
            lines = [who_is_where.title(ending.standings), *(text for _, text in who_is_where.lines(ending.standings))]
            self.where = f"<system-out>{_text(chr(10).join(lines))}</system-out>\n"
        if ending.finished is None:
            self.errors += 1
            self._case("the run", 0, _element("error", CUT_OFF, "cut off", []))
        elif ending.finished.provider == "silent":
            self.errors += 1
            self._case("the run", 0, _element("error", sentences.verdict(ending.finished)[1], "unanswered", []))
        elif not ending.finished.kept and not self.failures and not self.errors:
            self.failures += 1
            counts = sentences.counted(ending.counts)
            self._case("the run", 0, _element("failure", f"not as expected: {counts}", "run", []))

    def _case(self, title: str, seconds: float, inside: str) -> None:
        start = (
            f"<testcase classname={_attribute(self.name)} name={_attribute(title)} time={_attribute(f'{seconds:.3f}')}"
        )
        self.cases.append(f"{start}>\n{inside}</testcase>\n" if inside else f"{start}/>\n")

    def text(self) -> str:
        counts = f'tests="{len(self.cases)}" failures="{self.failures}" errors="{self.errors}" skipped="{self.skipped}"'
        inside = "".join([self._properties(), *self.cases, self.where])
        return f"<testsuite name={_attribute(self.name)} {counts}>\n{inside}</testsuite>\n"

    def _properties(self) -> str:
        if self.started is None:
            return ""
        facts = {"provider": sentences.sent_to(self.started), "app": sentences.integration(self.started)}
        facts |= {"load": "; ".join(self.load)} if self.load else {}
        lines = (f"<property name={_attribute(name)} value={_attribute(said)}/>\n" for name, said in facts.items())
        return f"<properties>\n{''.join(lines)}</properties>\n"


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """A test suite for each run; it is red exactly where `play` ends with an exit code other than 0."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    suite = _Suite("oktasim", "")
    for part in chapters(events):
        match part:
            case Opening():
                run = part.started
                suite = _Suite(run.scenario, run.file, run) if run else _Suite("oktasim", "")
            case Chapter():
                suite.add(part)
            case _:
                suite.finish(part)
                yield suite.text()
    yield "</testsuites>\n"


def _error(chapter: Chapter) -> str:
    """Why the step is an error: cut off, or a request without answer that it neither got over nor expected."""
    if chapter.finished is None:
        return CUT_OFF
    foreseen = any(isinstance(event, transcript.Expectation) for event in chapter.events) and not chapter.broken
    silent = [event for event in chapter.exchanges if not sentences.status(event)]
    if not silent or foreseen or chapter.finished.outcome in ("success", "recorded"):
        return ""
    return f"{visible(silent[-1].request['method'])} {sentences.target(silent[-1])}: {sentences.answer(silent[-1])}"


def _summary(broken: list[transcript.Expectation]) -> str:
    facts = [dict(sentences.broken(event, "")) for event in broken]
    return "; ".join(
        f"{each['not as expected']}: expected {each['expected']}, actual {each['actual']}" for each in facts
    )


def _broken(chapter: Chapter, file: str) -> list[str]:
    error = chapter.finished.error if chapter.finished else None
    told = [visible(error)] if error else []
    return told + [line for event in chapter.broken for line in sentences.broken_lines(event, file)]


def _output(chapter: Chapter) -> str:
    view = terminal.View(columns=None)
    events = [event for event in chapter.events if not isinstance(event, transcript.Expectation)]
    lines = [line for event in [chapter.started, *events] for line in view.lines(event)]
    return f"<system-out>{_text(chr(10).join(lines).strip())}</system-out>\n"


def _element(name: str, message: str, kind: str, lines: list[str]) -> str:
    attributes = f"message={_attribute(message)} type={_attribute(kind)}"
    return f"<{name} {attributes}>{_text(chr(10).join(lines))}</{name}>\n"


def _attribute(text: str) -> str:
    return f'"{_text(visible(text))}"'


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))
