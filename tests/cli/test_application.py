"""`oktasim play --app`: a scenario played in process to somebody's application."""

import json

import pytest

SOURCE = """
import json, os

def create_app():
    users = {}
    def app(environ, start_response):
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if not path.startswith("/api/scim/Users"):
            start_response("404 Not Found", [])
            return [b""]
        expected = os.environ.get("EXPECTED")
        if expected and environ["HTTP_AUTHORIZATION"] != "Bearer " + expected:
            start_response("401 Unauthorized", [])
            return [b""]
        name = path.removeprefix("/api/scim/Users").strip("/")
        if method == "POST":
            name = str(len(users) + 1)
        if method in ("POST", "PUT"):
            length = int(environ["CONTENT_LENGTH"])
            users[name] = dict(json.loads(environ["wsgi.input"].read(length)), id=name)
        found = users[name] if name else {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                                          "totalResults": len(users), "Resources": list(users.values())}
        start_response("201 Created" if method == "POST" else "200 OK", [])
        return [json.dumps(found).encode()]
    return app

made = create_app()
def failing(): raise OSError("no such socket")
number = 7
"""


@pytest.fixture(autouse=True)
def package(tmp_path):
    (tmp_path / "mypkg").mkdir()
    (tmp_path / "mypkg" / "app.py").write_text(SOURCE)
    (tmp_path / "broken.py").write_text("import nothing_of_that_name")


@pytest.mark.parametrize("name, more", [("create_app", ""), ("made", ""), ("create_app", "--base-path /api/scim")])
def test_a_scenario_is_played_to_an_application_of_this_folder(process, story, tmp_path, name, more):
    said = process(f"oktasim play {story.name} --app mypkg.app:{name} {more} --log run.jsonl")

    assert (said.returncode, said.stderr) == (0, b"")
    printed = " ".join(said.stdout.decode().split())
    assert f"the application mypkg.app:{name}, in process, as http://localhost/api/scim" in printed
    assert "Who is where: 1 of 1 agrees" in printed
    log = (tmp_path / "run.jsonl").read_text()
    started = json.loads(log.splitlines()[0])
    assert started["provider"] == {
        "kind": "app", "base_url": "http://localhost/api/scim", "name": f"mypkg.app:{name}",
    }  # fmt: skip
    assert "huggingface.co" not in log
    assert json.loads(log.splitlines()[-1])["provider"] == "answered"


def test_each_scenario_has_an_application_of_its_own_from_a_factory(process, story, tmp_path):
    (tmp_path / "more.yaml").write_text(story.read_text())

    assert process("oktasim play story.yaml more.yaml --app mypkg.app:create_app -q").returncode == 0


def test_the_token_is_that_of_the_variable(process, story):
    line = f"oktasim play {story.name} --app mypkg.app:create_app"

    said = process(f"{line} --token-env MINE", EXPECTED="s3cret-of-this-test", MINE="s3cret-of-this-test")
    assert (said.returncode, b"s3cret" in said.stdout) == (0, False)
    assert process(line, EXPECTED="s3cret-of-this-test").returncode == 1


def test_a_dry_run_calls_nothing(process, story):
    said = process(f"oktasim play {story.name} --app mypkg.app:made --dry-run")

    assert said.returncode == 0
    assert "dry-run http://localhost/scim/v2 (nothing is sent)" in said.stdout.decode()


@pytest.mark.parametrize("options, said", [
    ("--app mypkg.app", "'mypkg.app' names no application; write package.module:app, or :create_app for a factory"),
    ("--app mypkg.ap:made", "mypkg.ap cannot be imported from "),
    ("--app broken:app", "broken cannot be imported from"),
    ("--app mypkg.app:mad", "mypkg.app has no mad; name what holds the application, or makes it"),
    ("--app mypkg.app:number", "mypkg.app:number is no WSGI or ASGI application, nor a factory of one: int"),
    ("--app mypkg.app:failing", "is called with nothing, as a factory, and failed: OSError: no such socket"),
    ("--app mypkg.app:made --base-path ftp://x", "SCIM cannot begin at 'ftp://x'; give a path such as /scim/v2"),
    ("--app mypkg.app:made --stub", "--stub and --app exclude each other; give one of them"),
    ("--app mypkg.app:made --endpoint http://127.0.0.1:1", "--endpoint and --app exclude each other"),
    ("--app mypkg.app:made --token-env NOT_SET_HERE", "the environment variable NOT_SET_HERE is not set"),
    ("--base-path /scim", "--base-path is where SCIM begins in an application; add --app"),
])  # fmt: skip
def test_what_cannot_be_played_is_said_in_one_sentence(process, story, options, said):
    ended = process(f"oktasim play {story.name} {options}")

    assert (ended.returncode, ended.stdout) == (2, b"")
    assert said in ended.stderr.decode()
    assert len(ended.stderr.decode().strip().splitlines()) == 1
