"""From the bytes of a body to its text."""

import zlib

CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content codings that are undone, with zlib's number for each (RFC 9110 8.4.1)."""


def undone(body: bytes, coding: str, most: int) -> tuple[bytes, bool]:
    """What a body in one of `CODINGS` holds, `most` bytes of it, and whether the coding came to its end.

    Raises:
        zlib.error: it is not in that coding.
    """
    undoing = zlib.decompressobj(wbits=CODINGS[coding])
    return undoing.decompress(body, most), undoing.eof


def text_of(payload: bytes) -> str:
    """The text of a body: UTF-8, as SCIM demands (RFC 7644 3.1); whatever is not becomes Latin-1, which takes any byte.

    A byte order mark stays in the text, where a JSON parser that is handed text complains of it.
    """
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.decode("latin-1")
