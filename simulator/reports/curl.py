"""The run as a shell script that sends Okta's requests again with curl, to a provider of one's choice.

The ids that the provider gives are taken from its answers with jq, so that the script runs against a fresh one.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote

from simulator.play.transcript import Event, Exchange, RunFinished, RunStarted, StepStarted
from simulator.play.transcript import Warning as OktaWarning
from simulator.reports import bodies, sentences, titles, who_is_where
from simulator.reports.chapters import CUT_OFF
from simulator.reports.columns import UNSAFE, visible


@dataclass(frozen=True)
class Expansion:
    """A place where the shell puts in what `code` stands for: `$user_1`, `$(segment "$user_1")`."""

    code: str


Piece = str | Expansion
Find = Callable[[str, str], Iterable[Piece]]
"""From a JSON string and the key it stands under to its pieces: plain text, and expansions to JSON-escaped text."""


def comment(text: str) -> str:
    """One comment line; a line end within `text` cannot end it."""
    return f"# {visible(text)}\n"


def word(pieces: Iterable[Piece]) -> str:
    """One shell word: text quoted where it must be, expansions in double quotes."""
    text, words = "", []
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        words += [quote(text)] if text else []
        words.append(f'"{piece.code}"')
        text = ""
    return "".join([*words, quote(text)] if text or not words else words)


def quote(text: str) -> str:
    """`text` so that a POSIX shell takes it as it is; NUL, which no word can hold, is left out."""
    return shlex.quote(text.replace("\0", ""))


def json_pieces(value: Any, find: Find, key: str = "") -> Iterator[Piece]:
    """`value` as compact JSON in which `find` has put expansions into strings (never into keys)."""
    match value:
        case dict():
            yield "{"
            for number, (name, member) in enumerate(value.items()):
                yield f"{',' * (number > 0)}{_text(name)}:"
                yield from json_pieces(member, find, name)
            yield "}"
        case list():
            yield "["
            for number, member in enumerate(value):
                yield "," * (number > 0)
                yield from json_pieces(member, find, key)
            yield "]"
        case str():
            yield '"'
            for piece in find(value, key):
                yield _text(piece)[1:-1] if isinstance(piece, str) else piece
            yield '"'
        case _:
            yield json.dumps(value)


def _text(text: str) -> str:
    """A JSON string that looks like what it is: characters that change the reading direction are escaped."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


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
        self._passwords: set[str] = set()
        self._counts: dict[str, int] = {}
        self._new: list[str] = []

    def learn(self, exchange: Exchange, number: int) -> None:
        """Remember the ids in an answer, which the script keeps as `number`."""
        body = (exchange.response or {}).get("body")
        collection = collection_of(exchange.request["path"])
        for resource, jq_filter in _resources(body):
            if resource.get("id") is not None:
                self._found.setdefault((collection, str(resource["id"])), (number, jq_filter))

    def target(self, request: dict[str, Any]) -> list[Piece]:
        """Path and query as they were sent, each known id in the path replaced by the replay's own."""
        collection = collection_of(request["path"])
        pieces: list[Piece] = []
        for segment in request["path"].split("/"):
            variable = self._variable(collection, unquote(segment))
            pieces += ["/", Expansion(f'$(segment "${variable}")') if variable else segment]
        query = request.get("query")
        return [*pieces[1:], f"?{query}" if query else ""]

    def find(self, collection: str, text: str, key: str) -> Iterator[Piece]:
        """The pieces of a string in a body sent to `collection`, by the key it stands under."""
        end = 0
        for match in _PATTERNS.get(key, _ELSEWHERE).finditer(text):
            variable = self._replacing(match, collection, key)
            if variable:
                yield text[end : match.start()]
                yield Expansion(f"${variable}")
                end = match.end()
        yield text[end:]

    def assignments(self) -> list[str]:
        """The script's lines that set the variables used since this was last asked."""
        new, self._new = self._new, []
        return new

    def _replacing(self, match: re.Match[str], collection: str, key: str) -> str | None:
        if number := match["password"]:
            return self._password(number)
        other = "Groups" if collection == "Users" else "Users"
        collections = (collection,) if key in ("id", "location") else (other, collection)
        return next(filter(None, (self._variable(each, match[0]) for each in collections)), None)

    def _variable(self, collection: str, scim_id: str) -> str | None:
        known = (collection, scim_id)
        if known in self._found and known not in self._variables:
            prefix = {"Users": "user", "Groups": "group"}.get(collection, "resource")
            self._counts[prefix] = self._counts.get(prefix, 0) + 1
            variable = self._variables[known] = f"{prefix}_{self._counts[prefix]}"
            number, jq_filter = self._found[known]
            recorded = json.dumps(scim_id, ensure_ascii=False)[1:-1]
            self._new.append(f"{variable}=$(recall {number} {quote(jq_filter)} {quote(recorded)})")
        return self._variables.get(known)

    def _password(self, number: str) -> str:
        variable = f"password_{number}"
        if number not in self._passwords:
            self._passwords.add(number)
            self._new.append(f'{variable}=$(password "${{PASSWORD_{number}-}}")')
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


_PROLOGUE = r"""
# Needs curl 7.55 or later and jq. Set SCIM_BASE to the SCIM base URL and SCIM_TOKEN to the token; PASSWORD_1 and so on
# where a person's first password matters, otherwise it is made up. Prints each request and the status of its answer.
# Ends with 1 where a request is not answered at all, and with 0 whatever the answers are.
# shellcheck disable=SC2016  # what stands in single quotes is sent as it is
set -u
umask 077
for tool in curl jq; do
  command -v "$tool" >/dev/null || { printf '%s is needed; install it first\n' "$tool" >&2; exit 2; }
done
: "${SCIM_BASE:?set it to the SCIM base URL, such as https://scim.example.com/scim/v2}"
: "${SCIM_TOKEN:?set it to the token of the SCIM service}"
SCIM_BASE=${SCIM_BASE%/}
content_type='application/scim+json; charset=utf-8'
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# scim NUMBER METHOD TARGET [BODY]: sends a request; keeps its answer under its number.
scim() {
  number=$1 method=$2 target=$3
  if [ $# -gt 3 ]; then
    printf '%s' "$4" >"$work/body"
    set -- -H "Content-Type: $content_type" --data-binary @"$work/body"
  else
    set --
  fi
  status=$(curl -q -sS -g --path-as-is --max-time 60 -X "$method" -H @"$work/headers" "$@" \
    -o "$work/$number" -w '%{http_code}' "$SCIM_BASE$target") || {
    printf '%-6s %s -> no answer\n' "$method" "$target" >&2
    exit 1
  }
  printf '%-6s %s -> %s\n' "$method" "$target" "$status"
}

# recall NUMBER FILTER ID: the id that a jq filter finds in an answer, else the recorded one; escaped for JSON.
recall() {
  found=$(jq -r "first($2) // empty | tostring | @json | .[1:-1]" "$work/$1" 2>/dev/null) || found=
  printf '%s' "${found:-$3}"
}

# segment ID: an id as a part of a path.
segment() {
  printf '"%s"' "$1" | jq -r '@uri'
}

# password TEXT: the text, or a made-up password where it is empty; escaped for JSON.
password() {
  [ -n "$1" ] || set -- "Aa1!$(od -An -N8 -tx1 /dev/urandom | tr -d ' \n')"
  printf '%s' "$1" | jq -Rsr '@json | .[1:-1]'
}
"""
_CURLS_OWN = {"content-type", "content-length", "host", "connection", "accept-encoding"}
"""The headers left to curl; `Content-Type` goes with each body."""
_NO_WAITING = ("Expect:",)
"""Keeps curl from asking leave before it sends a long body, which Okta's client does not do."""


def render(events: Iterable[Event]) -> Iterator[str]:
    """A POSIX shell script; what Okta sent is in it, what we read back ourselves is not."""
    script, where = _Script(), who_is_where.Gathered()
    yield "#!/bin/sh\n"
    begun = finished = False
    for event in events:
        if isinstance(event, RunStarted):
            yield comment(f"{event.scenario}: what Okta sends, as a script.")
            yield comment(f"The run it is made of: {sentences.sent_to(event)} The app: {sentences.integration(event)}.")
        if not begun:
            yield _PROLOGUE.lstrip("\n") if isinstance(event, RunStarted) else _PROLOGUE
            begun = True
        finished = isinstance(event, RunFinished)
        yield from script.lines(event)
        where.takes(event)
        if isinstance(event, RunFinished):
            yield from _remarks([*who_is_where.spoken(where.rows), *_unreached(event)])
            where = who_is_where.Gathered()
    if not finished:
        yield from _remarks([*who_is_where.spoken(where.rows), CUT_OFF])


def _unreached(event: RunFinished) -> list[str]:
    remark = sentences.unreached(event)
    return [f"{remark}."] if remark else []


def _remarks(texts: list[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield "\n" * (number == 0) + comment(text)


class _Script:
    """What the script's next line depends on: headers already set, ids already seen, requests that may be repeated."""

    def __init__(self) -> None:
        self._number = 0
        self._headers: str | None = None
        self._content_type = "application/scim+json; charset=utf-8"
        self._ids = CapturedIds()
        self._put_off: dict[tuple[str, ...], int] = {}

    def lines(self, event: Event) -> Iterator[str]:
        if isinstance(event, StepStarted):
            yield "\n" + comment(f"{event.step}. {titles.title(event)}")
        elif isinstance(event, OktaWarning):
            yield comment(f"warning: {event.text}")
        elif isinstance(event, Exchange) and event.origin == "okta":
            yield from self._exchange(event)

    def _exchange(self, event: Exchange) -> Iterator[str]:
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

    def _request(self, event: Exchange) -> Iterator[str]:
        request = event.request
        yield from self._set_headers(request)
        words = [str(self._number), quote(request["method"]), word(self._ids.target(request))]
        if request.get("body") is not None:
            words.append(word(self._body(request)))
        for assignment in self._ids.assignments():
            yield f"{assignment}\n"
        yield f"scim {' '.join(words)}\n"

    def _body(self, request: dict[str, object]) -> Iterable[Piece]:
        text = bodies.raw(request["body"])
        if text is not None:
            return [text]
        return json_pieces(request["body"], partial(self._ids.find, collection_of(str(request["path"]))))

    def _set_headers(self, request: dict[str, object]) -> Iterator[str]:
        content_type = bodies.header(request, "content-type") or self._content_type
        if content_type != self._content_type:
            self._content_type = content_type
            yield f"content_type={quote(content_type)}\n"
        lines = [
            word(_header(name, value)) for name, value in bodies.headers(request) if name.lower() not in _CURLS_OWN
        ]
        block = " \\\n  ".join([*lines, *map(quote, _NO_WAITING)])
        if block != self._headers:
            self._headers = block
            yield f"printf '%s\\n' {block} >\"$work/headers\"\n"


def _header(name: str, value: str) -> Iterator[Piece]:
    """A header line, with the token where the record has its placeholder."""
    if name.lower() == "authorization" and "<token>" not in value:
        value = "Bearer <token>"
    first, *rest = value.split("<token>")
    yield f"{name}: {first}"
    for text in rest:
        yield Expansion("$SCIM_TOKEN")
        yield text
