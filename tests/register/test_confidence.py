"""How sure a run is: what is counted, in which words, and what is never claimed."""

from simulator.play.transcript import Exchange, Finding, Log, StepFinished
from simulator.register.confidence import answered_by, confidence, known, least_sure, why

AT = "2026-01-05T09:00:00.000Z"
CAPTURED = ["create.look-up-first", "wire.query-order"]
DOCUMENTED = ["push.patch-chunks"]
CHOSEN = ["push.put-whole-list", "push.put-echo"]


def exchange(*ids: str, origin: str = "okta", answered: tuple[str, ...] = ()) -> Exchange:
    request = {"method": "GET", "path": "/Users", "query": "", "url": "", "headers": {}, "body": None}
    response = {"status": 200, "headers": {}, "body": None, "why": list(answered)} if answered else None
    return Exchange(
        at=AT, origin=origin, purpose="x", attempt=1, why=list(ids), request=request, response=response, milliseconds=0
    )


def test_a_request_counts_as_the_least_sure_of_its_rules():
    events = [exchange(*CAPTURED)] * 37 + [exchange(*CAPTURED, *DOCUMENTED)] * 3 + [exchange(*CAPTURED, *CHOSEN)]

    counted = confidence(events)

    assert str(counted) == "41 requests: 37 by captured rules, 3 documented, 1 chosen"
    assert counted.by == {"captured": 37, "documented": 3, "chosen": 1}
    assert counted.unknown == 0


def test_what_is_not_known_is_counted_as_not_known():
    assert str(confidence([exchange()])) == "1 request: it is not known by which rules"
    assert str(confidence([exchange(*CAPTURED), exchange()])) == (
        "2 requests: 1 by captured rules, of 1 it is not known by which rules"
    )
    stranger = confidence([exchange(*CAPTURED, "create.by-another-version")])
    assert (stranger.by, stranger.unknown) == ({}, 1)


def test_without_requests_nothing_is_claimed():
    assert str(confidence([])) == "0 requests"


def test_what_we_read_back_ourselves_is_no_request_of_oktas():
    assert str(confidence([exchange(*CAPTURED), exchange(origin="verify")])) == "1 request: 1 by captured rules"


def test_the_switches_are_named_that_the_run_depended_on_in_whatever_it_did():
    log = Log(at=AT, why=["log.reason", "log.shape"], entry={"eventType": "x", "outcome": {}})
    end = StepFinished(at=AT, outcome="failure", why=["tasks.no-detail", "tasks.text"])

    counted = confidence([exchange(*CAPTURED, *CHOSEN), exchange(*CHOSEN), log, end])

    assert [rule.id for rule in counted.choices] == ["log.reason", "push.put-echo", "tasks.no-detail"]
    assert counted.switches == ("group_put_minimal", "log_reason")
    assert counted.depends == (
        "What no source decides and this run depended on: group_put_minimal, log_reason, tasks.no-detail"
    )


def test_answers_are_counted_by_the_hubs_rules_and_leave_the_count_of_requests_alone():
    taken, absent = ("hub.create.conflict", "hub.username.unique"), ("hub.group.null-external-id",)
    events = [exchange(*CAPTURED, answered=taken)] * 2 + [exchange(*CAPTURED, answered=absent), exchange(*CAPTURED)]

    counted = confidence(events)

    assert str(counted) == "4 requests: 4 by captured rules"
    assert counted.answered == "3 answers are decided by rules of the Hub: 2 by documented rules, 1 chosen"
    assert counted.switches == ("hub.null_group_external_id",)
    assert answered_by(events[0]) == list(taken)
    assert confidence([exchange(*CAPTURED, answered=absent)]).answered == (
        "1 answer is decided by rules of the Hub: 1 by chosen rules"
    )


def test_nothing_is_said_of_answers_where_the_provider_told_nothing_or_nobody_of_okta_asked():
    assert confidence([exchange(*CAPTURED)]).answered is None
    own = confidence([exchange(origin="verify", answered=("hub.group.null-external-id",))])
    assert (own.answered, own.depends) == (None, None)
    assert answered_by(Finding(at=AT, subject="ada", attribute="x", text="t")) == []


def test_a_run_that_depended_on_no_choice_says_nothing_of_any():
    assert confidence([exchange(*CAPTURED)]).depends is None


def test_rules_are_given_in_the_order_of_their_ids_and_strangers_left_out():
    assert [rule.id for rule in known(["wire.query-order", "no.such", "create.look-up-first"])] == [
        "wire.query-order",
        "create.look-up-first",
    ]
    assert least_sure([]) is least_sure(["no.such"]) is None
    assert least_sure(CAPTURED) == "captured"


def test_an_event_without_room_for_rules_has_none():
    assert why(Finding(at=AT, subject="ada", attribute="x", text="t")) == []
    assert why(exchange(*CAPTURED)) == CAPTURED
