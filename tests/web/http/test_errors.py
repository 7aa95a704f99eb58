"""Every code that is refused with is one the API can answer."""

import re
from pathlib import Path

from simulator.okta.actions.record import Refused
from simulator.web.http.errors import KINDS, ApiError, from_refusal


def test_every_code_of_a_refusal_has_a_status_and_a_summary(root: Path) -> None:
    texts = [path.read_text("utf-8") for room in ("okta", "web") for path in (root / "simulator" / room).rglob("*.py")]
    used = {code for text in texts for code in re.findall(r'(?:code ?= ?|ApiError\()"(E\d{7})"', text)}
    assert used
    assert used <= KINDS.keys()


def test_what_is_no_bad_request_has_a_status_of_its_own() -> None:
    others = {
        401: {"E0000011"},
        403: {f"E0000{number:03}" for number in (6, 16, 32, 38, 46, 56, 75, 81, 117)},
        404: {"E0000007", "E0000008"},
        405: {"E0000022"},
        409: {"E0000055", "E0000062"},
        412: {"E0000231"},
        429: {"E0000047"},
        500: {"E0000009"},
    }
    assert others == {status: {code for code in KINDS if KINDS[code][0] == status} for status in others}
    assert {ApiError(code).status for code in KINDS.keys() - set().union(*others.values())} == {400}


def test_a_refusals_own_sentence_is_the_cause_or_the_summary() -> None:
    plain = from_refusal(Refused("login: no", about="login")).body()
    assert (plain["errorSummary"], plain["errorCauses"]) == (
        "Api validation failed: login", [{"errorSummary": "login: no"}],
    )  # fmt: skip
    speaking = from_refusal(Refused("Cannot modify the x attribute", code="E0000075")).body()
    assert (speaking["errorSummary"], speaking["errorCauses"]) == ("Cannot modify the x attribute", [])
