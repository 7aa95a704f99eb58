"""Okta's ids, the placeholder passwords and the System Log's UUIDs, all drawn from one seed."""

import hashlib
import random
import string

SEED = 1
"""The seed where nobody chose one; the same for every scenario, so that a new title changes no id."""

_ALPHABET = string.ascii_letters + string.digits
_CELL = "5d7"
_SYMBOLS = "!#$%&*+-=?@^_"


class Ids:
    """A source of ids: the same seed gives the same ids in the same order."""

    def __init__(self, seed: int, name: str = "") -> None:
        self._seed = seed
        self._random = random.Random(f"{seed} {name}" if name else seed)

    def apart(self, name: str) -> "Ids":
        """A source of its own that follows from the seed and a name, so that nobody else's draws change its ids."""
        return Ids(self._seed, name)

    def new(self, prefix: str) -> str:
        """20 characters: a three-character prefix (`00u` user, `0oa` app, ...) and letters and digits.

        The last three are the same for all ids of an org, as in a real cell (management API, "Ids" [VCR]).
        """
        return prefix + "".join(self._random.choices(_ALPHABET, k=17 - len(_CELL))) + _CELL

    def of(self, prefix: str, name: str) -> str:
        """The id, in the form of `new`, that follows from the seed and a name alone.

        Two scenarios played against one server give two people two `externalId`s, although their seed is the same.
        """
        digest = hashlib.sha256(f"{self._seed} {prefix} {name}".encode("utf-8", "replace")).digest()
        return prefix + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[: 17 - len(_CELL)]) + _CELL

    def user(self, login: str) -> str:
        """The id of the person with this login, in any case."""
        return self.of("00u", login.casefold())

    def password(self, length: int = 8) -> str:
        """The placeholder password of a created user: upper, lower, digit and symbol (okta-wire 2.3 [C])."""
        kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, _SYMBOLS)
        letters = [self._random.choice(kind) for kind in kinds]
        letters += self._random.choices(_ALPHABET + _SYMBOLS, k=length - len(letters))
        self._random.shuffle(letters)
        return "".join(letters)

    def uuid(self) -> str:
        """A version-4 UUID (RFC 9562 5.4)."""
        bits = self._random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62
        digits = f"{bits:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
