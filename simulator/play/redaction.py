"""Keeping secrets out of the record: tokens become `<token>`, passwords `<password-1>`, `<password-2>`, ...

Whatever leaves a run passes `Redactor.event`, and whatever the served org answers passes `Redactor.redact_answer`.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

from simulator.play.secret_forms import SHORT, SHORTEST, Secret, Secrets, small
from simulator.play.transcript import FIXED, Event, Exchange, Log
from simulator.scim.message import Json, Request, compact

TOKEN = "<token>"  # noqa: S105  (what stands in its place)
COOKIE = "<cookie>"
CUT_OFF = "<password>"
"""In place of a password of which a broken-off text shows the beginning only."""
NEAR = 8
"""How many of the passwords last seen are looked for inside texts."""

AnyEvent = TypeVar("AnyEvent", bound=Event)

PLACEHOLDER = re.compile(r"<token>|<cookie>|<password(?:-[0-9]+)?>")
"""What stands in a secret's place."""
_MEMBER = re.compile(r'("(?:[^"\\]*:)?password"\s*:\s*")((?:[^"\\]|\\.)*)', re.IGNORECASE | re.DOTALL)
_AUTHORIZATION = re.compile(rb'authorization"[:,]"(?!(?:[a-z]+ )?<token>")')
_COOKIE = re.compile(rb'cookie"[:,]"(?!<cookie>")')
_SCHEMES = ("basic", "bearer", "digest", "negotiate", "oauth", "ssws", "token")
_VALUE, _ANSWER = "?", "!"
"""Where a value begins that is no event's, and one that a client reads back: no place of theirs is in `FIXED`."""


_SPOKEN = re.compile(
    r"""(?P<before>\b(?:Bearer|Basic|SSWS)\s+)(?!realm)[\w.~+/=-]{8,}"""
    r"""|(?P<name>\b(?:\w+_)?(?:token|secret|password|passwd|pwd)\s*=\s*["']?|"password"\s*:\s*")[^\s"'&,;]+"""
    r"""|\b(?:hf_\w{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)""",
    re.IGNORECASE,
)
"""Credentials that nobody has registered, by what stands before them or how they begin."""


def without_spoken_credentials(text: str) -> str:
    """A text of unknown origin, such as a pasted error or a reason in a log, without what looks like a credential."""
    return _SPOKEN.sub(_spoken, text)


def _spoken(found: re.Match[str]) -> str:
    named = found["name"] or ""
    word = CUT_OFF if re.search("passw|pwd", named, re.IGNORECASE) else TOKEN
    return f"{found['before'] or named}{word}"


@dataclass
class _Known:
    """The secrets of a run; whoever replaces or fills a member holds `lock`."""

    lock: Lock = field(default_factory=Lock)
    passwords: dict[str, str] = field(default_factory=dict)
    written: set[bytes] = field(default_factory=set)
    whole: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Secret] = field(default_factory=dict)
    lasting: dict[str, Secret] = field(default_factory=dict)
    lasting_secrets: Secrets = field(default_factory=Secrets)


class Redactor:
    """Replaces secrets, the same one always by the same placeholder, so that a replay still matches.

    A password is any text under a key `password`, at any depth, what a PATCH writes to the path `password`, or what
    is registered. From then on it is replaced wherever it stands as a whole value. Inside longer texts registered
    ones are looked for, and the `NEAR` last seen, since a provider that quotes a password does so in its answer:
    looking for each of 100,000 placeholder passwords in every text would cost more than the run. One that was quoted
    is looked for from then on, since Okta says again what the provider said: in tasks, and at the end of a step.

    A token is replaced in the headers that carry it, as a whole value, and inside texts: as it is, in upper or lower
    case, in hex, Base32 and Base64, and behind escapes of URLs, HTML and JSON. A secret that may be a word
    (`secret_forms.is_word`) is replaced inside a text only where it stands alone, and not in the members whose words
    are ours (`transcript.FIXED`). Keys are names and stay, unless a token stands in one that is no word and has more
    than letters, which no attribute is called. Threads may share a redactor.
    """

    def __init__(self, *tokens: str, known: _Known | None = None) -> None:
        self._known = known or _Known()
        self._near: dict[str, Secret] = {}
        self._near_secrets = Secrets()
        self._all = (self._known.lasting_secrets, self._near_secrets, Secrets())
        for token in tokens:
            self.add_token(token)

    def apart(self) -> "Redactor":
        """A redactor of the same secrets for one conversation of many: the passwords last seen are those in it."""
        return Redactor(known=self._known)

    def add_token(self, token: str) -> None:
        """Hide this token from now on, and what it holds behind a scheme such as `Bearer`."""
        for text in _parts(token):
            if text not in self._known.tokens:
                secret = Secret(text, TOKEN, token=True)
                with self._known.lock:
                    self._known.tokens = {**self._known.tokens, text: secret}
                    self._known.whole = {**self._known.whole, **dict.fromkeys(secret.forms, TOKEN)}
                    self._gather()

    def register(self, password: str, *, everywhere: bool = True) -> str:
        """Hide this password from now on, and for good inside texts too (`everywhere`); its placeholder."""
        placeholder = self._placeholder(password)
        if everywhere and len(password) >= SHORTEST and password not in self._known.lasting:
            with self._known.lock:
                self._known.lasting = {**self._known.lasting, password: Secret(password, placeholder)}
                self._gather()
        return placeholder

    def _placeholder(self, password: str) -> str:
        if not password or PLACEHOLDER.fullmatch(password):
            return password
        known = self._known
        with known.lock:
            placeholder = known.passwords.setdefault(password, f"<password-{len(known.passwords) + 1}>")
            known.written.add(_in_a_line(password)[:-1].rpartition(b'"')[2])
            if len(password) >= SHORTEST and password not in self._near:
                near = {**self._near, password: Secret(password, placeholder)}
                self._near = dict(list(near.items())[-NEAR:])
                self._near_secrets = Secrets(tuple(self._near.values()))
        return placeholder

    def _gather(self) -> None:
        """What is looked for in all texts, anew, so that no thread sees it grow; a token goes before a password."""
        lasting = (*self._known.tokens.values(), *self._known.lasting.values())
        self._known.lasting_secrets = Secrets(lasting)

    @property
    def _secrets(self) -> Secrets:
        """All that is looked for now."""
        lasting, near, every = self._all
        if lasting is not self._known.lasting_secrets or near is not self._near_secrets:
            lasting, near = self._known.lasting_secrets, self._near_secrets
            every = Secrets((*lasting.every, *near.every))
            self._all = (lasting, near, every)
        return every

    def event(self, event: AnyEvent) -> AnyEvent:
        """The event with no secret in any text of any member; itself when it holds none.

        Its line is looked through first, which is cheap; only where a secret may be in it are its members walked.
        """
        lowered, outside = event.encoded.lower(), _from_outside(event)
        if self._may_hold_whole(event, lowered, outside):
            event = self._walked(event, inside=False)
            lowered, outside = event.encoded.lower(), _from_outside(event)
        if self._may_hold_inside(event, lowered, outside):
            self._keep_quoted(lowered, event)
            event = self._walked(event, inside=True)
        return event

    def _keep_quoted(self, lowered: bytes, event: Event) -> None:
        """Those of the passwords last seen that may be in an event are looked for in all that follows."""
        for password, secret in self._near.items():
            if Secrets((secret,)).may_be_in(lowered, event.encoded.decode, in_json=True):
                self.register(password)

    def _walked(self, event: AnyEvent, *, inside: bool) -> AnyEvent:
        members = {member.name: getattr(event, member.name) for member in fields(event)}
        self._learn(members)
        return type(event)(**self._replaced(members, inside=inside, place=""))

    def _may_hold_whole(self, event: Event, lowered: bytes, outside: bytes) -> bool:
        """Whether an event may hold a password to be learned, credentials, or a known password as a whole value.

        `lowered` is its line in small letters, `outside` what `_from_outside` says of it.
        """
        return (
            (b"password" in lowered and lowered.count(b"password") != _harmless(event, lowered))
            or (b'authorization"' in lowered and _AUTHORIZATION.search(lowered) is not None)
            or (b'cookie"' in lowered and _COOKIE.search(lowered) is not None)
            or (outside != b"" and not self._known.written.isdisjoint(outside.split(b'"')))
        )

    def _may_hold_inside(self, event: Event, lowered: bytes, outside: bytes) -> bool:
        return self._known.lasting_secrets.may_be_in(lowered, event.encoded.decode, in_json=True) or (
            outside != b"" and self._near_secrets.may_be_in(outside.lower(), outside.decode, in_json=True)
        )

    def redact_body(self, request: Request) -> Json:
        """The body of a request of Okta's, without the passwords that it sets."""
        body, named = request.body, request.payload.lower().count(b"password")
        if not named or body is None:
            return body
        if named == 1 and "password" in body:
            return {**body, "password": self._hidden(body["password"])}
        self._learn(body)
        return self._replaced(body, inside=False, place=_VALUE)

    def redact_answer(self, text: str) -> str:
        """The JSON of an answer of the served org, without secrets.

        A client reads it back, so that a value without a space is taken for what it says, an id, a name or a status,
        unless a secret that cannot be a word is in it.
        """
        if not self._secrets.may_be_in(small(text), lambda: text, in_json=True):
            return text
        return compact(self._replaced(json.loads(text), inside=True, place=_ANSWER))

    def redact_text(self, text: str) -> str:
        """The text without the secrets that are looked for; itself when it holds none.

        Passwords that stand in it as JSON members are learned, so that a body that is no JSON hides them too.
        """
        text = self._without_members(text)
        return self._known.passwords.get(text) or self._known.whole.get(text) or self._secrets.hidden(text, PLACEHOLDER)

    def _without_members(self, text: str) -> str:
        return _MEMBER.sub(self._hide_member, text) if '"' in text and "password" in text.lower() else text

    def _hide_member(self, member: re.Match[str]) -> str:
        before, written = member.groups()
        if member.string[member.end() : member.end() + 1] != '"':
            return f"{before}{CUT_OFF}" if written else member[0]
        try:
            password = str(json.loads(f'"{written}"'))
        except ValueError:
            password = written
        return before + self._placeholder(password)

    def redact_json(self, value: Json) -> Json:
        """The value without secrets. Passwords in it are learned first."""
        self._learn(value)
        return self._replaced(value, inside=True, place=_VALUE)

    def _learn(self, value: Json) -> None:
        if isinstance(value, dict):
            for key in _password_keys(value):
                self._hidden(value[key])
        if isinstance(value, dict | list | tuple):
            for held in value.values() if isinstance(value, dict) else value:
                self._learn(held)

    def _hidden(self, held: Json) -> Json:
        """What stands under a password's key, learned and replaced; of an object its `value`, as in Okta's own API."""
        if isinstance(held, str):
            return self._placeholder(held)
        if isinstance(held, int | float) and not isinstance(held, bool):
            return self._placeholder(str(held))
        if isinstance(held, list):
            return [self._hidden(one) for one in held]
        if isinstance(held, dict) and "value" in held:
            return {**held, "value": self._hidden(held["value"])}
        return held

    def _replaced(self, value: Json, *, inside: bool, place: str) -> Json:
        if isinstance(value, str):
            return self._text(value, inside=inside, place=place)
        if isinstance(value, dict):
            return dict(self._members(value, inside=inside, place=place))
        if isinstance(value, list | tuple):
            return [self._replaced(held, inside=inside, place=place) for held in value]
        if type(value) is int and len(digits := str(value)) >= SHORT and place not in FIXED:
            return self._known.whole.get(digits, value)
        return value

    def redact_name(self, text: str) -> str:
        """A text that others go by, such as an id, without the secrets that cannot be a word."""
        return self._secrets.no_words.hidden(text, PLACEHOLDER)

    def _text(self, text: str, *, inside: bool, place: str) -> str:
        if place in FIXED or (place.startswith(_ANSWER) and " " not in text):
            return self.redact_name(text) if inside else text
        if inside:
            return self.redact_text(text)
        return self._known.passwords.get(text) or self._without_members(text)

    def _members(self, value: dict[str, Json], *, inside: bool, place: str) -> Iterator[tuple[str, Json]]:
        hidden = _password_keys(value)
        for key, held in value.items():
            if key in hidden:
                held = self._hidden(held)
            elif key == "headers" and isinstance(held, dict):
                held = without_credentials(held)
            elif key == "headers" and isinstance(held, list):
                held = [without_credentials_in_a(line) for line in held]
            shown = self._replaced(held, inside=inside, place=f"{place}.{key}" if place else key)
            yield self._secrets.no_names.hidden(key, PLACEHOLDER) if inside else key, shown


def _from_outside(event: Event) -> bytes:
    """The part of an event's line where a password that passes by may stand.

    Okta sends it under its key alone, so that an exchange can hold it in the answer, and a row of the System Log in
    its reason, which quotes the provider; most rows have none.
    """
    if isinstance(event, Log) and isinstance(outcome := event.entry.get("outcome"), dict):
        return event.encoded if outcome.get("reason") is not None else b""
    if isinstance(event, Exchange):
        return event.encoded.partition(b'"response":')[2] or event.encoded
    return event.encoded


def _harmless(event: Event, lowered: bytes) -> int:
    """How often the word password stands in an event's line in what holds none: hidden ones, and ids of rules."""
    ids: tuple[str, ...] = (*getattr(event, "why", ()), *getattr(event, "answered_by", ()))
    return 2 * lowered.count(b'"password":"<password-') + sum(one.count("password") for one in ids)


def _in_a_line(text: str) -> bytes:
    """A text as `Event.encoded` writes it."""
    return compact(text).encode("utf-8", "backslashreplace")


def _parts(token: str) -> Iterator[str]:
    """The token; without its scheme, if it was pasted with one; and of `Basic` the password (RFC 7617 2)."""
    scheme, _, rest = token.partition(" ")
    yield from [token] if token else []
    if scheme.lower() in _SCHEMES and rest.strip():
        yield rest.strip()
        if scheme.lower() == "basic" and (password := _basic_password(rest)):
            yield password


def _basic_password(credentials: str) -> str:
    try:
        return b64decode(credentials + "==").decode("utf-8", "replace").partition(":")[2]
    except ValueError:
        return ""


def _password_keys(value: dict[str, Any]) -> list[str]:
    """The members of an object that hold a password; `value` of a PATCH operation on the path `password`."""
    keys = [key for key in value if key[-1:] in "dD" and _names_password(key)]
    path = value.get("path")
    return [*keys, "value"] if isinstance(path, str) and _names_password(path) and "value" in value else keys


def _names_password(name: str) -> bool:
    """`password` in any case, alone or behind a schema's URN."""
    return name[-8:].lower() == "password" and (len(name) == 8 or name[-9] == ":")


def without_credentials(headers: Mapping[str, Any] | Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The headers by name, in their order, without what the names say is secret, known to anybody or not."""
    lines = headers.items() if isinstance(headers, Mapping) else headers
    return {name: hidden(value) if (hidden := _hiding(name)) else value for name, value in lines}


def without_credentials_in_a(line: Any) -> Any:
    """A header as a pair of name and value, without what the name says is secret; itself where it is none."""
    if not isinstance(line, list) or len(line) != 2 or not all(isinstance(one, str) for one in line):
        return line
    return [line[0], hidden(line[1]) if (hidden := _hiding(line[0])) else line[1]]


@lru_cache(maxsize=256)
def _hiding(name: str) -> Callable[[str], str] | None:
    return _CREDENTIALS.get(name.lower())


def _credentials(value: str) -> str:
    """The scheme alone is shown, if it is one; a token that was pasted without a scheme is all secret."""
    scheme, _, _ = value.partition(" ")
    return f"{scheme} {TOKEN}" if scheme.lower() in _SCHEMES and scheme != value else TOKEN


_CREDENTIALS: dict[str, Callable[[str], str]] = {
    "authorization": _credentials,
    "proxy-authorization": _credentials,
    "cookie": lambda _: COOKIE,
    "set-cookie": lambda _: COOKIE,
}
