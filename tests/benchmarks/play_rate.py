"""How fast a run goes, in process and over loopback HTTP, as ratios to bare loops that send the same requests.

    python tests/benchmarks/play_rate.py [PEOPLE]

In process the baseline calls the stub's WSGI application; over HTTP it is a `requests` session. The stub over HTTP is a
process of its own, as `oktasim hub` is.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from simulator.play.bundled_hub import build
from simulator.play.clock import VirtualClock
from simulator.play.redaction import Redactor
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Event, Exchange, dump
from simulator.scenario.loading import load_text
from simulator.scenario.parts.provider import Stub
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
TOKEN = "a-token-for-this-benchmark"


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def play(count: int, log: Path, choice: Choice) -> tuple[float, list[Exchange]]:
    """Play the story with its full log: the seconds from the first event to the last, and what Okta sent."""
    run = prepare(load_text(STORY.format(count=count), "story.yaml"), choice, {"SCIM_TOKEN": TOKEN})
    sent = []
    began = time.perf_counter()
    with log.open("w", encoding="utf-8") as file:
        for event in run.events():
            file.write(dump(event))
            if isinstance(event, Exchange) and event.origin == "okta":
                sent.append(event)
    return time.perf_counter() - began, sent


def in_process(count: int, log: Path) -> None:
    for verify in (True, False):
        seconds, sent = play(count, log, Choice(verify=verify))
        said = "with" if verify else "without"
        print(f"{count:,} assignments in process, {said} reading back: {seconds:.1f} s")
    clock = VirtualClock(0)
    stub = Stub.model_validate({"rate_limit": {"quota": 100_000_000}})
    bare = WsgiTransport(build(stub, token=TOKEN, seed=1, clock=clock), clock)
    base = "https://huggingface.co/api/organizations/acme/scim/v2"
    baseline = timed(lambda: [bare.send(_request(one), base, _headers(one)) for one in sent])
    print(
        f"the same {len(sent):,} requests sent bare: {baseline:.1f} s; a run takes {seconds / baseline:.1f} times that"
    )
    print(f"keeping secrets out of the record takes {secrets_share(log):.0%} of a run")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of all this: {peak:.0f} MB")


def secrets_share(log: Path) -> float:
    """What part of a run `Redactor.event` and `redact_body` take, the line that is written anyway left out."""
    kept, spent = (Redactor.event, Redactor.redact_body), [0.0]

    def event(redactor: Redactor, one: Event) -> Event:
        assert one.written
        return measured(kept[0], redactor, one)

    def measured(work: Callable[..., object], *arguments: object) -> Any:
        began = time.perf_counter()
        done = work(*arguments)
        spent[0] += time.perf_counter() - began
        return done

    Redactor.event = event
    Redactor.redact_body = lambda redactor, request: measured(kept[1], redactor, request)
    try:
        seconds, _ = play(2000, log, Choice(verify=False))
        return spent[0] / seconds
    finally:
        Redactor.event, Redactor.redact_body = kept


def over_http(count: int, log: Path) -> None:
    seconds = _with_hub(lambda url: play(count, log, Choice(endpoint=url, token_env="SCIM_TOKEN"))[0])
    _, sent = play(count, log, Choice(verify=False))
    baseline = _with_hub(lambda url: timed(lambda: _send_all(url, sent)))
    print(
        f"{count:,} assignments over HTTP: {seconds:.1f} s; a bare requests loop {baseline:.1f} s; "
        f"ratio {baseline / seconds:.2f}"
    )


def _with_hub(work: Callable[[str], float]) -> float:
    code = (
        "from provider_stub import Settings, create_app; from provider_stub.http.serving import serve;"
        f"s = serve(create_app(Settings(token={TOKEN!r}, rate_limit={{'quota': 10**8}})));"
        "s.run(lambda: print(s.url, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=os.environ) as hub:
        assert hub.stdout is not None
        url = hub.stdout.readline().strip()
        try:
            return work(f"{url}/api/organizations/acme/scim/v2")
        finally:
            hub.terminate()


def _send_all(url: str, sent: list[Exchange]) -> None:
    session = requests.Session()
    session.trust_env = False
    for one in sent:
        request = _request(one)
        target = f"{url}{request.target}"
        session.request(request.method, target, data=request.payload or None, headers=dict(_headers(one))).content  # noqa: B018


def _request(exchange: Exchange) -> Request:
    asked = exchange.request
    return Request(asked["method"], asked["path"], asked["query"], asked["body"])


def _headers(exchange: Exchange) -> list[tuple[str, str]]:
    kept = {**exchange.request["headers"], "Authorization": f"Bearer {TOKEN}"}
    kept.pop("Content-Length", None)
    kept.pop("Host", None)
    body = _request(exchange).payload
    return [*kept.items(), *([("Content-Length", str(len(body)))] if body else [])]


if __name__ == "__main__":
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        in_process(people, Path(folder) / "run.jsonl")
        over_http(people // 5, Path(folder) / "run.jsonl")
