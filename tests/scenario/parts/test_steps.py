"""Steps and their verbs."""

import json
from typing import Any

import pytest

from simulator.errors import Mark
from simulator.scenario.parts.steps import Step, needs_stub
from simulator.verbs import VERBS, assignments, directory, group_rules, hub, integration, push_groups, simulation

LOGIN = "login: bob@acme.test"


@pytest.mark.parametrize(
    "text, argument",
    [
        ("test_connection", integration.TestConnection()),
        ("configure: {stub_token: current}", integration.Configure(stub_token="current")),
        (
            "configure: {endpoint: https://a.example/scim, token_env: A}",
            integration.Configure(endpoint="https://a.example/scim", token_env="A"),
        ),
        ("enable: push_groups", integration.Enable(features=["push_groups"])),
        ("disable: [push_groups, sync_password]", integration.Disable(features=["push_groups", "sync_password"])),
        ("edit_username: user.email", integration.EditUsername(expression="user.email")),
        (
            "edit_username: {expression: user.email, update_on: create_only, update_now: true}",
            integration.EditUsername(expression="user.email", update_on="create_only", update_now=True),
        ),
        ("add_attribute: {name: team}", integration.AddAttribute(name="team")),
        ("remove_attribute: emailType", integration.RemoveAttribute(name="emailType")),
        (
            "edit_mapping: {attribute: title, expression: user.title, apply: create_only, apply_now: true}",
            integration.EditMapping(attribute="title", expression="user.title", apply="create_only", apply_now=True),
        ),
        ("remove_mapping: email", integration.RemoveMapping(attributes=["email"])),
        ("remove_mapping: [email, emailType]", integration.RemoveMapping(attributes=["email", "emailType"])),
        ("apply_mappings", integration.ApplyMappings()),
        (
            "update_user: {user: ada, profile: {title: null, city: 007}}",
            directory.UpdateUser(user="ada", profile={"title": None, "city": "007"}),
        ),
        ("activate_user: ada", directory.ActivateUser(user="ada")),
        ("deactivate_user: ada", directory.DeactivateUser(user="ada")),
        ("suspend_user: ada", directory.SuspendUser(user="ada")),
        ("unsuspend_user: ada", directory.UnsuspendUser(user="ada")),
        ("delete_user: {user: ada}", directory.DeleteUser(user="ada")),
        ("change_password: {user: ada, password: 0123}", directory.ChangePassword(user="ada", password="0123")),
        ("create_group: new", directory.CreateGroup(alias="new")),
        (
            "create_group: {alias: new, name: New, members: [ada]}",
            directory.CreateGroup(alias="new", name="New", members=["ada"]),
        ),
        ("rename_group: {group: qa, name: QA}", directory.RenameGroup(group="qa", name="QA")),
        ("delete_group: qa", directory.DeleteGroup(group="qa")),
        ("add_to_group: {group: qa, users: ada}", directory.AddToGroup(group="qa", users=["ada"])),
        (
            "remove_from_group: {group: qa, users: [ada, grace]}",
            directory.RemoveFromGroup(group="qa", users=["ada", "grace"]),
        ),
        ("assign_user: ada", assignments.AssignUser(user="ada")),
        ("assign_user: {user: ada}", assignments.AssignUser(user="ada")),
        (
            "assign_user: {user: ada, username: 007, profile: {givenName: Augusta}}",
            assignments.AssignUser(user="ada", username="007", profile={"givenName": "Augusta"}),
        ),
        ("edit_assignment: {user: ada, username: a}", assignments.EditAssignment(user="ada", username="a")),
        ("unassign_user: ada", assignments.UnassignUser(user="ada")),
        ("assign_group: ml-team", assignments.AssignGroup(group="ml-team")),
        ("assign_group: everyone", assignments.AssignGroup(group="everyone")),
        (
            "assign_group: {group: qa, priority: 0, profile: {email: null}}",
            assignments.AssignGroup(group="qa", priority=0, profile={"email": None}),
        ),
        ("edit_group_assignment: {group: qa, priority: 1}", assignments.EditGroupAssignment(group="qa", priority=1)),
        ("unassign_group: qa", assignments.UnassignGroup(group="qa")),
        ("provision_user: ada", assignments.ProvisionUser(user="ada")),
        ("force_sync: {}", assignments.ForceSync()),
        ("reapply_mapping: ada", assignments.ReapplyMapping(user="ada")),
        ("push_group: qa", push_groups.PushGroup(group="qa")),
        (
            "push_group: {group: qa, as: link, name: QA, memberships_now: false}",
            push_groups.PushGroup(**{"group": "qa", "as": "link", "name": "QA", "memberships_now": False}),
        ),
        ("push_now: qa", push_groups.PushNow(group="qa")),
        ("deactivate_group_push: qa", push_groups.DeactivateGroupPush(group="qa")),
        ("activate_group_push: qa", push_groups.ActivateGroupPush(group="qa")),
        ("unlink_group: {group: qa, target: leave}", push_groups.UnlinkGroup(group="qa", target="leave")),
        ("refresh_app_groups:", push_groups.RefreshAppGroups()),
        ("import_users", assignments.ImportUsers()),
        ("import_users: {confirm: all, match_on: email}", assignments.ImportUsers(confirm="all", match_on="email")),
        ("import_users: {confirm: [a, 007]}", assignments.ImportUsers(confirm=["a", "007"])),
        ("import_groups", assignments.ImportGroups()),
        ("retry_tasks", assignments.RetryTasks()),
        ("retry_tasks: ada", assignments.RetryTasks(user="ada")),
        ("wait: 5m", simulation.Wait(seconds=300.0)),
        ("hub: generate_token", hub.Hub(action=hub.GenerateToken())),
        ("hub: {revoke_token: }", hub.Hub(action=hub.RevokeToken())),
        ("hub: {accept_invitation: ada}", hub.Hub(action=hub.AcceptInvitation(user="ada"))),
        ("hub: {decline_invitation: ada}", hub.Hub(action=hub.DeclineInvitation(user="ada"))),
        (
            "hub: {link_resource_group: {group: qa, resource_group: gpu, role: write}}",
            hub.Hub(action=hub.LinkResourceGroup(group="qa", resource_group="gpu", role="write")),
        ),
        (
            "hub: {change_role: {group: qa, resource_group: gpu, role: admin}}",
            hub.Hub(action=hub.ChangeRole(group="qa", resource_group="gpu", role="admin")),
        ),
        (
            "hub: {unlink_resource_group: {group: qa, resource_group: gpu}}",
            hub.Hub(action=hub.UnlinkResourceGroup(group="qa", resource_group="gpu")),
        ),
        (
            "hub: {edit_members: {resource_group: gpu, add: a, remove: [b], role: read}}",
            hub.Hub(action=hub.EditMembers(resource_group="gpu", add=["a"], remove=["b"], role="read")),
        ),
        ("hub: {create_resource_group: gpu}", hub.Hub(action=hub.CreateResourceGroup(name="gpu"))),
        (
            "hub: {set_auto_join: {resource_group: gpu, enabled: false, role: admin}}",
            hub.Hub(action=hub.SetAutoJoin(resource_group="gpu", enabled=False, role="admin")),
        ),
        (
            "hub: {set_auto_join: {resource_group: gpu, enabled: true}}",
            hub.Hub(action=hub.SetAutoJoin(resource_group="gpu", enabled=True)),
        ),
        ("hub: {rename_account: {username: a, to: b}}", hub.Hub(action=hub.RenameAccount(username="a", to="b"))),
        ("hub: {delete_member: ada}", hub.Hub(action=hub.DeleteMember(user="ada"))),
        ("hub: {set_quirk: no-patch}", hub.Hub(action=hub.SetQuirk(name="no-patch", on=True))),
        (
            "hub: {set_quirk: {name: no-patch, on: false}}",
            hub.Hub(action=hub.SetQuirk(name="no-patch", on=False)),
        ),
        ("fault: {on: POST /Users, empty: true}", simulation.FaultStep(on="POST /Users", empty=True)),
        ("clear_faults", simulation.ClearFaults()),
        ("enable_api_integration", integration.EnableApiIntegration()),
        ("disable_api_integration", integration.DisableApiIntegration()),
        ("activate_app", integration.ActivateApp()),
        ("deactivate_app", integration.DeactivateApp()),
        (
            'create_group_rule: {rule: r, expression: isMemberOfGroup("x"), groups: ml-team, exclude: ada}',
            group_rules.CreateGroupRule(
                rule="r", expression='isMemberOfGroup("x")', groups=("ml-team",), exclude=("ada",)
            ),
        ),
        (
            "edit_group_rule: {rule: r, name: s, expression: 'true', groups: [ml-team]}",
            group_rules.EditGroupRule(rule="r", name="s", expression="true", groups=("ml-team",)),
        ),
        ("activate_group_rule: r", group_rules.ActivateGroupRule(rule="r")),
        ("deactivate_group_rule: r", group_rules.DeactivateGroupRule(rule="r")),
        ("delete_group_rule: {rule: r, remove_users: true}", group_rules.DeleteGroupRule(rule="r", remove_users=True)),
        ("check", simulation.Check()),
        (
            f"create_user: {{alias: bob, profile: {{{LOGIN}}}, activate: false}}",
            directory.CreateUser(alias="bob", profile={"login": "bob@acme.test"}, activate=False),
        ),
    ],
)
def test_verb_is_read_with_its_shorthand_written_out(read_step, text, argument):
    step = read_step(text)

    assert step.argument == argument
    assert type(step.argument) is type(argument)
    assert step.verb == text.partition(":")[0]


def test_every_verb_of_the_format_is_read_above():
    marks: Any = test_verb_is_read_with_its_shorthand_written_out
    texts = [case[0] for case in marks.pytestmark[0].args[1]]

    assert {text.partition(":")[0] for text in texts} == set(VERBS)
    actions = json.dumps([text for text in texts if text.startswith("hub")])
    assert all(name in actions for name in hub.HUB_VERBS)


@pytest.mark.parametrize("text", ["- force_sync", "- force_sync:", "- force_sync: null", "- force_sync: {}"])
def test_verb_without_argument_may_stand_in_any_form(read, text):
    assert read(f"steps:\n  {text}\n").steps[0].argument == assignments.ForceSync()


def test_email_of_a_created_user_defaults_to_the_login(read_step):
    assert read_step(f"create_user: {{alias: bob, profile: {{{LOGIN}}}}}").argument.profile["email"] == "bob@acme.test"


def test_step_knows_its_place_and_that_of_its_expectation(read):
    first, second, third = read(
        "steps:\n  - test_connection\n"
        "  - note: why\n    force_sync:\n    expect:\n      tasks: 0\n    id: sync\n"
        "  - check:\n"
    ).steps

    assert first.mark == Mark("test.yaml", 3, 5)
    assert (first.expect, first.expect_line) == (None, 3)
    assert second.mark == Mark("test.yaml", 5, 5)
    assert (second.note, second.id, second.expect_line) == ("why", "sync", 6)
    assert third.mark == Mark("test.yaml", 9, 5)


@pytest.mark.parametrize(
    "text, raw",
    [
        ("assign_user: ada", "ada"),
        ("force_sync", None),
        ("assign_user: {user: ada, profile: {email: 007}}", {"user": "ada", "profile": {"email": "007"}}),
        ("assign_group: {group: qa, priority: 2}", {"group": "qa", "priority": 2}),
        ("change_password: {user: ada, password: s3cret}", {"user": "ada", "password": "<password>"}),
        ("configure: {stub_token: current}", {"stub_token": "current"}),
        ("configure: {stub_token: hf_secret}", {"stub_token": "<token>"}),
        ("configure: {token_env: OTHER}", {"token_env": "OTHER"}),
        ("hub: {accept_invitation: ada}", {"accept_invitation": "ada"}),
    ],
)
def test_record_shows_what_was_written_and_no_secret(read_step, text, raw):
    assert read_step(text).raw == raw


def test_password_is_not_shown_by_the_argument(read_step):
    assert "s3cret" not in repr(read_step("change_password: {user: ada, password: s3cret}"))


def test_values_of_an_added_attribute_are_read_by_its_type(read):
    scenario = read(
        """\
users:
  ada: {login: ada.lovelace@acme.test}
steps:
  - add_attribute: {name: level, type: integer}
  - assign_user: {user: ada, profile: {level: 3}}
"""
    )

    assert scenario.steps[1].argument.profile == {"level": 3}


def test_value_of_another_type_is_refused_in_the_dialog(complaint):
    said = complaint(
        """\
app:
  attributes: [{name: level, type: integer}]
users:
  ada: {login: ada.lovelace@acme.test}
steps:
  - assign_user: {user: ada, profile: {level: high}}
"""
    )

    assert said == "test.yaml:7:47: `level` takes a whole number, not `high`"


def test_everything_wrong_with_a_step_is_told(complaint):
    said = complaint("steps:\n  - wait: 5\n    expect: {outcome: good}\n    note: [a]\n").splitlines()

    assert [line.split(":")[1] for line in said] == ["3", "4", "5"]


@pytest.mark.parametrize(
    "text, what",
    [
        ("hub: generate_token", "hub"),
        ("clear_faults", "clear_faults"),
        ("configure: {stub_token: current}", "stub_token"),
        ("configure: {token_env: A}", ""),
        ("check", ""),
    ],
)
def test_step_says_what_only_the_stub_can_do(read_step, text, what):
    assert needs_stub(read_step(text)) == what


def test_step_made_in_python_has_no_place():
    step = Step(verb="check", argument=simulation.Check())

    assert step.mark.line == 0


def test_steps_made_in_python_pass(read):
    scenario = read("steps:\n  - check\n")

    again = type(scenario).model_validate({"name": "B", "steps": [scenario.steps[0], {"check": None}]})

    assert again.steps[0] is scenario.steps[0]
    assert again.steps[1].mark.line == 0
