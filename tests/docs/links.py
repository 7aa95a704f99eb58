"""What a page links to and can be linked to, read as a browser reads it."""

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
"""The elements that have no end (HTML, 13.1.2)."""
NAMING = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list"}
"""Attributes that name other elements of the page."""


class Html(HTMLParser):
    """A page of HTML, or a part of one: its ids, its links, and what is wrong with how its elements are nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids = Counter[str]()
        self.links: list[str] = []
        self.named: list[str] = []
        self.wrong: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += [f"<{tag}> has no end" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.ids.update([held["id"]] if "id" in held else [])
        self.links += [held[name] for name in ("href", "src", "action") if name in held]
        self.named += [one for name in NAMING & held.keys() for one in held[name].split()]
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:  # such as <line/> in a picture
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in EMPTY:
            self.wrong.append(f"</{tag}> ends nothing on line {self.getpos()[0]}")

    @property
    def outside(self) -> set[str]:
        """The links that lead off the page."""
        return {link for link in self.links if not link.startswith("#")}

    def faults(self) -> Iterator[str]:
        """Elements that are wrongly nested, ids that stand twice, and what is named on the page and not there."""
        yield from self.wrong
        yield from (f"id {one} stands {times} times" for one, times in self.ids.items() if times > 1)
        inside = [link[1:] for link in self.links if link.startswith("#")] + self.named
        yield from (f"#{one} is not there" for one in sorted(set(inside) - self.ids.keys()))


def is_well_formed(link: str) -> bool:
    """Whether a link that leads off the page is one that a browser follows, and encrypted."""
    parts = urlsplit(link)
    return parts.scheme == "https" and "." in (parts.hostname or "") and not any(one in link for one in ' <>"`\\')
