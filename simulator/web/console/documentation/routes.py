"""`/docs`: the pages, and which of them speak of something; `/docs/<name>`: one of them."""

from typing import Any

from flask import request

from simulator.docs.pages import find, pages
from simulator.okta.org import Org
from simulator.web.console.documentation.rendering import html
from simulator.web.console.pages import Pages
from simulator.web.http.errors import ApiError

documentation = Pages("documentation", __name__, url_prefix="/docs")


@documentation.shows("", "documentation/list.html")
def list_pages(_: Org) -> dict[str, Any]:
    """All pages; with `q`, the parts of them that hold all of its words."""
    wanted = request.args.get("q", "").strip()
    return {"pages": pages().values(), "wanted": wanted, "found": find(wanted.split())}


@documentation.shows("/<name>", "documentation/page.html")
def show_page(_: Org, name: str) -> dict[str, Any]:
    """One page."""
    page = pages().get(name)
    if page is None:
        raise ApiError("E0000008")
    return {"page": page, "text": html(page.text)}
