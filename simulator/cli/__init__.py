"""The command line: one file per verb; they read options, call, and print. Nothing about Okta is decided here."""

from simulator.cli.group import Exit, cli, main

__all__ = ["Exit", "cli", "main"]
