"""What axe-core finds in a page, and what of it keeps people out."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


LESS = (
    "aria-allowed-role", "aria-deprecated-role", "empty-heading", "empty-table-header", "form-field-multiple-labels",
    "heading-order", "image-redundant-alt", "landmark-banner-is-top-level",
    "landmark-contentinfo-is-top-level", "landmark-main-is-top-level", "landmark-no-duplicate-banner",
    "landmark-no-duplicate-contentinfo", "landmark-no-duplicate-main", "landmark-one-main", "landmark-unique",
    "page-has-heading-one", "presentation-role-conflict", "region", "scope-attr-valid", "skip-link",
    "table-duplicate-name",
)  # fmt: skip
"""Rules whose findings are minor or moderate, which need not be looked for."""


def serious(page: Page, *rules: str, within: str = "html", but: str | None = None) -> list[str]:
    """The serious and critical findings, a line for each element: rule, where, why. All rules where none are named.

    `within` is a selector of what alone is looked at, `but` of what is not.
    """
    wanted = {"runOnly": list(rules)} if rules else {"rules": {rule: {"enabled": False} for rule in LESS}}
    options: dict[str, Any] = {"resultTypes": ["violations"], **wanted}
    context = {"include": [[within]], "exclude": [[but]] if but else []}
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    run = "async ([context, options]) => (await axe.run(context, options)).violations"
    found = page.evaluate(run, [context, options])
    return [
        f"{each['id']} {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
