"""What a stub can be told."""

import pytest

from provider_stub import Settings, create_app
from provider_stub.settings import Account


def test_a_scenarios_mapping_becomes_settings():
    settings = Settings.from_mapping(
        {
            "sso": "basic",
            "organization": "acme",
            "accounts": [{"username": "ada-l", "full_name": "Ada Lovelace", "email": "ada@acme.test", "member": False}],
            "resource_groups": [
                {
                    "name": "gpu",
                    "auto_join": False,
                    "members": {"grace-h": "read"},
                    "service_accounts": {"bot": "write"},
                }
            ],
            "rate_limit": {"quota": 10, "window": 60},
            "errors": "hub",
            "quirks": ["no-patch"],
            "faults": [{"on": "POST /Users", "html": 502}],
        },
        token="t",
        seed=3,
    )
    assert settings.accounts == (Account(username="ada-l", full_name="Ada Lovelace", email="ada@acme.test"),)
    assert settings.quirks == {"no-patch"}
    assert (settings.rate_limit.quota, settings.faults[0].html, settings.seed) == (10, 502, 3)
    state = create_app(settings).test_client().get("/-/state").get_json()
    assert state["resource_groups"] == {"gpu": {"grace-h": "read"}}


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"quirks": {"no-pach"}}, "did you mean 'no-patch'"),
        ({"sso": "manged"}, "did you mean 'managed'"),
        ({"errors": "xml"}, "known are scim, hub"),
        ({"token": ""}, "token is empty"),
        ({"organization": "a/b"}, "organization is 'a/b'"),
        ({"organization": ""}, "organization is ''"),
        ({"accounts": ["ada"]}, "accounts holds 'ada'"),
        ({"accounts": [{"user": "ada"}]}, "did you mean 'username'"),
        ({"accounts": [{}]}, "username"),
        ({"resource_groups": [{"name": "x", "members": {"a1": "owner"}}]}, "unknown role 'owner'"),
        ({"resource_groups": [{"name": "x", "members": ["a1"]}]}, "resource_groups"),
        ({"faults": [{"on": "x"}]}, "method and a path|exactly one"),
        ({"rate_limit": 7}, "rate_limit holds 7"),
    ],
)
def test_what_no_stub_could_follow_is_refused_in_a_sentence(given, hint):
    with pytest.raises(ValueError, match=hint) as refused:
        Settings(**given)
    assert "\n" not in str(refused.value)


def test_an_unknown_key_of_the_mapping_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'organization'"):
        Settings.from_mapping({"organisation": "acme"})


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"accounts": [{"username": "not valid"}]}, "'not valid' cannot be"),
        ({"accounts": [{"username": "ada-l", "email": "nobody"}]}, "no valid e-mail"),
        ({"accounts": [{"username": "ada-l"}, {"username": "ADA-L"}]}, "exists already"),
        ({"resource_groups": [{"name": "x"}, {"name": "x"}]}, "two Resource Groups"),
        (
            {"accounts": [{"username": "ada-l"}], "resource_groups": [{"name": "x", "members": {"ada-l": "read"}}]},
            "member: true",
        ),
    ],
)
def test_seeds_the_hub_could_not_hold_are_refused_when_the_app_is_made(given, hint):
    with pytest.raises(ValueError, match=hint):
        create_app(Settings(**given))


def test_settings_have_defaults_for_all():
    app = create_app()
    token = Settings().token
    assert (
        app.test_client()
        .get("/api/organizations/acme/scim/v2/Users", headers={"Authorization": f"Bearer {token}"})
        .status_code
        == 200
    )
