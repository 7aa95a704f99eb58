import json
import os
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from simulator.reports import curl

needs_tools = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")), reason="curl or jq is not on this machine"
)


def script(events):
    return "".join(curl.render(events))


@pytest.fixture(name="provider")
def _provider():
    """A fresh provider: ids of its own making, its requests kept."""
    requests = []

    class Provider(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            requests.append((self.command, self.path, dict(self.headers), body.decode()))
            made = f'new "{len(requests)}"/é'
            reply = {**json.loads(body), "id": made} if self.command == "POST" else {}
            text = json.dumps(reply).encode()
            self.send_response(201 if self.command == "POST" else 200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815  (the names http.server looks for)

        def log_message(self, *_):
            """Keeps the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/scim/v2/", requests
    server.shutdown()
    thread.join()
    server.server_close()


def run(text, base, **variables):
    environment = {"PATH": os.environ["PATH"], "SCIM_BASE": base, "SCIM_TOKEN": "s3cret $x", **variables}
    return subprocess.run(["sh"], input=text, text=True, capture_output=True, env=environment, timeout=60)


def test_shell_accepts_the_script(story):
    assert subprocess.run(["sh", "-n"], input=script(story), text=True).returncode == 0


@needs_tools
def test_replay_sends_what_okta_sent_with_the_new_providers_ids(story, make, provider):
    base, requests = provider

    ran = run(script(story), base, PASSWORD_1="own \"pass'word\\")

    assert (ran.returncode, ran.stderr) == (0, "")
    sent = [event for event in story if event.kind == "exchange" and event.origin == "okta" and event.attempt == 1]
    assert [(method, path.split("/")[3].partition("?")[0]) for method, path, *_ in requests] == [
        (event.request["method"], event.request["path"].split("/")[1]) for event in sent
    ]
    create, refused = [json.loads(body) for method, path, _, body in requests if method == "POST"][:2]
    assert create["password"] == "own \"pass'word\\"
    assert len(refused["password"]) == 20
    assert refused["displayName"] == make.TRICKY
    ada, group = 'new "3"/é', 'new "11"/é'
    changed = next(json.loads(body) for method, _, _, body in requests if method == "PUT")
    assert (changed["id"], changed["displayName"]) == (ada, make.TRICKY)
    assert changed["meta"]["location"] == f"{make.BASE}/Users/{ada}"
    assert requests[3][1] == "/scim/v2/Users/new%20%223%22%2F%C3%A9"
    patch = json.loads(requests[-1][3])
    assert patch["Operations"][0]["path"] == f'members[value eq "{ada}"]'
    pushed = next(json.loads(body) for method, path, _, body in requests if method == "PUT" and "Groups" in path)
    assert (pushed["id"], pushed["members"][0]["value"]) == (group, ada)


@needs_tools
def test_replay_sends_oktas_headers_and_the_token(story, provider):
    base, requests = provider

    run(script(story[:5] + story[6:8]), base)

    _, path, headers, _ = requests[0]
    assert path == "/scim/v2/Users?startIndex=1&count=2"
    assert headers["User-Agent"] == "Okta SCIM Client 1.0.0"
    assert headers["Authorization"] == "Bearer s3cret $x"
    assert headers["Accept"] == "application/scim+json"
    assert "Content-Type" not in headers
    assert "Expect" not in headers


@needs_tools
def test_each_request_is_printed_with_its_status(make, provider):
    base, _ = provider

    ran = run(script([make.started(), make.exchange(1, "DELETE /Groups/x%2Fy", (204, None))]), base)

    assert ran.stdout == "DELETE /Groups/x%2Fy -> 200\n"


@needs_tools
def test_nobody_answering_ends_the_script_with_1(make):
    text = script(
        [make.started(), make.exchange(1, "GET /Users", (200, None)), make.exchange(1, "GET /Me", (200, None))]
    )

    ran = run(text, "http://127.0.0.1:9")

    assert ran.returncode == 1
    assert ran.stderr.endswith("GET    /Users -> no answer\n")


@pytest.mark.parametrize("missing", ["SCIM_BASE", "SCIM_TOKEN"])
@needs_tools
def test_script_asks_for_what_it_needs(missing, make):
    ran = run(script([make.started()]), "http://127.0.0.1:9", **{missing: ""})

    assert ran.returncode != 0
    assert missing in ran.stderr


def test_script_names_the_tool_it_lacks(make, tmp_path):
    shell = shutil.which("sh")

    ran = subprocess.run(
        [shell], input=script([make.started()]), text=True, capture_output=True, env={"PATH": str(tmp_path)}
    )

    assert (ran.returncode, ran.stderr) == (2, "curl is needed; install it first\n")


def test_id_of_a_found_user_is_looked_up_by_user_name(make):
    theirs = make.user(make.ADA, 'a"da')
    text = script(
        [
            make.exchange(1, "GET /Users?filter=x", make.found({"id": 17}, "not a user", theirs)),
            make.exchange(1, f"GET /Users/{make.ADA}", (200, theirs)),
            make.exchange(1, "GET /Users/17", (200, None)),
        ]
    )

    assert 'user_1=$(recall 1 \'.Resources[] | select(.userName == "a\\"da") | .id\'' in text
    assert "user_2=$(recall 1 '.Resources[0] | .id' 17)" in text


def test_id_is_recalled_only_once_and_only_where_it_is_needed(make):
    theirs = make.user(make.ADA, "ada")
    events = [make.exchange(1, "POST /Users", (201, theirs), {"userName": "ada"})]

    assert "user_1=" not in script(events)
    again = [make.exchange(1, f"GET /Users/{make.ADA}", (200, theirs))] * 2
    assert script(events + again).count("user_1=") == 1


def test_names_that_equal_an_id_stay_names(make):
    first = make.exchange(1, "POST /Users", (201, {"id": "ada"}), {"userName": "ada"})
    second = make.exchange(2, "PUT /Users/ada", (200, None), {"id": "ada", "userName": "ada", "externalId": "ada"})

    body = script([first, second]).splitlines()[-3]

    assert '"userName":"ada","externalId":"ada"' in body
    assert "$user_1" in body


def test_ids_of_other_collections_have_names_of_their_own(make):
    made = make.exchange(1, "POST /Roles", (201, {"id": "r1"}), {})

    assert "resource_1=$(recall 1 .id r1)" in script([made, make.exchange(1, "GET /Roles/r1", (200, None))])


@pytest.mark.parametrize("body", [None, [], {"raw": "no JSON"}, {"Resources": 3}, {"id": None}])
def test_answers_without_ids_are_no_obstacle(make, body):
    text = script([make.exchange(1, "GET /Users", (200, body)), make.exchange(1, "GET /Users/1", (200, body))])

    assert "recall" not in text.partition("# a request")[2]


def test_other_media_type_and_header_are_set_before_the_request(make):
    asked = make.exchange(1, "POST /Users", (200, None), {"raw": "not 'JSON'"})
    asked.request["headers"] = {"content-type": "application/json", "Authorization": "Basic ***"}

    text = script([make.started(), asked])

    assert "content_type=application/json\n" in text
    assert "'Authorization: Bearer '\"$SCIM_TOKEN\"" in text
    assert "scim 1 POST /Users 'not '\"'\"'JSON'\"'\"''" in text


@pytest.mark.parametrize("place", ["path", "query", "header", "member", "text", "method"])
def test_a_nul_in_what_was_recorded_makes_no_code_of_the_text_behind_it(make, place):
    """Inside of the script's making a NUL separates text from code."""
    hostile = "/x\0$(id)\0"
    asked = make.exchange(
        1, "POST /Users", (200, None), {"member": {"title": hostile}, "text": {"raw": hostile}}.get(place)
    )
    if place == "header":
        asked.request["headers"] = {"X-Said": hostile}
    elif place in asked.request:
        asked.request[place] = hostile
    asked.request["url"] += hostile

    for text in (script([make.started(), asked]), curl.command(asked)):
        assert '"$(id)"' not in text
        assert "\0" not in text
    assert "/x$(id)" in script([make.started(), asked]) + curl.command(asked)


def test_request_tried_again_is_left_out_but_not_one_sent_again(make):
    limited = make.exchange(1, "GET /Users", (429, None))
    again = make.exchange(1, "GET /Users", (429, None), attempt=2)
    last = make.exchange(1, "GET /Users", (200, None), attempt=3)
    other = make.exchange(1, "GET /Groups", (200, None), attempt=2)

    text = script([limited, again, last, limited, other])

    assert [line for line in text.splitlines() if line.startswith("scim ")] == [
        "scim 1 GET /Users",
        "scim 2 GET /Users",
        "scim 3 GET /Groups",
    ]


@needs_tools
def test_one_request_is_a_command_that_sends_it_again(provider, make):
    base, requests = provider
    body = {"displayName": make.TRICKY, "password": "<password-1>"}
    event = make.exchange(1, "POST /Users?a=[1-2]{x,y}", (201, None), body)
    event.request["url"] = f"{base}Users?a=[1-2]{{x,y}}"

    ran = run(curl.command(event), base)

    assert (ran.returncode, ran.stdout != "") == (0, True), ran.stderr
    ((method, target, headers, sent),) = requests
    assert (method, target) == ("POST", "/scim/v2/Users?a=[1-2]{x,y}")
    assert headers["Authorization"] == "Bearer s3cret $x"
    assert headers["Content-Type"] == "application/scim+json; charset=utf-8"
    assert headers["User-Agent"] == "Okta SCIM Client 1.0.0"
    assert json.loads(sent) == body


@needs_tools
def test_a_body_that_is_no_json_is_sent_as_it_was(provider, make):
    base, requests = provider
    event = make.exchange(1, "PUT /x", (200, None), {"raw": "@/etc/passwd 'x'"})
    event.request["url"] = f"{base}x"

    assert run(curl.command(event), base).returncode == 0
    assert requests[0][3] == "@/etc/passwd 'x'"
