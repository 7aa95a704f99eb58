"""What was recorded, made ready for a play: requests by whom they are about, and the System Log beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from simulator.errors import UnreadableError
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import read
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.system_log import Entry

LOGGED = ("application.", "app.")
"""How the types of the System Log events begin that are about an app integration."""
NAMED = ("User", "AppUser", "UserGroup", "AppGroup")
"""The targets of a System Log row that say whom it is about."""


@dataclass(eq=False)
class Recorded:
    """One recorded request. `number` counts from 0 in order of time, `at` is in epoch seconds (None where it is not
    known), `subject` the same text for all that is about one person or group.
    """

    number: int
    traffic: Traffic
    subject: str
    at: float | None

    @property
    def shape(self) -> str:
        """Method and path without an id."""
        return shape_of(self.traffic.method, self.traffic.path)


def shape_of(method: str, path: str) -> str:
    """Method and path without an id: `PUT /Users/{id}`."""
    collection, slash, _ = path.lstrip("/").partition("/")
    return f"{method} /{collection}" + ("/{id}" if slash else "")


@dataclass(eq=False)
class Recording:
    """All that was recorded; `entries` are the System Log's rows about the app, none where there is no log.

    `other_apps` says that the log is about others too, of which a row that names no app may be. `known` are the
    resources that the answers show, as they were when each was first seen, by path.
    """

    requests: list[Recorded]
    entries: list[Entry] = field(default_factory=list)
    base_url: str = ""
    complaints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    other_apps: bool = False

    def __post_init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}
        for one in self.requests:
            for resource in resources(one.traffic):
                self.known.setdefault(f"/{one.traffic.collection}/{resource['id']}", resource)

    @property
    def played(self) -> bool:
        """Whether the simulator sent any of it, so that it says nothing of Okta."""
        return any(one.traffic.played for one in self.requests)

    def of_app(self, label: str) -> "Recording":
        """The same without the System Log's rows about other apps; a log about one app alone is about this one.

        Rows that name no app stay, such as that of an expression that cannot be evaluated.

        Raises:
            UnreadableError: the log is about several apps, and none is called so; or about one called otherwise, and
                about nobody who is in the recording.
        """
        named = dict.fromkeys(one.name("AppInstance") for one in self.entries)
        named.pop("", None)
        if label not in named and len(named) > 1:
            raise UnreadableError(
                f"the System Log is about {', '.join(named)}; none of them is {label}, the label of the story's app"
            )
        meant = label if label in named else next(iter(named), "")
        if meant not in ("", label) and not self._about_the_recorded():
            raise UnreadableError(
                f"the System Log is about {meant} and nobody who is in the recording: it is of another app, another "
                "time or another org"
            )
        entries = [one for one in self.entries if one.name("AppInstance") in ("", meant)]
        return replace(self, entries=entries, other_apps=len(named) > 1)

    def _about_the_recorded(self) -> bool:
        """Whether a row names somebody, or a group, who is in a request; or no request names anybody."""
        recorded = {one.traffic.name.lower() for one in self.requests} - {""}
        logged = {one.name(kind).lower() for one in self.entries for kind in NAMED}
        return not recorded or not recorded.isdisjoint(logged | {name.partition("@")[0] for name in logged})

    @property
    def began(self) -> dict[str, datetime]:
        """When the first request came, as a scenario's `starts_at`; nothing where it is not known."""
        at = self.requests[0].at if self.requests else None
        return {} if at is None else {"starts_at": datetime.fromtimestamp(at, UTC)}

    def values_at(self, name: str) -> Iterator[str]:
        """Every text that stands under this name in a recorded body."""
        for one in self.requests:
            yield from _under(one.traffic.body, name)


def resources(traffic: Traffic) -> Iterator[dict[str, Any]]:
    """What an answer shows of people or groups."""
    if traffic.ok:
        yield from (one for one in (traffic.resource, *traffic.found) if one.get("id"))


def recording_of(sources: Iterable[Source], logs: Iterable[Source] = ()) -> Recording:
    """The recording in files; `logs` hold a System Log each.

    Raises:
        UnreadableError: they hold no requests of Okta's, or are none of what can be read.
    """
    evidence = read(sources, logs)
    return Recording(
        recorded(evidence.traffic),
        [one for one in evidence.entries if one.type.startswith(LOGGED)],
        evidence.base_url,
        tuple(evidence.complaints),
        tuple(evidence.notes),
    )


def recorded(traffic: Sequence[Traffic]) -> list[Recorded]:
    """Requests with whom they are about: one person however named, as far as the answers tell."""
    subjects, names, looked_for = Subjects(), list[str](), dict[str, str]()
    for one in traffic:
        name = one.name
        if one.method == "POST" and one.body is None:  # a create without its body follows the latest look-up
            name = looked_for.get(one.collection, "")
        elif one.looked_for is not None:
            looked_for[one.collection] = name
        names.append(name)
        subjects.join(*tokens_of(one.collection, one.scim_id, name), *_learned(one, name))
    return [
        Recorded(number, one, subjects.of(*tokens_of(one.collection, one.scim_id, name)), one.time)
        for number, (one, name) in enumerate(zip(traffic, names, strict=True))
    ]


def tokens_of(collection: str, scim_id: str, name: str) -> list[str]:
    """What a request says of whom it is about: an id, or else a name; the collection where it is about all."""
    if scim_id:
        return [f"{collection}/{scim_id}"]
    return [f"{collection}?{name.lower()}"] if name else [collection]


def _learned(one: Traffic, name: str) -> list[str]:
    """The ids of what a request made, or of the one that it found."""
    if one.scim_id or not one.ok or not name:
        return []
    found = [one.resource] if one.method == "POST" else one.found
    return [f"{one.collection}/{found[0]['id']}"] if len(found) == 1 and found[0].get("id") else []


class Subjects:
    """Which names and ids stand for one person or group."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def of(self, *tokens: str) -> str:
        """The one token that stands for all of them."""
        token = tokens[0]
        while (above := self._above.get(token, token)) != token:
            token = above
        return token

    def join(self, *tokens: str) -> None:
        """These are one."""
        first = self.of(tokens[0])
        for token in tokens[1:]:
            self._above[self.of(token)] = first


def _under(body: Any, name: str) -> Iterator[str]:
    if isinstance(body, dict):
        for key, value in body.items():
            if key == name and isinstance(value, str):
                yield value
            else:
                yield from _under(value, name)
    elif isinstance(body, list):
        for one in body:
            yield from _under(one, name)
