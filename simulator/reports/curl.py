"""The run as a shell script that sends Okta's requests again with curl, to a provider of one's choice.

The ids that the provider gives are taken from its answers with jq, so that the script runs against a fresh one.
Where the shell is to put something in, a text here holds an expansion such as `$user_1` between two NULs, which no
word of a shell can hold.
"""

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from simulator.play import transcript
from simulator.reports import bodies, sentences, titles
from simulator.reports.chapters import Chapter, Ending, Opening, chapters
from simulator.reports.columns import UNSAFE, visible

Replace = Callable[[str, str], str]
"""From a string and the key it stands under to the inside of a JSON string, which may hold expansions."""


def comment(text: str) -> str:
    """One comment line; a line end within `text` cannot end it."""
    return f"# {visible(text)}\n"


def expansion(code: str) -> str:
    """Marks what the shell is to put in: `$user_1`, `$(segment "$user_1")`."""
    return f"\0{code}\0"


def word(text: str) -> str:
    """One shell word: text quoted where it must be, its expansions in double quotes."""
    parts = [f'"{part}"' if number % 2 else quote(part) for number, part in enumerate(text.split("\0")) if part]
    return "".join(parts) or quote("")


def quote(text: str) -> str:
    """`text` so that a POSIX shell takes it as it is; NUL, which no word can hold, is left out."""
    return shlex.quote(text.replace("\0", ""))


def json_text(value: Any, replace: Replace, key: str = "") -> str:
    """`value` as compact JSON in which `replace` has put expansions into strings (never into keys)."""
    match value:
        case dict():
            members = (f'"{escaped(name)}":{json_text(member, replace, name)}' for name, member in value.items())
            return f"{{{','.join(members)}}}"
        case list():
            return f"[{','.join(json_text(member, replace, key) for member in value)}]"
        case str():
            return f'"{replace(value, key)}"'
    return json.dumps(value)


def escaped(text: str) -> str:
    """The inside of a JSON string; characters that change the reading direction are escaped as well."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False)[1:-1])


_PLACEHOLDER = r"<password-(?P<password>\d+)>"
_WHOLE, _LAST_SEGMENT, _IN_QUOTES = r"(?s:^.+$)", r"[^/]+$", r'(?<=")[^"]+(?=")'
_HELD_IN = {"id": _WHOLE, "value": _WHOLE, "location": _LAST_SEGMENT, "$ref": _LAST_SEGMENT, "path": _IN_QUOTES}
"""The members of Okta's bodies that can hold an id, and the part of their text that is it (RFC 7644, 3.5.2)."""
_PATTERNS = {key: re.compile(f"{_PLACEHOLDER}|{pattern}") for key, pattern in _HELD_IN.items()}
_ELSEWHERE = re.compile(_PLACEHOLDER)


class CapturedIds:
    """What is known of ids so far, and the shell variables that hold those which a request needed."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[int, str]] = {}
        self._variables: dict[tuple[str, str], str] = {}
        self._counts: Counter[str] = Counter()
        self._new: list[str] = []

    def learn(self, exchange: transcript.Exchange, number: int) -> None:
        """Remember the ids in an answer, which the script keeps as `number`."""
        body = (exchange.response or {}).get("body")
        collection = collection_of(exchange.request["path"])
        for resource, jq_filter in _resources(body):
            if resource.get("id") is not None:
                self._found.setdefault((collection, str(resource["id"])), (number, jq_filter))

    def target(self, request: dict[str, Any]) -> str:
        """Path and query as they were sent, each known id in the path replaced by the replay's own."""
        collection, query = collection_of(request["path"]), request.get("query")
        segments = []
        for segment in request["path"].replace("\0", "").split("/"):
            variable = self._variable(collection, unquote(segment))
            segments.append(expansion(f'$(segment "${variable}")') if variable else segment)
        return "/".join(segments) + (f"?{query}".replace("\0", "") if query else "")

    def replace(self, collection: str, text: str, key: str) -> str:
        """The inside of a JSON string in a body sent to `collection`, by the key it stands under."""
        inside, end = "", 0
        for match in _PATTERNS.get(key, _ELSEWHERE).finditer(text):
            if variable := self._replacing(match, collection, key):
                inside += escaped(text[end : match.start()]) + expansion(f"${variable}")
                end = match.end()
        return inside + escaped(text[end:])

    def assignments(self) -> list[str]:
        """The script's lines that set the variables used since this was last asked."""
        new, self._new = self._new, []
        return new

    def _replacing(self, match: re.Match[str], collection: str, key: str) -> str | None:
        if number := match["password"]:
            return self._assigned(("password", number), f"password_{number}", f'password "${{PASSWORD_{number}-}}"')
        other = "Groups" if collection == "Users" else "Users"
        collections = (collection,) if key in ("id", "location") else (other, collection)
        return next(filter(None, (self._variable(each, match[0]) for each in collections)), None)

    def _variable(self, collection: str, scim_id: str) -> str | None:
        known = (collection, scim_id)
        if known not in self._found or known in self._variables:
            return self._variables.get(known)
        prefix = {"Users": "user", "Groups": "group"}.get(collection, "resource")
        self._counts[prefix] += 1
        number, jq_filter = self._found[known]
        recorded = json.dumps(scim_id, ensure_ascii=False)[1:-1]
        command = f"recall {number} {quote(jq_filter)} {quote(recorded)}"
        return self._assigned(known, f"{prefix}_{self._counts[prefix]}", command)

    def _assigned(self, known: tuple[str, str], variable: str, command: str) -> str:
        if known not in self._variables:
            self._variables[known] = variable
            self._new.append(f"{variable}=$({command})")
        return variable


def collection_of(path: str) -> str:
    """`Users` for `/Users/66b1`."""
    return path.strip("/").partition("/")[0]


def _resources(body: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The resources in an answer, each with the jq filter that finds the same one in another provider's."""
    if not isinstance(body, dict):
        return
    yield body, ".id"
    members = next((key for key in body if key.lower() == "resources"), "")
    resources = body.get(members)
    for position, resource in enumerate(resources if isinstance(resources, list) else ()):
        if isinstance(resource, dict):
            yield resource, f".{members}[{_which(resource, position)}.id"


def _which(resource: dict[str, Any], position: int) -> str:
    """The rest of a jq filter after `[`: the resource of that name, or else the one at that position."""
    key = next((key for key in ("userName", "displayName") if isinstance(resource.get(key), str)), None)
    return f"{position}] | " if key is None else f"] | select(.{key} == {json.dumps(resource[key])}) | "


_CURLS_OWN = {"content-type", "content-length", "host", "connection", "accept-encoding"}
"""The headers left to curl; `Content-Type` goes with each body."""
_NO_WAITING = ("Expect:",)
"""Keeps curl from asking leave before it sends a long body, which Okta's client does not do."""


def render(events: Iterable[transcript.Event]) -> Iterator[str]:
    """A POSIX shell script; what Okta sent is in it, what we read back ourselves is not."""
    script = _Script()
    prologue = files("simulator.reports").joinpath("templates", "prologue.sh").read_text("utf-8")
    yield "#!/bin/sh\n"
    for part in chapters(events):
        match part:
            case Opening(started=run):
                if run is None:
                    yield "\n"
                else:
                    yield comment(f"{run.scenario}: what Okta sends, as a script.")
                    about = f"{sentences.sent_to(run)} The app: {sentences.integration(run)}."
                    yield comment(f"The run it is made of: {about}")
                yield prologue
                prologue = ""
            case Chapter(started=step):
                yield "\n" + comment(f"{step.step}. {titles.title(step)}")
            case Ending(remarks=remarks) if remarks:
                yield "\n" + "".join(map(comment, remarks))
        for event in part.events:
            yield from script.lines(event)


class _Script:
    """What the script's next line depends on: headers already set, ids already seen, requests that may be repeated."""

    def __init__(self) -> None:
        self._number = 0
        self._headers: str | None = None
        self._content_type = "application/scim+json; charset=utf-8"
        self._ids = CapturedIds()
        self._put_off: dict[tuple[str, ...], int] = {}

    def lines(self, event: transcript.Event) -> Iterator[str]:
        if isinstance(event, transcript.Warning):
            yield comment(f"warning: {event.text}")
        elif isinstance(event, transcript.Exchange) and not event.read_back:
            yield from self._exchange(event)

    def _exchange(self, event: transcript.Exchange) -> Iterator[str]:
        request = event.request
        key = (request["method"], request["path"], request.get("query") or "", bodies.on_wire(request.get("body")))
        repeated = self._put_off.pop(key, None) if event.attempt > 1 else None
        if repeated is None:
            self._number += 1
            yield comment(f"{event.purpose or 'a request'} (recorded: {sentences.answer(event)})")
            yield from self._request(event)
        else:
            yield comment(f"{event.purpose}, attempt {event.attempt}: left out, this provider was asked already")
        number = repeated or self._number
        if not 200 <= sentences.status(event) < 400:
            self._put_off[key] = number
        self._ids.learn(event, number)

    def _request(self, event: transcript.Exchange) -> Iterator[str]:
        request = event.request
        yield from self._set_headers(request)
        words = [str(self._number), quote(request["method"]), word(self._ids.target(request))]
        if request.get("body") is not None:
            words.append(self._body(request))
        for assignment in self._ids.assignments():
            yield f"{assignment}\n"
        yield f"scim {' '.join(words)}\n"

    def _body(self, request: dict[str, Any]) -> str:
        raw = bodies.raw(request["body"])
        replace = partial(self._ids.replace, collection_of(request["path"]))
        return quote(raw) if raw is not None else word(json_text(request["body"], replace))

    def _set_headers(self, request: dict[str, object]) -> Iterator[str]:
        content_type = bodies.header(request, "content-type") or self._content_type
        if content_type != self._content_type:
            self._content_type = content_type
            yield f"content_type={quote(content_type)}\n"
        lines = [_header(name, value) for name, value in bodies.headers(request) if name.lower() not in _CURLS_OWN]
        block = " \\\n  ".join([*lines, *map(quote, _NO_WAITING)])
        if block != self._headers:
            self._headers = block
            yield f"printf '%s\\n' {block} >\"$work/headers\"\n"


def command(event: transcript.Exchange) -> str:
    """One request as a command to paste into a shell, as it was sent, its token in `$SCIM_TOKEN`."""
    request, left = event.request, _CURLS_OWN - {"content-type"}
    words = [f"curl --globoff -X {quote(request['method'])} {quote(request['url'])}"]
    words += [f"-H {_header(name, value)}" for name, value in bodies.headers(request) if name.lower() not in left]
    if (body := request.get("body")) is not None:
        raw = bodies.raw(body)
        text = json_text(body, lambda inside, _: escaped(inside)) if raw is None else raw
        words.append(f"--data-raw {quote(text)}")
    return " \\\n  ".join(words)


def _header(name: str, value: str) -> str:
    """A header line, with the token where the record has its placeholder."""
    if name.lower() == "authorization" and "<token>" not in value:
        value = "Bearer <token>"
    return word(f"{name}: {value}".replace("\0", "").replace("<token>", expansion("$SCIM_TOKEN")))
