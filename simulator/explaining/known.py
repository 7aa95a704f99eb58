"""What a known sentence consists of: its text with `{names}` in it, why it comes, and how a play ends in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

ASIDE = "…"
"""What stands for a name, an id, a time or a number where two sentences are compared."""
_NAME = re.compile(r"\{\w+\}")

Steps = tuple[Mapping[str, Any], ...]
"""Steps as a scenario writes them: each a verb and its argument."""


@lru_cache(maxsize=512)
def pattern(template: str) -> str:
    """A regular expression for the sentence, with a group for each name in it; a stop at its end is left aside."""
    return "(.+?)".join(re.escape(part).replace(r"\ ", " ") for part in _NAME.split(bare(template)))


def plain(template: str) -> str:
    """The sentence with its names left aside."""
    return _NAME.sub(ASIDE, bare(template))


def bare(text: str) -> str:
    """The text without the stops and spaces at its end."""
    return text.rstrip(". ") if text.strip(". ") else text


@dataclass(frozen=True)
class Cause:
    """Why a sentence comes, how sure that is in plain words (`source`), and where to look (`check`)."""

    what: str
    source: str
    check: str


@dataclass(frozen=True)
class Story:
    """A scenario in short, beside what every one has. `before` goes in before the last step.

    `operations` are those it can be about, by name; empty for any. In a rule's story empty `steps` are the operation's.
    """

    steps: Steps = ()
    before: Steps = ()
    app: Mapping[str, Any] = field(default_factory=dict)
    stub: Mapping[str, Any] = field(default_factory=dict)
    users: Mapping[str, Any] = field(default_factory=dict)
    operations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """A part of a conversation with words of its own.

    `begins` is how its message begins. `on` are the requests whose failure it reports, as a fault names them, likeliest
    first; `query` is what the look-ups among them ask. `task` is the text before it that tells it apart from another
    operation of the same words: an operation of `wording.TASK_PREFIXES`, or `group`.
    """

    name: str
    begins: str
    conversation: str
    on: tuple[str, ...]
    story: Story
    task: str = ""
    query: str = ""

    def is_of(self, task: str | None) -> bool:
        """Whether it can stand behind a text before the message; a password push has the text of a profile push."""
        return task in (None, self.task) or (task, self.task) == ("push_profile", "push_password")


@dataclass(frozen=True)
class Ending:
    """A message, or the end of one, that is Okta's own. `operations` are those that can end so, the usual one first;
    a whole sentence has none, and `conversation` instead.

    `request` says what became of the request where it did not simply fail. It comes about by `faults` on a request of
    the operation (one of `on`, where those are not all), or by `stories` of its own; one without either is not played.
    """

    template: str
    operations: tuple[str, ...]
    causes: tuple[Cause, ...]
    on: tuple[str, ...] = ()
    request: str = ""
    faults: tuple[Mapping[str, Any], ...] = ()
    stories: tuple[Story, ...] = ()
    conversation: str = ""


@dataclass(frozen=True)
class Rule:
    """Refusals of the provider that one rule stands behind.

    `words` says whose words they are. `on` are the requests that can be answered so, empty for any; `operations` those
    that send them. `stories` end in it by the rule itself; where none does, a fault answers in its place, with `status`
    where the sentence does not say which.
    """

    name: str
    templates: tuple[str, ...]
    words: str
    operations: tuple[str, ...]
    causes: tuple[Cause, ...]
    on: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()
    server: str = "the Hub"
    status: int = 400
