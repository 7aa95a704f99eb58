"""Who is there at which step, as far as a file can tell: Okta's rules of deletion, and what the file expects."""

import pytest

PEOPLE = """\
name: T
users:
  ada: {login: ada@acme.test}
  old: {login: old@acme.test, status: DEPROVISIONED}
groups: {eng: [ada], qa: [ada]}
steps:
"""


def story(*steps):
    return PEOPLE + "".join(f"  - {step}\n" for step in steps)


@pytest.mark.parametrize(
    "steps",
    [
        ["{delete_user: ada, expect: {outcome: refused}}", "assign_user: ada"],
        ["delete_user: ada", "assign_user: ada"],
        ["deactivate_user: old", "activate_user: old", "{delete_user: old, expect: {outcome: refused}}",
         "assign_user: old"],
        ["deactivate_user: ada", "{delete_user: ada, expect: {outcome: refused}}", "activate_user: ada"],
        ["push_group: eng", "{delete_group: eng, expect: {outcome: refused}}", "push_now: eng"],
        ["push_group: eng", "delete_group: eng", "push_now: eng"],
        ["{push_group: eng, expect: {outcome: failure}}", "delete_group: eng", "push_now: eng"],
        ["{push_group: eng, expect: {outcome: any}}", "{delete_group: eng, expect: {outcome: any}}", "push_now: eng",
         "create_group: eng"],
        ["push_group: eng", "{unlink_group: {group: eng, target: delete}, expect: {outcome: failure}}",
         "{delete_group: eng, expect: {outcome: any}}", "push_now: eng"],
        ["{delete_group: everyone, expect: {outcome: refused}}", "assign_group: everyone"],
        ["delete_group: everyone", "assign_group: everyone"],
        ["delete_group: eng", "create_group: eng", "add_to_group: {group: eng, users: ada}"],
        ["deactivate_user: ada", "delete_user: ada", "create_user: {alias: ada, profile: {login: ada@b.test}}",
         "{delete_user: ada, expect: {outcome: refused}}", "assign_user: ada"],
        ["{create_user: {alias: bob, profile: {login: ada@acme.test}}, expect: {outcome: refused}}",
         "create_user: {alias: bob, profile: {login: bob@acme.test}}", "assign_user: bob"],
        ["deactivate_user: ada", "delete_user: ada",
         "{check: , expect: {okta: {users: {ada: null}}}}",
         "{check: , expect: {okta: {users: {ada: {status: UNASSIGNED, external_id: null, error: null}}}}}",
         "{wait: 1m, expect: {requests: ['PUT /Users/{ada}']}}"],
        ["delete_group: eng", "{check: , expect: {okta: {groups: {eng: null}}}}"],
        ["fault: {on: POST /Users, user: ada, empty: true}", "deactivate_user: ada", "delete_user: ada"],
        ["deactivate_user: ada", "delete_user: ada", "fault: {on: POST /Users, user: ada, empty: true}",
         "create_user: {alias: ada, profile: {login: ada@b.test}}"],
    ],
)  # fmt: skip
def test_a_story_in_which_everybody_named_may_be_there_is_read(read, steps):
    assert len(read(story(*steps)).steps) == len(steps)


@pytest.mark.parametrize(
    "steps, said",
    [
        (["delete_user: old", "activate_user: old"], "8:20: `old` is deleted in line 7;"),
        (["delete_user: old", "delete_user: old"], "8:18: `old` is deleted in line 7;"),
        (["deactivate_user: ada", "{delete_user: ada, expect: {outcome: any}}", "assign_user: ada"],
         "9:18: `ada` is deleted in line 8;"),
        (["delete_group: eng", "create_group: {alias: new, members: [ada]}", "push_group: eng"],
         "9:17: `eng` is deleted in line 7;"),
        (["push_group: eng", "unlink_group: {group: eng, target: leave}", "delete_group: eng", "push_group: eng"],
         "10:17: `eng` is deleted in line 9;"),
        (["push_group: eng", "unlink_group: {group: eng, target: delete}", "delete_group: eng", "push_group: eng"],
         "10:17: `eng` is deleted in line 9;"),
        (["{push_group: eng, expect: {outcome: refused}}", "delete_group: eng", "push_group: eng"],
         "9:17: `eng` is deleted in line 8;"),
        (["{push_group: eng, expect: {outcome: any}}", "delete_group: eng", "push_group: eng"],
         "9:17: `eng` is deleted in line 8;"),
        (["delete_user: old", "assign_user: old", "create_user: {alias: old, profile: {login: old@b.test}}"],
         "8:18: `old` is deleted in line 7; put this step before that one, or create `old` anew before it"),
        (["delete_user: old", "create_user: {alias: old, profile: {login: old@b.test}}", "deactivate_user: old",
          "delete_user: old", "suspend_user: old"],
         "11:19: `old` is deleted in line 10;"),
        (["create_user: {alias: bob, profile: {login: bob@acme.test}}", "deactivate_user: bob", "delete_user: bob",
          "add_to_group: {group: eng, users: [ada, bob]}"],
         "10:45: `bob` is deleted in line 9;"),
        (["delete_user: old", "fault: {on: POST /Users, user: old, empty: true}"],
         "8:36: `old` is deleted in line 7;"),
        (["delete_user: old", "fault: {on: 'GET /Users/{old}', empty: true}"],
         "8:17: `old` is deleted in line 7;"),
        (["delete_group: eng", "fault: {on: POST /Groups, group: eng, empty: true}"],
         "8:38: `eng` is deleted in line 7;"),
        (["delete_user: old", "{check: , expect: {okta: {users: {old: {status: PROVISIONED}}}}}"],
         "8:39: `old` is deleted in line 7; only null can be expected"),
        (["{delete_user: old, expect: {okta: {users: {old: {username: old}}}}}"],
         "7:48: `old` is deleted in line 7; only null can be expected"),
        (["{delete_group: eng, expect: {okta: {groups: {eng: ACTIVE}}}}"],
         "7:50: `eng` is deleted in line 7; only null can be expected"),
        (["delete_user: old", "retry_tasks: old"], "8:18: `old` is deleted in line 7;"),
    ],
)  # fmt: skip
def test_a_step_about_somebody_who_is_deleted_by_then_is_told(complaint, steps, said):
    assert complaint(story(*steps)).startswith(f"test.yaml:{said}")


def test_an_alias_may_be_given_again_only_when_it_is_free(complaint):
    assert "there is a user `ada` already" in complaint(
        story("{delete_user: ada, expect: {outcome: refused}}", "create_user: {alias: ada, profile: {login: a@b.test}}")
    )
