"""The context of `oktasim eval`: a YAML file with what an expression can see, values in YAML's own types."""

from pathlib import Path
from typing import Any

import yaml

from simulator.errors import UnreadableError


def read_context(path: Path) -> dict[str, Any]:
    """The mapping in the file; empty for an empty file.

    Raises:
        UnreadableError: it cannot be read, is not YAML, or holds something else than a mapping.
    """
    try:
        with path.open("rb") as file:
            held = yaml.load(file, Loader=yaml.CSafeLoader)
    except OSError as why:
        raise UnreadableError(f"{path} cannot be read: {why.strerror or why}") from why
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        raise UnreadableError(f"{path} is not YAML: {' '.join(str(wrong).split())}") from wrong
    if held is None:
        return {}
    if not isinstance(held, dict):
        raise UnreadableError(f"{path} must hold a mapping with keys such as user and groups")
    return held
