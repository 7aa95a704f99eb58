"""Reports > System Log: what it shows, what can be asked of it, and that its CSV can be read back."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import read
from simulator.intake.importing import import_sources
from simulator.play.transcript import Log, parse
from simulator.scenario.loading import load_text
from simulator.web.console.system_log.spreadsheet import as_csv

LOG = "/admin/system-log"


@pytest.fixture
def worked(visitor):
    """Ada's and Grace's assignment, of which Grace's fails; a pushed group."""
    okta = visitor.okta
    okta.assigned("ada")
    okta.ok("POST", "/simulator/v1/hub/faults", {"on": "POST /Users", "respond": {"status": 409}, "times": 1})
    okta.ok("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("grace")})
    okta.settle()
    okta.ok("POST", "/simulator/v1/acts", {"push_group": "ml-team"})
    okta.settle()
    return visitor


def shown(page: str) -> list[str]:
    """The event types of the rows, as they stand there."""
    return re.findall(r'<a id="type-\d+"[^>]*>([^<]+)</a>', page)


def logged(visitor, *types: str) -> list[str]:
    return [event for event, _ in visitor.okta.events(*types)]


def test_an_empty_log_says_what_to_do(visitor) -> None:
    assert "Nothing is in the log yet" in visitor.get(LOG)


def test_events_are_shown_newest_first_with_actor_outcome_and_targets(worked) -> None:
    page = worked.get(LOG)

    assert shown(page) == logged(worked)[::-1]
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page[page.index('class="events"') :])
    assert heads == ["Time", "Actor", "Event Info", "Targets"]
    assert "Push new user to external application" in page
    assert re.search(r"Okta System</a> <span class=\"dim\">\(SystemPrincipal\)", page)
    assert re.search(r'FAILURE</a>: <span class="bad">\w[^<]*grace[^<]*Conflict', page)
    assert 'Ada Lovelace</a> <span class="dim">(User)' in page


def test_a_row_holds_the_whole_event_and_all_can_be_expanded(worked) -> None:
    page, expanded = worked.get(LOG), worked.get(f"{LOG}?all=1")
    entry = worked.okta.engine.record.log()[-1].entry

    assert f"&#34;uuid&#34;: &#34;{entry['uuid']}&#34;" in page
    assert len(re.findall(r'<details id="event-\d+" open>', expanded)) == len(shown(page))
    assert re.findall(r'<details id="event-\d+" open>', page) == []
    assert "Collapse All" in expanded
    assert "Expand All" in page


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("type=application.provision.user.push", lambda one: one["eventType"] == "application.provision.user.push"),
        ("outcome=FAILURE", lambda one: one["outcome"]["result"] == "FAILURE"),
        ("actor=Okta+Sys", lambda one: one["actor"]["displayName"] == "Okta System"),
        ("target=grace", lambda one: any("grace" in str(target).lower() for target in one["target"])),
        ("q=push", lambda one: one["eventType"].endswith(".none")),
        ("q=INFO", lambda one: one["severity"] == "INFO"),
        ("filter=severity+eq+%22ERROR%22", lambda one: one["severity"] == "ERROR"),
        (
            "outcome=FAILURE&filter=severity+eq+%22INFO%22+or+target.type+eq+%22AppUser%22",
            lambda one: one["outcome"]["result"] == "FAILURE" and any(t["type"] == "AppUser" for t in one["target"]),
        ),
    ],
)
def test_a_search_keeps_what_is_asked_for(worked, asked, kept) -> None:
    entries = [line.entry for line in worked.okta.engine.record.log()]
    wanted = [entry["eventType"] for entry in entries if kept(entry)]

    page = worked.get(f"{LOG}?{asked}")
    assert shown(page) == wanted[::-1]
    assert json.loads(worked.get(f"{LOG}/events.json?{asked}")) == [entry for entry in entries if kept(entry)]
    if not wanted:
        assert "No event is what was asked for" in page


def test_view_logs_shows_those_of_the_app(worked) -> None:
    app_id = worked.okta.app_id
    created = worked.okta.person("mia@acme.test")
    page = worked.get(f"{LOG}?app={app_id}")

    assert "user.lifecycle.create" in shown(worked.get(LOG))
    assert "user.lifecycle.create" not in shown(page)
    assert "application.provision.user.push" in shown(page)
    assert f'<option value="{app_id}" selected>Hugging Face</option>' in page
    assert created["id"] not in page


def test_a_click_on_a_value_filters_by_it_and_keeps_what_was_asked(worked) -> None:
    page = worked.get(f"{LOG}?outcome=SUCCESS")
    ada = worked.okta.user("ada")
    link = re.search(rf'href="(\?[^"]*target={ada})"', page)

    assert link is not None
    narrowed = worked.get(LOG + link[1].replace("&amp;", "&"))
    assert "Grace Hopper" not in narrowed
    assert shown(narrowed)
    assert "FAILURE</a>" not in narrowed
    assert '<option value="SUCCESS" selected>' in narrowed


def test_times_bound_it_as_in_the_api(worked) -> None:
    times = [line.entry["published"] for line in worked.okta.engine.record.log()]

    assert shown(worked.get(f"{LOG}?until={times[0]}")) == []
    assert len(shown(worked.get(f"{LOG}?since={times[-1]}"))) == sum(one >= times[-1] for one in times)
    assert "no date" in worked.get(f"{LOG}?since=yesterday")
    assert "the log goes back 180 days" in worked.get(f"{LOG}?since=2001-01-01T00:00:00")


def test_events_before_the_last_seven_days_are_not_hidden_without_a_word(worked) -> None:
    assert "older events" not in worked.get(LOG)
    before = len(shown(worked.get(LOG)))
    worked.okta.ok("POST", "/simulator/v1/clock/advance", {"seconds": 8 * 86400})
    page = worked.get(LOG)

    assert shown(page) == []
    link = re.search(r'id="earlier" href="([^"]+)"', page)
    assert link is not None
    assert len(shown(worked.get(LOG + link[1].replace("&amp;", "&")))) == before


def test_what_okta_would_refuse_is_said_in_its_words(worked) -> None:
    page = worked.get(f"{LOG}?filter=published+gt+1")

    assert "Invalid filter: published gt 1 field &#39;published&#39; is not supported" in page
    assert shown(page) == []
    assert worked.client.get(f"{LOG}/events.csv?filter=published+gt+1").status_code == 400
    assert worked.get(f'{LOG}?filter=a"b')


def test_event_trends_count_each_type(worked) -> None:
    page = worked.get(LOG)
    types = logged(worked)

    assert "Show event trends by category" in page
    for name in set(types):
        counted = re.search(rf">{re.escape(name)}</a></td><td>(\d+)</td>", page)
        assert counted is not None
        assert int(counted[1]) == types.count(name)


def test_the_csv_has_the_consoles_columns_and_is_read_back_as_it_was(worked) -> None:
    answer = worked.client.get(f"{LOG}/events.csv")
    columns = next(csv.reader(io.StringIO(answer.text)))

    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert columns[:12] == [
        "timestamp", "severity", "event_type", "display_message", "uuid", "version", "outcome.result", "outcome.reason",
        "actor.id", "actor.type", "actor.display_name", "actor.alternate_id",
    ]  # fmt: skip
    assert "target2.display_name" in columns
    assert "debug_context.debug_data.request_uri" in columns
    assert columns.index("legacy_event_type") < columns.index("target0.id")
    from_csv = read([Source("log.csv", answer.data)])
    from_api = read([Source("log.json", worked.client.get(f"{LOG}/events.json").data)])
    assert from_csv.complaints == []
    assert [replace(one, place="") for one in from_csv.entries] == [replace(one, place="") for one in from_api.entries]
    assert len(from_csv.entries) == len(logged(worked))


def test_oktasim_import_makes_the_same_scenario_of_the_csv_as_of_the_json(worked) -> None:
    texts = []
    for name in ("csv", "json"):
        data = worked.client.get(f"{LOG}/events.{name}").data
        made = import_sources([Source(f"log.{name}", data)], Wish())
        assert made.complaints == ()
        texts.append(made.text.replace(f"log.{name}", "log"))

    assert [step.verb for step in load_text(texts[0], "log.yaml").steps] == [
        step.verb for step in load_text(texts[1], "log.yaml").steps
    ]
    assert "push_group" in texts[0]


def test_texts_of_all_kinds_survive_the_csv() -> None:
    names = ['Ada, "the first"', "two\nlines", "=1+1", "naïve ☃", "", " spaced "]
    entries = [_entry(number, name) for number, name in enumerate(names)]
    found = read([Source("log.csv", as_csv(entries).encode())])

    assert [one.targets[0].display_name for one in found.entries] == [*names[:-1], "spaced "]
    assert [one.debug.get("dtHash") for one in found.entries] == [f"h{number}" for number in range(len(names))]
    assert [one.debug.get("URLOf") for one in found.entries] == ["x"] * len(names)
    assert as_csv([]).count("\n") == 1


def _entry(number: int, name: str) -> dict:
    named = {"id": f"00u{number}", "type": "User", "alternateId": "a@b.test", "displayName": name}
    return {
        "published": f"2026-08-01T00:00:0{number}.000Z", "severity": "INFO", "eventType": "user.lifecycle.create",
        "displayMessage": "Create okta user", "uuid": f"u{number}", "version": "0", "actor": named, "client": {},
        "outcome": {"result": "SUCCESS", "reason": None}, "transaction": {"id": "t", "type": "WEB"},
        "legacyEventType": None, "debugContext": {"debugData": {"dtHash": f"h{number}", "URLOf": "x"}},
        "target": [named] * (1 + number % 2),
    }  # fmt: skip


def test_many_events_are_shown_page_by_page_from_the_end(worked) -> None:
    record = worked.okta.engine.record
    line = next(event for event in (parse(one.line) for one in record.after(0)) if isinstance(event, Log))
    for number in range(130):
        record.add(replace(line, entry={**line.entry, "uuid": f"many-{number}"}))
    total = len(record.log())

    first, last = worked.get(LOG), worked.get(f"{LOG}?p=99")
    assert f"1 to 50 of {total} events" in first
    assert re.findall(r"many-(\d+)", first)[:2] == ["129", "128"]
    assert f"to {total} of {total} events" in last
    assert shown(last)[-1] == logged(worked)[0]
    assert 'rel="next"' in first
    assert 'rel="next"' not in last


def test_hostile_names_are_shown_as_they_are(visit, open_okta) -> None:
    visitor = visit(open_okta(HOSTILE))
    visitor.okta.ok("POST", "/simulator/v1/acts", {"assign_user": "ada"})
    visitor.okta.settle()

    for page in (visitor.get(LOG), visitor.get(f"{LOG}?target=%22%3E%3Cscript%3E&all=1&type=%3Cscript%3E")):
        assert "<script>" not in page
    assert "&lt;script&gt;" in visitor.get(LOG)
    assert shown(visitor.get(f"{LOG}?target=%3Cscript%3Ealert%28%22x%22%29"))


HOSTILE = """
name: Hostile names
users: {ada: {login: ada@acme.test, firstName: '<script>alert("x")</script>', lastName: '"><b>'}}
steps: []
"""
