"""The API token in each form clients send it, and who is turned away."""

import pytest

from simulator.web.http import access
from simulator.web.http.access import holds


@pytest.mark.parametrize(
    "header",
    ["SSWS {0}", "SSWS{0}", "ssws {0}", "Bearer {0}", "Bearer{0}", "SSWS   {0}", " SSWS {0} "],
)
def test_each_form_of_the_header_carries_the_token(okta, tokens, header) -> None:
    okta.headers = {"Authorization": header.format(tokens.api)}
    assert okta.call("GET", "/api/v1/users/me").status_code == 200


@pytest.mark.parametrize("header", ["", "SSWS", "SSWS ", "SSWS wrong", "Basic {0}", "{0}"])
def test_a_missing_or_wrong_token_is_401_e0000011(okta, tokens, header) -> None:
    okta.headers = {"Authorization": header.format(tokens.api)} if header else {}
    assert okta.refused("GET", "/api/v1/users/me") == (401, "E0000011")
    assert okta.refused("GET", "/simulator/v1/jobs") == (401, "E0000011")


def test_a_token_beyond_ascii_is_compared_without_failing() -> None:
    assert not holds("SSWS é", "00token")


def test_the_organization_and_the_openapi_document_take_no_token(okta) -> None:
    okta.headers = {}
    assert okta.ok("GET", "/.well-known/okta-organization")["pipeline"] == "v1"
    assert okta.ok("GET", "/simulator/v1/openapi.json")["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example.com"},
        {"Host": "127.0.0.1.example.com"},
        {"Host": "[oops"},
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_cannot_drive_the_org(okta, headers) -> None:
    assert okta.refused("POST", "/api/v1/groups", {"profile": {"name": "x"}}, headers=headers) == (403, "E0000006")
    assert okta.refused("POST", "/simulator/v1/reset", headers=headers) == (403, "E0000006")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:8080"},
        {"Host": "acme.localhost"},
        {"Host": "[::1]:8080"},
        {"Host": "127.0.0.1:8080", "Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_caller_that_means_this_machine_comes_in(okta, headers) -> None:
    assert okta.call("GET", "/api/v1/users/me", headers=headers).status_code == 200


def test_the_address_listened_on_is_a_host_too() -> None:
    environ = {"HTTP_HOST": "10.0.0.7:8080"}
    assert access.complaint(environ, "10.0.0.7", allow_remote=False) is None
    assert access.complaint(environ, "127.0.0.1", allow_remote=False) is not None
    assert access.complaint(environ, "127.0.0.1", allow_remote=True) is None


def test_another_sites_page_is_turned_away_even_where_other_machines_are_let_in() -> None:
    environ = {"HTTP_HOST": "10.0.0.7:8080", "HTTP_ORIGIN": "https://evil.example.com"}
    assert access.complaint(environ, "0.0.0.0", allow_remote=True) == "A page of another site may not use this API."
