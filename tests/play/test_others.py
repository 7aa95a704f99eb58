"""What only the provider has, and that a list which was not read to its end does not pass for all of it."""

from typing import Any

import pytest

from simulator.play.provider_view import ProviderView
from simulator.play.who_is_where import Others, Row
from simulator.scim.message import Request, Response, compact

USERS = [
    {"id": "1", "userName": "ada", "active": True},
    {"id": "2", "userName": "bob", "active": False},
    {"id": "3", "userName": "Cy", "active": "true"},
    {"id": "4", "userName": "dee"},
]
GROUPS = [{"id": "g1", "displayName": "team", "members": [{"value": "1"}, {"value": "2"}]}]
ADA = Row("user", "ada", "ada", "PROVISIONED", "active", True, okta_id="00u1", resource=USERS[0])


def others(rows: list[Row], state: dict[str, Any] | None = None, **answers: Any) -> Others:
    """What is found, where the lists are answered with `users` and `groups`."""

    def ask(request: Request) -> tuple[Response, Any]:
        held = answers.get(request.path.strip("/").lower(), [])
        if isinstance(held, Response):
            return held, None
        start = 1 if "startIndex=1&" in f"{request.query}&" else len(held) + 1
        body = {"totalResults": answers.get("total", len(held)), "Resources": held if start == 1 else []}
        return Response(200, {"Content-Type": "application/scim+json"}, compact(body)), None

    reading = Others.read(rows, ProviderView(ask), state)
    while True:
        try:
            next(reading)
        except StopIteration as end:
            return end.value


def test_what_okta_stands_for_is_left_out_and_the_rest_is_named() -> None:
    found = others([ADA], users=USERS, groups=GROUPS)

    assert [(one.kind, one.name, one.okta, one.provider, one.agrees) for one in found.rows] == [
        ("user", "bob", "nobody", "inactive", True),
        ("user", "Cy", "nobody", "active", True),
        ("user", "dee", "nobody", "there", True),
        ("group", "team", "nobody", "there", True),
    ]
    assert found.rows[3].members == ("1", "2")
    assert found.accounts == {"1": "ada", "2": "bob", "3": "Cy", "4": "dee"}
    assert found.short is None


@pytest.mark.parametrize(
    ("answers", "short"),
    [
        ({"users": Response(error="Read timed out")},
         "the list of accounts was not read to its end: nobody answered: Read timed out"),
        ({"groups": Response(403, {}, "")}, "the list of groups was not read to its end: 403 Forbidden"),
        ({"users": USERS, "total": 9},
         "the list of accounts was not read to its end: 4 of 9 were listed: a further page adds nothing"),
    ],
)  # fmt: skip
def test_a_list_that_was_not_read_to_its_end_is_said(answers: dict[str, Any], short: str) -> None:
    assert others([ADA], **answers).short == short


def test_the_hubs_members_whom_scim_does_not_show_are_told_by_the_hubs_pages() -> None:
    state = {"accounts": ["ADA", "owner", "passer-by", "gone"], "members": {"ADA": "active", "owner": "active"}}
    gone = Row("user", "gone", "gone", "UNASSIGNED", "not there", True, okta_id="00u2")
    found = others([ADA, gone], state)

    assert [(one.name, one.provider, one.reason) for one in found.rows] == [
        ("owner", "none", "SCIM shows no account of theirs"),
        ("passer-by", "none", "an account outside the organization"),
    ]
    assert found.state is state
