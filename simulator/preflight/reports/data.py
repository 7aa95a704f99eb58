"""For programs: everybody and why, as CSV or JSON; nobody is left out, whatever the limit."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from simulator.preflight.assessment import Assessment
from simulator.preflight.verdicts import Verdict

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
        "problems": [{"rule": problem.rule, "text": problem.text} for problem in verdict.problems],
        "cautions": verdict.cautions,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
