"""A request and its answer as an event: bodies decoded, in words where they cannot be shown, and without secrets."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulator.okta.times import iso
from simulator.play import transcript
from simulator.play.redaction import TOKEN, without_credentials, without_spoken_credentials
from simulator.play.transcript import Event, Exchange
from simulator.recorder.forwarding import Upstream
from simulator.recorder.framing import LARGEST_BODY, AnswerHead, Body, Headers, RequestHead, value_of
from simulator.recorder.hiding import Hidden, Known
from simulator.scim.message import compact, read_json
from simulator.transport.payload import CODINGS, text_of, undone

ORIGIN = "recorded"
STEP = 1
"""All that is recorded is one step: who did what in Okta is not on the wire."""
_CREDENTIAL = re.compile(
    r"(?:.*[_-])?(?:token|secret|api[_-]?key|authorization|passwd|pwd)|.*[_-]password", re.IGNORECASE
)
"""Members of a body whose text is a credential, such as `token`, `access_token`, `clientSecret`; `password` is known
to all that is recorded."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SECRET_HEADER = re.compile(r"token|secret|api-?key|passw|signature|assertion|credential|jwt", re.IGNORECASE)
_SPOKEN_VALUE = re.compile(r"\bhf_\w{16,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
"""Credentials by how they begin: the Hub's tokens, and JSON Web Tokens."""
_LONG = 8
"""Characters from which on a credential is looked for elsewhere: a shorter text under such a name may be any word."""


@dataclass
class Seen:
    """What passed by of one exchange; `came` is when its first byte did, in epoch seconds.

    `answer` is None where there was none, and `error` then says why. `refused` is not empty where the request was not
    passed on.
    """

    came: float
    request: RequestHead
    sent: Body
    answer: AnswerHead | None = None
    answered: Body | None = None
    error: str | None = None
    refused: str = ""
    milliseconds: float = 0.0
    remark: str = ""


@dataclass(frozen=True)
class Shown:
    """A body in a record: JSON, `{"raw": text}` or None; its `text`, and what is to be `said` of it.

    `loud` is what a reader of any report must know: that a body is not there, or not as it was.
    """

    body: Any = None
    text: str = ""
    said: str = ""
    loud: bool = False


def events_of(seen: Seen, upstream: Upstream, known: Known) -> Iterator[Event]:
    """The exchange, and a warning for each body that the record lacks; none of them with a secret."""
    sent = shown(seen.sent, seen.request.headers)
    answered = shown(seen.answered, seen.answer.headers) if seen.answer and seen.answered else Shown()
    headers = (*seen.request.headers, *(seen.answer.headers if seen.answer else ()))
    tokens = {*_credentials(headers), *_tokens_in(sent.body), *_tokens_in(answered.body)}
    hidden = known.with_these(tokens, lasting=not seen.refused)
    yield from map(hidden.event, _events(seen, upstream, sent, answered, hidden))


def _events(seen: Seen, upstream: Upstream, sent: Shown, answered: Shown, hidden: Hidden) -> Iterator[Event]:
    at, path = iso(seen.came), seen.request.target.partition("?")[0].removeprefix(upstream.base)
    yield Exchange(
        at=at, step=STEP, origin=ORIGIN, purpose="", attempt=1,
        request=_request(seen, path, sent, upstream, hidden),
        response=None if seen.answer is None else _response(seen.answer, answered, hidden),
        error=seen.error, milliseconds=round(seen.milliseconds, 3),
    )  # fmt: skip
    method = seen.request.method
    for what, body in (("request", sent), ("answer", answered)):
        if body.loud:
            said = f"{method} {path}: the {what}'s body is {body.said}"
            yield transcript.Warning(at=at, step=STEP, text=said)
    if seen.remark:
        yield transcript.Warning(at=at, step=STEP, text=f"{method} {path}: {seen.remark}")


def _request(seen: Seen, path: str, sent: Shown, upstream: Upstream, hidden: Hidden) -> dict[str, Any]:
    _, mark, query = seen.request.target.partition("?")
    query = without_spoken_credentials(hidden.text(query))
    url = f"{upstream.url}{path}"
    if seen.refused:  # it went nowhere, so that it has no address at the provider
        path = seen.request.target.partition("?")[0]
        url = path
    written = {"text": text} if (text := _as_written(sent, hidden)) else {}
    return {
        "method": seen.request.method, "path": path, "query": query, "url": f"{url}{mark}{query}",
        "headers": _headers(seen.request.headers, hidden), "body": _without_spoken(sent.body, hidden),
        **written, **_note(sent),
    }  # fmt: skip


def _response(answer: AnswerHead, answered: Shown, hidden: Hidden) -> dict[str, Any]:
    return {
        "status": answer.status, "reason": answer.reason, "headers": _headers(answer.headers, hidden),
        "body": _without_spoken(answered.body, hidden), **_note(answered),
    }  # fmt: skip


def _note(body: Shown) -> dict[str, str]:
    return {"note": body.said} if body.said else {}


def _headers(lines: Headers, known: Hidden) -> dict[str, str] | list[list[str]]:
    """The headers in order, as an object or, where names repeat, as pairs; what their names say is secret is hidden."""
    hidden = [
        (name, TOKEN if _SECRET_HEADER.search(name) else _without_spoken_tokens(value, known)) for name, value in lines
    ]
    if len({name for name, _ in hidden}) == len(hidden):
        return without_credentials(hidden)
    return [[name, without_credentials([(name, value)])[name]] for name, value in hidden]


def _credentials(headers: Headers) -> Iterator[str]:
    """What stands in headers that hold credentials; of a scheme that holds no password, what stands behind it.

    A token with its scheme in front would be looked for by the scheme's name, which is in each line.
    """
    for name, value in headers:
        if value and name.lower() in ("authorization", "proxy-authorization"):
            scheme, _, token = value.partition(" ")
            yield token.strip() or value if scheme.lower() == "bearer" else value
        elif len(value) >= _LONG and _SECRET_HEADER.search(name):
            yield value


@lru_cache(maxsize=1024)
def _names_credential(name: str) -> bool:
    return _CREDENTIAL.fullmatch(_CAMEL.sub("_", name)) is not None


def _tokens_in(value: Any) -> Iterator[str]:
    """The texts under names that say they are credentials, but for those that may be any word."""
    if isinstance(value, dict):
        for name, held in value.items():
            if not isinstance(held, str):
                yield from _tokens_in(held)
            elif len(held) >= _LONG and _names_credential(name):
                yield held
    elif isinstance(value, list):
        for held in value:
            yield from _tokens_in(held)


def _without_spoken(value: Any, known: Hidden) -> Any:
    """A body without what is called, or begins like, a credential; one that is no JSON without all that looks so.

    What is `known` goes first: of a token with other letters than such have, only the beginning would look so.
    """
    if isinstance(value, dict):
        if (text := _raw(value)) is not None:
            return {"raw": without_spoken_credentials(known.text(text))}
        return {name: _member(name, held, known) for name, held in value.items()}
    if isinstance(value, list):
        return [_without_spoken(held, known) for held in value]
    return _without_spoken_tokens(value, known) if isinstance(value, str) else value


def _member(name: str, held: Any, known: Hidden) -> Any:
    return TOKEN if held and isinstance(held, str) and _names_credential(name) else _without_spoken(held, known)


def _raw(body: Any) -> str | None:
    """The text of a body that is no JSON; None for one that is."""
    held = body.get("raw") if isinstance(body, dict) and len(body) == 1 else None
    return held if isinstance(held, str) else None


def _without_spoken_tokens(text: str, known: Hidden) -> str:
    return without_spoken_tokens(known.text(text)) if _SPOKEN_VALUE.search(text) else text


def without_spoken_tokens(text: str) -> str:
    """A value without what begins like a credential; what stands before it tells nothing, as in `Basic research`."""
    return _SPOKEN_VALUE.sub(TOKEN, text)


def shown(body: Body, headers: Headers) -> Shown:
    """A body for the record: compressed ones undone, those that are too long or no text in words."""
    if not body.size:
        return Shown()
    if not body.whole:
        return Shown(said=f"{body.size:,} bytes long, more than the {LARGEST_BODY:,} that are recorded", loud=True)
    data, said = bytes(body.kept), ""
    for coding in reversed(_codings(headers)):
        try:
            data = _undone(data, coding)
        except (ValueError, zlib.error) as why:
            reason = str(why) if type(why) is ValueError else "and is none that can be undone"
            return Shown(said=f"{body.size:,} bytes, {coding} by its header, {reason}", loud=True)
        said = f"{body.size:,} bytes of {coding} on the wire"
    text = text_of(data)
    if text.encode("utf-8", "replace") != data:
        return Shown(said=f"{len(data):,} bytes that are no UTF-8 text, which SCIM demands", loud=True)
    try:
        value = read_json(text)
    except ValueError:
        return Shown({"raw": text}, text, said)
    return Shown({"raw": text} if value is None else value, text, said)


def _codings(headers: Headers) -> list[str]:
    given = (one.strip().lower() for one in value_of(headers, "content-encoding").split(","))
    return [one for one in given if one and one != "identity"]


def _undone(data: bytes, coding: str) -> bytes:
    """What a content coding holds.

    Raises:
        ValueError: it is not known here, is cut off, or holds more than is recorded.
    """
    if coding not in CODINGS:
        raise ValueError("which is not undone here")
    plain, whole = undone(data, coding, LARGEST_BODY + 1)
    if len(plain) > LARGEST_BODY:
        raise ValueError(f"which holds more than the {LARGEST_BODY:,} bytes that are recorded")
    if not whole:
        raise ValueError("which is cut off")
    return plain


def _as_written(sent: Shown, secrets: Hidden) -> str:
    """The JSON of a request as it came, where it is otherwise written than compact and holds no more than its value.

    Without secrets it must still say what the recorded value says, so that none can hide in how it is written.
    """
    if not sent.text or _raw(sent.body) is not None or compact(sent.body) == sent.text:
        return ""
    value = _without_spoken(secrets.json(sent.body), secrets)
    text = without_spoken_tokens(secrets.text(sent.text))
    try:
        return text if json.loads(text, object_pairs_hook=_each_once) == value else ""
    except ValueError:
        return ""


def _each_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names differ.

    Raises:
        ValueError: one of them stands twice, of which a parser shows the last.
    """
    listed = list(pairs)
    members = dict(listed)
    if len(members) != len(listed):
        raise ValueError("a name stands twice")
    return members
