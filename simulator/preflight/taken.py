"""Usernames that are taken already: from a file, or read from the provider."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import UnreadableError
from simulator.okta.flows.conversation import Flow, Pause, Stop
from simulator.okta.flows.imports import pages
from simulator.scim.message import Json, Request, Response

Ask = Callable[[Request], Response]


class NobodyAnswered(UnreadableError):  # noqa: N818  (what happened, in the words of the exit codes)
    """The provider could not be reached at all."""


@dataclass(frozen=True)
class Account:
    """An account that is there: its `name` as it is spelled, and its e-mail address where that is known."""

    name: str
    email: str | None = None


Taken = dict[str, Account]
"""Accounts by username in lower case: the Hub's names are unique whatever their case (huggingface-scim 7, I)."""


def accounts(found: Iterable[Account]) -> Taken:
    """The accounts by name."""
    return {account.name.lower(): account for account in found}


def read_taken(path: Path) -> Taken:
    """The names in a file, one in a line; after a comma may stand the account's e-mail address. `#` begins a comment.

    Raises:
        UnreadableError: it cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as why:
        raise UnreadableError(f"{path} cannot be read: {why.strerror or why}") from why
    except UnicodeDecodeError as why:
        raise UnreadableError(f"{path} is not UTF-8; save it as UTF-8 text") from why
    kept = (line.partition("#")[0].strip() for line in lines)
    return accounts(_account(line) for line in kept if line)


def _account(line: str) -> Account:
    name, _, email = line.partition(",")
    return Account(name.strip(), email.strip() or None)


def ask_taken(ask: Ask, endpoint: str) -> Taken:
    """The userNames at a provider, all pages of `GET /Users`, inactive users too.

    Raises:
        NobodyAnswered: there is no provider there.
        UnreadableError: it answers, but not with its users.
    """
    flow: Flow = pages("/Users", "read usernames", "Error while reading usernames: ", "")
    answers: list[Response] = []
    while True:
        try:
            move = flow.send(answers[-1] if answers else None)  # type: ignore[arg-type]  # a generator starts with None
        except StopIteration as end:
            return accounts(_provided(user) for user in end.value if user.get("userName"))
        except Stop as stop:
            kind = UnreadableError if answers and answers[0].status is not None else NobodyAnswered
            raise kind(f"the users at {endpoint} cannot be read: {stop.message}") from stop
        assert not isinstance(move, Pause)  # noqa: S101  (reading pages never pauses)
        answers.append(ask(move))


def _provided(user: dict[str, Json]) -> Account:
    emails = [one for one in user.get("emails") or [] if isinstance(one, dict) and one.get("value")]
    return Account(str(user["userName"]), str(emails[0]["value"]) if emails else None)
