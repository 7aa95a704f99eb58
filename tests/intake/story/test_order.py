"""Rows that a file has in another order than Okta did it."""

from itertools import permutations

import pytest

from simulator.intake.draft import scenario_text
from simulator.intake.story.log_story import story_of_log
from simulator.intake.system_log import Entry, Target
from simulator.play.setup import Choice, prepare
from simulator.scenario.loading import load_text

APP, QA = Target("AppInstance", "0oa7", "Atlas", "Atlas"), Target("UserGroup", "00g7", "", "QA")
INA, INAS = Target("User", "00u7", "ina@lund.test", "Ina Berg"), Target("AppUser", "0ua7", "ina", "Ina Berg")
BO, BOS = Target("User", "00u8", "bo@lund.test", "Bo Dahl"), Target("AppUser", "0ua8", "bo", "Bo Dahl")
LAB, PUSHED = Target("UserGroup", "00g8", "", "Lab"), Target("AppGroup", "AGr7", "", "QA")
ADD, REMOVE = "application.user_membership.add", "application.user_membership.remove"
JOIN, LEAVE = "group.user_membership.add", "group.user_membership.remove"
USER, PUSH = "application.provision.user.", "application.provision.group_push."
GIVEN = ("group.application_assignment.add", 0, "g", QA, APP)


def of(person, kind, at, transaction, **more):
    """A row about somebody in the app, some milliseconds after the beginning."""
    targets = (BOS, APP, BO) if person is BO else (INAS, APP, INA)
    return (kind, at, transaction, *targets, more)


def entries_of(rows):
    """The rows as the entries of a file."""
    entries = []
    for kind, at, transaction, *targets in rows:
        more = targets.pop() if isinstance(targets[-1], dict) else {}
        moment = f"2026-03-02T07:{at // 60000:02}:{at // 1000 % 60:02}.{at % 1000:03}Z"
        values = {"result": "SUCCESS", "transaction": transaction, "targets": tuple(targets), **more}
        entries.append(Entry(moment, kind, **values))
    return entries


def told(*rows):
    """The verbs with what they are about, and what nothing explains; the scenario is played."""
    story = story_of_log(entries_of(rows), "Atlas", "A log")
    scenario = load_text(scenario_text(story.draft), "imported.yaml")
    played = prepare(scenario, Choice(), {}).events()
    assert [event for event in played if getattr(event, "held", None) is False] == []
    return [(step.verb, step.raw) for step in scenario.steps], story.complaints


@pytest.mark.parametrize("apart", [0, 300])
@pytest.mark.parametrize(
    ("kinds", "transactions"),
    [(kinds, "jjj") for kinds in permutations(["verify_exists", "push_profile", "sync"])]
    + [
        (kinds, "jkl")
        for kinds in permutations(["verify_exists", "push_profile", "sync"])
        if kinds[1] != "push_profile"
    ],
)
def test_rows_of_one_job_are_one_assignment_in_any_order(kinds, transactions, apart):
    rows = [
        of(INA, f"{USER}{kind}", 1000 + number * apart, transaction)
        for number, (kind, transaction) in enumerate(zip(kinds, transactions, strict=True))
    ]

    assert told(of(INA, ADD, 0, "a"), *rows) == ([("assign_user", "ina")], ())


def test_rows_of_a_job_whose_end_is_first_while_others_are_under_way():
    rows = [
        of(INA, ADD, 0, "a"), of(BO, ADD, 10, "b"), of(INA, f"{USER}sync", 900, "c"), of(BO, f"{USER}push", 950, "d"),
        of(INA, f"{USER}push", 1300, "e"), of(BO, f"{USER}sync", 1400, "f"),
        of(INA, REMOVE, 9000, "g"), of(INA, f"{USER}deprovision", 9500, "h"), of(INA, f"{USER}deactivate", 9600, "i"),
    ]  # fmt: skip

    assert told(*rows) == ([("assign_user", "ina"), ("assign_user", "bo"), ("unassign_user", "ina")], ())


def test_profile_that_is_pushed_after_a_job_is_no_row_of_it():
    rows = [of(INA, f"{USER}{kind}", at, kind) for kind, at in (("push", 500), ("sync", 600), ("push_profile", 2000))]

    assert [verb for verb, _ in told(of(INA, ADD, 0, "a"), *rows)[0]] == ["assign_user", "update_user"]


def test_second_try_that_works_is_no_row_of_the_first():
    failed = {
        "result": "FAILURE",
        "reason": "Error while creating user ina: Conflict. Errors reported by remote server: x",
    }
    rows = [
        of(INA, ADD, 0, "a"), of(INA, f"{USER}sync", 500, "b", **failed), of(INA, f"{USER}push", 3000, "c"),
        of(INA, f"{USER}sync", 3100, "c"),
    ]  # fmt: skip
    verbs, complaints = told(*rows)

    assert [verb for verb, _ in verbs] == ["fault", "assign_user", "retry_tasks"]
    assert complaints == ()


def test_instant_that_is_newest_first_is_turned_round():
    rows = [
        of(INA, ADD, 0, "a"), of(INA, f"{USER}push", 0, "b"), of(INA, f"{USER}sync", 0, "b"),
        (JOIN, 0, "c", INA, QA), (f"{PUSH}mapping.created", 0, "d", PUSHED, APP),
        (f"{PUSH}updated", 0, "d", PUSHED, APP),
        of(INA, REMOVE, 0, "e"), of(INA, f"{USER}deactivate", 0, "f"), of(INA, f"{USER}deprovision", 0, "f"),
    ]  # fmt: skip

    assert told(*rows[::-1]) == told(*rows)
    assert [verb for verb, _ in told(*rows)[0]] == ["assign_user", "add_to_group", "push_group", "unassign_user"]


@pytest.mark.parametrize(("apart", "verbs"), [
    (200, ["assign_group", "add_to_group"]), (0, ["assign_group", "assign_user", "add_to_group"]),
    (60_000, ["assign_group", "assign_user", "add_to_group"]),
])  # fmt: skip
def test_group_that_gives_the_app_may_stand_just_behind_what_it_gave(apart, verbs):
    rows = [GIVEN, of(BO, ADD, 1000, "a"), (JOIN, 1000 + apart, "b", BO, QA)]
    after = [of(BO, f"{USER}{kind}", 90_000, "c") for kind in ("push", "sync")]

    assert [verb for verb, _ in told(*rows, *after)[0]][: len(verbs)] == verbs


@pytest.mark.parametrize(("cause", "verb"), [
    ((LEAVE, 20_100, "z", BO, QA), "remove_from_group"),
    (("user.lifecycle.deactivate", 20_100, "z", BO), "deactivate_user"),
])  # fmt: skip
def test_end_of_an_assignment_may_stand_just_before_what_led_to_it(cause, verb):
    came = [
        (JOIN, 1000, "a", BO, QA),
        of(BO, ADD, 1100, "b"),
        *[of(BO, f"{USER}{one}", 2000, "c") for one in ("push", "sync")],
    ]
    ended = [of(BO, REMOVE, 20_000, "y"), cause, of(BO, f"{USER}deactivate", 21_000, "x")]
    verbs, complaints = told(GIVEN, *came, *ended)

    assert [one for one, _ in verbs] == ["assign_group", "add_to_group", verb]
    assert complaints == ()


def test_push_that_ended_after_its_group_was_deleted_ended_with_it():
    rows = [
        of(INA, ADD, 0, "a"), of(INA, f"{USER}push", 0, "b"), of(INA, f"{USER}sync", 0, "b"),
        (f"{PUSH}mapping.created", 2000, "c", QA, APP), (f"{PUSH}updated", 2500, "d", PUSHED, APP),
        ("group.lifecycle.delete", 9000, "e", QA), (f"{PUSH}removed", 12_000, "f", QA, APP),
    ]  # fmt: skip

    assert told(*rows) == ([
        ("assign_user", "ina"), ("push_group", "qa"), ("unlink_group", {"group": "qa", "target": "leave"}),
        ("delete_group", "qa"),
    ], ())  # fmt: skip


@pytest.mark.parametrize("rows", [["deactivate", "deprovision"], []])
@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("between", [
    [(LEAVE, 20_300, "m", INA, QA)],
    [(LEAVE, 20_300, "m", INA, QA), ("user.account.update_profile", 20_400, "n", INA), (LEAVE, 20_500, "o", BO, LAB)],
])  # fmt: skip
def test_deactivation_of_a_person_takes_the_app_whatever_stands_between(rows, given, between):
    came = [(JOIN, 100, "a", INA, QA), *([GIVEN] if given else []), of(INA, ADD, 1100, "b")]
    came += [of(INA, f"{USER}{kind}", 2000, "c") for kind in ("push", "sync")]
    ended = [("user.lifecycle.deactivate", 20_000, "l", INA), *between, of(INA, REMOVE, 20_600, "p")]
    verbs, complaints = told(*came, *ended, *[of(INA, f"{USER}{kind}", 21_000, "q") for kind in rows])

    assert [verb for verb, _ in verbs if verb.startswith(("deact", "unassign", "disable"))] == ["deactivate_user"]
    assert complaints == ()


def test_deactivation_in_the_app_without_its_own_end_of_the_assignment_is_of_the_person_too():
    came = [of(INA, ADD, 0, "a"), *[of(INA, f"{USER}{kind}", 500, "b") for kind in ("push", "sync")]]
    ended = [("user.lifecycle.deactivate", 9000, "c", INA), (LEAVE, 9100, "d", INA, QA)]
    verbs, _ = told(*came, *ended, of(INA, f"{USER}deactivate", 9900, "e"))

    assert [verb for verb, _ in verbs] == ["assign_user", "deactivate_user", "remove_from_group"]


def test_group_that_gives_the_app_is_found_behind_another_act_about_the_person():
    rows = [GIVEN, (JOIN, 500, "a", BO, QA), (JOIN, 600, "b", BO, LAB)]
    rows += [of(BO, ADD, 700, "c"), *[of(BO, f"{USER}{kind}", 900, "d") for kind in ("push", "sync")]]

    assert [verb for verb, _ in told(*rows)[0]] == ["assign_group", "add_to_group", "add_to_group"]
    assert told(*rows)[1] == ()


def failing(kind, at, transaction, *targets, reason):
    return (kind, at, transaction, *targets, {"result": "FAILURE", "reason": reason})


LIMITED, REFUSED = "application.integration.rate_limit_exceeded", "application.integration.authentication_failure"


@pytest.mark.parametrize(("said", "wait"), [("", 300_000), ("Retry-After: 45", 45_000)])
def test_job_that_goes_on_after_the_wait_is_the_one_that_was_told_to_wait(said, wait):
    rows = [
        of(INA, ADD, 0, "a"), of(BO, ADD, 100, "b"),
        failing(LIMITED, 1000, "c", APP, reason=f"API rate limit exceeded. {said}"),
        of(BO, f"{USER}push", 1500, "d"), of(BO, f"{USER}sync", 1600, "d"),
        of(INA, f"{USER}push", 1000 + wait, "e"), of(INA, f"{USER}sync", 1200 + wait, "f"),
    ]  # fmt: skip
    verbs, complaints = told(*rows)
    fault = verbs[0][1]

    assert [verb for verb, _ in verbs] == ["fault", "assign_user", "assign_user"]
    assert (fault["user"], fault["respond"]["status"]) == ("ina", 429)
    assert fault["respond"].get("headers") == ({"Retry-After": "45"} if said else None)
    assert complaints == ()


@pytest.mark.parametrize("at", [900, 1300, 1700])
def test_token_that_was_refused_is_no_test_of_the_connection(at):
    reason = "Error while creating user ina: Unauthorized"
    rows = [
        of(INA, ADD, 0, "a"), failing(f"{USER}push", 1200, "b", INAS, APP, INA, reason=reason),
        failing(f"{USER}sync", 1600, "c", INAS, APP, INA, reason=reason),
        failing(REFUSED, at, "d", APP, reason="Error authenticating: Unauthorized"),
    ]  # fmt: skip
    verbs, complaints = told(*sorted(rows, key=lambda row: row[1]))

    assert [verb for verb, _ in verbs] == ["fault", "assign_user"]
    assert verbs[0][1]["respond"]["status"] == 401
    assert complaints == ()


def test_each_job_that_was_refused_has_its_own_row_and_what_is_over_is_a_test_of_the_connection():
    reason = "Error while creating user: Unauthorized"
    rows = [of(INA, ADD, 0, "a"), of(BO, ADD, 10, "b")]
    rows += [
        failing(f"{USER}push", 1000, "c", INAS, APP, INA, reason=reason),
        failing(REFUSED, 1010, "d", APP, reason=reason),
        failing(f"{USER}push", 1020, "e", BOS, APP, BO, reason=reason),
        failing(REFUSED, 1030, "f", APP, reason=reason),
        failing(REFUSED, 5000, "g", APP, reason=reason),
    ]
    verbs, complaints = told(*rows)
    story = story_of_log(entries_of(rows), "Atlas", "A log")

    assert [verb for verb, _ in verbs if verb != "fault"] == ["assign_user", "assign_user", "test_connection"]
    assert "a test of the connection stands for it" in story.draft.steps[-1].comments[0]
    assert complaints == ()


@pytest.mark.parametrize("result", ["SKIPPED", "DENY"])
@pytest.mark.parametrize("kind", [f"{USER}deactivate", REMOVE, f"{USER}push_profile"])
def test_row_of_what_okta_did_not_do_is_no_act(kind, result):
    came = [of(INA, ADD, 0, "a"), *[of(INA, f"{USER}{one}", 500, "b") for one in ("push", "sync")]]

    assert told(*came, of(INA, kind, 9000, "c", result=result)) == ([("assign_user", "ina")], ())


def test_failure_that_names_no_group_is_of_the_push_that_failed_just_after_it():
    reason = "Error while updating user group membership for group QA Forbidden"
    rows = [of(INA, ADD, 0, "a"), *[of(INA, f"{USER}{one}", 500, "b") for one in ("push", "sync")]]
    rows += [(f"{PUSH}mapping.created", 2000, "c", QA, APP), (f"{PUSH}updated", 2500, "d", PUSHED, APP)]
    rows += [
        (JOIN, 9000, "e", INA, QA), (JOIN, 9100, "f", BO, LAB),
        failing("application.provision.group_membership.update", 9500, "g", APP, reason=reason),
        failing(f"{PUSH}mapping.update.or.delete.failed.with.error", 9600, "h", PUSHED, APP, reason=reason),
    ]  # fmt: skip
    verbs, complaints = told(*rows)

    assert [verb for verb, _ in verbs] == ["assign_user", "push_group", "fault", "add_to_group", "add_to_group"]
    assert complaints == ()
