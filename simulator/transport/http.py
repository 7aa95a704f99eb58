"""Requests to a real endpoint, as Okta's client sends them. Who else connects to one trusts whom this does."""

import os
import ssl
from collections.abc import Callable, Sequence
from threading import local
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from provider_stub.http.loopback import is_loopback
from simulator.scim.message import Request, Response
from simulator.transport import TIMEOUT
from simulator.transport.deadline import TimedAdapter
from simulator.transport.failures import (
    BAD_CHUNK,
    CONNECT_TIMED_OUT,
    Place,
    causes,
    failure,
    not_connected,
    not_through_proxy,
)
from simulator.transport.payload import text_of

LARGEST = 20 * 1024 * 1024
"""Bytes of an answer that are read; a page of 100 users has some 100,000, and more than this is no SCIM."""
_CHUNK = 64 * 1024
_PORTS = {"https": 443, "http": 80}


class HttpTransport:
    """Keeps connections alive, one per thread and endpoint, and may be shared between threads.

    Certificates are verified; a redirect is an answer like any other (okta-wire 8.2 [I]). The environment's proxies
    (`HTTPS_PROXY`, `NO_PROXY`) and certificate bundle (`REQUESTS_CA_BUNDLE`) are used; no proxy to this machine.
    `timeout` and `connect_timeout` are in seconds: to wait for the whole answer, and for the connection. `before_again`
    is called before a request goes out a second time.
    """

    def __init__(
        self,
        *,
        timeout: float = TIMEOUT,
        connect_timeout: float = TIMEOUT,
        largest: int = LARGEST,
        before_again: Callable[[], None] = lambda: None,
    ) -> None:
        self._timeouts = (connect_timeout, timeout)
        self._largest = largest
        self._before_again = before_again
        self._thread = _Connections()

    def send(self, request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> Response:
        """The endpoint's answer, whatever its status; or an error, worded as Okta's client words it.

        The target goes out as it stands: what is percent-encoded in it is not encoded again.
        """
        try:
            place = _place(base_url)
        except ValueError:
            return Response(error="The base URL holds no host, or no port that there can be")
        try:
            return self._exchange(_prepared(request, base_url, headers), base_url)
        except (requests.exceptions.ProxyError, requests.exceptions.InvalidProxyURL) as wrong:
            return Response(error=not_through_proxy(wrong, place))
        except requests.ConnectTimeout:
            return Response(error=not_connected(place, CONNECT_TIMED_OUT))
        except (OSError, ValueError) as wrong:
            # What requests raises is an OSError; a header that HTTP does not allow, a ValueError.
            return Response(error=failure(wrong, place))

    def _exchange(self, prepared: requests.PreparedRequest, base_url: str) -> Response:
        answer = self._answer(prepared, self._thread.settings_for(base_url))
        try:
            return self._read(answer)
        except ValueError:
            return Response(error=BAD_CHUNK)  # a negative length, which neither urllib3 nor http.client looks for
        finally:
            answer.close()

    def _answer(self, prepared: requests.PreparedRequest, settings: dict[str, Any]) -> requests.Response:
        """Send; a GET once more when the server had given up the kept connection, as Apache HttpClient does."""
        adapter = self._thread.adapter
        kept: Any = adapter.get_connection_with_tls_context(prepared, settings["verify"], settings["proxies"])
        opened = kept.num_connections
        try:
            # Not by way of Session.send, which reads a redirect's body whole and prepares to follow it.
            return adapter.send(prepared, timeout=self._timeouts, **settings)
        except requests.ConnectionError as wrong:
            if prepared.method != "GET" or kept.num_connections != opened or not _given_up(wrong):
                raise
        self._before_again()
        return adapter.send(prepared, timeout=self._timeouts, **settings)

    def _read(self, answer: requests.Response) -> Response:
        payload = bytearray()
        for chunk in answer.iter_content(_CHUNK):
            payload += chunk
            if len(payload) > self._largest:
                return Response(error=f"The answer is larger than {self._largest} bytes and was not read to its end")
        return Response(answer.status_code, dict(answer.headers), text_of(bytes(payload)))

    def close(self) -> None:
        """Close this thread's connections; those of other threads go with the threads."""
        self._thread.session.close()


class _Connections(local):
    """A thread's own connections, so that it is known which of them are new."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.headers.clear()
        self.adapter = TimedAdapter()
        self.session.mount("https://", self.adapter)
        self.session.mount("http://", self.adapter)
        self._settings: dict[str, dict[str, Any]] = {}

    def settings_for(self, base_url: str) -> dict[str, Any]:
        """What the environment says of the way to an endpoint: proxies and certificates; asked once."""
        if base_url not in self._settings:
            found = self.session.merge_environment_settings(base_url, {}, True, None, None)
            if is_loopback(base_url):
                found["proxies"] = {}
            self._settings[base_url] = dict(found)
        return self._settings[base_url]


def trusting(url: str) -> ssl.SSLContext:
    """What TLS to this URL trusts: the environment's certificate bundle (`REQUESTS_CA_BUNDLE`), else the usual one.

    Raises:
        OSError: the environment names a bundle that cannot be read.
    """
    with requests.Session() as session:
        verify = session.merge_environment_settings(url, {}, None, True, None)["verify"]
    bundle = verify if isinstance(verify, str) else DEFAULT_CA_BUNDLE_PATH
    folder = os.path.isdir(bundle)
    return ssl.create_default_context(cafile=None if folder else bundle, capath=bundle if folder else None)


def _place(base_url: str) -> Place:
    parts = urlsplit(base_url)
    if not parts.hostname:
        raise ValueError("no host")
    return Place(parts.hostname, parts.port or _PORTS.get(parts.scheme, 443))


def _prepared(request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> requests.PreparedRequest:
    """The request as it goes out; filled by hand, since requests would encode and add on its own."""
    prepared = requests.PreparedRequest()
    prepared.method = request.method
    prepared.url = base_url + request.target
    prepared.headers = CaseInsensitiveDict(headers)
    prepared.body = request.payload or None
    return prepared


def _given_up(wrong: requests.ConnectionError) -> bool:
    """The connection broke before any part of an answer came."""
    return any(isinstance(cause, ConnectionResetError | BrokenPipeError) for cause in causes(wrong))
