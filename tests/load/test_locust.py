"""Locust itself, headless: two local workers, or one process, at a real server."""

import json
import os
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec

import pytest

from simulator.load import LOCUSTFILE
from tests.conftest import ROOT
from tests.play.counted_hub import TOKEN, Arrival, CountedHub, served

pytestmark = pytest.mark.skipif(
    find_spec("locust") is None, reason="Locust is not installed (pip install 'okta-scim-simulator[locust]')"
)
PEOPLE = 30
STORY = f"""\
name: They come and go
generate_users: {{count: {PEOPLE}}}
app: {{username: 'String.substringBefore(user.login, "@")'}}
steps:
  - assign_group: everyone
  - unassign_group: everyone
"""


@pytest.fixture
def locust(tmp_path):
    """Runs Locust on the story, or on another text; the ended process."""

    def run(hub: CountedHub, *options: str, story: str = STORY, token: str = TOKEN):
        (tmp_path / "story.yaml").write_text(story)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LOCUST", "OKTASIM"))}
        return subprocess.run(
            [
                sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--scenario", "story.yaml", "--host", hub.url,
                "--users", "6", "--spawn-rate", "6", "--headless", "--json", *options,
            ],
            cwd=tmp_path, env={**inherited, "PYTHONPATH": str(ROOT), "SCIM_TOKEN": token},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run


def statistics(ended: subprocess.CompletedProcess[str]) -> dict[str, tuple[int, int]]:
    """Requests and failures by method and path pattern, as Locust prints them."""
    rows = json.loads(ended.stdout[ended.stdout.rindex("\n[\n") if "\n[\n" in ended.stdout else 0 :])  # the master's
    return {f"{one['method']} {one['name']}": (one["num_requests"], one["num_failures"]) for one in rows}


def test_two_workers_play_everybody_once(locust):
    with served(CountedHub(delay=lambda _: 0.02)) as hub:
        ended = locust(hub, "--processes", "2")

    assert ended.returncode == 0, ended.stderr
    assert "2 workers" in ended.stderr
    assert statistics(ended) == {
        "GET /Users": (PEOPLE, 0), "POST /Users": (PEOPLE, 0),
        "GET /Users/{id}": (PEOPLE, 0), "PUT /Users/{id}": (PEOPLE, 0),
    }  # fmt: skip
    created = Counter(one.name for one in hub.arrivals if one.method == "POST")
    assert len(created) == PEOPLE
    assert set(created.values()) == {1}
    assert hub.most > 1
    assert TOKEN not in ended.stdout + ended.stderr


def test_one_process_plays_them_too_and_failures_are_counted(locust):
    unwanted = ("409 Conflict", [("Content-Type", "application/json")], b'{"detail": "no"}')

    def refused(one: Arrival):
        return unwanted if one.method == "POST" and one.name.endswith("7") else None

    with served(CountedHub(instead=refused)) as hub:
        ended = locust(hub)

    assert ended.returncode == 1, "Locust's own code where a request failed"
    assert statistics(ended)["POST /Users"] == (PEOPLE, 3)
    assert statistics(ended)["PUT /Users/{id}"] == (PEOPLE - 3, 0)
    assert "status 409" in ended.stderr


@pytest.mark.parametrize("changed, complaint", [
    ({"story": "name: Broken\nsteps: [no_such_verb]\n"}, "neither a verb nor"),
    ({"token": ""}, "the environment variable SCIM_TOKEN is not set"),
])  # fmt: skip
def test_what_cannot_be_played_ends_with_a_sentence(locust, changed, complaint):
    with served(CountedHub()) as hub:
        ended = locust(hub, **changed)

    assert ended.returncode == 2
    assert complaint in ended.stderr
    assert "Traceback" not in ended.stderr
    assert hub.arrivals == []
