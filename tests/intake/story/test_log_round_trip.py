"""A story played, logged and imported again is the same story: acts, final state and rows of provisioning."""

import csv
import io
import json
from itertools import groupby, pairwise, product

import pytest

from simulator.cli.arguments import load_file
from simulator.intake.choosing import of_app
from simulator.intake.draft import scenario_text
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import read
from simulator.intake.story.acts import COMPARED
from simulator.intake.story.beginning import MADE_UP
from simulator.intake.story.log_story import story_of_log
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Log, StepFinished
from simulator.scenario.finding import bundled
from simulator.scenario.loading import load_text

FEATURES = {"deactivate_users", "create_users", "update_user_attributes"}
SYNC = "application.provision.user.sync"
NO_ROWS = {"fault", "clear_faults", "hub", "wait", "check"}
"""Steps about the provider or the clock: no event of Okta's tells of them."""
ASIDE = {
    "assigned-before-provisioning": {"features of a saved page"},
    "basic-sso-invitations": {"accounts that Okta never heard of"},
    "custom-extension": {"mapping texts"},
    "group-priority": {"values of a group's assignment"},
    "import-and-confirm": {"accounts that Okta never heard of"},
    "link-existing-user": {"features of a saved page"},
    "mapping-edits": {"mapping texts"},
    "null-in-concatenation": {"mapping texts"},
    "published-guide": {"features of a saved page", "mapping texts"},
    "push-now-empty-group": {"a push that failed"},
    "quickstart": {"mapping texts"},
    "silent-loss": {"mapping texts"},
    "unlink-and-link-again": {"a group pushed under another name"},
    "username-from-email": {"mapping texts"},
    "username-rules": {"mapping texts"},
}
"""What a System Log does not hold, by the scenarios that have it; all others come back whole."""
MAPPINGS = {"edit_mapping", "remove_mapping", "apply_mappings", "edit_username"}


def played(scenario):
    run = prepare(scenario, Choice(verify=False), {})
    return run, list(run.events())


def as_csv(entries):
    """The Admin Console's download, newest first."""
    columns = ["timestamp", "event_type", "uuid", "outcome.result", "outcome.reason", "transaction.id"]
    columns.append("debug_context.debug_data.custom_message")
    parts = ("id", "type", "alternate_id", "display_name")
    columns += [f"target{number}.{part}" for number in range(3) for part in parts]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for entry in reversed(entries):
        outcome, targets = entry["outcome"], entry["target"]
        row = [entry["published"], entry["eventType"], entry["uuid"], outcome["result"], outcome["reason"] or ""]
        row += [entry["transaction"]["id"], entry["debugContext"]["debugData"].get("customMessage", "")]
        for one in targets:
            row += [one["id"], one["type"], one["alternateId"], one["displayName"]]
        writer.writerow(row + [""] * (len(columns) - len(row)))
    return out.getvalue()


def imported(text):
    label, entries = of_app(read([Source("log", text.encode())]).entries, None, "log")
    return story_of_log(entries, label, "Imported")


def rows(events):
    """What Okta logged of provisioning, by whom it is about; rows of two people may stand between each other."""
    logged = [event.entry for event in events if isinstance(event, Log) and event.entry["eventType"] in COMPARED]
    named = sorted((_whose(entry), number, entry) for number, entry in enumerate(logged))
    return {
        whose: [(entry["eventType"], entry["outcome"]["result"]) for _, _, entry in group]
        for whose, group in groupby(named, key=lambda one: one[0])
    }


def _whose(entry):
    names = {one["type"]: one for one in entry["target"]}
    about = names.get("User") or names.get("AppGroup")
    return about["alternateId"] if about else ""


def acts(scenario, events, aside):
    """Verbs and whom they are about, one subject each, of the steps that Okta wrote something of.

    Whether tasks were retried one by one or all at once no log tells.
    """
    logged = {event.step for event in events if isinstance(event, Log)}
    refused = {event.step for event in events if isinstance(event, StepFinished) and event.outcome == "refused"}
    names = {alias: user.login for alias, user in scenario.users.items()}
    found = []
    for number, step in enumerate(scenario.steps, 1):
        if step.verb == "create_user":
            names[step.argument.alias] = step.argument.profile["login"]
        if number not in logged - refused or step.verb in NO_ROWS:
            continue
        subjects = [names.get(alias, alias) for _, alias, _ in step.argument.references()]
        found += [(step.verb, subject) for subject in subjects or _retried(step, number, events)]
    known = [one for one in (_known(*one, aside) for one in found) if one is not None]
    runs = groupby(known, key=lambda one: one[0])
    return [one for verb, group in runs for one in (sorted(group) if verb == "retry_tasks" else group)]


def _retried(step, number, events):
    """Whom `retry_tasks` without a name was about, as far as the log tells."""
    if step.verb != "retry_tasks":
        return [""]
    whose = [_whose(event.entry) for event in events if isinstance(event, Log) and event.step == number]
    return list(dict.fromkeys(filter(None, whose)))


def _known(verb, subject, aside):
    if verb in ("enable", "disable") and "features of a saved page" in aside:
        return None
    if verb in (*MAPPINGS, "update_user", "retry_tasks") and "mapping texts" in aside:
        return None
    if verb == "update_user" and "values of a group's assignment" in aside:
        return None
    if verb in ("push_now", "retry_tasks") and "a push that failed" in aside:
        return "push_now or retry_tasks", subject
    return (verb, "" if "a group pushed under another name" in aside and "group" in verb + "_group" else subject)


def standing(run, aside):
    """Who is where at the end, in Okta and on the Hub."""
    tenant = run.story.tenant
    org, app = tenant.org, tenant.app
    people = {org.users[key].login: (one.username, one.status, one.provisioned) for key, one in app.users.items()}
    pushes = {one.target_name: one.status for one in app.pushes.values()}
    members = tenant.hub_page("GET", "/state", None)["members"]
    if "accounts that Okta never heard of" in aside:
        members = {
            name: held for name, held in members.items() if name in {one[0] for one in people.values() if one[2]}
        }
    return people, pushes, members


def without(scenario, feature):
    """The scenario with a feature of its app off from the beginning."""
    features = tuple(one for one in scenario.app.provisioning if one != feature)
    return scenario.model_copy(update={"app": scenario.app.model_copy(update={"provisioning": features})})


@pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)
def test_story_that_was_logged_comes_back(path):
    """As JSON and as CSV; and so without each feature of its app, which makes other rows of the same steps."""
    scenario = load_file(path)
    fewer = sorted(FEATURES & set(scenario.app.provisioning))
    variants = [(None, scenario), *((feature, without(scenario, feature)) for feature in fewer)]
    replays = {}
    lives = [(feature, variant, *played(variant)) for feature, variant in variants]
    for (feature, variant, run, events), written in product(lives, (json.dumps, as_csv)):
        entries = [event.entry for event in events if isinstance(event, Log)]
        if not any("AppInstance" in [one["type"] for one in entry["target"]] for entry in entries):
            pytest.skip("nothing of this scenario is in the System Log")

        story = imported(written(entries))
        text = scenario_text(story.draft)
        again = load_text(text, "imported.yaml")
        if text not in replays:
            replays[text] = played(again)
        second, replayed = replays[text]
        aside = ASIDE.get(path.stem, set())

        where = (feature, written.__name__)
        assert story.complaints == (), where
        assert [event for event in replayed if getattr(event, "held", None) is False] == [], where
        assert rows(replayed) == rows(events), where
        assert acts(again, replayed, aside) == acts(variant, events, aside), where
        assert standing(second, aside) == standing(run, aside), where
        assert MADE_UP in story.draft.comments, where


def newest_first(entries):
    """All in one instant, which tells nothing of the order."""
    return [{**entry, "published": "2026-01-05T09:00:00.000Z"} for entry in reversed(entries)]


def jobs_before_their_requests(entries):
    """Each job's own row before the last one of what was sent for it, at the times that the two had."""
    entries = list(entries)
    for at, (first, second) in enumerate(pairwise(entries)):
        sent = first["eventType"].startswith("application.provision.user.")
        if sent and second["eventType"] == SYNC and first["transaction"] == second["transaction"]:
            times = first["published"], second["published"]
            entries[at : at + 2] = [{**second, "published": times[0]}, {**first, "published": times[1]}]
    return entries


@pytest.mark.parametrize("path", bundled(), ids=lambda path: path.stem)
def test_story_is_the_same_whatever_order_the_rows_are_in(path):
    entries = [event.entry for event in played(load_file(path))[1] if isinstance(event, Log)]
    if not any("AppInstance" in [one["type"] for one in entry["target"]] for entry in entries):
        pytest.skip("nothing of this scenario is in the System Log")
    in_order = imported(json.dumps(entries))
    assert in_order.complaints == ()

    for disordered in (newest_first, jobs_before_their_requests):
        other = imported(json.dumps(disordered(entries)))

        assert other.complaints == (), disordered
        assert [(one.verb, one.argument) for one in other.draft.steps] == [
            (one.verb, one.argument) for one in in_order.draft.steps
        ], disordered
