"""Whom a scenario is played against."""

from typing import get_args

import pytest

from provider_stub.quirks import QUIRKS
from simulator.scenario.parts.provider import Quirk


def endpoint(url: str) -> str:
    return f"provider:\n  endpoint: {url}\n  token_env: SCIM_TOKEN\n"


@pytest.mark.parametrize(
    "url",
    [
        "https://huggingface.co/api/organizations/acme/scim/v2",
        "https://scim.example.com",
        "https://scim.example.com:8443/v2",
        "http://localhost:8081/scim/v2",
        "http://127.0.0.1:8081/scim/v2",
        '"http://[::1]:8081/scim/v2"',
    ],
)
def test_endpoint_is_https_or_on_this_machine(read, url):
    provider = read(endpoint(url)).provider

    assert provider.endpoint == url.strip('"')
    assert provider.stub is None


def test_endpoint_ends_without_a_slash(read):
    assert read(endpoint("https://scim.example.com/v2/")).provider.endpoint == "https://scim.example.com/v2"


@pytest.mark.parametrize(
    "url, said",
    [
        ("http://localhost.example.com/v2", "must be https"),
        ("http://127.0.0.1.example.com/v2", "must be https"),
        ("ftp://scim.example.com/v2", "takes a base URL"),
        ("https://", "takes a base URL"),
        ("'https://scim.example.com/a b'", "takes a base URL"),
        ("https://scim.example.com:99999/v2", "takes a base URL"),
        ("'https://[::1/v2'", "takes a base URL"),
        ("https://scim.example.com/v2#top", "remove what starts at"),
        ("https://scim.example.com/v2?", "remove what starts at"),
        ("https://ada@scim.example.com/v2", "does not belong in a URL"),
    ],
)
def test_other_endpoint_is_refused(complaint, url, said):
    assert said in complaint(endpoint(url))


@pytest.mark.parametrize("url", ["https://ada:s3cret@scim.example.com/v2", "https://ada:s3cret@[::1/v2"])
def test_secret_in_a_url_is_not_repeated(complaint, url):
    assert "s3cret" not in complaint(endpoint(f"'{url}'"))


@pytest.mark.parametrize("key", ["token", "api_token", "scim_token", "bearer", "authorization"])
def test_literal_token_is_refused_and_not_repeated(complaint, key):
    said = complaint(f"provider:\n  endpoint: https://scim.example.com/v2\n  {key}: hf_verysecretvalue\n")

    assert "token_env" in said
    assert "hf_verysecretvalue" not in said


@pytest.mark.parametrize("value", ["hf_AbCdEfGhIjKlMnOpQrSt", "Bearer abc", "a" * 65, "'two words'", "1TOKEN"])
def test_token_in_place_of_a_name_is_refused_and_not_repeated(complaint, value):
    said = complaint(f"provider:\n  endpoint: https://scim.example.com/v2\n  token_env: {value}\n")

    assert "the name of an environment variable" in said
    assert value.strip("'") not in said


def test_stub_is_read_with_all_it_has(read):
    stub = read(
        """\
provider:
  stub:
    sso: basic
    organization: acme-labs
    accounts:
      - {username: ada-l, full_name: Ada Lovelace, email: ada.lovelace@acme.test, member: true}
    resource_groups:
      - {name: gpu, auto_join: true, members: {grace-h: read}, service_accounts: {ci-bot: write}}
    rate_limit: {quota: 10}
    errors: hub
    quirks: [no-patch, short-pages]
    faults:
      - {on: POST /Users, times: always, html: 502}
"""
    ).provider.stub

    assert (stub.sso, stub.organization, stub.errors, stub.quirks) == (
        "basic",
        "acme-labs",
        "hub",
        ("no-patch", "short-pages"),
    )
    assert stub.accounts[0].member is True
    assert stub.resource_groups[0].members == {"grace-h": "read"}
    assert stub.resource_groups[0].service_accounts == {"ci-bot": "write"}
    assert (stub.rate_limit.quota, stub.rate_limit.window) == (10, 300)
    assert stub.faults[0].html == 502


def test_quirks_are_those_of_the_stub():
    assert set(get_args(Quirk)) == set(QUIRKS)
