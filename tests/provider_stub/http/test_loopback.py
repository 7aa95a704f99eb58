"""Which addresses are this machine's own."""

import pytest

from provider_stub.http.loopback import is_loopback


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8081/v2", "http://localhost", "http://[::1]:1", "http://hub.localhost"]
)
def test_these_are_this_machines(url):
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url", ["https://127.example.com", "https://localhost.example.com", "https://10.0.0.1", "nonsense"]
)
def test_these_are_somebody_elses(url):
    assert not is_loopback(url)
