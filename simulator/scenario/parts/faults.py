"""Faults: how the stub misbehaves on chosen requests."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from simulator.scenario.fields.declared import Declared
from simulator.scenario.fields.kinds import Alias, Count, Flag, Json, Keyed, Seconds, Shape
from simulator.scenario.fields.request_lines import RequestPattern
from simulator.scenario.fields.scalars import read_whole, sentence, whole_or, wrong

HeaderName = Annotated[str, Shape(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", "names of letters, digits and -")]
HeaderValue = Annotated[str, Shape(r"[^\x00-\x08\x0a-\x1f\x7f]*", "text on one line")]
Status = Annotated[int, Field(ge=200, le=599), BeforeValidator(read_whole)]


def _times(value: Any) -> Any:
    times = whole_or("always", value)
    if isinstance(times, int) and times < 1:
        raise wrong("must be 1 or more, or `always`")
    return times


def _lasting(value: float) -> float:
    if value < 0.001:
        raise wrong("takes a duration longer than 0s, such as 5m")
    return value


def _some(members: dict[str, Any]) -> dict[str, Any]:
    if not members:
        raise wrong("needs the members of the answer that read otherwise, as in {active: false}")
    return members


def _only_true(value: bool) -> bool:
    if not value:
        raise wrong("is true or left out")
    return value


class Respond(Declared):
    """An answer in place of the stub's."""

    status: Status
    """The status code."""
    headers: Annotated[dict[HeaderName, HeaderValue], Keyed] = Field(default_factory=dict)
    """Headers beside the stub's own."""
    body: Json = None
    """The body, as JSON."""


class Fault(Declared):
    """What happens to which requests, how often or how long. Exactly one effect."""

    exactly_one: ClassVar[tuple[str, ...]] = ("respond", "delay", "disconnect", "truncate", "html", "empty", "amend")

    on: RequestPattern
    """Method and path; `*` is any method or any one segment."""
    times: Annotated[
        int | Literal["always"],
        BeforeValidator(_times),
        WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "always"}]}),
    ] = 1
    """How many requests it strikes."""
    after: Count = 0
    """How many requests it lets pass first."""
    lasts: Annotated[Seconds, AfterValidator(_lasting)] | None = None
    """How long it strikes every request, in place of `times`, as in `5m`."""
    user: Alias | None = None
    """Only requests about this user."""
    group: Alias | None = None
    """Only requests about this group."""
    respond: Respond | None = None
    """Another answer."""
    delay: Seconds | None = None
    """Seconds that pass before the stub answers as usual."""
    disconnect: Literal["before", "after"] | None = None
    """The connection breaks, before or after the write is applied."""
    truncate: Count | None = None
    """Only this many bytes of the body arrive."""
    html: Status | None = None
    """A proxy's HTML page with this status."""
    empty: Annotated[Flag, AfterValidator(_only_true), WithJsonSchema({"const": True})] | None = None
    """No body at all."""
    amend: (
        Annotated[dict[str, Json], Keyed, AfterValidator(_some), Field(json_schema_extra={"minProperties": 1})] | None
    ) = None
    """Members of the answer's JSON object that read otherwise, as in `{active: false}`."""

    @classmethod
    def prepared(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Either so many times, or for so long."""
        if "times" in data and "lasts" in data:
            raise sentence(
                "only one of `times` and `lasts` can stand here; `lasts` strikes every request until it is over"
            )
        return data

    @classmethod
    def extra_rules(cls) -> dict[str, Any]:
        """The same for editors."""
        return {"not": {"required": ["times", "lasts"]}}

    def on_the_stub(self) -> dict[str, Any]:
        """The fault as the Hub's page takes it; `user`, `group` and `{alias}` become whom it is about.

        The Hub knows no aliases: `{alias}` in the path reads `*` there, since the request says whom it is about.
        """
        named = [alias for alias, _ in self.on.aliases]
        about = list(dict.fromkeys(alias for alias in (self.user, self.group, *named) if alias is not None))
        path = re.sub(r"\{[^{}]*\}", "*", self.on.path)
        often = {"times": self.times} if self.lasts is None else {"lasts": self.lasts}
        members: dict[str, Any] = {"on": f"{self.on.method} {path}", **often, "after": self.after}
        if about:
            members["about"] = about
        if self.respond is not None:
            members["respond"] = self.respond.model_dump()
        for name in ("delay", "disconnect", "truncate", "html", "empty", "amend"):
            value = getattr(self, name)
            if value is not None:
                members[name] = value
        return members
