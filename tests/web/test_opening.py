"""From the options to an engine at work, in process."""

import pytest

from simulator.errors import OptionError
from simulator.scim.message import Request
from simulator.web.engine.instance import Opening, Transports, is_loopback
from simulator.web.http.application import build
from simulator.web.opening import made_api_token, open_engine

HERE = "http://127.0.0.1:1"
"""A port of this machine where nobody listens."""


def test_the_organization_and_its_sign_on_are_the_hubs_too() -> None:
    with open_engine(Opening(organization="lab", sso="basic"), HERE, {}) as engine:
        app = engine.instance.tenant.app
        assert app.base_url == f"{HERE}/api/organizations/lab/scim-provisioning/v2"
        assert app.token.startswith("stub_")


def test_an_endpoint_takes_the_place_of_the_hub() -> None:
    given = Opening(endpoint=f"{HERE}/scim/v2", token_env="A_TOKEN", api_token="00given")
    with open_engine(given, "", {"A_TOKEN": " endpoint-token "}) as engine:
        instance = engine.instance
        assert (instance.hub, instance.tenant.app.base_url, instance.tenant.app.token) == (
            None,
            f"{HERE}/scim/v2",
            "endpoint-token",
        )
        answer = instance.transport.send(Request("GET", "/Users"), f"{HERE}/scim/v2", [])
        assert "refused" in str(answer.error).lower()
        assert build(engine, given).extensions["opening"].api_token == "00given"
        engine.begin_again()
        assert engine.instance.tenant.app.base_url == f"{HERE}/scim/v2"


def test_the_address_of_a_route_is_built_whenever_one_asks_for_it() -> None:
    given = Opening()
    with open_engine(given, HERE, {}) as engine:
        app = build(engine, given)
    routes = app.url_map.bind("")

    built = [routes.build("console.people.show_person", {"user_id": one, **more}) for one, more in
             [("a b", {}), ("c", {}), ("d", {"q": "é&"})]]  # fmt: skip

    assert built == ["/admin/users/a%20b", "/admin/users/c", "/admin/users/d?q=%C3%A9%26"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"endpoint": "https://x.test"}, "--token-env"),
        ({"endpoint": "https://x.test", "token_env": "GONE"}, "GONE is not set"),
        ({"endpoint": "https://x_y.test", "token_env": "GONE"}, "--endpoint"),
    ],
)
def test_an_endpoint_that_cannot_be_used_is_explained(options, sentence) -> None:
    with pytest.raises(OptionError, match=sentence):
        open_engine(Opening(**options), "", {})


def test_requests_leave_for_the_endpoint_that_was_named_and_for_no_other_place() -> None:
    ways = Transports(None, "", "https://scim.invalid/v2")
    named = ways.send(Request("GET", "/Users"), "https://scim.invalid/v2", [])
    assert "is not this machine" not in str(named.error)
    other = ways.send(Request("GET", "/Users"), "https://scim.example.com/v2", [])
    assert other.error == (
        "https://scim.example.com is not this machine; start oktasim serve with --endpoint to allow it"
    )


def policy_of(engine) -> str | None:
    """The rate-limit policy that the bundled Hub of an engine names."""
    app = engine.instance.tenant.app
    answer = engine.instance.transport.send(Request("GET", "/Users"), app.base_url, [])
    return dict(answer.headers).get("RateLimit-Policy")


LIMITED = "name: x\nprovider: {stub: {rate_limit: {quota: 4, window: 60}}}\n"


@pytest.mark.parametrize(
    ("text", "option", "policy"),
    [
        ("name: x\n", None, '"fixed window";"api";q=10000;w=300'),
        ("name: x\n", "20/60", '"fixed window";"api";q=20;w=60'),
        ("name: x\n", "off", None),
        ("name: x\nprovider: {stub: {sso: basic}}\n", None, '"fixed window";"api";q=6000;w=300'),
        (LIMITED, None, '"fixed window";"api";q=4;w=60'),
        (LIMITED, "off", '"fixed window";"api";q=4;w=60'),
    ],
)
def test_the_hubs_rate_limit_is_the_scenarios_else_the_options_else_the_plans(tmp_path, text, option, policy) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(text)
    with open_engine(Opening(scenario=path, rate_limit=option), HERE, {}) as engine:
        assert policy_of(engine) == policy
        assert engine.instance.limited_by_scenario is (text is LIMITED)


def test_a_rate_limit_that_is_none_is_explained() -> None:
    with pytest.raises(OptionError, match="the rate limit is '20'; give requests per seconds"):
        open_engine(Opening(rate_limit="20"), HERE, {})


@pytest.mark.parametrize("url", ["http://localhost:1", "http://127.9.9.9", "http://[::1]:1/x"])
def test_this_machine_is_known_by_its_addresses(url) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1.example.com", "http://10.0.0.1", "nonsense", "http://0.0.0.0"])
def test_another_machine_is_not_taken_for_this_one(url) -> None:
    assert not is_loopback(url)


def test_api_tokens_are_made_anew_each_time() -> None:
    assert made_api_token() != made_api_token()
    assert made_api_token().startswith("00")
