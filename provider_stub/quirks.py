"""How other SCIM servers misbehave: one small piece each, switched on by name.

A quirk changes rules, or looks at a request before the Hub does (`before`), or at the answer after it (`after`).
Sources name the public issue or document that shows the behaviour; okta-wire's keys are those of its Appendix B.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from provider_stub.http.message import Answer, Call, Problem, invalid_value
from provider_stub.scim import resources

SHORT_PAGE = 50
LONGEST_NUMBER = 40
"""Digits beyond which nothing is read as a number: Python refuses to from 4,300."""


@dataclass(frozen=True, kw_only=True)
class Quirk:
    """One way to misbehave: `says` in one line what a client sees, `source` where it was seen."""

    says: str
    source: str
    rules: Mapping[str, Any] = field(default_factory=dict)
    before: Callable[[Call], None] | None = None
    after: Callable[[Call, Answer], Answer] | None = None


def check_quirk(name: str) -> str:
    """`name`, if there is such a quirk.

    Raises:
        ValueError: there is none; the sentence offers the nearest.
    """
    if name in QUIRKS:
        return name
    near = difflib.get_close_matches(str(name), QUIRKS, 1)
    offer = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(QUIRKS)}"
    raise ValueError(f"unknown quirk {name!r}; {offer}")


def _no_patch(call: Call) -> None:
    """501 to every PATCH; Okta does not fall back to PUT (BLOG-1956)."""
    if call.method == "PATCH":
        raise Problem(501, "PATCH is not supported")


def _no_filter(call: Call) -> None:
    """501 to a list with a filter (indigo-iam/iam#931 documents that filtering is not supported)."""
    if call.params.get("filter"):
        raise Problem(501, "filtering is not supported")


def _refuse_empty_members(call: Call) -> None:
    """400 to an empty `members`, which Okta sends for an empty group (SDK-757)."""
    if "/Groups" in call.path and _has_empty_members(call.document):
        raise invalid_value("members: at least one member is required")


def _has_empty_members(document: Any) -> bool:
    operations = _operations(document)
    assigned = [document] if operations is None else [_assignment(each) for each in operations]
    return any(isinstance(each, dict) and each.get("members") == [] for each in assigned)


def _operations(document: Any) -> list[Any] | None:
    operations = document.get("Operations") if isinstance(document, dict) else None
    return operations if isinstance(operations, list) else None


def _path(operation: Any) -> str | None:
    path = operation.get("path") if isinstance(operation, dict) else None
    return path if isinstance(path, str) else None


def _assignment(operation: Any) -> Any:
    """A PATCH operation as the object of attributes it sets."""
    path = _path(operation)
    value = operation.get("value") if isinstance(operation, dict) else None
    return value if path is None else {path: value}


def _no_member_replace(call: Call) -> None:
    """501 to a PATCH that replaces members (Captain-P-Goldfish/scim-for-keycloak#144)."""
    for each in _operations(call.document) or []:
        op = each.get("op") if isinstance(each, dict) else None
        assigned = _assignment(each)
        names = {name.lower() for name in assigned} if isinstance(assigned, dict) else set()
        if "/Groups" in call.path and str(op).lower() == "replace" and "members" in names:
            raise Problem(501, "patch-REPLACE-operation not supported for group.members")


def _stuck_paging(call: Call) -> None:
    """Every page is the first: `startIndex` is not looked at (wso2/product-is#4601)."""
    call.params.pop("startIndex", None)


def _short_pages(call: Call) -> None:
    """Never more than 50 per page, whatever `count` asks (awslabs/ssosync#1)."""
    count = call.params.get("count", "")
    if not count.isdecimal() or len(count) > LONGEST_NUMBER or int(count) > SHORT_PAGE:
        call.params["count"] = str(SHORT_PAGE)


def _drop_extensions(call: Call) -> None:
    """Extension attributes are lost without a word (simpleidserver/SimpleIdServer#287).

    In a PATCH as well, where the Hub answers 400.
    """
    if not isinstance(call.document, dict):
        return
    for key in [each for each in call.document if ":extension:" in each.lower()]:
        del call.document[key]
    operations = _operations(call.document)
    if operations is not None:
        call.document["Operations"] = [each for each in operations if ":extension:" not in (_path(each) or "").lower()]


def _patch_no_content(call: Call, answer: Answer) -> Answer:
    """204 without a body to a PATCH, as RFC 7644 section 3.5.2 allows (Captain-P-Goldfish/SCIM-SDK#519)."""
    return Answer(204) if call.method == "PATCH" and answer.status == 200 else answer


def _asked_items_per_page(call: Call, answer: Answer) -> Answer:
    """`itemsPerPage` repeats `count`, however many there are (ory/polis#4054); Okta's testers refused that."""
    asked = call.params.get("count", "")
    if _is_list(answer) and asked.isdecimal():
        answer.body["itemsPerPage"] = int(asked)
    return answer


def _numbers_as_strings(_call: Call, answer: Answer) -> Answer:
    """The numbers of a list are strings; Okta then stops without a reason (KBQ)."""
    if _is_list(answer):
        answer.body |= {key: str(value) for key, value in answer.body.items() if isinstance(value, int)}
    return answer


def _lower_case_list_keys(_call: Call, answer: Answer) -> Answer:
    """`resources`, `totalresults`, ... in lower case, as Okta's own .NET sample answers (NET-SAMPLE)."""
    if _is_list(answer):
        answer.body = {key.lower(): value for key, value in answer.body.items()}
    return answer


def _empty_201(_call: Call, answer: Answer) -> Answer:
    """201 without a body; Okta says "Create new user returned empty user" (DOC20)."""
    return Answer(201, None, answer.headers) if answer.status == 201 else answer


def _list_instead_of_user(call: Call, answer: Answer) -> Answer:
    """GET /Users/{id} answers a list that holds the user; no public report is known."""
    if call.method == "GET" and answer.status == 200 and call.resource_id and "/Users/" in call.path:
        answer.body = resources.listing([answer.body], 1, 1)
    return answer


def _html_errors(_call: Call, answer: Answer) -> Answer:
    """Errors are HTML pages; Okta then reports invalid JSON (okta-wire 1.3 and 8.1; coder/coder#15222)."""
    if answer.status < 400:
        return answer
    page = f"<!DOCTYPE html><html><head><title>Error {answer.status}</title></head><body><h1>Error</h1></body></html>"
    return Answer(answer.status, page.encode(), answer.headers | {"Content-Type": "text/html; charset=utf-8"})


def _is_list(answer: Answer) -> bool:
    return isinstance(answer.body, dict) and "Resources" in answer.body


QUIRKS: dict[str, Quirk] = {
    "any-username": Quirk(
        says="usernames follow no rules; e-mail addresses are taken",
        source="most servers: okta-wire 2.3, CAP-ROSTR",
        rules={"username_rules": False},
    ),
    "optional-external-id": Quirk(
        says="externalId may be left out",
        source="RFC 7643 section 3.1; one sample of DOC20 leaves it out",
        rules={"external_id_required": False},
    ),
    "case-sensitive-username": Quirk(
        says="userName is compared with regard to case, so that variants become different users",
        source="zulip/zulip#21758",
        rules={"username_exact": True},
    ),
    "no-patch": Quirk(says="PATCH answers 501", source="oktadeveloper/okta-blog-archive#1956", before=_no_patch),
    "patch-no-content": Quirk(
        says="PATCH answers 204 without a body",
        source="RFC 7644 section 3.5.2; Captain-P-Goldfish/SCIM-SDK#519",
        after=_patch_no_content,
    ),
    "no-filter": Quirk(says="a list with a filter answers 501", source="indigo-iam/iam#931", before=_no_filter),
    "ignore-active": Quirk(
        says="an update of active answers 200 and changes nothing",
        source="NorthlandPositronics/Cogtrix#122",
        rules={"active_ignored": True},
    ),
    "ignore-member-removal": Quirk(
        says="removing a group member answers 200 and changes nothing",
        source="goauthentik/authentik#25686; wso2/product-is#7040",
        rules={"member_removal_ignored": True},
    ),
    "ignore-group-members": Quirk(
        says="groups are written without their members",
        source="wso2/product-is#9619",
        rules={"members_ignored": True},
    ),
    "duplicate-members": Quirk(
        says="adding a member who is in lists them twice",
        source="AzureAD/SCIMReferenceCode#10",
        rules={"members_repeat": True},
    ),
    "refuse-empty-members": Quirk(
        says="a group without members answers 400",
        source="Captain-P-Goldfish/SCIM-SDK#757; pingidentity/scim2#103",
        before=_refuse_empty_members,
    ),
    "optional-members": Quirk(
        says="a group may be written without members, and then has none",
        source="RFC 7643 section 4.2; Entra ID creates groups so (huggingface-scim 9)",
        rules={"group_members_required": False},
    ),
    "no-member-replace": Quirk(
        says="a PATCH that replaces the members of a group answers 501",
        source="Captain-P-Goldfish/scim-for-keycloak#144",
        before=_no_member_replace,
    ),
    "unknown-member-404": Quirk(
        says='a group with a member the server does not know answers 404 "User not found."',
        source="getsentry/sentry#122540",
        rules={"unknown_member": "missing"},
    ),
    "refuse-inactive-members": Quirk(
        says="one member who is unknown or inactive makes the whole group request answer 400",
        source="pulumi/docs#13236",
        rules={"unknown_member": "refuse", "inactive_member_refused": True},
    ),
    "asked-items-per-page": Quirk(
        says="itemsPerPage is the number asked for", source="ory/polis#4054", after=_asked_items_per_page
    ),
    "stuck-paging": Quirk(says="every page is the first page", source="wso2/product-is#4601", before=_stuck_paging),
    "short-pages": Quirk(
        says=f"a page never holds more than {SHORT_PAGE}", source="awslabs/ssosync#1", before=_short_pages
    ),
    "numbers-as-strings": Quirk(
        says="the numbers of a list are strings",
        source="Okta support question 0D54z0000A4i091CQA (KBQ)",
        after=_numbers_as_strings,
    ),
    "lower-case-list-keys": Quirk(
        says="the keys of a list are in lower case",
        source="oktadev/okta-net-scim-example (NET-SAMPLE)",
        after=_lower_case_list_keys,
    ),
    "empty-201": Quirk(
        says="201 comes without a body", source="Okta SCIM 2.0 reference (DOC20), its screenshot", after=_empty_201
    ),
    "list-instead-of-user": Quirk(
        says="GET of one user answers a list with that user",
        source="no public report known",
        after=_list_instead_of_user,
    ),
    "html-errors": Quirk(
        says="errors are HTML pages", source="coder/coder#15222; Snowflake's SCIM documentation", after=_html_errors
    ),
    "drop-extensions": Quirk(
        says="extension attributes are lost without an error, in PATCH too",
        source="simpleidserver/SimpleIdServer#287",
        before=_drop_extensions,
    ),
    "hide-inactive": Quirk(
        says="lists and look-ups leave inactive people out, while their userName and externalId stay taken",
        source="better-auth/better-auth#11111",
        rules={"inactive_hidden": True},
    ),
    "hard-delete-on-inactive": Quirk(
        says="active: false deletes the user",
        source="growthbook/growthbook#1680",
        rules={"inactive_deletes": True},
    ),
}
"""All quirks by name, in the order of the documentation."""
