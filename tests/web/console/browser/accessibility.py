"""What axe-core finds in a page, and what of it keeps people out."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
_AXE = Axe()


def serious(page: Page, *rules: str) -> list[str]:
    """The serious and critical findings, a line for each element: rule, where, why. All rules where none are named."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = _AXE.run(page, options=options).response["violations"]
    return [
        f"{each['id']} {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]
