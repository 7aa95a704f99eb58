"""How fast it is, as ratios to the barest thing that does the same: `python tests/benchmarks/ratios.py [PEOPLE]`.

What shares a line takes turns in small batches, and the best batch of each counts, so that a busy machine disturbs both
or neither. What runs in this process, and the small commands, are measured in CPU seconds; HTTP, where two processes
work, in seconds of the clock. Nothing here passes or fails. With PEOPLE, one run of so many with its log comes last.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import yaml
from flask import Flask, Response, request

from provider_stub import Settings, create_app
from simulator.play.bundled_hub import base_url, build
from simulator.play.clock import VirtualClock
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, dump
from simulator.scenario.loading import load_text
from simulator.scenario.parts.provider import Stub
from simulator.scenario.starter import starter
from simulator.scim.message import Request
from simulator.transport.wsgi import WsgiTransport

STORY = """\
name: Everybody is assigned
generate_users: {{count: {count}}}
app: {{username: 'String.substringBefore(user.login, "@")'}}
provider: {{stub: {{rate_limit: {{quota: 100000000}}}}}}
steps:
  - assign_group: everyone
"""
STUB = Stub.model_validate({"rate_limit": {"quota": 100_000_000}})
BASE = base_url(STUB)
TOKEN = "a-token-for-this-benchmark"
HUB = (
    "from provider_stub import Settings, create_app; from provider_stub.http.serving import serve;"
    f"s = serve(create_app(Settings(token={TOKEN!r}, rate_limit={{'quota': 10**8}})));"
    "s.run(lambda: print(s.url, flush=True))"
)
Timed = Callable[[], float]
"""Does a batch of work and says the seconds it took, what leads up to it left out."""


def best(rounds: int, *works: Timed) -> list[float]:
    """The best batch of each, in turns."""
    return [min(times) for times in zip(*([work() for work in works] for _ in range(rounds)), strict=True)]


def cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def command_cpu(*command: str) -> float:
    """CPU seconds of a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *command], check=True, capture_output=True, env=kept)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Play:
    """The story of so many people, played with its full log; what Okta sent is kept."""

    def __init__(self, people: int, log: Path) -> None:
        self.scenario = load_text(STORY.format(count=people), "story.yaml")
        self.log = log
        self.sent: list[Exchange] = []

    def seconds(self, choice: Choice, clock: Callable[[], float] = time.process_time) -> float:
        run = prepare(self.scenario, choice, {"SCIM_TOKEN": TOKEN})
        self.sent = []
        began = clock()
        with self.log.open("w", encoding="utf-8") as file:
            for event in run.events():
                file.write(dump(event))
                if isinstance(event, Exchange) and event.origin == "okta":
                    self.sent.append(event)
        return clock() - began


def bare_wsgi(sent: list[Exchange]) -> float:
    """The same requests to a stub like the run's, and nothing else."""
    clock = VirtualClock(0)
    transport = WsgiTransport(build(STUB, token=TOKEN, seed=1, clock=clock), clock)
    return cpu(lambda: [transport.send(_request(one), BASE, _headers(one)) for one in sent])


def in_process(play: Play) -> Iterator[str]:
    play.seconds(Choice(verify=False))
    sent = play.sent
    without, reading, bare = best(
        9,
        lambda: play.seconds(Choice(verify=False)),
        lambda: play.seconds(Choice(verify=True)),
        lambda: bare_wsgi(sent),
    )
    each = 1e6 / len(sent)
    yield (
        f"in process: {without / bare:.2f} times the bare loop, with reading back {reading / bare:.2f} times "
        f"({without * each:.0f}, {reading * each:.0f} and {bare * each:.0f} CPU microseconds a request)"
    )


@contextmanager
def hub() -> Iterator[str]:
    """A Hub in a process of its own, as `oktasim hub` is; its SCIM URL."""
    with subprocess.Popen([sys.executable, "-c", HUB], stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip() + "/api/organizations/acme/scim/v2"
        finally:
            process.terminate()


def over_http(play: Play) -> Iterator[str]:
    def run() -> float:
        with hub() as url:
            return play.seconds(Choice(endpoint=url, token_env="SCIM_TOKEN"), time.perf_counter)

    def bare() -> float:
        with hub() as url, requests.Session() as session:
            session.trust_env = False
            began = time.perf_counter()
            for one in sent:
                asked = _request(one)
                target = f"{url}{asked.target}"
                session.request(asked.method, target, data=asked.payload or None, headers=dict(_headers(one))).content  # noqa: B018
            return time.perf_counter() - began

    run()
    sent = play.sent
    whole, plain = best(9, run, bare)
    each = 1e6 / len(sent)
    yield (
        f"over HTTP: {plain / whole:.2f} of a bare requests loop "
        f"({whole * each:.0f} and {plain * each:.0f} microseconds a request)"
    )


def _request(exchange: Exchange) -> Request:
    asked = exchange.request
    return Request(asked["method"], asked["path"], asked["query"], asked["body"])


def _headers(exchange: Exchange) -> list[tuple[str, str]]:
    kept = {**exchange.request["headers"], "Authorization": f"Bearer {TOKEN}"}
    del kept["Host"]
    if "Content-Length" in kept:
        kept["Content-Length"] = str(len(_request(exchange).payload))
    return list(kept.items())


def echo() -> Flask:
    """Parses the body and sends it back."""
    app = Flask("echo", static_folder=None)

    @app.before_request
    def answer() -> Response:
        body = json.loads(request.get_data())
        return Response(json.dumps(body, separators=(",", ":")), 201, content_type="application/json")

    return app


def stub_beside_echo(sent: list[Exchange]) -> Iterator[str]:
    posts = [(_request(one), _headers(one)) for one in sent if one.request["method"] == "POST"]

    def batch(app: Any) -> float:
        transport = WsgiTransport(app, VirtualClock(0))
        return cpu(lambda: [transport.send(asked, BASE, headers) for asked, headers in posts])

    full, bare = best(
        15, lambda: batch(create_app(Settings(token=TOKEN, rate_limit={"quota": 10**8}))), lambda: batch(echo())
    )
    yield f"POST /Users on the stub: {bare / full:.2f} of a bare Flask echo ({len(posts) / full:,.0f} a CPU second)"


def commands(folder: Path) -> Iterator[str]:
    path = folder / "small.yaml"
    path.write_text(starter("Small"), encoding="utf-8")
    shown, checked, bare = best(
        9,
        lambda: command_cpu("-m", "simulator", "--help"),
        lambda: command_cpu("-m", "simulator", "check", str(path)),
        lambda: command_cpu("-c", "import pydantic, yaml, click"),
    )
    yield f"CPU seconds: --help {shown:.2f}, check {checked:.2f}, import of pydantic, yaml and click {bare:.2f}"


def great_check(people: int = 2000) -> Iterator[str]:
    lines = [f"  p{n}: {{login: p{n}@acme.test, firstName: First{n}, lastName: Last{n}}}" for n in range(people)]
    text = "\n".join(["name: Many", "users:", *lines, "steps:", "  - assign_user: p1", ""])
    loaded, parsed = best(
        3,
        lambda: cpu(lambda: load_text(text, "great.yaml")),
        lambda: cpu(lambda: sum(1 for _ in yaml.parse(text, Loader=yaml.CSafeLoader))),
    )
    yield f"check of {people:,} people: {loaded:.2f} CPU s, {loaded / parsed:.1f} times the bare YAML parser"


def great_run(people: int, log: Path) -> Iterator[str]:
    seconds = Play(people, log).seconds(Choice(verify=False))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = seconds / people * 1e6
    yield f"{people:,} people in process: {seconds:.1f} CPU s, {each:.0f} microseconds each; peak memory {peak:.0f} MB"


def lines(folder: Path, people: int | None) -> Iterator[str]:
    play = Play(200, folder / "run.jsonl")
    yield from in_process(play)
    yield from stub_beside_echo(play.sent)
    yield from over_http(Play(100, folder / "run.jsonl"))
    yield from commands(folder)
    yield from great_check()
    if people is not None:
        yield from great_run(people, folder / "run.jsonl")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        for line in lines(Path(temporary), int(sys.argv[1]) if len(sys.argv) > 1 else None):
            print(line, flush=True)
