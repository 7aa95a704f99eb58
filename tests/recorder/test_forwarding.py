"""Which requests go on, where, and what is worded anew on the way."""

import pytest

from simulator.errors import OptionError
from simulator.recorder.forwarding import Exchanged, passed_on, refusal, upstream_of
from simulator.recorder.framing import RequestHead, RequestMessage
from simulator.transport.failures import Place


def head_of(raw: bytes) -> RequestHead:
    message = RequestMessage()
    message.feed(raw)
    return message.head


def asking(target: str, more: bytes = b"", method: bytes = b"GET") -> RequestHead:
    return head_of(method + b" " + target.encode() + b" HTTP/1.1\r\nHost: tunnel.test\r\n" + more + b"\r\n")


def test_a_base_url_falls_into_its_parts():
    upstream = upstream_of("https://scim.example.com:8443/api/v2/")

    assert upstream.url == "https://scim.example.com:8443/api/v2"
    assert upstream.place == Place("scim.example.com", 8443)
    assert (upstream.authority, upstream.base, upstream.secure) == ("scim.example.com:8443", "/api/v2", True)
    assert upstream_of("http://[::1]/x").place == Place("::1", 80)


@pytest.mark.parametrize("url", [
    "scim.example.com/v2", "ftp://scim.example.com", "https://", "https://me:secret@scim.example.com/v2",
    "https://scim.example.com/v2?x=1", "https://scim.example.com/v2#x", "https://scim.example.com:x/v2",
    "https://scim.example.com/a b", "https://scim.example.com/a/../b", "https://scim.exämple.com/",
])  # fmt: skip
def test_a_url_that_cannot_be_passed_on_to_is_refused_without_being_repeated(url):
    with pytest.raises(OptionError) as refused:
        upstream_of(url)

    assert "secret" not in str(refused.value)
    assert str(refused.value).startswith("--upstream ")


@pytest.mark.parametrize("target", [
    "/scim/v2/Users", "/scim/v2", "/scim/v2/Users?filter=a%20eq%20%22..%22", "/scim/v2/",
])  # fmt: skip
def test_what_is_under_the_base_goes_on(target):
    assert refusal(asking(target), upstream_of("https://a.test/scim/v2")) is None


@pytest.mark.parametrize("target, status", [
    ("/", 404), ("/scim/v22/Users", 404), ("/scim/V2/Users", 404), ("/scim/v2/../admin", 404),
    ("/scim/v2/%2e%2e/admin", 404), ("/scim/v2/Users/..%2f..%2fadmin", 404), ("/scim/v2/..;x/admin", 404),
    ("/scim/v2/%5c..%5cadmin", 404), ("/scim/v2/./Users", 404), ("http://other.test/scim/v2/Users", 400), ("*", 400),
    ("//scim/v2/Users", 404),
])  # fmt: skip
def test_nothing_else_goes_on(target, status):
    found = refusal(asking(target), upstream_of("https://a.test/scim/v2"))

    assert found is not None
    assert found[0] == status


def test_it_is_no_proxy_and_reads_no_body_in_two_ways():
    upstream = upstream_of("https://a.test")
    twice = b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"

    assert refusal(asking("other.test:443", method=b"CONNECT"), upstream)[0] == 400
    assert refusal(asking("/Users", twice, method=b"POST"), upstream)[0] == 400


def test_only_the_value_of_host_is_worded_anew():
    raw = b"GET /Users HTTP/1.1\r\nX-A:b\r\nhOST:\t tunnel.test:80 \r\nX-Host: tunnel.test\r\n\r\n"

    assert passed_on(head_of(raw), host="a.test") == raw.replace(b"hOST:\t tunnel.test:80 ", b"hOST:\t a.test ")
    assert passed_on(head_of(raw)) == raw


def test_the_folded_lines_of_a_value_go_with_it_and_others_stay():
    raw = b"GET / HTTP/1.1\r\nX: one\r\n two\r\nHost: tunnel\r\n\t.test\r\nY: z\r\n\r\n"

    assert passed_on(head_of(raw), host="a.test") == b"GET / HTTP/1.1\r\nX: one\r\n two\r\nHost: a.test\r\nY: z\r\n\r\n"


def test_line_ends_without_a_return_stay_so():
    raw = b"GET / HTTP/1.1\nHost: tunnel.test\nX: y\n\n"

    assert passed_on(head_of(raw), host="a.test") == b"GET / HTTP/1.1\nHost: a.test\nX: y\n\n"


@pytest.mark.parametrize("real, sent, goes_on", [
    ("hf_real", b"Bearer rec_made", b"Bearer hf_real"),
    ("hf_real", b"bearer  rec_made", b"bearer  hf_real"),
    ("hf_real", b"rec_made", b"hf_real"),
    ("Basic YTpi", b"Bearer rec_made", b"Basic YTpi"),
    ("hf_real", b"Bearer rec_mad", b"Bearer rec_mad"),
    ("hf_real", b"Bearer rec_made2", b"Bearer rec_made2"),
    ("hf_real", b"Basic cmVjX21hZGU=", b"Basic cmVjX21hZGU="),
    ("hf_real", b"Bearer \xff\xfe", b"Bearer \xff\xfe"),
])  # fmt: skip
def test_the_token_that_was_shown_alone_is_exchanged(real, sent, goes_on):
    raw = b"GET / HTTP/1.1\r\nHost: a\r\nauthorization: %s\r\n\r\n"

    assert passed_on(head_of(raw % sent), token=Exchanged("rec_made", real)) == raw % goes_on
