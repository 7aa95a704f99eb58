"""Whom a run has made is taken away: deleted, else deactivated, else named; and nobody else is touched."""

import json

import pytest

from simulator.play.made_users import MadeUsers
from simulator.play.transcript import Exchange
from simulator.scim.message import Request, Response

ADA = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "id": "7",
    "userName": "ADA@acme.test",
    "active": True,
}


class Provider:
    """Keeps one user, and refuses the methods it is told to."""

    def __init__(self, *refused: str, user: dict | None = None) -> None:
        self.refused, self.user, self.heard = refused, user or ADA, []

    def __call__(self, request: Request) -> Response:
        self.heard.append(f"{request.method} {request.path}")
        if request.method in self.refused:
            return Response(405)
        if request.method == "DELETE":
            self.user = None
            return Response(204)
        if request.method in ("PATCH", "PUT"):
            self.user = {**self.user, "active": False}
        listed = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "Resources": [self.user]}
        body = self.user if request.path != "/Users" else {**listed, "totalResults": 1}
        return Response(200, text=json.dumps(body)) if self.user else Response(404)


def created(answer: Response | None) -> MadeUsers:
    """After one create that was answered so; None for one that was interrupted."""
    made = MadeUsers("ada@acme.test")
    made.sends(Request("POST", "/Users"))
    if answer is not None:
        response = {"status": answer.status, "headers": {}, "body": answer.json} if answer.status else None
        request = {"method": "POST", "path": "/Users"}
        made.note(
            Exchange(at="", origin="okta", purpose="", attempt=1, request=request, response=response, milliseconds=1)
        )
    return made


@pytest.mark.parametrize(
    ("refused", "changed", "left"),
    [
        ((), ["DELETE"], []),
        (("DELETE",), ["DELETE", "PATCH"], ["is there, inactive; DELETE was answered 405"]),
        (("DELETE", "PATCH"), ["DELETE", "PATCH", "PUT"], ["is there, inactive; DELETE was answered 405"]),
        (
            ("DELETE", "PATCH", "PUT"), ["DELETE", "PATCH", "PUT"],
            ["is there, not inactive; DELETE was answered 405"],
        ),
    ],
)  # fmt: skip
def test_deleting_is_tried_first_and_deactivating_after_that(refused, changed, left):
    provider = Provider(*refused)

    sentences = list(created(Response(201, text='{"id": "7"}')).take_away(provider))

    assert [line.split()[0] for line in provider.heard if not line.startswith("GET")] == changed
    assert sentences == [f"ada@acme.test (7) {one}" for one in left]


def test_who_is_inactive_already_is_not_written_to_again():
    provider = Provider("DELETE", user={**ADA, "active": False})

    (sentence,) = created(Response(201, text='{"id": "7"}')).take_away(provider)

    assert sentence.endswith("is there, inactive; DELETE was answered 405")
    assert not {"PATCH /Users/7", "PUT /Users/7"} & set(provider.heard)


@pytest.mark.parametrize("answer", [None, Response(error="Read timed out"), Response(500), Response(201)])
def test_a_create_that_may_have_been_done_is_looked_for_by_name(answer):
    provider = Provider()

    assert list(created(answer).take_away(provider)) == []
    assert provider.heard == ["GET /Users", "GET /Users/7", "DELETE /Users/7", "GET /Users/7"]


@pytest.mark.parametrize("status", [400, 409, 499])
def test_after_a_refused_create_nothing_is_asked(status):
    provider = Provider()

    assert list(created(Response(status)).take_away(provider)) == []
    assert provider.heard == []


def test_a_list_that_holds_others_leaves_them_alone():
    provider = Provider(user={**ADA, "userName": "grace@acme.test"})

    assert list(created(Response(500)).take_away(provider)) == []
    assert provider.heard == ["GET /Users"]


def test_what_cannot_be_read_is_not_deleted_and_not_called_gone():
    provider = Provider("GET")

    (sentence,) = created(Response(201, text='{"id": "7"}')).take_away(provider)

    assert sentence == "ada@acme.test (7) may be there, that cannot be seen: 405 Method Not Allowed"
    assert provider.heard == ["GET /Users/7"]


def test_other_requests_make_nobody():
    made = MadeUsers("ada@acme.test")
    for method, path in (("POST", "/Groups"), ("PUT", "/Users/7"), ("GET", "/Users")):
        made.sends(Request(method, path))

    assert (made.posts, list(made.take_away(Provider()))) == (0, [])
