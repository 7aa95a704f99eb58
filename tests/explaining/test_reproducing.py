"""For each known sentence a scenario is made, played, and ends in it; what cannot be shown is not claimed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.explaining.okta_table import ENDINGS, OPERATIONS
from simulator.explaining.provider_table import RULES
from simulator.explaining.reading import read
from simulator.explaining.reproducing import reproduce
from simulator.okta import wording
from simulator.scenario.loading import load_text
from tests.explaining.conftest import BY_NAME, TASKS, filled, sentence

NOBODY = "Bad Request. Errors reported by remote server: no such department: 42"
WHOLE = {wording.linked_group_missing("{app}"), wording.NO_RESULTS}
"""Words that stand without an operation before them, in some conversations at least."""


def endings() -> list[str]:
    """Each of Okta's own endings, after each operation that can end so, as Okta puts them together."""
    found = []
    for ending in ENDINGS:
        if not (ending.faults or ending.stories) or ending.template.endswith(": {complaint}"):
            continue
        if not ending.operations or (ending.stories and ending.template):
            found.append(filled(ending.template))
        for name in ending.operations if ending.faults else ():
            alone = ending.template == wording.linked_group_missing("{app}") or (ending.template, name) == (
                wording.NO_RESULTS,
                "test",
            )
            found.append((TASKS[BY_NAME[name].task] if alone else sentence(name, "")) + filled(ending.template))
    by_group = f"{TASKS['provision']}API validation failed: title is required and has no value"
    return [*dict.fromkeys(found), by_group, TASKS["provision"].removesuffix(": ")]


def refusals() -> list[str]:
    """Each of the Hub's refusals, after the first operation that can get it; a 429 has words of its own there."""
    found = []
    for rule in RULES:
        operation, phrase = rule.operations[0], wording.reason_phrase(rule.status)
        begun = TASKS[BY_NAME[operation].task] + wording.RATE_LIMITED if rule.status == 429 else sentence(operation, "")
        found += [f"{begun}{phrase}. Errors reported by remote server: {filled(text)}" for text in rule.templates]
    return found


def answers() -> list[str]:
    """Each operation that an unknown provider refuses, that gets no answer, and whose token is wrong."""
    ends = (
        NOBODY,
        "Forbidden",
        "Read timed out",
        "Connection reset",
        f"Unauthorized. Errors reported by remote server: {filled('Invalid credentials in Authorization header')}",
    )
    return [sentence(one.name, end, task=number % 2 == 0) for number, end in enumerate(ends) for one in OPERATIONS]


@pytest.mark.parametrize("text", [*endings(), *refusals(), *answers()], ids=lambda text: text[-70:])
def test_a_known_sentence_is_played_and_ends_the_play(text):
    reading = read(text)

    proven = reproduce(reading)

    assert proven is not None
    assert read(proven.ended_in).plain.casefold().endswith(reading.plain.casefold()) or reading.cut_off


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.stories], ids=lambda rule: rule.name)
def test_a_rule_with_a_story_brings_its_sentence_about_by_itself(rule):
    reported = [
        f"{wording.reason_phrase(rule.status)}. Errors reported by remote server: {filled(text)}"
        for text in rule.templates
    ]

    proven = [reproduce(read(sentence(name, one))) for name in rule.operations for one in reported]

    assert len({one.text for one in proven if one is not None and not one.by_fault}) >= len(rule.stories)


@pytest.mark.parametrize(
    "body", ["error code: 502", "<html><body>no</body></html>", "Unsupported Media", "\n\n  upstream failed"]
)
def test_a_body_that_was_no_json_is_guessed_from_the_parsers_complaint(body):
    from simulator.scim.message import Response

    reading = read(sentence("create", wording.remote_error(Response(502, text=body)).replace("4c76ba04", "1b2c3d4e")))

    assert reproduce(reading) is not None


def test_a_complaint_that_was_cut_off_is_enough():
    assert reproduce(
        read(
            sentence(
                "create", "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token 'error'"
            )
        )
    )


@pytest.mark.parametrize("text", [
    sentence("create", "Connect to scim.example.org:443 [scim.example.org/192.0.2.1] failed: Connect timed out"),
    sentence("create", "PKIX path building failed: unable to find valid certification path to requested target"),
    sentence("deactivation", "Not Found. Errors reported by remote server: User not found"),
    sentence("create", "The credentials used to connect to the API were invalid; please check your configuration"),
    sentence("create", "Bad Gateway. Errors reported by remote server: Invalid JSON: Numeric value out of range"),
    TASKS["provision"] + "API validation failed: the moon is full",
    "no sentence at all",
])  # fmt: skip
def test_what_no_play_ends_in_is_not_claimed(text):
    assert reproduce(read(text)) is None


def test_names_of_the_customer_are_not_in_the_scenario():
    proven = reproduce(read(sentence("create", "Conflict. Errors reported by remote server: SCIM User already exists")))

    assert proven is not None
    assert "mira" not in proven.text.casefold()
    assert "HF Production" not in proven.text


def test_the_scenario_is_small_and_says_what_is_seen():
    proven = reproduce(read(f"{TASKS['provision']}Matching user not found."))
    scenario = load_text(proven.text, "x")

    assert not proven.by_fault
    assert [step.verb for step in scenario.steps] == ["assign_user"]
    assert "error: Matching user not found" in proven.text
    assert list(scenario.users) == ["ada"]
    assert not scenario.groups


def test_a_play_that_ends_in_another_sentence_proves_nothing(monkeypatch):
    """The Hub takes the username of the story: then the rule's story proves nothing, and the fault does."""
    from simulator.explaining import reproducing

    text = sentence("create", f"Bad Request. Errors reported by remote server: {filled(RULES[0].templates[0])}")
    assert not reproduce(read(text)).by_fault

    monkeypatch.setattr(reproducing, "_told", lambda story, more: story)
    assert reproduce(read(text)) is None


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=30, deadline=None)
def test_whatever_a_provider_says_is_played_or_refused(said):
    reading = read(sentence("create", f"Bad Request. Errors reported by remote server: {said}"))

    proven = reproduce(reading)

    assert proven is None or read(proven.ended_in).end.casefold() == reading.end.casefold()


def test_a_web_page_with_200_ends_in_the_complaint_of_the_parser_alone():
    complaint = (
        "Invalid JSON: Unexpected character ('<' (code 60)): expected a valid value (number, String, array, object, "
        "'true', 'false' or 'null') at [Source: java.io.StringReader@6d06d69c; line: 1, column: 2]"
    )

    proven = reproduce(read(complaint))

    assert proven is not None
    assert proven.by_fault
    assert "Invalid JSON: Unexpected character ('<' (code 60))" in proven.ended_in
