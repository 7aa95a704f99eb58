"""A draft from a System Log is played once on the bundled Hub, to see that the events it stands for come again."""

from simulator.intake.draft import Draft, Step
from simulator.intake.writing import scenario_text
from simulator.okta.system_log_catalogue import CATALOGUE
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Log, StepFinished
from simulator.scenario.loading import load_text

Logged = tuple[str, str]


def rehearse_log(draft: Draft) -> None:
    """Play the draft; events that come again become expectations, the others comments."""
    scenario = load_text(scenario_text(draft), "the imported scenario")
    numbered = dict(_numbered(draft))
    logged: list[Logged] = []
    for event in prepare(scenario, Choice(stub=True, verify=False), {}).events():
        if isinstance(event, Log):
            logged.append((event.entry["eventType"], event.entry["outcome"]["result"]))
        elif isinstance(event, StepFinished):
            if event.step in numbered:
                _conclude(numbered[event.step], logged, event)
            logged = []


def _numbered(draft: Draft) -> list[tuple[int, Step]]:
    """Each step with its number in the file, where the faults before it are steps too."""
    numbers, number = [], 0
    for step in draft.steps:
        number += len(step.faults) + 1
        numbers.append((number, step))
    return numbers


def _conclude(step: Step, logged: list[Logged], finished: StepFinished) -> None:
    seen, missing = _again(step.logged, logged)
    if finished.outcome in ("failure", "refused"):
        step.expect["outcome"] = finished.outcome
    failed = any(result == "FAILURE" for _, result in step.logged)
    if failed != (finished.outcome == "failure") and step.verb != "check":
        said = f"{finished.outcome}: {finished.error}" if finished.error else finished.outcome
        step.comments.append(f"played on the bundled Hub, this step ends with {said}, unlike in the log")
    for kind, result in missing:
        step.comments.append(f"played on the bundled Hub, {kind} {result} of the log does not come")
    if seen:
        step.expect["log_include"] = [{kind: result} for kind, result in seen]


def _again(wanted: list[Logged], logged: list[Logged]) -> tuple[list[Logged], list[Logged]]:
    """The events of the log that come again, in their order, and those that do not."""
    seen, missing, at = [], [], 0
    for event in wanted:
        if event in logged[at:]:
            at = logged.index(event, at) + 1
            seen.append(event)
        elif event[0] in CATALOGUE:
            missing.append(event)
    return seen, missing
