"""What Okta's client would say, for mistakes that a test cannot bring about on this machine."""

import errno
import os
import ssl

import pytest

from simulator.transport.failures import Place, causes, failure, not_through_proxy

PLACE = Place("localhost", 443)


class WrappedError(Exception):
    def __init__(self, reason: Exception) -> None:
        super().__init__("wrapped")
        self.reason = reason


def test_the_cause_is_found_below_wrappers() -> None:
    deepest = ConnectionRefusedError(errno.ECONNREFUSED, "refused")
    wrapped = RuntimeError("outer", WrappedError(deepest))

    assert next(iter(causes(wrapped))) is deepest
    assert failure(wrapped, PLACE) == "Connect to localhost:443 [localhost/127.0.0.1] failed: Connection refused"


def test_an_exception_that_holds_itself_ends() -> None:
    wrong = OSError("self")
    wrong.args = (wrong,)

    assert list(causes(wrong)) == [wrong]


@pytest.mark.parametrize("number", [errno.EHOSTUNREACH, errno.ENETUNREACH])
def test_a_host_out_of_reach_is_a_failed_connection(number: int) -> None:
    assert failure(OSError(number, "x"), PLACE).endswith(f"failed: {os.strerror(number)}")


def test_a_connection_the_system_gave_up_is_a_connect_timeout() -> None:
    assert failure(TimeoutError(errno.ETIMEDOUT, "x"), PLACE).endswith("failed: Connect timed out")


def test_a_refused_handshake_is_an_error() -> None:
    assert failure(ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE]"), PLACE) == (
        "Received fatal alert: handshake_failure"
    )


def test_a_fatal_alert_is_named() -> None:
    refused = ssl.SSLError(1, "[SSL: TLSV1_ALERT_PROTOCOL_VERSION]")
    refused.reason = "TLSV1_ALERT_PROTOCOL_VERSION"

    assert failure(refused, PLACE) == "Received fatal alert: protocol_version"


def test_what_has_no_words_is_told_without_details() -> None:
    assert failure(ValueError("Bearer hf_secret"), PLACE) == "The request to localhost:443 could not be sent"


def test_an_address_of_version_6_stands_in_brackets() -> None:
    place = Place("::1", 8080)

    assert failure(ConnectionRefusedError(errno.ECONNREFUSED, "x"), place) == (
        "Connect to [::1]:8080 [::1/::1] failed: Connection refused"
    )


def test_a_proxy_s_own_words_are_shown_only_when_it_refused_the_tunnel() -> None:
    assert not_through_proxy(OSError("http://me:mine@proxy"), PLACE) == (
        "Connect to localhost:443 failed: the proxy named in the environment cannot be used"
    )


@pytest.mark.parametrize("code, said", [
    (9, "PKIX path validation failed: validity check failed"),  # X509_V_ERR_CERT_NOT_YET_VALID
    (10, "PKIX path validation failed: validity check failed"),  # X509_V_ERR_CERT_HAS_EXPIRED
    (62, "Certificate for <localhost> doesn't match any of the subject alternative names"),  # ..._HOSTNAME_MISMATCH
    (64, "Certificate for <localhost> doesn't match any of the subject alternative names"),  # ..._IP_ADDRESS_MISMATCH
    (20, "PKIX path building failed: unable to find valid certification path to requested target"),
])  # fmt: skip
def test_what_openssl_finds_wrong_with_a_certificate_is_said_in_javas_words(code: int, said: str) -> None:
    wrong = ssl.SSLCertVerificationError(1, "certificate verify failed")
    wrong.verify_code = code

    assert failure(wrong, PLACE) == said
