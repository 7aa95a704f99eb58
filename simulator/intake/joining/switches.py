"""The switches of the wire that only events and requests together show (`okta/wire.py`)."""

from typing import Any

from simulator.intake.conversations import Conversation
from simulator.intake.joining.pairing import Pairs
from simulator.intake.story.acts import ENDING
from simulator.intake.system_log import Entry
from simulator.okta.flows import group_conversation, groups
from simulator.okta.flows.conversation import is_transient

_GONE = 404


def switches_shown(pairs: Pairs, integration: str | None) -> dict[str, Any]:
    """What of `app.wire` is otherwise than its default, by how an event ends and what was asked and answered."""
    shown: dict[str, Any] = {"probe_on_save": True} if pairs.saves else {}
    for fact, moment in pairs.of.items():
        entry, conversation = fact.entry, moment.conversation
        if entry.type == group_conversation.NOT_RETRIED and is_transient(conversation.last.status):
            shown["retry_policy"] = "none"
        if entry.type in ENDING and integration == "oin" and conversation.first.method == "GET":
            shown["patch_reads_first"] = True
        if entry.type in _DELETIONS and conversation.last.method == "DELETE" and _failed_at_404(entry, conversation):
            shown["delete_missing_group"] = "failure"
    return shown


_DELETIONS = {groups.DELETED, group_conversation.NOT_RETRIED, group_conversation.WILL_BE_RETRIED}


def _failed_at_404(entry: Entry, conversation: Conversation) -> bool:
    return entry.failed and conversation.last.status == _GONE
