"""What axe-core finds in a page, and what of it keeps people out."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def serious(page: Page, *rules: str, within: str = "html") -> list[str]:
    """The serious and critical findings, a line for each element: rule, where, why. All rules where none are named.

    `within` is a selector of what alone is looked at.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async ([within, options]) => (await axe.run(within, options)).violations", [within, options])
    return [
        f"{each['id']} {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
