"""From the bytes of an answer to its text."""


def text_of(payload: bytes) -> str:
    """The text of a body: UTF-8, as SCIM demands (RFC 7644 3.1); whatever is not becomes Latin-1, which takes any byte.

    A byte order mark stays in the text, where a JSON parser that is handed text complains of it.
    """
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.decode("latin-1")
