"""A System Log and a recording of the same time: what each gives to the story, and what is said where they differ."""

import csv
import gzip
import io
import json
from datetime import datetime, timedelta

import pytest

from simulator.cli.arguments import load_file
from simulator.errors import UnreadableError
from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import Source
from simulator.intake.importing import UNUSED, import_sources, tell
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Log, dump
from simulator.reports import FORMATS
from simulator.scenario.finding import resolve
from simulator.scenario.loading import load_text


def played(scenario):
    return list(prepare(scenario, Choice(verify=False), {}).events())


def recorded(story):
    """A bundled story's own run: its requests as a transcript, and its System Log."""
    events = played(load_file(resolve(story)[0]))
    return (
        [json.loads(dump(event)) for event in events if isinstance(event, Exchange) and event.origin == "okta"],
        [event.entry for event in events if isinstance(event, Log)],
    )


def moved(entries, seconds):
    """The log of a machine whose clock is ahead."""
    return [{**one, "published": _later(one["published"], seconds)} for one in entries]


def _later(at, seconds):
    then = datetime.fromisoformat(at) + timedelta(seconds=seconds)
    return then.isoformat(timespec="milliseconds").replace("+00:00", "Z")


IT = Wish("It")


def imported(exchanges, entries, wish=IT, **more):
    traffic = "\n".join(map(json.dumps, exchanges)).encode()
    return import_sources([Source("traffic.jsonl", traffic)], wish, logs=[_log(entries)], **more)


def _log(entries):
    return Source("log.json", json.dumps(entries).encode())


def plain(imported):
    """The text, with comments on one line each."""
    return imported.text.replace("\n  # ", " ").replace("\n# ", " ")


def verbs(imported):
    return [step.verb for step in load_text(imported.text, "imported.yaml").steps if step.verb != "fault"]


RETURN = [
    "assign_user", "suspend_user", "unsuspend_user", "deactivate_user", "activate_user", "assign_user",
    "deactivate_user", "delete_user",
]  # fmt: skip
"""The acts of `offboarding-and-return` that Okta did."""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "The two clocks are less than 2 seconds apart, as 6 events show."),
        (37.4, "clock is about 38 seconds ahead of the recording's, as 6 events of the same things show"),
        (-512, "clock is about 512 seconds behind the recording's, as 6 events"),
        (7200, "clock is about 7200 seconds ahead of the recording's, as 6 events"),
    ],
)
def test_clocks_that_differ_are_compared_by_what_both_tell_of(seconds, said):
    exchanges, entries = recorded("offboarding-and-return")

    found = imported(exchanges, moved(entries, seconds))

    assert verbs(found) == RETURN
    assert said in found.notes[-1]
    assert found.complaints == ()


@pytest.mark.parametrize(("kinds", "believed"), [(("push",), False), (("push", "sync"), True)])
def test_clocks_that_are_far_apart_are_believed_where_several_events_agree(kinds, believed):
    exchanges, entries = recorded("quickstart")
    two = [one for one in entries if one["eventType"].rpartition(".")[2] in kinds]

    said = imported(exchanges, moved(two, 400)).notes[-1]

    assert ("clock is about 400 seconds ahead of the recording's, as 2 events" in said) is believed
    assert ("No event and no conversation tell of the same thing" in said) is not believed


def test_change_that_was_sent_later_is_found_whatever_the_clocks():
    """The profile changed while nothing could be sent; the retry carries it."""
    scenario = load_text(LATER, "later.yaml")
    events = played(scenario)
    exchanges = [json.loads(dump(event)) for event in events if isinstance(event, Exchange)]
    entries = [event.entry for event in events if isinstance(event, Log)]

    for seconds in (0, 900, -900):
        text = imported(exchanges, moved(entries, seconds)).text
        assert "update_user: {user: ada, profile: {lastName: King}}" in text, seconds


LATER = """
name: A change that is sent later
app: {username: 'String.substringBefore(user.login, "@")'}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
steps:
  - assign_user: ada
  - disable: update_user_attributes
  - update_user: {user: ada, profile: {lastName: King}}
  - wait: 10s
  - enable: update_user_attributes
  - force_sync:
"""


def test_whole_seconds_of_a_csv_are_exact_enough():
    exchanges, entries = recorded("offboarding-and-return")
    out = io.StringIO()
    writer = csv.writer(out)
    parts = ("id", "type", "alternate_id", "display_name")
    columns = ["timestamp", "event_type", "uuid", "outcome.result", "outcome.reason", "transaction.id"]
    writer.writerow(columns + [f"target{number}.{part}" for number in range(3) for part in parts])
    for one in reversed(entries):
        row = [one["published"][:19] + "Z", one["eventType"], one["uuid"], one["outcome"]["result"]]
        row += [one["outcome"]["reason"] or "", one["transaction"]["id"]]
        for target in one["target"]:
            row += [target["id"], target["type"], target["alternateId"], target["displayName"]]
        writer.writerow(row)
    traffic = Source("traffic.jsonl", "\n".join(map(json.dumps, exchanges)).encode())

    found = import_sources([traffic], Wish("It"), logs=[Source("log.csv", out.getvalue().encode())])

    assert verbs(found) == RETURN


def test_both_files_without_the_option_are_joined_too():
    exchanges, entries = recorded("offboarding-and-return")
    traffic = Source("traffic.jsonl", "\n".join(map(json.dumps, exchanges)).encode())

    found = import_sources([_log(entries), traffic], Wish("It"))

    assert found.text == imported(exchanges, entries).text
    assert verbs(found) == RETURN


def test_profiles_and_changes_are_those_of_the_requests():
    text = imported(*recorded("quickstart")).text

    assert "firstName: Ada, lastName: Lovelace, email: ada.lovelace@acme.test" in text
    assert "update_user: {user: ada-lovelace, profile: {lastName: King}}" in text
    assert "Unnamed" not in text


def test_each_recorded_request_belongs_to_one_step():
    exchanges, entries = recorded("same-group-for-both")
    traffic = Source("traffic.jsonl", "\n".join(map(json.dumps, exchanges)).encode())

    told = tell([traffic], Wish(), logs=[_log(entries)])

    seen = [one.place for step in told.draft.steps for one in step.seen]
    assert sorted(seen) == sorted(one.place for one in told.evidence.traffic)
    assert told.unlike == 0
    assert [step.verb for step in told.draft.steps if len(step.seen) > 1][:2] == ["assign_group", "push_group"]


def test_what_the_log_lacks_is_kept_and_said():
    exchanges, entries = recorded("same-group-for-both")
    people = [one for one in entries if "group" not in one["eventType"]]

    found = imported(exchanges, people)

    assert verbs(found) == [
        "assign_user", "push_group", "assign_user", "add_to_group", "unassign_user", "assign_user",
    ]  # fmt: skip
    assert "# only the recording shows this; the System Log has no event of it\n  - push_group: ml-team" in found.text
    assert "2 only the recording shows" in found.notes[0]


def test_what_the_recording_lacks_is_kept_and_said():
    exchanges, entries = recorded("offboarding-and-return")
    gone = [one for number, one in enumerate(exchanges) if number not in (2, 3)]

    found = imported(gone, entries)

    assert verbs(found) == RETURN
    assert "only the System Log shows this; the recording was running, and its requests are not in it" in plain(found)


def test_events_before_the_recording_began_are_no_gap_in_it():
    exchanges, entries = recorded("offboarding-and-return")

    found = imported(exchanges[2:], entries)

    assert verbs(found) == RETURN
    assert "the recording was running, and" not in found.text


def test_acts_alone_are_laid_beside_what_was_sent():
    exchanges, entries = recorded("catalogue-app")
    acts = [one for one in entries if not one["eventType"].startswith("application.provision")]

    found = imported(exchanges, moved(acts, 90))

    assert [verb for verb in verbs(found) if "assign" in verb] == ["assign_user", "unassign_user", "assign_user"]
    assert "clock is about 90 seconds ahead" in found.notes[-1]


def test_event_of_a_success_that_was_refused_is_a_contradiction():
    exchanges, entries = recorded("quickstart")
    put = next(one for one in exchanges if one["request"]["method"] == "PUT")
    put["response"] = {"status": 409, "headers": {}, "body": {"detail": "taken"}}

    found = imported(exchanges, entries)

    said = "application.provision.user.push_profile SUCCESS, but PUT /Users/"
    assert [one for one in found.complaints if said in one and "was answered 409 in the recording" in one]
    assert "it is played with the recorded answer" in plain(found)
    assert "respond: {status: 409" in found.text
    assert verbs(found) == verbs(imported(*recorded("quickstart")))


def test_event_of_a_failure_that_was_answered_well_is_a_contradiction():
    exchanges, entries = recorded("quickstart")
    for one in entries:
        if one["eventType"] == "application.provision.user.push":
            reason = "Error while creating user ada-lovelace: Conflict. Errors reported by remote server: taken"
            one["outcome"] = {"result": "FAILURE", "reason": reason}

    found = imported(exchanges, entries)

    assert [one for one in found.complaints if "user.push FAILURE" in one and "POST /Users was answered 201" in one]


def test_time_out_that_the_recording_saw_answered_is_a_contradiction():
    exchanges, entries = recorded("quickstart")
    for one in entries:
        if one["eventType"] == "application.provision.user.push":
            one["outcome"] = {"result": "FAILURE", "reason": "Error while creating user ada: Read timed out"}

    assert [one for one in imported(exchanges, entries).complaints if "Read timed out), but POST /Users" in one]


def test_reasons_of_oktas_own_contradict_nothing():
    exchanges, entries = recorded("link-existing-user")

    assert imported(exchanges, entries).complaints == ()


def test_log_of_other_people_is_put_beside_and_said():
    exchanges, _ = recorded("quickstart")
    _, entries = recorded("same-group-for-both")

    found = imported(exchanges, entries)

    assert "No event and no conversation tell of the same thing at one time" in found.notes[-1]
    assert "ada-lovelace" in found.text
    assert "push_group: ml-team" in found.text


def test_log_about_no_app_is_not_used_and_that_is_said():
    exchanges, _ = recorded("quickstart")
    entry = {"eventType": "user.session.start", "published": "2026-01-05T09:00:00.000Z", "target": []}

    found = imported(exchanges, [entry])

    assert found.complaints == (UNUSED,)
    assert verbs(found)[:2] == ["test_connection", "assign_user"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no event"),
        ("[]", "no event"),
        ('{"method": "GET", "path": "/Users", "response": {"status": 200}}', "1 requests and no event"),
        ("name: a scenario\nsteps: []\n", "no event"),
    ],
)
def test_file_that_is_no_log_is_refused_in_a_sentence(text, said):
    exchanges, _ = recorded("quickstart")
    traffic = Source("traffic.jsonl", "\n".join(map(json.dumps, exchanges)).encode())

    with pytest.raises(UnreadableError, match=rf"^notes\.txt is no System Log: it holds {said}; give an export"):
        import_sources([traffic], Wish(), logs=[Source("notes.txt", text.encode())])


def test_requests_in_the_file_that_was_named_as_the_log_are_left_alone():
    exchanges, entries = recorded("quickstart")
    both = "\n".join(map(json.dumps, [*exchanges, *entries])).encode()
    traffic = Source("traffic.jsonl", "\n".join(map(json.dumps, exchanges)).encode())

    told = tell([traffic], Wish(), logs=[Source("run.jsonl", both)])

    assert {one.place.partition(":")[0] for one in told.evidence.traffic} == {"traffic.jsonl"}
    assert len(told.evidence.traffic) == len(exchanges)


def test_noise_changes_nothing():
    """Headers that a proxy adds, requests to other hosts, gzip: the story stays."""
    exchanges, entries = recorded("offboarding-and-return")
    plain = imported(exchanges, entries).text
    for one in exchanges:
        one["request"]["headers"] = {"Via": "1.1 proxy", **one["request"]["headers"], "X-Forwarded-For": "10.0.0.1"}
    other = {**exchanges[0], "request": {**exchanges[0]["request"], "url": "https://metrics.test/v1/push", "path": "/"}}
    lines = "\n".join(map(json.dumps, [other, *exchanges, other]))
    traffic = Source("traffic.jsonl.gz", gzip.compress(lines.encode()))

    noisy = import_sources([traffic], Wish("It"), logs=[Source("log.json.gz", gzip.compress(_log(entries).data))]).text

    assert noisy.replace("# left out: 2 entries that are no SCIM requests\n", "") == plain


def test_nothing_of_what_was_anonymised_is_left():
    exchanges, entries = recorded("same-group-for-both")

    found = imported(exchanges, entries, Wish("Theirs", anonymise=True))

    assert [one for one in ("ada", "grace", "hopper", "lovelace", "ml-team", "00u") if one in found.text.lower()] == []
    assert verbs(found) == verbs(imported(exchanges, entries))
    assert any(one.startswith("replaced usernames") for one in found.replaced)


def test_no_secret_gets_into_the_scenario():
    scenario = load_file(resolve("password-sync")[0])
    events = played(scenario)
    archive = "".join(FORMATS["har"]([event for event in events if not isinstance(event, Log)]))
    archive = archive.replace("<token>", "hf_abcdefghijklmnop").replace("<password-1>", "Analytical-Engine-1843")
    entries = [event.entry for event in events if isinstance(event, Log)]

    told = tell([Source("traffic.har", archive.encode())], Wish(), logs=[_log(entries)])
    text = repr(told.draft) + repr(told.evidence.traffic)

    assert "hf_abcdefghijklmnop" not in text
    assert "Analytical-Engine-1843" not in text


def test_one_person_and_a_stretch_of_time():
    exchanges, entries = recorded("same-group-for-both")

    grace = imported(exchanges, entries, Wish("Hers", user="grace@acme.test"))

    assert "grace" in grace.text
    with pytest.raises(UnreadableError, match="holds nothing of that time"):
        imported(exchanges, entries, Wish(since="2031-01-01T00:00:00.000Z"))
