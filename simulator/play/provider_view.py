"""What the provider really holds, looked up over SCIM by name: our own requests, marked `origin: verify`."""

from collections.abc import Callable, Generator, Iterable
from typing import TypeGuard

from simulator.okta.flows.conversation import is_scim_error, listing
from simulator.okta.wire import Wire, filter_query
from simulator.play.reading import (
    TOO_LONG,
    Ask,
    Listing,
    Look,
    NotThere,
    Reading,
    Resource,
    There,
    Unreadable,
    member_of,
    own_request,
    read_pages,
    read_resource,
    refused,
)
from simulator.play.transcript import Event

USERS, GROUPS = "/Users", "/Groups"
NAMES = {USERS: "userName", GROUPS: "displayName"}
"""The attribute that names a resource of each collection; both are compared without case (RFC 7643 8.7.1)."""
_MOST_SINGLE_READS = 10

Known = Callable[[str, str], str | None]
"""The SCIM id that Okta holds for a name: (`Users` or `Groups`, name) to id."""


class ProviderView:
    """Looks people and groups up: by the id that Okta knows, by filter, and page by page.

    The pages of a collection are read once and kept until `forget`, for what writes nothing in between.
    """

    def __init__(self, ask: Ask, known: Known | None = None) -> None:
        self._ask = ask
        self._known = known or (lambda collection, name: None)  # noqa: ARG005  (nothing is known)
        self._pages: dict[str, Listing | Unreadable] = {}
        self._refusal: Unreadable | None = None

    def forget(self) -> None:
        """The provider may have changed: read anew from here on."""
        self._pages.clear()
        self._refusal = None

    def held(self, path: str, name: str | None, scim_id: str | None) -> Reading:
        """Who or what has this id, whatever the name; else this name. From the pages, where they were read already.

        Once nobody answered, or the token was not taken, nothing more is asked.
        """
        if self._refusal is not None:
            return self._refusal
        listed = self._pages.get(path)
        if scim_id and isinstance(listed, Listing) and scim_id in listed.resources:
            return There(listed.resources[scim_id])
        by_id = (yield from read_resource(self._ask, f"{path}/{scim_id}")) if scim_id else None
        if isinstance(by_id, There):
            return by_id
        look: Look = by_id or NotThere("without a name and an id there is nothing to look for")
        if name and not _lasts(look):
            look = yield from self._by_name(path, name, by_id, filters=not isinstance(listed, Listing))
        self._refusal = look if isinstance(look, Unreadable) and look.lasting else None
        return look

    def members(self, group: Resource) -> Generator[Event, None, list[str] | Unreadable]:
        """The ids of a group's members; lists may leave them out, the group itself shows none where it has none."""
        if member_of(group, "members") is None and group.get("id"):
            look = yield from read_resource(self._ask, f"{GROUPS}/{group['id']}")
            if not isinstance(look, There):
                return look if isinstance(look, Unreadable) else Unreadable(f"its members: {look.seen}")
            group = look.resource
        held = member_of(group, "members")
        listed = held if isinstance(held, list) else []
        return list(dict.fromkeys(str(one.get("value")) for one in listed if isinstance(one, dict)))

    def member_names(self, group: Resource) -> Generator[Event, None, list[str] | Unreadable]:
        """The userNames of a group's members, sorted; an id nobody has stays an id."""
        ids = yield from self.members(group)
        if isinstance(ids, Unreadable):
            return ids
        names: dict[str, str] = {}
        if len(ids) > _MOST_SINGLE_READS:
            listed = yield from self.listing(USERS)
            if isinstance(listed, Unreadable):
                return listed
            names = {scim_id: str(member_of(user, "userName")) for scim_id, user in listed.resources.items()}
        for scim_id in ids:
            if scim_id in names:
                continue
            look = yield from read_resource(self._ask, f"{USERS}/{scim_id}")
            if isinstance(look, Unreadable):
                return Unreadable(f"its member {scim_id}: {look.why}")
            if isinstance(look, There):
                names[scim_id] = str(member_of(look.resource, "userName"))
        return sorted(names.get(one, one) for one in ids)

    def listing(self, path: str, most: int | None = None) -> Generator[Event, None, Listing | Unreadable]:
        """All of a collection; nothing is kept of one that takes more than `most` pages."""
        if path not in self._pages:
            listed = yield from read_pages(self._ask, path, most)
            if isinstance(listed, Listing) and listed.short == TOO_LONG:
                return listed
            self._pages[path] = listed
        return self._pages[path]

    def named(self, path: str, name: str) -> Reading:
        """By id, and by filter as well: that a filter does not find what has this name is worth knowing."""
        by_id = yield from self._by_id(path, name)
        if _lasts(by_id):
            return by_id
        if isinstance(by_id, There):
            by_filter = yield from self._by_filter(path, name)
            return There(by_id.resource, _filter(path, name) if isinstance(by_filter, NotThere) else None)
        return (yield from self._by_name(path, name, by_id))

    def _by_name(self, path: str, name: str, by_id: Look | None, *, filters: bool = True) -> Reading:
        """By filter; what it does not show is looked for on the pages before it is said not to be there."""
        by_filter: Look | None = None
        if filters:
            by_filter = yield from self._by_filter(path, name)
            if isinstance(by_filter, There) or _lasts(by_filter):
                return by_filter
        listed = yield from self.listing(path)
        if isinstance(listed, Unreadable):
            return listed
        found = called(name, path, listed.named(NAMES[path], name))
        if found is None:
            return _absent(by_id, by_filter, listed)
        return There(found, _filter(path, name) if isinstance(by_filter, NotThere) else None)

    def _by_id(self, path: str, name: str) -> Generator[Event, None, Look | None]:
        """By the id that Okta knows; None without one."""
        scim_id = self._known(path.strip("/"), name)
        if scim_id is None:
            return None
        look = yield from read_resource(self._ask, f"{path}/{scim_id}")
        if isinstance(look, There) and called(name, path, [look.resource]) is None:
            return NotThere(f"{path}/{scim_id} is called {member_of(look.resource, NAMES[path])}")
        return look

    def _by_filter(self, path: str, name: str) -> Reading:
        """By filter; NotThere where the server answers it with a list in which the name is not."""
        answer, event = self._ask(own_request(path, filter_query(NAMES[path], name, Wire())))
        yield event
        page = listing(answer.json) if answer.ok else None
        if page is None and not (answer.status == 404 and is_scim_error(answer.json)):
            return refused(answer)
        found = called(name, path, page["resources"]) if page else None
        return NotThere(f"not found by {_filter(path, name)}") if found is None else There(found)


def called(name: str, path: str, resources: Iterable[Resource]) -> Resource | None:
    """The resource of exactly this name, else one whose name differs in case only."""
    alike = None
    for one in resources:
        held = str(member_of(one, NAMES[path]))
        if held == name:
            return one
        if alike is None and held.casefold() == name.casefold():
            alike = one
    return alike


def _filter(path: str, name: str) -> str:
    return f'{NAMES[path]} eq "{name}"'


def _lasts(look: Look | None) -> TypeGuard[Unreadable]:
    return isinstance(look, Unreadable) and look.lasting


def _absent(by_id: Look | None, by_filter: Look | None, listed: Listing) -> Look:
    """Not there, where the pages are complete without it and nothing speaks against them."""
    if listed.short is not None:
        return Unreadable(listed.short)
    if isinstance(by_id, Unreadable):
        return by_id
    seen = [look.seen for look in (by_id, by_filter) if isinstance(look, NotThere)]
    return NotThere("; ".join([*seen, f"not among the {len(listed.resources):,} listed"]))
