"""The run as a shell script that sends Okta's requests again with curl, to a provider of one's choice.

The ids that the provider gives are taken from its answers with jq, so that the script runs against a fresh one.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from simulator.play.transcript import Event, Exchange, RunFinished, RunStarted, StepStarted
from simulator.play.transcript import Warning as OktaWarning
from simulator.reports import bodies, sentences, titles, who_is_where
from simulator.reports.captured_ids import CapturedIds, collection_of
from simulator.reports.chapters import CUT_OFF
from simulator.reports.shell import Expansion, Piece, comment, json_pieces, quote, word

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
