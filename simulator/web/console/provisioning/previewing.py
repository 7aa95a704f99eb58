"""Preview: what an expression gives for one person, whom `?person=` names (okta-console 3.3)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import request

from simulator.errors import ExpressionError
from simulator.okta import mapping
from simulator.okta.actions.record import Refused
from simulator.okta.expression import pointer
from simulator.okta.org import App, OktaUser, Org
from simulator.okta.profiles import AppAttribute
from simulator.web.api.lookups import find_user


@dataclass(frozen=True)
class Preview:
    """The value as a page shows it; or why there is none, and where in the expression, two lines with a caret."""

    person: str
    value: str | None = None
    complaint: str | None = None
    where: str | None = None


def suggested(org: Org) -> Iterable[OktaUser]:
    """A few people to choose from; anybody's Okta username can be typed."""
    return islice(org.users.values(), 20)


def preview(org: Org, app: App, expression: str, attribute: AppAttribute | None = None) -> Preview | None:
    """What the expression gives for the person asked for; None where nobody is."""
    wanted = request.args.get("person", "").strip()
    if not wanted:
        return None
    try:
        user = find_user(org, wanted)
    except Refused as nobody:
        return Preview(wanted, complaint=str(nobody))
    return of_person(org, app, user, expression, attribute)


def of_person(org: Org, app: App, user: OktaUser, expression: str, attribute: AppAttribute | None = None) -> Preview:
    """What the expression gives for this person."""
    try:
        value = mapping.preview(org, app, user, expression, attribute)
    except ExpressionError as error:
        where = pointer(expression, error.position) if expression else None
        return Preview(user.display_name, complaint=str(error), where=where)
    return Preview(user.display_name, value=_shown(value))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
