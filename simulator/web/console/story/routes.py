"""`/`: the story, played step by step or request by request; both sides of the wire, and who is where."""

import time
from functools import cache
from pathlib import PureWindowsPath

from flask import Response, render_template, request

from simulator.errors import SimulatorError
from simulator.reports import sentences
from simulator.scenario.finding import bundled
from simulator.scenario.loading import load, load_text, text_of
from simulator.scenario.model import Scenario
from simulator.web.console.pages import PATIENCE, Pages, went_back
from simulator.web.console.signing_in.visitors import Said
from simulator.web.console.story.picture import asked, picture, purpose
from simulator.web.console.story.rail import rail
from simulator.web.console.story.sides import sides
from simulator.web.engine.acts import Busy
from simulator.web.http.context import engine

story = Pages("story", __name__)

LOOK = 0.15
"""Seconds a page waits for a look at the bundled Hub, so that with few people it shows what is there now."""
PACES = {"0": "at once", "1": "1 second", "3": "3 seconds"}
"""Between the steps of those that are all played."""
GUIDES = ("published-guide", "quickstart")
"""The scenarios that are listed first: whoever comes for the first time looks for the guide."""
BUSY = Said(False, "A step is being played. Wait until it has ended, or press Stop.")
HELD_UP = Said(False, "Something is still being done and did not end in time. Press it again in a moment.")


@story.get("/")
def show_story() -> str:
    """The story so far, who is where, and what is on the wire."""
    engine().looking.refresh(LOOK)
    with engine().look() as org:
        served, instance = engine(), engine().instance
        provider = "the Hub" if instance.hub is not None else "the provider"
        waiting = served.hold.waiting
        return render_template(
            "story/page.html",
            scenario=instance.scenario,
            played=served.played,
            rail=rail(served),
            playing=served.playing,
            paces=PACES,
            held=[(asked(one), purpose(one)) for one in waiting[:1]],
            sides=sides(org, instance.tenant.app, served.looking, provider),
            picture=picture(served, org),
            ended=sentences.verdict(served.judged()),
            at_hub=instance.hub is not None,
        )


@story.post("/story/next")
def play_next() -> Response:
    """Play the next step; while a request is held back, let it go."""
    served = engine()
    if served.hold.next is not None:
        return let_go()
    if served.played == len(served.instance.scenario.steps):
        return went_back(Said(True, "All steps were played. Back to start begins the story again."))
    return _begun(None)


@story.post("/story/all")
def play_all() -> Response:
    """Play the steps that are left."""
    pace = request.form.get("pace", "")
    return _begun(float(pace) if pace in PACES else 1.0)


def _begun(pace: float | None) -> Response:
    try:
        engine().playing.begin(pace)
    except Busy:
        return went_back(BUSY)
    _settle(PATIENCE if not pace else 0.0)
    return went_back()


@story.post("/story/stop")
def stop() -> Response:
    """Play no further step."""
    engine().playing.stop()
    _settle(PATIENCE)
    return went_back()


@story.post("/story/hold")
def switch_hold() -> Response:
    """Stop before each request, or not any more."""
    engine().hold.switch(request.form.get("on") == "yes")
    _settle(PATIENCE)
    return went_back()


@story.post("/story/let-go")
def let_go() -> Response:
    """Send the request that is held back."""
    engine().hold.let_go()
    _settle(PATIENCE)
    return went_back()


def _settle(patience: float) -> None:
    """Wait until a request is held back, or nothing is under way; `patience` seconds at most."""
    served, end = engine(), time.monotonic() + patience
    while time.monotonic() < end and served.hold.next is None and (served.playing.busy or served.queue.waiting):
        time.sleep(0.01)


@story.post("/story/look")
def look_now() -> Response:
    """Look at the provider, an endpoint as well: what is asked of it is on the wire as our own."""
    engine().looking.look(PATIENCE)
    if engine().looking.under_way:
        return went_back(Said(True, "The provider is being looked at; this page shows it when it has answered."))
    return went_back()


@story.shows("/story/start", "story/start.html")
def ask_to_begin_again(_: object) -> dict[str, object]:
    """Whether to go back to the start."""
    return {"scenario": engine().instance.scenario, "at_hub": engine().instance.hub is not None}


@story.post("/story/start")
def begin_again() -> Response:
    """Back to the start of the scenario in place."""
    return _opened(None)


@story.get("/story/choose")
def choose() -> str:
    """All bundled scenarios, a file, or a text."""
    return _choice()


@cache
def _bundled_names() -> list[tuple[str, str]]:
    """File and name of each bundled scenario; to read them all takes half a second."""
    return [(path.stem, load(path).name) for path in bundled()]


def _choice(refused: str | None = None, text: str = "") -> str:
    wanted = request.args.get("q", "").strip()
    found = [one for one in _bundled_names() if wanted.casefold() in " ".join(one).casefold()]
    return render_template(
        "story/choose.html", found=sorted(found, key=lambda one: one[0] not in GUIDES), wanted=wanted, refused=refused,
        text=text, scenario=engine().instance.scenario,
    )  # fmt: skip


@story.post("/story/choose")
def choose_bundled() -> Response:
    """Begin with a bundled scenario."""
    name = request.form.get("name", "")
    path = next((one for one in bundled() if one.stem == name), None)
    if path is None:
        return went_back(Said(False, f"There is no bundled scenario {name}."), to="/story/choose")
    return _opened(load(path))


@story.post("/story/open")
def open_scenario() -> Response | tuple[str, int]:
    """Begin with a scenario from a file, or from a text that was pasted."""
    file, text = request.files.get("file"), request.form.get("yaml", "")
    stub = engine().instance.hub is not None
    try:
        if file is not None and file.filename:
            name = PureWindowsPath(file.filename).name
            return _opened(load_text(text_of(file.read(), name), name, stub=stub))
        if text.strip():
            return _opened(load_text(text.replace("\r\n", "\n"), "pasted.yaml", stub=stub))
    except SimulatorError as wrong:
        return _choice(str(wrong), text), 422
    return _choice("Choose a file, or paste a scenario as YAML.", text), 422


def _opened(scenario: Scenario | None) -> Response:
    try:
        engine().begin_again(scenario)
    except Busy:
        return went_back(HELD_UP)
    except ValueError as wrong:
        return went_back(Said(False, f"The Hub cannot be served: {wrong}"))
    return went_back(to="/")
