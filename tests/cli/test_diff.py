import pytest
from click.testing import CliRunner

from simulator.cli.diff import command
from simulator.cli.group import cli
from simulator.errors import UnreadableError

STORY = """\
name: A story
app: {{username: 'String.substringBefore(user.login, "@")'}}
users: {{ada: {{login: ada@acme.test, firstName: Ada, lastName: {last}}}}}
steps: [{{assign_user: ada}}, {{unassign_user: ada}}]
"""


@pytest.fixture(name="play")
def _play(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def play(name, last="Lovelace", seed="1"):
        (tmp_path / "story.yaml").write_text(STORY.format(last=last), encoding="utf-8")
        played = CliRunner().invoke(cli, ["play", "story.yaml", "-q", "--seed", seed, "--log", name])
        assert played.exit_code == 0
        return tmp_path / name

    return play


def diff(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_runs_that_differ_in_ids_and_passwords_alone_end_with_0(play):
    result = diff(play("a.jsonl"), play("b.jsonl", seed="2"))

    assert result.exit_code == 0
    assert "The runs are the same: 2 steps, 4 requests." in result.stdout


def test_runs_that_differ_end_with_1_and_say_where(play):
    result = diff(play("a.jsonl"), play("b.jsonl", last="King"))

    assert result.exit_code == 1
    assert "request name.familyName: Lovelace -> King" in result.stdout


def test_member_to_ignore_makes_no_difference(play):
    ignored = ("--ignore", "name.familyName", "--ignore", "name.formatted")

    assert diff(play("a.jsonl"), play("b.jsonl", last="King"), *ignored).exit_code == 0


def test_run_that_is_cut_off_is_compared_as_far_as_it_goes_and_ends_with_2(play):
    whole, cut = play("a.jsonl"), play("b.jsonl")
    cut.write_bytes(cut.read_bytes()[:-30])
    result = diff(whole, cut)

    assert result.exit_code == 2
    lines = len(whole.read_text(encoding="utf-8").splitlines())
    assert f"b.jsonl:{lines}: this is not a line of an oktasim run" in result.stderr
    assert "what stands before it is used" in result.stderr
    assert "The runs are the same" in result.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"log": {"entries": []}}\n', "b.jsonl:1: this is not a line of an oktasim run"),
        (b'{"event": "run_started", "format": 99}\n', "format 99 is newer than this version of oktasim reads"),
        (b"", "b.jsonl is empty"),
        (b"\xff\xfe\n", "is not UTF-8 text"),
    ],
)
def test_file_that_is_no_run_is_refused(play, tmp_path, content, said):
    (tmp_path / "b.jsonl").write_bytes(content)
    result = diff(play("a.jsonl"), tmp_path / "b.jsonl")

    assert isinstance(result.exception, UnreadableError)
    assert said in str(result.exception)


def test_file_that_is_not_there_is_refused(play):
    assert "none.jsonl cannot be read" in str(diff(play("a.jsonl"), "none.jsonl").exception)
