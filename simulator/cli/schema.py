"""`oktasim schema`: the format, for editors."""

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the scenario format.

    \b
    Example:
      oktasim schema > scenario.schema.json
      # then, in the first line of a scenario:
      # yaml-language-server: $schema=scenario.schema.json
    """  # noqa: D301  (click's marker for text that keeps its lines)
    from simulator.cli.streams import write_utf8
    from simulator.scenario.schema import json_schema

    write_utf8(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
