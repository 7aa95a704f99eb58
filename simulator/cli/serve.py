"""`oktasim serve`: an Okta org on this machine, with the bundled Hub beside it, its API and its console."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from provider_stub.http.loopback import is_loopback_host
from simulator.cli.arguments import complete_scenario, file_of, warn_of_short
from simulator.cli.group import Exit
from simulator.errors import OptionError

if TYPE_CHECKING:
    import socket

    from simulator.web.console.signing_in.visitors import Visitors
    from simulator.web.engine.engine import Engine
    from simulator.web.engine.instance import Opening
    from simulator.web.engine.record import TranscriptFile

_PORT = click.IntRange(0, 65535)

THREADS = 32
"""Requests that are answered at the same time; four of the API's may be streams, and one of each window's."""

_SNIPPET = """\
    export OKTA_TESTING_TESTINGDISABLEHTTPSCHECK=true    # the SDK refuses plain http without it
    export OKTA_CLIENT_ORGURL={url}
    export OKTA_CLIENT_TOKEN=...                         # the API token
    python -c 'import asyncio, okta.client; print(asyncio.run(okta.client.Client().list_users())[0])'"""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8080, show_default=True, type=_PORT, help="Okta's port; 0 takes a free one.")
@click.option("--hub-port", default=8081, show_default=True, type=_PORT, help="The bundled Hub's port.")
@click.option(
    "--api-token", metavar="T",
    help="The API token; without it one is made, and shown once. "
    "The process list shows it to everybody on this machine: rather set OKTASIM_SERVE_API_TOKEN.",
)  # fmt: skip
@click.option(
    "--hub-token", metavar="T",
    help="The Hub's SCIM token, in the same way: rather set OKTASIM_SERVE_HUB_TOKEN.",
)  # fmt: skip
@click.option("--organization", default="acme", show_default=True, help="The name of the org, here and on the Hub.")
@click.option(
    "--sso", type=click.Choice(["managed", "basic"]), default="managed", show_default=True, help="The Hub's SSO model."
)
@click.option(
    "--scenario", metavar="SCENARIO", shell_complete=complete_scenario,
    help="Start with the app, people, groups and Hub of a file or bundled scenario; its steps wait to be played.",
)  # fmt: skip
@click.option(
    "--rate-limit",
    metavar="QUOTA/SECONDS|off",
    help="The bundled Hub's limit where the scenario sets none; without it that of the plan.",
)
@click.option("--endpoint", metavar="URL", help="Push to this SCIM base URL instead of the bundled Hub.")
@click.option("--token-env", metavar="VAR", help="The environment variable that holds the endpoint's token.")
@click.option(
    "--log", type=click.Path(path_type=Path), metavar="FILE", help="Write the transcript here (JSON Lines, mode 0600)."
)
@click.option("--allow-remote", is_flag=True, help="Listen beyond this machine.")
def command(host: str, port: int, hub_port: int, log: Path | None, **options: Any) -> None:
    """Serve an Okta org on this machine, with the bundled Hub beside it.

    What is done through Okta's Management API, or in the console (the address is printed), happens, and the SCIM
    requests Okta would send are sent. What real Okta has no API for is under /simulator/v1.

    \b
    Examples:
      oktasim serve
      oktasim serve --scenario quickstart --port 9000
      OKTASIM_SERVE_API_TOKEN=secret oktasim serve --log run.jsonl
      oktasim serve --endpoint http://127.0.0.1:9001/scim/v2 --token-env SCIM_TOKEN
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import keep
    from simulator.web.engine.instance import Opening
    from simulator.web.opening import made_api_token

    if not is_loopback_host(host) and not options["allow_remote"]:
        raise OptionError(f"{host} is reached from other machines; add --allow-remote if that is meant")
    if options["scenario"] is not None:
        options["scenario"] = file_of(options["scenario"])
    keep({"the scenario": options["scenario"]}, log, "--log")
    made = {name for name in ("api_token", "hub_token") if not options[name]}
    options["api_token"] = options["api_token"] or made_api_token()
    opening = Opening(host=host, **options)
    run(opening, (port, hub_port), log, lambda served: _announce(served, opening, made))


@dataclass(frozen=True)
class Served:
    """What runs: the engine, Okta's URL, and who may see the console."""

    engine: "Engine"
    url: str
    visitors: "Visitors"

    def address(self) -> str:
        """The console's address with a new key, good for one use."""
        return f"{self.url}/sign-in?key={self.visitors.new_key()}"


def run(opening: "Opening", ports: tuple[int, int], log: Path | None, started: Callable[[Served], None]) -> None:
    """Serve on Okta's port and the Hub's until a signal asks to stop; `started` is called once both answer."""
    from provider_stub.http.serving import stop_signals
    from simulator.web.engine.record import TranscriptFile

    with ExitStack() as running:
        stop = running.enter_context(stop_signals())
        okta = running.enter_context(_listen(opening.host, ports[0]))
        hub = None if opening.endpoint else running.enter_context(_listen(opening.host, ports[1]))
        file = running.enter_context(TranscriptFile(log)) if log is not None else None
        started(_start(running, opening, (okta, hub), file))
        while not stop.wait(0.5):
            pass
    if file is not None and not file.whole:
        sys.exit(Exit.UNUSABLE)


def _listen(host: str, port: int) -> "socket.socket":
    from provider_stub.http.serving import listen

    try:
        return listen(host, port)
    except (OSError, OverflowError) as wrong:
        raise OptionError(f"{host}:{port} cannot be listened on: {wrong}") from wrong


def _start(
    running: ExitStack,
    opening: "Opening",
    listening: "tuple[socket.socket, socket.socket | None]",
    file: "TranscriptFile | None",
) -> Served:
    """Engine and servers, closed in the opposite order: first nobody comes in, then the jobs end, then the log."""
    from provider_stub.http.serving import Server, url_of
    from simulator.web.http.application import build
    from simulator.web.opening import open_engine

    okta, hub = listening
    engine = running.enter_context(open_engine(opening, url_of(hub) if hub else "", os.environ))
    if file is not None:
        file.follow(engine.record)
    if hub is not None:
        running.enter_context(Server(engine.hub, hub, name="hub"))
    application = build(engine, opening)
    server = Server(
        application, okta, name="okta", threads=THREADS,
        clear_untrusted_proxy_headers=False, channel_request_lookahead=1,  # so streams notice that nobody listens
    )  # fmt: skip
    running.enter_context(server)
    running.callback(engine.record.leave)
    served = Served(engine, url_of(okta), application.extensions["visitors"])
    served.visitors.tell = lambda key: click.echo(f"Another browser? Open {served.url}/sign-in?key={key}", err=True)
    return served


def _announce(served: Served, opening: "Opening", made: set[str]) -> None:
    engine, url = served.engine, served.url
    app = engine.instance.tenant.app
    tokens = {"API token": ("api_token", opening.api_token), "SCIM token": ("hub_token", app.token)}
    for name, (_, token) in tokens.items():
        warn_of_short(name, token)
    click.echo(f"Okta URL:        {url}")
    click.echo(f"SCIM Tenant URL: {engine.redactor.redact_name(app.base_url)}")
    click.echo(f"App:             {app.label}, {app.id}")
    for name, (option, token) in tokens.items():
        if option == "hub_token" and opening.endpoint:
            click.echo(f"SCIM token:      from the environment variable {opening.token_env}")
        elif option in made:
            click.echo(f"{name}, shown once: {token}", err=True)
        else:
            click.echo(f"{name + ':':16} as given with --{option.replace('_', '-')}")
    if opening.rate_limit is not None and engine.instance.limited_by_scenario:
        click.echo("--rate-limit is not used: the scenario sets provider.stub.rate_limit", err=True)
    click.echo(f"Console, to be opened once: {served.address()}", err=True)
    click.echo("With the official Python SDK:", err=True)
    click.echo(_SNIPPET.format(url=url), err=True)
    click.echo("Ctrl-C stops it.", err=True)
