"""What a conversation does, by its requests: a deactivation, a password, an overwriting, a stop for a feature off."""

from simulator.intake.conversations import Conversation
from simulator.intake.evidence.json_values import an_object
from simulator.intake.evidence.traffic import Traffic


def says_password(conversation: Conversation, write: Traffic) -> bool:
    """Whether Okta sends a password of its own, not one that the provider's GET showed (okta-wire 3.2, 5)."""
    echoed = any("password" in one.resource for one in conversation.requests if one.method == "GET")
    return "password" in write.patched or ("password" in write.sent and not echoed)


def switched_off(conversation: Conversation) -> str | None:
    """The feature without which a conversation ends at a look-up that went well (okta-wire 2.2, 2.5 [D])."""
    last = conversation.last
    if last.looked_for is None or not last.ok or last.lost:
        return None
    if not last.found:
        return "create_users" if last.total == 0 else None
    return "deactivate_users" if conversation.found_inactive else None


def deactivates(conversation: Conversation, write: Traffic) -> bool:
    """`active` false and nothing else: the pure echo of the GET, or the PATCH (okta-wire 4.1, 4.2 [C]); or a DELETE
    (4.7).
    """
    if write.method == "DELETE":
        return True
    if write.method == "PATCH":
        return write.patched.get("active") is False
    read = next((one.resource for one in reversed(conversation.requests) if one.method == "GET"), {})
    return write.sent.get("active") is False and (not read or {**write.sent, "active": 0} == {**read, "active": 0})


def overwrites(conversation: Conversation) -> bool:
    """Whether a PATCH replaces all members, as Push Now does (okta-wire 6.4)."""
    operations = (one for write in conversation.writes("PATCH") for one in write.operations)
    return any(
        one.get("op") == "replace" and (one.get("path") == "members" or "members" in an_object(one.get("value")))
        for one in operations
    )
