"""Each format's text for the story, kept in golden/ and compared exactly; OKTASIM_UPDATE_GOLDEN=1 writes it anew."""

import dataclasses
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from provider_stub import Settings, create_app
from simulator.play import conformance
from simulator.play.clock import VirtualClock
from simulator.play.comparison import compare
from simulator.reports import FORMATS, difference, terminal
from simulator.reports.columns import COLOURED, PLAIN
from simulator.reports.conformance import View
from simulator.reports.terminal import Verbosity
from simulator.transport.wsgi import WsgiTransport

GOLDEN = Path(__file__).with_name("golden")
FILES = {
    "terminal.txt": FORMATS["terminal"],
    "terminal-coloured.txt": partial(terminal.render, style=COLOURED),
    "terminal-quiet.txt": partial(terminal.render, verbosity=Verbosity.QUIET),
    "terminal-verbose.txt": partial(terminal.render, verbosity=Verbosity.BODIES),
    "terminal-coloured-verbose.txt": partial(terminal.render, style=COLOURED, verbosity=Verbosity.BODIES),
    "terminal-unfitted.txt": partial(terminal.render, columns=None),
    "jsonl.jsonl": FORMATS["jsonl"],
    "markdown.md": FORMATS["markdown"],
    "html.html": FORMATS["html"],
    "har.har": FORMATS["har"],
    "curl.sh": FORMATS["curl"],
    "mermaid.md": FORMATS["mermaid"],
    "junit.xml": FORMATS["junit"],
}


def against_golden(name: str, chunks: Iterator[str]) -> None:
    path = GOLDEN / name
    text = "".join(chunks)
    if os.environ.get("OKTASIM_UPDATE_GOLDEN") == "1":
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode()


@pytest.mark.parametrize("name", FILES)
def test_story_reads_as_recorded(name, story):
    against_golden(name, FILES[name](iter(story)))


def test_every_format_has_a_golden_file():
    assert {name.partition(".")[0] for name in FILES} >= FORMATS.keys()


def test_difference_of_two_runs_reads_as_recorded(story, make):
    other = [event for event in make.story() if event.step not in (6, 7)]
    unlike = make.exchange(3, f"PUT /Users/{make.ADA}", (503, None), {"name": {"givenName": "A" * 70}})
    changed = [unlike if getattr(event, "purpose", "") == "replace user" else event for event in other]
    against_golden("difference.txt", difference.render(compare(story, changed)))


@pytest.mark.parametrize("name, style", [("conformance.txt", PLAIN), ("conformance-coloured.txt", COLOURED)])
def test_okta_s_suites_against_a_service_with_mistakes_read_as_recorded(name, style):
    """The Hub as it is takes no dots in names, and with this quirk no filter; both suites, and what to change."""

    def lines() -> Iterator[str]:
        clock, seen, view = VirtualClock(0), [], View(style)
        hub = create_app(
            Settings(token="a-token-for-this-test", quirks=frozenset({"no-filter", "optional-external-id"}))
        )
        for suite in ("spec", "crud"):
            run = conformance.run(
                suite, WsgiTransport(hub, clock), "http://stub.test/api/organizations/acme/scim/v2",
                "a-token-for-this-test", seed=3, clock=clock,
            )  # fmt: skip
            results = []
            yield from view.heading(run, "http://stub.test/scim/v2")
            for number, result in enumerate(run, 1):
                timed = tuple(dataclasses.replace(one, milliseconds=0.0) for one in result.exchanges)
                results.append(dataclasses.replace(result, exchanges=timed))
                yield from view.rows(number, results[-1])
            yield from view.ending(run, results)
            seen.append((run.suite, results))
        yield from view.remedies(seen)

    against_golden(name, (f"{line}\n" for line in lines()))
