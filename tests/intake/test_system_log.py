import json
import random

import pytest

from simulator.errors import UnreadableError
from simulator.intake.draft import scenario_text
from simulator.intake.story.log_story import story_of_log
from simulator.intake.system_log import Entry, Target
from simulator.okta.system_log_catalogue import CATALOGUE
from simulator.scenario.loading import load_text

TEAM = ("UserGroup", "ml-team", "ml-team")
FORBIDDEN = {"result": "FAILURE", "reason": "Forbidden"}
PUSHED = ("AppGroup", "ml-team", "ml-team")


@pytest.fixture(name="log")
def _log(imported):
    """Imports events, written newest first as the console does."""

    def log(*events, **wish):
        return imported(json.dumps(list(events)[::-1]), "log.json", **wish)

    return log


def grown(make, *, at=1):
    return [
        make.of_ada("application.user_membership.add", at, transaction="a"),
        make.of_ada("application.provision.user.push", at + 1, transaction="p"),
        make.of_ada("application.provision.user.sync", at + 2, transaction="p"),
    ]


def test_assignment_becomes_a_step_with_the_events_that_were_seen(make, log):
    result = log(*grown(make))

    assert result.verbs == [("assign_user", "ada-lovelace")]
    assert result.scenario.app.label == "Roster"
    assert result.scenario.users["ada-lovelace"].profile["scimUserName"] == "ada-lovelace"
    assert result.scenario.users["ada-lovelace"].profile["lastName"] == "Lovelace"
    assert [entry.event_type for entry in result.scenario.steps[0].expect.log_include] == [
        "application.provision.user.push",
        "application.provision.user.sync",
    ]
    assert [status for *_, status in result.requests] == [200, 201]
    assert result.broken == []


def test_username_that_is_the_login_needs_no_attribute(make, log):
    result = log(make.of_ada("application.provision.user.push", 1, "ada.lovelace@acme.test"))

    assert result.scenario.app.username == "user.login"
    assert result.scenario.provider.stub.quirks == ("any-username",)


def test_failure_becomes_a_fault_that_makes_okta_say_the_same(make, log):
    reason = "Error while creating user ada-lovelace: Conflict. Errors reported by remote server: name is taken"
    result = log(
        make.of_ada("application.user_membership.add", 1),
        make.of_ada("application.provision.user.push", 2, result="FAILURE", reason=reason, transaction="p"),
        make.of_ada("application.provision.user.sync", 3, result="FAILURE", reason=reason, transaction="p"),
    )
    entries = [event.entry for event in result.events if event.kind == "log"]

    assert result.faults[0]["respond"]["status"] == 409
    assert result.scenario.steps[1].expect.outcome == "failure"
    assert next(e["outcome"]["reason"] for e in entries if e["eventType"].endswith(".push")) == reason
    assert result.broken == []


def test_a_token_that_the_provider_quoted_is_in_no_scenario(make, log):
    said = "Unauthorized. Errors reported by remote server: Invalid token hf_AbCdEfGhIjKlMnOpQrStUv01"
    sync = make.of_ada("application.provision.user.sync", 2, result="FAILURE", reason=said)

    result = log(make.of_ada("application.user_membership.add", 1), sync)

    assert "hf_AbCd" not in result.text
    assert "Invalid token <token>" in result.text


def test_failure_that_succeeds_later_was_retried(make, log):
    result = log(
        make.of_ada("application.user_membership.add", 1),
        make.of_ada("application.provision.user.push", 2, result="FAILURE", reason="Bad Gateway", transaction="p"),
        make.of_ada("application.provision.user.push", 9, transaction="q"),
    )

    assert result.verbs == [("assign_user", "ada-lovelace"), ("retry_tasks", "ada-lovelace")]
    assert [status for *_, status in result.requests] == [200, 502, 200, 201]


def test_failure_without_a_reason_is_a_failure_by_an_answer_that_stands_for_it(make, log):
    result = log(
        make.of_ada("application.user_membership.add", 1),
        make.of_ada("application.provision.user.verify_exists", 2, result="FAILURE", transaction="p"),
    )

    assert result.faults == [{"on": "GET /Users", "user": "ada-lovelace", "respond": {"status": 500}}]
    assert "failed and the log does not say how: no reason; an answer of 500 stands for it" in flat(result.text)
    assert [status for *_, status in result.requests] == [500]


def flat(text):
    return " ".join(text.replace("\n  #", " ").split())


def test_account_that_was_found_is_an_account_of_the_stub(make, log):
    result = log(
        make.of_ada("application.user_membership.add", 1),
        make.of_ada("application.provision.user.verify_exists", 2, transaction="p"),
        make.of_ada("application.provision.user.push_profile", 3, transaction="p"),
    )

    assert result.scenario.provider.stub.accounts[0].username == "ada-lovelace"
    assert [method for method, *_ in result.requests] == ["GET", "GET", "PUT"]


def test_reactivation_that_is_refused_afterwards_passes_its_first_write(make, log):
    result = log(
        *grown(make),
        make.of_ada("application.user_membership.remove", 5, transaction="r"),
        make.of_ada("application.provision.user.deactivate", 6, transaction="s"),
        make.of_ada("application.user_membership.add", 7, transaction="b"),
        make.of_ada("application.provision.user.verify_exists", 8, transaction="c"),
        make.of_ada("application.provision.user.reactivate", 9, transaction="c"),
        make.of_ada(
            "application.provision.user.push_profile", 10, result="FAILURE", reason="Forbidden", transaction="c"
        ),
    )

    assert result.faults == [{"on": "PUT /Users/*", "after": 1, "user": "ada-lovelace", "respond": {"status": 403}}]
    assert [status for *_, status in result.requests][-5:] == [200, 200, 200, 200, 403]


def test_directory_acts_become_verbs(make, log):
    kinds = {
        "user.lifecycle.suspend": "suspend_user",
        "user.lifecycle.unsuspend": "unsuspend_user",
        "user.lifecycle.deactivate": "deactivate_user",
        "user.lifecycle.delete.initiated": "delete_user",
    }
    result = log(
        make.event("user.lifecycle.create", 1, make.ADA, transaction="n"),
        make.event("user.lifecycle.activate", 1, make.ADA, transaction="n"),
        *(make.event(kind, at, make.ADA, transaction=kind) for at, kind in enumerate(kinds, 20)),
        *grown(make, at=2),
        make.of_ada("application.user_membership.remove", 22, transaction="user.lifecycle.deactivate"),
        make.of_ada("application.provision.user.deactivate", 22, transaction="x"),
    )

    assert [verb for verb, _ in result.verbs] == ["create_user", "assign_user", *kinds.values()]
    assert "activate" not in result.verbs[0][1]
    assert result.broken == []


def test_person_created_without_being_activated_is_staged(make, log):
    result = log(
        make.event("user.lifecycle.create", 1, make.ADA, transaction="n"),
        make.event("user.lifecycle.activate", 2, make.ADA, transaction="m"),
        *grown(make, at=3),
    )

    assert [verb for verb, _ in result.verbs] == ["create_user", "activate_user", "assign_user"]
    assert result.verbs[0][1]["activate"] is False


def test_group_brings_its_members_with_it(make, log):
    grace = ("User", "grace@acme.test", "Grace Hopper")
    app_user = ("AppUser", "grace-h", "Grace Hopper")
    result = log(
        make.event("group.application_assignment.add", 1, TEAM, make.APP, transaction="g"),
        make.of_ada("application.user_membership.add", 1, transaction="g"),
        make.of_ada("application.provision.user.push", 2, transaction="p"),
        make.event("group.user_membership.add", 3, grace, TEAM, transaction="j"),
        make.event("application.user_membership.add", 3, app_user, make.APP, grace, transaction="j"),
        make.event("application.provision.user.push", 4, app_user, make.APP, grace, transaction="q"),
        make.event("group.user_membership.remove", 5, grace, TEAM, transaction="k"),
        make.event("application.user_membership.remove", 5, app_user, make.APP, grace, transaction="k"),
        make.event("application.provision.user.deactivate", 6, app_user, make.APP, grace, transaction="l"),
    )

    assert result.scenario.groups["ml-team"].members == ("ada-lovelace",)
    assert result.verbs == [
        ("assign_group", "ml-team"),
        ("add_to_group", {"group": "ml-team", "users": ["grace"]}),
        ("remove_from_group", {"group": "ml-team", "users": ["grace"]}),
    ]
    assert len(result.requests) == 6
    assert result.broken == []


def test_pushed_group_and_its_failure(make, log):
    result = log(
        *grown(make),
        make.event("group.lifecycle.create", 4, TEAM, transaction="g"),
        make.event("group.user_membership.add", 4, make.ADA, TEAM, transaction="g"),
        make.event("application.provision.group_push.mapping.created", 5, PUSHED, make.APP, transaction="m"),
        make.event("application.provision.group.add", 6, make.APP, **FORBIDDEN, transaction="m"),
        make.event(
            "application.provision.group_push.mapping.update.or.delete.failed.with.error", 6, PUSHED, make.APP,
            **FORBIDDEN, transaction="m",
        ),
        make.event("application.provision.group_push.deactivate_mapping", 7, PUSHED, make.APP, transaction="d"),
        make.event("application.provision.group_push.activate_mapping", 8, PUSHED, make.APP, transaction="e"),
        make.event("application.provision.group_push.push_memberships", 9, PUSHED, make.APP, transaction="f"),
        make.event("application.provision.group_push.push_memberships", 10, PUSHED, make.APP, transaction="h"),
        make.event("application.provision.group_push.removed", 11, PUSHED, make.APP, transaction="i"),
        make.event("application.provision.group_push.delete_appgroup", 11, PUSHED, make.APP, transaction="i"),
    )  # fmt: skip

    assert result.verbs[1:] == [
        ("create_group", {"alias": "ml-team", "name": "ml-team", "members": ["ada-lovelace"]}),
        ("push_group", "ml-team"),
        ("deactivate_group_push", "ml-team"),
        ("activate_group_push", "ml-team"),
        ("push_now", "ml-team"),
        ("unlink_group", {"group": "ml-team", "target": "delete"}),
    ]
    assert result.faults == [{"on": "POST /Groups", "group": "ml-team", "respond": {"status": 403}}]
    assert result.broken == []


def test_what_the_log_does_not_tell_is_a_comment(make, log):
    result = log(
        *grown(make),
        make.event("user.account.update_profile", 5, make.ADA, transaction="u"),
        make.of_ada("application.provision.user.push_profile", 6, transaction="v"),
        make.event("application.provision.field_mapping_rule.change", 7, make.APP, transaction="w"),
        make.event("user.session.start", 8, make.ADA),
    )

    assert [verb for verb, _ in result.verbs] == ["assign_user", "update_user", "edit_mapping"]
    assert "what was changed is not in the log; a made-up value stands for it" in flat(result.text)
    assert "a mapping was changed; the log does not say which" in flat(result.text)
    assert len(result.requests) == 4
    assert "# left out: 1 of user.session.start" in result.text


def test_log_that_begins_in_the_middle_says_so(make, log):
    result = log(
        make.of_ada("application.provision.user.push_profile", 1),
        make.of_ada("application.provision.user.push", 2),
        make.of_ada("application.provision.user.deactivate", 3, transaction="d"),
        make.event("application.provision.group_push.updated", 4, PUSHED, make.APP),
    )

    assert [verb for verb, _ in result.verbs] == [
        "assign_user", "update_user", "unassign_user", "hub", "assign_user", "unassign_user", "push_group",
    ]  # fmt: skip
    assert "ada-lovelace had the app before; when is not in the file" in flat(result.text)
    assert "ml-team is pushed, and the file does not show since when" in flat(result.text)


def test_changed_username_is_the_persons(make, log):
    result = log(
        *grown(make), make.of_ada("application.user_membership.change_username", 5, "ada-king", transaction="u")
    )

    assert result.verbs[-1] == ("update_user", {"user": "ada-lovelace", "profile": {"scimUserName": "ada-king"}})


def test_sync_import_and_settings(make, log):
    result = log(
        *grown(make),
        make.event("app.app_instance.provision_sync_job.started", 5, make.APP, transaction="u"),
        make.event("system.import.start", 6, make.APP, transaction="v"),
    )

    assert [verb for verb, _ in result.verbs][1:] == ["force_sync", "import_users"]


def test_login_that_is_no_address_is_replaced(make, log):
    who = ("User", "ada", "Ada")
    result = log(make.event("application.user_membership.add", 1, ("AppUser", "ada", "Ada"), make.APP, who))

    assert result.scenario.users["ada"].login == "ada@imported.test"


def test_one_of_several_apps_is_chosen_by_its_label(make, log, imported):
    other = ("AppInstance", "Other", "Other")
    events = [*grown(make), make.event("application.lifecycle.update", 9, other)]

    assert [verb for verb, _ in log(*events, app="roster").verbs] == ["assign_user"]
    with pytest.raises(UnreadableError, match=r"several apps; say which with --app: Roster \(3\), Other \(1\)"):
        log(*events)
    with pytest.raises(UnreadableError, match="holds no event about the app Hub; it is about: Roster"):
        log(*events, app="Hub")
    with pytest.raises(UnreadableError, match="holds no event about the people of an app"):
        log(make.event("user.session.start", 1, make.ADA))


def test_instances_of_one_catalogue_app_are_told_apart_by_their_labels(make, log):
    test_app = "SCIM 2.0 Test App (Header Auth)"
    added = [
        make.event(
            "application.user_membership.add", at, ("AppUser", "ada", "Ada"), ("AppInstance", label, test_app), make.ADA
        )
        for at, label in enumerate(["Roster", "Payroll"])
    ]

    result = log(*added, app="Payroll")

    assert result.scenario.app.label == "Payroll"
    with pytest.raises(UnreadableError, match=r"say which with --app: Roster \(1\), Payroll \(1\)"):
        log(*added)


@pytest.mark.parametrize("anonymise", [False, True])
def test_groups_without_an_alternate_id_are_told_apart_by_their_names(make, log, anonymise):
    red, blue = ("UserGroup", "unknown", "Red Team"), ("UserGroup", "unknown", "Blue Team")

    result = log(
        make.event("group.user_membership.add", 2, make.ADA, red, transaction="r"),
        make.event("group.application_assignment.add", 3, blue, make.APP, transaction="b"),
        *grown(make, at=4),
        anonymise=anonymise,
    )

    assert len(result.scenario.groups) == 2
    assert [verb for verb, _ in result.verbs] == ["add_to_group", "assign_group", "assign_user"]
    assert anonymise or list(result.scenario.groups) == ["red-team", "blue-team"]


def test_lines_of_events_are_read_and_bad_ones_named(make, imported):
    lines = [json.dumps(event) for event in grown(make)]
    result = imported("\n".join([*lines, "", '{"eventType": 7}', '{"event']), "log.jsonl")

    assert result.verbs == [("assign_user", "ada-lovelace")]
    assert [said.partition(": ")[0] for said in result.complaints] == ["log.jsonl:5", "log.jsonl:6"]


def test_cut_off_array_is_used_as_far_as_it_goes(make, imported):
    result = imported(json.dumps(grown(make), indent=1)[:-150], "log.json")

    assert result.verbs == [("assign_user", "ada-lovelace")]
    assert "the file is cut off here; what comes before it is used" in result.complaints[0]


def test_csv_of_the_console_is_read_by_its_dotted_columns(make, imported):
    header = "timestamp,eventType,outcome.result,outcome.reason,transaction.id,"
    header += "target0.type,target0.alternateId,target0.displayName,target1.type,target1.displayName,"
    header += "target2.type,target2.alternateId,target2.displayName"
    ada = "AppUser,ada-lovelace,Ada Lovelace,AppInstance,Roster,User,ada.lovelace@acme.test,Ada Lovelace"
    rows = [
        f"2026-03-02T10:00:02.000Z,application.provision.user.push,SUCCESS,,p,{ada}",
        f"2026-03-02T10:00:01.000Z,application.user_membership.add,SUCCESS,,a,{ada}",
    ]
    result = imported("\n".join([header, *rows]), "log.csv")

    assert result.verbs == [("assign_user", "ada-lovelace")]
    assert len(result.requests) == 2


def test_person_who_comes_back_under_another_username_is_assigned_under_it(make, log):
    result = log(
        *grown(make),
        make.of_ada("application.user_membership.remove", 5, transaction="r"),
        make.of_ada("application.provision.user.deactivate", 6, transaction="s"),
        make.event("group.user_membership.add", 6, make.ADA, ("UserGroup", "unknown", "Everyone"), transaction="e"),
        make.of_ada("application.user_membership.add", 7, "ada-king", transaction="b"),
        make.of_ada("application.provision.user.push", 8, "ada-king", transaction="c"),
    )

    assert result.verbs[2] == ("assign_user", {"user": "ada-lovelace", "username": "ada-king"})
    assert result.requests[-2][2].startswith("filter=userName%20eq%20%22ada-king%22")


def test_one_event_alone_may_be_laid_out_over_many_lines(make, imported):
    event = make.of_ada("application.provision.user.push", 1)

    assert imported(json.dumps(event, indent=2), "log.json").verbs == [("assign_user", "ada-lovelace")]


def test_person_whom_the_log_only_sees_deleted_was_deactivated_before(make, log):
    result = log(
        make.event("user.lifecycle.delete.initiated", 1, make.ADA, transaction="d"),
        make.event("user.lifecycle.create", 2, make.ADA, transaction="n"),
        make.event("user.lifecycle.activate", 2, make.ADA, transaction="n"),
        *grown(make, at=3),
    )

    assert result.scenario.users["ada-lovelace"].status == "DEPROVISIONED"
    assert [verb for verb, _ in result.verbs] == ["delete_user", "create_user", "assign_user"]
    assert result.broken == []


def test_deactivation_and_unlinking_that_the_log_lacks_are_made_up_for(make, log):
    result = log(
        *grown(make),
        make.event("application.provision.group_push.mapping.created", 5, PUSHED, make.APP, transaction="m"),
        make.event("application.provision.group_push.updated", 5, PUSHED, make.APP, transaction="m"),
        make.event("user.lifecycle.delete.initiated", 6, make.ADA, transaction="d"),
        make.event("group.lifecycle.delete", 7, TEAM, transaction="e"),
        make.event("group.lifecycle.create", 8, TEAM, transaction="f"),
    )

    assert [verb for verb, _ in result.verbs][2:] == [
        "deactivate_user", "delete_user", "unlink_group", "delete_group", "create_group",
    ]  # fmt: skip
    assert "ada-lovelace was deactivated before; when is not in the file" in flat(result.text)
    assert "the push of ml-team ended before; when is not in the file" in flat(result.text)
    assert result.broken == []


def test_event_about_somebody_who_is_deleted_is_a_comment(make, log):
    result = log(
        *grown(make),
        make.event("user.lifecycle.deactivate", 5, make.ADA, transaction="c"),
        make.event("user.lifecycle.delete.initiated", 6, make.ADA, transaction="d"),
        make.event("group.user_membership.remove", 6, make.ADA, TEAM, transaction="d"),
        make.event("user.lifecycle.suspend", 7, make.ADA, transaction="e"),
    )

    assert [verb for verb, _ in result.verbs] == ["assign_user", "deactivate_user", "delete_user"]
    assert "user.lifecycle.suspend SUCCESS: ada-lovelace is not there any more" in flat(result.text)


def test_what_okta_refused_to_do_in_the_directory_is_a_comment(make, log):
    result = log(
        make.event("user.lifecycle.create", 1, make.ADA, transaction="n", result="FAILURE", reason="Password is weak"),
        make.event("user.lifecycle.create", 2, make.ADA, transaction="o"),
        make.event("user.lifecycle.create", 3, make.ADA, transaction="p"),
        make.event("group.lifecycle.delete", 4, TEAM, transaction="q", result="FAILURE"),
        *grown(make, at=5),
    )

    assert [verb for verb, _ in result.verbs] == ["create_user", "assign_user"]
    assert "user.lifecycle.create failed for ada.lovelace@acme.test: Password is weak" in flat(result.text)
    assert "user.lifecycle.create SUCCESS: ada-lovelace is there already" in flat(result.text)


@pytest.mark.parametrize("seed", range(40))
def test_any_order_of_events_becomes_a_scenario_that_check_accepts(seed):
    chance = random.Random(seed)
    lifecycle = [kind for kind in CATALOGUE if ".lifecycle." in kind]
    entries = [
        Entry(
            f"2026-01-05T09:00:{second:02}.000Z",
            chance.choice(lifecycle if chance.random() < 0.5 else list(CATALOGUE)),
            chance.choice(("SUCCESS", "SUCCESS", "SUCCESS", "FAILURE")),
            chance.choice((None, "Forbidden")),
            chance.choice(("a", "b", f"t{second}")),
            targets=(
                Target("User", "00u1", f"{(who := chance.choice(('ada', 'bob')))}@acme.test", who),
                Target("AppUser", "0ua1", chance.choice((who, f"{who}-x")), who),
                Target("AppInstance", "0oa1", "", "App"),
                *(Target(kind, "00g1", "", chance.choice(("eng", "qa"))) for kind in ("UserGroup", "AppGroup")),
            ),
        )
        for second in range(14)
    ]

    draft = story_of_log(entries, "App", "Any order").draft

    assert load_text(scenario_text(draft), "imported.yaml").steps
