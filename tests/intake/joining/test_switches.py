"""Whatever switch of the wire Okta's requests were sent under, the story that is imported is the one that was played.

Alone, traffic tells which jobs Okta had and what each sent; with the System Log beside it, the acts come back too.
"""

import json
from dataclasses import dataclass, fields, replace
from functools import cache

import pytest

from simulator.cli.arguments import load_file
from simulator.intake.choosing import Wish
from simulator.intake.conversations import sort_out
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import read
from simulator.intake.importing import import_sources
from simulator.okta.expression.settings import Settings
from simulator.okta.wire import Wire, options_of
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Log, StepFinished, dump
from simulator.reports import FORMATS
from simulator.scenario.finding import resolve
from simulator.scenario.loading import load_text

STORIES = (
    "offboarding-and-return",
    "delayed-reactivation",
    "same-group-for-both",
    "group-rename",
    "link-existing-user",
)
SWITCHES = sorted({one.name for one in fields(Wire)} - {one.name for one in fields(Settings)})
"""Those of the expression language are about values alone: they start and end no conversation."""
FREE = {"default_locale": "de-DE", "reactivation_delay": 60, "catalogue_name": "Atlas"}
NO_TRACE = {
    ("group-rename", "rename_app_groups"): "a group that is renamed and not pushed under its new name: nothing of it "
    "names both, and so the two names are two groups",
}
"""What not even both kinds of evidence tell, by story and switch."""
PUSHES = {"push_group", "push_members", "push_now", "rename_group"}
"""What a PUT of a whole group may have been sent for; traffic alone does not tell."""
SILENT = {"fault", "clear_faults", "hub", "wait", "check"}


@dataclass(frozen=True)
class Played:
    """A scenario and what came of it: events, and of each job that sent something its kind and its exchanges."""

    scenario: object
    events: list
    jobs: list


def played(scenario):
    run = prepare(scenario, Choice(verify=False), {})
    jobs, play = [], run.story.player.job

    def job(one):
        sent = []
        jobs.append((one.operation, sent))
        events = play(one)
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                return end.value
            if isinstance(event, Exchange):
                sent.append(event)
            yield event

    run.story.player.job = job
    return Played(scenario, list(run.events()), [one for one in jobs if one[1]])


def as_transcript(events):
    return "".join(dump(event) for event in events if isinstance(event, Exchange))


def as_archive(events):
    return "".join(FORMATS["har"]([event for event in events if not isinstance(event, Log)]))


def as_hub_log(events):
    """The lines of `oktasim hub --log`, at the times of the run."""
    lines = (
        {
            "at": event.at, "from": "127.0.0.1", **{key: event.request[key] for key in ("method", "path", "query")},
            "headers": dict(sorted(event.request["headers"].items())), "body": event.request["body"],
            "milliseconds": 1.5, "response": event.response,
        }
        for event in events
        if isinstance(event, Exchange)
    )  # fmt: skip
    return "\n".join(map(json.dumps, lines))


def as_log(events):
    return json.dumps([event.entry for event in events if isinstance(event, Log)])


def told(jobs):
    """What was sent in each job, and for what."""
    kinds = (("push" if kind in PUSHES else kind, sent) for kind, sent in jobs)
    return [(kind, [_asked(one) for one in sent]) for kind, sent in kinds]


def _asked(event):
    _, collection, *scim_id = event.request["path"].split("/")
    return event.request["method"], collection, len(scim_id), (event.response or {}).get("status")


def acts(run):
    """Verbs and whom each is about, of what Okta did; people by login, since aliases are the import's own."""
    refused = {event.step for event in run.events if isinstance(event, StepFinished) and event.outcome == "refused"}
    names = {alias: user.login for alias, user in run.scenario.users.items()}
    return [
        (step.verb, *(names.get(alias, alias) for _, alias, _ in step.argument.references()))
        for number, step in enumerate(run.scenario.steps, 1)
        if step.verb not in SILENT and number not in refused
    ]


@cache
def variants(story, integration):
    """The story under its own switches, and under each option of each switch that makes it run otherwise."""
    scenario = load_file(resolve(story)[0])
    found, known = [], set()
    for name in ["", *SWITCHES]:
        options = [None] if not name else options_of(name) or [FREE[name]]
        for option in options:
            wire = replace(scenario.app.wire, **({name: option} if name else {}))
            app = scenario.app.model_copy(update={"integration": integration, "wire": wire})
            run = played(scenario.model_copy(update={"app": app}))
            sent = [
                (one.at, one.request["url"], json.dumps(one.request["body"])) for _, sent in run.jobs for one in sent
            ]
            logged = [
                (event.entry["eventType"], str(event.entry["outcome"]))
                for event in run.events
                if isinstance(event, Log)
            ]
            if (key := (tuple(sent), tuple(logged))) not in known:
                known.add(key)
                found.append((f"{name}: {option}" if name else "as it is", name, run))
    return found


@pytest.mark.parametrize("integration", ["aiw", "oin"])
@pytest.mark.parametrize("story", STORIES)
def test_requests_are_sorted_into_the_jobs_that_sent_them(story, integration):
    for said, _, run in variants(story, integration):
        evidence = read([Source("run", as_transcript(run.events).encode())])
        places = {id(one): place for place, one in enumerate(one for _, sent in run.jobs for one in sent)}
        jobs = [[places[id(one)] for one in sent] for _, sent in run.jobs]
        numbers = {one.place: place for place, one in enumerate(evidence.traffic)}

        sorted_out = [[numbers[one.place] for one in each.requests] for each in sort_out(evidence.traffic)]

        assert sorted(sorted_out) == sorted(jobs), said


@pytest.mark.parametrize("integration", ["aiw", "oin"])
@pytest.mark.parametrize("story", STORIES)
def test_traffic_alone_comes_back_as_the_same_jobs(story, integration):
    for number, (said, _, run) in enumerate(variants(story, integration)):
        written = (as_transcript, as_archive, as_hub_log)[number % 3]

        imported = import_sources([Source("traffic", written(run.events).encode())], Wish("It"))
        again = played(load_text(imported.text, "imported.yaml"))

        assert told(again.jobs) == told(run.jobs), (said, written.__name__)
        assert imported.complaints == (), said


@pytest.mark.parametrize("integration", ["aiw", "oin"])
@pytest.mark.parametrize("story", STORIES)
def test_traffic_and_system_log_come_back_as_the_same_acts(story, integration):
    for number, (said, switch, run) in enumerate(variants(story, integration)):
        written = (as_archive, as_hub_log, as_transcript)[number % 3]
        traffic, log = written(run.events).encode(), as_log(run.events).encode()

        imported = import_sources([Source("traffic", traffic)], Wish("It"), logs=[Source("log", log)])
        again = played(load_text(imported.text, "imported.yaml"))

        assert told(again.jobs) == told(run.jobs), said
        assert [event for event in again.events if getattr(event, "held", None) is False] == [], said
        if (story, switch) not in NO_TRACE:
            assert acts(again) == acts(run), said
