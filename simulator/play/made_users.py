"""Whom a run has made at a provider under a name of its own, and that they are taken away again."""

from collections.abc import Callable, Iterator

from simulator.okta import resource
from simulator.okta.flows.conversation import id_in, listing
from simulator.okta.wire import Wire, filter_query
from simulator.play.reading import NotThere, There, Unreadable, came, member_of, own_request, resource_in
from simulator.play.transcript import Exchange
from simulator.scim.message import Request, Response

Ask = Callable[[Request], Response]


class MadeUsers:
    """The users that a run has made under one `username`; `ids` in the order of their making, `posts` how often it
    tried.

    A create that was not refused and gave no id, or was interrupted, may have been done: then the name is looked for.
    """

    def __init__(self, username: str) -> None:
        self.username = username
        self.ids: dict[str, None] = {}
        self.posts = 0
        self._accounted = 0

    def sends(self, request: Request) -> None:
        """Take in a request that is about to be sent."""
        self.posts += _creates(request.method, request.path)

    def note(self, exchange: Exchange) -> None:
        """Take in what came of one."""
        if not _creates(exchange.request["method"], exchange.request["path"]) or exchange.response is None:
            return
        status, body = exchange.response["status"], exchange.response["body"]
        scim_id = id_in(body) if 200 <= status < 300 else None
        self._accounted += scim_id is not None or 400 <= status < 500
        if scim_id is not None:
            self.ids[scim_id] = None

    def take_away(self, ask: Ask) -> Iterator[str]:
        """Delete them, or deactivate them where that is refused, and nobody else; a sentence on each who stays."""
        if self.posts > self._accounted:
            yield from self._look_for_more(ask)
        for scim_id in self.ids:
            if (still := self._taken_away(ask, scim_id)) is not None:
                yield f"{self.username} ({scim_id}) {still}"

    def _look_for_more(self, ask: Ask) -> Iterator[str]:
        answer = ask(own_request("/Users", filter_query("userName", self.username, Wire())))
        listed = listing(answer.json) if answer.ok else None
        if listed is None:
            yield f"{self.username}, if the service made them; that cannot be seen: {came(answer)}"
            return
        self.ids |= {scim_id: None for one in filter(self._is_ours, listed["resources"]) if (scim_id := id_in(one))}

    def _is_ours(self, user: resource.Resource) -> bool:
        return str(member_of(user, "userName")).casefold() == self.username.casefold()

    def _taken_away(self, ask: Ask, scim_id: str) -> str | None:
        """None when the provider no longer has them; else how they stand there."""
        path = f"/Users/{scim_id}"
        look = resource_in(ask(own_request(path)), path)
        how = ""
        if isinstance(look, There):
            if not self._is_ours(look.resource):
                return "has another userName there, and was not touched"
            how = f"; DELETE was answered {ask(_own('DELETE', path)).status or 'by nobody'}"
            look = resource_in(ask(own_request(path)), path)
        if isinstance(look, There) and look.resource.get("active") is not False:
            if not ask(_own("PATCH", path, resource.patch_body(resource.replace_values(active=False)))).ok:
                ask(_own("PUT", path, resource.echo_body(look.resource, active=False)))
            look = resource_in(ask(own_request(path)), path)
        if isinstance(look, NotThere):
            return None
        if isinstance(look, Unreadable):
            return f"may be there, that cannot be seen: {look.why}{how}"
        return f"is there, {'inactive' if look.resource.get('active') is False else 'not inactive'}{how}"


def _own(method: str, path: str, body: resource.Resource | None = None) -> Request:
    return Request(method, path, body=body, purpose="clean up", origin="verify")


def _creates(method: str, path: str) -> bool:
    return (method, path) == ("POST", "/Users")
