"""Okta's SPEC suite for SCIM services in our words, played over HTTP against the bundled Hub.

Sources: okta-wire 12, which expectations the suite has; huggingface-scim 14, which of them the Hub can meet.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
READING = {
    "Accept": "application/scim+json",
    "Accept-Charset": "utf-8",
    "Content-Type": "application/scim+json; charset=utf-8",
    "User-Agent": "OKTA SCIM Integration",
}
"""A type without a body on every GET, as the suite sends it."""
WRITING = {"Accept": "application/scim+json; charset=utf-8", "Content-Type": "application/json"}
LENIENT = frozenset({"any-username", "optional-external-id"})


class Suite:
    """One pass of SPEC at one base URL; it remembers the users it has met."""

    name = "Runscope300Abcd@atko.com"
    known_id = ""
    created_id = ""

    def __init__(self, base: str, token: str) -> None:
        self._base = base
        self._authorization = f"Bearer {token}"
        self._session = requests.Session()
        self._session.trust_env = False
        self.close = self._session.close

    def get(self, path: str, *, filtered: str = "", authorization: str | None = None) -> requests.Response:
        query = {"filter": f'userName eq "{filtered}"'} if filtered else {}
        headers = READING | {"Authorization": authorization or self._authorization}
        return self._session.get(self._base + path, params=query, headers=headers, timeout=10)

    def create(self, **changes: Any) -> requests.Response:
        body = {
            "schemas": [USER],
            "userName": self.name,
            "name": {"givenName": "Rune", "familyName": "Scope"},
            "emails": [{"primary": True, "value": self.name, "type": "work"}],
            "displayName": "Rune Scope",
            "active": True,
        }
        headers = WRITING | {"Authorization": self._authorization}
        return self._session.post(f"{self._base}/Users", json=body | changes, headers=headers, timeout=10)


def the_list_holds_a_whole_user(suite: Suite) -> None:
    reply = suite.get("/Users?count=1&startIndex=1")
    page = reply.json()
    assert (reply.status_code, page["schemas"]) == (200, [LIST])
    assert [type(page[name]) for name in ("itemsPerPage", "startIndex", "totalResults")] == [int] * 3
    assert page["Resources"], "the service has no user yet"
    suite.known_id = whole(page["Resources"][0])["id"]


def that_user_is_found_by_id(suite: Suite) -> None:
    reply = suite.get(f"/Users/{suite.known_id}")
    assert reply.status_code == 200
    assert whole(reply.json())["id"] == suite.known_id


def an_unknown_username_is_an_empty_list(suite: Suite) -> None:
    nothing_found(suite.get("/Users", filtered="abcdefgh@atko.com"))


def an_unknown_id_is_an_error_in_scim_shape(suite: Suite) -> None:
    for unknown in ("010101001010101011001010101011", "00919288221112222"):
        reply = suite.get(f"/Users/{unknown}")
        assert reply.status_code == 404
        assert reply.json()["schemas"] == [ERROR]
        assert (reply.json()["detail"], reply.json()["status"]) == ("User not found", "404")


def the_random_user_is_not_there_yet(suite: Suite) -> None:
    nothing_found(suite.get("/Users", filtered=suite.name))


def a_user_is_created(suite: Suite) -> None:
    reply = suite.create()
    assert reply.status_code == 201, reply.json()["detail"]
    created = whole(reply.json())
    assert (created["schemas"], created["userName"], created["active"]) == ([USER], suite.name, True)
    assert (created["name"]["givenName"], created["name"]["familyName"]) == ("Rune", "Scope")
    suite.created_id = created["id"]


def the_created_user_is_there(suite: Suite) -> None:
    reply = suite.get(f"/Users/{suite.created_id or 'none'}")
    assert reply.status_code == 200
    assert (reply.json()["userName"], reply.json()["name"]["familyName"]) == (suite.name, "Scope")


def creating_it_again_is_a_conflict(suite: Suite) -> None:
    assert suite.create().status_code == 409


def a_username_in_capitals_can_be_asked_for(suite: Suite) -> None:
    assert suite.get("/Users", filtered=suite.name.upper()).status_code == 200


def groups_are_listed_within_600_milliseconds(suite: Suite) -> None:
    reply = suite.get("/Groups")
    assert reply.status_code == 200
    assert reply.elapsed.total_seconds() < 0.6


def a_bad_token_is_an_error_in_scim_shape(suite: Suite) -> None:
    reply = suite.get("/Users?startIndex=1&count=1", authorization="non-token")
    assert reply.status_code == 401
    assert reply.json()["schemas"] == [ERROR]
    assert (bool(reply.json()["detail"]), reply.json()["status"]) == (True, "401")


STEPS: list[Callable[[Suite], None]] = [
    the_list_holds_a_whole_user,
    that_user_is_found_by_id,
    an_unknown_username_is_an_empty_list,
    an_unknown_id_is_an_error_in_scim_shape,
    the_random_user_is_not_there_yet,
    a_user_is_created,
    the_created_user_is_there,
    creating_it_again_is_a_conflict,
    a_username_in_capitals_can_be_asked_for,
    groups_are_listed_within_600_milliseconds,
    a_bad_token_is_an_error_in_scim_shape,
]
CREATING = ["a_user_is_created", "the_created_user_is_there", "creating_it_again_is_a_conflict"]


def whole(user: dict[str, Any]) -> dict[str, Any]:
    """The user, which has all that the suite looks for."""
    assert all((user["id"], user["userName"], user["name"]["familyName"], user["name"]["givenName"]))
    assert user["emails"][0]["value"]
    assert isinstance(user["active"], bool)
    return user


def nothing_found(reply: requests.Response) -> None:
    assert (reply.status_code, reply.json()["schemas"], reply.json()["totalResults"]) == (200, [LIST], 0)


def failing(suite: Suite) -> dict[str, str]:
    """The steps that the service does not pass, in order, each with what was wrong."""
    found = {}
    for step in STEPS:
        try:
            step(suite)
        except AssertionError as wrong:
            found[step.__name__] = str(wrong)
    return found


@pytest.fixture
def suite(hub: Callable[..., str], token: str) -> Iterator[Callable[..., Suite]]:
    """A suite about to start at a Hub with settings of one's own."""
    with ExitStack() as ending:

        def started(**settings: Any) -> Suite:
            made = Suite(hub(**settings), token)
            ending.callback(made.close)
            return made

        yield started


def test_with_any_username_and_no_external_id_needed_the_whole_suite_passes(suite: Any) -> None:
    assert failing(suite(quirks=LENIENT)) == {}


def test_by_the_hubs_rules_all_but_creating_passes(suite: Any) -> None:
    assert list(failing(suite())) == CREATING


@pytest.mark.parametrize(("quirk", "refused"), [("any-username", "externalId"), ("optional-external-id", "userName")])
def test_creating_breaks_two_of_the_hubs_rules_so_that_one_quirk_is_not_enough(
    suite: Any, quirk: str, refused: str
) -> None:
    found = failing(suite(quirks=frozenset({quirk})))

    assert list(found) == CREATING
    assert found["a_user_is_created"].startswith(f"{refused}: ")


def test_with_a_hub_username_and_an_external_id_creating_passes_without_a_quirk(suite: Any) -> None:
    started = suite()
    changes = {"userName": "runscope-300", "externalId": "00ujl29u0le5T6Aj10h7"}

    assert [started.create(**changes).status_code for _ in range(2)] == [201, 409]


def test_in_the_hubs_own_error_shape_the_two_steps_about_errors_do_not_pass(suite: Any) -> None:
    started = suite(quirks=LENIENT, errors="hub")
    found = [step.__name__ for step in STEPS if not passes(step, started)]

    assert found == ["an_unknown_id_is_an_error_in_scim_shape", "a_bad_token_is_an_error_in_scim_shape"]


def passes(step: Callable[[Suite], None], suite: Suite) -> bool:
    """Whether the step gets the members it looks for, and finds them as it wants them."""
    try:
        step(suite)
    except (AssertionError, KeyError):
        return False
    return True


def test_usernames_told_apart_by_case_pass_the_step_about_capitals_too(suite: Any) -> None:
    assert failing(suite(quirks=LENIENT | {"case-sensitive-username"})) == {}


def test_on_basic_sso_nobody_without_an_account_can_be_created(suite: Any) -> None:
    started = suite(sso="basic", quirks=LENIENT)
    assert started.create(userName="ada").status_code == 201

    assert list(failing(started)) == CREATING
