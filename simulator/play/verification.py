"""Reading back what a job wrote: what the provider silently did not keep is a finding, worded for a person."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.okta.flows.conversation import id_in, listing
from simulator.okta.wire import PAGE_SIZE
from simulator.play.reading import NotThere, There, Unreadable, member_of, own_request, resource_in, whole
from simulator.scim.message import Json, Request, Response

_NOT_READ_BACK = {"schemas", "id", "meta", "password", "groups"}
"""Members that say nothing about keeping: `password` is never returned, `groups` is read-only (RFC 7643 4.1, 7)."""


@dataclass(frozen=True)
class Lost:
    """Something that was sent and is not there, or the other way round."""

    subject: str
    attribute: str
    sent: Json
    kept: Json
    text: str


@dataclass
class _Resource:
    """What a job's writes leave to be expected of one resource.

    `members` are names by id, None for who was taken out; `complete` where nobody else may be a member.
    """

    subject: str
    values: dict[str, Json] = field(default_factory=dict)
    members: dict[str, str | None] = field(default_factory=dict)
    complete: bool = False
    gone: bool = False


class Expected:
    """What a provider that accepted a job's writes should hold."""

    def __init__(self) -> None:
        self._resources: dict[str, _Resource] = {}
        self._read: dict[str, dict[str, Json]] = {}

    def note(self, request: Request, answer: Response) -> None:
        """Take in one exchange; only writes that were accepted matter, and of a PUT only what the GET did not say.

        An echoed member (`name.formatted`) is the provider's own; that it changes it is no loss.
        """
        if request.method == "GET" and isinstance(answer.json, dict):
            self._read[request.path] = answer.json
        if request.method == "GET" or not answer.ok:
            return
        path, body = request.path, request.body or {}
        if request.method == "POST":
            scim_id = id_in(answer.json)
            if scim_id is None:
                return
            path = f"{request.path}/{scim_id}"
        resource = self._resources.setdefault(path, _Resource(request.subject or path))
        if request.method == "DELETE":
            resource.gone = True
        elif request.method == "PATCH":
            _patched(resource, body)
        else:
            _told(resource, "replace", body, self._read.pop(path, {}))

    def questions(self) -> Iterator[Request]:
        """One GET for each resource that was written."""
        for path, resource in self._resources.items():
            yield own_request(path, subject=resource.subject)

    def compare(self, question: Request, answer: Response) -> Iterator[Lost]:
        """The findings about one resource."""
        resource = self._resources[question.path]
        kind = "group" if question.path.startswith("/Groups") else "user"
        whose = f"{kind} {resource.subject}"
        said = answer.status or answer.error

        def lost(sent: Json, kept: Json, what: str) -> Lost:
            return Lost(resource.subject, kind, sent, kept, f"The {whose} was {what}.")

        match resource_in(answer, question.path):
            case There() if resource.gone:
                yield lost(None, "there", "deleted and is still there")
            case There(held):
                yield from _compared(resource, whose, held)
            case Unreadable() as look if resource.gone:
                yield lost(None, said, f"deleted, and whether it is gone cannot be read back: {_why(look)}")
            case Unreadable() as look:
                yield lost("written", said, f"accepted and cannot be read back: {_why(look)}")
            case NotThere(seen) if not resource.gone:
                yield lost("written", said, f"accepted and is not there: {seen}")


def _why(look: Unreadable) -> str:
    return look.why if look.why.startswith("nobody") else f"the provider answers {look.why}"


def unfound(name: str, look: There) -> Lost:
    """A filter that gives nothing for what the provider holds."""
    held = member_of(look.resource, "userName") or member_of(look.resource, "displayName")
    text = f"The provider's filter does not find what it holds: {look.unfound} gives nothing, and {held} is there."
    text += "" if held == name else " The case of a name does not count (RFC 7643 8.7.1)."
    return Lost(name, "filter", look.unfound, None, text)


class Import:
    """What an import read, beside the `totalResults` the provider gave with it."""

    def __init__(self) -> None:
        self._ids: dict[str, list[str]] = {}
        self._promised: dict[str, int | None] = {}
        self._short: dict[str, tuple[int, int]] = {}

    def note(self, request: Request, answer: Response) -> None:
        """Take in one page."""
        page = listing(answer.json) if answer.ok else None
        if page is None:
            return
        ids = self._ids.setdefault(request.path, [])
        ids += [str(one.get("id")) for one in page["resources"]]
        promised = self._promised[request.path] = whole(page.get("totalresults"))
        if len(page["resources"]) < PAGE_SIZE and promised is not None and len(ids) < promised:
            start = int(request.query.partition("startIndex=")[2].partition("&")[0] or 1)
            self._short.setdefault(request.path, (start, len(page["resources"])))

    def differences(self) -> Iterator[Lost]:
        """Fewer than promised, or more."""
        for path, ids in self._ids.items():
            read, promised, kind = len(set(ids)), self._promised[path], path.strip("/").lower()
            if promised is None or read == promised:
                continue
            text = f"The import read {read:,} {kind}, and the provider says that it has {promised:,} (totalResults)."
            if repeated := len(ids) - read:
                text += f" {repeated:,} of those it listed were listed before."
            if path in self._short:
                start, held = self._short[path]
                text += f" The page at startIndex {start} held {held} although {PAGE_SIZE} were asked for,"
                text += f" and Okta goes on at {start + PAGE_SIZE}."
            yield Lost(kind, "totalResults", promised, read, text)


def _told(resource: _Resource, op: str, body: dict[str, Json], read: dict[str, Json]) -> None:
    """A body, or the value of an operation without a path; what `read` said already is nothing new."""
    values = {name: value for name, value in body.items() if name not in _NOT_READ_BACK}
    members = values.pop("members", None)
    resource.values |= _said_anew(values, read)
    if isinstance(members, list):
        _membership(resource, op, _named(members))


def _said_anew(values: dict[str, Json], read: dict[str, Json]) -> dict[str, Json]:
    """What a body says that the resource did not say before."""
    anew: dict[str, Json] = {}
    for name, value in values.items():
        if isinstance(value, dict) and isinstance(read.get(name), dict):
            if inner := _said_anew(value, read[name]):
                anew[name] = inner
        elif value != read.get(name):
            anew[name] = value
    return anew


def _named(members: list[Json]) -> dict[str, str]:
    """Names by id, of those that have an id."""
    named = [one for one in members if isinstance(one, dict) and "value" in one]
    return {str(one["value"]): str(one.get("display", one["value"])) for one in named}


def _patched(resource: _Resource, body: dict[str, Json]) -> None:
    for operation in body.get("Operations", []):
        path, value = operation.get("path"), operation.get("value")
        if path is None and isinstance(value, dict):
            _told(resource, operation["op"], value, {})
        elif path == "members":
            _membership(resource, operation["op"], _named(value or []))
        elif isinstance(path, str) and path.startswith("members[value eq"):
            _membership(resource, "remove", {path.split('"')[1]: ""})


def _membership(resource: _Resource, op: str, members: dict[str, str]) -> None:
    if op == "replace":
        resource.members, resource.complete = dict(members), True
    else:
        resource.members.update((value, name if op == "add" else None) for value, name in members.items())


def _compared(resource: _Resource, whose: str, kept: dict[str, Json]) -> Iterator[Lost]:
    for name, sent in resource.values.items():
        for path, wanted, held in _differences(name, sent, kept.get(name)):
            yield Lost(resource.subject, path, wanted, held, _sentence(whose, path, wanted, held))
    yield from _compared_members(resource, whose, kept.get("members"))


def _sentence(whose: str, path: str, sent: Json, kept: Json) -> str:
    if path == "active":
        words = [{True: "active", False: "inactive"}[one] if isinstance(one, bool) else one for one in (sent, kept)]
        return f"The {whose} was set {words[0]} and the provider still shows {words[1]}."
    if kept is None:
        return f"The {whose} was sent {path} {sent!r} and the provider did not keep it."
    return f"The {whose} was sent {path} {sent!r} and the provider holds {kept!r}."


def _differences(path: str, sent: Json, kept: Json) -> Iterator[tuple[str, Json, Json]]:
    """The leaves of what was sent that are not there; nothing was sent where a value is empty."""
    if isinstance(sent, dict):
        for name, value in sent.items():
            yield from _differences(f"{path}.{name}", value, kept.get(name) if isinstance(kept, dict) else None)
    elif isinstance(sent, list):
        for index, element in enumerate(sent):
            yield from _differences(f"{path}[{index}]", element, _nearest(element, kept))
    elif sent not in (None, "") and not _same(path, sent, kept):
        yield path, sent, kept


def _nearest(element: Json, kept: Json) -> Json:
    """The element of the kept list that shares most with the sent one."""
    held = kept if isinstance(kept, list) else []
    if not isinstance(element, dict):
        return element if element in held else None
    candidates = [one for one in held if isinstance(one, dict)]
    return max(candidates, key=lambda one: sum(one.get(key) == value for key, value in element.items()), default=None)


def _same(path: str, sent: Json, kept: Json) -> bool:
    """`userName` is compared ignoring case (RFC 7643 4.1.1)."""
    if path == "userName" and isinstance(sent, str) and isinstance(kept, str):
        return sent.casefold() == kept.casefold()
    return bool(sent == kept) and isinstance(sent, bool) == isinstance(kept, bool)


def _compared_members(resource: _Resource, whose: str, kept: Any) -> Iterator[Lost]:
    if not resource.complete and not resource.members:
        return
    listed = [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
    held = _named(listed)
    for value, name in resource.members.items():
        if name is not None and value not in held:
            text = f"{name} was added to the {whose} and is not a member there."
            yield Lost(resource.subject, "members", name, None, text)
    for value, times in Counter(str(one.get("value")) for one in listed).items():
        if times > 1:
            yield Lost(resource.subject, "members", 1, times, f"{value} is a member of the {whose} {times} times.")
    for value in held:
        if resource.members.get(value, None if resource.complete else value) is None:
            text = f"{value} was taken out of the {whose} and is still a member there."
            yield Lost(resource.subject, "members", None, value, text)
