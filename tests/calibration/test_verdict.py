import pytest

from simulator.calibration.verdict import Verdict


def test_a_verdict_that_decides_says_by_what():
    with pytest.raises(ValueError, match="filter_space: decided says by what"):
        Verdict(switch="filter_space", state="decided", value="plus", default="%20")


def test_only_what_is_decided_can_differ_from_its_default():
    seen = "GET /Users?filter=userName+eq"

    assert Verdict(switch="filter_space", state="decided", value="plus", default="%20", because=seen).differs
    assert not Verdict(switch="filter_space", state="decided", value="%20", default="%20", because=seen).differs
    assert not Verdict(switch="filter_space", state="open", default="%20", fits=("%20", "plus")).differs
