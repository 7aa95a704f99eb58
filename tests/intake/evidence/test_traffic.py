"""The same requests as a browser, a tunnel, our Hub and our runs record them."""

import base64
import gzip
import json

import pytest

from provider_stub.http.request_log import RequestLog
from simulator.cli.arguments import load_file
from simulator.errors import UnreadableError
from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import IN_A_BROWSER, read
from simulator.intake.importing import import_sources
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Log, dump
from simulator.reports import FORMATS
from simulator.scenario.finding import resolve
from simulator.transport.wsgi import WsgiTransport


def facts(value, name="traffic.json"):
    return read([Source(name, (value if isinstance(value, str) else json.dumps(value)).encode())])


def captured(make, chunked=False, cut=0):
    """What ngrok's agent answers to `GET /api/requests/http`, newest first."""
    har = make.Har("https://tunnel.test/scim").look_up("ada-l").create("u1", make.user("ada-l"))
    requests = []
    for number, entry in enumerate(har.entries):
        asked, answered = entry["request"], entry["response"]["content"]["text"].encode()
        body = asked.get("postData", {}).get("text", "").encode()
        length = {"Transfer-Encoding": ["chunked"]} if chunked else {"Content-Length": [str(len(answered))]}
        if chunked:
            answered = b"5\r\n" + answered[:5] + b"\r\n%x\r\n" % len(answered[5:]) + answered[5:] + b"\r\n0\r\n\r\n"
        answered = answered[: len(answered) - cut]
        uri = asked["url"].removeprefix("https://tunnel.test")
        requests.append(
            {
                "uri": f"/api/requests/http/{number}",
                "id": f"69a55a400000000{number}",
                "start": "2026-03-02T02:00:00-08:00",
                "duration": 3893202,
                "request": {
                    "method": asked["method"],
                    "proto": "HTTP/1.1",
                    "headers": {"Host": ["tunnel.test"], "Authorization": ["Bearer top-secret-token"]},
                    "uri": uri,
                    "raw": base64.b64encode(
                        f"{asked['method']} {uri} HTTP/1.1\r\nHost: t\r\n\r\n".encode() + body
                    ).decode(),
                },
                "response": {
                    "status": "x",
                    "status_code": entry["response"]["status"],
                    "proto": "HTTP/1.1",
                    "headers": length,
                    "raw": base64.b64encode(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n" + answered).decode(),
                },
            }
        )
    return {"uri": "/api/requests/http", "requests": requests[::-1]}


@pytest.mark.parametrize("chunked", [False, True])
def test_requests_that_a_tunnel_captured_are_read(make, chunked):
    found = facts(captured(make, chunked))

    assert found.base_url == "https://tunnel.test/scim"
    assert [(one.at, one.method, one.path, one.status) for one in found.traffic] == [
        ("2026-03-02T10:00:00.000Z", "GET", "/Users", 200),
        ("2026-03-02T10:00:00.000Z", "POST", "/Users", 201),
    ]
    assert found.traffic[0].looked_for == "ada-l"
    assert found.traffic[1].body["userName"] == found.traffic[1].answer["userName"] == "ada-l"
    assert found.complaints == []


def test_compressed_answer_that_a_tunnel_captured_is_read(make):
    dump = captured(make)
    answer = gzip.compress(json.dumps({"id": "u1", "userName": "ada-l"}).encode())
    message = dump["requests"][0]["response"]
    message["headers"] = {"Content-Encoding": ["gzip"], "Content-Length": [str(len(answer))]}
    for kept, lost in ((answer, False), (answer[:-12], True), (b"{}", True)):
        message["raw"] = base64.b64encode(b"HTTP/1.1 201 Created\r\nA: b\r\n\r\n" + kept).decode()
        found = facts(dump).traffic[-1]

        assert (found.resource.get("userName") == "ada-l", found.lost) == (not lost, lost)


def test_body_that_the_tunnel_kept_in_part_counts_as_lost(make):
    assert "the answer to POST /Users comes without its text" in facts(captured(make, cut=9)).complaints[-1]


def test_request_that_nobody_answered_yet_has_no_answer(make):
    dump = captured(make)
    dump["requests"][0]["response"] = None

    assert (facts(dump).traffic[-1].status, facts(dump).traffic[-1].error) == (None, "no answer")


def test_one_captured_request_alone_is_read(make):
    assert len(facts(captured(make)["requests"][1]).traffic) == 1


def hub_log(scenario):
    """What `oktasim hub --log` writes while a scenario is played."""
    lines = []
    run = prepare(load_file(resolve(scenario)[0]), Choice(stub=True), {})
    hub = run.story.player.transport
    assert isinstance(hub, WsgiTransport)
    hub._app = RequestLog(hub._app, lines.append)
    list(run.events())
    return b"".join(lines).decode()


def test_request_log_of_our_hub_tells_the_same_as_the_run_itself():
    played = list(prepare(load_file(resolve("quickstart")[0]), Choice(stub=True, verify=True), {}).events())
    logged, transcript = facts(hub_log("quickstart")), facts("".join(map(dump, played)))
    har = facts("".join(FORMATS["har"](played)))

    told = [
        [(one.method, one.path, one.query, one.status) for one in found.traffic] for found in (logged, transcript, har)
    ]
    assert told[0] == told[1] == told[2]
    assert len(told[0]) > 3
    assert logged.complaints == transcript.complaints == []


def test_transcript_becomes_the_same_story_as_its_archive_and_its_log():
    played = list(prepare(load_file(resolve("offboarding-and-return")[0]), Choice(), {}).events())
    log = json.dumps([event.entry for event in played if isinstance(event, Log)]).encode()
    transcript = Source("run", "".join(map(dump, played)).encode())
    archive = Source("run", "".join(FORMATS["har"](played)).encode())

    texts = [
        import_sources([transcript], Wish("A run")).text,
        import_sources([archive], Wish("A run"), logs=[Source("log", log)]).text,
    ]

    assert "A System Log and a recording of the traffic, joined" in texts[0]
    assert texts[0].partition("\nname:")[2] == texts[1].partition("\nname:")[2]


def test_all_of_a_request_that_was_sent_is_kept():
    line = {
        "event": "exchange", "origin": "recorded", "at": "2026-03-02T10:00:00.125Z", "milliseconds": 12.5,
        "purpose": "", "attempt": 1,
        "request": {
            "method": "POST", "path": "/Users", "query": "a=b%20c+d",
            "url": "https://scim.acme.test/v2/Users?a=b%20c+d",
            "headers": [
                ["X-Forwarded-For", "10.0.0.1"], ["Authorization", "Bearer abcdefgh12345678"],
                ["Via", "1"], ["Via", "2"],
            ],
            "body": {"userName": "ada", "active": True, "emails": []}, "text": '{ "userName": "ada" }',
        },
        "response": {"status": 201, "headers": {}, "body": {"id": "u1"}},
    }  # fmt: skip
    (one,) = facts(line).traffic

    assert one.target == "/Users?a=b%20c+d"
    assert one.sent_headers == (
        ("X-Forwarded-For", "10.0.0.1"), ("Authorization", "Bearer <token>"), ("Via", "1"), ("Via", "2"),
    )  # fmt: skip
    assert one.time == 1772445600.125
    assert one.milliseconds == 12.5
    assert one.written == '{ "userName": "ada" }'
    assert list(one.body) == ["userName", "active", "emails"]
    assert not one.ours


def test_durations_are_read_from_every_kind_of_file(make):
    har = json.loads(make.Har().look_up("ada-l").text())
    har["log"]["entries"][0]["time"] = 41.5

    assert [one.milliseconds for one in facts(har).traffic] == [41.5]
    assert {one.milliseconds for one in facts(captured(make)).traffic} == {3.893202}
    assert all(one.milliseconds >= 0 for one in facts(hub_log("quickstart")).traffic)


def test_password_as_it_stood_on_the_wire_is_hidden(make):
    found = facts(make.Har().create("u1", make.user("ada-l", password="Analytical-Engine-1843")).text())

    assert "Analytical-Engine-1843" not in repr(found)
    assert '"userName"' in found.traffic[0].written


def browser(*answers):
    """An archive of the Admin Console's System Log page."""
    entries = [
        {
            "startedDateTime": "2026-03-02T10:00:00.000Z",
            "request": {"method": "GET", "url": f"https://acme-admin.okta.com{path}", "headers": []},
            "response": {"status": 200, "headers": [], "content": {"size": 9, "text": json.dumps(answer)}},
        }
        for path, answer in answers
    ]
    return {"log": {"version": "1.2", "creator": {"name": "Chromium"}, "entries": entries}}


def test_system_log_that_the_console_read_is_taken_from_a_browsers_archive(make):
    events = [make.of_ada("application.user_membership.add", 1), make.of_ada("application.provision.user.push", 2)]
    found = facts(browser(("/admin/x", {}), ("/api/v1/logs?limit=20", events[1:]), ("/api/v1/logs?after=1", events)))

    assert [entry.type for entry in found.entries] == [
        "application.user_membership.add", "application.provision.user.push", "application.provision.user.push",
    ]  # fmt: skip
    assert found.notes == [IN_A_BROWSER]
    assert found.entries[0].place == "traffic.json:1: entry 3: event 1"


def test_browsers_archive_without_either_is_refused_with_the_reason():
    with pytest.raises(UnreadableError, match="never shows in a browser, so record it at the provider"):
        facts(browser(("/admin/apps", {})))


def test_traffic_and_a_system_log_are_joined(make):
    log = [make.of_ada("application.user_membership.add", 1)]
    har = make.Har().look_up("ada-l").create("u1", make.user("ada-l")).text()
    sources = [Source("log.json", json.dumps(log).encode()), Source("traffic.har", har.encode())]
    imported = import_sources(sources, Wish())

    assert "POST /Users" in imported.text
    assert "label: Roster" in imported.text
    assert "name: Imported from log.json and 1 more" in imported.text
