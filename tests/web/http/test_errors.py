"""Every code that is refused with is one the API can answer."""

import re
from pathlib import Path

from simulator.okta.actions.record import Refused
from simulator.web.http.errors import KINDS, from_refusal


def test_every_code_of_a_refusal_has_a_status_and_a_summary(root: Path) -> None:
    texts = [path.read_text("utf-8") for room in ("okta", "web") for path in (root / "simulator" / room).rglob("*.py")]
    used = {code for text in texts for code in re.findall(r'(?:code ?= ?|ApiError\()"(E\d{7})"', text)}
    assert used
    assert used <= KINDS.keys()


def test_a_refusals_own_sentence_is_the_cause_or_the_summary() -> None:
    plain = from_refusal(Refused("login: no", about="login")).body()
    assert (plain["errorSummary"], plain["errorCauses"]) == (
        "Api validation failed: login", [{"errorSummary": "login: no"}],
    )  # fmt: skip
    speaking = from_refusal(Refused("Cannot modify the x attribute", code="E0000075")).body()
    assert (speaking["errorSummary"], speaking["errorCauses"]) == ("Cannot modify the x attribute", [])
