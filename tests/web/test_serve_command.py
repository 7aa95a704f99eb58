"""`oktasim serve`: what it prints, whom it pushes to, how it ends."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from provider_stub import Settings, create_app
from provider_stub.http.serving import serve as serve_hub
from simulator.cli import cli
from simulator.play.transcript import Exchange, read
from tests.forked import oktasim

OPTIONS = ["serve", "--port", "0", "--hub-port", "0"]


class Running:
    """The command in a process of its own; `out` is what it has printed on standard output."""

    def __init__(self, *options: str, environment: dict[str, str], root: Path) -> None:
        self.process = subprocess.Popen(
            [*oktasim(), *OPTIONS, *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=root,
        )  # fmt: skip
        self.out = "".join(self.process.stdout.readline() for _ in range(3))
        self.url = re.search(r"Okta URL:\s+(\S+)", self.out)[1]

    def call(self, token: str, path: str, body: Any = None, method: str | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, {"Authorization": f"SSWS {token}"}, method=method)
        with urlopen(request, timeout=10) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        out, error = self.process.communicate(timeout=20)
        return self.process.returncode, self.out + out, error


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    import os

    started: list[Running] = []

    def start(*options: str, **environment: str) -> Running:
        kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        running = Running(*options, environment={**kept, **environment}, root=root)
        started.append(running)
        return running

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
            running.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_says_how_to_connect_and_stops_cleanly(run, number) -> None:
    running = run()
    code, out, error = running.stop(number)
    assert code == 0
    assert re.search(r"SCIM Tenant URL: http://127\.0\.0\.1:\d+/api/organizations/acme/scim/v2\n", out)
    token = re.search(r"^API token, shown once: (\S+)$", error, re.MULTILINE)[1]
    assert token.startswith("00")
    assert re.search(r"^SCIM token, shown once: stub_\S+$", error, re.MULTILINE)
    assert "OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=true" in error
    assert error.count(token) == 1
    assert token not in out
    assert "Traceback" not in error


def test_a_person_assigned_over_http_is_at_the_hub_and_in_the_log(run, tmp_path) -> None:
    log = tmp_path / "run.jsonl"
    running = run("--log", str(log), OKTASIM_SERVE_API_TOKEN="00given", OKTASIM_SERVE_HUB_TOKEN="stub_given-token")
    (app,) = running.call("00given", "/api/v1/apps")
    ada = running.call("00given", "/api/v1/users/ada.lovelace")["id"]
    running.call("00given", f"/api/v1/apps/{app['id']}/users", {"id": ada})
    assert running.call("00given", "/simulator/v1/jobs/wait", {}) == {"idle": True}
    hub = re.search(r"SCIM Tenant URL: (\S+)", running.out)[1]
    request = Request(f"{hub}/Users", headers={"Authorization": "Bearer stub_given-token"})
    with urlopen(request, timeout=5) as answer:
        assert [user["userName"] for user in json.loads(answer.read())["Resources"]] == ["ada-lovelace"]
    code, _, error = running.stop()
    assert code == 0
    assert "shown once" not in error
    text = log.read_text("utf-8")
    assert "given-token" not in text
    purposes = [event.purpose for event in read(text.splitlines(), "log") if isinstance(event, Exchange)]
    assert purposes == ["check user exists", "create user", "read back"]


def test_a_full_disk_is_said_once_and_it_goes_on(run) -> None:
    running = run("--log", "/dev/full", OKTASIM_SERVE_API_TOKEN="00given", OKTASIM_SERVE_HUB_TOKEN="stub_given-token")
    (app,) = running.call("00given", "/api/v1/apps")
    ada = running.call("00given", "/api/v1/users/ada.lovelace")["id"]
    running.call("00given", f"/api/v1/apps/{app['id']}/users", {"id": ada})
    assert running.call("00given", "/simulator/v1/jobs/wait", {}) == {"idle": True}
    code, _, error = running.stop()
    assert code == 2
    assert error.count("/dev/full cannot be written: No space left on device; nothing more is logged\n") == 1
    assert "Traceback" not in error


def test_a_start_that_fails_leaves_the_earlier_log_and_the_scenario(tmp_path) -> None:
    log, story = tmp_path / "run.jsonl", tmp_path / "story.yaml"
    log.write_text("of an earlier run\n")
    story.write_text("name: x\nsteps: [nonsense]\n")
    options = ["serve", "--port", "0", "--hub-port", "0", "--scenario", str(story), "--log"]
    for target, sentence in [(log, "nonsense"), (story, f"{story} holds the scenario; give another file to --log")]:
        result = CliRunner().invoke(cli, [*options, str(target)])
        assert (result.exit_code, sentence in result.stderr) == (2, True)
    assert log.read_text() == "of an earlier run\n"
    assert story.read_text().startswith("name: x")


SCENARIO = """
name: Only Grace
provider: {stub: {organization: lab, sso: basic, quirks: [any-username], rate_limit: {quota: 50}}}
users: {grace: {login: grace.hopper@acme.test, firstName: Grace, lastName: Hopper}}
steps: [{assign_user: grace}]
"""


def test_a_scenario_gives_its_start_and_its_steps_wait(run, tmp_path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(SCENARIO)
    running = run("--scenario", str(path), "--api-token", "00given", "--rate-limit", "off")
    assert "/api/organizations/lab/scim-provisioning/v2" in running.out
    assert [one["profile"]["firstName"] for one in running.call("00given", "/api/v1/users")] == ["Grace"]
    assert running.call("00given", "/simulator/v1/scenario")["played"] == 0
    assert running.call("00given", "/simulator/v1/scenario/step", {})["played"] == 1
    code, _, error = running.stop()
    assert code == 0
    assert "--rate-limit is not used: the scenario sets provider.stub.rate_limit" in error


def test_a_bundled_scenario_is_named_as_for_play(run) -> None:
    running = run("--scenario", "quickstart", "--api-token", "00given")
    assert running.call("00given", "/simulator/v1/scenario")["file"].endswith("quickstart.yaml")
    assert running.call("00given", "/simulator/v1/scenario/step", {})["played"] == 1


def test_at_an_endpoint_the_requests_leave_for_it_and_it_may_hang_or_go_away(run) -> None:
    hub = create_app(Settings(token="stub_another-token"))
    with serve_hub(hub) as provider:
        endpoint = f"{provider.url}/api/organizations/acme/scim/v2"
        running = run("--endpoint", endpoint, "--token-env", "A_TOKEN", "--api-token", "00given",
                      A_TOKEN="stub_another-token")  # fmt: skip
        assert f"SCIM Tenant URL: {endpoint}\n" in running.out
        (app,) = running.call("00given", "/api/v1/apps")
        people = {one["profile"]["firstName"]: one["id"] for one in running.call("00given", "/api/v1/users")}
        assigned = f"/api/v1/apps/{app['id']}/users"
        running.call("00given", assigned, {"id": people["Ada"]})
        assert running.call("00given", "/simulator/v1/jobs/wait", {}) == {"idle": True}
        assert running.call("00given", f"{assigned}/{people['Ada']}")["status"] == "PROVISIONED"
    running.call("00given", assigned, {"id": people["Grace"]})
    began = time.monotonic()
    assert len(running.call("00given", "/api/v1/users")) == 3
    assert time.monotonic() - began < 1
    assert running.call("00given", "/simulator/v1/jobs/wait", {}) == {"idle": True}
    (task,) = running.call("00given", f"/simulator/v1/apps/{app['id']}/tasks")
    assert "Connection refused" in task["text"]
    code, _, error = running.stop()
    assert (code, "Traceback" in error) == (0, False)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 is reached from other machines; add --allow-remote if that is meant"),
        (["--endpoint", "https://scim.example.com"], "an endpoint needs a token"),
        (["--endpoint", "https://scim.example.com", "--token-env", "NOT_SET_HERE"], "NOT_SET_HERE is not set"),
        (["--endpoint", "http://scim.example.com", "--token-env", "X"], "--endpoint must be https"),
        (["--scenario", "nowhere.yaml"], "there is no file, folder or bundled scenario nowhere.yaml"),
        (["--scenario", "quickstrat"], "bundled scenario quickstrat; did you mean `quickstart`?"),
        (["--scenario", "scenarios"], "scenarios; give one of them"),
        (["--scenario", ""], "a scenario's name is empty"),
        (["--host", "127.0.0.1", "--log", "/nowhere/run.jsonl"], "/nowhere/run.jsonl cannot be written"),
        (["--port", "70000"], "70000 is not in the range"),
    ],
)
def test_options_that_cannot_be_followed_are_explained(options, sentence, root, monkeypatch) -> None:
    monkeypatch.chdir(root)
    result = CliRunner().invoke(cli, ["serve", "--port", "0", "--hub-port", "0", *options])
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_a_port_that_is_taken_is_explained() -> None:
    from provider_stub.http.serving import listen

    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(cli, ["serve", "--port", port])
    assert result.exit_code == 2
    assert f"127.0.0.1:{port} cannot be listened on" in result.output


def test_a_stub_that_cannot_be_is_explained(tmp_path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text("name: x\nprovider: {stub: {accounts: [{username: a..b}]}}\n")
    result = CliRunner().invoke(cli, ["serve", "--port", "0", "--hub-port", "0", "--scenario", str(path)])
    assert (result.exit_code, f"{path}:2:" in result.output) == (2, True)


def test_the_settings_show_no_token_when_they_are_printed() -> None:
    from simulator.web.engine.instance import Opening

    shown = repr(Opening(api_token="secret-1", hub_token="secret-2"))
    assert "secret" not in shown


def test_an_organization_that_is_no_hub_name_is_explained() -> None:
    result = CliRunner().invoke(cli, ["serve", "--port", "0", "--hub-port", "0", "--organization", "a b"])
    assert (result.exit_code, "organization is 'a b'; give a Hub name" in result.output) == (2, True)
