"""`/`: the story, played step by step."""

from typing import Any

from flask import Response

from simulator.okta.org import Org
from simulator.web.console.pages import PATIENCE, Pages, went_back
from simulator.web.http.context import engine

story = Pages("story", __name__)


@story.shows("/", "story/page.html")
def show_story(_: Org) -> dict[str, Any]:
    """The story so far, and what is sent over the wire."""
    instance = engine().instance
    return {"scenario": instance.scenario, "played": engine().played}


@story.post("/story/next")
def play_next() -> Response:
    """Play the next step."""
    engine().playing.begin()
    engine().playing.settled(PATIENCE)
    return went_back()
