"""What becomes of the facts of a System Log: who is who, what was not done, and what the file does not show."""

from itertools import count

import pytest

from simulator.intake.draft import scenario_text
from simulator.intake.story.log_story import story_of_log
from simulator.intake.story.people import names
from simulator.intake.system_log import Entry, Target
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Standing
from simulator.scenario.loading import load_text

APP = Target("AppInstance", "0oa1", "Roster", "Roster")
MIRA, TOM = Target("User", "00u1", "mira@acme.test", "Mira Kol"), Target("User", "00u2", "tom@acme.test", "Berg, Tom")
MIRAS, TOMS = Target("AppUser", "0ua1", "mira", "Mira Kol"), Target("AppUser", "0ua2", "tom", "Tom Berg")
ADD, REMOVE = "application.user_membership.add", "application.user_membership.remove"
USER, PUSH = "application.provision.user.", "application.provision.group_push."
JOIN = "group.user_membership.add"


def group(okta_id, name):
    return Target("UserGroup", okta_id, "", name)


ENG, PUSHED = group("00g1", "Eng"), Target("AppGroup", "AGr1", "", "Eng")


@pytest.fixture(name="told")
def _told():
    """Tells events, each `(type, targets...)` or with members of an entry in a dictionary at the end."""

    def told(*events):
        clock = count(1)
        entries = [_entry(next(clock), *event) for event in events]
        story = story_of_log(entries, "Roster", "A log")
        text = scenario_text(story.draft)
        scenario = load_text(text, "imported.yaml")
        played = list(prepare(scenario, Choice(), {}).events())
        assert [event for event in played if getattr(event, "held", None) is False] == []
        story.__dict__.update(
            text=" ".join(text.replace("\n  #", " ").split()),
            scenario=scenario,
            verbs=[(step.verb, step.raw) for step in scenario.steps if step.verb != "fault"],
            standing={one.user or one.group: (one.okta, one.provider) for one in played if isinstance(one, Standing)},
        )
        return story

    return told


def _entry(second, kind, *targets):
    more = targets[-1] if isinstance(targets[-1], dict) else {}
    targets = tuple(one for one in targets if isinstance(one, Target))
    at = f"2026-05-04T08:{second // 60:02}:{second % 60:02}.000Z"
    return Entry(
        **{"at": at, "type": kind, "result": "SUCCESS", "transaction": f"t{second}", "targets": targets, **more}
    )


def failing(reason, **more):
    return {"result": "FAILURE", "reason": reason, **more}


def grown(user, app_user):
    return [(ADD, app_user, APP, user), (f"{USER}push", app_user, APP, user), (f"{USER}sync", app_user, APP, user)]


def left(user, app_user, *rows):
    return [(REMOVE, app_user, APP, user), *((f"{USER}{row}", app_user, APP, user) for row in rows)]


@pytest.mark.parametrize(("shown", "found"), [
    ("Mira Kol", {"firstName": "Mira", "lastName": "Kol"}),
    ("Kol, Mira", {"firstName": "Mira", "lastName": "Kol"}),
    ("van der Berg, Jan Willem", {"firstName": "Jan Willem", "lastName": "van der Berg"}),
    ("Mira", {"firstName": "Mira"}),
    ("mira@acme.test", {}),
    ("", {}),
])  # fmt: skip
def test_names_are_read_in_either_order(shown, found):
    assert names(shown) == found


def test_person_who_is_deleted_and_made_again_is_two_people(told):
    again = Target("User", "00u9", "mira@acme.test", "Mira Kol")
    app_user = Target("AppUser", "0ua9", "mira", "Mira Kol")
    story = told(
        *grown(MIRA, MIRAS), ("user.lifecycle.deactivate", MIRA, {"transaction": "d"}),
        (REMOVE, MIRAS, APP, MIRA, {"transaction": "d"}), (f"{USER}deactivate", MIRAS, APP, MIRA),
        ("user.lifecycle.delete.initiated", MIRA), ("user.lifecycle.create", again), *grown(again, app_user),
    )  # fmt: skip

    assert [verb for verb, _ in story.verbs] == [
        "assign_user", "deactivate_user", "hub", "delete_user", "create_user", "assign_user",
    ]  # fmt: skip
    assert story.verbs[-1] == ("assign_user", "mira-2")
    assert story.standing["mira-2"] == ("PROVISIONED", "active")
    assert story.complaints == ()


def test_another_id_under_one_login_is_somebody_else_who_came_later(told):
    other, app_user = Target("User", "00u9", "mira@acme.test", "Mira Kol"), Target("AppUser", "0ua9", "mira", "M")
    story = told(*grown(MIRA, MIRAS), *grown(other, app_user))

    assert list(story.scenario.users) == ["mira"]
    assert [raw for verb, raw in story.verbs if verb == "assign_user"] == ["mira", "mira-2"]
    assert "mira had the login of mira-2, who has another id, and was deleted before" in story.text


def test_one_id_under_another_login_is_the_same_person(told):
    renamed = Target("User", "00u1", "mira.king@acme.test", "Mira King")
    story = told(*grown(MIRA, MIRAS), ("user.account.update_profile", renamed), *left(renamed, MIRAS, "deactivate"))

    assert list(story.scenario.users) == ["mira"]
    assert story.verbs[1][1]["profile"] == {"lastName": "King", "login": "mira.king@acme.test"}


def test_person_without_a_user_is_known_by_the_assignment_and_by_the_id(told):
    nameless, app_user = Target("User", "00u7", "", ""), Target("AppUser", "0ua7", "", "unknown")
    story = told(
        (ADD, MIRAS, APP), (f"{USER}push", MIRAS, APP), *grown(nameless, app_user), *left(MIRA, MIRAS, "deactivate")
    )

    assert story.scenario.users["mira"].profile["login"] == "mira@acme.test"
    assert (
        story.scenario.users["n00u7" if "n00u7" in story.scenario.users else "00u7"].profile["firstName"] == "Unnamed"
    )
    assert story.standing["mira"] == ("UNASSIGNED", "inactive")
    assert story.complaints == ()


def test_groups_of_one_name_are_told_apart_by_their_ids_and_a_renamed_one_is_one(told):
    story = told(
        (JOIN, MIRA, ENG), (JOIN, MIRA, group("00g2", "Eng")), ("group.profile.update", group("00g2", "QA")),
        (JOIN, TOM, group("00g2", "QA")), *grown(MIRA, MIRAS),
    )  # fmt: skip

    assert [one.name for one in story.scenario.groups.values()] == ["Eng", "Eng (2)"]
    assert 'eng-2 is called "Eng" in the file, as another group' in story.text.replace(" # ", " ")
    assert story.verbs[2:4] == [
        ("rename_group", {"group": "eng-2", "name": "QA"}), ("add_to_group", {"group": "eng-2", "users": ["tom"]}),
    ]  # fmt: skip


def test_deleted_group_and_another_of_its_name_are_two_groups(told):
    story = told(
        (JOIN, MIRA, ENG), ("group.lifecycle.delete", ENG), ("group.lifecycle.create", group("00g9", "Eng")),
        (JOIN, MIRA, group("00g9", "Eng")), *grown(MIRA, MIRAS),
    )  # fmt: skip

    assert [verb for verb, _ in story.verbs] == [
        "add_to_group", "delete_group", "create_group", "add_to_group", "assign_user",
    ]  # fmt: skip
    assert story.verbs[3][1]["group"] == "eng-2"


def test_nobody_is_called_unknown(told):
    made = ("user.lifecycle.create", Target("NewUser", "x", "", "Tom Lind"), failing(None))
    story = told(made, (JOIN, MIRA, group("", "unknown")), *grown(MIRA, MIRAS))

    assert "user.lifecycle.create failed for Tom Lind: no reason is given" in story.text
    assert not {*story.scenario.users, *story.scenario.groups} & {"unknown", "tom-lind"}


@pytest.mark.parametrize(("kind", "targets"), [
    ("user.lifecycle.deactivate", (MIRA,)), (ADD, (TOMS, APP, TOM)), (REMOVE, (MIRAS, APP, MIRA)),
    ("group.lifecycle.delete", (ENG,)), (f"{PUSH}mapping.created", (PUSHED, APP)), ("user.lifecycle.create", (TOM,)),
])  # fmt: skip
def test_act_that_failed_is_a_comment_at_its_place_and_not_done(told, kind, targets):
    story = told((kind, *targets, failing("Not allowed")), *grown(MIRA, MIRAS))

    assert [verb for verb, _ in story.verbs] == ["assign_user"]
    assert f"steps: {kind} failed for" in story.text
    assert "Not allowed" in story.text
    assert story.standing["mira"] == ("PROVISIONED", "active")


def test_deactivation_that_is_not_in_the_file_was_not_sent(told):
    story = told(*grown(MIRA, MIRAS), ("user.lifecycle.deactivate", MIRA, {"transaction": "d"}), (
        REMOVE, MIRAS, APP, MIRA, {"transaction": "d"},
    ))  # fmt: skip

    assert "deactivate_users" not in story.scenario.app.provisioning
    assert story.standing["mira"] == ("UNASSIGNED, deactivated", "active")
    assert "Deactivate Users was off; it would also fit that the API integration was disabled" in story.text
    assert story.complaints == ()


def test_feature_that_is_off_only_later_is_switched_off_where_the_settings_were_saved(told):
    story = told(
        *grown(MIRA, MIRAS), *grown(TOM, TOMS), *left(MIRA, MIRAS, "deactivate", "deprovision"),
        ("application.lifecycle.update", APP), *left(TOM, TOMS),
    )  # fmt: skip

    assert [verb for verb, _ in story.verbs][2:] == ["unassign_user", "disable", "unassign_user"]
    assert story.standing == {"mira": ("UNASSIGNED", "inactive"), "tom": ("UNASSIGNED", "active")}


def test_assignment_that_was_never_pushed_is_not_provisioned_and_the_file_may_be_filtered(told):
    story = told((ADD, MIRAS, APP, MIRA), (ADD, TOMS, APP, TOM))

    assert story.scenario.app.provisioning == ("push_groups",)
    assert story.standing["mira"][1] == "not there"
    assert "no application.provision.* event is in it; all 2 events are of one type" in story.complaints[0]


@pytest.mark.parametrize(("events", "sign"), [
    (grown(MIRA, MIRAS)[1:], "what came of 1 application.user_membership.add is in it, and not the event itself"),
    (grown(MIRA, MIRAS) + left(MIRA, MIRAS, "deactivate")[1:], "what came of 1 application.user_membership.remove is"),
    ([(f"{USER}{row}", MIRAS, APP, MIRA, failing("Forbidden")) for row in ("push", "sync")], "all 2 events failed"),
    ([*grown(MIRA, MIRAS), (f"{USER}push_profile", MIRAS, APP, MIRA)], "1 application.provision.user.push_profile"),
    ([(f"{PUSH}updated", PUSHED, APP), (f"{PUSH}updated", PUSHED, APP)], "all 2 events are of one type"),
])  # fmt: skip
def test_file_that_was_filtered_is_known_by_what_it_lacks(told, events, sign):
    assert any(sign in one for one in told(*events).complaints)


def test_file_that_lacks_nothing_is_not_called_filtered(told):
    assert told(*grown(MIRA, MIRAS)).complaints == ()


def test_changed_name_that_was_not_pushed_means_that_updates_were_off(told):
    story = told(
        *grown(MIRA, MIRAS), ("user.account.update_profile", Target("User", "00u1", MIRA.alternate_id, "Mira King"))
    )

    assert "update_user_attributes" not in story.scenario.app.provisioning
    assert "Update User Attributes was off" in story.text


UPDATED = ("user.account.update_profile", MIRA)


@pytest.mark.parametrize(
    ("debug", "attribute"), [({}, "email"), ({"changedAttributes": "title, lastName"}, "lastName")]
)
def test_change_that_was_not_pushed_means_that_updates_were_off_whatever_it_was(told, debug, attribute):
    story = told(*grown(MIRA, MIRAS), (*UPDATED, {"debug": debug}), UPDATED, *left(MIRA, MIRAS, "deactivate"))

    assert "update_user_attributes" not in story.scenario.app.provisioning
    assert list(story.verbs[1][1]["profile"]) == [attribute]
    assert "Update User Attributes was off; it would also fit that what was changed is not mapped" in story.text
    assert story.complaints == ()


def test_change_of_an_attribute_that_is_not_mapped_says_nothing_of_updates(told):
    story = told(*grown(MIRA, MIRAS), (*UPDATED, {"debug": {"changedAttributes": "department"}}))

    assert list(story.verbs[1][1]["profile"]) == ["title"]
    assert "update_user_attributes" in story.scenario.app.provisioning
    assert story.complaints == ()


def test_change_that_was_not_pushed_where_others_were_is_of_an_attribute_that_is_not_mapped(told):
    story = told(*grown(MIRA, MIRAS), UPDATED, UPDATED, (f"{USER}push_profile", MIRAS, APP, MIRA))

    assert [list(raw["profile"]) for verb, raw in story.verbs if verb == "update_user"] == [["title"], ["email"]]
    assert "update_user_attributes" in story.scenario.app.provisioning
    assert "an attribute that is not mapped stands for it" in story.text
    assert story.complaints == ()


def test_reason_tells_that_users_are_not_created(told):
    reason = failing("Matching user not found.", transaction="j")
    story = told((ADD, MIRAS, APP, MIRA), (f"{USER}verify_exists", MIRAS, APP, MIRA, reason), (
        f"{USER}sync", MIRAS, APP, MIRA, reason,
    ))  # fmt: skip

    assert "create_users" not in story.scenario.app.provisioning
    assert [step.verb for step in story.scenario.steps] == ["assign_user"]
    assert story.standing["mira"] == ("STAGED, in error", "not there")


def test_push_in_error_explains_that_later_members_are_not_sent(told):
    gone = failing("Error while updating user group membership for group Eng Forbidden", transaction="g")
    story = told(
        *grown(MIRA, MIRAS), *grown(TOM, TOMS), (f"{PUSH}mapping.created", PUSHED, APP),
        (f"{PUSH}updated", PUSHED, APP),
        (JOIN, MIRA, ENG), ("application.provision.group_membership.update", APP, gone),
        (f"{PUSH}mapping.update.or.delete.failed.with.error", PUSHED, APP, gone), (JOIN, TOM, ENG),
    )  # fmt: skip

    assert next(step.raw for step in story.scenario.steps if step.verb == "fault")["on"] == "PUT /Groups/*"
    assert story.standing["eng"][0].startswith("ERROR")
    assert story.complaints == ()


@pytest.mark.parametrize("assigned", [True, False], ids=["assigned", "assigned before the file begins"])
def test_group_that_is_gone_at_the_provider_fails_again_by_the_row_of_the_mapping_alone(told, assigned):
    gone = failing("Linked group is missing in Roster. Change the linked group to resume pushing group memberships.")
    story = told(
        *grown(MIRA, MIRAS), *(grown(TOM, TOMS) if assigned else ()), (JOIN, MIRA, ENG),
        (f"{PUSH}mapping.created", ENG, APP), (f"{PUSH}updated", PUSHED, APP), (JOIN, TOM, ENG),
        (f"{PUSH}mapping.update.or.delete.failed.with.error", ENG, APP, gone),
    )  # fmt: skip

    assert "push_now" not in {verb for verb, _ in story.verbs}
    assert story.verbs[-1] == ("add_to_group", {"group": "eng", "users": ["tom"]})
    assert story.standing["eng"] == ("ERROR, 2 members", "there, 1 member")
    assert story.complaints == ()


def test_membership_that_was_not_pushed_names_all_that_would_explain_it(told):
    story = told(
        *grown(MIRA, MIRAS), (f"{PUSH}mapping.created", PUSHED, APP), (f"{PUSH}updated", PUSHED, APP),
        (JOIN, MIRA, ENG),
    )  # fmt: skip

    assert "it would fit that Push Groups was off, or that the push was in Error, or that the push was" in story.text
    assert "Push Groups is on in this story, which fits 1 of 2 times" in story.complaints[0]
    assert not {"enable", "disable"} & {verb for verb, _ in story.verbs}


def leaver(user, app_user, *rows):
    return [("user.lifecycle.deactivate", user), *left(user, app_user, *rows)]


@pytest.mark.parametrize(("unsent", "provisioning", "fits"), [(1, True, "on"), (2, True, "on"), (3, False, "off")])
def test_setting_holds_for_the_whole_file_where_it_was_not_saved_in_between(told, unsent, provisioning, fits):
    people = [
        (Target("User", f"00u{n}", f"p{n}@acme.test", f"P {n}"), Target("AppUser", f"0ua{n}", f"p{n}", f"P {n}"))
        for n in range(3, 8)
    ]
    sent = people[unsent:][:2]
    story = told(
        *[row for one in people[:unsent] + sent for row in grown(*one)],
        *[row for one in people[:unsent] for row in leaver(*one)],
        *[row for one in sent for row in leaver(*one, "deactivate", "deprovision")],
    )

    assert ("deactivate_users" in story.scenario.app.provisioning) == provisioning
    assert not {"enable", "disable"} & {verb for verb, _ in story.verbs}
    assert f"Deactivate Users is {fits} in this story" in story.text
    assert f"Deactivate Users is {fits} in this story" in story.complaints[0]
    assert {story.standing[f"p{n}"][1] for n in range(3, 3 + unsent + 2)} == {"inactive" if provisioning else "active"}


def test_nobody_was_created_and_others_had_the_app_from_the_beginning(told):
    story = told(
        (ADD, MIRAS, APP, MIRA), ("user.account.update_profile", TOM), (f"{USER}push_profile", TOMS, APP, TOM),
        *leaver(TOM, TOMS, "deactivate", "deprovision"),
    )  # fmt: skip

    assert story.scenario.app.provisioning == ("deactivate_users", "push_groups", "update_user_attributes")
    assert [verb for verb, _ in story.verbs] == ["assign_user", "assign_user", "update_user", "deactivate_user"]
    assert story.verbs[0] == ("assign_user", "tom")
    assert story.standing["mira"][1] == "not there"
    assert story.standing["tom"][1] == "inactive"
    assert "Create Users was off" in story.text
    assert story.complaints == ()


def test_saved_box_whose_direction_is_not_told_is_what_comes_after_shows(told):
    nobody = failing("Matching user not found.", transaction="")
    saved = ("application.lifecycle.update", APP, {"debug": {"customMessage": "create_users"}})
    looked = [
        [
            (ADD, app_user, APP, user),
            *((f"{USER}{row}", app_user, APP, user, nobody) for row in ("verify_exists", "sync")),
        ]
        for user, app_user in ((MIRA, MIRAS), (TOM, TOMS))
    ]
    story = told(*looked[0], saved, *looked[1])

    assert [verb for verb, _ in story.verbs] == ["assign_user", "disable", "assign_user"]
    assert story.complaints == ()


def test_file_that_begins_in_the_middle_takes_for_granted_what_came_before(told):
    story = told(*left(MIRA, MIRAS, "deactivate", "deprovision"), ("group.user_membership.remove", TOM, ENG), (
        f"{PUSH}push_memberships", PUSHED, APP,
    ))  # fmt: skip

    assert [verb for verb, _ in story.verbs] == [
        "assign_user", "unassign_user", "remove_from_group", "push_group", "push_now",
    ]  # fmt: skip
    assert story.scenario.groups["eng"].members == ("tom",)
    assert story.standing["mira"] == ("UNASSIGNED", "inactive")
    assert story.complaints == ()


def test_rows_that_nothing_explains_are_named_on_both_sides(told):
    limited = "application.integration.rate_limit_exceeded"
    story = told(*grown(MIRA, MIRAS), (limited, APP, failing("API rate limit exceeded.")))

    assert f"{limited} FAILURE does not come in the rehearsal" in story.text
    assert any(one.startswith("nothing in the file explains") for one in story.complaints)


def test_rows_of_several_people_find_their_own_act(told):
    story = told(
        (ADD, MIRAS, APP, MIRA), (ADD, TOMS, APP, TOM), (f"{USER}push", TOMS, APP, TOM),
        (f"{USER}push", MIRAS, APP, MIRA),
    )  # fmt: skip

    assert story.verbs == [("assign_user", "mira"), ("assign_user", "tom")]


def test_what_a_group_gives_and_takes_is_its_doing_in_whatever_transaction_it_stands(told):
    story = told(
        (JOIN, MIRA, ENG), ("group.application_assignment.add", ENG, APP), *grown(MIRA, MIRAS), (JOIN, TOM, ENG),
        *grown(TOM, TOMS), ("group.user_membership.remove", TOM, ENG), *left(TOM, TOMS, "deactivate"),
        ("group.application_assignment.remove", ENG, APP), *left(MIRA, MIRAS, "deactivate"),
    )  # fmt: skip

    assert [verb for verb, _ in story.verbs] == [
        "add_to_group", "assign_group", "add_to_group", "remove_from_group", "unassign_group",
    ]  # fmt: skip
    assert story.complaints == ()


OKTA = {"actor": Target("SystemPrincipal", "", "system@okta.com", "Okta System")}
ADMIN = {"actor": Target("User", "00u0", "admin@acme.test", "Admin")}


def by(actor, rows):
    return [(*row, actor) for row in rows]


def test_group_gave_and_took_the_app_where_okta_itself_did_it_for_people_of_whom_nothing_is_known(told):
    story = told(
        ("group.application_assignment.add", ENG, APP, ADMIN), *by(OKTA, grown(MIRA, MIRAS)),
        *by(OKTA, grown(TOM, TOMS)),
        ("group.application_assignment.remove", ENG, APP, ADMIN), *by(OKTA, left(MIRA, MIRAS, "deactivate")),
        *by(OKTA, left(TOM, TOMS, "deactivate")),
    )  # fmt: skip

    assert story.verbs == [("assign_group", "eng"), ("unassign_group", "eng")]
    assert story.scenario.groups["eng"].members == ("mira", "tom")
    assert story.complaints == ()


def test_group_that_somebody_left_had_given_the_app_from_the_beginning(told):
    went = ("group.user_membership.remove", TOM, ENG, ADMIN)
    story = told(*by(ADMIN, grown(MIRA, MIRAS)), went, *by(OKTA, left(TOM, TOMS, "deactivate")))

    assert [verb for verb, _ in story.verbs] == ["assign_group", "assign_user", "remove_from_group"]
    assert story.standing["tom"] == ("UNASSIGNED", "inactive")
    assert story.complaints == ()


def test_whoever_was_assigned_by_hand_keeps_the_app_when_leaving_a_group_that_gives_it(told):
    away = "group.user_membership.remove"
    story = told(
        *by(ADMIN, grown(MIRA, MIRAS)), (away, MIRA, ENG, ADMIN), (away, TOM, ENG, ADMIN),
        *by(OKTA, left(TOM, TOMS, "deactivate")),
    )  # fmt: skip

    assert "unassign_user" not in {verb for verb, _ in story.verbs}
    assert story.standing["mira"] == ("PROVISIONED", "active")
    assert story.standing["tom"] == ("UNASSIGNED", "inactive")
    assert story.complaints == ()


def test_administrator_who_takes_the_app_after_somebody_left_a_group_did_it_by_hand(told):
    went = ("group.user_membership.remove", MIRA, ENG, ADMIN)
    story = told(*by(ADMIN, grown(MIRA, MIRAS)), went, *by(ADMIN, left(MIRA, MIRAS, "deactivate")))

    assert [verb for verb, _ in story.verbs] == ["assign_user", "remove_from_group", "unassign_user"]


def test_row_of_an_assignment_may_stand_behind_what_came_of_it(told):
    added, pushed, _ = grown(MIRA, MIRAS)
    removed, ended = left(MIRA, MIRAS, "deactivate")
    story = told(pushed, added, ended, removed)

    assert story.verbs == [("assign_user", "mira"), ("unassign_user", "mira")]
    assert story.complaints == ()


@pytest.mark.parametrize(("reason", "status"), [
    (None, 200), ("Error while creating user mira: Conflict. Errors reported by remote server: taken", 409),
])  # fmt: skip
def test_row_of_a_whole_job_tells_enough(told, reason, status):
    story = told((ADD, MIRAS, APP, MIRA), (f"{USER}sync", MIRAS, APP, MIRA, failing(reason)), *[
        (ADD, TOMS, APP, TOM), (f"{USER}sync", TOMS, APP, TOM),
    ])  # fmt: skip
    fault = next(step.raw for step in story.scenario.steps if step.verb == "fault")

    assert fault["respond"]["status"] == status
    assert story.standing["mira"] == ("STAGED, in error", "not there")
    assert story.standing["tom"] == ("PROVISIONED", "active")
    assert story.complaints == ()


def test_nothing_done_is_no_story():
    assert story_of_log([_entry(1, "user.session.start", MIRA)], "Roster", "A log").draft.acts == 0


def test_what_an_import_did_to_people_is_said_where_it_is_not_done(told):
    begun = [("system.import.start", APP), ("system.import.user.create", APP, MIRA)]
    story = told(*begun, ("system.import.user.update", APP, TOM), ("system.import.complete", APP), *grown(MIRA, MIRAS))

    assert "left out: 1 of system.import.user.create (Mira Kol); who was made so is there from the" in story.text
    assert "left out: 1 of system.import.user.update (Berg, Tom)" in story.text
    assert [verb for verb, _ in story.verbs] == ["import_users", "assign_user"]


def test_account_that_an_import_confirmed_is_not_called_left_out(told):
    begun = [("system.import.start", APP), ("system.import.user_match.confirm", APP), (ADD, MIRAS, APP, MIRA)]
    story = told(*begun, ("system.import.user.create", APP), ("system.import.complete", APP))

    assert story.verbs == [("import_users", {"confirm": ["mira"]})]
    assert "left out" not in story.text
