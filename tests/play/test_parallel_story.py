"""A scenario with several workers at a real server: who runs beside whom, what is judged, and how it is stopped."""

import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from simulator.okta.org import Job
from simulator.play.pace import Limiter, Pace
from simulator.play.parallel_story import ParallelStory, person_of
from simulator.play.setup import Choice, Run, prepare
from simulator.play.story import Story
from simulator.play.transcript import (
    Event,
    Exchange,
    Expectation,
    Log,
    RunFinished,
    Standing,
    StepFinished,
    StepStarted,
    Wait,
    dump,
    parse,
)
from simulator.reports.chapters import Chapter, chapters, in_steps
from simulator.scenario.loading import load_text
from tests.play.counted_hub import TOKEN, Answer, Arrival, CountedHub, served

LOCAL_PART = "app: {username: 'String.substringBefore(user.login, \"@\")'}\n"
CROWD = "name: A crowd\ngenerate_users: {count: COUNT}\n" + LOCAL_PART + "steps:\n  - assign_group: everyone\n"
NAMES = ("ada", "bob", "cyd", "dan", "eve", "fay")


def people(*steps: str, names: tuple[str, ...] = NAMES, more: str = "") -> str:
    """A scenario with these people and steps."""
    users = "".join(f"  {name}: {{login: {name}@acme.test, firstName: {name}, lastName: X}}\n" for name in names)
    return f"name: Some people\nusers:\n{users}{LOCAL_PART}{more}steps:\n" + "".join(f"  - {one}\n" for one in steps)


def made(hub: CountedHub, scenario: str, workers: int = 4, **choice: object) -> Run:
    choice = {"endpoint": hub.url, "token_env": "SCIM_TOKEN", "workers": workers, **choice}
    return prepare(load_text(scenario, "story.yaml"), Choice(**choice), {"SCIM_TOKEN": TOKEN})


def played(hub: CountedHub, scenario: str, workers: int = 4, **choice: object) -> list[Event]:
    return list(made(hub, scenario, workers, **choice).events())


def broken(events: list[Event]) -> list[str]:
    return [one.what for one in events if isinstance(one, Expectation) and not one.held]


def refusing(method: str, name: str, answer: Answer) -> Callable[[Arrival], Answer | None]:
    return lambda one: answer if one.method == method and one.name == name else None


UNWANTED = ("400 Bad Request", [("Content-Type", "application/json")], b'{"detail": "not her"}')


def test_never_more_requests_are_under_way_than_there_are_workers():
    with served(CountedHub(delay=lambda _: 0.05)) as hub:
        events = played(hub, CROWD.replace("COUNT", "40"), workers=8)

    assert len(hub.arrivals) == 80
    assert 4 <= hub.most <= 8
    ended = events[-1]
    assert isinstance(ended, RunFinished)
    assert ended.kept
    assert ended.load is not None
    assert (ended.load["workers"], ended.load["requests"], ended.load["errors"]) == (8, 80, {})


def test_each_persons_requests_keep_their_order():
    chance = random.Random(4)
    steps = [*(f"assign_user: {name}" for name in NAMES), *(f"unassign_user: {name}" for name in NAMES)]

    with served(CountedHub(delay=lambda _: chance.random() / 20)) as hub:
        events = played(hub, people(*steps))

    assert {tuple(hub.of(name)) for name in NAMES} == {("GET", "POST", "PUT")}
    told = defaultdict(list)
    for one in events:
        if isinstance(one, Exchange):
            told[one.subject].append((one.request["method"], one.step))
    assert {name: [step for _, step in requests] for name, requests in told.items()} == {
        name: [number, number, number + 6, number + 6] for number, name in enumerate(NAMES, 1)
    }


def test_steps_about_different_people_overlap_and_each_is_judged_by_its_own_requests():
    expected = "{outcome: success, requests: [GET /Users -> 200, POST /Users -> 201]}"
    steps = [f"{{assign_user: {name}, expect: {expected}}}" for name in NAMES]

    with served(CountedHub(delay=lambda _: 0.05)) as hub:
        events = played(hub, people(*steps), workers=6)

    assert hub.most > 1
    begun = [one for one in events if isinstance(one, StepStarted)]
    assert [one.step for one in begun] == [1, 2, 3, 4, 5, 6]
    assert events.index(begun[1]) < next(place for place, one in enumerate(events) if isinstance(one, StepFinished))
    assert len([one for one in events if isinstance(one, Expectation)]) == 18
    assert broken(events) == []


def test_a_failure_among_many_breaks_its_own_step():
    steps = [f"assign_user: {name}" for name in NAMES]

    with served(CountedHub(delay=lambda _: 0.02, instead=refusing("POST", "cyd", UNWANTED))) as hub:
        events = played(hub, people(*steps))

    failed = [one for one in events if isinstance(one, StepFinished) and one.outcome == "failure"]
    assert [one.step for one in failed] == [3]
    assert [one.step for one in events if isinstance(one, Expectation)] == [3]
    assert isinstance(events[-1], RunFinished)
    assert not events[-1].kept


def test_an_expectation_of_more_than_its_own_requests_waits_until_all_is_over():
    looks = "{tasks: 1, okta: {users: {ada: {status: PROVISIONED}, cyd: {status: STAGED}}}}"
    steps = [*(f"assign_user: {name}" for name in NAMES), f"{{check: , expect: {looks}}}", "unassign_user: ada"]
    steps[2] = "{assign_user: cyd, expect: {outcome: failure}}"

    with served(CountedHub(delay=lambda _: 0.05, instead=refusing("POST", "cyd", UNWANTED))) as hub:
        events = played(hub, people(*steps), workers=6)

    assert broken(events) == []
    places = {(type(one).__name__, one.step): place for place, one in enumerate(events)}
    ended = [places["StepFinished", number] for number in range(1, 7)]
    assert max(ended) < places["StepStarted", 7] < places["StepFinished", 7] < places["StepStarted", 8]


def test_what_one_step_sends_for_several_people_is_judged_in_the_order_of_their_jobs():
    chance = random.Random(8)
    wanted = [f'GET /Users?filter=userName eq "{name}"&startIndex=1&count=100, POST /Users' for name in NAMES]
    requests = "\n".join(f"        - '{line}'" for one in wanted for line in one.split(", "))
    step = f"assign_group: everyone\n    expect:\n      requests:\n{requests}"

    with served(CountedHub(delay=lambda _: chance.random() / 10)) as hub:
        events = played(hub, people(step), workers=6)

    names = [one.name for one in hub.arrivals]
    assert names != [name for name in NAMES for _ in range(2)], "the server saw another order"
    assert broken(events) == []


def test_a_group_is_pushed_alone_and_after_its_members():
    steps = ["assign_group: team", "push_group: team", *(f"unassign_user: {name}" for name in NAMES[4:])]
    groups = "groups: {team: {members: [ada, bob, cyd, dan]}}\n"
    steps[2:2] = [f"assign_user: {name}" for name in NAMES[4:]]

    with served(CountedHub(delay=lambda _: 0.03)) as hub:
        events = played(hub, people(*steps, more=groups))

    assert broken(events) == []
    paths = [(one.method, one.path.split("/")[1]) for one in sorted(hub.arrivals, key=lambda one: one.at)]
    of_groups = [place for place, (_, kind) in enumerate(paths) if kind == "Groups"]
    assert of_groups == list(range(8, 8 + len(of_groups)))
    held = [one.body["members"] for one in hub.arrivals if one.method == "POST" and one.path == "/Groups"]
    patched = [op for one in hub.arrivals if one.method == "PATCH" for op in one.body["Operations"]]
    assert sum(map(len, held)) + sum(len(op["value"]) for op in patched if op["path"] == "members") == 4


def test_who_is_told_to_come_back_waits_alone():
    """With two workers: while all six wait the workers would be taken, were a wait to hold one."""
    seen: set[str] = set()

    def busy(one: Arrival) -> Answer | None:
        if one.name in seen:
            return None
        seen.add(one.name)
        return "429 Too Many Requests", [("Retry-After", "2")], b""

    with served(CountedHub(instead=busy)) as hub:
        events = played(hub, people("assign_group: everyone"), workers=2)

    first = {one.name: one.at for one in sorted(hub.arrivals, key=lambda one: one.at, reverse=True)}
    again = {name: sorted(one.at for one in hub.arrivals if one.name == name)[1] for name in NAMES}
    assert max(first.values()) < min(again.values())
    assert all(again[name] - first[name] >= 2 for name in NAMES)
    assert hub.most <= 2
    assert broken(events) == []
    assert len([one for one in events if isinstance(one, Wait)]) == 6


def test_a_wait_beyond_max_wait_fails_the_job_and_the_others_go_on():
    come_back = ("429 Too Many Requests", [("Retry-After", "600")], b"")

    with served(CountedHub(instead=refusing("GET", "bob", come_back))) as hub:
        events = played(hub, people(*(f"assign_user: {name}" for name in NAMES)), max_wait=1.0)

    failed = [one for one in events if isinstance(one, StepFinished) and one.outcome == "failure"]
    assert [one.step for one in failed] == [2]
    assert "waiting 600 s would go beyond --max-wait" in str(failed[0].error)


def test_time_passes_in_a_wait_and_what_falls_due_in_it_runs():
    with served(CountedHub()) as hub:
        run = made(hub, people("assign_user: ada", "wait: 2s", "assign_user: bob"))
        events = []
        for one in run.events():
            events.append(one)
            if isinstance(one, StepStarted) and one.verb == "wait":
                org, app = run.story.tenant.org, run.story.tenant.app
                due = run.story.player.clock.now() + 0.3
                org.schedule.append(Job("push_profile", app.id, run.story.tenant.people["ada"], "puj1", due=due))

    of_the_wait = [one for one in events if one.step == 2]
    assert [type(one).__name__ for one in of_the_wait] == [
        "StepStarted", "Wait", "Exchange", "Exchange", "Log", "Wait", "StepFinished",
    ]  # fmt: skip
    assert "until push_profile is tried again" in of_the_wait[1].reason
    times = [one.at for one in sorted(hub.arrivals, key=lambda one: one.at)]
    assert times[-1] - times[1] >= 2.0


def test_one_worker_is_the_run_as_it_always_was():
    with served(CountedHub()) as hub:
        runs = [made(hub, people("assign_user: ada"), 1), made(hub, people("assign_user: ada"), 2)]
        ended = list(runs[0].events())[-1]

    assert type(runs[0].story) is Story
    assert type(runs[1].story) is ParallelStory
    assert isinstance(ended, RunFinished)
    assert ended.load is None
    assert '"load"' not in dump(ended)


def of_each_person(hub: CountedHub, events: list[Event]) -> dict[str, list[object]]:
    """What was drawn by chance: passwords as the server got them, ids of the rows about each person."""
    drawn = defaultdict(list)
    for one in hub.arrivals:
        if one.method == "POST":
            drawn[one.name] += [one.body["password"], one.body["externalId"]]
    for event in events:
        if isinstance(event, Log):
            named = [one["alternateId"].partition("@")[0] for one in event.entry["target"] if one["type"] == "User"]
            drawn[named[0]].append((event.entry["eventType"], event.entry["uuid"]))
    return dict(drawn)


def test_passwords_and_ids_are_the_same_however_many_workers_there_are():
    drawn = []
    steps = [f"{verb}: {name}" for verb in ("assign_user", "unassign_user") for name in NAMES]
    for workers, seed in ((2, 1), (7, 2)):
        chance = random.Random(seed)
        with served(CountedHub(delay=lambda _, chance=chance: chance.random() / 20)) as hub:
            events = played(hub, people(*steps), workers)
        drawn.append(of_each_person(hub, events))

    assert drawn[0] == drawn[1]
    every = [one for person in drawn[0].values() for one in person]
    assert len(every) == len(set(every)) >= 6 * 5


@pytest.mark.parametrize("workers", [1, 20])
def test_a_password_that_the_provider_quotes_is_hidden_however_many_pass_by(workers):
    """Each is quoted in an error, at the end of the step, and when its task is retried; many others pass in between."""

    def quoting(one: Arrival) -> Answer | None:
        if one.method != "POST":
            return None
        said = json.dumps({"detail": f"the password {one.body['password']} is too weak"}).encode()
        return "400 Bad Request", [("Content-Type", "application/json")], said

    scenario = CROWD.replace("COUNT", "40") + "    expect: {outcome: failure}\n"
    with served(CountedHub(delay=lambda _: 0.02, instead=quoting)) as hub:
        events = played(hub, scenario + "  - retry_tasks\n", workers)

    passwords = [one.body["password"] for one in hub.arrivals if one.method == "POST"]
    text = "".join(map(dump, events))
    assert len(passwords) == 80
    assert "the password <password-" in text
    assert [one for one in passwords if json.dumps(one)[1:-1] in text or one in text] == []


def test_what_is_read_back_is_done_by_the_workers_too():
    with served(CountedHub(delay=lambda _: 0.05)) as hub:
        events = played(hub, people("assign_group: everyone"), workers=3, verify=True)

    assert 1 < hub.most <= 3
    ours = [one for one in events if isinstance(one, Exchange) and one.origin == "verify" and one.step == 1]
    assert len(ours) >= 6
    assert isinstance(events[-1], RunFinished)
    assert events[-1].load["requests"] == 12 + len(ours)


def test_the_record_is_read_step_by_step():
    with served(CountedHub(delay=lambda _: 0.03)) as hub:
        events = played(hub, people(*(f"assign_user: {name}" for name in NAMES)), workers=6)

    again = [parse(dump(one)) for one in events]
    assert again == events
    steps = [one for one in chapters(in_steps(again)) if isinstance(one, Chapter)]
    assert [one.started.step for one in steps] == [1, 2, 3, 4, 5, 6]
    assert {len(one.exchanges) for one in steps} == {2}
    assert all({event.subject for event in one.exchanges} == {name} for one, name in zip(steps, NAMES, strict=True))


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """The body must not take longer; asserted afterwards, since a hang shows as a time-out anyway."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_a_run_that_is_stopped_records_what_was_under_way_and_sends_nothing_more():
    with served(CountedHub(delay=lambda _: 0.2)) as hub:
        run = made(hub, CROWD.replace("COUNT", "200"), workers=6)
        events = []
        with deadline(20):
            for one in run.events():
                events.append(one)
                if len([each for each in events if isinstance(each, Exchange)]) == 10:
                    run.story.stop()
        sent = len(hub.arrivals)
        time.sleep(0.4)

        assert len(hub.arrivals) == sent
    assert not any(isinstance(one, RunFinished | StepFinished) for one in events)
    assert len([one for one in events if isinstance(one, Exchange)]) == sent < 30


def test_a_run_that_is_stopped_while_it_looks_who_is_where_ends_too():
    """The looks are sent by none of the workers; they keep the pace, and the one that waits for its turn is let go."""
    with served(CountedHub()) as hub:
        run = made(hub, people("assign_user: ada"), verify=True, limiter=Limiter(Pace.of("60/min")))
        events = []
        with deadline(30):
            for one in run.events():
                events.append(one)
                if isinstance(one, StepFinished):
                    threading.Timer(0.2, run.story.stop).start()

    assert not any(isinstance(one, RunFinished | Standing) for one in events)
    assert len(hub.arrivals) == 3


def test_a_run_that_is_left_sends_nothing_more():
    with served(CountedHub(delay=lambda _: 0.05)) as hub:
        events = made(hub, CROWD.replace("COUNT", "200"), workers=4).events()
        for one in events:
            if isinstance(one, Exchange):
                break
        events.close()
        time.sleep(0.3)
        sent = len(hub.arrivals)
        time.sleep(0.3)

        assert len(hub.arrivals) == sent < 30


def test_a_fault_of_ours_in_a_worker_ends_the_run_with_its_traceback(monkeypatch):
    class Broken:
        def send(self, *_: object) -> None:
            raise RuntimeError("a fault of ours")

    with served(CountedHub()) as hub:
        run = made(hub, people("assign_user: ada"))
    run.story.player.transport = Broken()

    with pytest.raises(RuntimeError, match="a fault of ours"):
        list(run.events())


def test_workers_end_with_the_run():
    with served(CountedHub()) as hub:
        played(hub, people("assign_user: ada"), workers=5)
        end = time.monotonic() + 10
        while any(one.name.startswith("okta-job") for one in threading.enumerate()):
            assert time.monotonic() < end
            time.sleep(0.01)


@pytest.mark.parametrize("step, person", [
    ("assign_user: ada", "ada"),
    ("update_user: {user: ada, profile: {lastName: King}}", "ada"),
    ("create_user: {alias: gus, profile: {login: gus@acme.test, firstName: G, lastName: S}}", "gus"),
    ("assign_group: everyone", None),
    ("add_to_group: {group: team, users: ada}", None),
    ("test_connection", None),
    ("retry_tasks: ada", None),
    ("check", None),
])  # fmt: skip
def test_whom_a_step_acts_on_alone(step, person):
    scenario = load_text(people(step, more="groups: {team: {members: [bob]}}\n"), "story.yaml")

    assert person_of(scenario.steps[0]) == person
