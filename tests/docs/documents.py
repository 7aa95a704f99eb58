"""What somebody reads: the README, the pages of documentation, the list of stories."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
STORIES = ROOT / "scenarios" / "README.md"
PAGES = ROOT / "simulator" / "docs"

DOCUMENTS = {path.relative_to(ROOT).as_posix(): path for path in (README, STORIES, *sorted(PAGES.glob("*.md")))}
"""Every document by its path from the root."""


def text_of(name: str) -> str:
    """A document's text."""
    return DOCUMENTS[name].read_text(encoding="utf-8")


def rewrite(name: str, before: str, after: str) -> None:
    """Put one text in place of another in a document."""
    DOCUMENTS[name].write_text(text_of(name).replace(before, after), encoding="utf-8")
