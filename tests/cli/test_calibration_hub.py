import json

import pytest
from click.testing import CliRunner

from simulator.cli.group import cli

AT = {"event": "exchange", "at": "2026-01-05T09:00:00Z", "origin": "recorded"}
URL = "https://huggingface.co/api/organizations/acme/scim/v2"


@pytest.fixture(name="recording")
def _recording(tmp_path):
    def recording(kind, url=URL):
        asked = {"method": "GET", "path": "/Users", "query": "startIndex=1&count=2", "headers": {}, "body": None}
        body = {"schemas": [], "totalResults": 0, "itemsPerPage": 0, "startIndex": 1, "Resources": []}
        answered = {"status": 200, "headers": {"Content-Type": kind}, "body": body}
        line = AT | {"request": asked | {"url": f"{url}/Users?startIndex=1&count=2"}, "response": answered}
        path = tmp_path / "recorded.jsonl"
        path.write_text(json.dumps(line) + "\n", encoding="utf-8")
        return path

    return recording


def judge(path):
    return CliRunner().invoke(cli, ["calibrate", str(path), "--hub-rules"])


def test_what_is_decided_open_and_on_no_wire_is_said(recording):
    said = judge(recording("application/scim+json; charset=utf-8"))

    assert said.exit_code == 0
    assert said.output.startswith(
        "1 recorded answers of the Hub were judged, 0 left out, since they say nothing of its rules or follow what "
        "nothing explains: 0 differences left with the nearest rules\n"
    )
    assert "Decided (1)\n  response_type: scim+json, where the default is json\n" in said.output
    assert "  malformed_id: 400 or 404\n    to decide it: GET /Users/123.\n" in said.output
    assert "  audit_order\n    to decide it: Export the audit log on its page.\n" in said.output


def test_what_no_rule_explains_ends_with_1(recording):
    said = judge(recording("text/json"))

    assert said.exit_code == 1
    assert "Not explained by any value of the rule (1)\n  response_type: json\n" in said.output
    assert "Not explained by any setting (1)\n" in said.output


def test_a_recording_of_another_provider_is_refused(recording):
    said = judge(recording("application/json", "https://scim.example.com/v2"))

    assert said.exit_code == 2
    assert said.output.startswith("Error: no request in it goes to a Hub: its SCIM base URL ends with")
