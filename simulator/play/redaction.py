"""Keeping secrets out of every event: tokens become `<token>`, passwords `<password-1>`, `<password-2>`, ..."""

import html
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any
from urllib.parse import quote, quote_plus

from simulator.scim.message import Json

TOKEN = "<token>"  # noqa: S105  (what stands in its place)
COOKIE = "<cookie>"
CUT_OFF = "<password>"
"""In place of a password of which a broken-off text shows the beginning only."""
SHORTEST = 4
"""A secret of fewer characters is not looked for inside other text, which it would shred: such a token is hidden in
the header that carries it, such a password where it stands as a whole value."""
NEAR = 16
"""How many of the passwords last seen are looked for inside texts."""

_PLACEHOLDER = re.compile(r"<token>|<password(?:-[0-9]+)?>")
_MEMBER = re.compile(r'("(?:[^"\\]*:)?password"\s*:\s*")((?:[^"\\]|\\.)*)', re.IGNORECASE | re.DOTALL)
_SCHEMES = ("basic", "bearer", "digest", "negotiate", "oauth", "ssws", "token")


class Redactor:
    """Replaces secrets, the same one always by the same placeholder, so that a replay still matches.

    A password is any text under a key `password`, at any depth, what a PATCH writes to the path `password`, or what
    is registered. From then on it is replaced wherever it stands as a whole value. Inside longer texts registered
    ones are looked for, and the `NEAR` last seen, since a provider that quotes a password does so in its answer:
    looking for each of 100,000 placeholder passwords in every text would cost more than the run. Tokens are looked
    for everywhere: as they are, encoded for URL, JSON or HTML, and in Base64. Threads may share a redactor.
    """

    def __init__(self, *tokens: str) -> None:
        self._lock = Lock()
        self._passwords: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._lasting: dict[str, str] = {}
        self._near: dict[str, dict[str, str]] = {}
        self._needles: dict[str, str] = {}
        self._base64: dict[str, re.Pattern[str]] = {}
        for token in tokens:
            self.add_token(token)

    def add_token(self, token: str) -> None:
        """Hide this token from now on."""
        if len(token) >= SHORTEST and token not in self._tokens:
            with self._lock:
                self._tokens = {**self._tokens, **dict.fromkeys(_forms(token), TOKEN)}
                self._base64 = {**self._base64, **{core: _base64_around(core) for core in _base64_cores(token)}}
                self._gather()

    def register(self, password: str, *, everywhere: bool = True) -> str:
        """Hide this password from now on, and for good inside texts too (`everywhere`); its placeholder."""
        placeholder = self._placeholder(password)
        if everywhere and len(password) >= SHORTEST and password not in self._lasting:
            with self._lock:
                self._lasting = {**self._lasting, **dict.fromkeys(_forms(password), placeholder)}
                self._gather()
        return placeholder

    def _placeholder(self, password: str) -> str:
        if not password or _PLACEHOLDER.fullmatch(password):
            return password
        with self._lock:
            placeholder = self._passwords.setdefault(password, f"<password-{len(self._passwords) + 1}>")
            if len(password) >= SHORTEST and password not in self._near:
                near = {**self._near, password: dict.fromkeys(_forms(password), placeholder)}
                self._near = dict(list(near.items())[-NEAR:])
                self._gather()
        return placeholder

    def _gather(self) -> None:
        """All that is looked for, as a new dict, so that no thread sees one grow; a token goes before a password."""
        needles: dict[str, str] = {}
        for forms in self._near.values():
            needles |= forms
        self._needles = needles | self._lasting | self._tokens

    def redact_headers(self, headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> dict[str, str]:
        """The headers by name, in their order; credentials and cookies never show, known or not."""
        lines = headers.items() if isinstance(headers, Mapping) else headers
        shown = {
            name: _CREDENTIALS[name.lower()](value) if name.lower() in _CREDENTIALS else value for name, value in lines
        }
        if self._occurs("\n".join(shown.values())):
            return {name: self.redact_text(value) for name, value in shown.items()}
        return shown

    def redact_text(self, text: str) -> str:
        """The text without the secrets that are looked for, the longest first; itself when it holds none.

        Passwords that stand in it as JSON members are learned, so that a body that is no JSON hides them too.
        """
        text = _MEMBER.sub(self._hide_member, text)
        return self._without(self._needles, text) if self._occurs(text) else text

    def _occurs(self, text: str) -> bool:
        for form in self._needles:  # a loop, since this is asked several times for each request of a run
            if form in text:
                return True
        return any(core in text for core in self._base64)

    def _without(self, needles: dict[str, str], text: str) -> str:
        for pattern in self._base64.values():
            text = pattern.sub(TOKEN, text)
        longest_first = sorted(needles, key=len, reverse=True)
        anything = "|".join([_PLACEHOLDER.pattern, *map(re.escape, longest_first)])
        return re.sub(anything, lambda found: needles.get(found[0], found[0]), text)

    def _hide_member(self, member: re.Match[str]) -> str:
        before, written = member.groups()
        if member.string[member.end() : member.end() + 1] != '"':
            return f"{before}{CUT_OFF}" if written else member[0]
        try:
            password = str(json.loads(f'"{written}"'))
        except ValueError:
            password = written
        return before + self._placeholder(password)

    def redact_json(self, value: Json, text: str | None = None) -> Json:
        r"""The value without secrets; itself when it holds none. Passwords in it are learned first.

        `text` is the JSON that `value` was read from or will be written as. Where none of the secrets that are
        looked for occurs in it, and no `\` can hide one, whole values alone are compared, which costs little.
        """
        whole = self._learn(value)
        inside = text is None or "\\" in text or self._occurs(text)
        return self._replaced(value, inside=inside) if whole or inside else value

    def _learn(self, value: Json) -> bool:
        """Take note of passwords; True when something in it is to be replaced as a whole."""
        if isinstance(value, str):
            return value in self._passwords
        found = False
        if isinstance(value, dict):
            hidden = _password_keys(value)
            for key, held in value.items():
                if key in hidden:
                    found |= self._hidden(held) != held
                found |= self._learn(held)
        elif isinstance(value, list):
            for held in value:
                found |= self._learn(held)
        return found

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

    def _replaced(self, value: Json, *, inside: bool) -> Json:
        if isinstance(value, str):
            return self._passwords.get(value) or (self.redact_text(value) if inside else value)
        if isinstance(value, dict):
            return dict(self._members(value, inside=inside))
        if isinstance(value, list):
            return [self._replaced(held, inside=inside) for held in value]
        return value

    def _members(self, value: dict[str, Json], *, inside: bool) -> Iterator[tuple[str, Json]]:
        hidden = _password_keys(value)
        for key, held in value.items():
            shown = self._replaced(self._hidden(held) if key in hidden else held, inside=inside)
            yield self._without(self._tokens, key) if inside and self._occurs(key) else key, shown


def _password_keys(value: dict[str, Any]) -> list[str]:
    """The members of an object that hold a password; `value` of a PATCH operation on the path `password`."""
    keys = [key for key in value if _names_password(key)]
    path = value.get("path")
    return [*keys, "value"] if isinstance(path, str) and _names_password(path) else keys


def _names_password(name: str) -> bool:
    """`password` in any case, alone or behind a schema's URN."""
    return name[-8:].lower() == "password" and (len(name) == 8 or name[-9] == ":")


def _forms(secret: str) -> list[str]:
    """A secret as it may stand in a text: as it is, and encoded for a URL, a form, JSON and HTML."""
    in_json = (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    encoded = (quote(secret, safe=""), quote_plus(secret), *in_json, html.escape(secret))
    return list(dict.fromkeys((secret, *encoded)))


def _base64_cores(token: str) -> list[str]:
    """What Base64 makes of a token at each of its three alignments, without the digits its neighbours decide."""
    cores = []
    for before in range(3):
        digits = b64encode(b"\0" * before + token.encode()).decode().rstrip("=")
        whole = (before + len(token.encode())) // 3 * 4
        core = digits[-(-before * 4 // 3) : whole]
        cores += [core, core.translate(str.maketrans("+/", "-_"))]
    return [core for core in dict.fromkeys(cores) if len(core) >= 2 * SHORTEST]


def _base64_around(core: str) -> re.Pattern[str]:
    return re.compile(rf"[\w+/-]*{re.escape(core)}[\w+/-]*={{0,2}}", re.ASCII)


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
