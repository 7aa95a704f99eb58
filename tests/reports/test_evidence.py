"""How reports say how a request is known, and how sure a run is; and what leaves out why it was sent."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from simulator.play import transcript
from simulator.play.comparison import compare
from simulator.play.transcript import Event, Exchange, read
from simulator.register.confidence import Confidence, confidence
from simulator.register.register import find
from simulator.reports import FORMATS, evidence, terminal
from simulator.reports.terminal import Verbosity

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def played(name: str) -> list[Event]:
    path = GOLDEN / f"{name}.jsonl"
    return list(read(path.read_text(encoding="utf-8").splitlines(), path.name))


def without(events: list[Event]) -> list[Event]:
    """The same run as a version wrote it that knew no rules."""
    return [_untold(replace(one, why=[])) if "why" in {each.name for each in fields(one)} else one for one in events]


def _untold(event: Event) -> Event:
    if not isinstance(event, Exchange) or event.response is None:
        return event
    return replace(event, response={name: held for name, held in event.response.items() if name != "why"})


def test_a_rule_is_told_with_its_sources_and_one_that_nobody_knows_says_so(make):
    first, other = evidence.reasons(make.exchange(1, "GET /Users", (200, {}), why=["connection.probe", "connection.x"]))

    assert (first.sentence, first.sure) == (find("connection.probe").sentence, "captured")
    assert [source.key for source in first.sources] == list(find("connection.probe").sources)
    assert first.meaning == "seen in real traffic or on a live org"
    assert (other.id, other.sentence, other.sure, other.sources) == ("connection.x", evidence.NOT_THERE, "", ())


def test_an_event_without_rules_has_no_reasons(make):
    assert evidence.reasons(make.exchange(1, "GET /Users", (200, {}))) == []
    assert list(evidence.folded(make.exchange(1, "GET /Users", (200, {})))) == []


def test_in_markdown_a_source_leads_to_its_page_or_says_what_is_known_of_it(make):
    told = "".join(evidence.folded(make.exchange(1, "GET /Users", (404, {}), why=["update.gone"])))

    assert (
        "\nSources:\n\n- AWS: AWS IAM Identity Center's documentation on Okta (reported, undated): AWS's public" in told
    )
    assert (
        "\n- SPOT: [Spot's questions and answers: a user provisioning error in Okta](https://github.com/spotinst/"
        in told
    )


def test_the_head_counts_and_names_the_switches_and_says_nothing_of_nothing():
    chosen = find("update.cleared-value")

    assert evidence.head(Confidence({"captured": 37, "documented": 3, "chosen": 1}, 0, (chosen,))) == [
        "41 requests: 37 by captured rules, 3 documented, 1 chosen.",
        "What no source decides and this run depended on: empty_policy.",
    ]
    assert evidence.head(Confidence({}, 0, ())) == []
    assert evidence.head(None) == []


def test_the_head_counts_the_answers_that_the_hubs_rules_decided_and_names_the_hubs_switches():
    chosen = (find("hub.group.null-external-id"), find("hub.errors.shape"), find("update.cleared-value"))

    assert evidence.head(Confidence({"captured": 2}, 0, chosen, {"documented": 1, "chosen": 2})) == [
        "2 requests: 2 by captured rules.",
        "3 answers are decided by rules of the Hub: 1 by documented rules, 2 chosen.",
        "What no source decides and this run depended on: empty_policy, hub.null_group_external_id, hub.errors.shape.",
    ]


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_a_page_says_by_which_rules_the_hub_answered_and_in_its_head_what_that_rests_on(name):
    page = "".join(FORMATS[name](played("username-rules")))

    assert evidence.ANSWERED in page
    assert page.count("A username of digits alone is refused.") == 1
    assert "answers are decided by rules of the Hub: " in page
    assert "hub.errors.shape" in page
    silent = "".join(FORMATS[name](without(played("username-rules"))))
    assert evidence.ANSWERED not in silent
    assert "decided by rules of the Hub" not in silent


def test_the_terminal_names_the_hubs_rules_under_its_answer_where_it_was_told_them():
    events = played("username-rules")
    verbose = "".join(terminal.render(events, columns=None, verbosity=Verbosity.BODIES))

    assert "    answered by: hub.username.digits, hub.errors.shape\n" in verbose
    assert "answered by" not in "".join(terminal.render(events, columns=None))
    assert "answered by" not in "".join(terminal.render(without(events), columns=None, verbosity=Verbosity.BODIES))


def test_a_run_that_is_read_bit_by_bit_is_as_sure_as_the_whole_one():
    events = played("catalogue-app")
    said = str(confidence(events))

    assert said.endswith(".") is False
    assert f"{said}." in "".join(FORMATS["markdown"](events))
    assert f"{said}." in "".join(FORMATS["html"](events))
    assert f"{said}." in "".join(terminal.render(events, columns=None, verbosity=Verbosity.BODIES))
    assert said not in "".join(terminal.render(events, columns=None))


def test_a_run_of_an_older_version_says_that_it_does_not_know():
    events = without(played("quickstart"))
    verbose = "".join(terminal.render(events, columns=None, verbosity=Verbosity.BODIES))

    assert verbose.count("    why: unknown\n") == str(confidence(events)).count("it is not known by which rules") * 7
    assert evidence.UNKNOWN in "".join(FORMATS["html"](events))


def test_the_terminal_names_the_rules_under_each_request_of_oktas_and_under_a_refusal():
    events = played("unlink-and-link-again")
    verbose = "".join(terminal.render(events, columns=None, verbosity=Verbosity.BODIES))
    refused = next(one for one in events if getattr(one, "outcome", None) == "refused")

    requests = sum(one.kind == "exchange" and one.origin == "okta" for one in events)
    assert verbose.count("    why: ") >= requests
    assert f"    why: {', '.join(refused.why)}\n" in verbose
    assert "why: " not in "".join(terminal.render(events, columns=None))


def test_a_page_says_each_source_once_at_its_end():
    page = "".join(FORMATS["html"](played("quickstart")))

    assert page.count('id="source-CAP-ROSTR"') == 1
    assert page.count('href="#source-CAP-ROSTR"') > 1


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"jsonl", "html", "markdown"}))
@pytest.mark.parametrize("story", ["catalogue-app", "push-in-error", "rate-limit-storm"])
def test_what_is_not_about_evidence_leaves_it_out(name, story):
    events = played(story)

    assert events != without(events)
    assert list(FORMATS[name](events)) == list(FORMATS[name](without(events)))


@pytest.mark.parametrize("story", ["catalogue-app", "push-in-error", "unlink-and-link-again"])
def test_a_run_of_before_is_no_other_than_one_of_now(story):
    events = played(story)

    assert compare(events, without(events)).same


def test_a_verbose_terminal_names_the_rules_of_rows_tasks_warnings_and_waits():
    why = ["tasks.text"]
    events = [
        transcript.Log(at="t", why=["log.shape"], entry={"eventType": "x.y", "outcome": {"result": "SUCCESS"}}),
        transcript.Warning(at="t", text="careful", why=["push.same-group-warned"]),
        transcript.Wait(at="t", seconds=300, reason="429", why=["retry.first-wait"]),
        transcript.Task(at="t", state="opened", user="ada", operation="provision", text="no", why=why),
        transcript.Log(at="t", why=[], entry={"eventType": "x.z", "outcome": {"result": "SUCCESS"}}),
    ]
    verbose = "".join(terminal.render(events, columns=None, verbosity=Verbosity.BODIES))

    named = [line.strip() for line in verbose.splitlines() if line.startswith("    why: ")]
    assert named == ["why: log.shape", "why: push.same-group-warned", "why: retry.first-wait", "why: tasks.text"]
    assert "why" not in "".join(terminal.render(events, columns=None))
