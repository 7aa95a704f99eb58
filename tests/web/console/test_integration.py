"""Provisioning > Integration: what is typed is tested and saved, and a token that is pasted is never seen again."""

import json

import pytest

PASTED = "hf_oauth_Pasted-Here.9f8e7d6c5b4a"

CATALOGUE = """
name: A catalogue app
app: {integration: oin, provisioning: [create_users]}
"""


@pytest.fixture
def tab(visitor) -> str:
    return f"/admin/apps/{visitor.okta.app_id}/provisioning/integration"


def boxes(visitor) -> list[str]:
    """Those that are ticked, so that a form leaves them as they are."""
    return sorted(visitor.okta.engine.instance.tenant.app.features)


def live_token(visitor) -> str:
    """A token that the Hub has generated just now."""
    visitor.okta.ok("POST", "/simulator/v1/acts?wait=5", {"hub": "generate_token"})
    return visitor.okta.engine.instance.tenant.stub_token


def test_the_first_page_is_to_app_once_the_connection_is_set_up(visitor) -> None:
    answer = visitor.client.get(f"/admin/apps/{visitor.okta.app_id}/provisioning")

    assert answer.headers["Location"].endswith("/provisioning/to-app")
    created = visitor.okta.ok("POST", "/api/v1/apps", {"label": "Another", "signOnMode": "SAML_2_0"})
    answer = visitor.client.get(f"/admin/apps/{created['id']}/provisioning")
    assert answer.headers["Location"].endswith("/provisioning/integration")
    page = visitor.get(answer.headers["Location"])
    assert "Set up the SCIM connection" in page
    assert "To Okta" not in page


def test_read_mode_has_the_boxes_in_okta_s_order(visitor, tab) -> None:
    page = visitor.get(tab)

    labels = (
        "SCIM connector base URL", "Unique identifier field for users", "Supported provisioning actions",
        "Import New Users and Profile Updates", "Push New Users", "Push Profile Updates", "Push Groups",
        "Import Groups", "Authentication Mode", "HTTP Header", "Bearer", "Test Connector Configuration",
    )  # fmt: skip
    card = page[page.index('id="integration"') :]
    places = [card.index(label) for label in labels]
    assert places == sorted(places)


def test_the_test_says_what_okta_s_dialog_lists(visitor, tab) -> None:
    said = visitor.does(f"{tab}/test", tab)

    assert said.splitlines() == [
        "good: Connector configured successfully", "✓ User Import", "✓ Import Profile Updates", "✓ Create Users",
        "✓ Update User Attributes", "✓ Push Groups", "✓ Import Groups",
    ]  # fmt: skip
    assert visitor.steps() == [("test_connection", None)]
    assert visitor.okta.traffic() == ["GET /Users 200", "GET /Groups 200"]


def test_generate_paste_test_save_test_again(visitor, tab) -> None:
    token = live_token(visitor)
    url = visitor.okta.engine.instance.tenant.app.base_url
    assert visitor.does(f"{tab}/test", tab).startswith("bad: Error authenticating: Unauthorized")
    visitor.okta.traffic()
    form = {"base_url": url, "token": token, "box": boxes(visitor)}

    tested = visitor.does(f"{tab}/test", f"{tab}/edit", keep=["base_url"], **form)

    assert tested.startswith("good: Connector configured successfully")
    assert visitor.steps()[-1] == ("test_connection", {"stub_token": "current"})
    assert visitor.does(f"{tab}/test", tab).startswith("bad: "), "the test has saved nothing"
    assert visitor.does(tab, tab, **form) == "good: Settings saved!"
    assert visitor.steps()[-1] == ("configure", {"stub_token": "current"})
    assert visitor.does(f"{tab}/test", tab).startswith("good: Connector configured successfully")


def test_a_pasted_token_is_in_no_page_log_transcript_or_scenario(visitor, tab) -> None:
    form = {"base_url": visitor.okta.engine.instance.tenant.app.base_url, "token": PASTED, "box": boxes(visitor)}

    answers = [
        visitor.post(f"{tab}/test", f"{tab}/edit", **form, keep="base_url"),
        visitor.post(tab, tab, **form),
        visitor.post(f"{tab}/test", tab),
    ]

    okta = visitor.okta
    okta.settle()
    assert okta.engine.instance.tenant.app.token == PASTED
    pages = [visitor.get(answer.headers["Location"]) for answer in answers]
    pages += [visitor.get(path) for path in (tab, f"{tab}/edit", "/", f"/admin/apps/{okta.app_id}/general")]
    asked = ("/simulator/v1/scenario.yaml", "/simulator/v1/transcript", "/simulator/v1/state", "/api/v1/logs")
    said = [okta.call("GET", path).text for path in asked]
    record = [line.line for line in okta.engine.record.after(0)]
    logged = [json.dumps(line.entry) for line in okta.engine.record.log()]
    shown = [answer.text + str(answer.headers) for answer in answers] + pages + said + record + logged
    assert not [text for text in shown if PASTED in text or PASTED[-12:] in text]
    assert "stub_token: <token>" in said[0].replace("'", "").replace('"', "")
    assert 'type="password"' in pages[4]
    assert 'autocomplete="off"' in pages[4]
    assert repr(okta.engine.steps_done).count(PASTED) == 0


def test_a_token_that_another_page_quotes_is_hidden_there(visitor, tab) -> None:
    """The provider says it in its answer: what was pasted is known before the first request is."""
    seen = []

    class Echo:
        def send(self, request, base_url, headers):
            from simulator.scim.message import Response

            given = dict(headers)["Authorization"]
            seen.append(given)
            return Response(401, {}, json.dumps({"detail": f"no such token: {given}"}))

    visitor.okta.engine.instance.transport = Echo()
    form = {"base_url": visitor.okta.engine.instance.tenant.app.base_url, "token": PASTED, "box": boxes(visitor)}

    said = visitor.does(f"{tab}/test", f"{tab}/edit", **form)

    assert seen == [f"Bearer {PASTED}"]
    assert said.startswith("bad: Error authenticating: Unauthorized. Errors reported by remote server: ")
    assert said.endswith("no such token: Bearer &lt;token&gt;")


def test_what_was_taken_away_plays_to_the_same_traffic(visitor, tab) -> None:
    from simulator.scenario.loading import load_text

    token = live_token(visitor)
    url = visitor.okta.engine.instance.tenant.app.base_url
    visitor.does(f"{tab}/test", f"{tab}/edit", base_url=url, token=token)
    visitor.does(f"{tab}/test", f"{tab}/edit", base_url=url, token=PASTED)
    visitor.does(f"{tab}/test", tab)
    traffic = visitor.okta.traffic()

    steps = load_text(visitor.okta.call("GET", "/simulator/v1/scenario.yaml").text, "taken.yaml").steps

    assert [one.verb for one in steps] == ["hub", "test_connection", "test_connection", "test_connection"]
    assert [one.argument.stub_token for one in steps[1:]] == ["current", "<token>", None]
    assert traffic == ["GET /Users 200", "GET /Groups 200", "GET /Users 401", "GET /Users 401"]
    visitor.okta.ok("POST", "/simulator/v1/scenario", visitor.okta.call("GET", "/simulator/v1/scenario.yaml").text)
    visitor.okta.exchanges()
    visitor.okta.ok("POST", "/simulator/v1/scenario/play")
    assert visitor.okta.traffic() == traffic


def test_the_boxes_are_ticked_and_unticked_and_nothing_else(visitor, tab) -> None:
    url = visitor.okta.engine.instance.tenant.app.base_url

    said = visitor.does(tab, tab, base_url=url, box=["create_users", "push_groups", "import_groups"])

    assert said == "good: Settings saved!"
    assert visitor.steps() == [("disable", ["import_users", "update_user_attributes"])]
    assert "deactivate_users" in boxes(visitor), "which is no action of the connector"
    visitor.does(tab, tab, base_url=url, box=["import_users", *boxes(visitor)])
    assert visitor.steps()[-1] == ("enable", ["import_users"])
    assert visitor.does(tab, tab, base_url=url + "/", box=boxes(visitor)) == "good: Nothing was changed."
    assert visitor.okta.traffic() == []


@pytest.mark.parametrize("typed, why", [
    ("ftp://x.test", "a URL that begins with https:// or http:// is expected"),
    ("http://scim.example.com/v2", "must be https"),
    ("https://scim.example.com/my_scim", "must not contain"),
    ("https://me:secret@scim.example.com", "a user or token does not belong in a URL"),
])  # fmt: skip
def test_a_base_url_that_okta_would_not_take_is_refused_and_stays_typed(visitor, tab, typed, why) -> None:
    answer = visitor.post(tab, f"{tab}/edit", then=tab, base_url=typed, box="push_groups", keep=["base_url", "box"])

    page = visitor.get(answer.headers["Location"])
    assert why in page
    assert f'value="{typed}"' in page
    assert page.count(" checked") == 1
    assert visitor.okta.engine.instance.tenant.app.base_url not in (typed, "")


def test_current_is_no_token_to_paste(visitor, tab) -> None:
    said = visitor.does(tab, tab, base_url=visitor.okta.engine.instance.tenant.app.base_url, token="current")

    assert said.startswith("bad: &#34;current&#34; cannot be pasted")
    assert visitor.steps() == []


def test_a_catalogue_app_is_enabled_and_disabled(open_okta, visit) -> None:
    visitor = visit(open_okta(CATALOGUE))
    tab, app = f"/admin/apps/{visitor.okta.app_id}/provisioning/integration", visitor.okta.engine.instance.tenant.app
    page = visitor.get(f"{tab}/edit")
    assert "Enable API integration" in page
    assert "credentials to enable user import and provisioning features." in page
    assert "Test API Credentials" in page
    assert visitor.does(f"{tab}/test", tab) == "good: Hugging Face was verified successfully!"
    visitor.okta.traffic()

    assert visitor.does(tab, tab, base_url=app.base_url) == "good: Settings saved!"

    assert visitor.steps()[-1] == ("disable_api_integration", None)
    assert visitor.does(f"{tab}/test", tab).startswith("bad: The API integration is not enabled")
    assert "Not enabled: nothing is sent" in visitor.get(tab)
    assert visitor.okta.traffic() == []
    visitor.does(tab, tab, base_url=app.base_url, enabled="on", box="import_groups")
    assert visitor.steps()[-2:] == [("enable_api_integration", None), ("enable", ["import_groups"])]
    assert app.connected


def test_an_app_without_a_connection_is_set_up_here(visitor) -> None:
    url, token = visitor.okta.engine.instance.tenant.app.base_url, live_token(visitor)
    app = visitor.okta.ok(
        "POST", "/api/v1/apps", {"name": "scim2headerauth", "label": "Fresh", "signOnMode": "AUTO_LOGIN"}
    )
    tab = f"/admin/apps/{app['id']}/provisioning/integration"
    assert "Configure API Integration" in visitor.get(tab)
    assert visitor.does(tab, tab, enabled="on") == "bad: baseUrl: The field cannot be left blank"

    tested = visitor.does(f"{tab}/test", f"{tab}/edit", enabled="on", base_url=url, token=token)

    assert tested == "good: Fresh was verified successfully!"
    assert visitor.does(tab, tab, enabled="on", base_url=url, token=token, box="push_groups") == "good: Settings saved!"
    assert visitor.does(f"{tab}/test", tab) == "good: Fresh was verified successfully!"
    shown = visitor.okta.ok("GET", f"/api/v1/apps/{app['id']}/connections/default")
    assert (shown["status"], shown["baseUrl"]) == ("ENABLED", url)


def test_an_inactive_app_has_nothing_to_test(visitor, tab) -> None:
    visitor.does(f"/admin/apps/{visitor.okta.app_id}/status", tab)

    assert visitor.does(f"{tab}/test", tab).startswith("bad: Hugging Face is not active")
    assert visitor.okta.traffic() == []
