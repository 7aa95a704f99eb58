"""`python -m provider_stub`: the Hub alone on a port, for a real Okta org or any SCIM client."""

import argparse
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provider_stub import Hub, Settings
from provider_stub.http.serving import Server, serve
from provider_stub.memory.organization import TOKEN_PREFIX
from provider_stub.quirks import QUIRKS
from provider_stub.settings import RateLimit

FAMILIES = {"managed": "scim", "basic": "scim-provisioning"}


def _parser() -> argparse.ArgumentParser:
    quirks = "\n".join(f"  {name:24} {quirk.says}" for name, quirk in QUIRKS.items())
    parser = argparse.ArgumentParser(
        prog="provider_stub",
        description="Hugging Face's SCIM service in memory.",
        epilog=f"quirks:\n{quirks}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8081, help="port to listen on; 0 takes any (8081)")
    parser.add_argument(
        "--token", default=os.environ.get("PROVIDER_STUB_TOKEN"),
        help="SCIM token; without it one is made and shown. The process list shows it to everybody on this machine: "
        "rather set PROVIDER_STUB_TOKEN",
    )  # fmt: skip
    parser.add_argument("--organization", default="acme", help="name of the organization (acme)")
    parser.add_argument("--sso", choices=sorted(FAMILIES), default="managed", help="SSO model (managed)")
    parser.add_argument("--errors", choices=("scim", "hub"), default="scim", help="shape of error bodies (scim)")
    parser.add_argument(
        "--quirk", action="append", dest="quirks", default=[], metavar="NAME", help="misbehave; repeatable"
    )
    parser.add_argument(
        "--rate-limit", metavar="QUOTA/SECONDS|off", help="requests per window (10000/300 managed, 6000/300 Basic)"
    )
    parser.add_argument("--log", type=Path, metavar="FILE.jsonl", help="append every exchange here; made private")
    parser.add_argument(
        "--state", type=Path, metavar="FILE.json", help="load at start, save within a second of each change"
    )
    return parser


@dataclass(frozen=True)
class Opened:
    """A Hub on a port: its `server`, its SCIM Tenant URL, and the token where one was made for it."""

    server: Server
    url: str
    made: str | None


def opened(
    *,
    host: str,
    port: int,
    token: str | None,
    rate_limit: str | None,
    log: Path | None,
    state: Path | None,
    **more: Any,
) -> Opened:
    """The Hub as the options of a command line describe it; a token is made where none is given.

    `more` are members of `Settings`: `organization`, `sso`, `errors`, `quirks`.

    Raises:
        OSError: the address or a file cannot be used.
        ValueError: an option cannot be followed.
    """
    given = token or TOKEN_PREFIX + secrets.token_hex(20)
    limit = RateLimit() if rate_limit is None else RateLimit.read(rate_limit)
    settings = Settings(token=given, rate_limit=limit, **more)
    hub = Hub(settings)
    server = serve(hub, host, port, log=log, state=state)
    made = given if not token and hub.org.holds_token(given) else None
    family = FAMILIES[settings.sso]
    return Opened(server, f"{server.url}/api/organizations/{settings.organization}/{family}/v2", made)


def main(arguments: list[str] | None = None) -> int:
    """Serve until a signal stops it; 2 for options that cannot be followed, and for a log or a state not whole."""
    try:
        hub = opened(**vars(_parser().parse_args(arguments)))
    except (OSError, ValueError) as wrong:
        print(f"provider_stub: {wrong}", file=sys.stderr)  # noqa: T201  (a command's word to its user)
        return 2
    return 0 if hub.server.run(lambda: _announce(hub)) else 2


def _announce(hub: Opened) -> None:
    print(f"SCIM Tenant URL: {hub.url}", flush=True)  # noqa: T201  (what the command is asked for)
    if hub.made:
        print(f"SCIM token, shown once: {hub.made}", file=sys.stderr, flush=True)  # noqa: T201  (likewise)


if __name__ == "__main__":
    raise SystemExit(main())
