"""Markdown as the console's HTML: markdown-it-py, which knows tables and takes no HTML out of a text."""

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from simulator.docs.pages import anchor


def html(text: str) -> Markup:
    """A page; headings can be linked to, a link to `verbs.md#assignments` leads to `/docs/verbs#assignments`."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(inside.content))
    _lead(tokens)
    made = parser.renderer.render(tokens, parser.options, {})
    made = made.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return Markup(made)  # noqa: S704  (of a parser that lets no HTML through)


def _lead(tokens: Sequence[Token]) -> None:
    """Let links to other pages lead to them in the console."""
    for token in tokens:
        if token.type == "link_open":
            parts = urlsplit(str(token.attrGet("href")))
            if not parts.scheme and parts.path.endswith(".md"):
                fragment = f"#{parts.fragment}" if parts.fragment else ""
                token.attrSet("href", f"/docs/{parts.path.removesuffix('.md')}{fragment}")
        _lead(token.children or ())
