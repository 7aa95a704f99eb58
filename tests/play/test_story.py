"""A scenario, played: steps, outcomes, counts, and time that passes."""

import pytest

from simulator.play import transcript
from simulator.play.clock import RealClock
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import (
    Exchange,
    Log,
    RunFinished,
    RunStarted,
    StepFinished,
    StepStarted,
    Task,
    Wait,
    dump,
)
from simulator.scenario.loading import load_text
from simulator.scim.message import Response

ADA = "users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}"


def outcomes(played):
    return [one.outcome for one in played.of(StepFinished)]


def test_a_run_begins_with_what_is_played_and_ends_with_what_it_counted(play):
    played = play(
        f"""name: Counting
description: Why.
{ADA}
steps:
  - assign_user: {{user: ada, username: ada-l}}
    id: first
    note: Here.
  - assign_user: ada
    expect: {{outcome: refused}}
  - check
"""
    )

    start, end = played.events[0], played.events[-1]
    assert isinstance(start, RunStarted)
    assert isinstance(end, RunFinished)
    assert (start.scenario, start.description, start.file, start.integration) == (
        "Counting",
        "Why.",
        "story.yaml",
        "aiw",
    )
    assert start.provider == {"kind": "stub", "base_url": "https://huggingface.co/api/organizations/acme/scim/v2"}
    assert start.at == "2026-01-05T09:00:00.000Z"
    (first, second, third) = played.of(StepStarted)
    assert (first.step, first.verb, first.line, first.id, first.note) == (1, "assign_user", 5, "first", "Here.")
    assert (second.argument, third.argument) == ("ada", None)
    assert outcomes(played) == ["success", "refused", "nothing"]
    assert end.counts == {
        "steps": 3, "requests": 2, "own": 2, "failures": 1, "findings": 0, "expectations": 1, "broken": 0,
    }  # fmt: skip
    assert end.kept
    assert end.provider == "answered"


def test_a_failed_step_never_stops_the_run(play):
    played = play(
        f"""
name: Going on
{ADA}
steps:
  - assign_user: {{user: ada, username: not.allowed}}
  - edit_assignment: {{user: ada, username: ada-l}}
  - retry_tasks
"""
    )

    assert outcomes(played) == ["failure", "nothing", "success"]
    assert [one.state for one in played.of(Task)] == ["opened", "closed"]
    assert not played.events[-1].kept


def test_a_wait_moves_the_clock_and_runs_what_falls_due(play):
    played = play(
        """
name: Waiting
groups: {team: []}
steps:
  - fault: {on: GET /Groups, times: 2, respond: {status: 503}}
  - push_group: team
    expect: {outcome: failure}
  - wait: 1m
    expect: {outcome: nothing}
  - wait: 15m
    expect: {outcome: failure, okta: {groups: {team: ACTIVE}}, provider: {groups: {team: []}}}
"""
    )

    assert played.events[-1].kept
    waits = [(one.step, one.reason.split(" ")[0]) for one in played.of(Wait)]
    assert waits == [(3, "the"), (4, "until"), (4, "until"), (4, "the")]
    assert played.events[-1].at == "2026-01-05T09:16:00.200Z"


def test_what_became_due_while_others_worked_runs_at_the_end_of_their_step(play):
    played = play(
        f"""
name: Overdue
{ADA}
groups: {{team: []}}
steps:
  - fault: {{on: GET /Groups, respond: {{status: 503}}}}
  - push_group: team
    expect: {{outcome: failure}}
  - fault: {{on: GET /Users, respond: {{status: 429, headers: {{Retry-After: "400"}}}}}}
  - assign_user: {{user: ada, username: ada-l}}
    expect: {{outcome: success, okta: {{groups: {{team: ACTIVE}}}}}}
"""
    )

    assert played.events[-1].kept
    paths = [one.request["path"] for one in played.of(Exchange) if one.step == 4 and one.origin == "okta"]
    assert paths[:3] == ["/Users", "/Users", "/Users"]
    assert "/Groups" in paths[3:]


def test_requests_of_a_job_are_a_fifth_of_a_second_apart_on_a_clock_that_jumps(play):
    played = play(f"name: Gap\n{ADA}\nsteps:\n  - assign_user: {{user: ada, username: ada-l}}\n")

    times = [one.at for one in played.of(Exchange) if one.origin == "okta"]
    assert times == ["2026-01-05T09:00:00.000Z", "2026-01-05T09:00:00.200Z"]


def test_a_step_says_what_okta_shows_when_it_went_well(play):
    played = play("name: Probe\nsteps:\n  - test_connection\n")

    assert played.of(StepFinished)[0].text.startswith("Connector configured successfully\n")


def test_a_warning_is_an_event(play):
    played = play("name: Both\ngroups: {team: []}\nsteps:\n  - assign_group: team\n  - push_group: team\n")

    assert len(played.of(transcript.Warning)) == 1


def test_the_rows_of_one_act_share_a_transaction(play):
    played = play(
        f"name: Transaction\n{ADA}\nsteps:\n  - create_group: {{alias: g, members: [ada]}}\n  - suspend_user: ada\n"
    )

    first, second, third = (one.entry["transaction"] for one in played.of(Log))
    assert first == second != third
    assert first["type"] == "WEB"


def test_the_same_file_and_seed_give_the_same_bytes(play):
    text = f"name: Same\nseed: 7\n{ADA}\nsteps:\n  - assign_user: {{user: ada, username: ada-l}}\n"

    def lines():
        played = play(text)
        return [dump(one) for one in played.events if not isinstance(one, Exchange | RunFinished)]

    assert lines() == lines()


def test_a_new_title_changes_no_id_and_no_password(play):
    def sent(name):
        played = play(f"name: {name}\n{ADA}\nsteps:\n  - assign_user: {{user: ada, username: ada-l}}\n")
        return [(one.request, one.response["body"]) for one in played.of(Exchange)]

    assert sent("Before") == sent("After, with other words")


def test_an_unexpected_finding_alone_does_not_break_a_run_but_is_counted(play):
    played = play(
        f"name: F\nprovider: {{stub: {{quirks: [ignore-active]}}}}\n{ADA}\n"
        "steps:\n  - assign_user: {user: ada, username: ada-l}\n  - unassign_user: ada\n"
    )

    assert (played.events[-1].kept, played.events[-1].counts["findings"]) == (True, 1)


def test_a_dry_run_judges_nothing(play):
    played = play(
        f"name: Dry\n{ADA}\nsteps:\n  - assign_user: {{user: ada, username: a.b}}\n    expect: {{outcome: failure}}\n",
        dry_run=True,
    )

    assert played.events[0].provider["kind"] == "dry-run"
    assert outcomes(played) == ["success"]
    assert (played.events[-1].kept, played.events[-1].counts["expectations"]) == (True, 0)
    assert played.events[-1].provider == "assumed"


def impatient(text, allowance):
    """A run whose clock is real and may wait `allowance` seconds in all; it is not started."""
    run = prepare(load_text(text, "story.yaml"), Choice(), {})
    run.story.player.clock = RealClock(allowance)
    return run


def test_a_wait_beyond_what_may_be_waited_is_a_failure_that_says_so():
    events = list(impatient("name: W\nsteps:\n  - wait: 5m\n", 1).events())

    (finished,) = [one for one in events if isinstance(one, StepFinished)]
    assert finished.outcome == "failure"
    assert finished.error == "waiting 300 s would go beyond --max-wait, of which 1 s are left"


def test_a_job_that_may_not_be_waited_for_stays_on_the_schedule():
    text = """
name: W
groups: {team: []}
steps:
  - fault: {on: GET /Groups, times: always, respond: {status: 503}}
  - push_group: team
    expect: {outcome: failure}
  - wait: 10m
    expect: {outcome: failure, error: --max-wait}
"""
    run = impatient(text, 1)
    events = list(run.events())

    assert events[-1].kept
    assert [job.operation for job in run.story.tenant.org.schedule] == ["push_group"]


def test_a_429_that_may_not_be_waited_for_is_not_asked_again():
    text = f"""
name: W
{ADA}
steps:
  - fault: {{on: GET /Users, times: always, respond: {{status: 429, headers: {{Retry-After: "60"}}}}}}
  - assign_user: {{user: ada, username: ada-l}}
    expect: {{outcome: failure, error: --max-wait, requests: [GET /Users -> 429]}}
"""
    assert list(impatient(text, 1).events())[-1].kept


class Nobody:
    """A network without anybody in it."""

    def send(self, request, base_url, headers):
        return Response(error=f"Connect to scim.test:443 [scim.test] failed: Connection refused {request.method}")


@pytest.mark.parametrize(
    "steps, said, kept",
    [
        ("- {test_connection: , expect: {outcome: failure}}", "silent", False),
        ("- {check: , expect: {provider: {no_users: [ada]}}}", "silent", False),
        ("- check", "not asked", True),
    ],
)
def test_a_provider_that_never_answers_was_not_reached(steps, said, kept):
    choice = Choice(endpoint="https://scim.test/v2", token_env="TOKEN")
    run = prepare(load_text(f"name: N\nsteps:\n  {steps}\n", "s.yaml"), choice, {"TOKEN": "a-token"})
    run.story.player.transport = Nobody()

    finished = list(run.events())[-1]

    assert (finished.provider, finished.kept) == (said, kept)


def test_the_bundled_hub_is_there_even_where_it_breaks_every_connection_off(play):
    played = play(
        "name: N\nsteps:\n  - fault: {on: '* /*', times: always, disconnect: before}\n"
        "  - {test_connection: , expect: {outcome: failure}}\n"
    )

    assert (played.events[-1].provider, played.events[-1].kept) == ("answered", True)


def test_tokens_and_passwords_that_come_into_play_never_show(play):
    played = play(
        f"""
name: Secrets
app: {{provisioning: [create_users, sync_password]}}
{ADA}
steps:
  - assign_user: {{user: ada, username: ada-l}}
  - change_password: {{user: ada, password: Sw0rdfish-1815}}
  - configure: {{stub_token: stub_wrongTokenWrongToken}}
  - test_connection
    expect: {{outcome: failure}}
  - hub: generate_token
  - configure: {{stub_token: current}}
  - test_connection
""".replace("  - test_connection\n    expect", "  - test_connection:\n    expect")
    )

    said = "".join(dump(one) for one in played.events)
    assert "Sw0rdfish-1815" not in said
    assert "stub_wrongToken" not in said
    assert played.run.story.tenant.app.token not in said
    assert '"Authorization":"Bearer <token>"' in said
    assert outcomes(played)[-1] == "success"


def test_a_job_that_has_nothing_left_to_do_leaves_no_outcome(play):
    played = play(
        f"""
name: Overtaken
{ADA}
groups: {{team: []}}
steps:
  - fault: {{on: GET /Groups, respond: {{status: 503}}}}
  - push_group: team
    expect: {{outcome: failure}}
  - check
"""
    )
    tenant = played.run.story.tenant
    (job,) = tenant.org.schedule
    tenant.app.pushes.clear()
    job.due = 0

    events = list(played.run.story.step(4, played.run.story.scenario.steps[2]))

    assert [one.outcome for one in events if isinstance(one, StepFinished)] == ["nothing"]
    assert tenant.org.schedule == []
