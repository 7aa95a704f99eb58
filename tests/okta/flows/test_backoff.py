"""429 answers in the middle of conversations (okta-wire 8.3)."""

import pytest

from simulator.okta.actions import assignments, directory, imports, pushing
from simulator.okta.flows.conversation import Outcome, Pause
from simulator.okta.flows.starting import start, with_backoff
from simulator.okta.journal import TaskChange
from simulator.okta.org import Job


def limited(reply, seconds="2"):
    return reply.raw(429, **{"Retry-After": seconds})


def create(w, reply):
    return assignments.assign_user(w.org, w.app, w.person()), [reply.found(), reply.created("s")]


def update(w, reply):
    user = w.person()
    w.assigned(user)
    return directory.update_user(w.org, user, {"lastName": "K"}), [reply.body(200, {"id": "x"}), reply.body(200, {})]


def deactivate(w, reply):
    user = w.person()
    w.assigned(user)
    return assignments.unassign_user(w.org, w.app, user), [reply.body(200, {"id": "x"}), reply.body(200, {})]


def push_group(w, reply):
    group = pushing.push_group(w.org, w.app, w.group("team"))
    return group, [reply.found(), reply.created("g"), reply.body(200, {"id": "g"}), reply.body(200, {})]


def delete_group(w, reply):
    group = w.group("team")
    w.pushed(group)
    return pushing.unlink_group(w.org, w.app, group, "delete"), [reply.raw(204)]


def import_users(w, reply):
    w.app.features.add("import_users")
    return imports.import_users(w.org, w.app), [reply.found()]


@pytest.mark.parametrize("job", [create, update, deactivate, push_group, delete_group, import_users])
def test_every_request_of_every_kind_of_job_is_waited_for_by_itself(world, reply, job):
    w = world()
    jobs, answers = job(w, reply)

    conversation = w.play(jobs, *(one for answer in answers for one in (limited(reply), limited(reply), answer)))

    assert conversation.outcome.ok
    assert conversation.pauses == [2, 4] * len(answers)
    assert [request.attempt for request in conversation.requests] == [1, 2, 3] * len(answers)


def test_each_429_leaves_a_row_about_the_app(world, reply):
    w = world()
    user = w.person()

    w.play(
        assignments.assign_user(w.org, w.app, user), limited(reply), reply.raw(429), reply.found(), reply.created("s")
    )

    rows = [row for row in w.rows if row.event_type == "application.integration.rate_limit_exceeded"]
    assert [row.reason for row in rows] == [
        "API rate limit exceeded. Retry-After: 2", "API rate limit exceeded. Retry-After: missing",
    ]  # fmt: skip
    assert [target[0] for target in rows[0].targets] == ["AppInstance"]


def test_the_tenth_429_reschedules_nothing_and_opens_the_task(world, reply):
    w = world()

    w.play(assignments.assign_user(w.org, w.app, w.person()), *[limited(reply)] * 10)

    changes = [entry.state for entry in w.org.journal if isinstance(entry, TaskChange)]
    assert changes == ["rescheduled"] * 9 + ["opened"]


def test_a_wait_that_is_refused_ends_the_conversation_with_the_reason(world, reply):
    w = world()
    (job,) = assignments.assign_user(w.org, w.app, w.person())
    flow = start(w.org, job)
    next(flow)
    flow.send(limited(reply, "9000"))

    with pytest.raises(StopIteration) as end:
        flow.send(reply.silence("waiting 9000 s would go beyond --max-wait"))

    assert end.value.value.error.endswith("exists: waiting 9000 s would go beyond --max-wait")


@pytest.mark.parametrize("operation", ["provision", "push_profile", "push_group", "test_connection"])
def test_a_job_about_something_that_is_gone_is_no_conversation(world, operation):
    w = world()

    assert start(w.org, Job(operation, "0oaGone", "00uGone", "t")) is None
    if operation != "test_connection":
        assert start(w.org, Job(operation, w.app.id, "00uGone", "t")) is None


def test_a_job_about_an_earlier_assignment_is_dropped(world):
    w = world()
    user = w.person()
    (job,) = assignments.assign_user(w.org, w.app, user)
    assignments.unassign_user(w.org, w.app, user)
    assignments.assign_user(w.org, w.app, user)

    assert start(w.org, job) is None


def test_a_profile_push_for_somebody_without_an_account_is_dropped(world):
    w = world()
    user = w.person()
    (job,) = assignments.assign_user(w.org, w.app, user)
    job.operation = "push_profile"

    assert start(w.org, job) is None


def test_a_conversation_may_pause_by_itself(reply):
    def flow():
        refused = yield Pause(3, "breathing")
        return Outcome(text=repr(refused))

    patient = with_backoff(flow(), fresh_overrides=False, on_limit=lambda answer, seconds: None)

    assert next(patient) == Pause(3, "breathing")
    with pytest.raises(StopIteration) as end:
        patient.send(None)
    assert end.value.value.text == "None"
