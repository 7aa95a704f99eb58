"""Pictures of the console, made from a console that this starts: to be looked at, and the README's.

Run by hand:

    .venv/bin/python tests/web/console/screenshots.py FOLDER
"""

import base64
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from playwright.sync_api import Page, sync_playwright

from tests.web.console.browser.served import CHROMIUM, FLAGS, LAPTOP, PHONE, SCENARIOS, Console

PICTURES = {
    "console.webp": ("quickstart", 3, "/", {}),
    "story.png": ("quickstart", 3, "/", {}),
    "story-dark.png": ("quickstart", 3, "/", {"color_scheme": "dark"}),
    "story-phone.png": ("quickstart", 3, "/", {"viewport": PHONE}),
    "assignments.png": ("username-rules", 6, "/admin/apps/{app}/assignments", {}),
    "push-groups.png": ("push-in-error", 5, "/admin/apps/{app}/push-groups", {}),
    "hub-scim.png": ("resource-group-roles", 6, "/hub/scim", {}),
}
"""By file name: the scenario, how many of its steps are played (None: all), the page, how it is seen."""


@contextmanager
def served(scenario: str, steps: int | None) -> Iterator[Console]:
    """A console whose story was played so far."""
    console = Console(SCENARIOS / f"{scenario}.yaml")
    try:
        console.play(steps)
        yield console
    finally:
        console.stop()


def take(page: Page, console: Console, path: str, file: Path) -> None:
    """One picture, as the window shows it."""
    page.goto(console.address())
    answer = page.goto(console.url + path.format(app=console.engine.instance.tenant.app.id))
    if answer is None or not answer.ok:
        raise SystemExit(f"{page.url} is no page")
    page.locator("[data-badge=live]").wait_for()
    page.wait_for_timeout(300)
    if file.suffix == ".webp":  # a third of the size, for the README
        session = page.context.new_cdp_session(page)
        shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 90})
        file.write_bytes(base64.b64decode(shot["data"]))
    else:
        page.screenshot(path=file)


def main(folder: str = "") -> int:
    """Make them all; 0 where that could be done."""
    if not folder or CHROMIUM is None:
        print(__doc__ if CHROMIUM else "Chromium is not installed", file=sys.stderr)
        return 2
    Path(folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, (scenario, steps, path, seen) in PICTURES.items():
            file = Path(folder) / name
            with served(scenario, steps) as console:
                context = browser.new_context(**{"viewport": LAPTOP, "reduced_motion": "reduce", **seen})
                take(context.new_page(), console, path, file)
                context.close()
            print(f"{file}  {file.stat().st_size // 1024} KB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
