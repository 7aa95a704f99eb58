"""What must be seen after a step: outcome, requests, System Log, tasks, findings, and what each side holds then."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, PrivateAttr, WithJsonSchema, model_validator
from pydantic.functional_validators import ModelWrapValidatorHandler

from simulator.scenario.fields.declared import Declared
from simulator.scenario.fields.kinds import Absent, Alias, Count, Emptied, Keyed, Many, Shape, Text, all_defaults
from simulator.scenario.fields.matching import ExpectedJson, ExpectedMembers, ExpectedText
from simulator.scenario.fields.request_lines import RequestText
from simulator.scenario.fields.scalars import whole_or, wrong
from simulator.scenario.parts.faults import HeaderName
from simulator.scenario.parts.hub_accounts import Role
from simulator.scenario.yaml.document import Block, Items, Path, member_places, members

Outcome = Literal["success", "failure", "refused", "nothing", "any"]
LogResult = Literal["SUCCESS", "FAILURE", "SKIPPED", "ALLOW", "DENY", "CHALLENGE", "UNKNOWN"]
"""`outcome.result` of a System Log event (management API 5)."""
AppUserStatus = Literal[
    "ACTIVE", "APPROVED", "DEPROVISIONED", "IMPLICIT", "IMPORTED", "INACTIVE", "MATCHED",
    "PENDING", "PROVISIONED", "REVOKED", "STAGED", "SUSPENDED", "UNASSIGNED",
]  # fmt: skip
"""Statuses of an app user (management API 3.4)."""


class RequestExpectation(Declared):
    """One expected request: the line alone, or with what its messages must hold. `"body_is" in model_fields_set` tells
    an expected empty body from one that is not compared.
    """

    direct: ClassVar[str] = "request"

    request: RequestText
    """`METHOD path[?query] [-> status]`."""
    body: ExpectedMembers | None = None
    """Members that must be there, by dotted and indexed keys."""
    body_lacks: Many[Text] = ()
    """Members that must not be there."""
    body_is: ExpectedJson = None
    """The whole body; the order of keys does not matter."""
    headers: Annotated[dict[HeaderName, ExpectedText], Keyed] = Field(default_factory=dict)
    """Headers that must be sent."""
    headers_lack: Many[HeaderName] = ()
    """Headers that must not be sent."""
    response: ExpectedMembers | None = None
    """Members of the response's body."""


def _log_entry(value: Any) -> Any:
    """`event.type`, or `{event.type: RESULT}`."""
    if isinstance(value, LogExpectation):
        return value
    if isinstance(value, dict):
        if len(value) != 1:
            raise wrong(
                "takes event types, each alone or with one result, as in {application.user_membership.add: SUCCESS}"
            )
        event_type, result = next(iter(value.items()))
        return {"event_type": event_type, "result": result}
    return {"event_type": value, "result": None}


class LogExpectation(Declared):
    """One expected System Log event."""

    event_type: Annotated[
        str, Shape(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+", "event types such as application.provision.user.push")
    ]
    """Such as `application.user_membership.add`."""
    result: LogResult | None = None
    """The outcome's result; None fits any."""


LogEntry = Annotated[
    LogExpectation,
    BeforeValidator(_log_entry),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+$"},
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": {"enum": list(LogResult.__args__)},
                },
            ]
        }
    ),
]


class OktaUserExpectation(Declared):
    """What Okta believes of one assigned person. `model_fields_set` tells which of these is asked for."""

    status: AppUserStatus | None = None
    """The app user's status."""
    username: Text | None = None
    """The application username."""
    external_id: Annotated[Text | None, Absent] = None
    """The SCIM id Okta holds: `set`, null for none, or the id."""
    error: Annotated[ExpectedText | None, Absent] = None
    """The error shown on the assignment; null for none."""


class OktaExpectation(Declared):
    """What Okta believes."""

    users: Annotated[dict[Alias, Annotated[OktaUserExpectation | None, Absent]], Keyed] = Field(default_factory=dict)
    """By alias; null: not assigned to the app."""
    groups: Annotated[dict[Alias, Annotated[Literal["ACTIVE", "INACTIVE", "ERROR"] | None, Absent]], Keyed] = Field(
        default_factory=dict
    )
    """The group push's status by alias; null: not pushed."""


class ProviderExpectation(Declared):
    """What the provider really holds, read back over SCIM."""

    users: Annotated[dict[Text, ExpectedMembers], Keyed] = Field(default_factory=dict)
    """By userName: members of the resource, by dotted and indexed keys."""
    no_users: Many[Text] = ()
    """userNames that must not exist."""
    groups: Annotated[dict[Text, Many[Text]], Keyed] = Field(default_factory=dict)
    """By displayName: the exact membership, as userNames."""
    no_groups: Many[Text] = ()
    """displayNames that must not exist."""


class HubExpectation(Declared):
    """What the bundled Hub shows on its pages."""

    members: Annotated[dict[Text, Annotated[Literal["active", "inactive", "pending"] | None, Absent]], Keyed] = Field(
        default_factory=dict
    )
    """By Hub username; null: no member."""
    resource_groups: Annotated[dict[Text, Annotated[dict[Text, Role], Keyed]], Keyed] = Field(default_factory=dict)
    """By Resource Group: the exact membership, usernames and roles."""


def _findings(value: Any) -> Any:
    count = whole_or("any", value)
    if isinstance(count, int) and count < 0:
        raise wrong("must be 0 or more, or `any`")
    return count


class Expect(Declared):
    """What must be seen after one step; what is left out is not compared. `model_fields_set` tells what was written."""

    outcome: Outcome | None = None
    """success, failure, refused, nothing, or any."""
    error: ExpectedText | None = None
    """Contained in the text the admin sees; `/.../` is a regular expression."""
    requests: Many[RequestExpectation] = ()
    """Exactly these requests, in this order."""
    requests_include: Many[RequestExpectation] = ()
    """These requests in this order, others may stand between."""
    log: Many[LogEntry] = ()
    """Exactly these System Log events, in this order."""
    log_include: Many[LogEntry] = ()
    """These events in this order, others may stand between."""
    tasks: Count | None = None
    """How many tasks are open."""
    findings: Annotated[
        int | Literal["any"] | None,
        BeforeValidator(_findings),
        WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 0}, {"const": "any"}]}),
    ] = None
    """How many things the provider silently did not keep; `any` allows them."""
    okta: Annotated[OktaExpectation, Emptied] = Field(default_factory=all_defaults, validate_default=True)
    """What Okta believes."""
    provider: Annotated[ProviderExpectation, Emptied] = Field(default_factory=all_defaults, validate_default=True)
    """What the provider holds, read back over SCIM."""
    hub: Annotated[HubExpectation, Emptied] = Field(default_factory=all_defaults, validate_default=True)
    """What the bundled Hub shows."""

    _lines: Mapping[Path, int] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _remember_lines(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        expect = handler(data)
        if expect is not data:
            expect._lines = dict(_lines(data, ()))
        return expect

    def line(self, *path: str | int) -> int:
        """The line where what `path` leads to is written, such as `line("requests", 2)`; the nearest above it where
        there is no such place, and 0 for an expectation that was not read from a file.
        """
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)


def _lines(data: Any, path: Path) -> Iterator[tuple[Path, int]]:
    if not isinstance(data, Block | Items):
        return
    if not path:
        yield path, data.place[0] + 1
    for (key, member), place in zip(members(data), member_places(data), strict=True):
        here = (*path, key)
        yield here, place[0] + 1
        yield from _lines(member, here)
