"""A sentence is recognised however it was pasted, and nothing is claimed of what is on no record."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.explaining.explanation import explanation
from simulator.explaining.reading import nearest, read
from tests.explaining.conftest import BY_NAME, TASKS, sentence

CONFLICT = "Conflict. Errors reported by remote server: SCIM User already exists"
CREATE = sentence("create", CONFLICT)
PLAIN = f"Automatic provisioning of user … to app … failed: Error while creating user …: {CONFLICT}"


@pytest.mark.parametrize("pasted", [
    CREATE,
    f"{CREATE}.",
    f'"{CREATE}..."',
    f"“{CREATE}”",
    f"`{CREATE}`",
    f"> {CREATE[:60]}\n> {CREATE[60:]}\n",
    CREATE.replace(" ", "\n   "),
    CREATE.replace(" ", "\u00a0"),
    CREATE.replace(": ", ":\\n"),
    CREATE.removesuffix(CONFLICT).upper() + CONFLICT,
    f"<p><b>Automatic</b>{CREATE.removeprefix('Automatic')}</p>",
    html.escape(html.escape(f'"{CREATE}"')),
    f"Hello, since Monday we see this: {CREATE}",
    f'{{"outcome": {{"result": "FAILURE", "reason": "{CREATE}"}}}}',
    f'[{{"outcome": {{"reason": "{CREATE}"}}}}]',
])  # fmt: skip
def test_a_sentence_is_known_however_it_was_pasted(pasted):
    reading = read(pasted)

    assert (reading.plain, reading.task, reading.operation, reading.status) == (
        PLAIN,
        "provision",
        BY_NAME["create"],
        409,
    )
    assert reading.rule.name == "a user is there already"
    assert reading.known


@pytest.mark.parametrize(("text", "around"), [
    (f"Ticket 12: {CREATE}", "Ticket 12:"),
    (f"{TASKS['provision']}Matching user not found. Can you help?", "Can you help?"),
    (f"{CREATE}. {TASKS['provision']}Forbidden", f"{TASKS['provision']}Forbidden"),
    ("We see User account is inactive since Monday", "We see ... since Monday"),
])  # fmt: skip
def test_what_was_pasted_with_it_is_told_apart(text, around):
    assert read(text).around == around
    assert ("Pasted with it, and not looked at", [around]) in explanation(read(text))


@pytest.mark.parametrize("operation", BY_NAME)
@pytest.mark.parametrize("task", [True, False])
def test_an_operation_is_known_by_its_first_words(operation, task):
    reading = read(sentence(operation, "Forbidden", task=task))

    assert reading.operation.begins == BY_NAME[operation].begins
    assert reading.task == (BY_NAME[operation].task.replace("push_password", "push_profile") or None if task else None)
    assert (reading.status, reading.remote) == (403, None)


def test_the_words_before_it_tell_a_link_from_a_profile_push():
    end = "Forbidden"

    assert read(sentence("link", end)).operation.name == "link"
    assert read(sentence("profile push", end)).operation.name == "profile push"


@pytest.mark.parametrize("name", ["Data People", "Conflict of Interest", "a: b", "Not Found", "  x  "])
def test_a_group_name_without_a_colon_ends_where_the_message_does(name):
    reading = read(
        f"Error while updating user group membership for group {name} Bad Gateway. Errors reported by remote server: x"
    )

    assert (reading.operation.name, reading.remote, reading.strange) == ("memberships", "x", "")


def test_a_status_without_a_phrase_is_read_as_a_number():
    assert read(sentence("create", "520")).status == 520


def test_words_of_a_stranger_are_not_said_to_be_the_hubs():
    reading = read(sentence("create", "Bad Request. Errors reported by remote server: members: nobody may join"))
    provider = dict(explanation(reading))["The provider's half"]

    assert reading.known
    assert reading.rule is None
    assert "An unknown server says so" in provider[0]


def test_words_that_are_nearly_the_hubs_are_named_as_near_and_no_more():
    reading = read(sentence("create", "Conflict. Errors reported by remote server: SCIM Users already exist"))
    provider = dict(explanation(reading))["The provider's half"]

    assert reading.rule is None
    assert 'Nearest is "SCIM User already exists" of the Hub.' in provider[0]


def test_the_username_in_the_sentence_is_held_against_the_rule():
    from provider_stub.scim.syntax import USERNAME_RULE

    reading = read(sentence("create", f"Bad Request. Errors reported by remote server: userName: {USERNAME_RULE}"))

    assert "not . @" in dict(explanation(reading))["The provider's half"][0]


@pytest.mark.parametrize(
    "secret", ["Bearer abcdefgh12345678", "hf_abcdefghijklmnopqrstuv", "SSWS 00aabbccddeeff112233"]
)
def test_a_credential_is_not_carried_on(secret):
    reading = read(sentence("create", f"Unauthorized. Errors reported by remote server: {secret} is unknown"))

    assert secret.split()[-1] not in str(reading) + str(explanation(reading))
    assert "<token> is unknown" in reading.remote


def test_an_unknown_text_gets_the_nearest_sentence_and_what_differs():
    reading = read("Matching account not found.")

    assert not reading.known
    assert nearest(reading)[:2] == ("Matching user not found", ['"account" instead of "user"'])
    assert [heading for heading, _ in explanation(reading)] == ["Not on record"]


def test_an_unknown_end_leaves_what_is_known():
    reading = read(sentence("create", "Matching account not found"))
    said = dict(explanation(reading))

    assert not reading.known
    assert said["Request that failed"] == ["POST /Users"]
    assert 'The nearest on record is "Matching user not found".' in said["Not on record"]
    assert not any(heading.startswith("Known causes") for heading in said)


@pytest.mark.parametrize("operation, end, request_line", [
    ("look-up", "Forbidden", 'GET /Users?filter=userName eq "…"'),
    ("create", "Forbidden", "POST /Users"),
    ("deactivation", "Bad Request. Errors reported by remote server: User already exists",
     "PUT /Users/{id} or PATCH /Users/{id} (catalogue app) (the sentence does not say which)"),
    ("group create", "Create new group returned empty group", None),
    ("test", "Forbidden", "GET /Users?startIndex=1&count=2 or GET /Groups (the sentence does not say which)"),
])  # fmt: skip
def test_the_request_is_named_as_far_as_the_sentence_tells(operation, end, request_line):
    said = dict(explanation(read(sentence(operation, end))))

    assert said.get("Request that failed") == ([request_line] if request_line else None)


def test_what_became_of_the_request_stands_beside_it():
    assert dict(explanation(read(sentence("create", "Read timed out"))))["Request that failed"] == [
        "POST /Users",
        "It was sent, and no answer came within 60 seconds.",
    ]


def test_where_nothing_was_sent_no_request_is_named():
    said = dict(explanation(read("is an invalid value for userName field (code blank)")))

    assert said["Request"] == ["None: Okta sent nothing."]
    assert "Request that failed" not in said


def test_a_text_that_no_source_shows_is_said_to_be_ours():
    said = dict(explanation(read(sentence("deactivation", "Forbidden"))))["Okta's half"]

    assert any("on no record" in one for one in said)


def test_a_sentence_that_breaks_off_within_a_name_is_known_by_its_first_words():
    reading = read("Automatic provisioning of user Ada Berg to app Hub failed: Error while creating user ada.b")
    said = dict(explanation(reading))

    assert not reading.known
    assert said["Conversation"] == ["provisioning a person: the create"]
    assert said["Request that failed"] == ["POST /Users"]
    assert said["The provider's half"] == [
        "Not in the text, which ends before it says what was answered: look for the whole sentence."
    ]


def test_a_rate_limit_alone_is_a_429():
    reading = read("API rate limit exceeded.")

    assert (reading.known, reading.status, reading.limited) == (True, 429, True)
    assert "ten times" in explanation(reading)[3][1][0]


@given(st.text(max_size=200))
@settings(max_examples=30, deadline=None)
def test_no_text_is_too_odd(text):
    for given_text in (
        text,
        sentence("create", text),
        sentence("memberships", text),
        f"Conflict. Errors reported by remote server: {text}",
    ):
        reading = read(given_text)
        assert all(one.strip() for _, paragraphs in explanation(reading) for one in paragraphs)
