"""The Hub's memory: plain records behind indexes, so that a look-up costs the same at 100 and at 100,000.

Knows nothing of HTTP. Not locked by itself: the application holds one lock around each request.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from provider_stub.memory.records import Group, Ids, Person, ResourceGroup

AUDIT_EVENTS = 100_000
"""The audit log keeps this many events (the Hub's export is limited to them, O)."""

Record = TypeVar("Record")


class Index(Generic[Record]):
    """Records by a key that several may share, in the order they came; who has the key None is not in it."""

    def __init__(self, key: Callable[[Record], str | None]) -> None:
        self._key = key
        self._buckets: dict[str, tuple[Record, ...]] = {}

    def add(self, record: Record) -> None:
        """File a record under its key."""
        if (key := self._key(record)) is not None:
            self._buckets[key] = (*self._buckets.get(key, ()), record)

    def discard(self, record: Record) -> None:
        """Undo `add`; the key must be that of then."""
        if (key := self._key(record)) is not None:
            bucket = list(self._buckets.pop(key))
            bucket.remove(record)
            if bucket:
                self._buckets[key] = tuple(bucket)

    def find(self, key: str) -> tuple[Record, ...]:
        """All records under `key`."""
        return self._buckets.get(key, ())


class Store:
    """People, SCIM groups, Resource Groups and the audit log of one organization."""

    def __init__(self, seed: int) -> None:
        self.ids = Ids(seed, "record")
        self.people: dict[str, Person] = {}
        self.scim_users: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.resource_groups: dict[str, ResourceGroup] = {}
        self.audit: deque[dict[str, Any]] = deque(maxlen=AUDIT_EVENTS)
        self.gone_usernames: set[str] = set()
        self._usernames = Index[Person](lambda person: person.username.lower())
        self._emails = Index[Person](lambda person: person.email and person.email.lower())
        self._external_ids = Index[Person](lambda person: person.external_id)
        self._of_people = (self._usernames, self._emails, self._external_ids)
        self._group_names = Index[Group](lambda group: group.display_name.casefold())
        self._group_external_ids = Index[Group](lambda group: group.external_id)
        self._of_groups = (self._group_names, self._group_external_ids)
        self._groups_of: dict[str, dict[str, None]] = {}

    def add_person(self, person: Person) -> None:
        """Remember an account; a provisioned one becomes a SCIM user too."""
        self.people[person.id] = person
        if person.provisioned:
            self.scim_users[person.id] = person
        for index in self._of_people:
            index.add(person)

    def change_person(self, person: Person, changes: dict[str, Any]) -> None:
        """Set the attributes named in `changes`, keeping every index true."""
        _change(person, changes, self._of_people)

    def provision(self, person: Person, external_id: str | None) -> None:
        """Let SCIM know an account that was there before, by this externalId from now on."""
        self.change_person(person, {"external_id": external_id, "provisioned": True})
        self.scim_users[person.id] = person

    def forget(self, person: Person) -> list[Group]:
        """Let SCIM forget an account; it leaves its SCIM groups, which are returned."""
        del self.scim_users[person.id]
        self.change_person(person, {"external_id": None, "provisioned": False})
        left = [self.groups[group_id] for group_id in self._groups_of.pop(person.id, {})]
        for group in left:
            del group.members[person.id]
        return left

    def remove_person(self, person: Person) -> None:
        """Destroy the account; a SCIM user must be forgotten first."""
        for index in self._of_people:
            index.discard(person)
        del self.people[person.id]

    def by_username(self, username: str, *, exact: bool = False) -> Person | None:
        """The account of that name, a SCIM user before others; letter case counts only where `exact` is set."""
        found = self._usernames.find(username.lower())
        if exact:
            found = tuple(person for person in found if person.username == username)
        first = found[0] if found else None
        return next((person for person in found if person.provisioned), first)

    def by_email(self, email: str) -> Person | None:
        """The account of that address, whatever its letter case."""
        return next(iter(self._emails.find(email.lower())), None)

    def by_external_id(self, external_id: str) -> Person | None:
        """The SCIM user of that externalId, exactly."""
        return next(iter(self._external_ids.find(external_id)), None)

    def add_group(self, group: Group) -> None:
        """Remember a group and its members."""
        self.groups[group.id] = group
        for index in self._of_groups:
            index.add(group)
        for member in group.members:
            self._groups_of.setdefault(member, {})[group.id] = None

    def change_group(self, group: Group, changes: dict[str, Any]) -> None:
        """Set the attributes named in `changes`, `display_name` and `external_id`, keeping every index true."""
        _change(group, changes, self._of_groups)

    def remove_group(self, group: Group) -> None:
        """Forget a group and who was in it."""
        del self.groups[group.id]
        for index in self._of_groups:
            index.discard(group)
        for member in group.members:
            del self._groups_of[member][group.id]

    def join(self, group: Group, person_ids: Iterable[str], *, repeat: bool = False) -> list[str]:
        """Add members; returns those who were not in yet. With `repeat` the others are listed once more."""
        joined = []
        for person_id in person_ids:
            if person_id not in group.members:
                group.members[person_id] = 1
                self._groups_of.setdefault(person_id, {})[group.id] = None
                joined.append(person_id)
            elif repeat:
                group.members[person_id] += 1
        return joined

    def leave(self, group: Group, person_ids: Iterable[str]) -> list[str]:
        """Remove members; returns those who were in."""
        left = [person_id for person_id in person_ids if group.members.pop(person_id, 0)]
        for person_id in left:
            del self._groups_of[person_id][group.id]
        return left

    def by_group_name(self, name: str, *, exact: bool = False) -> tuple[Group, ...]:
        """The groups of that name; letter case counts only where `exact` is set."""
        found = self._group_names.find(name.casefold())
        return tuple(group for group in found if group.display_name == name) if exact else found

    def by_group_external_id(self, external_id: str) -> tuple[Group, ...]:
        """The groups of that externalId, exactly; it need not be unique."""
        return self._group_external_ids.find(external_id)

    def named(self, identifier: str) -> str | None:
        """The username of the person, or the name of the group, that has this id."""
        person, group = self.people.get(identifier), self.groups.get(identifier)
        return person.username if person else group.display_name if group else None

    def resource_group_named(self, name: str) -> ResourceGroup | None:
        """The Resource Group of that name or id; organizations have few, so this looks through them."""
        by_id = self.resource_groups.get(name)
        return by_id or next((group for group in self.resource_groups.values() if group.name == name), None)


def _change(record: Record, changes: dict[str, Any], indexes: Iterable[Index[Record]]) -> None:
    for index in indexes:
        index.discard(record)
    for name, value in changes.items():
        setattr(record, name, value)
    for index in indexes:
        index.add(record)
