"""Okta's SPEC test: its twelve requests in their order, each with the name and the assertions it was published with.

Source: Okta-SCIM-20-SPEC-Test.json and Initial_Script_Spec.txt of okta/okta-developer-docs (okta-wire 12 [D]), which
the guide "Prepare your SCIM API service" has everybody run before an integration is submitted.
"""

from typing import Any

from simulator.conformance.assertions import (
    PREPARE,
    Assertion,
    equal,
    error,
    faster_than,
    json_body,
    not_empty,
    number,
    schema,
    status,
    whole_user,
)
from simulator.conformance.step import NOT_A_TOKEN, Facts, Headers, Step, Suite, look_up, read
from simulator.scim import urns
from simulator.scim.message import Request

READING = {
    "Accept": "application/scim+json",
    "Accept-Charset": "utf-8",
    "Content-Type": "application/scim+json; charset=utf-8",
    "User-Agent": "OKTA SCIM Integration",
}
"""A type without a body on every GET, as published."""
WRITING = {"Accept": "application/scim+json; charset=utf-8", "Content-Type": "application/json"}
INVALID_USERNAME = "abcdefgh@atko.com"
UNKNOWN_IDS = ("010101001010101011001010101011", "00919288221112222")
GROUPS_WITHIN = 600
"""Milliseconds."""

_LISTED = "Answer `GET /Users` with 200 and a page of users (RFC 7644 3.4.2)."
_ONE_USER = f"Create a user in the service before the test, and list it ({PREPARE}, Run Okta SPEC tests)."
_FILTERED = 'Answer `filter=userName eq "..."` with 200, whoever it is about (RFC 7644 3.4.2.2).'
_NOBODY = "Answer a filter that nobody matches with 200 and an empty ListResponse (RFC 7644 3.4.2)."
_BY_ID = "Answer `GET /Users/{id}` with 200 and the user whose id it is (RFC 7644 3.4.1)."
_UNKNOWN_ID = "Answer an id that is nobody's with 404 and SCIM's Error message, whatever its form (RFC 7644 3.12)."
_CREATED = (
    "Answer `POST /Users` with 201 and the new user; an e-mail address is a username, and `externalId` may be missing "
    "(RFC 7644 3.3; RFC 7643 3.1, 4.1.1)."
)
_AS_SENT = "Store `{}` as it was sent, and return it (RFC 7644 3.3)."


def _list_of_users(_: Facts) -> tuple[Assertion, ...]:
    return (
        status(200, _LISTED),
        not_empty("Resources", _ONE_USER),
        schema(urns.LIST_RESPONSE),
        *map(number, ("itemsPerPage", "startIndex", "totalResults")),
        *whole_user("Resources[0]."),
    )  # fmt: skip


def _known_user(facts: Facts) -> tuple[Assertion, ...]:
    return status(200, _BY_ID), *whole_user(), equal("id", facts.known["known_id"], _BY_ID)


def _nobody(_: Facts) -> tuple[Assertion, ...]:
    return status(200, _FILTERED), schema(urns.LIST_RESPONSE), equal("totalResults", "0", _NOBODY)


def _new_user(facts: Facts, email: str) -> dict[str, Any]:
    return {
        "schemas": [urns.CORE_USER],
        "userName": facts.email,
        "name": {"givenName": facts.given, "familyName": facts.family},
        "emails": [{"primary": True, "value": email, "type": "work"}],
        "displayName": f"{facts.given} {facts.family}",
        "active": True,
    }


def _create(facts: Facts) -> Request:
    return Request("POST", "/Users", body=_new_user(facts, facts.email), purpose="create user")


def _names(facts: Facts) -> tuple[Assertion, ...]:
    sent = {"userName": facts.email, "name.familyName": facts.family, "name.givenName": facts.given}
    return tuple(equal(path, value, _AS_SENT.format(path)) for path, value in sent.items())


def _created(facts: Facts) -> tuple[Assertion, ...]:
    return (
        status(201, _CREATED),
        equal("active", "true", _AS_SENT.format("active")),
        not_empty("id", "Return the new user with its `id` (RFC 7644 3.3; RFC 7643 3.1)."),
        *_names(facts),
        schema(urns.CORE_USER),
    )


def _conflict(_: Facts) -> tuple[Assertion, ...]:
    return (status(409, "Refuse a second user of the same userName with 409, scimType uniqueness (RFC 7644 3.3)."),)


def _groups(_: Facts) -> tuple[Assertion, ...]:
    return (
        status(200, "Answer `GET /Groups` with 200, also where there are none (RFC 7644 3.4.2)."),
        faster_than(GROUPS_WITHIN, f"Answer `GET /Groups` within {GROUPS_WITHIN} ms (Okta-SCIM-20-SPEC-Test.json)."),
        json_body("Answer `GET /Groups` with a ListResponse in JSON (RFC 7644 3.4.2)."),
    )


def _unauthorized(_: Facts) -> tuple[Assertion, ...]:
    remedy = (
        "Refuse a token that is not valid with 401 and SCIM's Error message, before anything else (RFC 7644 2, 3.12)."
    )
    return status(401, remedy), *error(401)


def _step(key: str, name: str, request: Any, expects: Any, headers: Headers = READING, **more: Any) -> Step:
    return Step("spec", key, name, request, expects, headers, **{"pause": 5, **more})


STEPS = (
    _step(
        "users", "Required Test: Test Users endpoint",
        lambda _: Request("GET", "/Users", "count=1&startIndex=1", purpose="list users"), _list_of_users,
        remembers={"known_id": "Resources[0].id"}, pause=0,
    ),
    _step(
        "user-by-id", "Required Test: Get Users/{{id}}",
        lambda facts: read(f"/Users/{facts.known['known_id']}", "read user"), _known_user, needs="known_id",
    ),
    _step(
        "invalid-username", "Required Test: Test invalid User by username",
        lambda _: look_up(INVALID_USERNAME, "look for nobody"), _nobody,
    ),
    _step(
        "invalid-id", "Required Test: Test invalid User by ID",
        lambda _: read(f"/Users/{UNKNOWN_IDS[0]}", "read nobody"),
        lambda _: (status(404, _UNKNOWN_ID), *error(404, with_status=False)),
    ),
    _step(
        "random-user", "Required Test: Make sure random user doesn't exist",
        lambda facts: look_up(facts.email, "look for nobody"), _nobody,
    ),
    _step(
        "create", "Required Test: Create Okta user with realistic values", _create, _created, WRITING,
        remembers={"created_id": "id"},
    ),
    _step(
        "created", "Required Test: Verify that user was created",
        lambda facts: read(f"/Users/{facts.known['created_id']}", "read user"),
        lambda facts: (status(200, _BY_ID), *_names(facts)), needs="created_id",
    ),
    _step(
        "create-again", "Required Test: Expect failure when recreating user with same values", _create, _conflict,
        WRITING, needs="created_id", pause=10,
    ),
    _step(
        "capitals", "Required Test: Username Case Sensitivity Check",
        lambda facts: look_up(facts.email.upper(), "look for a user in capitals"), lambda _: (status(200, _FILTERED),),
    ),
    _step(
        "groups", "Optional Test: Verify Groups endpoint", lambda _: read("/Groups", "list groups"), _groups,
        optional=True,
    ),
    _step(
        "status-401", "Required Test: Check status 401",
        lambda facts: look_up(facts.email.upper(), "ask with a token that is none"), _unauthorized,
        READING | {"Authorization": NOT_A_TOKEN},
    ),
    _step(
        "status-404", "Required Test: Check status 404", lambda _: read(f"/Users/{UNKNOWN_IDS[1]}", "read nobody"),
        lambda _: (status(404, _UNKNOWN_ID), *error(404)),
    ),
)  # fmt: skip
SUITE = Suite(
    "Okta SCIM 2.0 SPEC Test",
    "What Okta asks of a SCIM service before its integration is submitted to the catalogue.",
    "Okta-SCIM-20-SPEC-Test.json",
    "https://developer.okta.com/docs/guides/scim-provisioning-integration-prepare/main/#test-your-scim-api",
    STEPS,
)
