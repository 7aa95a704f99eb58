"""Where requests go, which of them may, and the two headers that are worded anew on the way."""

import hmac
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from simulator.errors import OptionError
from simulator.recorder.framing import RequestHead, value_of
from simulator.transport.failures import Place

_PORTS = {"http": 80, "https": 443}
_LINE = re.compile(rb"([^:\r\n]+:[ \t]*)(.*?)([ \t]*\r?\n)", re.DOTALL)
_SCHEME = re.compile(r"(?:Basic|Bearer|Digest|Negotiate|OAuth|SSWS|Token)[ \t]+", re.IGNORECASE)


@dataclass(frozen=True)
class Upstream:
    """A provider's SCIM base URL in its parts; `base` is its path without a slash at the end."""

    url: str
    scheme: str
    place: Place
    authority: str
    base: str

    @property
    def secure(self) -> bool:
        """Whether it is reached by TLS."""
        return self.scheme == "https"


def upstream_of(url: str) -> Upstream:
    """The parts of a base URL.

    Raises:
        OptionError: it is none that requests can be passed on to.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise OptionError("--upstream is no URL; give one such as https://scim.example.com/v2") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise OptionError(
            "--upstream begins with https:// (or http://) and a host, such as https://scim.example.com/v2"
        )
    if "@" in parts.netloc:
        raise OptionError("--upstream holds a user or a password; give the token with --token-env")
    if parts.query or parts.fragment:
        raise OptionError("--upstream is a base URL, without ? and #")
    if not (parts.path + parts.netloc).isascii() or re.search(r"[\s\x00-\x1f]", url) or _climbs(parts.path):
        raise OptionError("--upstream has a path or a host that no request line holds; percent-encode it")
    base = parts.path.rstrip("/")
    place = Place(parts.hostname, port or _PORTS[parts.scheme])
    return Upstream(f"{parts.scheme}://{parts.netloc}{base}", parts.scheme, place, parts.netloc, base)


@dataclass(frozen=True)
class Exchanged:
    """A token that is typed into Okta (`shown`), and the provider's own that goes on in its place (`real`)."""

    shown: str
    real: str

    def value(self, written: str) -> str | None:
        """What an Authorization header says instead; None where it does not hold the token that is exchanged.

        A scheme before the token stays as the client wrote it, unless the real one brings its own.
        """
        scheme = found[0] if (found := _SCHEME.match(written)) else ""
        given = written[len(scheme) :]
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.shown.encode()):
            return None
        return self.real if _SCHEME.match(self.real) else scheme + self.real


def refusal(request: RequestHead, upstream: Upstream) -> tuple[int, str] | None:
    """The status and the sentence for a request that is not passed on; None for one that is."""
    if request.method == "CONNECT" or not request.target.startswith("/"):
        return 400, "this passes requests on to one provider and is no proxy for others"
    path = request.target.partition("?")[0]
    if path != upstream.base and not path.startswith(f"{upstream.base}/"):
        return 404, f"only what is under {upstream.base or '/'} is passed on"
    if _climbs(path):
        return 404, "a path with . or .. as a segment may lead elsewhere and is not passed on"
    if value_of(request.headers, "transfer-encoding") and value_of(request.headers, "content-length"):
        return 400, "a request with Transfer-Encoding and Content-Length could be read in two ways (RFC 9112 6.1)"
    return None


def _climbs(path: str) -> bool:
    """Whether a path, percent-encoded or not, has segments by which a server goes up."""
    segments = re.split(r"[/\\]", unquote(path))
    return any(one.partition(";")[0] in (".", "..") for one in segments)


def passed_on(request: RequestHead, *, host: str | None = None, token: Exchanged | None = None) -> bytes:
    """The head as it goes on: each byte as it came, but for the value of Host, where one is given, and of an
    Authorization that holds the token to exchange.
    """
    lines = [line + b"\n" for line in request.raw.split(b"\n")[:-1]]
    return b"".join(_worded(lines, host, token))


def _worded(lines: list[bytes], host: str | None, token: Exchanged | None) -> list[bytes]:
    """The lines of a head; a line that is worded anew takes those that continue it with it."""
    written: list[bytes] = []
    anew = False
    for line in lines:
        if line[:1] in (b" ", b"\t") and written:
            written += [] if anew else [line]
            continue
        value = _value(line, host, token) if written else None
        anew = value is not None
        found = _LINE.fullmatch(line)
        written.append(found[1] + value + found[3] if value is not None and found is not None else line)
    return written


def _value(line: bytes, host: str | None, token: Exchanged | None) -> bytes | None:
    """What a header line says anew; None where it stays."""
    name, _, rest = line.partition(b":")
    if name.lower() == b"host" and host is not None:
        return host.encode()
    if name.lower() == b"authorization" and token is not None:
        value = token.value(rest.strip().decode("latin-1"))
        return None if value is None else value.encode("utf-8")
    return None
