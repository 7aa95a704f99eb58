"""Identifiers that follow from a seed, so that two runs of one scenario give the same bytes."""

import hashlib


class Ids:
    """Hands out 24 lower-case hex characters, the Hub's form of an id (huggingface-scim 4, O).

    The last six characters count, the rest follows from `seed` and `purpose`. `given` is how many went out,
    and may be set to carry on from a saved state.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._prefix = hashlib.sha256(f"{purpose}:{seed}".encode()).hexdigest()[:18]
        self.given = 0

    def next(self) -> str:
        """A new id, never given before by this object."""
        self.given += 1
        return f"{self._prefix}{self.given:06x}"
