"""The loop that joins conversations to a provider."""

import threading

import pytest

from simulator.okta.actions import assignments, configuring, pushing
from simulator.okta.ids import Ids
from simulator.okta.org import App, Group, OktaUser, Org, Row
from simulator.okta.profiles import TEMPLATES
from simulator.play.clock import RealClock, VirtualClock
from simulator.play.player import Player
from simulator.play.redaction import Redactor
from simulator.play.transcript import Exchange, Log, Task, Wait
from simulator.scim.message import Response

TOKEN = "a-secret-token"


class Scripted:
    """A provider that gives these answers in turn, and remembers what it was sent."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def send(self, request, base_url, headers):
        self.sent.append((request, base_url, dict(headers)))
        return self.answers.pop(0)


@pytest.fixture
def org():
    made = Org(Ids(3))
    template = TEMPLATES["huggingface"]
    app = App(
        made.ids.new("0oa"), "scim_app", "Hub", features={"create_users", "push_groups"},
        schema={one.name: one for one in template.attributes},
        mappings={name: Row(text) for name, text in template.mappings.items()},
        base_url="https://scim.test/v2", token=TOKEN,
    )  # fmt: skip
    made.apps[app.id] = app
    made.add_user(OktaUser("00u1", "ada", {"login": "ada@acme.test", "email": "ada@acme.test"}))
    return made


def player(org, *answers, clock=None, **options):
    return Player(org, Scripted(*answers), clock or VirtualClock(1000.0), Redactor(TOKEN), **options)


def app_of(org):
    return next(iter(org.apps.values()))


def play(player, jobs):
    """The events of the jobs, as they leave a run, and the outcomes."""
    events, outcomes = [], []
    for job in jobs:
        flow = player.job(job)
        while True:
            try:
                events.append(player.redactor.event(next(flow)))
            except StopIteration as end:
                outcomes.append(end.value)
                break
    return events, outcomes


EMPTY = Response(200, {"X-Note": f"for {TOKEN}"}, '{"Resources": [], "totalResults": 0}')


def test_an_exchange_records_request_and_answer_without_secrets(org):
    one = player(org, EMPTY, Response(201, {}, f'{{"id": "s1", "nickName": "{TOKEN}"}}'))
    events, outcomes = play(one, assignments.assign_user(org, app_of(org), org.users["00u1"]))

    first, second = (event for event in events if isinstance(event, Exchange))
    assert first.request["url"].startswith("https://scim.test/v2/Users?filter=userName%20eq%20")
    assert first.request["headers"]["Authorization"] == "Bearer <token>"
    assert first.response["headers"] == {"X-Note": "for <token>"}
    assert (first.purpose, first.subject, first.attempt, first.origin) == ("check user exists", "ada", 1, "okta")
    assert second.request["body"]["password"] == "<password-1>"
    assert second.response == {"status": 201, "headers": {}, "body": {"id": "s1", "nickName": "<token>"}}
    assert [outcome.ok for outcome in outcomes] == [True]
    sent = one.transport.sent[1]
    assert sent[2]["Authorization"] == f"Bearer {TOKEN}"
    assert sent[0].body["password"] != "<password-1>"


@pytest.mark.parametrize(
    "text, body", [("", None), ("error code: 502", {"raw": "error code: 502"}), (f"no {TOKEN}", {"raw": "no <token>"}),
                   ("null", None), ("[1]", [1])]
)  # fmt: skip
def test_a_body_is_json_or_raw_text_or_nothing(org, text, body):
    events, _ = play(player(org, Response(502, {}, text)), configuring.test_connection(org, app_of(org)))

    (exchange,) = [event for event in events if isinstance(event, Exchange)]
    assert exchange.response["body"] == body


@pytest.mark.parametrize("depth, raw", [(90, False), (101, True), (900, True)])
def test_a_body_nested_beyond_reason_is_recorded_as_text_without_secrets(org, depth, raw):
    text = "[" * depth + f'{{"password": "{TOKEN}", "echo": "{TOKEN}"}}' + "]" * depth
    events, _ = play(player(org, Response(400, {}, text)), configuring.test_connection(org, app_of(org)))

    (exchange,) = [event for event in events if isinstance(event, Exchange)]
    assert isinstance(exchange.response["body"], dict) is raw
    assert TOKEN not in exchange.written
    assert exchange.written.count("<token>") + exchange.written.count("<password-1>") >= 2


def test_an_answer_that_never_came_is_an_error_and_no_response(org):
    events, (outcome,) = play(
        player(org, Response(error=f"Read timed out {TOKEN}")), configuring.test_connection(org, app_of(org))
    )

    (exchange,) = [event for event in events if isinstance(event, Exchange)]
    assert (exchange.response, exchange.error) == (None, "Read timed out <token>")
    assert not outcome.ok


def test_a_pause_is_a_wait_on_the_clock_and_the_attempt_is_counted(org):
    clock = VirtualClock(1000.0)
    events, _ = play(
        player(org, Response(429, {"Retry-After": "40"}), EMPTY, Response(201, {}, '{"id": "s1"}'), clock=clock),
        assignments.assign_user(org, app_of(org), org.users["00u1"]),
    )

    (wait,) = [event for event in events if isinstance(event, Wait)]
    assert (wait.seconds, wait.reason[:3]) == (40, "429")
    assert [event.attempt for event in events if isinstance(event, Exchange)] == [1, 2, 1]
    assert clock.now() == pytest.approx(1040.6)


def test_events_come_in_the_order_things_happen(org):
    one = player(org, EMPTY, Response(500))
    jobs = assignments.assign_user(org, app_of(org), org.users["00u1"])
    events = [*one.journal(), *play(one, jobs)[0]]

    assert [type(event) for event in events] == [Log, Exchange, Exchange, Log, Task, Log]
    assert org.journal == []


def test_log_rows_have_times_and_distinct_ids(org):
    one = player(org, EMPTY, Response(500))
    events = [*one.journal(), *play(one, assignments.assign_user(org, app_of(org), org.users["00u1"]))[0]]

    rows = [event.entry for event in events if isinstance(event, Log)]
    assert len({row["uuid"] for row in rows}) == len(rows) == 3
    assert [row["published"][-8:] for row in rows] == [":40.000Z", ":40.400Z", ":40.400Z"]


def test_a_job_about_something_gone_is_no_outcome_and_no_event(org):
    jobs = assignments.assign_user(org, app_of(org), org.users["00u1"])
    org.apps.clear()

    assert play(player(org), jobs) == ([], [None])


def test_the_lock_is_held_for_the_org_and_not_while_a_request_is_under_way(org):
    lock = threading.Lock()
    free = []

    class Watching(Scripted):
        def send(self, request, base_url, headers):
            free.append(not lock.locked())
            return super().send(request, base_url, headers)

    one = Player(org, Watching(EMPTY, Response(201, {}, '{"id": "s1"}')), VirtualClock(0), Redactor(), lock=lock)
    play(one, assignments.assign_user(org, app_of(org), org.users["00u1"]))

    assert free == [True, True]
    assert not lock.locked()


def test_whoever_may_hold_back_is_told_of_each_of_oktas_requests(org):
    told = []
    one = player(
        org, EMPTY, Response(201, {}, '{"id": "s1"}'), Response(404), verify=True,
        before_send=lambda request: told.append(request.method),
    )  # fmt: skip
    events, _ = play(one, assignments.assign_user(org, app_of(org), org.users["00u1"]))

    assert told == ["GET", "POST"]
    assert [event.origin for event in events if isinstance(event, Exchange)] == ["okta", "okta", "verify"]


def test_a_real_clock_is_not_made_to_wait_between_requests(org):
    one = player(org, EMPTY, Response(201, {}, '{"id": "s1"}'), clock=RealClock(0))

    _, outcomes = play(one, assignments.assign_user(org, app_of(org), org.users["00u1"]))

    assert outcomes[0].ok


def test_the_schedule_gives_the_earliest_job_that_is_due(org):
    app = app_of(org)
    for name in ("late", "soon"):
        group = Group(org.ids.new("00g"), name, name)
        org.add_group(group)
        (job,) = pushing.push_group(org, app, group)
        job.due = {"late": 900.0, "soon": 300.0}[name]
        org.schedule.append(job)
    one = player(org)

    assert one.due(299) is None
    assert [one.due(1000).due, one.due(1000).due] == [300.0, 900.0]
    assert one.due(1000) is None
