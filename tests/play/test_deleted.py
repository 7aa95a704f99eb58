"""A step about somebody who has been deleted: `check` finds it, and where only the run can know, Okta refuses it."""

import pytest

from simulator.errors import SimulatorError
from simulator.okta.actions import applications, directory
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Expectation, StepFinished
from simulator.scenario.loading import load_text
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS

USER = {
    "update_user": "{user: mira, profile: {title: Dr}}",
    "activate_user": "mira",
    "deactivate_user": "mira",
    "suspend_user": "mira",
    "unsuspend_user": "mira",
    "delete_user": "mira",
    "change_password": "{user: mira, password: Sw0rdfish-1815}",
    "create_group": "{alias: new, members: [ada, mira]}",
    "add_to_group": "{group: crew, users: [ada, mira]}",
    "remove_from_group": "{group: crew, users: mira}",
    "assign_user": "{user: mira, username: mira-k}",
    "edit_assignment": "{user: mira, profile: {givenName: M}}",
    "unassign_user": "mira",
    "provision_user": "mira",
    "reapply_mapping": "mira",
    "retry_tasks": "mira",
    "hub accept_invitation": "mira",
    "hub decline_invitation": "mira",
    "hub delete_member": "mira",
}
"""Every verb that names a person, naming one who has been deleted."""

GROUP = {
    "rename_group": "{group: eng, name: Makers}",
    "delete_group": "eng",
    "add_to_group": "{group: eng, users: [ada]}",
    "remove_from_group": "{group: eng, users: [ada]}",
    "assign_group": "{group: eng, priority: 0}",
    "edit_group_assignment": "{group: eng, priority: 1}",
    "unassign_group": "eng",
    "push_group": "{group: eng, name: Makers}",
    "push_now": "eng",
    "deactivate_group_push": "eng",
    "activate_group_push": "eng",
    "unlink_group": "{group: eng, target: leave}",
    "retry_tasks": "eng",
    "hub link_resource_group": "{group: eng, resource_group: gpu, role: read}",
    "hub change_role": "{group: eng, resource_group: gpu, role: read}",
    "hub unlink_resource_group": "{group: eng, resource_group: gpu}",
}
"""Every verb that names a group, naming one that has been deleted."""

BEFORE = """\
name: Somebody who is gone
provider: {stub: {resource_groups: [{name: gpu}]}}
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  mira: {login: mira@acme.test, firstName: Mira, lastName: Kol}
groups: {crew: [ada], eng: [ada]}
steps:
"""
PERSON_GOES = "  - deactivate_user: mira\n  - delete_user: mira\n"
GROUP_GOES = "  - check:\n  - delete_group: eng\n"
CASES = [pytest.param("mira", verb, written, id=f"{verb}-user") for verb, written in USER.items()] + [
    pytest.param("eng", verb, written, id=f"{verb}-group") for verb, written in GROUP.items()
]


def step(verb, written):
    return f"  - hub: {{{verb[4:]}: {written}}}\n" if verb.startswith("hub ") else f"  - {verb}: {written}\n"


def test_the_tables_hold_every_verb_that_names_somebody():
    naming = {**VERBS, **{f"hub {name}": verb for name, verb in HUB_VERBS.items()}}
    del naming["fault"]
    users = {"user", "users", "members"}

    assert {verb for verb, shape in naming.items() if users & shape.model_fields.keys()} == set(USER)
    assert {verb for verb, shape in naming.items() if "group" in shape.model_fields} == set(GROUP) - {"retry_tasks"}


@pytest.mark.parametrize("alias, verb, written", CASES)
def test_check_finds_it_with_line_and_column(alias, verb, written):
    text = BEFORE + (PERSON_GOES if alias == "mira" else GROUP_GOES) + step(verb, written)
    column = text.splitlines()[9].index(alias) + 1

    with pytest.raises(SimulatorError) as raised:
        load_text(text, "story.yaml")

    said = f"`{alias}` is deleted in line 9; put this step before that one, or create `{alias}` anew before it"
    assert str(raised.value) == f"story.yaml:10:{column}: {said}"


def played(text, change):
    """The last step's end, `change` made to the org before the first."""
    run = prepare(load_text(text, "story.yaml"), Choice(), {})
    change(run.story.tenant)
    return [event for event in run.events() if isinstance(event, StepFinished)][-1]


def delete(tenant, alias):
    if alias == "mira":
        directory.deactivate_user(tenant.org, tenant.user(alias))
        directory.delete_user(tenant.org, tenant.user(alias))
    else:
        directory.delete_group(tenant.org, tenant.group(alias))


@pytest.mark.parametrize("alias, verb, written", CASES)
def test_the_run_refuses_it_in_oktas_words(alias, verb, written):
    gone = []

    def change(tenant):
        gone.append(tenant.people["mira"] if alias == "mira" else tenant.groups["eng"])
        delete(tenant, alias)

    finished = played(BEFORE + step(verb, written), change)

    kind = "User" if alias == "mira" else "UserGroup"
    assert finished.outcome == "refused"
    assert finished.error == f"Not found: Resource not found: {gone[0]} ({kind})"


@pytest.mark.parametrize("alias, verb, written", CASES)
def test_check_takes_somebody_created_anew_under_the_same_alias(alias, verb, written):
    again = (
        f"{PERSON_GOES}  - create_user: {{alias: mira, profile: {{login: mira@acme.test}}}}\n"
        if alias == "mira"
        else f"{GROUP_GOES}  - create_group: {{alias: eng, members: [ada]}}\n"
    )

    assert load_text(BEFORE + again + step(verb, written), "story.yaml").steps[-1].verb == verb.split()[0]


WITHOUT_ARGUMENT = {
    "configure": "{endpoint: 'https://elsewhere.test'}", "enable": "[sync_password]", "disable": "[create_users]",
    "edit_username": "user.login", "add_attribute": "{name: team, type: string}", "remove_attribute": "emailType",
    "edit_mapping": "{attribute: title, expression: user.title}", "remove_mapping": "emailType",
    "assign_user": "ada", "edit_assignment": "{user: ada, username: a}", "unassign_user": "ada",
    "assign_group": "crew", "edit_group_assignment": "{group: crew, priority: 1}", "unassign_group": "crew",
    "provision_user": "ada", "reapply_mapping": "ada", "push_group": "crew", "push_now": "crew",
    "deactivate_group_push": "crew", "activate_group_push": "crew", "unlink_group": "{group: crew, target: leave}",
}  # fmt: skip


@pytest.mark.parametrize("verb", [name for name, verb in VERBS.items() if verb.about_the_app()])
def test_a_step_about_an_app_that_was_deleted_is_refused(verb):
    gone = []

    def change(tenant):
        gone.append(tenant.app.id)
        applications.deactivate_app(tenant.org, tenant.app)
        applications.delete_app(tenant.org, tenant.app)

    finished = played(BEFORE + step(verb, WITHOUT_ARGUMENT.get(verb, "")), change)

    assert finished.outcome == "refused"
    assert finished.error == f"Not found: Resource not found: {gone[0]} (AppInstance)"


def test_the_directory_stays_when_the_app_is_deleted():
    def change(tenant):
        applications.deactivate_app(tenant.org, tenant.app)
        applications.delete_app(tenant.org, tenant.app)

    assert played(BEFORE + "  - rename_group: {group: eng, name: Makers}\n", change).outcome == "nothing"


def test_somebody_whom_okta_refused_to_create_is_nobody(play):
    run = play(
        BEFORE + "  - {create_user: {alias: bob, profile: {login: ada@acme.test}}, expect: {outcome: refused}}\n"
        "  - {assign_user: bob, expect: {outcome: refused, error: 'Resource not found: bob (User)'}}\n"
        "  - {retry_tasks: bob, expect: {outcome: refused}}\n"
        "  - {create_user: {alias: bob, profile: {login: bob@acme.test}}, expect: {okta: {users: {bob: null}}}}\n"
        "  - suspend_user: bob\n"
    )

    assert run.events[-1].kept, run.of(Expectation)


def test_okta_keeps_its_own_group_of_all_users(play):
    run = play(
        BEFORE + "  - {delete_group: everyone, expect: {outcome: refused, error: is built in}}\n"
        "  - create_user: {alias: bob, profile: {login: bob@acme.test}}\n"
        "  - {assign_group: everyone, expect: {outcome: any}}\n"
    )

    assert run.events[-1].kept, run.of(Expectation)


def test_what_was_seen_of_a_deleted_person_is_not_told_of_the_next_of_that_alias(play):
    story = (
        BEFORE + "  - assign_user: {user: mira, username: mira-k}\n"
        f"{PERSON_GOES}"
        "  - {create_user: {alias: mira, profile: {login: mira@b.test, firstName: Mira, lastName: Kol}}}\n"
    )
    again = (
        "  - assign_user: {user: mira, username: mira-two}\n"
        "  - edit_assignment: {user: mira, profile: {givenName: M}}\n"
        "    expect: {requests_include: ['PUT /Users/{mira}']}\n"
        "  - {hub: {delete_member: mira}, expect: {hub: {members: {mira-k: inactive, mira-two: null}}}}\n"
    )

    assert play(story).run.story.tenant.resolve("Users", "mira") is None
    assert play(story + again).events[-1].kept


def test_retrying_the_tasks_of_an_alias_means_the_group_when_the_person_is_gone(play):
    run = play(
        BEFORE.replace("groups: {crew", "groups: {mira: [ada], crew")
        + "  - fault: {on: GET /Groups, respond: {status: 400}}\n"
        "  - {push_group: mira, expect: {outcome: failure, tasks: 1}}\n"
        f"{PERSON_GOES}"
        "  - {retry_tasks: mira, expect: {outcome: success, tasks: 0}}\n"
    )

    assert run.events[-1].kept, [event for event in run.of(Expectation) if not event.held]
