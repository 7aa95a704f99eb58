"""`oktasim demo`: one address, which lets one browser in; the story behind it; how it ends."""

import os
import re
import signal
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.play.transcript import read


def started(root: Path, *options: str, **environment: str) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if name not in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", "demo", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**kept, **environment}, cwd=root,
    )  # fmt: skip


def browser() -> Any:
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))


def test_the_one_address_opens_the_guides_story_for_one_browser(root, tmp_path) -> None:
    log = tmp_path / "demo.jsonl"
    with started(root, "--log", str(log)) as process:
        printed = process.stdout.readline()
        address = re.fullmatch(r"Open (http://127\.0\.0\.1:\d+/sign-in\?key=\S+)\n", printed)[1]
        first, second = browser(), browser()
        with first.open(address, timeout=10) as page:
            assert "The Hub&#39;s guide, start to finish" in page.read().decode()
        with first.open(address.partition("/sign-in")[0], timeout=10) as page:
            assert page.status == 200
        with pytest.raises(HTTPError, match="401") as turned_away:
            second.open(address, timeout=10)
        turned_away.value.close()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=20)

    another = re.search(r"^Another browser\? Open (\S+)$", error, re.MULTILINE)[1]
    assert (process.returncode, out) == (0, "")
    assert another != address
    assert "Traceback" not in error
    assert "key=" not in log.read_text("utf-8")
    assert next(event.kind for event in read(log.read_text("utf-8").splitlines(), "log")) == "run_started"


def test_the_browser_that_there_is_is_opened_with_the_address(root, tmp_path) -> None:
    opened, script = tmp_path / "opened", tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$1" > {opened}.part\nmv {opened}.part {opened}\n')
    script.chmod(0o700)
    with started(root, "rate-limit-storm", BROWSER=str(script)) as process:
        address = process.stdout.readline().split()[1]
        process.stderr.readline()
        while not opened.exists() and process.poll() is None:
            time.sleep(0.02)
        process.terminate()
        process.communicate(timeout=20)

    assert opened.read_text().strip() == address
    assert process.returncode == 0


def test_what_it_cannot_tell_is_refused_in_a_sentence(tmp_path) -> None:
    for options, sentence in [
        (["no-such-story"], "no-such-story"),
        (["--host", "0.0.0.0"], "add --allow-remote if that is meant"),
    ]:
        result = CliRunner().invoke(cli, ["demo", *options])
        assert result.exit_code == 2
        assert sentence in result.output
