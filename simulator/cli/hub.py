"""`oktasim hub`: the bundled Hub on a port."""

import sys
from pathlib import Path
from typing import Any

import click

from provider_stub.http.loopback import is_loopback_host
from simulator.cli.arguments import warn_of_short
from simulator.cli.group import Exit
from simulator.errors import OptionError


def _quirks(ctx: click.Context, option: click.Parameter, value: bool) -> None:  # noqa: ARG001  (click's signature)
    if not value or ctx.resilient_parsing:
        return
    from provider_stub.quirks import QUIRKS

    for name, quirk in QUIRKS.items():
        click.echo(f"{name:24} {quirk.says}")
    ctx.exit()


@click.command("hub")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8081, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option(
    "--token", metavar="T",
    help="The SCIM token; without it one is made, and shown once. "
    "The process list shows it to everybody on this machine: rather set OKTASIM_HUB_TOKEN.",
)  # fmt: skip
@click.option("--organization", default="acme", show_default=True, help="The Hub organization's name.")
@click.option(
    "--sso", type=click.Choice(["managed", "basic"]), default="managed", show_default=True, help="The SSO model."
)
@click.option(
    "--quirk",
    "quirks",
    multiple=True,
    metavar="NAME",
    help="Misbehave like a server seen in the wild; may be repeated.",
)
@click.option(
    "--list-quirks", is_flag=True, is_eager=True, expose_value=False, callback=_quirks, help="List the quirks."
)
@click.option(
    "--errors", type=click.Choice(["scim", "hub"]), default="scim", show_default=True, help="The shape of error bodies."
)
@click.option(
    "--rate-limit",
    metavar="QUOTA/SECONDS|off",
    help="Requests per window; 10000/300 for managed SSO and 6000/300 for Basic, as their plans have it.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Append each request and answer here (JSON Lines, mode 0600).",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Load this at the start, save it within a second of each change (JSON, mode 0600).",
)
@click.option("--allow-remote", is_flag=True, help="Listen beyond this machine.")
def command(*, allow_remote: bool, **options: Any) -> None:
    """Serve the bundled Hub, for a real Okta org or any SCIM client to talk to.

    What is a web page on the real Hub (generating a token, accepting an invitation, linking a Resource Group) is a
    path under /-/ here, for this machine only.

    \b
    Examples:
      oktasim hub
      oktasim hub --port 9000 --quirk no-patch --log hub.jsonl
      oktasim hub --rate-limit 20/60
      OKTASIM_HUB_TOKEN=secret oktasim hub --state hub.json
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from provider_stub.__main__ import opened

    if not is_loopback_host(options["host"]) and not allow_remote:
        raise OptionError(f"{options['host']} is reached from other machines; add --allow-remote if that is meant")
    if options["token"] is not None:
        warn_of_short("SCIM token", options["token"])
    try:
        hub = opened(**options)
    except (OSError, ValueError, OverflowError) as wrong:
        raise OptionError(f"the Hub cannot be served: {wrong}") from wrong
    if not hub.server.run(lambda: _announce(hub.url, hub.made)):
        sys.exit(Exit.UNUSABLE)


def _announce(url: str, token: str | None) -> None:
    """Say where the Hub is, once a signal to stop would be heard."""
    click.echo(f"SCIM Tenant URL: {url}")
    if token is not None:
        click.echo(f"SCIM token, shown once: {token}", err=True)
    click.echo("Ctrl-C stops it.", err=True)
