"""Who is where when a run is over: on the bundled Hub, its quirks and its faults."""

import pytest

from simulator.okta.actions import applications
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Finding, Standing, StepStarted
from simulator.scenario.loading import load_text

PEOPLE = """
app: {username: 'String.substringBefore(user.login, "@")'}
users:
  ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}
  bob: {login: bob@acme.test, firstName: Bob, lastName: Baker}
"""
EXPECTED = "expect: {outcome: any}"


@pytest.fixture
def ends(play):
    """Plays steps (one a line, whatever their outcome); who is where then, as (alias, Okta, provider, agrees, why)."""

    def played(steps, *, start=PEOPLE, **choice):
        lines = [line.strip() for line in steps.strip().splitlines()]
        written = "".join(f"  - {line}\n    {EXPECTED}\n" for line in lines)
        run = play(f"name: Who is where\n{start}steps:\n{written}", **choice)
        return run, [(one.user or one.group, one.okta, one.provider, one.agrees, one.reason)
                     for one in run.of(Standing)]  # fmt: skip

    return played


def late(run):
    """The findings of the end, which no step contains."""
    return [one.text for one in run.of(Finding) if one.step is None]


AGREE = [
    ("assign_user: ada", ("PROVISIONED", "active", None)),
    ("assign_user: ada\nunassign_user: ada", ("UNASSIGNED", "inactive", None)),
    ("assign_user: ada\ndeactivate_user: ada", ("UNASSIGNED, deactivated", "inactive", None)),
    ("assign_user: ada\ndeactivate_user: ada\ndelete_user: ada", ("UNASSIGNED, deleted", "inactive", None)),
    ("assign_user: ada\nsuspend_user: ada", ("PROVISIONED, suspended", "active", "suspending sends nothing")),
    ("assign_user: ada\nunassign_user: ada\nassign_user: ada", ("PROVISIONED", "active", None)),
    ("fault: {on: POST /Users, respond: {status: 400}}\nassign_user: ada",
     ("STAGED, in error", "not there", "the answer to its creation was 400 Bad Request")),
    ("disable: [create_users]\nassign_user: ada", ("STAGED, in error", "not there", "Create Users is off")),
    ("disable: [create_users, update_user_attributes, deactivate_users]\nassign_user: ada",
     ("STAGED, in error", "not there", "assigned before provisioning was on")),
    ("create_user: {alias: ada, activate: false, profile: {login: ada@acme.test, firstName: A, lastName: L}}\n"
     "assign_user: ada",
     ("STAGED", "not there", "staged in Okta: nothing is sent before the activation")),
    ("assign_user: ada\nhub: {delete_member: ada}\nunassign_user: ada", ("UNASSIGNED", "not there", None)),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "row"), AGREE, ids=[steps.replace("\n", "; ") for steps, _ in AGREE])
@pytest.mark.parametrize("integration", ["aiw", "oin"])
def test_both_sides_agree(ends, steps, row, integration):
    start = (
        PEOPLE.replace("  ada: {", "  eve: {").replace("ada@acme", "eve@acme") if "create_user: {" in steps else PEOPLE
    )

    run, rows = ends(steps, start=start, integration=integration)

    okta, provider, why = row
    assert rows == [("ada", okta, provider, True, why)]
    assert late(run) == []


TIMEOUT = "fault: {on: POST /Users, delay: 61s}"
NO_ID = "Okta has no id for it"
CREATED = f"created although the answer did not come (Read timed out); {NO_ID}"
DISAGREE = [
    (f"{TIMEOUT}\nassign_user: ada", ("STAGED, in error", "active", CREATED)),
    (f"{TIMEOUT}\nassign_user: ada\ndeactivate_user: ada", ("UNASSIGNED, deactivated", "active", CREATED)),
    ("fault: {on: POST /Users, disconnect: after}\nassign_user: ada\nunassign_user: ada",
     ("UNASSIGNED", "active",
      f"created although the answer did not come (Connection reset); {NO_ID}")),
    ("disable: [deactivate_users]\nassign_user: ada\nunassign_user: ada\nenable: [deactivate_users]",
     ("UNASSIGNED", "active", "Deactivate Users was off")),
    ("assign_user: ada\nfault: {on: '* /Users/*', times: always, respond: {status: 503}}\nunassign_user: ada",
     ("UNASSIGNED", "active", "the answer to the deactivation was 503 Service Unavailable")),
    ("assign_user: ada\nhub: {delete_member: ada}",
     ("PROVISIONED", "not there", "no request of Okta's did that")),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "row"), DISAGREE, ids=[steps.replace("\n", "; ") for steps, _ in DISAGREE])
def test_the_sides_disagree_and_it_is_said_why(ends, steps, row):
    run, rows = ends(steps, integration="oin")

    okta, provider, why = row
    assert rows == [("ada", okta, provider, False, why)]
    assert late(run) == [f"ada is {provider} at the provider, and {okta} in Okta: {why}."]
    assert run.events[-1].counts["findings"] == len(run.of(Finding)) == 1


def test_an_account_that_okta_never_made_is_found_by_its_name_in_any_case(ends):
    start = PEOPLE + "provider: {stub: {accounts: [{username: ADA, email: x@acme.test, member: true}]}}\n"
    steps = "disable: [create_users, update_user_attributes, deactivate_users]\nassign_user: ada\nunassign_user: ada"

    assert ends(steps, start=start)[1] == [
        ("ada", "UNASSIGNED", "active", False, f"assigned before provisioning was on; {NO_ID}")
    ]


def test_the_same_disagreement_is_found_once_where_reading_back_has_found_it(ends):
    start = PEOPLE + "provider: {stub: {quirks: [ignore-active, ignore-member-removal]}}\ngroups: {team: [ada]}\n"
    steps = """
        assign_user: ada
        push_group: team
        remove_from_group: {group: team, users: ada}
        unassign_user: ada
    """

    run, rows = ends(steps, start=start)

    assert [row[3] for row in rows] == [False, False]
    assert rows[0][4] == "the provider answered the deactivation with 200 OK"
    assert late(run) == []
    assert run.events[-1].counts["findings"] == 2


def test_a_disagreement_breaks_a_strict_run(ends):
    steps = f"{TIMEOUT}\nassign_user: ada\nunassign_user: ada"

    assert ends(steps)[0].events[-1].kept
    assert not ends(steps, strict=True)[0].events[-1].kept


TEAM = PEOPLE + "groups: {team: [ada]}\n"
PUSHED = "assign_user: ada\nassign_user: bob\npush_group: team\n"
BOTH = "add_to_group: {group: team, users: bob}"
FAILING = "fault: {on: PATCH /Groups/*, respond: {status: 501}}"
GROUPS = [
    (PUSHED, ("ACTIVE, 1 member", "there, 1 member", True, None)),
    (PUSHED + BOTH, ("ACTIVE, 2 members", "there, 2 members", True, None)),
    (PUSHED + "unassign_user: ada",
     ("ACTIVE, 0 members", "there, 1 member", True, "without the app in Okta, and still a member: ada")),
    (PUSHED + f"deactivate_group_push: team\n{BOTH}",
     ("INACTIVE, 2 members", "there, 1 member", False, "missing: bob; the push is inactive")),
    (PUSHED + f"{FAILING}\n{BOTH}",
     ("ERROR, 2 members", "there, 1 member", False, "missing: bob; the push is in Error")),
    (PUSHED + f"{FAILING}\nremove_from_group: {{group: team, users: ada}}",
     ("ERROR, 0 members", "there, 1 member", False, "not in Okta's group: ada; the push is in Error")),
    (PUSHED + "unlink_group: {group: team, target: leave}", ("unlinked", "there, 1 member", True, "left in place")),
    (PUSHED + "unlink_group: {group: team, target: delete}", ("unlinked", "not there", True, None)),
    (PUSHED + "unlink_group: {group: team, target: delete}\ndelete_group: team",
     ("unlinked, deleted", "not there", True, None)),
    ("fault: {on: POST /Groups, respond: {status: 400}}\npush_group: team",
     ("ERROR, 0 members", "not there", True, "the answer to its creation was 400 Bad Request")),
    ("fault: {on: GET /Groups, respond: {status: 400}}\npush_group: team",
     ("ERROR, 0 members", "not there", True, "the answer to GET was 400 Bad Request")),
    ("fault: {on: POST /Groups, times: always, delay: 61s}\npush_group: team",
     ("ACTIVE, 0 members", "there, 0 members", False, CREATED)),
    ("push_group: team\nassign_user: ada",
     ("ACTIVE, 1 member", "there, 0 members", False, "missing: ada")),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "row"), GROUPS, ids=[steps.replace("\n", "; ") for steps, _ in GROUPS])
def test_a_pushed_group_is_there_with_its_members_or_it_is_said_why_not(ends, steps, row):
    run, rows = ends(steps, start=TEAM, integration="oin")

    assert [one for one in rows if one[0] == "team"] == [("team", *row)]
    text = f"The group team is {row[1]} at the provider, and {row[0]} in Okta: {row[3]}."
    assert late(run) == ([] if row[2] else [text])


def test_a_group_with_another_name_over_there_is_found(ends):
    start = TEAM.replace("app: {", "app: {integration: oin, wire: {membership_rename: never}, ")
    steps = PUSHED + "fault: {on: PATCH /Groups/*, respond: {status: 501}}\nrename_group: {group: team, name: crew}"

    _, rows = ends(steps, start=start)

    assert rows[-1] == (
        "team", "ERROR, 1 member", "there, 1 member", False, "it is called team; the push is in Error",
    )  # fmt: skip


def test_members_whom_a_linked_group_kept_are_found_when_okta_knows_them(ends):
    steps = PUSHED + f"{BOTH}\nunlink_group: {{group: team, target: leave}}\n"
    steps += "remove_from_group: {group: team, users: ada}\npush_group: team"

    _, rows = ends(steps, start=TEAM, integration="oin")

    assert rows[-1] == (
        "team", "ACTIVE, 1 member", "there, 2 members", False,
        "not in Okta's group: ada; linked: the members it had stay",
    )  # fmt: skip


def test_an_account_that_two_people_have_is_said_of_both(ends):
    steps = """
        assign_user: {user: ada, username: one}
        assign_user: {user: bob, username: one}
        unassign_user: bob
    """

    assert ends(steps)[1] == [
        ("ada", "PROVISIONED", "inactive", False, "the account is that of bob too"),
        ("bob", "UNASSIGNED", "inactive", True, "the account is that of ada too"),
    ]


def test_who_came_after_somebody_with_the_same_name_is_not_taken_for_them(ends):
    steps = """
        assign_user: {user: ada, username: one}
        hub: {delete_member: one}
        unassign_user: ada
        assign_user: {user: bob, username: one}
    """

    assert ends(steps.replace("delete_member: one", "delete_member: ada"))[1] == [
        ("ada", "UNASSIGNED", "not there", True, None),
        ("bob", "PROVISIONED", "active", True, None),
    ]


def test_another_name_at_the_provider_is_said(ends):
    steps = "assign_user: ada\nfault: {on: '* /Users/*', respond: {status: 400}}\n"
    steps += "edit_assignment: {user: ada, username: a-l}"

    assert ends(steps, integration="oin")[1] == [("ada", "PROVISIONED, in error", "active", True, "called ada there")]


def test_an_account_made_anew_has_another_id_than_okta_knows(ends):
    start = PEOPLE + "provider: {stub: {accounts: [{username: ada}]}}\n"
    _, rows = ends("assign_user: bob\nhub: {delete_member: bob}\nassign_user: {user: ada, username: bob}", start=start)

    assert rows == [
        ("bob", "PROVISIONED", "not there", False, "no request of Okta's did that"),
        ("ada", "PROVISIONED", "active", True, None),
    ]


BASIC = PEOPLE + "provider: {stub: {sso: basic, accounts: [{username: ada}, {username: bob}]}}\n"


def test_an_invitation_that_nobody_accepted_is_said(ends):
    rows = ends("assign_user: ada\nassign_user: bob\nhub: {accept_invitation: bob}", start=BASIC)[1]

    assert rows == [
        ("ada", "PROVISIONED", "active, invited", True, "the invitation is not accepted yet"),
        ("bob", "PROVISIONED", "active", True, None),
    ]
    assert ends("assign_user: ada\nunassign_user: ada", start=BASIC)[1][0][2] == "inactive"


MANY = """
generate_users: {count: 60, prefix: load}
app: {username: 'String.substringBefore(user.login, "@")'}
groups: {%s}
"""


@pytest.mark.parametrize("quirks", ["[]", "[short-pages]", "[hide-inactive]"])
def test_many_people_and_groups_are_read_page_by_page(ends, quirks):
    groups = ", ".join(f"g{number}: []" for number in range(12))
    start = MANY % groups + f"provider: {{stub: {{quirks: {quirks}}}}}\n"
    pushes = "\n".join(f"push_group: g{number}" for number in range(12))
    steps = f"fault: {{on: POST /Users, user: load-00007, delay: 61s}}\nassign_group: everyone\n{pushes}\n"

    run, rows = ends(steps + "deactivate_user: load-00003\ndeactivate_user: load-00007", start=start)

    assert len(rows) == 72
    assert [(one[0], one[4]) for one in rows if one[3] is not True] == [("load-00007", CREATED)]
    assert next(one for one in rows if one[0] == "load-00003")[2] == "inactive"
    read = [one.request["path"] for one in run.of(Exchange) if one.step is None]
    assert len(read) < 8 + 2 * (quirks == "[hide-inactive]")


def test_a_few_people_of_many_are_looked_at_one_by_one(ends):
    accounts = ", ".join(f"{{username: old-{number}, member: true}}" for number in range(1500))
    start = MANY.replace("60", "11") % "" + f"provider: {{stub: {{accounts: [{accounts}]}}}}\n"

    run, rows = ends("assign_group: everyone", start=start)

    assert [one[2] for one in rows] == ["active"] * 11
    assert len([one for one in run.of(Exchange) if one.step is None]) == 1 + 11


def test_pages_that_cannot_be_read_to_the_end_leave_it_open_who_is_not_on_them(ends):
    start = MANY % "" + "provider: {stub: {quirks: [stuck-paging, short-pages]}}\n"
    fault = "fault: {on: POST /Users, user: load-00007, respond: {status: 400}}"

    _, rows = ends(f"{fault}\nassign_group: everyone", start=start)

    assert [one for one in rows if one[3] is not True] == [
        ("load-00007", "STAGED, in error", "cannot be read: 50 of 59 were listed: a further page adds nothing", None,
         None),
    ]  # fmt: skip


def test_a_revoked_token_leaves_everything_open_and_is_asked_about_once(ends):
    run, rows = ends(PUSHED + "hub: {revoke_token: }", start=TEAM)

    why = "cannot be read: 401 Unauthorized: Invalid credentials in Authorization header"
    assert [(one[2], one[3]) for one in rows] == [(why, None)] * 3
    assert len([one for one in run.of(Exchange) if one.step is None]) == 1
    assert late(run) == []


def test_without_reading_back_the_table_says_what_the_last_answer_was(ends):
    run, rows = ends(f"{TIMEOUT}\nassign_user: ada\nassign_user: bob\nunassign_user: bob", verify=False)

    assert rows == [
        ("ada", "STAGED, in error", "not looked (POST: no answer (Read timed out))", None, None),
        ("bob", "UNASSIGNED", "not looked (PUT: 200 OK)", None, None),
    ]
    assert {one.origin for one in run.of(Exchange)} == {"okta"}
    assert run.events[-1].counts["findings"] == 0


def test_a_dry_run_says_nothing_of_who_is_where(ends):
    assert ends("assign_user: ada", dry_run=True)[1] == []


def test_nobody_who_was_not_touched_is_looked_at(ends):
    run, rows = ends("update_user: {user: ada, profile: {lastName: King}}")

    assert rows == []
    assert run.of(Exchange) == []


def test_people_of_an_app_that_was_deleted_have_it_no_more():
    run = prepare(load_text(f"name: x\n{PEOPLE}steps:\n  - assign_user: ada\n  - check\n", "x.yaml"), Choice(), {})
    org, app = run.story.tenant.org, run.story.tenant.app
    rows = []
    for event in run.events():
        if isinstance(event, StepStarted) and event.step == 2:
            applications.deactivate_app(org, app)
            applications.delete_app(org, app)
        rows += [event] * isinstance(event, Standing)

    (row,) = rows
    assert (row.okta, row.provider, row.agrees) == ("UNASSIGNED", "active", False)
    assert row.reason == "the app integration was deleted, which sends nothing"
