"""`python -m provider_stub`: its options and its complaints."""

import json
from urllib.request import Request, urlopen

import pytest

from provider_stub.__main__ import _parser, main, opened
from provider_stub.quirks import QUIRKS


def test_help_lists_every_quirk(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(name in shown for name in QUIRKS)
    assert "PROVIDER_STUB_TOKEN" in shown


def test_the_token_is_read_from_the_environment_too(monkeypatch):
    monkeypatch.setenv("PROVIDER_STUB_TOKEN", "hf_from-the-environment")
    assert _parser().parse_args([]).token == "hf_from-the-environment"
    assert _parser().parse_args(["--token", "hf_given"]).token == "hf_given"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--quirk", "no-pach"], "did you mean 'no-patch'"),
        (["--organization", "a b"], "organization"),
        (["--port", "99999"], "port"),
        (["--host", "192.0.2.1", "--port", "0"], "assign"),
    ],
)
def test_options_that_cannot_be_followed_are_explained(capsys, arguments, hint):
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert hint in error
    assert error.count("\n") == 1


def test_a_state_of_another_organization_is_refused(capsys, tmp_path):
    state = tmp_path / "state.json"
    state.write_text('{"format": 1, "organization": "other", "sso": "managed"}')
    assert main(["--port", "0", "--state", str(state)]) == 2
    assert "'other'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sso", "path"),
    [("managed", "/api/organizations/lab/scim/v2"), ("basic", "/api/organizations/lab/scim-provisioning/v2")],
)
def test_the_scim_tenant_url_follows_the_sso_model_and_answers_at_once(sso, path):
    hub = opened(
        host="127.0.0.1", port=0, token=None, rate_limit=None, log=None, state=None, sso=sso, organization="lab"
    )
    with hub.server:
        assert hub.url == f"{hub.server.url}{path}"
        asked = Request(f"{hub.url}/Users", headers={"Authorization": f"Bearer {hub.made}"})
        with urlopen(asked, timeout=20) as answer:
            assert json.load(answer)["totalResults"] == 0
