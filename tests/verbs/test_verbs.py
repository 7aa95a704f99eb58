"""Every verb of the format, written as a scenario writes it, does its act."""

import os
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.play.transcript import Expectation, StepFinished
from simulator.verbs import VERBS
from simulator.verbs.hub import HUB_VERBS
from simulator.verbs.verb import Verb

BEFORE = """
name: Verbs
app:
  username: String.substringBefore(user.login, "@")
  provisioning: [create_users, update_user_attributes, deactivate_users, push_groups, import_users, import_groups,
                 sync_password]
provider: {{stub: {{accounts: [{{username: carol, full_name: Carol C, email: carol@acme.test, member: true}}]}}}}
users:
  ada: {{login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
  bob: {{login: bob@acme.test, firstName: Bob, lastName: Baker}}
  eve: {{login: eve@acme.test, firstName: Eve, lastName: Elder, status: STAGED}}
groups: {{team: [ada], crew: [bob]}}
steps:
  - assign_user: ada
  - push_group: team
{steps}
"""


def play_steps(play, *steps, **options):
    return play(BEFORE.format(steps="\n".join(f"  - {step}" for step in steps)), **options)


@pytest.mark.parametrize(
    "steps, outcome",
    [
        (["test_connection"], "success"),
        (["disable: sync_password"], "nothing"),
        (["enable: [sync_password]"], "nothing"),
        (["edit_username: user.login"], "nothing"),
        (["edit_username: {expression: user.firstName, update_on: create_only, update_now: true}"], "success"),
        (["add_attribute: {name: team, type: string}"], "nothing"),
        (["remove_mapping: emailType", "remove_attribute: emailType"], "nothing"),
        (["edit_mapping: {attribute: givenName, expression: user.nickName}"], "nothing"),
        (["edit_mapping: {attribute: title, expression: user.title, apply_now: true}"], "success"),
        (["apply_mappings"], "success"),
        (["create_user: {alias: dora, profile: {login: dora@acme.test, firstName: D, lastName: D}}",
          "assign_user: dora"],
         "success"),
        (["create_user: {alias: dora, profile: {login: dora@acme.test}, activate: false}", "assign_user: dora"],
         "nothing"),
        (["update_user: {user: ada, profile: {lastName: King}}"], "success"),
        (["activate_user: eve"], "nothing"),
        (["deactivate_user: ada"], "success"),
        (["suspend_user: ada", "unsuspend_user: ada"], "nothing"),
        (["deactivate_user: bob", "delete_user: bob"], "nothing"),
        (["change_password: {user: ada, password: Sw0rdfish-1815}"], "success"),
        (["create_group: {alias: new, members: [ada]}", "push_group: new"], "success"),
        (["rename_group: {group: team, name: lab}"], "success"),
        (["delete_group: crew"], "nothing"),
        (["assign_user: bob", "add_to_group: {group: team, users: bob}"], "success"),
        (["remove_from_group: {group: team, users: [ada]}"], "success"),
        (["assign_user: {user: bob, username: bobby}"], "success"),
        (["edit_assignment: {user: ada, profile: {givenName: Augusta}}"], "success"),
        (["unassign_user: ada"], "success"),
        (["assign_group: {group: crew, priority: 0}"], "success"),
        (["assign_group: crew", "edit_group_assignment: {group: crew, priority: 3}"], "nothing"),
        (["assign_group: crew", "unassign_group: crew"], "success"),
        (["force_sync"], "nothing"),
        (["reapply_mapping: ada"], "nothing"),
        (["push_group: {group: crew, name: Crew, memberships_now: false}"], "success"),
        (["push_now: team"], "success"),
        (["deactivate_group_push: team"], "nothing"),
        (["deactivate_group_push: team", "activate_group_push: team"], "success"),
        (["unlink_group: {group: team, target: delete}"], "success"),
        (["unlink_group: {group: team, target: leave}"], "nothing"),
        (["refresh_app_groups", "push_group: {group: crew, as: link, name: team}"], "success"),
        (["import_users"], "success"),
        (["import_users: {confirm: [carol], match_on: email}"], "success"),
        (["import_users: {confirm: all}"], "success"),
        (["import_groups"], "success"),
        (["retry_tasks"], "nothing"),
        (["wait: 90s"], "nothing"),
        (["configure: {endpoint: 'https://elsewhere.test/scim/v2'}"], "nothing"),
        (["check:"], "nothing"),
        (["hub: generate_token", "configure: {stub_token: current}", "test_connection"], "success"),
        (["hub: {set_quirk: no-patch}"], "nothing"),
        (["fault: {on: GET /Users, respond: {status: 500}}", "clear_faults", "test_connection"], "success"),
    ],
)  # fmt: skip
def test_a_verb_does_its_act(play, steps, outcome):
    played = play_steps(play, *steps)

    finished = played.of(StepFinished)
    assert [one.error for one in finished] == [None] * len(finished)
    assert finished[-1].outcome == outcome


@pytest.mark.parametrize(
    "steps",
    [
        ["provision_user: ada"],
        ["unassign_user: bob"],
        ["push_group: team"],
        ["activate_user: ada"],
        ["assign_user: ada"],
        ["delete_group: team"],
        ["delete_user: ada"],
        ["create_user: {alias: new, profile: {}}"],
        ["create_user: {alias: new, profile: {login: a@b}}"],
        ["update_user: {user: ada, profile: {login: null}}"],
        ["disable: import_users", "import_users"],
    ],
)
def test_a_refusal_is_an_outcome_with_the_sentence_and_sends_nothing(play, steps):
    finished = play_steps(play, *steps).of(StepFinished)[-1]

    assert finished.outcome == "refused"
    assert finished.error


@pytest.mark.parametrize("chosen, left", [("retry_tasks: bob", 1), ("retry_tasks: crew", 1), ("retry_tasks", 0)])
def test_tasks_are_retried_of_a_person_of_a_group_or_all(play, chosen, left):
    played = play_steps(
        play,
        "fault: {on: GET /Users, respond: {status: 400}}",
        "{assign_user: bob, expect: {outcome: failure}}",
        "fault: {on: GET /Groups, respond: {status: 400}}",
        "{push_group: crew, expect: {outcome: failure, tasks: 2}}",
        chosen,
        f"{{check: , expect: {{tasks: {left}}}}}",
    )

    assert played.events[-1].kept


def test_a_token_is_taken_from_the_environment_and_hidden(play):
    played = play_steps(
        play,
        "configure: {token_env: OTHER_TOKEN}",
        "{test_connection: , expect: {outcome: failure}}",
        environment={"OTHER_TOKEN": "a-token-from-outside"},
    )

    assert played.events[-1].kept
    assert played.run.story.tenant.app.token == "a-token-from-outside"
    assert "a-token-from-outside" not in repr(played.events)


def test_a_new_persons_alias_can_be_used_in_later_steps(play):
    played = play_steps(
        play,
        "assign_group: everyone",
        "{create_user: {alias: dora, profile: {login: dora@acme.test, firstName: D, lastName: D}}, expect: "
        "{outcome: success, okta: {users: {dora: {status: PROVISIONED, username: dora}}}}}",
        "create_group: {alias: club, name: The Club, members: [dora]}",
        "{push_group: club, expect: {provider: {groups: {The Club: [dora]}}}}",
    )

    assert played.events[-1].kept


@pytest.mark.parametrize("verb", [*VERBS.values(), *HUB_VERBS.values()])
def test_every_verb_says_what_it_is_and_does_something(verb):
    assert verb.__doc__
    assert verb.deed().endswith(".")
    assert verb.does or verb.act is not Verb.act


def test_the_verbs_are_where_and_what_is_recorded():
    """Name, Okta's place for it, and its words, a row each; OKTASIM_UPDATE_GOLDEN=1 writes them anew."""
    golden = Path(__file__).with_name("verbs.tsv")
    known = sorted((VERBS | HUB_VERBS).items())
    shown = "".join(f"{name}\t{verb.place or '-'}\t{verb.says or '-'}\n" for name, verb in known)
    if os.environ.get("OKTASIM_UPDATE_GOLDEN") == "1":
        golden.write_text(shown, encoding="utf-8")

    assert shown == golden.read_text(encoding="utf-8")


def test_a_verb_bears_the_name_of_its_class():
    assert VERBS["push_now"].verb() == "push_now"
    assert [name for name, verb in VERBS.items() if verb.verb() != name] == []


def test_aliases_say_what_they_refer_to():
    step = VERBS["add_to_group"](group="team", users=("ada", "bob"))

    assert list(step.references()) == [
        (("group",), "team", "group"),
        (("users", 0), "ada", "user"),
        (("users", 1), "bob", "user"),
    ]
    assert list(VERBS["retry_tasks"](user="team").references()) == [(("user",), "team", "user or group")]
    hub = VERBS["hub"].model_validate({"delete_member": "ada"})
    assert list(hub.references()) == [(("delete_member", "user"), "ada", "user")]


def test_what_is_typed_is_tested_before_it_is_saved(play):
    played = play_steps(
        play,
        "{test_connection: {stub_token: a-token-of-yesterday}, expect: {outcome: failure}}",
        "{test_connection: , expect: {outcome: success}}",
        "hub: generate_token",
        "{test_connection: , expect: {outcome: failure}}",
        "{test_connection: {stub_token: current}, expect: {outcome: success}}",
        "{test_connection: , expect: {outcome: failure}}",
        "configure: {stub_token: current}",
        "{test_connection: , expect: {outcome: success}}",
    )

    assert [one.held for one in played.of(Expectation)] == [True] * 6
    assert "a-token-of-yesterday" not in repr(played.events)
    assert "a-token-of-yesterday" not in repr([step.argument for step in played.run.story.scenario.steps])


def test_a_test_takes_one_token_at_most(play):
    with pytest.raises(ScenarioError, match="only one of `token_env` and `stub_token`"):
        play_steps(play, "test_connection: {stub_token: a, token_env: B}")
