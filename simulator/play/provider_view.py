"""What the provider really holds, read back over SCIM; our own requests, marked `origin: verify`."""

from collections.abc import Callable, Generator
from typing import Any

from simulator.okta.flows.lookups import listing
from simulator.okta.wire import Wire, filter_query, page_query
from simulator.play.transcript import Event
from simulator.scim.message import Request, Response

Ask = Callable[[Request], tuple[Response, Event]]
Resource = dict[str, Any]
Reading = Generator[Event, None, Any]

_MOST_SINGLE_READS = 10


class ProviderView:
    """Looks people and groups up by name, by filter where the provider can, else page by page."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def user(self, name: str) -> Reading:
        """The user with this userName (compared without case, RFC 7643 4.1.1), or None."""
        return (yield from self._named("/Users", "userName", name))

    def group(self, name: str) -> Reading:
        """The group with this displayName, or None."""
        return (yield from self._named("/Groups", "displayName", name))

    def member_names(self, name: str) -> Reading:
        """The userNames of a group's members, sorted; an id nobody has stays an id. None without the group."""
        group = yield from self.group(name)
        if group is None:
            return None
        ids = [str(one.get("value")) for one in group.get("members") or [] if isinstance(one, dict)]
        names = yield from self._user_names(ids)
        return sorted(names.get(one, one) for one in ids)

    def _user_names(self, ids: list[str]) -> Reading:
        if len(ids) > _MOST_SINGLE_READS:
            users = yield from self._all("/Users")
            return {str(user.get("id")): str(user.get("userName")) for user in users}
        names = {}
        for scim_id in dict.fromkeys(ids):
            answer = yield from self._read(f"/Users/{scim_id}", "")
            if answer.ok and isinstance(answer.json, dict):
                names[scim_id] = str(answer.json.get("userName"))
        return names

    def _named(self, path: str, attribute: str, name: str) -> Reading:
        answer = yield from self._read(path, filter_query(attribute, name, Wire()))
        found = listing(answer.json) if answer.ok else None
        resources = found["resources"] if found else (yield from self._all(path))
        folded = name.casefold()
        return next((one for one in resources if str(one.get(attribute)).casefold() == folded), None)

    def _all(self, path: str) -> Reading:
        resources: dict[str, Resource] = {}
        while True:
            answer = yield from self._read(path, page_query(len(resources) + 1))
            found = listing(answer.json) if answer.ok else None
            before = len(resources)
            resources.update((str(one.get("id")), one) for one in (found["resources"] if found else []))
            if len(resources) == before:
                return list(resources.values())

    def _read(self, path: str, query: str) -> Generator[Event, None, Response]:
        answer, event = self._ask(Request("GET", path, query, purpose="read back", origin="verify"))
        yield event
        return answer
