"""From a file to a scenario."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import SimulatorError, UnreadableError
from simulator.scenario import loading
from simulator.scenario.loading import load, load_text

STORY = """\
name: A story
app:
  username: user.email
  mappings: {displayName: user.displayName, emailType: null}
provider:
  stub: {sso: basic, quirks: [no-patch], accounts: [{username: ada, member: true}]}
users:
  ada: {login: ada.lovelace@acme.test, firstName: Ada}
groups:
  ml-team: [ada]
steps:
  - assign_user: {user: ada, profile: {email: a@acme.test}}
    expect:
      requests: [POST /Users -> 201, {request: 'GET /Users/{ada}', body: {active: true}}]
      okta: {users: {ada: {status: STAGED, error: null}}}
  - wait: 5m
  - hub: {accept_invitation: ada}
  - fault: {on: POST /Users, respond: {status: 429, headers: {Retry-After: "120"}}}
"""
TOKENS = sorted(
    {*STORY.replace("{", " { ").replace("}", " } ").replace(",", " , ").split(), "null", "- ", "&a", "*a", "\t"}
)


def test_file_is_read(tmp_path):
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")

    scenario = load(path)

    assert (scenario.name, scenario.file) == ("A story", str(path))


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbfname: A\n", b"name: A\r\nsteps: []\r\n", b"name: A", "name: Æsir ✓ 😀\n".encode()]
)
def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path, content):
    path = tmp_path / "story.yaml"
    path.write_bytes(content)

    assert load(path).steps == ()


def test_column_counts_from_one_behind_a_byte_order_mark(tmp_path):
    path = tmp_path / "story.yaml"
    path.write_bytes(b"\xef\xbb\xbfnam: A\n")

    with pytest.raises(SimulatorError, match=r"story\.yaml:1:1: `nam` is not a key here"):
        load(path)


def test_missing_file_is_explained(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read: No such file"):
        load(tmp_path / "nowhere.yaml")


def test_folder_is_no_scenario(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read: Is a directory"):
        load(tmp_path)


def test_huge_file_is_explained(tmp_path, monkeypatch):
    monkeypatch.setattr(loading, "MAX_BYTES", 1024 * 1024)
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"#" * (1024 * 1024 + 1))

    with pytest.raises(UnreadableError, match="larger than 1 MB"):
        load(path)


def test_utf_16_is_explained(tmp_path):
    path = tmp_path / "story.yaml"
    path.write_bytes("name: A".encode("utf-16"))

    with pytest.raises(SimulatorError, match=r":1:1: this is not UTF-8"):
        load(path)


def test_same_text_gives_the_same_scenario():
    assert load_text(STORY, "a.yaml") == load_text(STORY, "a.yaml")


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_scenario_or_a_complaint(text):
    played_or_explained(text)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.integers(0, len(STORY)), st.integers(0, 30), st.sampled_from(TOKENS))
def test_any_change_of_a_scenario_is_a_scenario_or_a_complaint(start, length, token):
    played_or_explained(STORY[:start] + token + STORY[start + length :])


def played_or_explained(text):
    try:
        load_text(text, "a.yaml")
    except SimulatorError as error:
        for line in str(error).splitlines():
            assert line.startswith(("a.yaml:", "and "))
            assert "pydantic" not in line
            assert "Input should" not in line


@pytest.mark.parametrize(
    "text",
    [
        'name: A\n"a\\nb": 1\n',
        'name: A\n"a\\nb": 1\n"a\\nb": 2\n',
        'name: A\nsteps:\n  - "a\\nb": 1\n',
        'name: A\nsteps:\n  - hub: {"a\\nb": 1}\n',
        'name: A\nusers:\n  "a\\nb": {login: ada@acme.test}\n',
        'name: A\nusers:\n  ada: {login: ada@acme.test, "a\\nb": 1}\n',
        'name: A\nusers:\n  ada: {login: ada@acme.test}\nsteps:\n  - assign_user: {user: ada, profile: {"a\\nb": 1}}\n',
        'name: A\nsteps:\n  - check:\n    id: "a\\nb"\n  - check:\n    id: "a\\nb"\n',
        'name: A\nprovider: {endpoint: "http://a\\nb"}\n',
        'name: A\napp: {username: "user.frist +\\n x"}\n',
        "name: A\n? " + "k" * 5000 + "\n: 1\n",
    ],
)
def test_complaint_is_one_short_line_whatever_was_written(text):
    with pytest.raises(SimulatorError) as raised:
        load_text(text, "a.yaml")

    assert str(raised.value).count("\n") == 0
    assert len(str(raised.value)) < 500
