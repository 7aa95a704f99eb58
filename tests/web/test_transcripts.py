"""The transcript over the API: JSON Lines, from a place on, and as it happens."""

import json
import threading
from urllib.request import Request, urlopen

import pytest

from simulator.play.transcript import Exchange, RunStarted, read

PATH = "/simulator/v1/transcript"


def test_the_transcript_is_a_run_that_reports_can_read(okta) -> None:
    okta.assigned("ada")
    answer = okta.call("GET", PATH)
    assert answer.content_type == "application/x-ndjson"
    events = list(read(answer.text.splitlines(), "transcript"))
    assert isinstance(events[0], RunStarted)
    assert [one.purpose for one in events if isinstance(one, Exchange)] == ["check user exists", "create user"]


def test_it_goes_on_behind_what_was_seen(okta) -> None:
    after = okta.call("GET", PATH).headers["X-Transcript-After"]
    nothing = okta.call("GET", f"{PATH}?after={after}")
    assert (nothing.text, nothing.headers["X-Transcript-After"]) == ("", after)
    okta.ok("POST", "/api/v1/groups", {"profile": {"name": "x"}})
    lines = [json.loads(line) for line in okta.call("GET", f"{PATH}?after={after}").text.splitlines()]
    assert [line["event"] for line in lines] == ["step_started", "log", "step_finished"]
    assert lines[1]["entry"]["eventType"] == "group.lifecycle.create"


def test_no_secret_is_in_it(okta, tokens) -> None:
    okta.assigned("ada")
    text = okta.call("GET", PATH).text
    assert "Bearer <token>" in text
    assert tokens.api not in text
    assert tokens.hub not in text


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 13])
def test_a_place_that_is_none_is_refused(okta, after) -> None:
    assert okta.refused("GET", f"{PATH}?after={after}") == (400, "E0000001")


def test_server_sent_events_come_as_they_happen(served, tokens) -> None:
    headers = {"Authorization": f"SSWS {tokens.api}", "Accept": "text/event-stream", "Last-Event-ID": "1"}
    with urlopen(Request(f"{served.url}{PATH}", headers=headers), timeout=10) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        act = threading.Thread(target=served.okta.ok, args=("POST", "/api/v1/groups", {"profile": {"name": "x"}}))
        act.start()
        lines = [stream.readline().decode().rstrip() for _ in range(5)]
        act.join()
        served.okta.engine.record.close()
        stream.read()
    assert lines[:4] == ["retry: 1000", "", "id: 2", "event: step_started"]
    assert json.loads(lines[4].removeprefix("data: "))["verb"] == "create_group"


def test_a_quiet_stream_shows_signs_of_life_and_ends_with_the_record(okta, monkeypatch) -> None:
    monkeypatch.setattr("simulator.web.simulator_api.transcripts.HEARTBEAT", 0.01)
    answer = okta.call("GET", f"{PATH}?after=1", headers={"Accept": "text/event-stream"}, buffered=False)
    chunks = answer.iter_encoded()
    assert next(chunks) == b"retry: 1000\n\n"
    assert next(chunks) == b": still here\n\n"
    okta.engine.record.close()
    assert list(chunks) == []
    answer.close()


def test_too_many_streams_are_sent_away_until_one_closes(okta) -> None:
    headers = {"Accept": "text/event-stream"}
    streams = [okta.call("GET", PATH, headers=headers, buffered=False) for _ in range(4)]
    assert okta.refused("GET", PATH, headers=headers) == (429, "E0000047")
    streams.pop().close()
    streams.append(okta.call("GET", PATH, headers=headers, buffered=False))
    assert streams[-1].status_code == 200
    for stream in streams:
        stream.close()
