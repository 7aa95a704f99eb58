"""SSO > SCIM: the tenant URL, the token that is shown once, SCIM groups and their links, the rate-limit gauge."""

import re
from typing import Any

import pytest
from flask import g

from simulator.web.console.hub.scim.shown_once import SECONDS, ShownOnce, fill, place_for
from tests.web.conftest import HUB_TOKEN

SCIM = "/hub/scim"
TOKEN_PAGE = "/hub/scim/token"
HUB = [f"/hub/{name}" for name in ("scim", "members", "resource-groups", "audit-log", "audit-log/export")]
RESOURCE_GROUPS = """
name: Links
app:
  username: String.substringBefore(user.login, "@")
provider:
  stub:
    rate_limit: {quota: 20, window: 60}
    resource_groups: [{name: gpu}, {name: 'a <b>"lab"</b>'}, {name: full, members: {ci-bot: read}}]
users: {ada: {login: ada@acme.test, firstName: Ada, lastName: Lovelace}}
groups: {team: [ada], odd: []}
steps:
  - assign_user: ada
  - push_group: team
  - push_group: {group: odd, name: '<script>alert(1)</script>'}
"""


def shown_token(page: str) -> str | None:
    """The token in the field of the page, None where there is none."""
    found = re.search(r'id="new-token"[^>]*value="([^"]*)"', page)
    return found and found[1]


@pytest.fixture
def pushed(open_okta: Any, visit: Any) -> Any:
    """Signed in where two groups were pushed and three Resource Groups are."""
    okta = open_okta(RESOURCE_GROUPS)
    while okta.engine.play_step():
        pass
    okta.traffic()
    return visit(okta)


def group_id(visitor: Any, name: str) -> str:
    found = re.search(rf'href="/hub/scim/groups/([0-9a-f]+)">{name}<', visitor.get(SCIM))
    assert found is not None
    return found[1]


def role_of(visitor: Any, target: str) -> Any:
    state = visitor.okta.engine.instance.tenant.hub("GET", "/-/state", None)[1]
    return state["resource_groups"][target]


def generate(visitor: Any) -> str:
    """The page to which generating a token leads."""
    answer = visitor.post(TOKEN_PAGE, back=TOKEN_PAGE)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_tab_shows_the_tenant_url_of_its_sso_model_and_says_what_the_models_are(visitor, open_okta, visit) -> None:
    managed, basic = visitor.get(SCIM), visit(open_okta(sso="basic")).get(SCIM)

    assert 'id="tenant-url" readonly value="http://127.0.0.1:8081/api/organizations/acme/scim/v2"' in managed
    assert 'value="http://127.0.0.1:8081/api/organizations/acme/scim-provisioning/v2"' in basic
    assert "acme: Managed SSO" in managed
    assert "acme: Basic SSO" in basic
    for page in (managed, basic):
        assert "Managed SSO" in page
        assert "Basic SSO" in page


def test_of_the_token_in_force_the_last_characters_are_told_and_no_more(visitor) -> None:
    page = visitor.get(SCIM)

    assert f"It ends in <code>{HUB_TOKEN[-4:]}</code>" in page
    assert HUB_TOKEN not in page
    assert HUB_TOKEN[-6:] not in page


def test_a_new_token_is_shown_once_to_whoever_generated_it(visitor) -> None:
    there = generate(visitor)
    token = visitor.okta.engine.instance.tenant.stub_token
    first, again = visitor.client.get(there), visitor.get(there)

    assert there.startswith(f"{TOKEN_PAGE}?said=")
    assert shown_token(first.text) == token
    assert first.text.count(token) == 1
    assert first.headers["Cache-Control"] == "no-cache, no-store"
    assert int(first.headers["Content-Length"]) == len(first.data)
    assert (shown_token(again), token in again) == (None, False)
    assert "There is no token to show" in again
    assert f"It ends in <code>{token[-4:]}</code>" in visitor.get(SCIM)
    assert token not in visitor.get(SCIM)
    assert visitor.steps() == [("hub", "generate_token")]


def test_a_head_request_or_another_page_does_not_use_the_reading_up(visitor) -> None:
    there = generate(visitor)

    visitor.client.head(there)
    visitor.get(SCIM)
    for other in ({"X-Refreshing": "1"}, {"Sec-Fetch-Mode": "cors"}, {"Sec-Purpose": "prefetch"}):
        assert shown_token(visitor.client.get(there, headers=other).text) is None, "another window, or no window yet"
    assert shown_token(visitor.get(there)) == visitor.okta.engine.instance.tenant.stub_token


def test_another_visitor_is_not_shown_the_token(visitor, visit) -> None:
    there = generate(visitor)
    other = visit(visitor.okta)
    client = visitor.okta.client.application.test_client()
    key = client.application.extensions["visitors"].new_key()
    assert client.get(f"/sign-in?key={key}").status_code == 303

    assert shown_token(client.get(there).text) is None
    assert client.application.test_client().get(there).status_code == 401
    assert shown_token(other.get(there)) is not None, "the same browser, which has one cookie for all its windows"


def test_a_token_that_was_generated_elsewhere_is_never_shown(visitor) -> None:
    visitor.okta.ok("POST", "/simulator/v1/acts", {"hub": "generate_token"})

    assert shown_token(visitor.get(TOKEN_PAGE)) is None
    assert visitor.okta.engine.instance.tenant.stub_token not in visitor.get(TOKEN_PAGE)


def test_when_another_token_took_its_place_the_one_that_waited_is_not_shown(visitor) -> None:
    there = generate(visitor)
    visitor.okta.ok("POST", "/simulator/v1/acts", {"hub": "generate_token"})

    assert shown_token(visitor.get(there)) is None


def test_the_new_token_is_in_no_record_transcript_scenario_or_other_page(visitor) -> None:
    okta = visitor.okta
    there = generate(visitor)
    token = okta.engine.instance.tenant.stub_token
    shown = visitor.get(there)
    visitor.post("/hub/scim/token/revoke", back=SCIM)

    said = [
        okta.call("GET", path).text
        for path in ("/simulator/v1/transcript", "/simulator/v1/scenario.yaml", "/simulator/v1/state", "/api/v1/logs")
    ]
    pages = [visitor.get(path) for path in ("/", there, *HUB)]
    kept = [line.line for line in okta.engine.record.after(0)]
    assert token in shown
    assert [text for text in (*said, *pages, *kept) if token in text] == []
    assert "generate_token" in okta.engine.recorded()
    assert token not in okta.engine.recorded()


def test_a_token_waits_for_a_minute_at_most_and_for_one_reading() -> None:
    now = [0.0]
    once = ShownOnce(lambda: now[0])

    once.grant("cookie", "token")
    assert not once.redeem("another", "token")
    assert once.redeem("cookie", "token")
    assert not once.redeem("cookie", "token")
    once.grant("cookie", "token")
    now[0] = SECONDS
    assert not once.redeem("cookie", "token")
    once.grant("cookie", "token")
    assert not once.redeem("cookie", "newer")
    assert not once.redeem("cookie", "token"), "whatever was asked, that was the once"
    once.grant("cookie", "a-token")
    assert "a-token" not in repr(vars(once))


def test_a_place_is_filled_in_one_page_and_nowhere_else(okta) -> None:
    app = okta.client.application

    with app.test_request_context("/"):
        place = place_for('a<b>"token')
        page = app.response_class(f"<input value='{place}'> {{token}}", mimetype="text/html")
        assert fill(page).get_data(as_text=True) == "<input value='a&lt;b&gt;&#34;token'> {token}"
        assert "shown_once" not in g
        assert fill(app.response_class(place, mimetype="text/html")).get_data(as_text=True) == place
    for status, kind in ((500, "text/html"), (200, "application/json")):
        with app.test_request_context("/"):
            place = place_for("a-token")
            answer = app.response_class(place, status, mimetype=kind)
            assert fill(answer).get_data(as_text=True) == place


def test_revoking_ends_the_token_and_okta_is_refused(visitor) -> None:
    said = visitor.does("/hub/scim/token/revoke", SCIM)
    page = visitor.get(SCIM)

    assert said == "good: The access token was revoked: requests with it are answered 401."
    assert "No access token is in force" in page
    assert ">Revoke</button>" not in page
    visitor.okta.call("POST", f"/api/v1/apps/{visitor.okta.app_id}/users", {"id": visitor.okta.user("ada")})
    assert visitor.okta.traffic()[0].endswith(" 401")
    assert visitor.steps()[0] == ("hub", "revoke_token")


def test_a_group_that_is_not_linked_leads_to_the_dialog_with_the_group_chosen(pushed) -> None:
    team = group_id(pushed, "team")

    page = pushed.get(SCIM)
    dialog = pushed.get(f"/hub/scim/link?group={team}")

    assert f'<a href="/hub/scim/link?group={team}">Link resource groups</a>' in page
    assert re.findall(r"<label for=\"[\w-]+\">([^<]*)</label>", dialog) == [
        "Resource Group", "Role Assignment", "Link to SCIM group",
    ]  # fmt: skip
    assert re.findall(r"<option[^>]*>(read|contributor|write|admin)</option>", dialog) == [
        "read", "contributor", "write", "admin",
    ]  # fmt: skip
    assert f'<option value="{team}" selected>' in dialog
    assert 'href="/hub/scim">Cancel</a>' in dialog


def test_linking_gives_the_role_and_the_column_counts(pushed) -> None:
    team = group_id(pushed, "team")
    for target in ("gpu", 'a <b>"lab"</b>'):
        said = pushed.does(
            "/hub/scim/link", f"/hub/scim/link?group={team}", group=team, resource_group=target, role="write"
        )
        assert said.startswith("good: ")

    assert role_of(pushed, "gpu") == {"ada": "write"}
    assert "2 resource groups</a>" in pushed.get(SCIM)
    assert pushed.steps()[-2:] == [
        ("hub", {"link_resource_group": {"group": "team", "resource_group": name, "role": "write"}})
        for name in ("gpu", 'a <b>"lab"</b>')
    ]
    assert pushed.okta.traffic() == [], "what is done on the Hub tells Okta nothing"


def test_a_links_role_is_changed_and_the_link_removed(pushed) -> None:
    team = group_id(pushed, "team")
    pushed.post("/hub/scim/link", group=team, resource_group="gpu", role="read")
    here = f"/hub/scim/groups/{team}"

    said = pushed.does(f"{here}/role", here, resource_group="gpu", role="admin")
    assert said == "good: The role in gpu is admin now."
    assert role_of(pushed, "gpu") == {"ada": "admin"}
    assert "<option selected>admin</option>" in pushed.get(here)
    assert pushed.does(f"{here}/unlink", here, resource_group="gpu").startswith("good: ")
    assert role_of(pushed, "gpu") == {}
    assert "It is linked to no Resource Group" in pushed.get(here)
    link = {"group": "team", "resource_group": "gpu"}
    assert pushed.steps()[-2:] == [
        ("hub", {"change_role": {**link, "role": "admin"}}), ("hub", {"unlink_resource_group": link}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "target, role, sentence",
    [
        ("full", "read", "full has members; a Resource Group must have neither members nor auto-join to be linked"),
        ("none", "read", "no Resource Group is named none"),
        ("gpu", "owner", "takes read, contributor, write or admin"),
    ],
)
def test_what_the_hub_does_not_link_is_refused_in_its_words(pushed, target, role, sentence) -> None:
    said = pushed.does("/hub/scim/link", SCIM, group=group_id(pushed, "team"), resource_group=target, role=role)

    assert said.startswith("bad: ")
    assert sentence in said


def test_a_group_that_okta_does_not_push_is_shown_and_says_why_it_has_no_buttons(pushed) -> None:
    hub = pushed.okta.engine.instance.hub.org
    from provider_stub.memory.records import Group

    hub.store.add_group(Group("f" * 24, "strangers"))
    page = pushed.get(f"/hub/scim/groups/{'f' * 24}")

    assert "No group in Okta is pushed as strangers" in page
    assert "Link a Resource Group" not in page
    said = pushed.does("/hub/scim/link", SCIM, group="f" * 24, resource_group="gpu", role="read")
    assert said == "bad: No group in Okta is pushed as strangers, and a scenario names groups by Okta&#39;s."


def test_names_are_escaped_and_searched(pushed) -> None:
    page = pushed.get(SCIM)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;script" not in pushed.get(f"{SCIM}?q=TEAM")
    assert 'No SCIM groups for "zzz"' in pushed.get(f"{SCIM}?q=zzz").replace("&#34;", '"')
    assert '<b>"lab"' not in pushed.get("/hub/scim/link")


def test_without_groups_or_resource_groups_the_pages_say_what_to_press(visitor) -> None:
    assert "Push one in Okta" in visitor.get(SCIM)
    assert "Push one in Okta first" in visitor.get("/hub/scim/link")
    visitor.okta.ok("POST", "/simulator/v1/acts", {"push_group": "ml-team"})
    visitor.okta.settle()
    assert "There is no Resource Group. Create one" in visitor.get("/hub/scim/link")
    assert visitor.client.get("/hub/scim/groups/nothing").status_code == 404


def test_the_gauge_shows_what_the_token_has_used_and_has_left(pushed) -> None:
    used = int(re.search(r"Rate limit: (\d+) of 20 requests used", pushed.get(SCIM))[1])

    assert used > 3
    assert f'<meter min="0" max="20" value="{used}"' in pushed.get(SCIM)
    assert f"{20 - used} left; the window ends at 2" in re.sub(r"\s+", " ", pushed.get("/hub/members"))
    pushed.okta.engine.clock.advance(61)
    assert "0 of 20 requests used, 20 left; no window is open" in re.sub(r"\s+", " ", pushed.get("/hub/audit-log"))


def test_requests_beyond_the_quota_are_counted_as_refused(pushed) -> None:
    hub = pushed.okta.engine.instance.hub.org
    used = int(re.search(r"(\d+) of 20 requests used", pushed.get(SCIM))[1])
    hub.limiter._windows["scim"].used += 23 - used

    assert "20 of 20 requests used, 0 left, 3 more refused with 429" in re.sub(r"\s+", " ", pushed.get(SCIM))


def test_where_there_is_no_limit_the_gauge_says_so(open_okta, visit) -> None:
    page = visit(open_okta(rate_limit="off")).get(SCIM)

    assert "Rate limit: off." in page
    assert "<meter" not in page


def test_at_an_endpoint_the_pages_say_that_the_providers_are_elsewhere(endpoint_visitor) -> None:
    for path in (TOKEN_PAGE, "/hub/scim/link", *HUB):
        page = endpoint_visitor.get(path)
        assert "The provider's pages are elsewhere" in page
        assert "http://127.0.0.1:9/scim" in page
    for path in ("/hub/scim/token", "/hub/scim/link", "/hub/members/x/remove", "/hub/resource-groups"):
        said = endpoint_visitor.does(path, SCIM, name="x")
        assert said.startswith("bad: This is the page of the bundled Hub; an endpoint has none")
