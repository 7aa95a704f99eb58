"""`oktasim calibrate`, and `oktasim play --calibration`."""

import json

import pytest

from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Exchange, Log, to_json
from simulator.scenario.loading import load

STORY = """\
name: Somebody comes and goes
app: {integration: oin, wire: {patch_reads_first: true}}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
provider: {stub: {quirks: [any-username]}}
steps: [{assign_user: ada}, {unassign_user: ada}]
"""


@pytest.fixture(name="files")
def _files(tmp_path):
    """A story without its switch, and what was recorded of it with the switch on."""
    (tmp_path / "played.yaml").write_text(STORY)
    (tmp_path / "story.yaml").write_text(STORY.replace(", wire: {patch_reads_first: true}", ""))
    events = list(prepare(load(tmp_path / "played.yaml"), Choice(verify=False), {}).events())
    sent = [to_json(one) | {"origin": "recorded"} for one in events if isinstance(one, Exchange)]
    (tmp_path / "recorded.jsonl").write_text("".join(json.dumps(one) + "\n" for one in sent))
    (tmp_path / "log.json").write_text(json.dumps([one.entry for one in events if isinstance(one, Log)]))
    return tmp_path


def test_it_says_what_is_decided_and_writes_what_play_takes(files, process):
    done = process(
        "oktasim calibrate recorded.jsonl --system-log log.json --scenario story.yaml -o c.yaml --contribution c.md"
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert b"  patch_reads_first: true, where the default is false\n" in done.stdout
    assert b"      patch_reads_first: true\n" in done.stdout
    assert "patch_reads_first: true" in (files / "c.yaml").read_text()
    assert "| `patch_reads_first` | `true` |" in (files / "c.md").read_text()
    assert "ada" not in (files / "c.md").read_text()

    played = process("oktasim play story.yaml --calibration c.yaml")
    plain = process("oktasim play story.yaml")

    assert played.stdout.count(b"  GET    /Users/") == 1
    assert plain.stdout.count(b"  GET    /Users/") == 0


def test_without_a_scenario_the_story_is_the_importers(files, process):
    done = process("oktasim calibrate recorded.jsonl")

    assert done.returncode == 0
    assert b"patch_reads_first: true, where the default is false" in done.stdout
    assert b"No System Log: nothing is said of what only its rows show" in done.stdout


def test_a_run_of_ours_says_nothing_of_okta(files, process):
    recorded = files / "recorded.jsonl"
    recorded.write_text(recorded.read_text().replace('"origin": "recorded"', '"origin": "okta"'))

    done = process("oktasim calibrate recorded.jsonl --scenario story.yaml")
    refused = process("oktasim calibrate recorded.jsonl --scenario story.yaml --contribution c.md")

    assert b"they say how it sends, and nothing of Okta." in done.stdout
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"only what Okta sent can be contributed" in refused.stderr
    assert not (files / "c.md").exists()


def test_what_no_setting_explains_ends_in_1(files, process):
    recorded = files / "recorded.jsonl"
    recorded.write_text(recorded.read_text().replace('"givenName": "Ada"', '"givenName": "Eve"', 1))

    done = process("oktasim calibrate recorded.jsonl --scenario story.yaml")

    assert done.returncode == 1
    assert b'name.givenName is "Eve", and would be "Ada"' in done.stdout


@pytest.mark.parametrize("line, said", [
    ("calibrate log.json", b"Error: there is only a System Log; give what was recorded of the requests too\n"),
    ("calibrate recorded.jsonl --system-log recorded.jsonl", b"recorded.jsonl is no System Log: it holds "),
    ("calibrate story.yaml", b"story.yaml"),
    ("calibrate none.jsonl", b"none.jsonl cannot be read"),
    ("calibrate recorded.jsonl --scenario quickstart", b"no request of the story is in the recording"),
    ("calibrate recorded.jsonl -o recorded.jsonl", b"recorded.jsonl"),
    ("play story.yaml --calibration log.json", b"log.json:1:1: this is no calibration that this version reads"),
    ("play story.yaml --calibration none.yaml", b"none.yaml cannot be read"),
])  # fmt: skip
def test_what_cannot_be_used_is_said_in_one_sentence(files, process, line, said):
    before = (files / "recorded.jsonl").read_bytes()

    done = process(f"oktasim {line}")

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert (files / "recorded.jsonl").read_bytes() == before
