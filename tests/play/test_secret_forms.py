"""Where a secret stands in a text: alone where it may be a word, anywhere where it cannot, however it is written."""

import html
import json
import re
from base64 import b16encode, b32encode, b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.play.secret_forms import LONG, SHORT, Secret, Secrets, is_word

KEEP = re.compile("<token>")
TOKEN = "hf_AbCdEfGhIj/0+9~k"


def shown(text: str, token: str = TOKEN) -> str:
    """A text as it is shown where `token` is secret."""
    return Secrets((Secret(token, "<token>", token=True),)).hidden(text, KEEP)


def every(letters: str, escape: str) -> str:
    """Each letter escaped; `escape` is a format of its number."""
    return "".join(escape.format(ord(letter)) for letter in letters)


FORMS = {
    "as it is": lambda t: t,
    "upper case": str.upper,
    "lower case": str.lower,
    "hex": lambda t: t.encode().hex(),
    "upper hex": lambda t: b16encode(t.encode()).decode(),
    "Base32": lambda t: b32encode(t.encode()).decode(),
    "lower Base32": lambda t: b32encode(t.encode()).decode().lower(),
    "Base32 behind one byte": lambda t: b32encode(b":" + t.encode()).decode(),
    "Base32 behind two bytes": lambda t: b32encode(b"a:" + t.encode()).decode(),
    "Base32 behind three bytes": lambda t: b32encode(b"ab:" + t.encode() + b".").decode(),
    "Base32 behind four bytes": lambda t: b32encode(b"abc:" + t.encode()).decode(),
    "Base64": lambda t: b64encode(t.encode()).decode(),
    "Base64 of a user and it": lambda t: b64encode(f"okta:{t}".encode()).decode(),
    "Base64 for URLs": lambda t: urlsafe_b64encode(f"~~?{t}".encode()).decode(),
    "URL": lambda t: quote(t, safe=""),
    "form": quote_plus,
    "full percent-encoding": lambda t: every(t, "%{:02x}"),
    "full percent-encoding, upper": lambda t: every(t, "%{:02X}"),
    "percent-encoding twice": lambda t: quote(every(t, "%{:02x}"), safe=""),
    "decimal entities": lambda t: every(t, "&#{};"),
    "decimal entities with zeros": lambda t: every(t, "&#{:07};"),
    "hex entities": lambda t: every(t, "&#x{:x};"),
    "upper hex entities": lambda t: every(t, "&#X{:X};"),
    "HTML": html.escape,
    "named entities": lambda t: t.replace("_", "&lowbar;").replace("/", "&sol;").replace("+", "&plus;"),
    "JSON": lambda t: json.dumps(t)[1:-1],
    "JSON with slashes escaped": lambda t: t.replace("/", "\\/"),
    "JSON, every letter": lambda t: every(t, "\\u{:04x}"),
    "JSON, every letter, upper": lambda t: every(t, "\\u{:04X}"),
    "JSON in JSON": lambda t: json.dumps(every(t, "\\u{:04x}"))[1:-1],
    "entities in a URL": lambda t: quote(every(t, "&#{};"), safe=""),
    "Base64 in a form": lambda t: quote_plus(b64encode(f"a:{t}".encode()).decode()),
}
"""How a server may write a token that it quotes."""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("token", [TOKEN, "hf_" + "aB3" * 11, "0123456789abcdef0123456789abcdef", "s3cret-Token"])
def test_a_token_is_found_however_it_is_written(form: str, token: str) -> None:
    assert shown(f"bad token ({FORMS[form](token)}), sorry", token) == "bad token (<token>), sorry"


@pytest.mark.parametrize("form", [one for one in FORMS if not one.startswith(("Base64", "Base32 b"))])
@pytest.mark.parametrize("token", ["test", "okta", "secret", "Admin-1"])
def test_a_short_token_is_found_however_it_is_written(form: str, token: str) -> None:
    assert shown(f"bad token ({FORMS[form](token)}), sorry", token) == "bad token (<token>), sorry"


@pytest.mark.parametrize("text", [
    "acme.test", "latest", "test@acme.example", "ada@test.example", "a-test", "test_1", "testing", "test-drive",
    "https://acme.test/scim", "a.test.b", "tests", "TESTED", "Test", "ada.test@acme", "test.md", "éتtest",
])  # fmt: skip
def test_a_word_is_no_token_where_it_is_part_of_another(text: str) -> None:
    assert shown(f"see {text} there", "test") == f"see {text} there"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test", "<token>"),
        ("bad token test.", "bad token <token>."),
        ("bad token test. Next", "bad token <token>. Next"),
        ("Bearer test", "Bearer <token>"),
        ('"test"', '"<token>"'),
        ("token=test&x=1", "token=<token>&x=1"),
        ("bad TEST", "bad <token>"),
        ("a\ntest\n", "a\n<token>\n"),
        (r"a\ntest", r"a\n<token>"),
        ("q=bad%20test%20x", "q=bad%20<token>%20x"),
        ("<b>test</b>", "<b><token></b>"),
        ("[test]", "[<token>]"),
        ("test, test and latest", "<token>, <token> and latest"),
    ],
)
def test_a_word_is_a_token_where_it_stands_alone(text: str, expected: str) -> None:
    assert shown(text, "test") == expected


@pytest.mark.parametrize(
    ("secret", "word"),
    [
        ("a" * (LONG - 1), True),
        ("a" * LONG, False),
        ("acme.example-1", True),
        ("p^ss w/ord", False),
        ("!" * (SHORT - 1), True),
        ("!" * SHORT, False),
    ],
)
def test_what_may_be_a_word(secret: str, word: bool) -> None:
    assert is_word(secret) is word


@pytest.mark.parametrize(
    ("token", "text"), [("a1b2c3d4e5f6g7h8", "xa1b2c3d4e5f6g7h8x"), ("tok/en+12", "x.tok/en+12.x")]
)
def test_a_secret_that_is_no_word_is_found_inside_one(token: str, text: str) -> None:
    assert shown(text, token) == text.replace(token, "<token>")


def test_a_token_of_three_characters_is_looked_for_in_no_text() -> None:
    assert shown("abc, (abc) and abracadabra", "abc") == "abc, (abc) and abracadabra"


def test_a_password_is_looked_for_as_it_is_and_behind_escapes() -> None:
    passwords = Secrets((Secret("from the scenario", "<password-1>"),))

    assert passwords.hidden("it is from+the%20scenario!", KEEP) == "it is <password-1>!"
    assert passwords.hidden("FROM THE SCENARIO", KEEP) == "FROM THE SCENARIO"


def test_of_secrets_that_overlap_nothing_is_left() -> None:
    secrets = Secrets((Secret("0123456789abcdefgh", "<token>", token=True), Secret("ghijklmn^opq", "<password-1>")))

    assert secrets.hidden("x 0123456789abcdefghijklmn^opq y", KEEP) == "x <token> y"


def test_what_stands_in_place_of_a_secret_is_none() -> None:
    assert shown("<token> token", "token") == "<token> <token>"


@pytest.mark.parametrize("text", [r"C:\Files\New", r"ACME\Rob", "\\B", r"\U0041"])
def test_a_backslash_before_a_capital_is_no_escape(text: str) -> None:
    assert shown(text) == text


def test_a_text_without_secrets_is_given_back_itself() -> None:
    text = "nothing here, 100%25 &amp; \\n"
    assert shown(text) is text


@pytest.mark.parametrize("form", ["as it is", "upper case", "hex", "Base32", "Base64", "Base64 of a user and it"])
def test_half_of_a_long_token_is_enough(form: str) -> None:
    token = "hf_" + "aB3x" * 9
    written = FORMS[form](token)

    for size in (len(written) - 1, len(written) * 3 // 4):
        assert shown(f"Unrecognized token '{written[:size]}': sorry", token) == "Unrecognized token '<token>': sorry"


def test_less_than_half_of_a_token_is_a_word_like_any_other() -> None:
    assert shown("the production team", "production-token-2024-11-27") == "the production team"


@pytest.mark.parametrize("end", ["…", "..."])
@pytest.mark.parametrize("size", range(8, 20))
def test_a_text_that_was_cut_off_within_a_token_does_not_show_its_begin(end: str, size: int) -> None:
    assert shown(f"bad token {TOKEN[:size]}{end}") == f"bad token <token>{end}"
    assert shown(f"{'x ' * 100}{TOKEN[:size]}") == f"{'x ' * 100}<token>"
    assert shown(f"bad token {TOKEN[:7]}{end}") == f"bad token {TOKEN[:7]}{end}"


@given(st.text(max_size=9), st.text(max_size=9), st.sampled_from(sorted(FORMS)))
@settings(derandomize=True, max_examples=300)
@example("%", "", "hex")
@example("\\", "", "as it is")
def test_no_surrounding_hides_a_token(before: str, after: str, form: str) -> None:
    token = "hf_" + "aB3" * 11
    written = FORMS[form](token)

    assert written.lower() not in shown(f"{before} {written} {after}", token).lower()


@pytest.mark.parametrize("text", [r"ACME\Bob", r"ACME\Uma1234", r"C:\New\File"])
def test_a_backslash_before_a_capital_is_no_escape_of_json(text: str) -> None:
    assert shown(f"{text} has {TOKEN}") == f"{text} has <token>"


def test_a_long_text_is_looked_through_in_a_moment() -> None:
    """Each of these grows with the square of its length where a search begins anew at each letter."""
    size = 50_000
    hostile = [
        "A" * size,
        f"{TOKEN} " * (size // 20),
        "%41" * (size // 3),
        "<token>" * (size // 7),
        "&#65;" * (size // 5),
    ]
    for text in hostile:
        for token in (TOKEN, "token"):
            assert TOKEN not in shown(f"{text} {TOKEN}", TOKEN)
            assert len(shown(text, token)) <= len(text)


@pytest.mark.parametrize("secret, whole", [
    ("a+b+c", True), ("a+b+c+", False), ("fifteen-letters", True), ("sixteen-letters-", False),
    ("fifteen letters", False),
])  # fmt: skip
def test_a_secret_that_may_be_part_of_a_word_is_short_or_a_word_itself(secret, whole):
    assert is_word(secret) is whole
