"""Accounts that a scenario may put on the Hub are those that the Hub can hold."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from provider_stub.scim import syntax
from simulator.scenario.parts.hub_accounts import HubEmail, HubUsername
from simulator.scenario.parts.provider import Stub


def taken(kind, text):
    try:
        return TypeAdapter(kind).validate_python(text) == text
    except ValidationError:
        return False


@settings(derandomize=True, database=None)
@given(st.text("aZf0 9-.\n", max_size=44) | st.from_regex(r"[0-9a-f]{23,25}", fullmatch=True))
def test_usernames_are_those_that_the_hub_takes(text):
    assert taken(HubUsername, text) is syntax.is_username(text)


@settings(derandomize=True, database=None)
@given(st.text("aZ0.-_'+@ \n", max_size=20) | st.from_regex(r"[a.]{1,3}@[a.-]{1,4}\.[a1]{1,3}", fullmatch=True))
def test_addresses_are_those_that_the_hub_takes(text):
    assert taken(HubEmail, text) is syntax.is_email(text)


def test_members_of_a_resource_group_are_members_of_the_organization_or_new():
    stub = Stub.model_validate(
        {
            "accounts": ({"username": "ada", "member": True},),
            "resource_groups": ({"name": "gpu", "members": {"ADA": "read", "grace": "write"}},),
        }
    )

    assert [one.name for one in stub.resource_groups] == ["gpu"]
