"""An entry of Okta's System Log, whatever file it stood in."""

from dataclasses import dataclass, field
from typing import Any

from simulator.intake.evidence.json_values import a_text, an_object, objects_of
from simulator.intake.evidence.times import instant
from simulator.okta.targets import NO_ALTERNATE_ID
from simulator.play.redaction import without_spoken_credentials

_GROUPS = ("UserGroup", "AppGroup")


@dataclass(frozen=True)
class Target:
    """Whom or what an event names (okta-wire 9.1).

    `alternate_id` is empty where the file says `unknown` or nothing. A person's is the login, an assignment's the
    application username, an app's the instance's label; a group has none, and its name is `display_name`.
    """

    type: str
    id: str
    alternate_id: str
    display_name: str


@dataclass(frozen=True)
class Entry:
    """One event (okta-wire 9.1), as far as it says so: texts are empty where it does not.

    `at` is ISO 8601, `result` such as SUCCESS or FAILURE, `targets` stand in the file's order, `debug` is
    `debugContext.debugData`, and `place` says for sentences where it stands: `file:line` or `file: event N`.
    """

    at: str
    type: str
    result: str = ""
    reason: str | None = None
    transaction: str = ""
    uuid: str = ""
    targets: tuple[Target, ...] = ()
    actor: Target | None = None
    debug: dict[str, Any] = field(default_factory=dict)
    place: str = ""

    @property
    def failed(self) -> bool:
        """Whether its outcome is FAILURE."""
        return self.result == "FAILURE"

    def target(self, kind: str) -> Target | None:
        """The first target of this type."""
        return next((target for target in self.targets if target.type == kind), None)

    def name(self, kind: str) -> str:
        """What the first target of this type is called: a group by its name, others by their alternate id if any."""
        target = self.target(kind)
        if target is None:
            return ""
        if kind in _GROUPS:
            return target.display_name or target.alternate_id
        return target.alternate_id or target.display_name

    def shown(self, kind: str) -> str:
        """The display name of the first target of this type."""
        target = self.target(kind)
        return target.display_name if target is not None else ""


def entry_of(event: dict[str, Any], place: str) -> Entry:
    """An event as the API gives it; whatever in it has another shape counts as missing."""
    outcome = an_object(event.get("outcome"))
    actor = an_object(event.get("actor"))
    return Entry(
        instant(event.get("published")),
        str(event["eventType"]),
        a_text(outcome.get("result")),
        without_spoken_credentials(a_text(outcome.get("reason"))) or None,
        a_text(an_object(event.get("transaction")).get("id")),
        a_text(event.get("uuid")),
        tuple(map(_target, objects_of(event.get("target")))),
        _target(actor) if actor else None,
        an_object(an_object(event.get("debugContext")).get("debugData")),
        place,
    )


def _target(target: dict[str, Any]) -> Target:
    alternate_id = a_text(target.get("alternateId"))
    return Target(
        a_text(target.get("type")),
        a_text(target.get("id")),
        "" if alternate_id == NO_ALTERNATE_ID else alternate_id,
        a_text(target.get("displayName")),
    )
