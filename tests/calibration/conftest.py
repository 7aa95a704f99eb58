"""Recordings as a real Okta org would leave them: a run of ours under some switches, with all that tells it is ours
taken away.
"""

import json
import random

import pytest

from simulator.calibration.calibrating import calibrate
from simulator.calibration.playing import ToldStory
from simulator.calibration.recording import recording_of
from simulator.calibration.told import imported
from simulator.intake.evidence.files import Source
from simulator.okta.wire import Wire
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Log, to_json
from simulator.scenario.finding import resolve
from simulator.scenario.loading import load, load_text

NOT_OKTAS = ("step", "subject", "mapped", "why", "purpose")


class Run:
    """A scenario, played under switches that the scenario does not tell; `requests` and `rows` as they were seen."""

    def __init__(self, scenario, integration=None, seed=7, **switches):
        self.scenario = scenario
        app = scenario.app.model_copy(update={"wire": Wire(**switches)})
        played = scenario.model_copy(update={"app": app})
        choice = Choice(stub=True, verify=False, expect=False, seed=seed, integration=integration)
        events = list(prepare(played, choice, {}).events())
        self.requests = [to_json(one) for one in events if isinstance(one, Exchange) and one.origin == "okta"]
        self.rows = [one.entry for one in events if isinstance(one, Log)]

    def transcript(self):
        """What `oktasim record` writes."""
        lines = [
            {name: value for name, value in one.items() if name not in NOT_OKTAS}
            | {"origin": "recorded", "purpose": "", "attempt": 1}
            for one in self.requests
        ]
        return Source("recorded.jsonl", _lines(lines))

    def hub_log(self):
        """What `oktasim hub --log` writes: no host, and headers by the alphabet."""
        lines = []
        for one in self.requests:
            asked = one["request"]
            headers = {name.title(): asked["headers"][name] for name in sorted(asked["headers"])}
            headers.pop("Content-Length", None)
            kind = headers.pop("Content-Type", None)
            lines.append({
                "at": one["at"], "from": "127.0.0.1", "method": asked["method"], "query": asked["query"],
                "path": "/api/organizations/acme/scim/v2" + asked["path"],
                "headers": headers | ({"Content-Type": kind} if kind else {}), "body": asked["body"],
                "milliseconds": 1.5, "response": one["response"], "error": one.get("error"),
            })  # fmt: skip
        return Source("hub.log", _lines(lines))

    def har(self):
        """What a proxy keeps."""
        return Source(
            "recorded.har", json.dumps({"log": {"version": "1.2", "entries": [*map(_entry, self.requests)]}}).encode()
        )

    def system_log(self):
        """What `/api/v1/logs` gives, newest first."""
        return Source("log.json", json.dumps(self.rows[::-1]).encode())


def _entry(one):
    asked, answered = one["request"], one["response"] or {"status": 0, "headers": {}, "body": None}
    body = {} if asked["body"] is None else {"postData": {"mimeType": "", "text": json.dumps(asked["body"])}}
    kept = answered["body"]
    text = (
        {} if kept is None else {"text": kept["raw"] if isinstance(kept, dict) and "raw" in kept else json.dumps(kept)}
    )
    return {
        "startedDateTime": one["at"], "time": 3,
        "request": {"method": asked["method"], "url": asked["url"], "headers": _pairs(asked["headers"]), **body},
        "response": {
            "status": answered["status"], "headers": _pairs(answered["headers"]), "content": {"size": 1, **text},
            "_error": one.get("error") or "",
        },
    }  # fmt: skip


def _pairs(headers):
    return [{"name": name, "value": value} for name, value in headers.items()]


def _lines(values):
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def rewritten(run, seed=1):
    """The run as a proxy leaves it that writes bodies anew and adds headers of its own."""
    draw = random.Random(seed)
    for one in run.requests:
        asked = one["request"]
        asked["body"] = _shuffled(asked["body"], draw)
        asked["headers"] = {"Via": "1.1 proxy.corp", **asked["headers"], "X-Forwarded-For": "10.0.0.8"}
        asked["headers"].pop("Content-Length", None)
        asked["headers"]["Host"] = "scim.corp.test"
    return run


def _shuffled(value, draw):
    if isinstance(value, list):
        return [_shuffled(one, draw) for one in value]
    if not isinstance(value, dict):
        return value
    names = list(value)
    draw.shuffle(names)
    return {name: _shuffled(value[name], draw) for name in names}


@pytest.fixture(name="bundled", scope="session")
def _bundled():
    return lambda name: load(resolve(name)[0])


@pytest.fixture(name="told", scope="session")
def _told():
    return lambda text: load_text(text, "story.yaml")


class Verdicts:
    """What a calibration says, by switch."""

    def __init__(self, calibration):
        self.calibration = calibration
        self._by_name = {one.verdict.switch: one.verdict for one in calibration.judged}

    def __getitem__(self, name):
        return self._by_name[name]

    @property
    def decided(self):
        """The switches that are decided, with their values."""
        return {name: one.value for name, one in self._by_name.items() if one.state == "decided"}

    def contradicting(self, truth):
        """What is said and is not so: a switch decided otherwise, explained by nothing, or whose value cannot be."""
        wrong = {}
        for name, value in truth.items():
            one = self[name]
            excluded = one.state == "open" and one.fits and value not in one.fits and "(any other)" not in one.fits
            if excluded or one.state == "unexplained" or (one.state == "decided" and one.value != value):
                wrong[name] = (one.state, one.value, one.fits)
        return wrong


@pytest.fixture(name="calibrated", scope="session")
def _calibrated():
    def run(sources, scenario=None, **options):
        recording = recording_of(sources)
        story = imported(recording, sources) if scenario is None else ToldStory(scenario)
        return Verdicts(calibrate(recording, story, **options))

    return run
