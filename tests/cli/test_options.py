"""Options that exclude each other, come from the environment, or are completed by the shell."""

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.cli.group import COMMANDS


@pytest.fixture
def run(monkeypatch, tmp_path, story):
    """Runs the command in the small story's folder."""
    monkeypatch.chdir(tmp_path)

    def runner(*arguments, **options):
        return CliRunner().invoke(cli, arguments, **options)

    return runner


def test_play_alone_asks_for_a_scenario(run):
    result = run("play")

    assert result.exit_code == 2
    assert "Missing argument 'SCENARIO...'" in result.stderr


def test_an_empty_name_stands_for_no_scenario(run):
    result = run("play", "")

    assert result.exit_code == 2
    assert "a scenario's name is empty" in result.stderr


def test_an_unknown_verb_is_named_with_its_neighbour(run):
    assert "No such command 'plya'; did you mean `play`?" in run("plya").stderr
    assert run("zzz").stderr.endswith("No such command 'zzz'.\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--quiet", "--verbose"), "--quiet and --verbose exclude each other"),
        (("--stub", "--endpoint", "http://127.0.0.1:9"), "--stub and --endpoint exclude each other"),
        (("--max-wait", "nan"), "--max-wait takes seconds"),
        (("--endpoint", "http://["), "--endpoint takes a base URL such as"),
        (("--endpoint", "http://\udcff/"), "not `http://\\udcff/`"),
        (("--endpoint", "https://a.test/\ud800"), "--endpoint takes a base URL such as"),
        (("--endpoint", f"https://a.test:{'1' * 5000}"), "--endpoint takes a base URL such as"),
        (("--token-env", "TOKEN"), "--token-env names an endpoint's token and this run has no endpoint"),
        (("--token-env", "TOKEN", "--stub"), "--token-env names an endpoint's token"),
    ],
)
def test_options_that_cannot_be_used_are_explained(run, options, sentence):
    result = run("play", "story.yaml", *options)

    assert result.exit_code == 2
    assert sentence in result.stderr


def test_another_variable_can_hold_the_token_of_the_scenarios_endpoint(run, story):
    story.write_text(story.read_text() + "provider: {endpoint: http://127.0.0.1:9, token_env: ONE}\n")

    assert "the environment variable ONE is not set" in run("play", "story.yaml").stderr
    assert "the environment variable OTHER is not set" in run("play", "story.yaml", "--token-env", "OTHER").stderr


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_option_reads_the_variable_that_is_named_like_it(verb):
    command = cli.get_command(None, verb)

    for option in (one for one in command.params if one.param_type_name == "option"):
        longest = max(option.opts, key=len).removeprefix("--")
        assert option.envvar == f"OKTASIM_{verb}_{longest}".replace("-", "_").upper()


@pytest.mark.parametrize("verb", COMMANDS)
def test_help_of_a_token_names_the_variable_that_no_process_list_shows(verb):
    shown = " ".join(CliRunner().invoke(cli, [verb, "--help"]).output.split())

    for option in cli.get_command(None, verb).params:
        if option.name.endswith("token"):
            assert f"rather set {option.envvar}" in shown
            assert "process list" in shown


def test_reports_can_be_asked_for_in_the_environment(run, tmp_path):
    result = run("play", "story.yaml", env={"OKTASIM_PLAY_REPORT": "markdown:a.md curl:b.sh"})

    assert result.exit_code == 0
    assert (tmp_path / "a.md").exists()
    assert (tmp_path / "b.sh").exists()


@pytest.mark.parametrize(
    ("words", "begun", "completed"),
    [
        ("oktasim pl", 1, "plain,play"),
        ("oktasim play --re", 2, "plain,--report"),
        ("oktasim play qui", 2, "file,qui\nplain,quickstart"),
        ("oktasim serve --scenario qui", 3, "file,qui\nplain,quickstart"),
        ("oktasim report --format ma", 3, "plain,markdown"),
    ],
)
def test_the_shell_completes(process, words, begun, completed):
    done = process("oktasim", _OKTASIM_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(begun))

    assert done.stdout.decode().strip() == completed


def test_a_no_to_the_question_about_an_endpoint_elsewhere_sends_nothing(terminal, story):
    options = ("--endpoint", "https://scim.example.com/v2", "--token-env", "T")

    code, shown = terminal("play", "story.yaml", *options, typed="n\n", T="a-secret-token")

    assert code == 2
    assert "This creates and changes users at https://scim.example.com/v2. Go on? [y/N]" in shown
    assert "Error: nothing was sent" in shown
    assert "a-secret-token" not in shown
