"""`oktasim record`: between a real Okta org and a real provider, or the bundled Hub, writing down what passes."""

import os
import secrets
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import click

from provider_stub.http.loopback import is_loopback, is_loopback_host
from simulator.cli.arguments import warn_of_short
from simulator.cli.group import Exit
from simulator.errors import OptionError

if TYPE_CHECKING:
    import socket

    from simulator.cli.screen import Screen
    from simulator.play.transcript import Event
    from simulator.recorder.forwarding import Exchanged, Upstream

OFTEN = 0.2
"""Seconds after which a signal to stop is heeded at the latest."""


@dataclass(frozen=True)
class _Way:
    """Where requests go: the provider, its token and the one that stands for it, what is said of it all.

    `shown` is what is to be typed into Okta, `known` are the tokens to hide; `keeps_host` where the provider is our own
    Hub, which makes its addresses of the Host it is called by; `pages` is then where its pages are.
    """

    upstream: "Upstream"
    shown: str | None
    known: tuple[str, ...]
    said: str
    token: "Exchanged | None" = None
    keeps_host: bool = False
    pages: str | None = None


@click.command("record")
@click.option("--upstream", metavar="URL", help="The provider's SCIM base URL; requests are passed on to it.")
@click.option("--hub", is_flag=True, help="Pass requests on to a bundled Hub, started beside it.")
@click.option(
    "--hub-port", type=click.IntRange(0, 65535), metavar="PORT",
    help="The port of that Hub, where its pages are: on this machine alone, and not recorded. [default: a free one]",
)  # fmt: skip
@click.option(
    "--token-env", metavar="VAR",
    help="The environment variable that holds the provider's token. Another one is shown, to be typed into Okta, and "
    "the provider's is put in its place on the way. Without it the token goes through as it came.",
)  # fmt: skip
@click.option(
    "--token", metavar="T",
    help="The token for Okta, instead of one that is made and shown once. "
    "The process list shows it to everybody on this machine: rather set OKTASIM_RECORD_TOKEN.",
)  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8082, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option(
    "--log", type=click.Path(path_type=Path), metavar="FILE",
    help="Write the transcript here, behind what an earlier recording left there (JSON Lines, mode 0600). "
    "[default: recorded-<the time>.jsonl]",
)  # fmt: skip
@click.option("--allow-remote", is_flag=True, help="Listen beyond this machine.")
@click.option("--verbose", "-v", is_flag=True, help="Show bodies too.")
def command(
    upstream: str | None, hub: bool, hub_port: int | None, token_env: str | None, token: str | None, host: str,
    port: int, log: Path | None, allow_remote: bool, verbose: bool,
) -> None:  # fmt: skip
    """Stand between Okta and a SCIM service, pass each byte on, and record it.

    Okta reaches this machine through a tunnel of your own, which ends at the port. Only what is under the provider's
    base URL is passed on. On the way one header is worded anew, Host, and with --token-env the token in
    Authorization. The file is a transcript as `oktasim play --log` writes it, without tokens and passwords: report,
    diff, import and why read it. Ctrl-C ends it.

    \b
    Examples:
      oktasim record --upstream https://huggingface.co/api/organizations/acme/scim/v2 --token-env HF_SCIM_TOKEN
      oktasim record --upstream https://scim.example.com/v2 --log monday.jsonl
      oktasim record --hub --hub-port 8081
      oktasim report monday.jsonl

    Exit codes: 0 a signal stopped it; 2 bad options, or the file could not be written to its end.
    """  # noqa: D301  (click's marker for text that keeps its lines)
    if not is_loopback_host(host) and not allow_remote:
        raise OptionError(f"{host} is reached from other machines; add --allow-remote if that is meant")
    if hub == (upstream is not None):
        raise OptionError("give --upstream URL, or --hub for the bundled Hub" if not hub else
                          "--upstream and --hub exclude each other; give one of them")  # fmt: skip
    if hub_port is not None and not hub:
        raise OptionError("--hub-port is the bundled Hub's; add --hub")
    if token_env is not None and hub:
        raise OptionError("--token-env holds the token of --upstream; the bundled Hub makes its own")
    if token is not None and not hub and token_env is None:
        raise OptionError("--token, or OKTASIM_RECORD_TOKEN, stands for the provider's own; add --token-env")
    with ExitStack() as running:
        way = _to_hub(token, hub_port or 0, running) if upstream is None else _to_provider(upstream, token_env, token)
        listening = running.enter_context(_listen(host, port))
        if is_loopback(way.upstream.url) and way.upstream.place.port == listening.getsockname()[1]:
            raise OptionError(
                f"--upstream is this recorder itself, at port {way.upstream.place.port}; give another --port"
            )
        file = running.enter_context(_Log(_place(log)))
        _run(way, listening, file, verbose=verbose)
    if not file.whole:
        sys.exit(Exit.UNUSABLE)


class _Log:
    """The file, behind what an earlier recording has left in it.

    Raises:
        OptionError: something else is in it.
        UnreadableError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        from provider_stub.http.line_file import ServerLog, say
        from simulator.cli.places import unwritable

        self.path = path
        _refuse_others(path)
        try:
            self._log = ServerLog(path, say)
            if taken := self._log.file.end_last_line():
                say(f"{path} ended in the middle of a line; its last {taken} bytes are taken away")
        except OSError as why:
            raise unwritable(path, why) from why

    @property
    def whole(self) -> bool:
        """Whether all that happened was written."""
        return self._log.whole

    def add(self, event: "Event") -> None:
        """Write an event, in one system call."""
        self._log.add(event.encoded)

    def __enter__(self) -> "_Log":
        return self

    def __exit__(self, *_: object) -> None:
        self._log.close()


def _place(log: Path | None) -> Path:
    """The file to write; in a folder, and where none is named, it is called by the time.

    Raises:
        OptionError: it cannot be one.
    """
    from simulator.cli.places import STANDARD_OUTPUT, places

    name = f"recorded-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    if str(log) == STANDARD_OUTPUT:
        raise OptionError("--log takes a file; standard output shows what passes")
    (place,) = places(f"{name}.jsonl" if log is None else str(log), (), (name,))
    assert place.log is not None  # noqa: S101  (one was given)
    return place.log


def _refuse_others(path: Path) -> None:
    """Let a file be that holds no transcript."""
    from simulator.play.transcript import parse

    if not path.is_file() or not path.stat().st_size:
        return
    try:
        with path.open(encoding="utf-8") as lines:
            parse(lines.readline())
    except (OSError, ValueError):
        raise OptionError(f"{path} holds something else than a recording; give another file to --log") from None


def _listen(host: str, port: int) -> "socket.socket":
    from provider_stub.http.serving import listen

    try:
        return listen(host, port)
    except (OSError, OverflowError) as wrong:
        raise OptionError(f"{host}:{port} cannot be listened on: {wrong}") from wrong


def _to_provider(url: str, token_env: str | None, token: str | None) -> _Way:
    from simulator.recorder.forwarding import Exchanged, upstream_of

    upstream = upstream_of(url)
    if token_env is None:
        return _Way(upstream, None, (), "the token goes on as it comes")
    real = os.environ.get(token_env, "").strip()
    if not real or not real.isascii() or not real.isprintable():
        raise OptionError(f"the environment variable {token_env} holds no token; set it to the provider's")
    if not upstream.secure and not is_loopback(url):
        click.echo(f"Warning: {url} is not https, and its token will be read on the way.", err=True)
    shown = token or f"record_{secrets.token_hex(20)}"
    for what, one in (("provider's token", real), ("token for Okta", shown)):
        warn_of_short(what, one)
    said = f"where Okta sends the token above, that of {token_env} goes on in its place"
    return _Way(upstream, shown, (real, shown), said, Exchanged(shown, real))


def _to_hub(token: str | None, port: int, running: ExitStack) -> _Way:
    """A Hub of its own; port 0 takes a free one."""
    from provider_stub.__main__ import opened
    from simulator.recorder.forwarding import upstream_of

    given = token or f"record_{secrets.token_hex(20)}"
    warn_of_short("SCIM token", given)
    try:
        hub = opened(
            host="127.0.0.1", port=port, token=given, rate_limit=None, log=None, state=None, organization="acme",
            sso="managed", errors="scim", quirks=(),
        )  # fmt: skip
    except (OSError, ValueError) as wrong:
        raise OptionError(f"the Hub cannot be served: {wrong}") from wrong
    running.enter_context(hub.server)
    return _Way(upstream_of(hub.url), given, (given,), "a bundled Hub", keeps_host=True, pages=f"{hub.server.url}/-")


def _run(way: _Way, listening: "socket.socket", file: _Log, *, verbose: bool) -> None:
    """Pass on and write down until a signal asks to stop."""
    from provider_stub.http.serving import limit, stop_signals, url_of
    from simulator.cli.screen import Screen
    from simulator.recorder.record import Record
    from simulator.recorder.relay import Relay
    from simulator.transport.http import trusting

    upstream = way.upstream
    base = url_of(listening) + upstream.base
    events: SimpleQueue[Event] = SimpleQueue()
    record = Record(replace(upstream, url=base) if way.keeps_host else upstream, _both(file.add, events.put), way.known)
    try:
        context = trusting(upstream.url) if upstream.secure else None
    except OSError as wrong:
        raise OptionError(f"the certificates to trust cannot be read: {wrong}") from wrong
    screen = Screen(verbose=verbose, bar=False)
    with stop_signals() as stop:
        record.begin()
        with Relay(
            upstream, listening, record,
            context=context, most=limit(), keeps_host=way.keeps_host, token=way.token,
        ):  # fmt: skip
            _announce(base, way, file.path)
            while not stop.is_set():
                _show(screen, events, OFTEN)
        record.end()
        while _show(screen, events, 0):
            pass
        screen.end()


def _both(*writers: "Callable[[Event], None]") -> "Callable[[Event], None]":
    def write(event: "Event") -> None:
        for one in writers:
            one(event)

    return write


def _show(screen: "Screen", events: "SimpleQueue[Event]", seconds: float) -> bool:
    """Show what has happened, by a thread that nobody waits for: a terminal that stands still holds nothing up."""
    try:
        screen.show(events.get(timeout=seconds) if seconds else events.get_nowait())
    except Empty:
        return False
    return True


def _announce(base: str, way: _Way, path: Path) -> None:
    """Say what to paste where, once a signal to stop would be heeded."""
    click.echo(f"SCIM connector base URL: {base}")
    if way.shown is not None:
        click.echo(f"Token for Okta, shown once: {way.shown}", err=True)
    whom = way.said if way.keeps_host else f"{way.upstream.url}; {way.said}"
    told = () if way.pages is None else (f"The Hub's pages: {way.pages} (on this machine alone, not recorded)",)
    port, path_of = base.rpartition(":")[2].partition("/")[0], way.upstream.base
    for line in (
        f"Passed on to: {whom}",
        *told,
        f"Recorded in:  {path}",
        f"Okta reaches it through a tunnel of your own to port {port}, such as `ngrok http {port}` or",
        f"`cloudflared tunnel --url http://127.0.0.1:{port}`; which one, and who may see what passes, is yours to say.",
        f"Then paste into Okta, Provisioning > Integration: https://YOUR-TUNNEL{path_of}",
        "Ctrl-C stops it.",
    ):
        click.echo(line, err=True)
