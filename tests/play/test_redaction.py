"""Secrets never reach an event, and the same secret always becomes the same placeholder."""

import json
import threading
from base64 import b64encode
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.play.redaction import NEAR, Redactor, without_spoken_credentials
from simulator.play.transcript import Exchange

T = "hf_AbCdEfGhIj/0+9"


def headers(redactor: Redactor, lines: Any) -> Any:
    """Headers as they are shown."""
    return redactor.redact_json({"headers": dict(lines)})["headers"]


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(T)


def test_headers_that_stand_as_pairs_hide_what_nobody_knows(redactor):
    pairs = [["X-A", "1"], ["Authorization", "Bearer not-known-to-us"], ["X-A", "2"], ["set-cookie", "a=b"]]
    request = {"method": "GET", "path": "/", "query": "", "url": "/", "headers": pairs, "body": None}
    event = Exchange(
        at="", origin="okta", purpose="", attempt=1, request=request, response=None, error="none", milliseconds=0
    )

    hidden = [["X-A", "1"], ["Authorization", "Bearer <token>"], ["X-A", "2"], ["set-cookie", "<cookie>"]]
    assert redactor.event(event).request["headers"] == hidden


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (f"Bearer {T}", "Bearer <token>"),
        ("Bearer not-known-to-us", "Bearer <token>"),
        (f"Basic {b64encode(b'okta:other').decode()}", "Basic <token>"),
        ("SSWS abc", "SSWS <token>"),
        (T, "<token>"),
        ("pasted verbatim", "<token>"),
        ("x", "<token>"),
    ],
)
@pytest.mark.parametrize("name", ["Authorization", "authorization", "Proxy-Authorization"])
def test_credentials_never_show_known_or_not(redactor: Redactor, name: str, value: str, shown: str) -> None:
    assert headers(redactor, [(name, value)]) == {name: shown}


def test_cookies_never_show(redactor: Redactor) -> None:
    assert headers(redactor, {"Set-Cookie": "session=1; Path=/", "cookie": "session=1"}) == {
        "Set-Cookie": "<cookie>",
        "cookie": "<cookie>",
    }


def test_a_token_in_any_other_header_is_hidden(redactor: Redactor) -> None:
    lines = [("Accept", "application/json"), ("X-Echo", f"you sent {T}")]

    assert headers(redactor, lines) == {"Accept": "application/json", "X-Echo": "you sent <token>"}


def test_headers_without_secrets_stay_as_they_are_in_their_order(redactor: Redactor) -> None:
    lines = {"Host": "huggingface.co", "Accept": "a/b"}

    assert list(headers(redactor, lines).items()) == list(lines.items())


@pytest.mark.parametrize(
    "form",
    [
        T,
        quote(T, safe=""),
        json.dumps(T)[1:-1],
        b64encode(f"okta:{T}".encode()).decode(),
        b64encode(T.encode()).decode(),
        b64encode(f"a:{T}\n".encode()).decode(),
    ],
)
def test_a_token_is_found_however_it_is_written(redactor: Redactor, form: str) -> None:
    assert redactor.redact_text(f"invalid token: {form}, sorry") == "invalid token: <token>, sorry"


@given(st.text(max_size=9), st.text(max_size=9))
@settings(derandomize=True, max_examples=60)
def test_a_token_is_found_in_base64_whatever_stands_around_it(before: str, after: str) -> None:
    written = b64encode(f"{before}{T}{after}".encode()).decode()

    assert Redactor(T).redact_text(f"({written})") == "(<token>)"


def test_a_token_is_found_in_url_safe_base64(redactor: Redactor) -> None:
    token = "~~~???>>>"
    written = b64encode(token.encode(), altchars=b"-_").decode()
    assert "-" in written or "_" in written

    assert Redactor(token).redact_text(written) == "<token>"


def test_several_tokens_are_hidden_over_time(redactor: Redactor) -> None:
    redactor.add_token("hf_second")
    redactor.add_token("hf_second")

    assert redactor.redact_text(f"{T} then hf_second") == "<token> then <token>"


@pytest.mark.parametrize(
    ("pasted", "quoted"),
    [
        ("Bearer hf_second-token", "hf_second-token"),
        (f"Basic {b64encode(b'okta:pass-word/1').decode()}", "pass-word/1"),
        ("Basic no-base64-at-al", "no-base64-at-al"),
        ("Basic é", "é"),
        ("no-scheme hf_second", "no-scheme hf_second"),
    ],
)
def test_a_token_that_was_pasted_with_its_scheme_is_hidden_without_it_too(pasted: str, quoted: str) -> None:
    assert Redactor(pasted).redact_json({"whole": quoted, "all": f"you sent {pasted}"}) == {
        "whole": "<token>", "all": "you sent <token>",
    }  # fmt: skip


def test_of_two_secrets_the_longer_is_hidden_first() -> None:
    redactor = Redactor("secret", "secret-and-more")

    assert redactor.redact_text("secret-and-more secret") == "<token> <token>"


@pytest.mark.parametrize("token", ["", "a", "ab", "abc"])
def test_a_token_of_three_characters_does_not_shred_the_text(token: str) -> None:
    redactor = Redactor(token)

    assert redactor.redact_text("abracadabra abc") == "abracadabra abc"
    assert headers(redactor, [("Authorization", f"Bearer {token}")]) == {"Authorization": "Bearer <token>"}


def test_what_holds_no_secret_is_given_back_itself(redactor: Redactor) -> None:
    text, body = "nothing here", {"userName": "ada", "emails": [{"value": "a@b.test"}], "active": True, "n": None}

    assert redactor.redact_text(text) is text
    assert redactor.redact_json(body) == body


def test_passwords_are_numbered_as_they_appear(redactor: Redactor) -> None:
    first = redactor.redact_json({"userName": "ada", "password": "4a9XuKkx"})
    second = redactor.redact_json({"userName": "bob", "password": "1mz050nq"})
    again = redactor.redact_json({"userName": "ada", "password": "4a9XuKkx"})

    assert [one["password"] for one in (first, second, again)] == ["<password-1>", "<password-2>", "<password-1>"]
    assert first["userName"] == "ada"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"a": [{"b": {"PassWord": "hunter22"}}]}, {"a": [{"b": {"PassWord": "<password-1>"}}]}),
        (
            {"urn:ietf:params:scim:schemas:core:2.0:User:password": "hunter22"},
            {"urn:ietf:params:scim:schemas:core:2.0:User:password": "<password-1>"},
        ),
        (
            {"Operations": [{"op": "replace", "path": "password", "value": "hunter22"}]},
            {"Operations": [{"op": "replace", "path": "password", "value": "<password-1>"}]},
        ),
        (
            {"Operations": [{"op": "replace", "value": {"password": "hunter22"}}]},
            {"Operations": [{"op": "replace", "value": {"password": "<password-1>"}}]},
        ),
        ({"password": {"value": "hunter22", "hook": 1}}, {"password": {"value": "<password-1>", "hook": 1}}),
        ({"password": ["hunter22", "other222"]}, {"password": ["<password-1>", "<password-2>"]}),
        ({"password": 12345678}, {"password": "<password-1>"}),
        ({"password": "x"}, {"password": "<password-1>"}),
    ],
)
def test_a_password_is_found_wherever_a_body_may_hold_one(redactor: Redactor, body: object, shown: object) -> None:
    assert redactor.redact_json(body) == shown
    assert redactor.redact_json(body) == shown


@pytest.mark.parametrize(
    "body",
    [
        {"password": ""},
        {"password": None},
        {"password": True},
        {"changePassword": {"supported": False}},
        {"properties": {"password": {"type": "string"}}},
        {"path": 7, "value": "x"},
        {"path": "userName", "value": "x"},
    ],
)
def test_what_is_no_password_stays(redactor: Redactor, body: object) -> None:
    assert redactor.redact_json(body) == body


def test_a_known_password_is_hidden_as_a_whole_value_anywhere(redactor: Redactor) -> None:
    redactor.redact_json({"password": "abc"})

    assert redactor.redact_json({"nickName": "abc", "title": "abcd"}) == {
        "nickName": "<password-1>",
        "title": "abcd",
    }


def test_a_password_quoted_in_an_answer_is_hidden(redactor: Redactor) -> None:
    redactor.redact_json({"password": "gl^m&qWZ"})
    detail = {"detail": "Password gl^m&qWZ is too weak"}

    assert redactor.redact_json(detail) == {"detail": "Password <password-1> is too weak"}
    assert redactor.redact_text("failed: gl^m&qWZ") == "failed: <password-1>"
    assert redactor.redact_text("gl%5Em%26qWZ and gl^m&amp;qWZ") == "<password-1> and <password-1>"


def test_a_secret_behind_json_escapes_is_found(redactor: Redactor) -> None:
    text = '{"detail":"hf_AbCdEfGhIj\\/0+9"}'

    assert redactor.redact_json(json.loads(text)) == {"detail": "<token>"}


def test_a_token_as_a_key_is_hidden(redactor: Redactor) -> None:
    assert redactor.redact_json({T: 1, "a": 2}) == {"<token>": 1, "a": 2}


def test_a_password_that_is_an_everyday_word_leaves_keys_and_placeholders_alone(redactor: Redactor) -> None:
    body = {"password": "password", "token": "word", "note": "the password"}
    redactor.register("word")

    assert redactor.redact_json(body) == {
        "password": "<password-2>",
        "token": "<password-1>",
        "note": "the <password-2>",
    }
    assert redactor.redact_text("<password-2> <token>") == "<password-2> <token>"


def test_what_is_redacted_already_is_left_alone(redactor: Redactor) -> None:
    body = redactor.redact_json({"password": "hunter22"})

    assert redactor.redact_json(body) == body == {"password": "<password-1>"}


def test_a_body_that_is_no_json_hides_the_passwords_in_it(redactor: Redactor) -> None:
    text = '{"userName":"ada","PASSWORD" : "q\\"uo te","x":"q\\"uo te","active'

    assert redactor.redact_text(text) == '{"userName":"ada","PASSWORD" : "<password-1>","x":"<password-1>","active'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"password":"begin', '{"password":"<password>'),
        ('{"password":"', '{"password":"'),
        ('{"password":""}', '{"password":""}'),
        ('{"password":"bad\\escape"}', '{"password":"<password-1>"}'),
    ],
)
def test_a_broken_off_password_does_not_show(redactor: Redactor, text: str, shown: str) -> None:
    assert redactor.redact_text(text) == shown


def test_a_registered_password_is_looked_for_for_good(redactor: Redactor) -> None:
    placeholder = redactor.register("from the scenario")
    redactor.register("from the scenario")
    for number in range(NEAR + 1):
        redactor.redact_json({"password": f"placeholder{number}"})

    assert redactor.redact_text("it is from the scenario!") == f"it is {placeholder}!"


def test_a_passing_password_is_looked_for_in_texts_as_long_as_it_is_near(redactor: Redactor) -> None:
    redactor.register("passing-by", everywhere=False)
    assert redactor.redact_text("it is passing-by!") == "it is <password-1>!"

    for number in range(NEAR):
        redactor.redact_json({"password": f"placeholder{number}"})

    assert redactor.redact_text("it is passing-by!") == "it is passing-by!"
    assert redactor.redact_json(["passing-by"]) == ["<password-1>"]


def quoting(text: str, **body: str) -> Exchange:
    """An exchange whose answer holds a text."""
    request = {"method": "POST", "path": "/Users", "query": "", "url": "", "headers": {}, "body": body}
    return Exchange(
        at="", step=1, origin="okta", purpose="", attempt=1, request=request, milliseconds=1.0,
        response={"status": 400, "headers": {}, "body": {"detail": text}},
    )  # fmt: skip


def test_a_password_that_was_quoted_is_looked_for_for_good(redactor: Redactor) -> None:
    redactor.register("passing-by", everywhere=False)
    assert redactor.event(quoting("not passing-by, please")).response["body"] == {"detail": "not <password-1>, please"}

    for number in range(NEAR):
        redactor.redact_json({"password": f"placeholder{number}"})

    assert redactor.redact_text("create failed: not passing-by, please") == "create failed: not <password-1>, please"


def test_a_conversation_apart_knows_its_own_passwords_whatever_passes_elsewhere(redactor: Redactor) -> None:
    ours, others = redactor.apart(), redactor.apart()
    redactor.add_token("hf_added-later-than-that")
    ours.event(quoting("", password="passing-by"))
    for number in range(3 * NEAR):
        others.event(quoting("", password=f"placeholder{number}"))

    shown = ours.event(quoting("passing-by and hf_added-later-than-that")).response["body"]
    assert shown == {"detail": "<password-1> and <token>"}
    assert others.redact_json(["passing-by", "placeholder1"]) == ["<password-1>", "<password-3>"]
    assert redactor.redact_text("not passing-by") == "not <password-1>", "it was quoted, so all of them look for it"


def test_short_passwords_are_hidden_as_values_and_do_not_shred_texts(redactor: Redactor) -> None:
    redactor.register("abc")

    assert redactor.redact_text("abcdef") == "abcdef"
    assert redactor.redact_json(["abc", "abcdef"]) == ["<password-1>", "abcdef"]


def test_threads_may_share_a_redactor(redactor: Redactor) -> None:
    shown: list[str] = []

    def work(name: str) -> None:
        for number in range(200):
            shown.append(redactor.redact_json({"password": f"{name}-{number}"})["password"])
            redactor.redact_text("nothing")

    threads = [threading.Thread(target=work, args=(name,)) for name in ("ada", "bob", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(shown) == sorted(f"<password-{number}>" for number in range(1, 601))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Invalid token hf_AbCdEfGhIjKlMnOpQrStUv01", "Invalid token <token>"),
        ("Authorization: Bearer abc.def-123456", "Authorization: Bearer <token>"),
        ("see eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln", "see <token>"),
        ("login failed, password=Hunter2!", "login failed, password=<password>"),
        ('{"userName":"ada","password":"Hunter2!"}', '{"userName":"ada","password":"<password>"}'),
        ("https://hub.test/?access_token=abc123&x=1", "https://hub.test/?access_token=<token>&x=1"),
        ("Unrecognized token 'error': was expecting", "Unrecognized token 'error': was expecting"),
        ('Bearer realm="Authentication required"', 'Bearer realm="Authentication required"'),
        ("Password: it is too short", "Password: it is too short"),
    ],
)
def test_what_looks_like_a_credential_is_hidden_in_a_text_of_unknown_origin(text: str, shown: str) -> None:
    assert without_spoken_credentials(text) == shown


def of_rules(*ids: str) -> Exchange:
    request = {"method": "GET", "path": "/Users", "query": "", "url": "https://x/Users", "headers": {}, "body": None}
    return Exchange(
        at="", origin="okta", purpose="", attempt=1, why=list(ids), request=request, response=None, milliseconds=1
    )


def test_the_ids_of_rules_are_words_of_ours_whatever_the_token_is() -> None:
    event = of_rules("create.post", "create.placeholder-password")

    assert Redactor("create").event(event).why == event.why


def test_the_ids_of_the_providers_rules_are_words_of_ours_too() -> None:
    response = {"status": 400, "headers": {}, "body": {"detail": "hub"}, "why": ["hub.username.digits", "hub.password"]}
    event = replace(of_rules(), response=response)

    clean = Redactor("hub").event(event)
    assert clean.answered_by == event.answered_by
    assert clean.response == {**response, "body": {"detail": "<token>"}}
    assert Redactor(T).event(event) is event


def test_an_id_with_the_word_password_in_it_holds_none() -> None:
    event = of_rules("create.placeholder-password", "update.no-password")

    assert Redactor(T).event(event) is event
