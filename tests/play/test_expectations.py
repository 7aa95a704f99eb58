"""Expectations, one by one: each can hold, and each can be broken (scenario format, 3)."""

import pytest

from simulator.play.transcript import Exchange, Expectation

STORY = """
name: Expectations
provider:
  stub: {{resource_groups: [{{name: gpu, members: {{grace: read}}}}], accounts: [{{username: grace, member: true}}]}}
users:
  ada: {{login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
  bob: {{login: bob@acme.test, firstName: Bob, lastName: Baker}}
groups: {{team: [ada], crew: [ada, bob]}}
steps:
  - assign_user: {{user: ada, username: ada-l}}
  - push_group: team
  - assign_user: {{user: bob, username: bob.b}}
    expect: {{outcome: failure}}
  - {step}
    expect: {expect}
"""


@pytest.fixture
def judged(play):
    """Plays one step with what it expects; the comparisons of that step as (what, held)."""

    def judge(step, expect):
        played = play(STORY.format(step=step, expect=expect))
        return [(one.what, one.held) for one in played.of(Expectation) if one.step == 4]

    return judge


UPDATE = "update_user: {user: ada, profile: {lastName: King}}"


@pytest.mark.parametrize(
    "step, expect, what, held",
    [
        (UPDATE, "{outcome: success}", "outcome", True),
        (UPDATE, "{outcome: nothing}", "outcome", False),
        ("check:", "{outcome: nothing}", "outcome", True),
        ("unassign_user: ada", "{outcome: failure}", "outcome", False),
        ("push_group: team", "{outcome: refused, error: already pushed}", "error", True),
        ("push_group: team", "{outcome: refused, error: '/^team is al/'}", "error", True),
        ("push_group: team", "{outcome: refused, error: elsewhere}", "error", False),
        ("check:", "{error: x}", "error", False),
        (UPDATE, "{requests: ['GET /Users/{ada} -> 200', 'PUT /Users/{ada} -> 200']}", "requests[1]", True),
        (UPDATE, "{requests: ['GET /Users/{ada}', 'PUT /Users/* -> 204']}", "requests[1]", False),
        (UPDATE, "{requests: ['GET /Users/{ada}']}", "requests", False),
        (UPDATE, "{requests: ['GET /Users/*', 'PUT /Users/*', 'GET /Users/*']}", "requests[2]", False),
        (UPDATE, "{requests: []}", "requests", False),
        ("check:", "{requests: []}", "requests", True),
        (UPDATE, "{requests: [GET /Users/*, {request: PUT /Users/*, body: {active: true}}]}", "requests[1]", True),
        (UPDATE, "{requests: [GET /Users/*, {request: PUT /Users/*, body: {active: false}}]}",
         "requests[1] body active", False),
        (UPDATE, "{requests_include: [PUT /Users/*]}", "requests_include[0]", True),
        (UPDATE, "{requests_include: [PUT /Users/*, GET /Users/*]}", "requests_include[1]", False),
        (UPDATE, "{requests_include: [{request: PUT /Users/*, body_lacks: [active]}]}", "requests_include[0]", False),
        (UPDATE, "{log: [user.account.update_profile, {application.provision.user.push_profile: SUCCESS}]}", "log",
         True),
        (UPDATE, "{log: [user.account.update_profile, {application.provision.user.push_profile: FAILURE}]}", "log",
         False),
        (UPDATE, "{log: [user.account.update_profile]}", "log", False),
        (UPDATE, "{log_include: [application.provision.user.push_profile]}", "log_include", True),
        (UPDATE, "{log_include: [application.provision.user.push_profile, user.account.update_profile]}", "log_include",
         False),
        ("check:", "{tasks: 1}", "tasks", True),
        ("check:", "{tasks: 0}", "tasks", False),
        (UPDATE, "{findings: 0}", "findings", True),
        (UPDATE, "{findings: 2}", "findings", False),
        ("check:", "{okta: {users: {ada: {status: PROVISIONED}}}}", "okta.users.ada.status", True),
        ("check:", "{okta: {users: {ada: {username: ada-l, external_id: set}}}}", "okta.users.ada.external_id", True),
        ("check:", "{okta: {users: {bob: {external_id: set}}}}", "okta.users.bob.external_id", False),
        ("check:", "{okta: {users: {bob: {external_id: null, error: dots}}}}", "okta.users.bob.error", False),
        ("check:", "{okta: {users: {bob: {error: Bad Request}}}}", "okta.users.bob.error", True),
        ("check:", "{okta: {users: {ada: {error: null}}}}", "okta.users.ada.error", True),
        ("check:", "{okta: {users: {ada: {error: x}}}}", "okta.users.ada.error", False),
        ("check:", "{okta: {users: {ada: null}}}", "okta.users.ada", False),
        ("unassign_user: ada", "{okta: {users: {ada: null}}}", "okta.users.ada", True),
        ("unassign_user: ada", "{okta: {users: {ada: {status: UNASSIGNED, external_id: null}}}}",
         "okta.users.ada.status", True),
        ("unassign_user: ada", "{okta: {users: {ada: {error: null}}}}", "okta.users.ada.error", True),
        ("check:", "{okta: {groups: {team: ACTIVE}}}", "okta.groups.team", True),
        ("check:", "{okta: {groups: {team: ERROR}}}", "okta.groups.team", False),
        ("check:", "{okta: {groups: {crew: null}}}", "okta.groups.crew", True),
        ("check:", "{provider: {users: {ADA-L: {active: true}}}}", "provider.users.ADA-L.active", True),
        ("check:", "{provider: {users: {ada-l: {'emails[0].value': /acme/}}}}", "provider.users.ada-l.emails[0].value",
         True),
        ("check:", "{provider: {users: {ada-l: {nickName: x}}}}", "provider.users.ada-l.nickName", False),
        ("check:", "{provider: {users: {ada-l: {}}}}", "provider.users.ada-l", True),
        ("check:", "{provider: {users: {nobody: {active: true}}}}", "provider.users.nobody", False),
        ("check:", "{provider: {no_users: [nobody]}}", "provider.no_users nobody", True),
        ("check:", "{provider: {no_users: [ada-l]}}", "provider.no_users ada-l", False),
        ("check:", "{provider: {groups: {team: [ada-l]}}}", "provider.groups.team", True),
        ("check:", "{provider: {groups: {team: []}}}", "provider.groups.team", False),
        ("check:", "{provider: {groups: {crew: []}}}", "provider.groups.crew", False),
        ("check:", "{provider: {no_groups: [crew]}}", "provider.no_groups crew", True),
        ("check:", "{provider: {no_groups: [team]}}", "provider.no_groups team", False),
        ("check:", "{hub: {members: {ada-l: active}}}", "hub.members.ada-l", True),
        ("check:", "{hub: {members: {ada-l: inactive}}}", "hub.members.ada-l", False),
        ("check:", "{hub: {members: {nobody: null}}}", "hub.members.nobody", True),
        ("check:", "{hub: {resource_groups: {gpu: {grace: read}}}}", "hub.resource_groups.gpu", True),
        ("check:", "{hub: {resource_groups: {gpu: {grace: write}}}}", "hub.resource_groups.gpu", False),
    ],
)  # fmt: skip
def test_an_expectation_holds_or_is_broken(judged, step, expect, what, held):
    assert (what, held) in judged(step, expect)


@pytest.mark.parametrize(
    "step, expect, broken",
    [
        ("push_group: team", "{tasks: 1}", ["outcome"]),
        ("assign_user: ada", "{log: []}", ["outcome"]),
        ("retry_tasks:", "{tasks: 1}", ["outcome"]),
        ("check:", "{tasks: 1}", []),
        ("push_group: team", "{outcome: any}", []),
    ],
)
def test_a_failure_or_refusal_that_nobody_expected_breaks_the_run(judged, step, expect, broken):
    assert [what for what, held in judged(step, expect) if not held] == broken


def test_a_step_without_expectations_is_judged_too(play):
    played = play("name: x\nusers: {ada: {login: ada@acme.test}}\nsteps:\n  - unassign_user: ada\n")

    (verdict,) = played.of(Expectation)
    assert (verdict.what, verdict.held, verdict.expected, verdict.actual) == (
        "outcome", False, "success or nothing", "refused",
    )  # fmt: skip
    assert verdict.line == 4


def test_a_broken_request_names_line_and_nearest(play):
    played = play(
        """name: x
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
steps:
  - assign_user: {user: ada, username: ada-l}
    expect:
      requests:
        - GET /Users
        - PUT /Users -> 201
"""
    )

    (broken,) = [one for one in played.of(Expectation) if not one.held]
    assert (broken.what, broken.line) == ("requests[1]", 8)
    assert (broken.expected, broken.actual, broken.nearest) == (
        "PUT /Users -> 201", "POST /Users -> 201", "POST /Users -> 201",
    )  # fmt: skip


MANY = """
name: Many members
provider: {stub: {quirks: %s}}
generate_users: {count: 12, prefix: load}
groups: {load: %s}
app: {username: 'String.substringBefore(user.login, "@")'}
steps:
  - assign_group: everyone
  - push_group: load
    expect: {outcome: any, provider: {groups: {load: [%s]}, no_users: [nobody]}}
"""
LOAD = [f"load-{number:05}" for number in range(1, 13)]


@pytest.mark.parametrize("quirks", ["[]", "[no-filter]"])
@pytest.mark.parametrize("count", [0, 3, 12])
def test_a_provider_is_read_by_filter_or_page_by_page_and_a_big_group_in_one_go(play, quirks, count):
    names = ", ".join(LOAD[:count])
    played = play(MANY % (quirks, f"[{names}]", names if quirks == "[]" else ""))

    held = {one.what: one.held for one in played.of(Expectation) if one.what.startswith("provider")}
    if quirks == "[]":
        assert held == {"provider.groups.load": True, "provider.no_users nobody": True}
    else:
        assert held == {"provider.groups.load": False, "provider.no_users nobody": True}
    last_step = [one for one in played.of(Exchange) if one.step == 2 and one.purpose == "read back"]
    assert all(one.origin == "verify" for one in last_step)
