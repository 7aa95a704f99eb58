import pytest
from click.testing import CliRunner

from simulator.cli.group import cli

STORY = """\
name: A story
app: {username: 'String.substringBefore(user.login, "@")'}
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
steps: [{assign_user: ada}, {unassign_user: ada}]
"""


@pytest.fixture(name="play")
def _play(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.yaml").write_text(STORY, encoding="utf-8")

    def play(*options, enter=0, env=None):
        return CliRunner().invoke(cli, ["play", *options], input="\n" * enter, env=env)

    return play


def prompts(result):
    return [line.strip() for line in result.stderr.splitlines() if line.strip()]


STEPS = ["next: step 1: assign_user ada [Enter]", "next: step 2: unassign_user ada [Enter]"]


@pytest.mark.parametrize(
    "options", [("story.yaml", "--step"), ("--step", "story.yaml"), ("--step=step", "story.yaml"),
                ("--step", "step", "story.yaml")],
)  # fmt: skip
def test_each_step_waits_for_enter_and_says_what_comes(play, options):
    result = play(*options, enter=2)

    assert result.exit_code == 0
    assert prompts(result) == STEPS


def test_each_request_waits_too_when_asked(play):
    result = play("story.yaml", "--step=request", enter=6)

    assert prompts(result) == [
        STEPS[0],
        'next: GET /Users?filter=userName eq "ada"&startIndex=1&count=100 (check user exists) [Enter]',
        "next: POST /Users (create user) [Enter]",
        STEPS[1],
        *[line for line in prompts(result) if line.startswith(("next: GET /Users/", "next: PUT /Users/"))],
    ]
    assert len(prompts(result)) == 6


def test_nothing_of_a_step_is_shown_before_enter(play):
    result = play("story.yaml", "--step", enter=2)

    assert result.output.index(STEPS[1]) < result.output.index("2 unassign_user ada")
    assert result.output.index("POST   /Users") < result.output.index(STEPS[1])


def test_the_rest_is_played_without_stopping_where_the_input_ends(play):
    result = play("story.yaml", "--step=request", enter=1)

    assert result.exit_code == 0
    assert len(prompts(result)) == 2
    assert "2 steps, 4 requests" in result.stdout


def test_pace_is_read_from_the_environment(play):
    result = play("story.yaml", enter=2, env={"OKTASIM_PLAY_STEP": "step"})

    assert prompts(result) == STEPS


def test_unknown_pace_is_refused(play):
    result = play("story.yaml", "--step=byte")

    assert result.exit_code == 2
    assert "'byte' is not one of" in result.stderr


def test_without_the_option_nothing_waits(play):
    assert prompts(play("story.yaml")) == []
