import pytest

from simulator.errors import OptionError
from simulator.intake.evidence.times import bound, instant


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-05-04T08:00:01.250Z", "2026-05-04T08:00:01.250Z"),
        ("2026-05-04T08:00:01Z", "2026-05-04T08:00:01.000Z"),
        ("2026-05-04T10:00:01+02:00", "2026-05-04T08:00:01.000Z"),
        ("2026-05-04 08:00:01 UTC", "2026-05-04T08:00:01.000Z"),
        ("2014-12-15T20:32:07-08:00", "2014-12-16T04:32:07.000Z"),
        ("2026-05-04T08:00:01.123456789Z", "2026-05-04T08:00:01.123Z"),
        (1777881601, "2026-05-04T08:00:01.000Z"),
        ("1777881601250", "2026-05-04T08:00:01.250Z"),
        ("yesterday", ""), ("1111-11-11", ""), ("9" * 400, ""), (None, ""), (True, ""), ({}, ""), (float("nan"), ""),
    ],
)  # fmt: skip
def test_times_of_all_forms_can_be_compared(written, read):
    assert instant(written) == read


def test_bounds_are_instants_or_dates():
    assert bound("2026-05-04", "--since") == "2026-05-04T00:00:00.000Z"
    assert bound("2026-05-04", "--until", end=True) == "2026-05-05T00:00:00.000Z"
    assert bound("2026-05-04T08:30:00+02:00", "--until", end=True) == "2026-05-04T06:30:00.000Z"
    with pytest.raises(OptionError, match="--since is 'May'; give a date or an instant"):
        bound("May", "--since")
