"""The Hub's syntax for usernames, each rule in words, e-mail addresses and ids (huggingface-scim 4 and 7, O)."""

import re
from dataclasses import dataclass

SHORTEST, LONGEST = 2, 42
"""How many characters a username has."""

_FOREIGN = re.compile(r"[^A-Za-z0-9-]", re.ASCII)
_ACCEPTED = re.compile(r"(?!\d+$)(?![0-9a-fA-F]{24}$)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*", re.ASCII)
_SHOWN = 5


@dataclass(frozen=True)
class Refusal:
    """One rule that a username breaks: `rule`, the same few words each time, and `text`, what it is this time.

    `id` is the rule's id in the register.
    """

    rule: str
    text: str
    id: str


RULE_IDS = {
    "characters": "hub.username.characters",
    "double dash": "hub.username.dashes",
    "dash at an end": "hub.username.dashes",
    "digits only": "hub.username.digits",
    "24 hex characters": "hub.username.hex",
    "length": "hub.username.length",
}
"""The rules by their few words, each with its id in the register."""
USERNAME_RULE = (
    "only letters, digits and '-' are accepted; '--' is forbidden; '-' cannot start or end the name; "
    "digit-only names and 24-character hex strings are not accepted; length 2 to 42"
)
"""All of them in one sentence."""
EMAIL = r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}"
"""What a whole e-mail address matches, in Python's and ECMAScript's common ground."""
_EMAIL = re.compile(EMAIL, re.ASCII)
_ID = re.compile(r"[0-9a-fA-F]{24}")


def is_email(text: str) -> bool:
    """Whether the Hub takes `text` as an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Whether `text` has the form of a SCIM id."""
    return _ID.fullmatch(text) is not None


def is_username(username: str) -> bool:
    """Whether the Hub takes `username`: the same rules as `refusals`, at once."""
    return SHORTEST <= len(username) <= LONGEST and _ACCEPTED.fullmatch(username) is not None


def refusals(username: str) -> tuple[Refusal, ...]:
    """Why the Hub would refuse `username`: every rule it breaks, none where it is accepted."""
    if is_username(username):
        return ()
    foreign = [_shown(character) for character in dict.fromkeys(_FOREIGN.findall(username))]
    shown = " ".join(foreign[:_SHOWN]) + (" ..." if len(foreign) > _SHOWN else "")
    digits, length = re.fullmatch(r"\d+", username, re.ASCII), len(username)
    broken = {  # the rule about hexadecimal characters is not in the guides; the OpenAPI alone has it
        "characters": foreign and f"only letters, digits and - are accepted, not {shown}",
        "double dash": "--" in username and "-- is not accepted",
        "dash at an end": username != username.strip("-") and "a - at the beginning or end is not accepted",
        "digits only": digits and "digits alone are not accepted",
        "24 hex characters": is_id(username) and "24 hexadecimal characters are not accepted",
        "length": not SHORTEST <= length <= LONGEST
        and f"{SHORTEST} to {LONGEST} characters are accepted, not {length}",
    }
    return tuple(Refusal(rule, text, RULE_IDS[rule]) for rule, text in broken.items() if text)


def rules_broken(username: str) -> tuple[str, ...]:
    """The ids of the rules that `username` breaks, each once."""
    return tuple(dict.fromkeys(refusal.id for refusal in refusals(username)))


def reasons(username: str) -> tuple[str, ...]:
    """The same in words alone."""
    return tuple(refusal.text for refusal in refusals(username))


def _shown(character: str) -> str:
    """A character as a person can read it."""
    visible = character.isprintable() and not character.isspace()
    return character if visible else "a space" if character == " " else f"U+{ord(character):04X}"
