from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.transport.payload import text_of


@given(st.text())
@settings(derandomize=True, max_examples=50)
def test_utf_8_is_read_as_such(text: str) -> None:
    assert text_of(text.encode()) == text


@given(st.binary())
@settings(derandomize=True, max_examples=50)
def test_any_bytes_become_text(payload: bytes) -> None:
    assert isinstance(text_of(payload), str)


def test_a_byte_order_mark_stays() -> None:
    assert text_of(b"\xef\xbb\xbf{}") == "\ufeff{}"
