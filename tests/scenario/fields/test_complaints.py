"""Several complaints about one scenario."""

from simulator.errors import Mark, ScenarioError
from simulator.scenario.fields.complaints import SHOWN, ScenarioErrors


def error(line: int, column: int = 1) -> ScenarioError:
    return ScenarioError(Mark("a.yaml", line, column), f"fault {line}.{column}")


def test_single_complaint_stands_for_itself():
    assert isinstance(ScenarioErrors.of([error(3)]), ScenarioError)


def test_complaints_are_sorted_and_each_told_once():
    raised = ScenarioErrors.of([error(9), error(2, 5), error(2, 1), error(9)])

    assert isinstance(raised, ScenarioErrors)
    assert str(raised).splitlines() == ["a.yaml:2:1: fault 2.1", "a.yaml:2:5: fault 2.5", "a.yaml:9:1: fault 9.1"]


def test_very_many_complaints_are_counted():
    raised = ScenarioErrors.of([error(number) for number in range(1, SHOWN + 4)])

    assert str(raised).splitlines()[-1] == "and 3 more"
    assert len(raised.errors) == SHOWN + 3
