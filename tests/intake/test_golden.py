"""Whole recordings and the scenarios that are made of them."""

from pathlib import Path

import pytest

from simulator.intake.choosing import Wish
from simulator.intake.evidence.files import sources_of
from simulator.intake.importing import import_sources

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("file", ["proxy.har", "system-log.json"])
@pytest.mark.parametrize("anonymise", [False, True], ids=["as it is", "anonymised"])
def test_recording_becomes_the_scenario_that_is_on_file(file, anonymise):
    recorded = GOLDEN / file
    imported = import_sources(sources_of([recorded]), Wish(f"Imported from {file}", anonymise=anonymise))
    expected = recorded.with_suffix(".anonymised.yaml" if anonymise else ".yaml")

    assert imported.complaints == ()
    assert imported.text == expected.read_text(encoding="utf-8")
