"""The documentation's examples of `oktasim serve` work as they are printed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest


def test_the_examples_work_as_printed(served, tokens, root: Path) -> None:
    text = (root / "simulator" / "docs" / "serve.md").read_text("utf-8")
    examples = re.findall(r"<!-- serve examples -->\n```sh\n(.*?)```\n<!-- /serve examples -->", text, re.DOTALL)
    assert examples
    if shutil.which("curl") is None:
        pytest.skip("this machine has no curl")
    environment = {**os.environ, "OKTA": served.url, "TOKEN": tokens.api, "NO_PROXY": "127.0.0.1"}
    for script in examples:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], env=environment, capture_output=True, text=True, timeout=60
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        assert '"errorCode"' not in ran.stdout
    served.okta.settle()
    assert "PUT /Users/{id} 200" in served.okta.traffic()
