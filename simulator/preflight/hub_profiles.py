"""What the Hub asks of a new user beside the username (huggingface-scim 6.1 and 7 (O))."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from provider_stub.scim import syntax

Sso = Literal["managed", "basic"]


def refusals(body: dict[str, Any], sso: Sso) -> Iterator[str]:
    """Why the Hub would refuse this `POST /Users`, username aside; nothing where it is accepted.

    Managed asks for both names, Basic for none; either asks for exactly one e-mail address of its pattern.
    """
    name = body.get("name") or {}
    for part, words in (("givenName", "given name"), ("familyName", "family name")):
        if sso == "managed" and not name.get(part):
            yield f"there is no {words}"
    emails = [element.get("value") for element in body.get("emails") or [] if isinstance(element, dict)]
    if len(emails) != 1 or not emails[0]:
        yield "there is no e-mail address" if not any(emails) else "there is more than one e-mail address"
    elif not re.fullmatch(syntax.EMAIL, str(emails[0])):
        yield f"the Hub takes no e-mail address like {emails[0]}"
