"""What a run's requests are like taken together."""

import pytest

from simulator.play.load_figures import LoadFigures, are_figures
from simulator.play.transcript import Exchange


def exchange(milliseconds: float, status: int | None = 200, step: int | None = 1) -> Exchange:
    answer = None if status is None else {"status": status, "headers": {}, "body": None}
    request = {"method": "GET", "path": "/Users", "query": "", "url": "", "headers": {}, "body": None}
    return Exchange(
        at="", step=step, origin="okta", purpose="", attempt=1, request=request, response=answer,
        milliseconds=milliseconds,
    )  # fmt: skip


class Watch:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_percentiles_by_nearest_rank():
    load = LoadFigures()
    for number in range(1, 201):
        load.note(exchange(number))

    assert load.percentiles() == {"p50": 100, "p90": 180, "p99": 198, "max": 200}


@pytest.mark.parametrize("times, percentiles", [
    ([], {}),
    ([7.5], {"p50": 7.5, "p90": 7.5, "p99": 7.5, "max": 7.5}),
    ([1, 1000.4567], {"p50": 1, "p90": 1000, "p99": 1000, "max": 1000.4567}),
    ([0.0, 0.0], {"p50": 0, "p90": 0, "p99": 0, "max": 0}),
])  # fmt: skip
def test_percentiles_of_few(times, percentiles):
    load = LoadFigures()
    for one in times:
        load.note(exchange(one))

    assert load.percentiles() == percentiles


def test_errors_are_refusals_and_silence_minute_by_minute():
    watch = Watch()
    load = LoadFigures(50, "300/s", clock=watch)
    watch.now += 5
    load.begin()
    for second, status in ((0, 200), (59, 404), (61, 429), (62, 429), (185, None)):
        watch.now = 1005 + second
        load.note(exchange(10, status))
    watch.now += 15
    load.end()

    assert load.figures() == {
        "workers": 50, "pace": "300/s", "requests": 5, "seconds": 200.0, "per_second": 0.0,
        "milliseconds": {"p50": 10.0, "p90": 10.0, "p99": 10.0, "max": 10},
        "errors": {"429": 2, "404": 1, "no answer": 1}, "minutes": [[2, 1], [2, 2], [0, 0], [1, 1]],
    }  # fmt: skip


def test_a_rate_is_requests_by_seconds():
    watch = Watch()
    load = LoadFigures(clock=watch)
    for _ in range(10):
        watch.now += 0.25
        load.note(exchange(1))

    assert load.figures()["per_second"] == 4.0


def test_the_looks_at_the_end_do_not_count():
    watch = Watch()
    load = LoadFigures(clock=watch)
    watch.now += 1
    load.note(exchange(1))
    watch.now += 100
    load.note(exchange(50, step=None))

    assert (load.requests, load.figures()["seconds"], load.percentiles()["max"]) == (1, 1.0, 1)


FIGURES = LoadFigures(2, "1/s").figures()


@pytest.mark.parametrize("load", [FIGURES, {name: one for name, one in FIGURES.items() if name != "pace"}])
def test_figures_of_a_record(load):
    assert are_figures(load)


@pytest.mark.parametrize("load", [
    None, {}, *(FIGURES | wrong for wrong in (
        {"workers": "2"}, {"pace": 3}, {"requests": None}, {"milliseconds": []}, {"milliseconds": {"p50": "long"}},
        {"errors": {"429": "many"}}, {"minutes": {}}, {"minutes": [[1]]}, {"minutes": [[1, "2"]]},
    )),
])  # fmt: skip
def test_what_are_no_figures_of_a_record(load):
    assert not are_figures(load)
