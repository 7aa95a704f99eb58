"""Okta at the hands of a program, at the bundled Hub."""

import re
import time

import pytest

from simulator import Okta
from simulator.errors import CannotBeSaid, ScenarioError, SimulatorError, UsageError
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, StepStarted
from simulator.scenario.loading import load_text

PASSWORD = "Sw0rdfish-1815"
LOOK_UP = 'GET /Users?filter=userName eq "ada-lovelace"&startIndex=1&count=100 -> 200'


@pytest.fixture
def okta():
    with Okta.connect(app={"provisioning": ["create_users", "update_user_attributes", "deactivate_users",
                                            "push_groups", "sync_password"]}) as connected:  # fmt: skip
        yield connected


@pytest.fixture
def ada(okta):
    return okta.create_user("ada", login="ada@acme.test", firstName="Ada", lastName="Lovelace")


def test_a_step_holds_what_the_transcript_holds(okta, ada):
    done = okta.assign_user(ada, username="ada-lovelace")

    assert (done.verb, done.number, done.outcome, done.error) == ("assign_user", 2, "success", None)
    assert done.requests == [LOOK_UP, "POST /Users -> 201"]
    assert done.exchanges[1].response["status"] == 201
    assert "application.provision.user.push" in [row["eventType"] for row in done.log]
    assert (done.findings, done.tasks, done.warnings) == ([], [], [])
    assert okta.update_user("ada", {"lastName": "King"}).requests == [
        "GET /Users/{ada} -> 200",
        "PUT /Users/{ada} -> 200",
    ]
    assert [event.by for event in okta.events if isinstance(event, StepStarted)] == ["python"] * 3


def test_a_step_prints_as_on_the_terminal(okta, ada):
    first, *lines, last = repr(okta.assign_user(ada, username="ada-lovelace")).splitlines()

    assert first == "2 assign_user ada as ada-lovelace"
    assert [line.split()[0] for line in lines] == ["GET", "POST"]
    assert last == "  ✓ success"


def test_what_fails_and_what_okta_refuses_are_outcomes(okta, ada):
    failed = okta.assign_user(ada, username="not a username")

    assert (failed.outcome, [task.state for task in failed.tasks]) == ("failure", ["opened"])
    assert failed.error == failed.tasks[0].text
    refused = okta.delete_user(ada)
    assert refused.outcome == "refused"
    assert refused.error in repr(refused)
    assert "# refused: delete_user: ada" in okta.record


def test_passwords_and_tokens_are_nowhere(okta):
    zoe = okta.create_user("zoe", login="zoe@acme.test", firstName="Zoe", lastName="Z", password=PASSWORD)
    okta.assign_user(zoe, username="zoe-z")
    changed = okta.change_password(zoe, PASSWORD + "x")
    connected = Okta.connect(lambda environ, start: [], token="tok-9f8e7d6c5b4a", base_path="/scim")

    shown = [repr(zoe), repr(changed), okta.record, okta.report("jsonl"), repr(okta.provider.users["zoe-z"])]
    assert PASSWORD not in "".join(shown)
    assert "tok-9f8e7d6c5b4a" not in repr(connected) + repr(connected._connection) + connected.report("jsonl")


def test_groups_are_pushed_and_read_back_by_name(okta, ada):
    okta.assign_user(ada, username="ada-lovelace")
    team = okta.create_group("team", name="Team", members=[ada])

    assert okta.push_group(team).outcome == "success"
    assert okta.provider.groups["team"].members == ["ada-lovelace"]
    assert okta.remove_from_group(team, [ada]).requests == ["GET /Groups/{team} -> 200", "PUT /Groups/{team} -> 200"]
    assert okta.provider.groups["Team"].members == []


def test_a_look_at_the_provider_has_three_answers(okta, ada):
    okta.assign_user(ada, username="ada-lovelace")
    users = okta.provider.users

    held = users["ADA-lovelace"]
    assert (held.active, held["name.givenName"], "ada-lovelace" in users) == (True, "Ada", True)
    with pytest.raises(AttributeError, match="the provider shows no nickName here, but schemas, id"):
        _ = held.nickName
    with pytest.raises(KeyError, match="the provider shows no name"):
        held["name.middleName"]

    assert (users.get("grace"), "grace" in users) == (None, False)
    with pytest.raises(KeyError, match="grace is not at the provider: not found by userName eq"):
        users["grace"]

    okta.hub.revoke_token()
    for look in (users.get, users.__getitem__, users.__contains__):
        with pytest.raises(CannotBeSaid, match="whether grace is at the provider cannot be read: 401"):
            look("grace")


def test_our_own_looks_are_on_record_as_such(okta, ada):
    okta.assign_user(ada, username="ada-lovelace")
    before = len(okta.events)
    okta.provider.users["ada-lovelace"]

    looked = okta.events[before:]
    assert {(type(event), event.origin, event.step) for event in looked} == {(Exchange, "verify", None)}


def test_time_is_the_clocks(okta, ada):
    okta.fault("POST /Users", respond={"status": 429})
    first = okta.events[0].at
    okta.assign_user(ada, username="ada-lovelace")
    okta.wait("2h")

    assert first < okta.events[-1].at
    assert okta.provider.users["ada-lovelace"].active


@pytest.mark.parametrize("act, said", [
    (lambda okta: okta.assign_user("eda"), "assign_user: there is no user `eda`; did you mean `ada`?"),
    (lambda okta: okta.push_group("ada"), "push_group: there is no group `ada`; create it first"),
    (lambda okta: okta.create_user("ada", login="b@acme.test"), "create_user: there is a user `ada` already"),
    (lambda okta: okta.update_user("ada", lastNam="X"), "update_user: `profile.lastNam` is not an attribute"),
    (lambda okta: okta.wait("5"), "wait: `seconds` takes a duration with its unit"),
    (lambda okta: okta.assign_user(None), "assign_user: `user` is needed"),
    (lambda okta: okta.enable("sing"), "enable: `features.0` takes create_users"),
    (lambda okta: okta.report("pdf"), "there is no report 'pdf'; the formats are terminal"),
    (lambda okta: Okta.connect(base_path="/scim"), "the bundled Hub has a base URL and a token of its own"),
    (lambda okta: Okta.connect("https://scim.example.com/v2"), "an endpoint needs a token; give token=..."),
    (lambda okta: Okta.connect("https://scim.example.com/v2", token="t" * 20), "give allow_host=True"),
    (lambda okta: Okta.connect("mypkg.app:create_app"), "'mypkg.app:create_app' is no URL; give a base URL"),
    (lambda okta: okta.assign_user(okta.check()), "assign_user: `user` takes text"),
    (lambda okta: Okta.connect("ftp://scim.example.com/v2", token="t" * 20, allow_host=True), "endpoint"),
    (lambda okta: Okta.connect("http://127.0.0.1/v2", token="t", base_path="/x"), "SCIM begins at the URL itself"),
    (lambda okta: Okta.connect(app={"label": "x", "integratio": "aiw"}), "`integratio` is not a key here"),
    (lambda okta: Okta.connect(seed=-1), "`seed` must be 0 or more"),
    (lambda okta: okta.play("scenarios-that-are-none.yaml"), "there is no file, folder or bundled scenario"),
])  # fmt: skip
def test_errors_of_use_are_one_sentence(okta, ada, act, said):
    with pytest.raises(SimulatorError) as why:
        act(okta)

    assert said in str(why.value)
    assert "\n" not in str(why.value)


def test_what_cannot_be_meant_leaves_no_step(okta, ada):
    with pytest.raises(UsageError):
        okta.assign_user("eda")

    assert okta.assign_user(ada, username="ada-lovelace").number == 2


def test_the_record_plays_to_the_same_traffic(okta, ada):
    bob = okta.create_user("bob", {"login": "bob@acme.test", "firstName": "Bob"}, lastName="Baker", password=PASSWORD)
    team = okta.create_group("team", members=[ada, bob])
    okta.assign_group(team)
    okta.edit_username('String.substringBefore(user.login, "@")', update_now=True)
    okta.push_group(team, name="The Team")
    okta.add_attribute("nick", external_name="nickName", namespace="urn:ietf:params:scim:schemas:core:2.0:User")
    okta.edit_mapping("nick", "user.firstName", apply_now=True)
    okta.hub.link_resource_group(team, "research", "read")
    okta.fault("PUT /Users/*", html=502)
    okta.update_user(bob, lastName="Barker")
    okta.retry_tasks()
    okta.unassign_group(team)

    again = prepare(load_text(okta.record, "again.yaml"), Choice(), {})

    assert traffic(list(again.events())) == traffic(okta.events)


def traffic(events):
    """Okta's requests and their answers' statuses; a password stands in no record."""
    return [
        (
            one.request["method"],
            one.request["url"],
            re.sub(r"<password[-0-9]*>", "", str(one.request["body"])),
            (one.response or {}).get("status"),
        )
        for one in events
        if isinstance(one, Exchange) and one.origin == "okta"
    ]


def test_a_report_is_whole_and_changes_nothing(okta, ada):
    okta.assign_user(ada, username="ada-lovelace")
    before = len(okta.events)

    text = okta.report()

    assert "Who is where: 1 of 1 agrees" in text
    assert "· Nothing was expected" in text
    assert "The run was cut off" not in text + okta.report("markdown")
    assert "<html" in okta.report("html")
    assert len(okta.events) == before


def test_nothing_is_as_expected_where_nobody_expected(okta):
    assert "As expected" not in okta.report()
    assert "· Nothing was expected" in okta.report()


def test_a_scenario_is_played_beside(okta, ada, tmp_path):
    story = tmp_path / "story.yaml"
    story.write_text(
        "name: Broken\nusers: {bob: {login: bob@acme.test}}\n"
        "steps:\n  - assign_user: bob\n    expect: {outcome: nothing}\n"
    )

    run = okta.play(story)

    assert (run.kept, run.outcomes, len(run.broken)) == (False, ["failure"], 1)
    assert f"{story}:5" in repr(run)
    assert okta.play("quickstart").kept
    assert okta.report().count("As expected") == 1
    story.write_text("name: x\nsteps:\n  - assing_user: bob\n")
    with pytest.raises(ScenarioError, match=r"story.yaml:3:5: .*did you mean `assign_user`"):
        okta.play(story)


def test_a_run_goes_on_step_by_step(okta):
    run = okta.begin("quickstart")

    run.play(2)
    assert (run.outcomes, run.kept) == (["success", "nothing"], False)
    run.play(1)
    assert len(run.outcomes) == 2
    run.play(5)
    assert (len(run.outcomes), run.kept) == (5, True)


def test_the_real_clock_waits():
    okta = Okta.connect(clock="real", max_wait=10)

    began = time.monotonic()
    okta.wait("30ms")

    assert time.monotonic() - began >= 0.03
    assert okta.wait("11s").outcome == "failure"


def test_nothing_is_read_back_where_that_is_not_wanted():
    okta = Okta.connect(verify=False, integration="oin", seed=7)
    ada = okta.create_user("ada", login="ada-lovelace@acme.test", firstName="Ada", lastName="Lovelace")
    okta.assign_user(ada, username="ada-lovelace")

    assert {event.origin for event in okta.events if isinstance(event, Exchange)} == {"okta"}
    assert "not looked" in okta.report()
    assert okta.unassign_user(ada).requests == ["PATCH /Users/{ada} -> 200"]
    assert okta.record.startswith("name: Okta in Python\nseed: 7\n")
