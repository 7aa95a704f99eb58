"""The Hub's syntax for usernames, e-mail addresses and ids (huggingface-scim 4 and 7, O)."""

import re

USERNAME_LENGTHS = range(2, 43)

USERNAME_RULE = (
    "only letters, digits and '-' are accepted; '--' is forbidden; '-' cannot start or end the name; "
    "digit-only names and 24-character hex strings are not accepted; length 2 to 42"
)

_NAME = re.compile(r"(?!\d+$)(?![0-9a-fA-F]{24}$)[a-zA-Z0-9]+(?:-[a-zA-Z0-9]+)*", re.ASCII)
_EMAIL = re.compile(
    r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}", re.ASCII
)
_ID = re.compile(r"[0-9a-fA-F]{24}")


def is_username(text: str) -> bool:
    """Whether the Hub takes `text` as a username."""
    return len(text) in USERNAME_LENGTHS and _NAME.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Whether the Hub takes `text` as an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """Whether `text` has the form of a SCIM id."""
    return _ID.fullmatch(text) is not None
