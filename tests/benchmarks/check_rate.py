"""How long `check` takes: a 10,000-person scenario in this process, and a small one as a whole process.

Run on demand, `python tests/benchmarks/check_rate.py`; the bare YAML parser on the same text is the baseline.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import yaml

from simulator.scenario.loading import load_text
from simulator.scenario.starter import starter

PEOPLE = 10_000


def big() -> str:
    """People written out over 60,000 lines, all in one group."""
    lines = ["name: Many people", "users:"]
    for number in range(PEOPLE):
        lines += [
            f"  p{number}:",
            f"    login: p{number}@acme.test",
            f"    firstName: First{number}",
            f"    lastName: Last{number}",
            f"    employeeNumber: 00{number}",
        ]
    lines += ["groups:", "  all:", *(f"    - p{number}" for number in range(PEOPLE))]
    return "\n".join([*lines, "steps:", "  - assign_group: all", ""])


def seconds(act: Callable[[], object]) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        began = perf_counter()
        act()
        times.append(perf_counter() - began)
    return min(times)


def say(line: str) -> None:
    """One line of the result."""
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Measure and print."""
    text = big()
    parsed = seconds(lambda: sum(1 for _ in yaml.parse(text, Loader=yaml.CSafeLoader)))
    loaded = seconds(lambda: load_text(text, "big.yaml"))
    lines = text.count("\n")
    say(f"{PEOPLE:,} people, {lines:,} lines: {loaded:.2f} s, {loaded / parsed:.1f} times the bare YAML parser")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.yaml"
        path.write_text(starter("Small"), encoding="utf-8")
        bare = seconds(
            lambda: subprocess.run(
                [sys.executable, "-c", "import pydantic, yaml, click"], check=True, capture_output=True
            )
        )
        whole = seconds(
            lambda: subprocess.run(
                [sys.executable, "-m", "simulator", "check", str(path)], check=True, capture_output=True
            )
        )
    say(f"check of a small scenario: {whole:.2f} s as a process; {bare:.2f} s of it import pydantic, yaml and click")


if __name__ == "__main__":
    main()
