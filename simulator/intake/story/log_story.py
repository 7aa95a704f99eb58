"""The story of a System Log: who is there at the beginning, the acts as steps, and what the file leaves open."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from simulator.intake.attributes import USERNAME
from simulator.intake.draft import Draft, scenario_text
from simulator.intake.evidence.times import seconds
from simulator.intake.rehearsal.log import LiveStory
from simulator.intake.rehearsal.traffic import PLAYING
from simulator.intake.story import acts
from simulator.intake.story.acts import COMPARED, Act, Sorted, sorted_acts
from simulator.intake.story.app_rows import owners_of
from simulator.intake.story.beginning import add_account, beginning
from simulator.intake.story.group_acts import TEAMS
from simulator.intake.story.order import in_order, turned
from simulator.intake.story.people import Fact, Person, Team, facts_of
from simulator.intake.story.people_acts import OTHERS, PEOPLE
from simulator.intake.story.present import Present, username_of
from simulator.intake.story.recorded import Recorded
from simulator.intake.story.steps import Settled
from simulator.intake.story.told import Told
from simulator.intake.story.unshown import explain
from simulator.intake.system_log import Entry
from simulator.okta.flows import users
from simulator.progress import Watch, unwatched

PROBED = "the connection test that saving them sent stands for it"


@dataclass(frozen=True)
class LogStory:
    """The `draft`, and `complaints` about what nothing explains, which are `unexplained` differences."""

    draft: Draft
    complaints: tuple[str, ...]
    unexplained: int = 0


def story_of_log(
    entries: Iterable[Entry],
    label: str,
    name: str,
    watch: Watch = unwatched,
    recorded: Recorded | None = None,
    *,
    cut_off: bool = False,
) -> LogStory:
    """The shortest scenario, played as it was told, behind the events of one app.

    `watch` may show how far it is; `cut_off` says that the end of a file is known to be missing. What is `recorded` of
    the same time decides profiles, changes and the provider's answers.
    """
    facts = in_order(facts_of(turned(entries)))
    sorted_ = sorted_acts(facts, owners_of(facts))
    told = partial(_told, facts, sorted_, label, name, watch, recorded=recorded, cut_off=cut_off)
    story = told()
    unfit: list[str] = []
    if story.torn or story.late:
        settled, had = dict.fromkeys(story.torn, True), story.had
        story = told(settled, had)
        votes = story.votes
        settled = {key: votes[key][True] >= votes[key][False] if key in votes else on for key, on in settled.items()}
        if not all(settled.values()):
            story = told(settled, had)
        unfit = _unfit(story, settled, votes)
    return LogStory(story.draft, (*unfit, *_doubts(story, facts)), len(story.unexplained))


def _told(
    facts: list[Fact],
    sorted_: Sorted,
    label: str,
    name: str,
    watch: Watch,
    settled: Settled | None = None,
    had: Mapping[Person, Team | None] | None = None,
    *,
    recorded: Recorded | None,
    cut_off: bool,
) -> Present:
    """The story as it is told with what is `settled`, of people who `had` the app from the beginning."""
    draft = beginning(facts, sorted_.acts, label, name, recorded)
    if had and (settled or {}).get(("create_users", 0)) is False:
        for person in had:
            add_account(draft, username_of(person) if draft.user_attributes else person.address, person)
    people = list(dict.fromkeys(fact.person for fact in facts if fact.person is not None))
    live = LiveStory(scenario_text(draft), recorded.base_url if recorded is not None else None)
    story = Present(draft, live, people, settled, recorded, typed=USERNAME in draft.user_attributes)
    story.cut_off = cut_off
    for person, team in (had or {}).items():
        story.assigned_before(person, by=team)
    for act in watch(sorted_.acts, len(sorted_.acts), PLAYING):
        _tell(story, act)
    for step in draft.steps:
        if step.seen and not step.verb:
            step.verb, step.comments = "test_connection", [*step.comments, PROBED]
    features = story.provisioning()
    if features is not None:
        draft.app["provisioning"] = features
    draft.comments += [f"left out: {count} of {kind}" for kind, count in sorted(sorted_.ignored.items())]
    return story


def _unfit(story: Present, settled: Settled, votes: dict[tuple[str, int], Counter[bool]]) -> list[str]:
    """Of each feature that no one setting fits: which one is used, since it fits most of the rows."""
    said = []
    for key in sorted(story.unfit & settled.keys()):
        on, asked = settled[key], votes.get(key, Counter())
        if asked[not on]:
            said.append(
                f"{key[0].replace('_', ' ').title()} is {'on' if on else 'off'} in this story, which fits {asked[on]} "
                f"of {asked.total()} times that the file tells of it; no one setting fits all of them, and the file "
                "does not show that the settings were saved in between"
            )
    story.draft.comments += [f"{one}." for one in said]
    return said


def _tell(story: Present, act: Act) -> None:
    """Play an act, then whatever its rows ask for beside."""
    fact = act.fact
    if fact is None:
        explain(story, [one for one in act.rows if one.entry.type in COMPARED], None)
        return
    if not fact.done:
        story.comment(_not_done(fact.entry), fact.entry.at)
        return
    wanted = [one for one in (fact, *act.rows) if one.entry.type in COMPARED]
    tell = OTHERS.get(act.type)
    if tell is None:
        tell = PEOPLE.get(act.type) if fact.person is not None else None
    if tell is None and fact.team is not None:
        tell = TEAMS.get(act.type)
    if tell is None:
        story.comment(f"{act.type} {fact.entry.result}: the event does not say whom it is about", fact.entry.at)
    elif gone := _gone(story, fact):
        story.comment(f"{act.type} {fact.entry.result}: {gone} is not there any more", fact.entry.at)
    else:
        explain(story, tell(story, Told(act, fact, wanted)), fact.team)


def _not_done(entry: Entry) -> str:
    """Okta did not do it: nothing has changed, and nobody has come or gone."""
    shown = [entry.name(kind) for kind in ("User", "NewUser", "AppUser", "UserGroup", "AppGroup")]
    about = " and ".join(dict.fromkeys(filter(None, shown))) or "somebody"
    how = "failed" if entry.failed else f"ended with {entry.result}"
    return f"{entry.type} {how} for {about}: {entry.reason or 'no reason is given'}"


def _gone(story: Present, fact: Fact) -> str:
    """The alias of whom an event is about and who has been deleted; whoever is met first is declared."""
    if fact.entry.type in (acts.CREATE, acts.CREATE_GROUP):
        return ""
    if fact.team is not None and not story.team(fact.team):
        return fact.team.alias
    return fact.person.alias if fact.person is not None and not story.person(fact.person) else ""


_LEADING = {
    *acts.MAPPINGS,
    acts.SETTINGS,
    acts.FORCE_SYNC,
    acts.EDIT_GROUP_ASSIGNMENT,
    acts.ASSIGN_GROUP,
    acts.UNASSIGN_GROUP,
}
"""What leads to profiles of many being pushed, also later, with no event of its own for each."""
GAP = 24 * 3600
"""Seconds without an event after which a file may be one of several."""
SHOWN = 5
"""Differences that are named; the scenario has all."""


def _doubts(story: Present, facts: list[Fact]) -> tuple[str, ...]:
    """What nothing explains, and by what it is seen that the file may lack events which the story would need."""
    said = list(dict.fromkeys(story.unexplained))[:SHOWN]
    if said:
        number = len(story.unexplained)
        said.append(
            f"nothing in the file explains {number} difference{'s' * (number > 1)} between it and the rehearsal"
        )
    if signs := "; ".join(_signs(story, facts)):
        said.append(f"the file may be filtered or cut: {signs}")
        story.draft.comments.append(f"The file may be filtered or cut: {signs}.")
    return tuple(said)


def _signs(story: Present, facts: list[Fact]) -> Iterator[str]:
    """How a file looks that a filter or a page's end has taken events from."""
    kinds = {fact.entry.type for fact in facts}
    for kind, number in story.absent.items():
        if kind != users.PUSH_PROFILE:
            yield f"what came of {number} {kind} is in it, and not the event itself"
        elif not kinds & _LEADING:
            yield f"{number} {kind} came of a change that is not in it"
    if len(facts) > 1 and all(fact.entry.failed for fact in facts):
        yield f"all {len(facts)} events failed"
    if not (story.lacking or story.unexplained):
        return
    if not any(kind.startswith("application.provision.") for kind in kinds):
        yield "no application.provision.* event is in it"
    if len(kinds) == 1 and len(facts) > 1:
        yield f"all {len(facts)} events are of one type"
    people = {fact.person for fact in facts if fact.person is not None}
    if len(people) == 1 and (story.unexplained or "push_members" in story.lacking):
        yield "all of it is about one person"
    moments = [seconds(fact.entry.at) for fact in facts]
    known = [moment for moment in moments if moment is not None]
    gaps = [(after - before, at) for at, (before, after) in enumerate(pairwise(known))]
    widest, at = max(gaps, default=(0.0, 0))
    if widest > GAP and widest * 2 > known[-1] - known[0]:
        yield f"no event is between {facts[at].entry.at} and {facts[at + 1].entry.at}"
