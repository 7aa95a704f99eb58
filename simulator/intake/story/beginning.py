"""What is there at the beginning of a System Log's story: the app, the provider's accounts, who is in which group."""

from collections.abc import Iterable
from typing import Any

from provider_stub.scim import syntax
from simulator.intake.attributes import USERNAME
from simulator.intake.cast import is_login
from simulator.intake.draft import Draft
from simulator.intake.story import acts
from simulator.intake.story.acts import MEMBERSHIP, PROVISION, Act
from simulator.intake.story.people import Fact, Person, names
from simulator.intake.story.present import username_of
from simulator.intake.story.recorded import Recorded
from simulator.intake.system_log import Entry
from simulator.okta.flows import groups, users
from simulator.okta.targets import CATALOGUE

MADE_UP = (
    "The System Log has no profiles, no passwords and no texts of mappings and rules: first and last names are the "
    'display names, or "Unnamed"; what a change of a profile, a mapping or an assignment was about, and who was in a '
    "group before, is not in it."
)
LOGGED = "Neither of them has passwords or texts of mappings and rules; profiles are as the traffic first shows them."
NO_INTEGRATION = "It does not say either whether the app writes with PUT (made with the wizard) or PATCH (catalogue)."


def beginning(facts: list[Fact], told: list[Act], label: str, name: str, recorded: Recorded | None) -> Draft:
    """All that can be said before the first step."""
    first = facts[0].entry.at if facts else ""
    draft = Draft(name, first or None, [MADE_UP], {"label": label})
    if recorded is not None:
        recorded.begin(facts)
        _as_recorded(draft, recorded, _created(facts, recorded))
    if is_of_catalogue(facts, label):
        draft.app.setdefault("integration", "oin")
    elif "integration" not in draft.app:
        draft.comments.append(NO_INTEGRATION)
    if any(has_other_username(fact.entry) for fact in facts):
        draft.app["username"] = f"user.{USERNAME}"
        draft.user_attributes = [USERNAME, *(one for one in draft.user_attributes if one != USERNAME)]
    if switches := _switches(facts):
        draft.app["wire"] = {**draft.app.get("wire", {}), **switches}
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
        add_account(draft, username, person)
    return draft


def is_of_catalogue(facts: Iterable[Fact], label: str) -> bool:
    """Whether the app is one of the catalogue, which the log names it by beside its label (okta-wire 9.1)."""
    apps = (fact.entry.target("AppInstance") for fact in facts)
    return any(app is not None and app.display_name in CATALOGUE.values() and app.display_name != label for app in apps)


def _switches(facts: list[Fact]) -> dict[str, Any]:
    """What of `app.wire` is otherwise than its default, by events that Okta would not write else."""
    kinds = {fact.entry.type for fact in facts}
    shown: dict[str, Any] = {}
    if kinds & {f"{groups.MEMBERSHIP}.add", f"{groups.MEMBERSHIP}.remove"}:
        shown["membership_sentence"] = "by_kind"
    if acts.SOURCE_RENAMED in kinds:
        shown["rename_app_groups"] = "deactivates"
    return shown


def _created(facts: list[Fact], recorded: Recorded) -> set[str]:
    """The usernames, in lower case, whose accounts Okta made at a time that is not in the recording."""
    rows = [fact for fact in facts if fact.entry.type == users.PUSH and fact.done and not recorded.tells(fact)]
    return {fact.username.lower() for fact in rows}


def _as_recorded(draft: Draft, recorded: Recorded, created: set[str]) -> None:
    """What the traffic shows of the app and of the provider, without the accounts that were `created` later."""
    draft.app.update(recorded.app)
    draft.user_attributes = list(recorded.attributes.declared)
    draft.stub.update({key: list(held) if isinstance(held, list) else held for key, held in recorded.stub.items()})
    accounts = [one for one in draft.stub.pop("accounts", []) if str(one["username"]).lower() not in created]
    draft.stub.update({"accounts": accounts} if accounts else {})
    draft.comments = [LOGGED]
    draft.comments += [
        f"{path} is in the traffic; no mapping can give such a value" for path in recorded.attributes.unclear
    ]


def add_account(draft: Draft, username: str, person: Person) -> None:
    """An account that the provider has from before."""
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
