import pytest

from simulator.errors import UnreadableError
from simulator.intake.choosing import Wish, conversations_of, of_app, of_user
from simulator.intake.conversations import sort_out
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.system_log import Entry, Target

ASSIGNED, PUSHED = "application.user_membership.add", "application.provision.user.push"


def app(label, title="SCIM 2.0 Test App"):
    return Target("AppInstance", f"0oa{label}", label, title)


def person(login, username):
    return Target("User", f"00u{login}", f"{login}@acme.test", login), Target("AppUser", "", username, login)


ADA, BOB = person("ada", "ada-l"), person("bob", "bob-h")
QA, OPS = Target("UserGroup", "00g1", "", "QA"), Target("UserGroup", "00g2", "", "Ops")


def entry(kind, *targets, transaction=""):
    return Entry("", kind, "SUCCESS", transaction=transaction, targets=targets)


LOG = [
    entry(ASSIGNED, *ADA, app("Production")),
    entry(ASSIGNED, *ADA, app("Sandbox")),
    entry(PUSHED, *BOB, app("Sandbox")),
    entry(ASSIGNED, *BOB, app("Payroll", "Payroll Inc.")),
    entry("user.authentication.sso", *ADA, app("Mail")),
    entry("user.lifecycle.suspend", ADA[0]),
]


@pytest.mark.parametrize(
    ("wanted", "label", "count"),
    [("Sandbox", "Sandbox", 3), ("sandbox", "Sandbox", 3), ("payroll inc.", "Payroll", 2)],
)
def test_app_is_chosen_by_its_label_or_its_name_in_the_catalogue(wanted, label, count):
    chosen, entries = of_app(LOG, wanted, "log.json")

    assert chosen == label
    assert len(entries) == count


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (None, r"several apps; say which with --app: Sandbox \(2\), Production \(1\), Payroll \(1\)$"),
        ("SCIM 2.0 Test App", r"several apps; say which with --app: Sandbox \(2\), Production \(1\)$"),
        ("Mail", r"no event about the app Mail; it is about: Sandbox \(2\), Production \(1\), Payroll \(1\)$"),
    ],
)
def test_choice_that_is_none_lists_what_there_is(wanted, said):
    with pytest.raises(UnreadableError, match=said):
        of_app(LOG, wanted, "log.json")


def instance(app_id, label):
    return Target("AppInstance", app_id, label, "Hugging Face")


TWINS = [entry(ASSIGNED, *ADA, instance("0oa1", "Hub")), entry(ASSIGNED, *ADA, instance("0oa2", "Hub"))]


def test_two_apps_of_one_label_are_told_apart_by_their_ids():
    with pytest.raises(UnreadableError, match=r"with --app: Hub, id 0oa1 \(1\), Hub, id 0oa2 \(1\)$"):
        of_app(TWINS, "Hub", "log.json")
    assert of_app(TWINS, "0oa2", "log.json") == ("Hub", [TWINS[1]])


def test_an_app_that_was_given_another_label_is_one_app():
    log = [TWINS[0], entry(PUSHED, *ADA, instance("0oa1", "Hub - EU")), entry(PUSHED, *ADA, instance("", "Hub - EU"))]

    assert of_app(log, None, "log.json") == ("Hub - EU", log)
    assert of_app(log, "hub", "log.json") == ("Hub - EU", log)


def test_sign_ins_to_other_apps_make_no_choice_necessary():
    assert of_app([LOG[0], LOG[4]], None, "log.json") == ("Production", [LOG[0]])


@pytest.mark.parametrize("wanted", ["ada@acme.test", "ADA-L", "00uada"])
def test_person_is_chosen_with_what_explains_them(wanted):
    joined = entry("group.user_membership.add", ADA[0], QA)
    pushed = entry("application.provision.group_push.mapping.created", Target("AppGroup", "g", "", "QA"), app("Hub"))
    other = entry("group.application_assignment.add", OPS, app("Hub"))
    by_group = entry(
        "group.application_assignment.add", Target("UserGroup", "00g3", "", "Dev"), app("Hub"), transaction="t"
    )
    theirs = entry(ASSIGNED, *ADA, app("Hub"), transaction="t")
    saved = entry("application.lifecycle.update", app("Hub"))
    failed = entry("application.provision.group.add", app("Hub"))
    nameless = entry(PUSHED, ADA[1], app("Hub"))
    log = [joined, pushed, other, by_group, theirs, saved, failed, nameless, entry(ASSIGNED, *BOB, app("Hub"))]

    assert of_user(log, wanted, "log.json") == [joined, pushed, by_group, theirs, saved, nameless]


def test_person_who_is_not_there_is_refused_with_those_who_are():
    with pytest.raises(UnreadableError, match=r"holds nothing about eve; it is about: ada@acme.test \(4\), bob@acme"):
        of_user(LOG, "eve", "log.json")


def traffic(method, path, query="", body=None, answer=None):
    return Traffic("", "", method, path, query, body, 200, answer)


def looked_up(name, *found):
    return traffic("GET", "/Users", f'filter=userName eq "{name}"', answer={"Resources": list(found)})


def test_person_in_traffic_is_chosen_with_their_groups_and_what_is_about_nobody():
    ada = [
        looked_up("ada-l", {"id": "u1"}),
        traffic("GET", "/Users/u1", answer={"emails": [{"value": "ada@acme.test"}]}),
    ]
    bob = [looked_up("bob-h")]
    group = [traffic("PATCH", "/Groups/g1", body={"Operations": [{"op": "add", "value": [{"value": "u1"}]}]})]
    other = [traffic("PUT", "/Groups/g2", body={"members": [{"value": "u2"}]})]
    test = [traffic("GET", "/Users", "startIndex=1&count=2")]
    conversations = sort_out([*ada, *bob, *group, *other, *test])

    for wanted in ("ada-l", "ada@acme.test", "U1"):
        kept = conversations_of(conversations, wanted, "x.har")
        assert [one for conversation in kept for one in conversation.requests] == [*ada, *group, *test]
    with pytest.raises(UnreadableError, match=r"no request about eve; it is about: ada-l \(1\), bob-h \(1\)"):
        conversations_of(conversations, "eve", "x.har")


def test_what_has_no_time_is_kept_and_what_is_left_out_is_said():
    wish = Wish(since="2026-05-04T00:00:00.000Z", until="2026-05-05T00:00:00.000Z")
    times = ["2026-05-03T23:59:59.999Z", "", "2026-05-04T00:00:00.000Z", "2026-05-05T00:00:00.000Z"]
    log = [Entry(at, ASSIGNED) for at in times]
    kept, said = wish.choose(log, "log.json")

    assert kept == log[1:3]
    assert said[0].startswith("1 entries before 2026-05-04T00:00:00.000Z are left out: what they did has not happened")
    assert said[1:] == ["1 entries from 2026-05-05T00:00:00.000Z on are left out"]
    with pytest.raises(UnreadableError, match="holds nothing of that time; it goes from 2026-05-03"):
        wish.choose(log[:1], "log.json")
