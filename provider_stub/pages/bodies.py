"""The small JSON bodies of the hooks and of the Hub API, member by member."""

from typing import Any

from provider_stub.http.message import Call, invalid_value


def members(call: Call) -> dict[str, Any]:
    """The body's members; none where there is no body.

    Raises:
        Problem: 400; it is no object.
    """
    if call.document is None:
        return {}
    if not isinstance(call.document, dict):
        raise invalid_value("a JSON object is expected")
    return call.document


def text(body: dict[str, Any], name: str) -> str:
    """The text of a member that must be there.

    Raises:
        Problem: 400; it is not, or is empty.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise invalid_value(f"{name}: a non-empty string is required")
    return value


def flag(body: dict[str, Any], name: str) -> bool:
    """True or false; a member that is not there means true.

    Raises:
        Problem: 400; it is something else.
    """
    value = body.get(name, True)
    if not isinstance(value, bool):
        raise invalid_value(f"{name}: true or false is expected")
    return value


def items(value: Any, name: str) -> list[Any]:
    """The list a member holds.

    Raises:
        Problem: 400; it is none.
    """
    if not isinstance(value, list):
        raise invalid_value(f"{name}: a list is expected")
    return value
