"""Any log made of Okta's event types becomes a scenario that `check` accepts and that plays as its rehearsal did."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.intake.draft import scenario_text
from simulator.intake.story.log_story import story_of_log
from simulator.intake.system_log import Entry, Target
from simulator.okta.system_log_catalogue import CATALOGUE
from simulator.play.setup import Choice, prepare
from simulator.scenario.loading import load_text

REASONS = (
    None, "Forbidden", "Password is weak", "Read timed out", "Matching user not found.", "User account is inactive",
    "Error while creating user ada: Conflict. Errors reported by remote server: taken",
    "No user returned for user 66b1", "API rate limit exceeded. Too Many Requests",
    "API rate limit exceeded. Retry-After: 60", "Create new user returned empty user", "User group already exists",
    "is an invalid value for userName field (code blank)", "More than one user was found for ID",
    "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token 'error'",
)  # fmt: skip
MESSAGES = ({}, {"customMessage": "Stop deprovisioning unassigned users"}, {"customMessage": "create_users"})
PEOPLE = ("ada", "bob", "ádá")
LOGINS = ("ada@acme.test", "bob@acme.test", "ádá@acme.test", "Ada@Acme.test", "ada", "", f"{'x' * 120}@a.b")
SHOWN = ("Ada Lovelace", "Kol, Mira", "unknown", "", "a@b.c", "Ada", "\ud800")
GROUPS = ("Engineering", "QA", "Everyone", "everyone", "unknown", "")


def target(kind, ids, names, shown):
    """A target of that kind, or none; any part of it may be missing."""
    made = st.builds(Target, st.just(kind), st.sampled_from(("", *ids)), st.sampled_from(names), st.sampled_from(shown))
    return st.one_of(st.none(), made, made)


entries = st.builds(
    lambda kind, result, reason, transaction, debug, targets: Entry(
        "", kind, result, reason, transaction, targets=tuple(one for one in targets if one is not None), debug=debug
    ),
    st.sampled_from(list(CATALOGUE)) | st.sampled_from([kind for kind in CATALOGUE if "membership" in kind])
    | st.sampled_from([kind for kind in CATALOGUE if ".lifecycle." in kind or ".provision." in kind]),
    st.sampled_from(("SUCCESS", "SUCCESS", "SUCCESS", "FAILURE", "SKIPPED", "", "WEIRD")),
    st.sampled_from(REASONS),
    st.sampled_from(("", "a", "b", "c", "d")),
    st.sampled_from(MESSAGES),
    st.tuples(
        target("User", ("00u1", "00u2", "00u3"), LOGINS, SHOWN),
        target("AppUser", ("0ua1", "0ua2"), ("ada", "ada-l", "ada@acme.test", "1.5 ..", ""), PEOPLE),
        target("AppInstance", ("0oa1",), ("App",), ("App", "SCIM 2.0 Test App (Header Auth)")),
        target("UserGroup", ("00g1", "00g2"), ("", "unknown"), GROUPS),
        target("AppGroup", ("AGr1", "AGr2"), ("",), GROUPS),
    ),
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(entries, min_size=1, max_size=24))
def test_any_log_becomes_a_scenario_that_plays_as_it_was_rehearsed(log):
    logged = [
        entry.__class__(**{**vars(entry), "at": f"2026-01-05T09:00:{at:02}.000Z"}) for at, entry in enumerate(log)
    ]

    story = story_of_log(logged, "App", "Any log")
    scenario = load_text(scenario_text(story.draft), "imported.yaml")
    events = list(prepare(scenario, Choice(verify=False), {}).events())

    assert [event for event in events if getattr(event, "held", None) is False] == []
    assert len(scenario.steps) == story.draft.acts + sum(len(step.faults) for step in story.draft.steps)
