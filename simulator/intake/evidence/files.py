"""A file as text: gzip or not, UTF-8 or UTF-16, with or without a byte order mark, and cut off or whole."""

import codecs
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import UnreadableError

GZIP = b"\x1f\x8b"
LARGEST = 1 << 30
"""Bytes that a compressed file may come to; more is no export of 1,000 events a page."""
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_OTHERS = {
    b"PK\x03\x04": "a ZIP archive, as an Excel workbook is one too; unpack it, or save the sheet as CSV",
    b"%PDF": "a PDF; give the export itself",
    b"SQLite format": "a database; give an export of it",
}
_LOOKED_AT = 4096


@dataclass(frozen=True)
class Source:
    """A file's bytes, and the `name` that sentences give it."""

    name: str
    data: bytes


def sources_of(paths: Sequence[Path]) -> Iterator[Source]:
    """The files that are named, and those of each folder by name; hidden ones and folders inside are left out.

    `-` is standard input. What is named twice is read once.

    Raises:
        UnreadableError: one of them cannot be read, or a folder holds none.
    """
    for path in dict.fromkeys(paths):
        if str(path) == "-":
            yield Source("standard input", sys.stdin.buffer.read())
            continue
        try:
            inside = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
            files = [one for one in inside if one is path or not one.name.startswith(".")]
            if not files:
                raise UnreadableError(f"the folder {path} holds no file")
            yield from (Source(str(one), one.read_bytes()) for one in files)
        except OSError as why:
            raise UnreadableError(f"{why.filename or path} cannot be read: {why.strerror or why}") from why


def text_of(source: Source) -> tuple[str, bool]:
    """The text of a file, and whether it ends in the middle of a compressed block or of a character.

    Raises:
        UnreadableError: it is no text.
    """
    data, whole = _unpacked(source) if source.data.startswith(GZIP) else (source.data, True)
    other = next((said for mark, said in _OTHERS.items() if data.startswith(mark)), None)
    if other is not None:
        raise UnreadableError(f"{source.name} is {other}")
    encoding, mark = encoding_of(data)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(data[len(mark) :])
    except UnicodeDecodeError as why:
        raise UnreadableError(
            f"{source.name} is neither UTF-8 nor UTF-16 text: byte {len(mark) + why.start + 1} cannot be read; "
            "give a HAR or a System Log export, saved as UTF-8"
        ) from why
    return text, not whole or bool(decoder.getstate()[0])


def encoding_of(data: bytes) -> tuple[str, bytes]:
    """The encoding of a text, and the byte order mark it begins with, if any.

    Without one, UTF-16 shows in its zeros, the upper halves of what is ASCII.
    """
    if mark := next((mark for mark in _MARKS if data.startswith(mark)), b""):
        return _MARKS[mark], mark
    start = data[:_LOOKED_AT]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if abs(even - odd) * 8 <= len(start):
        return "utf-8", b""
    return ("utf-16-be" if even > odd else "utf-16-le"), b""


def _unpacked(source: Source) -> tuple[bytes, bool]:
    """What a gzip file holds (RFC 1952: one member or several), and whether it comes to its end."""
    rest, parts, size, whole = source.data, [], 0, True
    while rest.startswith(GZIP):
        unpacking = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacking.decompress(rest, LARGEST - size + 1))
        except zlib.error as why:
            raise UnreadableError(f"{source.name} is a gzip file that cannot be unpacked: {why}") from why
        size += len(parts[-1])
        if size > LARGEST:
            raise UnreadableError(f"{source.name} unpacks to more than {LARGEST >> 30} GiB; give a part of it")
        whole, rest = unpacking.eof, unpacking.unused_data
    return b"".join(parts), whole
