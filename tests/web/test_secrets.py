"""No answer of the served org shows a token or a password: no state, transcript, task, log, error, or header."""

import json
from typing import Any

import pytest

from simulator.scim.message import Response
from tests.play.test_secret_forms import FORMS
from tests.web.conftest import API_TOKEN, HUB_TOKEN

PASSWORD = "Correct-Horse-9-Battery"


class Quoting:
    """A provider that quotes the tokens and each password, in bodies, headers and ids."""

    def __init__(self, status: int, forms: list[str]) -> None:
        self.status, self.forms, self.said = status, forms, ""

    def send(self, request: Any, _base_url: str, headers: Any) -> Response:
        token = dict(headers)["Authorization"].partition(" ")[2]
        password = (request.body or {}).get("password", PASSWORD)
        self.said = f"bad token {' '.join(FORMS[form](token) for form in self.forms)} of {API_TOKEN}, or {password}"
        user = {"id": FORMS[self.forms[0]](token), "userName": self.said, "displayName": self.said, "active": True}
        error = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "detail": self.said}
        page = {"totalResults": 0, "Resources": []}
        body = error if self.status >= 400 else page if request.method == "GET" and request.query else user
        return Response(self.status, {"X-Echo": self.said}, json.dumps(body))


def everything(okta: Any) -> dict[str, str]:
    """What the org answers to whoever asks for all there is, and how it refuses."""
    app, here = f"/api/v1/apps/{okta.app_id}", f"/simulator/v1/apps/{okta.app_id}"
    asked = [
        "/simulator/v1/state", "/simulator/v1/transcript", "/simulator/v1/jobs", "/simulator/v1/scenario",
        "/simulator/v1/scenario.yaml", "/simulator/v1/openapi.json",
        f"{here}/tasks", "/api/v1/logs", app, f"{app}/users", f"{app}/groups",
        f"{app}/group-push/mappings", f"{app}/connections/default", f"{app}/features", "/api/v1/users",
        "/api/v1/groups", f"/api/v1/users/{API_TOKEN}", f"/api/v1/users?q={HUB_TOKEN}&limit=1", "/nowhere",
        f"/api/v1/apps/{HUB_TOKEN}", "/api/v1/users?search=" + FORMS["full percent-encoding"](HUB_TOKEN),
        f"/api/v1/users?limit=1&x={API_TOKEN}",
    ]  # fmt: skip
    answers = {path: okta.call("GET", path) for path in asked}
    answers["test"] = okta.call("POST", f"{here}/test-connection")
    answers["retried"] = okta.call("POST", f"{here}/tasks/retry?wait=5", {})
    answers["act"] = okta.call("POST", "/simulator/v1/acts", {"push_group": f"{API_TOKEN} {HUB_TOKEN}"})
    answers["posted"] = okta.call("POST", "/api/v1/users", {"profile": {"login": f"{API_TOKEN} {HUB_TOKEN}"}})
    answers["no JSON"] = okta.call("POST", "/api/v1/users", f"{{{API_TOKEN}")
    answers["yaml"] = okta.call("POST", "/simulator/v1/scenario", f"name: [{API_TOKEN} {HUB_TOKEN}")
    answers["state"] = okta.call("PUT", "/simulator/v1/state", {"org": {HUB_TOKEN: 1, "format": 1}, "app": API_TOKEN})
    return {path: f"{one.status} {one.headers} {one.get_data(as_text=True)}" for path, one in answers.items()}


@pytest.fixture(params=[201, 400], ids=["accepting", "refusing"])
def quoted(request: pytest.FixtureRequest, open_okta: Any) -> Any:
    """An org that has talked to such a provider about people, a group and a password."""
    okta = open_okta(transport=Quoting(request.param, list(FORMS)))
    user = okta.person("mia@acme.test")["id"]
    okta.call("POST", f"/api/v1/users/{user}", {"credentials": {"password": {"value": PASSWORD}}})
    okta.call("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": user})
    group = next(iter(okta.engine.instance.org.groups))
    okta.call("POST", f"/api/v1/apps/{okta.app_id}/group-push/mappings", {"sourceGroupId": group})
    okta.settle()
    return okta


def test_no_answer_shows_a_token_or_a_password(quoted: Any) -> None:
    answers = everything(quoted)

    secrets = [*(write(HUB_TOKEN) for write in FORMS.values()), API_TOKEN, PASSWORD]
    assert [(path, one) for path, text in answers.items() for one in secrets if one.lower() in text.lower()] == []
    assert "<token>" in answers["/simulator/v1/transcript"]


def test_what_okta_keeps_of_a_refusal_is_exported_without_the_token(open_okta: Any) -> None:
    okta = open_okta(transport=Quoting(400, ["as it is"]))
    okta.engine.redactor.register(PASSWORD)
    okta.call("POST", f"/api/v1/apps/{okta.app_id}/users", {"id": okta.user("ada")})
    okta.settle()

    state = okta.ok("GET", "/simulator/v1/state")

    (app,) = state["org"]["apps"]
    assert app["users"][okta.user("ada")]["error"].endswith("bad token <token> of <token>, or <password-1>")
    assert okta.call("PUT", "/simulator/v1/state", state).status_code == 204


def test_an_answer_without_secrets_is_left_as_it_is(okta: Any) -> None:
    """What a client reads and writes back is data: a token that is a word changes no id, no status and no name."""
    user = okta.person("okta@acme.test", title="okta", nickName="ACTIVE")
    plain = okta.ok("GET", f"/api/v1/users/{user['id']}")

    scenario = okta.call("GET", "/simulator/v1/scenario.yaml").text
    for token in ("okta", "OKTA", "ACTIVE", "status", "title", "steps", "users"):
        okta.engine.redactor.add_token(token)

    assert okta.ok("GET", f"/api/v1/users/{user['id']}") == plain
    assert okta.call("GET", "/simulator/v1/scenario.yaml").text == scenario
    assert okta.ok("GET", "/simulator/v1/state")["org"]["users"][-1]["profile"]["title"] == "okta"


def test_links_of_a_page_stay_two(okta: Any) -> None:
    answer = okta.call("GET", f"/api/v1/users?limit=1&x={API_TOKEN}")

    links = answer.headers.getlist("Link")
    assert len(links) == 2
    assert all("x=<token>" in link for link in links)
