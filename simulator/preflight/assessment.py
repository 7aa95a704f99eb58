"""A preflight from end to end: people, an expression and what is taken make an assessment."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.okta.expression import lint
from simulator.okta.mapping import compiled
from simulator.preflight.application import Application
from simulator.preflight.people import People
from simulator.preflight.suggestion import Suggestion, suggest
from simulator.preflight.verdicts import Surroundings, Verdict, judge
from simulator.progress import Watch, unwatched


@dataclass(frozen=True)
class Assessment:
    """What preflight found. `notes` say what the reader should know about the file and the expression."""

    file: str
    expression: str
    verdicts: list[Verdict]
    people: People
    suggestion: Suggestion | None
    notes: tuple[str, ...]

    @property
    def failing(self) -> list[Verdict]:
        """Who would not get in."""
        return [verdict for verdict in self.verdicts if not verdict.passes]

    @property
    def rules(self) -> dict[str, int]:
        """How many people each rule keeps out, most first; one person can break several."""
        counts = Counter(rule for verdict in self.failing for rule in {problem.rule for problem in verdict.problems})
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @property
    def totals(self) -> dict[str, int]:
        """People judged, passing and failing, and rows that were not judged."""
        return {
            "people": len(self.verdicts),
            "pass": len(self.verdicts) - len(self.failing),
            "fail": len(self.failing),
            "cautions": sum(bool(verdict.cautions) for verdict in self.verdicts),
            "deactivated": self.people.deactivated,
            "unusable": len(self.people.complaints),
        }


def assess(
    people: People, application: Application, around: Surroundings, file: str, watch: Watch = unwatched
) -> Assessment:
    """Judge everybody in a file, and look for an expression that more of them pass with."""
    expression = application.app.username
    columns = {*people.columns, *({"login", "email"} - people.absent)}
    around = replace(around, unseen=application.unseen(columns, managed=around.sso == "managed"))
    verdicts = judge(watch(people.people, len(people.people), "judging"), application, around)
    assessment = Assessment(file, expression, verdicts, people, None, tuple(_notes(people, application, around)))
    if not assessment.failing:
        return assessment
    return replace(assessment, suggestion=suggest(verdicts, application, columns, around, watch))


def _notes(people: People, application: Application, around: Surroundings) -> Iterator[str]:
    if "login" not in people.columns:
        yield "there is no column for login; the e-mail address stands in for it"
    if "email" not in {*people.columns, *people.absent}:
        yield "there is no column for email; the login stands in for it"
    if around.unseen:
        asked = " and the ".join(sorted(around.unseen))
        yield f"there is no column for the {asked} the Hub asks for; nobody was judged by that (--column names one)"
    for name in application.needs({*people.columns, "email", "login"} - people.absent):
        yield f"there is no column for {name}, which the username expression reads; it counts as empty for everybody"
    expression = compiled(application.app.username)
    for trap in lint(expression, nullable=_nullable(people, application)):
        yield f"username expression: {trap.message}"
    if around.sso == "basic":
        yield "Basic SSO: each username must be that of a Hub account that exists, which preflight cannot see"


def _nullable(people: People, application: Application) -> set[str]:
    """The names, as the expression reads them, of attributes that somebody in the file lacks."""
    names = application.reads - {"displayName", "locale"}
    lacking = {name for name in names if any(name not in person.profile for person in people.people)}
    return {f"{root}{name}" for name in lacking for root in ("user.", "source.", "")}
