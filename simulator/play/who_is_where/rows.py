"""The row of a person or a group: what each side says, and what Okta sent and got back, which is why they differ."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from simulator.okta.org import App, Org
from simulator.okta.wording import reason_phrase
from simulator.play.reading import Look, NotThere, Resource, There, Unreadable
from simulator.play.transcript import NOT_LOOKED, Exchange
from simulator.scim.message import Json
from simulator.values import unchanging

NO_ID = "Okta has no id for it"
NOBODYS_DOING = "no request of Okta's did that"


@unchanging
class Row:
    """`kind` and `alias` say whose it is, `name` what the provider calls them.

    `agrees` is None where it cannot be said. `accepted`: the provider accepted what it does not hold, which reading
    back finds as soon as it happens. `okta_id` is theirs in Okta, None for what only the provider has; `resource` is
    what a look showed, `members` the SCIM ids in it where it is a group.
    """

    kind: Literal["user", "group"]
    alias: str
    name: str
    okta: str
    provider: str
    agrees: bool | None
    reason: str | None = None
    accepted: bool = False
    okta_id: str | None = None
    resource: Resource | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """One request of Okta's; `status` is None where nobody answered, and `error` then says why. `with_id`: the answer
    held an id.
    """

    method: str
    status: int | None
    error: str | None = None
    with_id: bool = False

    @property
    def ok(self) -> bool:
        """True for any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def answer(self) -> str:
        """`502 Bad Gateway`, or `no answer (Read timed out)`."""
        if self.status is None:
            return f"no answer ({self.error})"
        return f"{self.status} {reason_phrase(self.status)}"


_sent = lru_cache(maxsize=256)(Sent)
"""Equal requests are one object: nearly everybody's are."""


@dataclass(slots=True)
class Trail:
    """About one of them: the last creation, the deactivation or deletion that still counts, the last request."""

    created: Sent | None = None
    ended: Sent | None = None
    last: Sent | None = None

    def note(self, exchange: Exchange) -> None:
        """Take in one request; an activation that was accepted takes back a deactivation."""
        request = exchange.request
        status = exchange.response["status"] if exchange.response else None
        body = exchange.response["body"] if exchange.response else None
        with_id = isinstance(body, dict) and isinstance(body.get("id"), str) and body["id"] != ""
        sent = self.last = _sent(request["method"], status, exchange.error, with_id)
        active = _active(request["body"])
        if sent.method == "POST":
            self.created, self.ended = sent, None
        elif sent.method == "DELETE" or active is False:
            self.ended = sent
        elif active is True and sent.ok:
            self.ended = None

    def not_created(self) -> str:
        """Why nothing is there that Okta has no id for."""
        if self.created is not None:
            return f"the answer to its creation was {self.created.answer}"
        return f"the answer to {self.last.method} was {self.last.answer}" if self.last else "nothing was sent"

    def without_id(self) -> str:
        """Why Okta has no id for what is there."""
        if self.created is None or (self.created.ok and self.created.with_id):
            return NO_ID if self.last is None else f"{NO_ID}: the answer to {self.last.method} was {self.last.answer}"
        if self.created.status is None:
            return f"created although the answer did not come ({self.created.error}); {NO_ID}"
        if self.created.ok:
            return f"created, and the answer held no id; {NO_ID}"
        if self.created.status == 409:
            return f"its creation was refused as a conflict ({self.created.answer}); {NO_ID}"
        return f"there although the answer to its creation was {self.created.answer}; {NO_ID}"


def _active(body: Json) -> bool | None:
    """What a body says of `active`: a whole resource, or a PATCH of it (okta-wire 4.1, 4.2)."""
    if not isinstance(body, dict):
        return None
    values = [body, *(one.get("value") for one in body.get("Operations") or [] if isinstance(one, dict))]
    said = [one["active"] for one in values if isinstance(one, dict) and isinstance(one.get("active"), bool)]
    return said[-1] if said else None


@dataclass(frozen=True)
class Verdict:
    """Whether the two agree, why not, and whether the provider had accepted what it does not hold."""

    agrees: bool | None
    reason: str | None = None
    accepted: bool = False


@dataclass(frozen=True)
class Subject:
    """Somebody or a group that the app has or had; `look` is None where nobody looked."""

    kind: ClassVar[Literal["user", "group"]]

    org: Org
    app: App
    alias: str
    name: str
    trail: Trail
    look: Look | None

    def row(self) -> Row:
        """What both sides say, and whether they agree, which only a look can tell."""
        verdict, held = Verdict(None), self.look.resource if isinstance(self.look, There) else None
        if isinstance(self.look, There | NotThere):
            verdict = self.verdict(held)
        return Row(
            self.kind, self.alias, self.name, self.in_okta(), self._at_provider(), **vars(verdict),
            okta_id=self.okta_id, resource=held, members=self.listed(),
        )  # fmt: skip

    def _at_provider(self) -> str:
        if isinstance(self.look, There):
            return self.shown(self.look.resource)
        if self.look is not None:
            return said(self.look)
        last = self.trail.last
        return NOT_LOOKED + (f" ({last.method}: {last.answer})" if last else ", and nothing was sent")

    @property
    def okta_id(self) -> str:
        """Theirs in Okta."""
        raise NotImplementedError

    def listed(self) -> tuple[str, ...]:
        """The SCIM ids of the members that the provider lists; a person has none."""
        return ()

    def in_okta(self) -> str:
        """What Okta says."""
        raise NotImplementedError

    def shown(self, resource: Resource) -> str:
        """What the provider says, in words."""
        raise NotImplementedError

    def verdict(self, held: Resource | None) -> Verdict:
        """Whether they agree, given what the provider holds; None where it holds nothing."""
        raise NotImplementedError


def said(look: NotThere | Unreadable) -> str:
    """A look that shows nothing, in words."""
    return "not there" if isinstance(look, NotThere) else f"cannot be read: {look.why}"
