"""The routes that are served, as a Markdown table made from the routes themselves."""

import inspect
import re
from collections.abc import Iterator

from flask import Flask

_VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


def rows(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, path and what the route does, by path and method; the console's pages aside."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint.startswith("console."):
            continue
        first = (inspect.getdoc(app.view_functions[rule.endpoint]) or "").partition("\n\n")[0]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, _VARIABLE.sub(r"{\1}", rule.rule), " ".join(first.split())


def markdown(app: Flask, prefix: str = "/") -> str:
    """The table of the routes whose path begins with `prefix`."""
    lines = ["| method | path | does |", "| --- | --- | --- |"]
    lines += [f"| {method} | `{path}` | {does} |" for method, path, does in rows(app) if path.startswith(prefix)]
    return "\n".join(lines) + "\n"
