import json
import subprocess

import pytest

from simulator.reports.curl import comment, escaped, expansion, json_text, quote, word

NASTY = ["", "'", '"', "$(id)", "`id`", "a\\", "new\nline", "!x", "*", "~", "é漢\u202e", "-n", "'\\''", "a'b\"c$d"]


def printed(words, **variables):
    script = f"printf '%s\\0' {' '.join(words)}"
    ran = subprocess.run(["sh", "-c", script], capture_output=True, check=True, env=variables)
    return ran.stdout.decode().split("\0")[:-1]


def test_shell_reads_quoted_text_as_it_is():
    assert printed([quote(text) for text in NASTY]) == NASTY


def test_nul_which_no_word_can_hold_is_left_out():
    assert quote("a\0b") == "ab"


@pytest.mark.parametrize("text", NASTY)
def test_comment_is_one_line(text):
    assert comment(text).count("\n") == 1


def test_word_mixes_text_and_expansions():
    text = "it's " + expansion("$a") + expansion('$(printf %s "$a")') + " $a"

    assert printed([word(text)], a="x y", PATH="/usr/bin:/bin") == ["it's x yx y $a"]


def test_word_of_nothing_is_an_empty_word():
    assert printed([word("")]) == [""]


def test_json_keeps_its_meaning_and_takes_expansions():
    value = {"a": [1, 2.5, None, True, "x"], 'b"': {"c": "it's \u202e\x7f"}, "d": {}, "e": []}

    def replace(text, key):
        return expansion("$v") + "!" if text == "x" else escaped(text)

    (text,) = printed([word(json_text(value, replace))], v="y")

    assert json.loads(text) == {**value, "a": [1, 2.5, None, True, "y!"]}
    assert "\u202e" not in text
