"""Reading a provider: what is there, what is not, and why it cannot be said. No answer stands for another."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Any

from simulator import __version__
from simulator.okta.flows.conversation import is_list, is_scim_error, listing
from simulator.okta.wire import headers, page_query
from simulator.okta.wording import reason_phrase
from simulator.play.transcript import Event
from simulator.scim.message import Json, Request, Response, compact

USER_AGENT = f"oktasim/{__version__}"
"""What our own reading calls itself, so that a server's log tells it from Okta."""
GROWTH = 1000
"""How many more resources than a list first promised are read before it counts as one that never ends."""
TOO_LONG = "the list is longer than what is looked for"
"""Why a list was not read beyond its first page."""
_LONGEST_QUOTE = 200

Resource = dict[str, Any]
Ask = Callable[[Request], tuple[Response, Event]]
"""Sends one of our own requests: the answer, and the event of both."""


@dataclass(frozen=True)
class There:
    """The provider shows it; `unfound` is the filter that gives nothing although it is there."""

    resource: Resource
    unfound: str | None = None


@dataclass(frozen=True)
class NotThere:
    """The provider has no such thing; `seen` says by which reads."""

    seen: str


@dataclass(frozen=True)
class Unreadable:
    """Nothing can be said, since `why` came instead; `lasting` where any other request would fare alike."""

    why: str
    lasting: bool = False


Look = There | NotThere | Unreadable
Reading = Generator[Event, None, Look]
"""Yields its exchanges as they happen, and returns what was seen."""


def own_request(path: str, query: str = "", subject: str | None = None) -> Request:
    """A read of our own, which Okta does not send."""
    return Request("GET", path, query, purpose="read back", subject=subject, origin="verify")


def own_headers(request: Request, base_url: str, token: str) -> list[tuple[str, str]]:
    """The headers of our own reading: those a read needs, and a User-Agent that is not Okta's."""
    lines = headers(request, base_url, token)
    return [(name, USER_AGENT if name == "User-Agent" else value) for name, value in lines if name != "Accept-Charset"]


def came(answer: Response) -> str:
    """An answer in words, where it is not what was asked for: `401 Unauthorized: <detail>`, `200 OK, an HTML page`."""
    if answer.status is None:
        return f"nobody answered: {answer.error or 'no reason is known'}"
    line = _status(answer.status)
    text = answer.text.strip()
    if not text:
        return line if not answer.ok else f"{line} without a body"
    if not answer.is_json:
        what = "an HTML page" if _is_html(answer) else f"no JSON: {_quoted(text)}"
        return f"{line}, {what}"
    if answer.ok and not is_scim_error(answer.json):
        return f"{line}, {_kind(answer.json)}"
    said = _complaint(answer.json)
    return f"{line}{', a SCIM error' * answer.ok}{f': {_quoted(said)}' if said else ''}"


def _status(status: int) -> str:
    return f"{status} {reason_phrase(status)}" if reason_phrase(status) != str(status) else str(status)


def _is_html(answer: Response) -> bool:
    declared = "html" in (answer.header("Content-Type") or "").lower()
    return declared or answer.text.lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype html", "<html"))


def _complaint(body: Json) -> str | None:
    """What an error says of itself: SCIM's `detail` (RFC 7644 3.12), or a member that HTTP APIs use for it."""
    if not isinstance(body, dict):
        return None
    if isinstance(body.get("error"), dict):
        return _complaint(body["error"])
    names = ("detail", "error_description", "error", "message", "title")
    return next((body[name] for name in names if isinstance(body.get(name), str) and body[name].strip()), None)


def _kind(body: Json) -> str:
    if is_list(body) or listing(body) is not None:
        return "a ListResponse"
    if isinstance(body, dict) and body.get("id") and body.get("schemas"):
        return "a resource"
    return f"JSON that is no SCIM: {_quoted(compact(body))}"


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE] + "…"


def refused(answer: Response) -> Unreadable:
    """Why an answer says nothing; silence and a token that is not taken last."""
    return Unreadable(came(answer), lasting=answer.status in (None, 401))


def read_resource(ask: Ask, path: str) -> Reading:
    """One resource by its path (`/Users/<id>`)."""
    answer, event = ask(own_request(path))
    yield event
    return resource_in(answer, path)


def resource_in(answer: Response, path: str) -> Look:
    """What the answer to a read by id shows. A 404 or 410 says that it is not there, unless it is a web page's."""
    if answer.status in (404, 410) and not (answer.text.strip() and _is_html(answer)):
        return NotThere(f"GET {path}: {came(answer)}")
    body, scim_id = answer.json, path.rpartition("/")[2]
    if not answer.ok or not isinstance(body, dict) or is_list(body) or is_scim_error(body):
        return refused(answer)
    if str(body.get("id")) != scim_id:
        other = f"with the id {_quoted(str(body['id']))}" if body.get("id") else "without an id"
        return Unreadable(f"{_status(answer.status or 0)}, something else {other}")
    return There(body)


@dataclass
class Listing:
    """The pages of a collection, by id in their order; `short` says why they are not all of it."""

    resources: dict[str, Resource] = field(default_factory=dict)
    short: str | None = None
    _by_name: dict[str, list[Resource]] = field(default_factory=dict, init=False, repr=False)

    def named(self, attribute: str, name: str) -> list[Resource]:
        """Those of this name, in any case."""
        if not self._by_name:
            for one in self.resources.values():
                self._by_name.setdefault(str(member_of(one, attribute)).casefold(), []).append(one)
        return self._by_name.get(name.casefold(), [])


def read_pages(ask: Ask, path: str, most: int | None = None) -> Generator[Event, None, Listing | Unreadable]:
    """A whole collection, page after page until one adds nothing, however the server counts.

    `startIndex` follows what has been read, so that smaller pages lose nobody. What a list holds is known in full
    where at least `totalResults` resources came (RFC 7644 3.4.2). Where it would take more than `most` pages, the first
    is all.
    """
    listed, promised, limit = Listing(), None, None
    while True:
        answer, event = ask(own_request(path, page_query(len(listed.resources) + 1)))
        yield event
        page = listing(answer.json) if answer.ok else None
        if page is None:
            if not listed.resources:
                return refused(answer)
            return _ended(listed, promised, f"a further page is answered {came(answer)}")
        before, promised = len(listed.resources), whole(page.get("totalresults"))
        limit = limit or (promised or 0) + GROWTH
        listed.resources.update(_by_id(page["resources"]))
        if len(listed.resources) == before:
            return _ended(listed, promised, "a further page adds nothing")
        if most is not None and not before and (promised or 0) > most * len(listed.resources):
            return Listing(listed.resources, TOO_LONG)
        if len(listed.resources) > limit:
            return Listing(listed.resources, f"the list does not end, {len(listed.resources):,} were read")


def _by_id(resources: Iterable[Resource]) -> dict[str, Resource]:
    return {str(one["id"]) if one.get("id") else compact(one): one for one in resources}


def _ended(listed: Listing, promised: int | None, why: str) -> Listing:
    read = len(listed.resources)
    if promised is None:
        return Listing(listed.resources, f"{read:,} were listed without a totalResults")
    if read < promised:
        return Listing(listed.resources, f"{read:,} of {promised:,} were listed: {why}")
    return listed


def whole(number: Json) -> int | None:
    """A count, also where a server writes it as a text; None for what is none."""
    if isinstance(number, str) and number.isdecimal() and len(number) < 19:
        return int(number)
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None


def member_of(resource: Resource, name: str) -> Json:
    """A member by its name, whose case does not matter (RFC 7643 2.1); None where there is none."""
    if name in resource:
        return resource[name]
    return next((value for key, value in resource.items() if key.lower() == name.lower()), None)
