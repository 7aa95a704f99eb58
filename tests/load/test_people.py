"""A scenario told person by person: who is in it, and what is sent about one alone."""

import json
import logging
import subprocess
import sys
from collections import Counter

import pytest

from simulator.load import LOCUSTFILE
from simulator.load.people import Crowd, Handing, failure, of_one, pattern, people_of
from simulator.play.transcript import Exchange
from simulator.scenario.loading import load_text
from simulator.transport.http import HttpTransport
from tests.conftest import ROOT
from tests.play.counted_hub import TOKEN, CountedHub, served

STORY = """\
name: Three people
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: L}
  bob: {login: bob@acme.test, firstName: Bob, lastName: M}
groups: {team: {members: [ada, bob]}}
app: {username: 'String.substringBefore(user.login, "@")'}
steps:
  - test_connection
  - assign_group: {group: team, expect: }
  - create_user: {alias: cyd, profile: {login: cyd@acme.test, firstName: Cyd, lastName: N}}
  - add_to_group: {group: team, users: [bob, cyd]}
  - {update_user: {user: ada, profile: {lastName: King}}, expect: {outcome: refused}}
  - push_group: team
  - remove_from_group: {group: team, users: ada}
  - unassign_group: team
""".replace("{group: team, expect: }", "team")


@pytest.fixture
def scenario():
    return load_text(STORY, "story.yaml")


def test_people_are_those_declared_and_those_created(scenario):
    assert people_of(scenario) == ["ada", "bob", "cyd"]
    assert people_of(load_text("name: Many\ngenerate_users: {count: 3}\n", "many.yaml")) == [
        "load-00001", "load-00002", "load-00003",
    ]  # fmt: skip


@pytest.mark.parametrize("alias, verbs", [
    ("ada", ["test_connection", "assign_group", "update_user", "push_group", "remove_from_group", "unassign_group"]),
    ("bob", ["test_connection", "assign_group", "add_to_group", "push_group", "unassign_group"]),
    ("cyd", ["test_connection", "assign_group", "create_user", "add_to_group", "push_group", "unassign_group"]),
])  # fmt: skip
def test_what_is_done_to_others_is_left_out(scenario, alias, verbs):
    alone = of_one(scenario, alias)

    assert [step.verb for step in alone.steps] == verbs
    assert list(alone.users) == [alias] * (alias != "cyd")
    assert alone.groups["team"].members == (alias,) * (alias != "cyd")
    assert {step.expect for step in alone.steps} == {None}
    assert scenario == load_text(STORY, "story.yaml"), "the scenario itself stays as it was"


def test_of_several_in_a_step_the_one_is_kept(scenario):
    (joins,) = (step for step in of_one(scenario, "cyd").steps if step.verb == "add_to_group")

    assert joins.argument.users == ("cyd",)


def sent(hub: CountedHub, scenario, *aliases: str) -> Counter[tuple[str, str]]:
    crowd = Crowd(scenario, hub.url, "SCIM_TOKEN", {"SCIM_TOKEN": TOKEN}, HttpTransport())
    return Counter(
        (one.request["method"], pattern(one)) for alias in aliases for one in crowd.exchanges(crowd.people.index(alias))
    )


def test_each_person_s_requests_are_those_of_the_story(scenario):
    with served(CountedHub()) as hub:
        assert sent(hub, scenario, "ada") == {
            ("GET", "/Users"): 1, ("POST", "/Users"): 1, ("GET", "/Users/{id}"): 2, ("PUT", "/Users/{id}"): 2,
        }  # fmt: skip
        assert sent(hub, scenario, "bob", "cyd") == {
            ("GET", "/Users"): 2, ("POST", "/Users"): 2, ("GET", "/Users/{id}"): 2, ("PUT", "/Users/{id}"): 2,
        }  # fmt: skip
        created = [one.body for one in hub.arrivals if one.method == "POST"]

    assert [one["userName"] for one in created] == ["ada", "bob", "cyd"]
    assert len({one["password"] for one in created}) == len({one["externalId"] for one in created}) == 3


def test_what_is_about_no_single_person_is_said_to_be_left_out_once(scenario, caplog):
    with served(CountedHub()) as hub, caplog.at_level(logging.WARNING):
        sent(hub, scenario, "ada", "bob", "cyd")

    said = [one.getMessage() for one in caplog.records]
    assert said == [
        "test_connection is about no single person and is left out; `oktasim play` does it",
        "push_group is about no single person and is left out; `oktasim play` does it",
    ]


def test_everybody_is_handed_out_once():
    handing = Handing()
    handing.begin(7)

    given = [handing.give(worker, wanted) for worker, wanted in (("a", 3), ("b", 2), ("a", 3), ("b", 4))]
    assert given == [(0, 3), (3, 5), (5, 7), (7, 7)]
    for worker, done in (("a", 4), ("b", 1), ("b", 1)):
        handing.note(worker, done)
        assert not handing.over(set())
    handing.note("a", 1)
    assert handing.over(set())


def test_who_was_given_to_a_worker_that_is_gone_is_not_waited_for():
    handing = Handing()
    handing.begin(4)
    handing.give("a", 2)
    assert not handing.over({"a"}), "two are still to be given"
    handing.give("b", 2)
    handing.note("a", 1)
    handing.note("b", 2)

    assert not handing.over(set())
    assert handing.over({"a"})


def test_a_test_that_has_not_begun_is_not_over():
    handing = Handing()

    assert not handing.over(set())
    handing.begin(0)
    assert not handing.over(set())


def answered(status: int | None, path: str = "/Users", error: str | None = None) -> Exchange:
    request = {"method": "GET", "path": path, "query": "", "url": "", "headers": {}, "body": None}
    response = None if status is None else {"status": status, "headers": {}, "body": None}
    return Exchange(
        at="", origin="okta", purpose="", attempt=1, request=request, response=response, error=error, milliseconds=1.0
    )


@pytest.mark.parametrize("path, known_as", [
    ("/Users", "/Users"), ("/Users/17", "/Users/{id}"), ("/Groups/a/b", "/Groups/{id}"),
    ("/ServiceProviderConfig", "/ServiceProviderConfig"),
])  # fmt: skip
def test_requests_are_known_by_the_pattern_of_their_path(path, known_as):
    assert pattern(answered(200, path)) == known_as


@pytest.mark.parametrize("status, error, words", [
    (200, None, None), (302, None, None), (404, None, "status 404"), (503, None, "status 503"),
    (None, "Read timed out", "no answer: Read timed out"),
])  # fmt: skip
def test_what_went_wrong(status, error, words):
    assert failure(answered(status, error=error)) == words


def test_nothing_but_the_locustfile_brings_locust_in():
    """Importing Locust patches sockets, threads and time of the whole process."""
    code = (
        "import json, pkgutil, sys, simulator; from importlib import import_module\n"
        "names = [one.name for one in pkgutil.walk_packages(simulator.__path__, 'simulator.')]\n"
        "[import_module(one) for one in names if not one.endswith(('__main__', '.locustfile'))]\n"
        "print(json.dumps([len(names), sorted({'locust', 'gevent'} & set(sys.modules))]))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    number, brought = json.loads(said.stdout)
    assert number > 300
    assert brought == []


def test_the_module_says_where_the_locustfile_is():
    command = [sys.executable, "-m", "simulator.load"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == str(LOCUSTFILE)
    assert LOCUSTFILE.is_file()
