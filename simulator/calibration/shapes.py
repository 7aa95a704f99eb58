"""Requests, differences and values without anything of whose they are.

Nothing is taken over that is not known to be Okta's or SCIM's own: a name, value or path that is not in a list here
becomes a placeholder.
"""

import re
from typing import Any

from simulator.calibration.differences import Difference
from simulator.calibration.judging import said
from simulator.calibration.options import OTHER_TEXT
from simulator.calibration.playing import INTEGRATION
from simulator.okta.profiles import TEMPLATES
from simulator.okta.system_log_catalogue import CATALOGUE as EVENTS
from simulator.okta.targets import CATALOGUE
from simulator.okta.wire import options_of
from simulator.play.comparison.bodies import ABSENT
from simulator.scim import urns

_NAMES = frozenset({
    "schemas", "id", "externalId", "userName", "password", "active", "groups", "meta", "members", "display", "value",
    "type", "primary", "$ref", "Operations", "op", "path", "created", "lastModified", "location", "resourceType",
    "version", "displayName", "formatted",
}) | {part for row in TEMPLATES["okta_default"].attributes for part in re.findall(r"[A-Za-z]+", row.path)}  # fmt: skip
"""Members of bodies that are SCIM's, or those of Okta's default template."""
_WORDS = frozenset({"add", "remove", "replace", "members", "displayName", "GET", "POST", "PUT", "PATCH", "DELETE"})
_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Z]{2})?")
_SECONDS = re.compile(r"-?[\d.]+ s")
_EVENT = re.compile(r"([a-z0-9_.]+) ([A-Z_]+)")
_REMOVED = re.compile(r'members\[value eq "[^"]*"\]')


def shape_known(shape: str) -> str:
    """A request of SCIM's, or a placeholder."""
    return shape if re.fullmatch(r"[A-Z]+ /(?:Users|Groups)(?:/\{id\})?", shape) else "{another request}"


def value_of(switch: str, value: Any) -> str:
    """The value of a switch; a text that a person or a company may have chosen is a placeholder."""
    if switch == INTEGRATION or isinstance(value, bool | int) or value in options_of(switch):
        return said(value)
    if value == OTHER_TEXT:
        return OTHER_TEXT
    known = value in CATALOGUE.values() if switch == "catalogue_name" else _LOCALE.fullmatch(str(value))
    return str(value) if known else "{text}"


def difference_of(one: Difference) -> str:
    """A difference in shapes: what kind of value stood where."""
    at = f"`{shape_known(one.shape)}`" if one.shape.partition(" ")[0].isupper() else "a System Log row"
    if one.kind == "not sent":
        return f"{at} would not be sent"
    if one.kind == "not recorded":
        return f"{at} would be sent and is not recorded"
    if one.kind == "unlogged":
        return f"the row `{_text('row', str(one.ours))}` would be written"
    if one.kind == "turn":
        return f"{at} would come later"
    if one.kind in ("order", "sentence", "app"):
        what = {"sentence": "the reason", "app": "the app's name in the catalogue"}.get(one.kind, _where(one.where))
        return f"{at}: {what} {'comes in another order' if one.kind == 'order' else 'would be another'}"
    what = {"body": _where(one.where), "gap": "the wait before it"}.get(one.kind, f"the {one.kind}")
    return (
        f"{at}: {what} is {shape_of_value(one.kind, one.recorded)}, and would be {shape_of_value(one.kind, one.ours)}"
    )


def _where(where: str) -> str:
    enterprise = where.replace(urns.ENTERPRISE_USER, "{enterprise}")
    parts = [part for part in enterprise.split(".") if part]
    shown = [part if re.sub(r"\[\d+\]", "", part) in _NAMES | {"{enterprise}"} else "{attribute}" for part in parts]
    return f"`{'.'.join(shown) or 'the body'}`"


def shape_of_value(kind: str, value: Any) -> str:
    """What kind of value it is; itself only where it can be nobody's."""
    if value is ABSENT:
        return "absent"
    if kind == "query":
        return f"`{_query(str(value))}`"
    if isinstance(value, str):
        return f"`{_text(kind, value)}`"
    if value is None or isinstance(value, bool):
        return f"`{'null' if value is None else said(value)}`"
    return {dict: "an object", list: "a list", int: "a number", float: "a number"}.get(type(value), "another value")


def _text(kind: str, value: str) -> str:
    if not value:
        return '""'
    if kind == "gap":
        return value if _SECONDS.fullmatch(value) else "{text}"
    if kind == "row":
        event = _EVENT.fullmatch(value)
        return value if event and event[1] in EVENTS else "{another event}"
    if _REMOVED.fullmatch(value):
        return 'members[value eq "{id}"]'
    return value if value in _WORDS else "{text}"


def _query(query: str) -> str:
    """A query with the value that it looks for, and everything that is not SCIM's, taken out."""
    parts = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        looked = re.match(r"(userName|displayName|externalId)(%20|\+| )(eq)(%20|\+| )(%22|\")", value)
        if name == "filter" and looked:
            parts.append(f"filter={looked[0]}{{name}}{looked[5]}")
        elif name in ("startIndex", "count") and value.isdecimal():
            parts.append(part)
        else:
            parts.append("{...}")
    return "&".join(parts)
