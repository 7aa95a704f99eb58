import xml.etree.ElementTree as ET

import pytest

from simulator.play.transcript import Expectation
from simulator.reports import FORMATS


def suites(events):
    return ET.fromstring("".join(FORMATS["junit"](events)))


def cases(events):
    return list(suites(events).iter("testcase"))


def expectation(held, number=1):
    return Expectation(at="", step=number, held=held, what="outcome", expected="success", actual="failure", line=9)


@pytest.fixture(name="silence")
def _silence(make):
    return [make.started(), make.step(1), make.exchange(1, "GET /Users", "Read timed out"), make.finished(1, "failure")]


def test_elements_follow_the_rules_of_the_format(story):
    root = suites(story)

    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        assert suite.get("name")
        for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            assert int(suite.get(attribute)) == sum(1 for _ in suite.iter(tag))
        properties, *rest, where = suite
        assert [(one.tag, one.get("name")) for one in properties] == [("property", "provider"), ("property", "app")]
        assert where.tag == "system-out"
        assert "! sigma as sigma.$(id)" in where.text
        for case in rest:
            assert case.tag == "testcase"
            assert case.get("name")
            assert case.get("classname")
            assert float(case.get("time")) >= 0
            assert {child.tag for child in case} <= {"failure", "error", "system-out"}


def test_each_step_is_a_test_case(story):
    names = [case.get("name") for case in cases(story)]

    assert names[1] == "2. assign_user ada as ada-lovelace"
    assert len(names) == 8


def test_broken_expectation_is_a_failure_with_the_terminals_message(story, make):
    failure = cases(story)[3].find("failure")

    assert failure.get("message").startswith("outcome: expected success, actual failure; requests[1]: ")
    assert (
        "✗ not as expected: outcome\nexpected success\nactual   failure\nat       stories/day.yaml:32" in failure.text
    )
    assert failure.text.startswith("Automatic provisioning of user ")


def test_request_without_answer_is_an_error(silence, make):
    (case,) = cases([*silence, make.end(False)])

    assert case.find("error").get("message") == "GET /Users: no answer: Read timed out"


def test_request_without_answer_and_broken_expectation_are_one_error(silence, make):
    (case,) = cases([*silence, expectation(False), make.end(False)])

    assert [child.tag for child in case] == ["error", "system-out"]
    assert "not as expected" in case.find("error").text


def test_silence_that_the_scenario_expected_is_no_error(silence, make):
    (case,) = cases([*silence, expectation(True), make.end()])

    assert list(case) == []


def test_silence_that_was_got_over_is_no_error(silence, make):
    (case,) = cases([*silence[:-1], make.finished(1, "success"), make.end()])

    assert list(case) == []


def test_run_that_broke_without_a_broken_step_has_a_failing_case_of_its_own(make):
    *_, last = cases([make.started(), make.step(1), make.finished(1), make.end(False)])

    assert last.get("name") == "the run"
    assert last.find("failure").get("message") == "not as expected: 1 step"


def test_cut_off_run_has_an_error(make):
    first, last = cases([make.started(), make.step(1)])

    assert first.find("error") is not None
    assert last.get("name") == "the run"


def test_what_xml_forbids_is_replaced(make):
    text = "".join(map(chr, [*range(0x20), 0x7F, 0xFFFE, 0xFFFF, 0xD800, 0x1F600])) + "]]>&<\"'"

    (case,) = cases([make.started(scenario=text), make.step(1, argument=text), make.finished(1), make.end()])

    assert case.get("name").endswith("\N{GRINNING FACE}]]>&<\"'")
