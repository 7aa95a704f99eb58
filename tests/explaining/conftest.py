"""What the tests of explanations share: sentences as a customer has them, with names of their own."""

import re

from simulator.explaining.okta_table import OPERATIONS
from simulator.okta import wording

TASKS = {
    **{name: wording.task_text(name, "Mira Kol", "HF Production", "") for name in wording.TASK_PREFIXES},
    "group": wording.group_push_text("03-26-2020 03:49:35PM UTC", "Data People", ""),
    "": "",
}
NAMES = {"numbers": "0 or 1", "username": "mira.kol@example.org", "group": "Data People", "app": "HF Production"}
BY_NAME = {one.name: one for one in OPERATIONS}


def filled(template: str) -> str:
    """A template with names in it that are not ours."""
    return re.sub(r"\{(\w+)\}", lambda name: NAMES.get(name[1], f"some-{name[1]}"), template)


def sentence(operation: str, end: str, *, task: bool = True) -> str:
    """A message of an operation, with the text of the task before it."""
    one = BY_NAME[operation]
    return f"{TASKS[one.task] if task else ''}{filled(one.begins)}{end}"
