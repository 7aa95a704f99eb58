"""What is done on the bundled Hub's own pages, and the faults laid there (scenario format, 2 and 4)."""

import pytest

from simulator.okta.actions.record import Refused
from simulator.okta.ids import Ids
from simulator.okta.org import App, Org
from simulator.play.transcript import StepFinished
from simulator.scenario.loading import load_text
from simulator.scenario.parts.faults import Fault
from simulator.verbs.tenant import Tenant

STORY = """
name: Hub pages
app: {{username: 'String.substringBefore(user.login, "@")'}}
provider:
  stub:
    sso: {sso}
    accounts:
      - {{username: grace, full_name: Grace Hopper, email: grace@acme.test, member: {member}}}
      - {{username: ci-bot, member: true}}
    resource_groups: [{{name: gpu big}}, {{name: lab, members: {{ci-bot: read}}}}]
users:
  ada: {{login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
  grace: {{login: grace@acme.test, firstName: Grace, lastName: Hopper}}
  alan: {{login: alan@acme.test, firstName: Alan, lastName: Turing}}
groups: {{team: [ada]}}
steps:
{steps}
"""


def run(play, steps, sso="managed", member="false"):
    lines = "\n".join(f"  - {step}" for step in steps)
    return play(STORY.format(sso=sso, member=member, steps=lines))


def kept(play, *steps, **options):
    played = run(play, steps, **options)
    assert played.events[-1].kept, [event for event in played.events if getattr(event, "held", True) is False]
    return played


def test_a_link_gives_a_role_that_can_be_changed_and_taken_away(play):
    link = "group: team, resource_group: gpu big"
    kept(
        play,
        "assign_user: ada",
        "push_group: team",
        f"hub: {{link_resource_group: {{{link}, role: read}}}}",
        "{check: , expect: {hub: {resource_groups: {gpu big: {ada: read}}}}}",
        f"hub: {{change_role: {{{link}, role: write}}}}",
        "{check: , expect: {hub: {resource_groups: {gpu big: {ada: write}}}}}",
        "{hub: {edit_members: {resource_group: gpu big, add: [ada], role: read}}, expect: {outcome: refused}}",
        f"hub: {{unlink_resource_group: {{{link}}}}}",
    )


def test_members_of_an_unmanaged_resource_group_are_edited_on_its_page(play):
    kept(
        play,
        "hub: {edit_members: {resource_group: lab, remove: [ci-bot]}}",
        "{check: , expect: {hub: {resource_groups: {lab: {}}}}}",
        "hub: {set_auto_join: {resource_group: lab, enabled: true}}",
    )


def test_a_resource_group_is_created_and_those_in_it_read_unless_another_role_is_said(play):
    kept(
        play,
        "hub: {create_resource_group: eval}",
        "hub: {edit_members: {resource_group: eval, add: [ci-bot]}}",
        "{check: , expect: {hub: {resource_groups: {eval: {ci-bot: read}}}}}",
        "hub: {edit_members: {resource_group: eval, add: [ci-bot], role: admin}}",
        "{check: , expect: {hub: {resource_groups: {eval: {ci-bot: admin}}}}}",
        "hub: {create_resource_group: {name: joined}}",
        "hub: {set_auto_join: {resource_group: joined, enabled: true, role: write}}",
        "{check: , expect: {hub: {resource_groups: {joined: {ci-bot: write}}}}}",
        "{hub: {create_resource_group: lab}, expect: {outcome: refused}}",
    )


@pytest.mark.parametrize("verb, standing", [("accept_invitation", "active"), ("decline_invitation", "pending")])
def test_an_invitation_is_accepted_or_declined(play, verb, standing):
    kept(
        play,
        "{assign_user: grace, expect: {hub: {members: {grace: pending}}}}",
        f"hub: {{{verb}: grace}}",
        f"{{check: , expect: {{hub: {{members: {{grace: {standing}}}}}}}}}",
        sso="basic",
    )


def test_an_account_is_renamed_and_a_member_deleted(play):
    kept(
        play,
        "assign_user: ada",
        "hub: {delete_member: ada}",
        "{check: , expect: {hub: {members: {ada: null}}}}",
        "hub: {rename_account: {username: ci-bot, to: build-bot}}",
        "{check: , expect: {hub: {members: {build-bot: active, ci-bot: null}}}}",
    )


def test_a_quirk_holds_from_its_step_until_it_is_switched_off(play):
    kept(
        play,
        "assign_user: ada",
        "hub: {set_quirk: ignore-active}",
        "{deactivate_user: ada, expect: {findings: 1, hub: {members: {ada: active}}}}",
        "hub: {set_quirk: {name: ignore-active, on: false}}",
        "activate_user: ada",
        "assign_user: ada",
        "{deactivate_user: ada, expect: {findings: 0, hub: {members: {ada: inactive}}}}",
    )


def test_a_new_token_replaces_the_old_one_when_configured(play):
    kept(
        play,
        "hub: generate_token",
        "{test_connection: , expect: {outcome: any}}",
        "configure: {stub_token: current}",
        "test_connection",
        "hub: revoke_token",
        "{test_connection: , expect: {outcome: failure}}",
    )


def test_what_a_page_refuses_is_refused_with_its_words(play):
    played = run(play, ["hub: {rename_account: {username: nobody, to: else}}"])

    (finished,) = played.of(StepFinished)
    assert finished.outcome == "refused"
    assert "nobody" in finished.error
    assert finished.why == ["hub.pages.own"]


def test_an_endpoint_has_no_pages():
    org = Org(Ids(1))
    tenant = Tenant(org, App("0oa", "a", "A"), token_of=str)

    with pytest.raises(Refused, match="an endpoint has none"):
        tenant.hub_page("GET", "/state", None)


def test_a_page_that_answers_with_a_text_is_refused_with_it():
    tenant = Tenant(Org(Ids(1)), App("0oa", "a", "A"), token_of=str, hub=lambda *_: (500, "broken", ("hub.x",)))

    with pytest.raises(Refused, match="broken") as refused:
        tenant.hub_page("GET", "/state", None)
    assert refused.value.why == ("hub.x",)


def fault(text) -> Fault:
    people = "users: {ada: {login: ada@acme.test}}\ngroups: {team: [ada]}\n"
    return load_text(f"name: x\n{people}steps:\n  - fault: {text}\n", "x.yaml").steps[0].argument


@pytest.mark.parametrize(
    "text, members",
    [
        ("{on: POST /Users, html: 502}", {"on": "POST /Users", "times": 1, "after": 0, "html": 502}),
        ("{on: '* /Users/*', times: always, after: 2, disconnect: after}",
         {"on": "* /Users/*", "times": "always", "after": 2, "disconnect": "after"}),
        ("{on: POST /Users, user: ada, empty: true}",
         {"on": "POST /Users", "times": 1, "after": 0, "about": ["ada"], "empty": True}),
        ("{on: PUT /Groups/*, group: team, truncate: 20}",
         {"on": "PUT /Groups/*", "times": 1, "after": 0, "about": ["team"], "truncate": 20}),
        ("{on: 'GET /Users/{ada}', html: 502}",
         {"on": "GET /Users/*", "times": 1, "after": 0, "about": ["ada"], "html": 502}),
        ("{on: '* /Groups/{team}', group: team, html: 502}",
         {"on": "* /Groups/*", "times": 1, "after": 0, "about": ["team"], "html": 502}),
        ("{on: GET /Users, delay: 61s}", {"on": "GET /Users", "times": 1, "after": 0, "delay": 61}),
        ("{on: GET /Users, lasts: 5m, html: 502}", {"on": "GET /Users", "lasts": 300, "after": 0, "html": 502}),
    ],
)  # fmt: skip
def test_a_fault_is_told_to_the_hub_with_whom_it_is_about(text, members):
    assert fault(text).on_the_stub() == members


def test_a_response_of_ones_own_is_told_whole():
    told = fault("{on: GET /Users, respond: {status: 429, headers: {Retry-After: '120'}, body: {a: 1}}}").on_the_stub()

    assert told["respond"] == {"status": 429, "headers": {"Retry-After": "120"}, "body": {"a": 1}}


def test_faults_hit_whom_they_are_about_and_are_taken_away(play):
    kept(
        play,
        "fault: {on: POST /Users, user: ada, times: always, respond: {status: 500}}",
        "assign_user: alan",
        "{assign_user: ada, expect: {outcome: failure}}",
        "clear_faults",
        "retry_tasks: ada",
    )


def test_a_fault_that_lasts_is_over_by_the_clock(play):
    kept(
        play,
        "fault: {on: POST /Users, lasts: 10m, respond: {status: 400}}",
        "{assign_user: ada, expect: {outcome: failure}}",
        "wait: 9m",
        "{assign_user: alan, expect: {outcome: failure}}",
        "wait: 1m",
        "{retry_tasks: , expect: {tasks: 0}}",
    )


def test_an_alias_in_a_faults_path_stands_for_that_accounts_id(play):
    kept(
        play,
        "assign_user: ada",
        "assign_user: alan",
        "fault: {on: 'GET /Users/{ada}', respond: {status: 500}}",
        "{unassign_user: alan, expect: {requests: ['GET /Users/{alan} -> 200', 'PUT /Users/{alan} -> 200']}}",
        "{unassign_user: ada, expect: {outcome: failure, requests: ['GET /Users/{ada} -> 500']}}",
    )


def test_a_renamed_account_is_still_found_by_whom_it_belongs_to(play):
    kept(
        play,
        "assign_user: ada",
        "hub: {rename_account: {username: ada, to: ada-l}}",
        "{hub: {delete_member: ada}, expect: {provider: {no_users: [ada, ada-l]}}}",
    )
