"""Keeping secrets out of every event: tokens become `<token>`, passwords `<password-1>`, `<password-2>`, ..."""

import json
from collections.abc import Callable, Iterable
from urllib.parse import quote

from simulator.scim.message import Json

TOKEN = "<token>"  # noqa: S105  (what stands in its place)
SHORTEST = 6
"""A secret of fewer characters is not looked for inside other text, which it would shred; the header that carries a
token never shows it, however short."""


NEAR = 4
"""How many of the passwords last seen are looked for inside texts."""


class Redactor:
    """Replaces secrets, the same one always by the same placeholder, so that a replay still matches.

    A password is any text under a key `password`, at any depth, or one that is registered. From then on it is
    replaced wherever it stands as a whole value; inside longer texts those of `_near` are looked for: registered
    ones, and the few last seen, since a provider that quotes a password does so in its answer. (Looking for each of
    100,000 placeholder passwords in every text would cost more than the run.)
    """

    def __init__(self, *tokens: str) -> None:
        self._tokens: dict[str, None] = {}
        self._passwords: dict[str, str] = {}
        self._lasting: dict[str, str] = {}
        self._near: dict[str, str] = {}
        for token in tokens:
            self.add_token(token)

    def add_token(self, token: str) -> None:
        """Hide this token from now on, as it is, URL-encoded, and inside JSON text."""
        if len(token) >= SHORTEST:
            for form in (token, quote(token, safe=""), json.dumps(token)[1:-1]):
                self._tokens[form] = None

    def register(self, password: str) -> str:
        """Hide this password everywhere from now on; its placeholder."""
        placeholder = self._placeholder(password)
        if len(password) >= SHORTEST:
            self._lasting[password] = placeholder
        return placeholder

    def _placeholder(self, password: str) -> str:
        placeholder = self._passwords.setdefault(password, f"<password-{len(self._passwords) + 1}>")
        if len(password) >= SHORTEST and password not in self._near:
            self._near[password] = placeholder
            if len(self._near) > NEAR:
                del self._near[next(iter(self._near))]
        return placeholder

    def redact_headers(self, headers: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The headers by name, in their order; credentials and cookies never show, known or not."""
        shown = {
            name: _CREDENTIALS[name.lower()](value) if name.lower() in _CREDENTIALS else value
            for name, value in headers
        }
        if self._found("\n".join(shown.values())):
            return {name: self.redact_text(value) for name, value in shown.items()}
        return shown

    def redact_text(self, text: str) -> str:
        """The text without the secrets that are looked for, the longest taken out first."""
        for secret in sorted(self._found(text), key=len, reverse=True):
            text = text.replace(secret, self._passwords.get(secret, TOKEN))
        return text

    def _found(self, text: str) -> list[str]:
        return [secret for known in (self._tokens, self._lasting, self._near) for secret in known if secret in text]

    def redact_json(self, value: Json, text: str | None = None) -> Json:
        """A copy without secrets, or the value itself when it holds none; passwords are learned before.

        `text` is the JSON that `value` was read from or will be written as: where none of the secrets that are looked
        for occurs in it, only whole values are compared, which costs little.
        """
        self._learn(value)
        return self._replaced(value, inside=text is None or bool(self._found(text)))

    def _learn(self, value: Json) -> None:
        if isinstance(value, dict):
            path = value.get("path")
            if isinstance(path, str) and path.lower() == "password" and isinstance(value.get("value"), str):
                self._placeholder(value["value"])
            for key, held in value.items():
                if isinstance(held, str):
                    if held and key.lower() == "password":
                        self._placeholder(held)
                elif isinstance(held, dict | list):
                    self._learn(held)
        elif isinstance(value, list):
            for held in value:
                if isinstance(held, dict | list):
                    self._learn(held)

    def _replaced(self, value: Json, *, inside: bool) -> Json:
        if isinstance(value, str):
            return self._passwords.get(value) or (self.redact_text(value) if inside else value)
        if isinstance(value, dict):
            changed = {key: self._replaced(held, inside=inside) for key, held in value.items()}
            return {self.redact_text(key): held for key, held in changed.items()} if inside else changed
        if isinstance(value, list):
            return [self._replaced(held, inside=inside) for held in value]
        return value


def _credentials(value: str) -> str:
    """The scheme alone is shown."""
    scheme, space, _ = value.partition(" ")
    return f"{scheme} {TOKEN}" if space else TOKEN


_CREDENTIALS: dict[str, Callable[[str], str]] = {
    "authorization": _credentials,
    "proxy-authorization": _credentials,
    "cookie": lambda _: "<cookie>",
    "set-cookie": lambda _: "<cookie>",
}
