"""Somebody's application in place of the bundled Hub or an endpoint: called in process, its SCIM found where it is."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from simulator.errors import OptionError
from simulator.okta.flows.conversation import is_list, is_scim_error, listing
from simulator.play.clock import Clock
from simulator.play.reading import came, own_headers, own_request
from simulator.scim.message import Response
from simulator.transport import Transport
from simulator.transport.application import made, served
from simulator.transport.wsgi import WsgiTransport

ORIGIN = "http://localhost"
"""What an application in process is addressed as, where nothing else is said."""
PATHS = ("/scim/v2", "/scim", "/v2", "/api/scim/v2", "/api/scim", "")
"""Where SCIM is looked for in an application, in this order; the first is Okta's own example."""


@dataclass(frozen=True)
class InProcess:
    """An application, or a factory that makes one for each run, and what it is called in the record.

    `base_url` is where SCIM begins in it: a path, or a whole URL whose host the application then reads in `Host`; it
    is looked for under `PATHS` where nothing is said. `token` is what Okta sends; one is made up where there is none.
    """

    name: str
    application: Any = field(repr=False)
    base_url: str | None = None
    token: str = field(default="", repr=False)

    def reached(self, clock: Clock, token: str) -> tuple[Transport, str]:
        """The way there, and the base URL.

        Raises:
            OptionError: it is no application, or there is no SCIM in it.
        """
        url = self.assumed_url()
        application = served(made(self.application, self.name), urlsplit(url).scheme)
        transport = WsgiTransport(application, clock, is_hub=False)
        return transport, url if self.base_url is not None else self._found(transport, token)

    def assumed_url(self) -> str:
        """The base URL, without a look into the application.

        Raises:
            OptionError: what was given is neither a path nor a URL.
        """
        given = PATHS[0] if self.base_url is None else self.base_url.rstrip("/")
        parts = urlsplit(given)
        if parts.query or parts.fragment or (parts.scheme, bool(parts.netloc)) not in _SHAPES:
            raise OptionError(f"SCIM cannot begin at {self.base_url!r}; give a path such as {PATHS[0]}, or a URL")
        if not parts.scheme and given and not given.startswith("/"):
            given = f"/{given}"
        return given if parts.scheme else ORIGIN + given

    def _found(self, transport: Transport, token: str) -> str:
        seen = []
        for path in PATHS:
            request = own_request("/Users", "startIndex=1&count=1")
            answer = transport.send(request, ORIGIN + path, own_headers(request, ORIGIN + path, token))
            if _is_scim(answer):
                return ORIGIN + path
            seen.append(f"{path or '/'} ({came(answer)})")
        raise OptionError(f"there is no SCIM in {self.name} under {', '.join(seen)}; say where its base path is")


_SHAPES = (("", False), ("http", True), ("https", True))


def _is_scim(answer: Response) -> bool:
    """A list, an error in SCIM's own shape other than 404, or a token that is not taken."""
    if answer.status in (401, 403):
        return True
    said = answer.is_json and (listing(answer.json) is not None or is_list(answer.json) or is_scim_error(answer.json))
    return said and answer.status != 404
