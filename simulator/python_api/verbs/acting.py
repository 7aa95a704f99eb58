"""What the methods of all verbs stand on."""

from collections.abc import Mapping
from typing import Any, TypeVar

from simulator.python_api.steps import CreatedGroup, CreatedUser, PlayedStep

User = str | CreatedUser
"""A person: an alias, or what `create_user` gave."""
Group = str | CreatedGroup
"""A group: an alias, or what `create_group` gave."""


Created = TypeVar("Created", CreatedUser, CreatedGroup)


class Acting:
    """Does what verbs say; an argument that was not given is None, or as the verb has it by itself.

    Raises:
        UsageError: the verb cannot be understood so; the sentence says why. What Okta refuses is an outcome.
    """

    def _do(self, verb: str, argument: Mapping[str, Any]) -> PlayedStep:
        raise NotImplementedError

    def _create(self, result: type[Created], verb: str, argument: Mapping[str, Any]) -> Created:
        raise NotImplementedError
