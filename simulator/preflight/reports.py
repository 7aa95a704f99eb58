"""What preflight found, as text: for people on a terminal or as Markdown, for programs as CSV or JSON.

Programs get everybody and why; nobody is left out, whatever the limit.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from typing import Any

from simulator.preflight.assessment import Assessment
from simulator.preflight.suggestion import Suggestion
from simulator.preflight.verdicts import Verdict
from simulator.reports.columns import visible

Render = Callable[[Assessment, int | None], Iterator[str]]
"""From an assessment, and how many failing people to name (None for all), to lines without their ends."""

COLUMNS = ("line", "login", "username", "result", "rules", "problems", "cautions")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(assessment: Assessment, limit: int | None) -> Iterator[str]:  # noqa: ARG001  (the shape of every format)
    """One row per person, under a header row."""
    yield _row(COLUMNS)
    for verdict in assessment.verdicts:
        cells = (
            str(verdict.person.line),
            verdict.person.login,
            verdict.username,
            "pass" if verdict.passes else "fail",
            "; ".join(problem.rule for problem in verdict.problems),
            "; ".join(problem.text for problem in verdict.problems),
            "; ".join(verdict.cautions),
        )
        yield _row(tuple(map(_no_formula, cells)))


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(cells: tuple[str, ...]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def document(assessment: Assessment, limit: int | None) -> Iterator[str]:  # noqa: ARG001  (the shape of every format)
    """One JSON object; each person stands in a line of their own."""
    suggestion = assessment.suggestion
    head = {
        "file": assessment.file,
        "expression": assessment.expression,
        "totals": assessment.totals,
        "rules": assessment.rules,
        "suggestion": suggestion and vars(suggestion),
        "notes": list(assessment.notes),
        "unusable": assessment.people.complaints,
    }
    yield f'{_json(head)[:-1]}, "people": ['
    last = len(assessment.verdicts) - 1
    for number, verdict in enumerate(assessment.verdicts):
        yield _json(_person(verdict)) + ("," if number < last else "")
    yield "]}"


def _person(verdict: Verdict) -> dict[str, Any]:
    return {
        "line": verdict.person.line,
        "login": verdict.person.login,
        "username": verdict.username,
        "passes": verdict.passes,
        "problems": [vars(problem) for problem in verdict.problems],
        "cautions": verdict.cautions,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def terminal(assessment: Assessment, limit: int | None) -> Iterator[str]:
    """The totals, who fails, and a suggestion."""
    yield f"{visible(assessment.file)}: {_sum(assessment)}"
    yield f"username: {visible(assessment.expression)}"
    yield from _rules(assessment)
    for verdict, texts in _listed(assessment, limit):
        yield ""
        yield f"line {verdict.person.line}  {visible(verdict.person.login)} -> {_name(verdict)}"
        yield from (f"  ✗ {text}" for text in texts)
    yield from _rest(assessment, limit)
    for verdict in _cautioned(assessment, limit):
        yield f"! line {verdict.person.line}  {visible(verdict.person.login)} -> {_name(verdict)}: {_cautions(verdict)}"
    yield from (f"! {visible(note)}" for note in assessment.notes)
    if assessment.suggestion:
        yield ""
        yield f"{_offer(assessment)}:"
        yield f"  {assessment.suggestion.expression}"
        yield from _renaming(assessment.suggestion)


def markdown(assessment: Assessment, limit: int | None) -> Iterator[str]:
    """The same as a page for a ticket."""
    yield f"# Preflight of {_cell(assessment.file)}"
    yield ""
    yield f"{_sum(assessment)[:1].upper()}{_sum(assessment)[1:]}"
    yield ""
    yield f"Application username: {_code(assessment.expression)}"
    if assessment.rules:
        yield from ("", "| rule | people |", "| --- | ---: |")
        yield from (f"| {rule} | {count:,} |" for rule, count in assessment.rules.items())
        yield from ("", "| line | login | username | why |", "| ---: | --- | --- | --- |")
        for verdict, texts in _listed(assessment, limit):
            why = "<br>".join(map(_cell, texts))
            yield f"| {verdict.person.line} | {_cell(verdict.person.login)} | {_cell(verdict.username)} | {why} |"
    yield from _rest(assessment, limit)
    cautioned = [
        f"line {one.person.line}, {one.person.login}: {_cautions(one)}" for one in _cautioned(assessment, limit)
    ]
    if remarks := [*cautioned, *assessment.notes]:
        yield ""
        yield from (f"- {_cell(remark)}" for remark in remarks)
    if assessment.suggestion:
        yield from ("", f"{_offer(assessment)}:", "", _code(assessment.suggestion.expression))
        yield from (part for line in _renaming(assessment.suggestion) for part in ("", _cell(line)))


def _sum(assessment: Assessment) -> str:
    totals = assessment.totals
    parts = [f"{totals['pass']:,} of {totals['people']:,} people pass"]
    if totals["deactivated"]:
        parts.append(f"{totals['deactivated']:,} deactivated, left out")
    if totals["unusable"]:
        parts.append(f"{totals['unusable']:,} {'row' if totals['unusable'] == 1 else 'rows'} cannot be used")
    return "; ".join(parts)


def _rules(assessment: Assessment) -> Iterator[str]:
    width = max(map(len, assessment.rules), default=0)
    yield from (f"  {rule:{width}}  {count:,}" for rule, count in assessment.rules.items())


def _listed(assessment: Assessment, limit: int | None) -> Iterator[tuple[Verdict, list[str]]]:
    for verdict in assessment.failing[:limit]:
        yield verdict, [visible(problem.text) for problem in verdict.problems]


def _rest(assessment: Assessment, limit: int | None) -> Iterator[str]:
    more = len(assessment.failing) - len(assessment.failing[:limit])
    if more:
        yield ""
        yield f"and {more:,} more who fail; --limit shows more of them, --format csv all"


def _cautioned(assessment: Assessment, limit: int | None) -> Iterable[Verdict]:
    return [verdict for verdict in assessment.verdicts if verdict.passes and verdict.cautions][:limit]


def _cautions(verdict: Verdict) -> str:
    return visible("; ".join(verdict.cautions))


def _name(verdict: Verdict) -> str:
    return visible(verdict.username) if verdict.username.strip() else "(blank)"


def _offer(assessment: Assessment) -> str:
    offer, people = assessment.suggestion, len(assessment.verdicts)
    assert offer is not None  # noqa: S101  (asked for only where there is one)
    who = "person" if offer.more == 1 else "people"
    return f"{offer.more:,} more {who} ({offer.usable:,} of {people:,}) would get a username the Hub takes with"


def _renaming(suggestion: Suggestion) -> Iterator[str]:
    if suggestion.renamed:
        who = "person" if suggestion.renamed == 1 else "people"
        what = f"{suggestion.renamed:,} {who} whose username is in order now would get another"
        yield f"{what}, such as {visible(suggestion.example)}"


def _cell(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`` {visible(text)} ``"


FORMATS: dict[str, Render] = {
    "terminal": terminal,
    "csv": table,
    "json": document,
    "markdown": markdown,
}
