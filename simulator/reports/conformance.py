"""A suite's run as it is watched: each step with its requests and what did not hold; in the end, what to change."""

from collections.abc import Iterable, Iterator

from simulator.conformance.step import Suite
from simulator.play.conformance import Result, SuiteRun
from simulator.reports import sentences
from simulator.reports.columns import PLAIN, Style, visible, wrap
from simulator.reports.terminal import Verbosity
from simulator.reports.terminal import View as RunView

MARKS = {"passed": ("good", "✓"), "failed": ("bad", "✗"), "not run": ("dim", "·")}


class View:
    """Results as lines without line ends; `columns` None fits nothing, `bodies` shows what was sent and answered."""

    def __init__(self, style: Style = PLAIN, columns: int | None = 80, *, bodies: bool = False) -> None:
        self._paint = style.paint
        self._columns = columns
        self._begun = False
        self._exchanges = RunView(style, columns, Verbosity.BODIES if bodies else Verbosity.NORMAL)

    def heading(self, run: SuiteRun, shown_url: str) -> Iterator[str]:
        """The suite, whom it is run against, and what decides the names."""
        if self._begun:
            yield ""
        self._begun = True
        yield self._paint("step", run.suite.title)
        kind = "the bundled Hub, in process" if run.kind == "stub" else shown_url
        made = {"aiw": "app made with the App Integration Wizard", "oin": "catalogue app"}[run.integration]
        yield from self._wrapped(run.suite.source, "", "dim")
        yield from self._wrapped(f"{visible(kind)} · {made} · seed {run.seed}", "", "dim")

    def rows(self, number: int, result: Result) -> Iterator[str]:
        """One step."""
        role, mark = MARKS[result.verdict]
        yield from self._wrapped(f"{mark} {number} {result.step.name.strip()}: {result.verdict}", "", role)
        if result.acts:
            yield from self._wrapped(f"In Okta: {'; '.join(result.acts)}.", "  ", "dim")
        for exchange in result.exchanges:
            yield from self._exchanges.lines(exchange)
        for one in result.broken:
            yield from self._wrapped(f"{visible(one.what)}: expected {sentences.value(one.expected)}", "    ", "bad")
            yield from self._wrapped(f"came: {sentences.value(one.actual)}", "      ", "bad")
        if result.reason:
            yield from self._wrapped(visible(result.reason), "    ", "dim")
        for said in result.okta_says:
            yield from self._wrapped(f"Okta says: {visible(said)}", "    ", "warn")

    def ending(self, run: SuiteRun, results: Iterable[Result]) -> Iterator[str]:
        """How many passed, and what became of whom the suite has made."""
        verdicts = [one.verdict for one in results]
        counted = [f"{verdicts.count('passed')} of {len(run.suite.steps)} passed"]
        counted += [f"{verdicts.count(one)} {one}" for one in ("failed", "not run") if one in verdicts]
        counted += ["cut off"] if len(verdicts) < len(run.suite.steps) else []
        role, mark = MARKS["passed" if verdicts.count("passed") == len(run.suite.steps) else "failed"]
        if verdicts:
            yield self._paint(role, f"{mark} {run.suite.title}: {', '.join(counted)}")
        if run.made and not run.left:
            yield from self._wrapped(f"{_people(len(run.made))} made there and deleted again", "  ", "dim")
        for sentence in run.left:
            yield from self._wrapped(f"! left behind: {visible(sentence)}", "  ", "warn")

    def remedies(self, suites: Iterable[tuple[Suite, list[Result]]]) -> Iterator[str]:
        """What to change at the service, each once under the step that shows it first; nothing where all passed."""
        said: set[str] = set()
        for suite, results in suites:
            for number, result in enumerate(results, 1):
                fresh = [one for one in result.remedies if one not in said]
                if fresh and not said:
                    yield from ("", self._paint("step", "What to change in the service"))
                said.update(fresh)
                optional = ", which Okta's suite calls optional" if result.step.optional else ""
                if fresh:
                    yield from self._wrapped(f"{suite.title}, step {number}{optional}", "  ", "")
                for one in fresh:
                    yield from self._wrapped(f"- {visible(one)}", "    ", "")

    def _wrapped(self, text: str, indent: str, role: str) -> Iterator[str]:
        room = self._columns and max(self._columns - len(indent) - 2, 20)
        for number, line in enumerate(wrap(text, room) if text else ()):
            yield indent + "  " * (number > 0) + self._paint(role, line)


def _people(amount: int) -> str:
    return "1 user was" if amount == 1 else f"{amount} users were"
