"""Names that must lead somewhere."""

import pytest

from simulator.scenario.checks.references import HINTS

PEOPLE = "users:\n  ada: {login: ada.lovelace@acme.test}\ngroups:\n  ml-team: [ada]\n"


def test_alias_created_before_may_be_used(read):
    scenario = read(
        f"""\
{PEOPLE}steps:
  - create_user: {{alias: bob, profile: {{login: bob@acme.test}}}}
    expect:
      okta: {{users: {{bob: null}}}}
  - create_group: {{alias: qa, members: [bob, ada]}}
  - add_to_group: {{group: qa, users: [bob]}}
  - assign_user: bob
    expect:
      requests_include: ["GET /Users/{{bob}}", "GET /Groups/{{qa}}", "GET /Other/{{ada}}"]
"""
    )

    assert len(scenario.steps) == 4


def test_user_and_group_may_share_an_alias(read):
    scenario = read(
        "users:\n  ada: {login: ada.lovelace@acme.test}\ngroups:\n  ada: [ada]\nsteps:\n  - push_group: ada\n"
    )

    assert set(scenario.groups) == set(scenario.users) == {"ada"}


@pytest.mark.parametrize("alias", ["ada", "ml-team"])
def test_tasks_may_be_of_a_user_or_a_group(read, alias):
    assert read(f"{PEOPLE}steps:\n  - retry_tasks: {alias}\n").steps


@pytest.mark.parametrize(
    "step, said",
    [
        ("assign_user: ml-team", "`ml-team` is a group, a user is needed"),
        ("check:\n    expect: {requests: ['GET /Users/{ml-team}']}", "`ml-team` is a group, a user is needed"),
        ("check:\n    expect: {requests: ['GET /Groups/{ada}']}", "`ada` is a user, a group is needed"),
        ("check:\n    expect: {requests: ['GET /Other/{nobody}']}", "there is no user or group `nobody`"),
        (
            "check:\n    expect: {okta: {groups: {ml-taem: ACTIVE}}}",
            "there is no group `ml-taem`; did you mean `ml-team`?",
        ),
        ("hub: {change_role: {group: ada, resource_group: g, role: read}}", "`ada` is a user, a group is needed"),
        ("fault: {on: 'PUT /Users/{bob}', empty: true}", "there is no user `bob`"),
        ("fault: {on: POST /Groups, group: ada, empty: true}", "`ada` is a user, a group is needed"),
        ("create_group: {alias: qa, members: [bob]}", "there is no user `bob`"),
        ("create_user: {alias: ada, profile: {login: a@acme.test}}", "there is a user `ada` already"),
        ("create_group: everyone", "there is a group `everyone` already"),
    ],
)
def test_name_that_leads_nowhere_is_told(complaint, step, said):
    assert said in complaint(f"{PEOPLE}steps:\n  - {step}\n")


def test_group_may_not_be_declared_with_someone_created_later(complaint):
    said = complaint(
        "groups:\n  ml-team: [bob]\nsteps:\n  - create_user: {alias: bob, profile: {login: bob@acme.test}}\n"
    )

    assert said == "test.yaml:3:13: `bob` is created only in line 5"


def test_nearest_names_are_looked_up_only_so_often(complaint):
    wrong = "\n".join(f"  - assign_user: adaa{number}" for number in range(HINTS + 5))

    said = complaint(f"{PEOPLE}steps:\n{wrong}\n").splitlines()

    assert sum("did you mean" in line for line in said) == HINTS
    assert "declare it above the steps" in said[-1]


def test_ids_of_steps_are_compared_as_text(complaint):
    assert "has the id `7` too" in complaint("steps:\n  - check:\n    id: 7\n  - check:\n    id: '7'\n")


def test_stub_needs_no_endpoint_for_its_verbs(read):
    scenario = read("steps:\n  - hub: generate_token\n  - clear_faults\n  - check:\n    expect: {hub: {members: {}}}\n")

    assert len(scenario.steps) == 3
