"""Okta connected with somebody's application, called in process."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from simulator import Okta
from simulator.errors import OptionError, UsageError
from simulator.play.transcript import Exchange
from tests.python_api import scim_app
from tests.python_api.scim_app import Users, asgi, create_app, wsgi

LOOK_UP = 'GET /Users?filter=userName eq "ada@acme.test"&startIndex=1&count=100 -> 200'


def assigned(okta):
    ada = okta.create_user("ada", login="ada@acme.test", firstName="Ada", lastName="Lovelace")
    return okta.assign_user(ada)


@pytest.mark.parametrize("kind", ["wsgi", "asgi", "factory"])
def test_an_application_of_either_kind_is_provisioned(kind):
    if kind == "asgi":
        pytest.importorskip("a2wsgi")
    target = {"wsgi": wsgi(Users()), "asgi": asgi(Users()), "factory": create_app}[kind]
    okta = Okta.connect(target)

    done = assigned(okta)

    assert (done.outcome, done.requests, done.findings) == ("success", [LOOK_UP, "POST /Users -> 201"], [])
    assert okta.provider.users["ada@acme.test"].active is True
    assert okta.unassign_user("ada").requests == ["GET /Users/{ada} -> 200", "PUT /Users/{ada} -> 200"]
    assert okta.provider.users["ada@acme.test"].active is False


def test_the_record_says_what_was_asked():
    okta = Okta.connect(create_app)
    assigned(okta)

    opened = okta.events[0]
    assert opened.provider == {
        "kind": "app", "base_url": "http://localhost/scim/v2", "name": "tests.python_api.scim_app:create_app",
    }  # fmt: skip
    assert "the application tests.python_api.scim_app:create_app, in process, as http://localhost" in okta.report()
    for form in ("html", "markdown", "har", "curl", "junit", "jsonl"):
        assert "huggingface.co" not in okta.report(form)
    assert okta.record.startswith("# Done to tests.python_api.scim_app:create_app in process;")


@pytest.mark.parametrize("base", ["/scim/v2", "/scim", "/v2", "/api/scim/v2", "/api/scim", ""])
def test_scim_is_found_where_it_is(base):
    users = Users(base)
    okta = Okta.connect(wsgi(users))

    assert assigned(okta).outcome == "success"
    assert okta.events[0].provider["base_url"] == f"http://localhost{base}"


def test_scim_is_where_it_is_said_to_be():
    users = Users("/tenants/7/scim")

    assert assigned(Okta.connect(wsgi(users), base_path="tenants/7/scim/")).outcome == "success"
    assert users.hosts == {"http://localhost"}
    okta = Okta.connect(wsgi(users), base_url="https://scim.acme.test/tenants/7/scim", seed=2)
    assert okta.test_connection().outcome == "success"
    assert "https://scim.acme.test" in users.hosts


def test_a_token_is_sent_and_one_that_is_not_taken_is_seen():
    users = Users(token="right-token-1815")

    assert assigned(Okta.connect(wsgi(users), token="right-token-1815")).outcome == "success"
    done = assigned(Okta.connect(wsgi(users), token="wrong-token-1815"))
    assert done.outcome == "failure"
    assert "Unauthorized" in done.error


def test_what_an_application_raises_is_a_500_with_its_traceback(capsys):
    okta = Okta.connect(scim_app.broken_app, base_path="/scim/v2")

    done = assigned(okta)

    assert (done.outcome, done.exchanges[0].response["status"]) == ("failure", 500)
    assert "RuntimeError: the database is gone" in capsys.readouterr().err
    assert assigned(Okta.connect(scim_app.silent_app, base_path="/")).exchanges[0].response["status"] == 500
    assert "the application answered with no status" in capsys.readouterr().err


@pytest.mark.parametrize("target, said", [
    (scim_app.broken, "tests.python_api.scim_app:broken is called with nothing, as a factory, and failed: "
                      "RuntimeError: no database here"),
    (scim_app.nothing, "is no WSGI or ASGI application, nor a factory of one: int"),
    (lambda: 7, "is no WSGI or ASGI application, nor a factory of one: int"),
    (wsgi(Users("/somewhere")), "under /scim/v2 (404 Not Found: no such page), /scim (404"),
])  # fmt: skip
def test_what_cannot_be_called_is_said_in_one_sentence(target, said):
    with pytest.raises(OptionError) as why:
        Okta.connect(target)

    assert said in str(why.value)


def test_without_the_adapter_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "a2wsgi", None)

    with pytest.raises(OptionError, match=r"is an ASGI application; pip install 'okta-scim-simulator\[asgi\]'"):
        Okta.connect(asgi(Users()))


def test_a_retry_waits_on_the_virtual_clock_only():
    users = Users()
    busy = [429, 429]

    def limited(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST" and busy:
            start_response(f"{busy.pop()} Too Many Requests", [])
            return [b""]
        return wsgi(users)(environ, start_response)

    okta = Okta.connect(limited)
    done = assigned(okta)
    okta.wait("1h")

    assert [line[-3:] for line in done.requests if line.startswith("POST")][:1] == ["429"]
    assert okta.provider.users["ada@acme.test"].userName == "ada@acme.test"


def test_a_scenario_is_played_to_the_application(tmp_path):
    story = tmp_path / "story.yaml"
    story.write_text("name: x\nusers: {ada: {login: ada@acme.test}}\nsteps:\n  - hub: revoke_token\n")

    with pytest.raises(
        OptionError, match=r"story.yaml:4:5: `hub` works on the bundled Hub only; this run goes to an app"
    ):
        Okta.connect(create_app).play(story)
    story.write_text("name: x\nusers: {ada: {login: ada@acme.test}}\nsteps:\n  - assign_user: ada\n")
    assert Okta.connect(create_app, integration="oin").play(story).kept


def test_what_was_done_to_an_application_plays_to_the_same_traffic(tmp_path):
    okta = Okta.connect(create_app)
    assigned(okta)
    okta.update_user("ada", lastName="King")
    (tmp_path / "again.yaml").write_text(okta.record)

    again = Okta.connect(create_app).play(tmp_path / "again.yaml")

    sent = [
        [(one.request["method"], one.request["url"], one.request["body"], one.response["status"])
         for one in events if isinstance(one, Exchange) and one.origin == "okta"]
        for events in (okta.events, again.events)
    ]  # fmt: skip
    assert (len(sent[0]), sent[0]) == (4, sent[1])


def test_what_only_the_bundled_hub_can_do_is_refused():
    okta = Okta.connect(create_app)

    for act in (lambda: okta.fault("GET /Users", html=502), okta.hub.revoke_token, okta.clear_faults,
                lambda: okta.configure(stub_token="current")):  # fmt: skip
        with pytest.raises(UsageError, match="works on the bundled Hub only"):
            act()


def test_another_machine_is_not_written_to_unasked():
    with Okta.connect("http://127.0.0.1:9/scim", token="t0ken-of-1815-for-http") as okta:
        with pytest.raises(UsageError, match=r"at scim.example.com; give allow_host=True"):
            okta.configure(endpoint="https://scim.example.com/v2")

        assert "Connection refused" in okta.test_connection().error


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def test_an_endpoint_is_reached_over_http():
    users = Users(token="t0ken-of-1815-for-http")
    server = make_server("127.0.0.1", 0, wsgi(users), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/scim/v2"
    try:
        with Okta.connect(url, token="t0ken-of-1815-for-http") as okta:
            done = assigned(okta)

            assert (done.outcome, okta.events[0].provider) == ("success", {"kind": "endpoint", "base_url": url})
            assert okta.provider.users["ada@acme.test"].active
            assert all(event.milliseconds > 0 for event in okta.events if isinstance(event, Exchange))
            assert f'endpoint: "{url}", token_env: SCIM_TOKEN' in okta.record.replace("\n  ", ", ")
            assert "t0ken-of-1815" not in okta.report("jsonl") + okta.record
    finally:
        server.shutdown()
        server.server_close()
