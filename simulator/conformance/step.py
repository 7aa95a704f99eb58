"""A step of a suite: what it is called where it was published, what it sends, and what it says of the answer."""

import random
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from simulator import __version__
from simulator.conformance.assertions import Assertion
from simulator.scim.message import Request
from simulator.verbs.verb import Verb

Headers = Mapping[str, str]
NOT_A_TOKEN = "non-token"  # noqa: S105  (what the suite sends to be refused)


@dataclass
class Facts:
    """What a run of a suite knows: the names it makes up, and what the service has told it (`known`).

    The names are those of Okta's Initial_Script_Spec.txt: `Runscope` and three digits, a capital, eight small letters
    and three digits, an address at atko.com. They follow from the seed.
    """

    given: str
    family: str
    new_given: str
    known: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, suite: str, seed: int) -> "Facts":
        """The names for one run."""
        chance = random.Random(f"{suite} {seed}")

        def some(letters: str, length: int) -> str:
            return "".join(chance.choices(letters, k=length))

        family = some(string.ascii_uppercase, 1) + some(string.ascii_lowercase, 8) + some(string.digits, 3)
        given, new_given = (f"Runscope{number:03}" for number in chance.sample(range(1000), 2))
        return cls(given, family, new_given)

    @property
    def email(self) -> str:
        """The username and the address of the person that the suite creates."""
        return f"{self.given}{self.family}@atko.com"


@dataclass(frozen=True)
class Step:
    """One request of a suite and what is said of its answer; `name` as it was published.

    `acts` are what is done in Okta before, each with its published name. `remembers` are members of the answer, by
    what they are called in `Facts.known`; `needs` is one of those, or the key of a step that must have passed.
    `pause` is how many seconds the suite waits before the request, `optional` whether it calls the step so.
    """

    suite: str
    key: str
    name: str
    request: Callable[[Facts], Request]
    expects: Callable[[Facts], tuple[Assertion, ...]]
    headers: Headers
    acts: Callable[[Facts], tuple[tuple[str, Verb], ...]] = lambda _: ()
    remembers: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""
    pause: float = 0
    optional: bool = False

    def lines(self, request: Request, base_url: str, token: str) -> list[tuple[str, str]]:
        """The headers of its request, complete; where the suite names no User-Agent, that of oktasim."""
        lines = {"User-Agent": f"oktasim/{__version__}", "Authorization": f"Bearer {token}", **self.headers}
        if request.body is not None:
            lines["Content-Length"] = str(len(request.payload))
        return [*lines.items(), ("Host", urlsplit(base_url).netloc)]


@dataclass(frozen=True)
class Suite:
    """A published suite: its title, what it is, the `file` and where that is found (`source`), its steps."""

    title: str
    says: str
    file: str
    source: str
    steps: tuple[Step, ...]

    def giver(self, needed: str) -> Step:
        """The step that `Step.needs` means."""
        return next(step for step in self.steps if needed == step.key or needed in step.remembers)


def read(path: str, purpose: str) -> Request:
    """A GET of a suite."""
    return Request("GET", path, purpose=purpose)


def look_up(username: str, purpose: str) -> Request:
    """A GET of the users with this name."""
    return Request("GET", "/Users", "filter=" + quote(f'userName eq "{username}"', safe="@"), purpose=purpose)
