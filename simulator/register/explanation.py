"""A rule, a source and an event, explained in words for people."""

from collections.abc import Callable, Iterable, Iterator

from simulator.play.transcript import (
    Event,
    Exchange,
    Expectation,
    Finding,
    Log,
    RunFinished,
    RunStarted,
    Standing,
    StepFinished,
    StepStarted,
    Task,
    Wait,
)
from simulator.play.transcript import Warning as OktaWarning
from simulator.register.confidence import answered_by, why
from simulator.register.register import MEANING, Rule, Source, find, rules, sources

Section = tuple[str, list[str]]
"""A heading and its paragraphs; a paragraph's further lines belong to its first."""
Switched = Callable[[str], str]
"""What a switch is, in words: where it is set, its default, what else it takes."""

NOT_KNOWN = "It is not known which rules made this."
WENT_WELL = "Nothing stopped the step; what it sent and did stands on lines of their own, each with its rules."
LISTENED = "This was recorded as it passed by: what a client sent and a provider answered, not what our rules make."
ANSWER_NOT_KNOWN = (
    "It is not known by which rule the provider refuses: an endpoint tells none, and what a fault or a quirk of the "
    "scenario answers is by no rule of the Hub's."
)
OUR_OWN = "Neither Okta nor the provider did this; it is of the run itself, and no rule makes it."


def of_rule(rule: Rule, switched: Switched) -> Iterator[Section]:
    """All that the register has of a rule."""
    yield rule.id, [rule.sentence]
    yield "How sure", [f"{rule.sure}: {MEANING[rule.sure]}"]
    if rule.sources:
        yield "Sources", [_source(sources()[key]) for key in rule.sources]
    if rule.switch:
        yield "Switch", [switched(rule.switch)]
    yield "Code", list(rule.code)
    yield "Tests", list(rule.tests)


def of_source(source: Source) -> Iterator[Section]:
    """All that the register has of a source, and the rules that rest on it."""
    yield source.key, [_source(source)]
    resting = [one for one in rules() if source.key in one.sources]
    width = max((len(one.id) for one in resting), default=0)
    yield "Rules that rest on it", [_line(one, width) for one in resting] or ["none"]


def of_event(place: str, event: Event) -> Iterator[Section]:
    """The event on a line of a run, and the rules that made it so."""
    yield place, [described(event)]
    ids = why(event)
    if not ids:
        yield "Why", [_without_rules(event)]
    yield from map(_behind, ids)
    if answers := answered_by(event):
        yield "The answer", ["The bundled Hub answered so by its rules:"]
        yield from map(_behind, answers)
    elif isinstance(event, Exchange) and event.response is not None and event.response["status"] >= 400:
        yield "The answer", [ANSWER_NOT_KNOWN]


def _behind(rule_id: str) -> Section:
    """A rule that is behind something."""
    rule = find(rule_id)
    if rule is None:
        return rule_id, ["The register does not have this rule: another version of oktasim wrote the run."]
    said = [rule.sentence, f"How sure: {rule.sure}: {MEANING[rule.sure]}"]
    if rule.switch:
        said.append(f"Said is what the switch {rule.switch} does by default; a scenario may have turned it.")
    return rule.id, said + [f"{sources()[key].title}, {sources()[key].where}" for key in rule.sources]


def _without_rules(event: Event) -> str:
    """What is said of an event that names no rule; that none is known only where one of Okta's could have made it."""
    if isinstance(event, StepFinished) and event.outcome in ("success", "nothing") and not event.error:
        return WENT_WELL
    if "recorded" in (getattr(event, "origin", ""), getattr(event, "outcome", "")):
        return LISTENED
    scenarios_own = isinstance(event, Wait) and event.reason == event.asked
    is_oktas = hasattr(event, "why") and getattr(event, "origin", "okta") == "okta" and not scenarios_own
    return NOT_KNOWN if is_oktas else OUR_OWN


def described(event: Event) -> str:
    """An event in a line."""
    step = f"step {event.step}, " if event.step is not None else ""
    return step + _what(event)


def _what(event: Event) -> str:
    if isinstance(event, Exchange):
        query = f"?{event.request['query']}" if event.request["query"] else ""
        end = event.response["status"] if event.response else event.error
        purpose = f"{event.purpose}: " if event.purpose else ""
        return f"{purpose}{event.request['method']} {event.request['path']}{query} -> {end}"
    if isinstance(event, Log):
        return f"System Log: {event.entry['eventType']} {event.entry['outcome'].get('result')}"
    if isinstance(event, Task):
        return f"task {event.state}: {event.text}"
    if isinstance(event, Wait):
        return f"{event.seconds:g} s pass: {event.reason}"
    if isinstance(event, StepFinished):
        return f"the step ends: {event.outcome}" + (f": {event.error}" if event.error else "")
    return _of_the_run(event)


def _of_the_run(event: Event) -> str:
    match event:
        case RunStarted():
            return f"the run begins: {event.scenario}"
        case StepStarted():
            return f"the step begins: {event.verb}"
        case Expectation():
            return f"expected{'' if event.held else ', and not so'}: {event.what}"
        case Finding():
            return f"what was sent is not what is there: {event.text}"
        case Standing():
            return f"who is where: {event.name}: in Okta {event.okta}, at the provider {event.provider}"
        case OktaWarning():
            return f"warning: {event.text}"
        case RunFinished():
            return "the run ends"
    return f"event {event.kind}"


def listed(found: Iterable[Rule]) -> Iterator[Section]:
    """Rules by their area, a line each."""
    by_area: dict[str, list[Rule]] = {}
    for one in found:
        by_area.setdefault(one.area, []).append(one)
    for area, inside in by_area.items():
        width = max(len(one.id) for one in inside)
        yield f"{area} ({len(inside)})", [_line(one, width) for one in inside]


def _line(rule: Rule, width: int = 0) -> str:
    return f"{rule.id:{width}}  {rule.sure:10}  {rule.sentence}"


def _source(source: Source) -> str:
    lines = [f"{source.key} ({source.kind}, {source.date or 'undated'}): {source.title}", source.shows, source.where]
    return "\n".join([*lines, *([source.undated] if source.undated else [])])
