"""Where an event says another thing than the requests that it tells of."""

from simulator.intake.conversations import Conversation
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.story.acts import REQUESTING
from simulator.intake.story.reasons import effect_of
from simulator.intake.system_log import Entry
from simulator.okta import wording

GONE = 404
"""What a deletion is done by as well (the switch `delete_missing_group`)."""


def contradiction(entry: Entry, conversation: Conversation) -> str | None:
    """A sentence about what the two cannot both be; None where they can.

    An event that failed although the provider accepted everything is none where its reason is one of Okta's own.
    """
    last = conversation.last
    if entry.type not in REQUESTING:
        return None
    begin = f"{entry.place or 'the System Log'}: {entry.type} {entry.result}"
    if not entry.failed:
        gone = last.method == "DELETE" and last.status == GONE
        if conversation.ok or last.looked_for is not None or gone:
            return None
        return f"{begin}, but {_answered(last)}; it is played with the recorded answer"
    reason = entry.reason or ""
    said = f"{begin} ({reason})"
    effect = effect_of(reason) if not reason.startswith(wording.RATE_LIMITED) else None
    if effect is None:
        return None
    failing = [one for one in conversation.requests if not one.ok]
    status = effect["respond"].get("status") if "respond" in effect else effect.get("html")
    if "delay" in effect or "disconnect" in effect:
        unlike = all(one.status is not None for one in conversation.requests)
    else:
        statuses = {one.status for one in conversation.requests}
        unlike = status is not None and not _is_success(status) and status not in statuses
    if not unlike:
        return None
    return f"{said}, but {_answered(failing[-1] if failing else last)}; it is played with the recorded answer"


def _is_success(status: int) -> bool:
    return 200 <= status < 300


def _answered(request: Traffic) -> str:
    answer = f"was answered {request.status}" if request.status is not None else f"got no answer ({request.error})"
    return f"{request.method} {request.path} {answer} in the recording ({request.place})"
