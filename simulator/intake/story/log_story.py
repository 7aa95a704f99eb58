"""The story of a System Log: who is there at the beginning, the acts as steps, and what the file leaves open."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from provider_stub.scim import syntax
from simulator.intake.attributes import USERNAME
from simulator.intake.cast import is_login
from simulator.intake.draft import Draft, scenario_text
from simulator.intake.evidence.times import seconds
from simulator.intake.rehearsal.log import LiveStory
from simulator.intake.rehearsal.traffic import PLAYING
from simulator.intake.story import acts
from simulator.intake.story.acts import COMPARED, MEMBERSHIP, PROVISION, Act, Sorted, sorted_acts
from simulator.intake.story.app_rows import owners_of
from simulator.intake.story.group_acts import TEAMS
from simulator.intake.story.order import in_order, turned
from simulator.intake.story.people import Fact, Person, Team, facts_of, names
from simulator.intake.story.people_acts import OTHERS, PEOPLE
from simulator.intake.story.present import Present, username_of
from simulator.intake.story.recorded import Recorded
from simulator.intake.story.steps import Settled
from simulator.intake.story.told import Told
from simulator.intake.story.unshown import explain
from simulator.intake.system_log import Entry
from simulator.okta.flows import groups, users
from simulator.okta.targets import CATALOGUE
from simulator.progress import Watch, unwatched

MADE_UP = (
    "The System Log has no profiles, no passwords and no texts of mappings and rules: first and last names are the "
    'display names, or "Unnamed"; what a change of a profile, a mapping or an assignment was about, and who was in a '
    "group before, is not in it."
)
LOGGED = "Neither of them has passwords or texts of mappings and rules; profiles are as the traffic first shows them."
NO_INTEGRATION = "It does not say either whether the app writes with PUT (made with the wizard) or PATCH (catalogue)."


@dataclass(frozen=True)
class LogStory:
    """The `draft`, and `complaints` about what nothing explains."""

    draft: Draft
    complaints: tuple[str, ...]


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
    return LogStory(story.draft, (*unfit, *_doubts(story, facts)))


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
    draft = _beginning(facts, sorted_.acts, label, name, recorded)
    if had and (settled or {}).get(("create_users", 0)) is False:
        for person in had:
            _add_account(draft, username_of(person) if draft.user_attributes else person.address, person)
    people = list(dict.fromkeys(fact.person for fact in facts if fact.person is not None))
    live = LiveStory(scenario_text(draft), recorded.base_url if recorded is not None else None)
    story = Present(draft, live, people, settled, recorded, typed=USERNAME in draft.user_attributes)
    story.cut_off = cut_off
    for person, team in (had or {}).items():
        story.assigned_before(person, by=team)
    for act in watch(sorted_.acts, len(sorted_.acts), PLAYING):
        _tell(story, act)
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


def _beginning(facts: list[Fact], told: list[Act], label: str, name: str, recorded: Recorded | None) -> Draft:
    """All that can be said before the first step."""
    first = facts[0].entry.at if facts else ""
    draft = Draft(name, first or None, [MADE_UP], {"label": label})
    if recorded is not None:
        recorded.begin(facts)
        _as_recorded(draft, recorded)
    apps = (fact.entry.target("AppInstance") for fact in facts)
    if any(app is not None and app.display_name in CATALOGUE.values() and app.display_name != label for app in apps):
        draft.app.setdefault("integration", "oin")
    elif "integration" not in draft.app:
        draft.comments.append(NO_INTEGRATION)
    if any(has_other_username(fact.entry) for fact in facts):
        draft.app["username"] = f"user.{USERNAME}"
        draft.user_attributes = [USERNAME, *(one for one in draft.user_attributes if one != USERNAME)]
    _statuses(told)
    _members(told)
    if recorded is not None:
        recorded.add_members(facts)
    owners: dict[str, Person] = {}
    for fact in facts:
        if fact.person is not None and fact.entry.type == users.PUSH and not fact.entry.failed:
            before = owners.get(fact.username.lower(), fact.person)
            before.replaced = before.replaced or before is not fact.person
            owners[fact.username.lower()] = fact.person
    rows = [fact for fact in facts if fact.entry.type in PROVISION | {users.PUSH_PROFILE} and not fact.entry.failed]
    typed = bool(draft.user_attributes)
    usernames = {fact.username or _named(fact.person, typed=typed) for fact in rows}
    quirks = draft.stub.get("quirks", [])
    quirks += ["any-username"] * (not quirks and any(syntax.refusals(username) for username in usernames if username))
    quirks += ["ignore-active"] * _stayed_active(told)
    if quirks:
        draft.stub["quirks"] = quirks
    if recorded is None and "integration" in draft.app and any(_renamed_at_once(act) for act in told):
        draft.app["wire"] = {"group_post_rename_patch": True}
    for username, person in _accounts(told).items() if recorded is None else ():
        _add_account(draft, username, person)
    return draft


def _as_recorded(draft: Draft, recorded: Recorded) -> None:
    """What the traffic shows of the app and of the provider."""
    draft.app.update(recorded.app)
    draft.user_attributes = list(recorded.attributes.declared)
    draft.stub.update({key: list(held) if isinstance(held, list) else held for key, held in recorded.stub.items()})
    draft.comments = [LOGGED]
    draft.comments += [
        f"{path} is in the traffic; no mapping can give such a value" for path in recorded.attributes.unclear
    ]


def _add_account(draft: Draft, username: str, person: Person) -> None:
    if syntax.is_username(username):
        shown = " ".join(names(person.shown).values())
        account = {"username": username, "email": person.address, "member": True}
        draft.add_account({**account, **({"full_name": shown} if shown else {})})


def _named(person: Person | None, *, typed: bool) -> str:
    """The application username of somebody of whom the row does not say it."""
    return "" if person is None else username_of(person) if typed else person.username or person.address


def _stayed_active(told: list[Act]) -> bool:
    """Whether somebody who was deactivated was then found active, and nobody ever had to be reactivated."""
    ended: set[Person] = set()
    stayed = False
    for act in told:
        for person, kinds in act.kinds().items():
            if users.REACTIVATE in kinds:
                return False
            stayed = stayed or (person in ended and kinds >= {users.VERIFY_EXISTS, users.PUSH_PROFILE})
            if users.DEACTIVATE in kinds:
                ended.add(person)
    return stayed


def _renamed_at_once(act: Act) -> bool:
    """Whether a push failed at a PATCH, which an empty group gets only where its name is sent again (META-113)."""
    return act.type == groups.CREATED and any(row.entry.type == MEMBERSHIP for row in act.rows)


def has_other_username(entry: Entry) -> bool:
    """Whether somebody's application username is not their login, or no login as a scenario can hold one."""
    assigned, user = entry.target("AppUser"), entry.target("User")
    username = assigned.alternate_id if assigned is not None else ""
    return username not in ("", user.alternate_id if user is not None else "") or (
        bool(username) and not is_login(username)
    )


_STATUSES = {
    acts.ACTIVATE: "STAGED",
    "user.lifecycle.unsuspend": "SUSPENDED",
    "user.lifecycle.delete.initiated": "DEPROVISIONED",
}


def _statuses(told: list[Act]) -> None:
    """Whoever is first activated, or deleted, was not active before; who is created may be activated later."""
    seen: set[Person] = set()
    met: set[Person] = set()
    activating = any(act.type == acts.ACTIVATE or _activated(act) for act in told)
    for act in told:
        person = act.fact.person if act.fact is not None and act.fact.done else None
        if person is not None and person not in seen and act.type in (*_STATUSES, *_LIFECYCLE):
            seen.add(person)
            person.staged = act.type == acts.CREATE and activating and not _activated(act)
            person.status = _STATUSES.get(act.type, "ACTIVE")
            if person.status == "DEPROVISIONED" and person in met:
                person.status = "ACTIVE"
        met.update(row.person for row in ([act.fact] if act.fact else []) + act.rows if row.person is not None)


def _activated(act: Act) -> bool:
    return any(one.entry.type == acts.ACTIVATE for one in act.others)


_LIFECYCLE = (acts.CREATE, acts.DEACTIVATE_USER, "user.lifecycle.suspend")


def _members(told: list[Act]) -> None:
    """Whoever first leaves a group was in it at the beginning.

    Not so where the group gave its members the app, and they were assigned by hand: they came later.
    """
    seen = set()
    gave = {
        act.fact.team
        for act in told
        if act.fact and act.type == acts.LEAVE and (acts.REMOVE, act.fact.person) in act.has
    }
    by_hand: set[Person | None] = set()
    for act in told:
        if act.type == acts.ADD and act.fact is not None and act.fact.done:
            by_hand.add(act.fact.person)
        for one in (act.fact, *act.others) if act.fact is not None and act.fact.done else ():
            kind, pair = one.entry.type, (one.person, one.team)
            if kind in (acts.JOIN, acts.LEAVE) and one.person and one.team and pair not in seen:
                seen.add(pair)
                if kind == acts.LEAVE and not one.team.made and not (one.team in gave and one.person in by_hand):
                    one.team.members.append(one.person)


def _accounts(told: list[Act]) -> dict[str, Person]:
    """The accounts that the provider had before: Okta found or imported them, and had not made them (okta-wire 2.5)."""
    found: dict[str, Person] = {}
    settled: set[str] = set()
    for act in told:
        kinds = act.kinds()
        for row in act.rows:
            person, username = row.person, row.username
            if person is None or not username or row.entry.failed or username.lower() in settled:
                continue
            own = kinds[person]
            if own & {users.PUSH, users.REACTIVATE, acts.REMOVE}:
                settled.add(username.lower())
            elif users.VERIFY_EXISTS in own or (act.type == acts.IMPORT and acts.ADD in own) or own >= _LINK:
                settled.add(username.lower())
                found[username] = person
    return found


_LINK = {acts.ADD, users.PUSH_PROFILE}


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
