"""The context of `oktasim eval`: a YAML file with what an expression can see, read as safely as a scenario."""

from pathlib import Path
from typing import Any

from simulator.errors import UnreadableError


def read_context(path: Path) -> dict[str, Any]:
    """The mapping in the file; empty for an empty file.

    Raises:
        UnreadableError: it cannot be read or is not UTF-8.
        ScenarioError: it is not YAML, or holds something else than a mapping.
    """
    from simulator.scenario.fields.scalars import json_value
    from simulator.scenario.yaml.document import read_document

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as why:
        raise UnreadableError(f"{path} cannot be read: {getattr(why, 'strerror', None) or 'it is not UTF-8'}") from why
    if not text.strip():
        return {}
    context: dict[str, Any] = json_value(read_document(text, str(path)).data)
    return context
