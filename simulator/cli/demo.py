"""`oktasim demo`: a story in the browser, Okta on one side and the Hub on the other."""

import os
import sys
import webbrowser
from pathlib import Path

import click

from provider_stub.http.loopback import is_loopback_host
from simulator.cli.arguments import complete_scenario, file_of
from simulator.cli.serve import Served, run
from simulator.errors import OptionError

_PORT = click.IntRange(0, 65535)


@click.command("demo")
@click.argument("scenario", default="quickstart", shell_complete=complete_scenario)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=0, type=_PORT, help="The console's port.  [default: a free one]")
@click.option("--hub-port", default=0, type=_PORT, help="The bundled Hub's port.  [default: a free one]")
@click.option("--browser/--no-browser", default=True, help="Open the browser, where there is one.  [default: open]")
@click.option(
    "--log", type=click.Path(path_type=Path), metavar="FILE", help="Write the transcript here (JSON Lines, mode 0600)."
)
@click.option("--allow-remote", is_flag=True, help="Listen beyond this machine.")
def command(
    scenario: str, host: str, port: int, hub_port: int, browser: bool, log: Path | None, allow_remote: bool
) -> None:
    """Tell a SCENARIO's story in the browser: Okta, the wire, and the bundled Hub.

    A SCENARIO is a file or the name of a bundled one (see `oktasim list`). Nothing leaves this machine. The address
    that is printed works once; the browser that opens it stays signed in until the demo ends.

    \b
    Examples:
      oktasim demo
      oktasim demo rate-limit-storm
      oktasim demo story.yaml --port 9000 --no-browser
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.places import keep
    from simulator.web.engine.instance import Opening
    from simulator.web.opening import made_api_token

    if not is_loopback_host(host) and not allow_remote:
        raise OptionError(f"{host} is reached from other machines; add --allow-remote if that is meant")
    file = file_of(scenario)
    keep({"the scenario": file}, log, "--log")
    opening = Opening(api_token=made_api_token(), host=host, scenario=file, allow_remote=allow_remote)

    def started(served: Served) -> None:
        address = served.address()
        click.echo(f"Open {address}")
        click.echo("Ctrl-C stops it.", err=True)
        if browser and has_browser():
            webbrowser.open(address)

    run(opening, (port, hub_port), log, started)


def has_browser() -> bool:
    """Whether a browser with windows can be opened from here; one in the terminal would only take its place."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
