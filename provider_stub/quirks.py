"""How other SCIM servers misbehave: one small piece each, switched on by name.

A quirk changes rules, or looks at a request before the Hub does (`before`), or at the answer after it (`after`).
Sources name the public issue or document that shows the behaviour; okta-wire's keys are those of its Appendix B.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from provider_stub.http.message import Answer, Call, Problem
from provider_stub.scim import resources

SHORT_PAGE = 50
LONGEST_NUMBER = 40
"""Digits beyond which nothing is read as a number: Python refuses to from 4,300."""
NOT_THE_HUB: tuple[str, ...] = ()
"""The rules by which a quirk refuses: none, since the Hub has no such rule."""


@dataclass(frozen=True)
class Quirk:
    """One way to misbehave: `says` in one line what a client sees, `source` where it was seen."""

    says: str
    source: str
    rules: Mapping[str, Any] = field(default_factory=dict)
    before: Callable[[Call], None] | None = None
    after: Callable[[Call, Answer], Answer] | None = None


def _no_patch(call: Call) -> None:
    """Okta does not fall back to PUT (BLOG-1956)."""
    if call.method == "PATCH":
        raise Problem(501, "PATCH is not supported", why=NOT_THE_HUB)


def _no_filter(call: Call) -> None:
    if call.params.get("filter"):
        raise Problem(501, "filtering is not supported", why=NOT_THE_HUB)


def _refuse_empty_members(call: Call) -> None:
    """Okta sends an empty `members` for an empty group (SDK-757)."""
    if "/Groups" in call.path and any(value.get("members") == [] for _, value in _assignments(call.document)):
        raise Problem(400, "members: at least one member is required", "invalidValue", why=NOT_THE_HUB)


def _no_member_replace(call: Call) -> None:
    for op, value in _assignments(call.document):
        if "/Groups" in call.path and op == "replace" and "members" in {name.lower() for name in value}:
            raise Problem(501, "patch-REPLACE-operation not supported for group.members", why=NOT_THE_HUB)


def _assignments(document: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a body sets: objects of attributes, each with its PATCH operation in lower case, or none."""
    operations = document.get("Operations") if isinstance(document, dict) else []
    if not isinstance(operations, list):
        yield "", document
        return
    for each in operations:
        if isinstance(each, dict):
            path, value = each.get("path"), each.get("value")
            assigned = {path: value} if isinstance(path, str) else value
            if isinstance(assigned, dict):
                yield str(each.get("op")).lower(), assigned


def _stuck_paging(call: Call) -> None:
    call.params.pop("startIndex", None)


def _short_pages(call: Call) -> None:
    count = call.params.get("count", "")
    if not count.isdecimal() or len(count) > LONGEST_NUMBER or int(count) > SHORT_PAGE:
        call.params["count"] = str(SHORT_PAGE)


def _drop_extensions(call: Call) -> None:
    """In a PATCH as well, where the Hub answers 400."""
    if not isinstance(call.document, dict):
        return
    for key in [each for each in call.document if ":extension:" in each.lower()]:
        del call.document[key]
    if isinstance(operations := call.document.get("Operations"), list):
        call.document["Operations"] = [each for each in operations if not _is_of_extension(each)]


def _is_of_extension(operation: Any) -> bool:
    path = operation.get("path") if isinstance(operation, dict) else None
    return isinstance(path, str) and ":extension:" in path.lower()


def _patch_no_content(call: Call, answer: Answer) -> Answer:
    return Answer(204) if call.method == "PATCH" and answer.status == 200 else answer


def _asked_items_per_page(call: Call, answer: Answer) -> Answer:
    """Okta's testers refused that (ory/polis#4054)."""
    asked = call.params.get("count", "")
    if _is_list(answer) and asked.isdecimal():
        answer.body["itemsPerPage"] = int(asked)
    return answer


def _numbers_as_strings(_call: Call, answer: Answer) -> Answer:
    """Okta then stops without a reason (KBQ)."""
    if _is_list(answer):
        answer.body |= {key: str(value) for key, value in answer.body.items() if isinstance(value, int)}
    return answer


def _lower_case_list_keys(_call: Call, answer: Answer) -> Answer:
    if _is_list(answer):
        answer.body = {key.lower(): value for key, value in answer.body.items()}
    return answer


def _empty_201(_call: Call, answer: Answer) -> Answer:
    """Okta says "Create new user returned empty user" (DOC20)."""
    return Answer(201, None, answer.headers) if answer.status == 201 else answer


def _list_instead_of_user(call: Call, answer: Answer) -> Answer:
    if call.method == "GET" and answer.status == 200 and call.resource_id and "/Users/" in call.path:
        answer.body = resources.listing([answer.body], 1, 1)
    return answer


def _html_errors(_call: Call, answer: Answer) -> Answer:
    """Okta then reports invalid JSON (okta-wire 1.3 and 8.1; coder/coder#15222)."""
    if answer.status < 400:
        return answer
    page = f"<!DOCTYPE html><html><head><title>Error {answer.status}</title></head><body><h1>Error</h1></body></html>"
    return Answer(answer.status, page.encode(), answer.headers | {"Content-Type": "text/html; charset=utf-8"})


def _is_list(answer: Answer) -> bool:
    return isinstance(answer.body, dict) and "Resources" in answer.body


QUIRKS: dict[str, Quirk] = {
    "any-username": Quirk(
        "usernames follow no rules; e-mail addresses are taken",
        "most servers: okta-wire 2.3, CAP-ROSTR",
        rules={"username_rules": False},
    ),
    "optional-external-id": Quirk(
        "externalId may be left out",
        "RFC 7643 section 3.1; one sample of DOC20 leaves it out",
        rules={"external_id_required": False},
    ),
    "case-sensitive-username": Quirk(
        "userName is compared with regard to case, so that variants become different users",
        "zulip/zulip#21758",
        rules={"username_exact": True},
    ),
    "no-patch": Quirk("PATCH answers 501", "oktadeveloper/okta-blog-archive#1956", before=_no_patch),
    "patch-no-content": Quirk(
        "PATCH answers 204 without a body",
        "RFC 7644 section 3.5.2; Captain-P-Goldfish/SCIM-SDK#519",
        after=_patch_no_content,
    ),
    "no-filter": Quirk("a list with a filter answers 501", "indigo-iam/iam#931", before=_no_filter),
    "ignore-active": Quirk(
        "an update of active answers 200 and changes nothing",
        "NorthlandPositronics/Cogtrix#122",
        rules={"active_ignored": True},
    ),
    "ignore-member-removal": Quirk(
        "removing a group member answers 200 and changes nothing",
        "goauthentik/authentik#25686; wso2/product-is#7040",
        rules={"member_removal_ignored": True},
    ),
    "ignore-group-members": Quirk(
        "groups are written without their members", "wso2/product-is#9619", rules={"members_ignored": True}
    ),
    "duplicate-members": Quirk(
        "adding a member who is in lists them twice", "AzureAD/SCIMReferenceCode#10", rules={"members_repeat": True}
    ),
    "refuse-empty-members": Quirk(
        "a group without members answers 400",
        "Captain-P-Goldfish/SCIM-SDK#757; pingidentity/scim2#103",
        before=_refuse_empty_members,
    ),
    "optional-members": Quirk(
        "a group may be written without members, and then has none",
        "RFC 7643 section 4.2; Entra ID creates groups so (huggingface-scim 9)",
        rules={"group_members_required": False},
    ),
    "no-member-replace": Quirk(
        "a PATCH that replaces the members of a group answers 501",
        "Captain-P-Goldfish/scim-for-keycloak#144",
        before=_no_member_replace,
    ),
    "unknown-member-404": Quirk(
        'a group with a member the server does not know answers 404 "User not found."',
        "getsentry/sentry#122540",
        rules={"unknown_member": "missing"},
    ),
    "refuse-inactive-members": Quirk(
        "one member who is unknown or inactive makes the whole group request answer 400",
        "pulumi/docs#13236",
        rules={"unknown_member": "refuse", "inactive_member_refused": True},
    ),
    "asked-items-per-page": Quirk(
        "itemsPerPage is the number asked for", "ory/polis#4054", after=_asked_items_per_page
    ),
    "stuck-paging": Quirk("every page is the first page", "wso2/product-is#4601", before=_stuck_paging),
    "short-pages": Quirk(f"a page never holds more than {SHORT_PAGE}", "awslabs/ssosync#1", before=_short_pages),
    "numbers-as-strings": Quirk(
        "the numbers of a list are strings", "Okta support question 0D54z0000A4i091CQA (KBQ)", after=_numbers_as_strings
    ),
    "lower-case-list-keys": Quirk(
        "the keys of a list are in lower case",
        "oktadev/okta-net-scim-example (NET-SAMPLE)",
        after=_lower_case_list_keys,
    ),
    "empty-201": Quirk("201 comes without a body", "Okta SCIM 2.0 reference (DOC20), its screenshot", after=_empty_201),
    "list-instead-of-user": Quirk(
        "GET of one user answers a list with that user", "no public report known", after=_list_instead_of_user
    ),
    "html-errors": Quirk(
        "errors are HTML pages", "coder/coder#15222; Snowflake's SCIM documentation", after=_html_errors
    ),
    "drop-extensions": Quirk(
        "extension attributes are lost without an error, in PATCH too",
        "simpleidserver/SimpleIdServer#287",
        before=_drop_extensions,
    ),
    "hide-inactive": Quirk(
        "lists and look-ups leave inactive people out, while their userName and externalId stay taken",
        "better-auth/better-auth#11111",
        rules={"inactive_hidden": True},
    ),
    "hard-delete-on-inactive": Quirk(
        "active: false deletes the user", "growthbook/growthbook#1680", rules={"inactive_deletes": True}
    ),
}
"""All quirks by name, in the order of the documentation."""
