"""What the provider holds, read back over SCIM: it is there, it is not there, or it cannot be said."""

import json
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from simulator.errors import CannotBeSaid, hidden

if TYPE_CHECKING:
    from simulator.play.reading import Look
    from simulator.play.story import Story
    from simulator.play.transcript import Event

_T = TypeVar("_T")

__tracebackhide__ = hidden


class Reader:
    """Asks the provider; `keep` is told of each event."""

    def __init__(self, story: "Story", keep: Callable[["Event"], None]) -> None:
        self.story = story
        self._keep = keep

    def read(self, reading: "Generator[Event, None, _T]") -> _T:
        """What a reading gives, its events kept."""
        while True:
            try:
                self._keep(next(reading))
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # what the generator returns


class Held:
    """A user or group as the provider shows it: members by name, `.active`, or by path, `["name.givenName"]`."""

    def __init__(self, resource: Mapping[str, Any], reader: Reader) -> None:
        self.resource = dict(resource)
        self._reader = reader

    def __getitem__(self, path: str) -> Any:
        from simulator.play.comparison.bodies import ABSENT
        from simulator.play.expectations import member

        held = member(self.resource, path)
        if held is ABSENT:
            raise KeyError(self._lacks(path))
        return held

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.resource:
            raise AttributeError(self._lacks(name))
        return self.resource[name]

    def _lacks(self, name: str) -> str:
        shown = self.__dict__.get("resource", {})
        return f"the provider shows no {name} here, but {', '.join(shown)}"

    def __repr__(self) -> str:
        return self._reader.story.player.redactor.redact_text(json.dumps(self.resource, ensure_ascii=False))


class HeldGroup(Held):
    """A group as the provider shows it."""

    @property
    def members(self) -> list[str]:
        """The userNames of its members, sorted; an id that nobody has stays an id.

        Raises:
            CannotBeSaid: they cannot be read.
        """
        from simulator.play.reading import Unreadable

        story = self._reader.story
        names = self._reader.read(story.reading(story.view.member_names(self.resource)))
        if isinstance(names, Unreadable):
            raise CannotBeSaid(f"who is in the group {self.resource.get('displayName')} cannot be read: {names.why}")
        return names


_Held = TypeVar("_Held", bound=Held)


class Collection(Generic[_Held]):
    """A provider's users by userName, or its groups by displayName; each look asks it anew.

    `[name]` gives who is there, and raises KeyError where nobody is; `get` gives None then, `in` tells. All raise
    CannotBeSaid where the provider shows neither.
    """

    def __init__(self, path: str, kind: type[_Held], reader: Reader) -> None:
        self._path = path
        self._kind = kind
        self._reader = reader

    def _look(self, name: str) -> "Look":
        from simulator.play.reading import Unreadable

        look = self._reader.read(self._reader.story.looked(self._path, name))
        if isinstance(look, Unreadable):
            raise CannotBeSaid(f"whether {name} is at the provider cannot be read: {look.why}")
        return look

    def __getitem__(self, name: str) -> _Held:
        from simulator.play.reading import There

        look = self._look(name)
        if isinstance(look, There):
            return self._kind(look.resource, self._reader)
        raise KeyError(f"{name} is not at the provider: {look.seen}")  # type: ignore[union-attr]  # not unreadable

    def get(self, name: str) -> _Held | None:
        """Who has this name; None where nobody has."""
        try:
            return self[name]
        except KeyError:
            return None

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None


class Provider:
    """What the provider holds now, asked over SCIM by requests of our own, which say so in their User-Agent."""

    def __init__(self, reader: Reader) -> None:
        self.users: Collection[Held] = Collection("/Users", Held, reader)
        self.groups: Collection[HeldGroup] = Collection("/Groups", HeldGroup, reader)
