"""The routes clients need are served, each says what it does, and the documentation's table is the code's."""

import os
import re
from pathlib import Path

import pytest

from tests.route_table import markdown, rows

A = "/api/v1"
APP = f"{A}/apps/{{app_id}}"
NEEDED = [
    *((f"{A}/users", method) for method in ("POST", "GET")),
    *((f"{A}/users/{{key}}", method) for method in ("GET", "POST", "PUT", "DELETE")),
    *(
        (f"{A}/users/{{key}}/lifecycle/{change}", "POST")
        for change in ("activate", "deactivate", "suspend", "unsuspend")
    ),
    (f"{A}/users/{{key}}/groups", "GET"),
    *((f"{A}/groups", method) for method in ("POST", "GET")),
    *((f"{A}/groups/{{group_id}}", method) for method in ("GET", "PUT", "DELETE")),
    (f"{A}/groups/{{group_id}}/users", "GET"),
    *((f"{A}/groups/{{group_id}}/users/{{key}}", method) for method in ("PUT", "DELETE")),
    *((f"{A}/groups/rules", method) for method in ("GET", "POST")),
    *((f"{A}/groups/rules/{{rule_id}}", method) for method in ("GET", "PUT", "DELETE")),
    *((f"{A}/groups/rules/{{rule_id}}/lifecycle/{change}", "POST") for change in ("activate", "deactivate")),
    (f"{A}/users/{{key}}/factors", "GET"),
    (f"{A}/org", "GET"),
    *((f"{A}/apps", method) for method in ("GET", "POST")),
    *((APP, method) for method in ("GET", "PUT", "DELETE")),
    *((f"{APP}/lifecycle/{change}", "POST") for change in ("activate", "deactivate")),
    (f"{APP}/sso/saml/metadata", "GET"),
    (f"{APP}/credentials/keys", "GET"),
    (f"{APP}/policies/{{policy_id}}", "PUT"),
    *((f"{APP}/users", method) for method in ("POST", "GET")),
    *((f"{APP}/users/{{key}}", method) for method in ("GET", "POST", "DELETE")),
    *((f"{APP}/groups/{{group_id}}", method) for method in ("PUT", "GET", "DELETE")),
    (f"{APP}/groups", "GET"),
    *((f"{APP}/connections/default", method) for method in ("GET", "POST")),
    *((f"{APP}/connections/default/lifecycle/{change}", "POST") for change in ("activate", "deactivate")),
    (f"{APP}/features", "GET"),
    *((f"{APP}/features/{{name}}", method) for method in ("GET", "PUT")),
    *((f"{APP}/group-push/mappings", method) for method in ("POST", "GET")),
    *((f"{APP}/group-push/mappings/{{mapping_id}}", method) for method in ("GET", "PATCH", "DELETE")),
    (f"{A}/mappings", "GET"),
    *((f"{A}/mappings/{{mapping_id}}", method) for method in ("GET", "POST")),
    (f"{APP}/user/types", "GET"),
    ("/api/internal/v1/mappings/reapply", "PUT"),
    *((f"{A}/meta/schemas/apps/{{app_id}}/default", method) for method in ("GET", "POST")),
    *((f"{A}/meta/schemas/user/{{schema_id}}", method) for method in ("GET", "POST")),
    (f"{A}/meta/types/user", "GET"),
    (f"{A}/meta/types/user/{{type_id}}", "GET"),
    (f"{A}/logs", "GET"),
    ("/.well-known/okta-organization", "GET"),
    (f"{A}/policies", "GET"),
]
"""What the official SDK's relevant calls and Terraform's resources use (management API 3, marks of core and T)."""


@pytest.mark.parametrize(("path", "method"), NEEDED)
def test_a_route_that_clients_need_is_served(okta, path, method) -> None:
    served = {(held, verb) for verb, held, _ in rows(okta.client.application)}
    assert (path, method) in served


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", f"{A}/groups/rules"),
        ("DELETE", f"{A}/groups/rules/"),
        ("PATCH", f"{A}/groups/rules/0pr1"),
        ("POST", f"{A}/groups/00g1"),
        ("DELETE", f"{A}/users"),
        ("PUT", f"{A}/users/me/factors"),
        ("POST", f"{A}/org"),
        ("GET", f"{A}/users/me/lifecycle/activate"),
        ("PATCH", f"{A}/logs"),
    ],
)
def test_a_known_path_with_the_wrong_method_is_e0000022(okta, method, path) -> None:
    assert okta.refused(method, path) == (405, "E0000022")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/v1",
        "/api/v2/users",
        f"{A}/nothing",
        f"{A}/groups/rules/0pr1/lifecycle",
        f"{A}/groups/rules/0pr1/lifecycle/explode",
        f"{A}/groups/rules/0pr1/users/00u1",
        f"{A}/groups/00g1/nothing",
        f"{A}/groups/00g1/users/00u1/nothing",
        f"{A}/users/me/nothing",
        f"{A}/users/me/factors/catalog",
        f"{A}/apps/0oa1/nothing",
        f"{A}/org/contacts",
        "/simulator/v1/nothing",
    ],
)
def test_a_path_that_is_none_is_e0000008_and_never_a_missing_thing(okta, method, path) -> None:
    assert okta.refused(method, path) == (404, "E0000008")


def test_every_route_says_in_one_sentence_what_it_does(okta) -> None:
    for _, path, does in rows(okta.client.application):
        assert does.endswith("."), path
        assert "|" not in does, path


def test_the_documented_table_is_the_codes(okta, root: Path) -> None:
    page = root / "simulator" / "docs" / "serve.md"
    text = page.read_text("utf-8")
    tables = re.findall(r"<!-- routes (\S+) -->\n(.*?)<!-- /routes -->", text, re.DOTALL)
    assert tables
    for prefix, table in tables:
        made = markdown(okta.client.application, prefix)
        if os.environ.get("OKTASIM_UPDATE_GOLDEN"):
            text = text.replace(f"<!-- routes {prefix} -->\n{table}", f"<!-- routes {prefix} -->\n{made}")
            page.write_text(text, "utf-8")
        else:
            assert table.strip() == made.strip()


def test_the_table_is_markdown_with_a_row_for_each_route(okta) -> None:
    table = markdown(okta.client.application, "/api/v1/logs")
    head, rule, row = table.splitlines()
    assert (head, rule) == ("| method | path | does |", "| --- | --- | --- |")
    assert row.startswith("| GET | `/api/v1/logs` | Ask the System Log")
