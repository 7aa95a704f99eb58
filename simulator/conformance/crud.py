"""Okta's CRUD test: somebody is created, renamed, deactivated and unassigned in Okta, and seen at the service.

Source: Okta-SCIM-20-CRUD-Test.json of okta/okta-developer-docs (okta-wire 12, V23). It calls Okta's API, and reads the
service between the calls. Here the simulator is that Okta, so that only what is read can fail: each of the five reads
is a step, and what is done in Okta before it is one of its `acts`. One thing is left out: the suite's update clears
`title` and `primaryPhone` on the way, and no source shows what Okta sends then.
"""

from simulator.conformance.assertions import PREPARE, Assertion, equal, status
from simulator.conformance.step import Facts, Step, Suite, look_up, read
from simulator.scim.message import Request
from simulator.verbs.assignments import AssignUser, UnassignUser
from simulator.verbs.directory import ActivateUser, CreateUser, DeactivateUser, UpdateUser
from simulator.verbs.verb import Verb

PERSON = "runscope"
"""The alias of the person whom the suite makes up."""
ASSIGN = "Assign user to SCIM App"
HEADERS = {"Accept": "application/scim+json"}

_FOUND = 'Answer `filter=userName eq "..."` with 200 and the user of that name (RFC 7644 3.4.2.2).'
_KEPT = (
    "Answer Okta's POST with 201, store names, address and `userName` as it has them, and find the user by `userName` "
    "(RFC 7644 3.3, 3.4.2.2)."
)
_BY_ID = (
    "Keep a user who was deactivated, and answer `GET /Users/{id}` with 200 (RFC 7644 3.4.1; Okta's SCIM concepts, "
    "Delete (Deprovision))."
)
_REPLACED = "Let a PUT replace `name.givenName` (RFC 7644 3.5.1)."
_SET = "Store `active` {} when Okta's PUT or PATCH sets it, and return it (" + PREPARE + ", Active resources)."


def _assigned(facts: Facts, given: str) -> tuple[str, Verb]:
    """The call that assigns, with the attributes that the suite gives."""
    profile = {"familyName": facts.family, "givenName": given, "emailType": "work", "email": facts.email}
    return ASSIGN, AssignUser.of(user=PERSON, username=facts.email, profile=profile)


def _made(facts: Facts) -> tuple[tuple[str, Verb], ...]:
    profile = {"login": facts.email, "email": facts.email, "firstName": facts.given, "lastName": facts.family}
    profile |= {"title": "Tester", "primaryPhone": "123-456-7890"}
    return ("Add new random user to Okta", CreateUser.of(alias=PERSON, profile=profile)), _assigned(facts, facts.given)


def _there(facts: Facts) -> tuple[Assertion, ...]:
    sent = {"userName": facts.email, "emails[0].value": facts.email}
    sent |= {"name.familyName": facts.family, "name.givenName": facts.given}
    kept = (equal(f"Resources[0].{path}", value, _KEPT) for path, value in sent.items())
    return status(200, _FOUND), *kept


def _account(facts: Facts) -> Request:
    return read(f"/Users/{facts.known['scim_id']}", "read user")


def _renamed(facts: Facts) -> tuple[Assertion, ...]:
    return status(200, _BY_ID), equal("name.givenName", facts.new_given, _REPLACED)


def _inactive(_: Facts) -> tuple[Assertion, ...]:
    return status(200, _BY_ID), equal("active", "false", _SET.format("false"))


def _active(_: Facts) -> tuple[Assertion, ...]:
    return status(200, _BY_ID), equal("active", "true", _SET.format("true"))


STEPS = (
    Step(
        "crud", "created", "Verify if user is created in SCIM App",
        lambda facts: look_up(facts.email, "look for the new user"), _there, HEADERS, _made,
        remembers={"scim_id": "Resources[0].id"}, pause=20,
    ),
    Step(
        "crud", "updated", "Verify firstname update in SCIM App", _account, _renamed, HEADERS,
        lambda facts: (
            ("Update user firstname", UpdateUser.of(user=PERSON, profile={"firstName": facts.new_given})),
        ),
        needs="created", pause=20,
    ),
    Step(
        "crud", "deactivated", "Verify if user is deactivated in SCIM App", _account, _inactive, HEADERS,
        lambda _: (("Deactivate user in Okta", DeactivateUser.of(user=PERSON)),),
        needs="created", pause=20,
    ),
    Step(
        "crud", "reactivated", "Verify if user is reactivated in SCIM App", _account, _active, HEADERS,
        lambda facts: (
            ("Reactivate user in okta", ActivateUser.of(user=PERSON)), _assigned(facts, facts.new_given),
        ),
        needs="deactivated", pause=20,
    ),
    Step(
        "crud", "unassigned", "Verify if user is deactivated in SCIM App", _account, _inactive, HEADERS,
        lambda _: (("Removes an assignment for a user in Okta", UnassignUser.of(user=PERSON)),),
        needs="reactivated", pause=40,
    ),
)  # fmt: skip
SUITE = Suite(
    "Okta SCIM 2.0 CRUD Test",
    "What becomes of one person at the service while Okta provisions, renames, deactivates and unassigns them.",
    "Okta-SCIM-20-CRUD-Test.json",
    "https://developer.okta.com/docs/guides/scim-provisioning-integration-test/main/#runscope-tests-for-crud",
    STEPS,
)
