"""Events sorted into acts: what somebody did, and the rows of provisioning that came of it (okta-wire 9.2 to 9.5).

A row belongs to the act of its transaction, else to the latest one about its person or group that can lead to it.
Where none can, it stands for an act that the file does not show.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from simulator.intake.story.people import Fact, Person, Team, apart
from simulator.okta.flows import group_conversation, groups, users
from simulator.okta.flows.conversation import AUTHENTICATION_FAILURE
from simulator.okta.flows.starting import RATE_LIMIT_EXCEEDED
from simulator.okta.system_log import SYSTEM

CREATE, ACTIVATE = "user.lifecycle.create", "user.lifecycle.activate"
DEACTIVATE_USER, UPDATE = "user.lifecycle.deactivate", "user.account.update_profile"
UPDATE_PASSWORD = "user.account.update_password"  # noqa: S105  (an event's name)
CREATE_GROUP, DELETE_GROUP, EDIT_GROUP = "group.lifecycle.create", "group.lifecycle.delete", "group.profile.update"
JOIN, LEAVE = "group.user_membership.add", "group.user_membership.remove"
ASSIGN_GROUP, UNASSIGN_GROUP = "group.application_assignment.add", "group.application_assignment.remove"
EDIT_GROUP_ASSIGNMENT = "group.application_assignment.update"
ADD, REMOVE = "application.user_membership.add", "application.user_membership.remove"
EDIT, RENAME = "application.user_membership.update", "application.user_membership.change_username"
SETTINGS = "application.lifecycle.update"
MAPPINGS = ("application.provision.field_mapping_rule.change", "directory.mapping.update")
FORCE_SYNC, IMPORT = "app.app_instance.provision_sync_job.started", "system.import.start"
IMPORT_ENDS = ("system.import.complete", "system.import.roadblock", "application.provision.user.import")
FROM_RULE = "app.user_management.grouppush.mapping.created.from.rule"
ACTIVATE_PUSH = "application.provision.group_push.activate_mapping"
DEACTIVATE_PUSH = "application.provision.group_push.deactivate_mapping"
TESTED, REFRESHED = "recording.connection_tested", "recording.app_groups_refreshed"
"""What Okta writes nothing of, and a recording of the traffic shows."""
TEST_FAILED = "application.configuration.update"

ACTS = {
    CREATE, ACTIVATE, DEACTIVATE_USER, UPDATE, UPDATE_PASSWORD, "user.lifecycle.suspend", "user.lifecycle.unsuspend",
    "user.lifecycle.delete.initiated", CREATE_GROUP, DELETE_GROUP, EDIT_GROUP, JOIN, LEAVE, ASSIGN_GROUP,
    UNASSIGN_GROUP, EDIT_GROUP_ASSIGNMENT, EDIT, SETTINGS, *MAPPINGS, FORCE_SYNC, IMPORT, groups.CREATED, FROM_RULE,
    ACTIVATE_PUSH, DEACTIVATE_PUSH, groups.REMOVED,
    "application.lifecycle.activate", "application.lifecycle.deactivate", TESTED, REFRESHED,
}  # fmt: skip
"""Events that tell of an act of their own. `ADD`, `REMOVE`, `RENAME` and Push Now do so where nothing led to them."""
_WIDE = {SETTINGS, *MAPPINGS, FORCE_SYNC, IMPORT}
"""Acts about everybody who is assigned."""

ORDER = {
    users.VERIFY_EXISTS: 0, users.PUSH: 1, users.REACTIVATE: 1, users.PUSH_PROFILE: 3, users.SYNC: 4,
    users.DEACTIVATE: 5, users.DELETE: 5, users.DEPROVISION: 6, users.PUSH_PASSWORD: 7, users.PASSWORD: 7,
}  # fmt: skip
"""The rows of one conversation about a person come in this order (okta-wire 9.5)."""
PROVISION = {users.VERIFY_EXISTS, users.PUSH, users.REACTIVATE, users.SYNC}
ENDING = {users.DEACTIVATE, users.DELETE, users.DEPROVISION}
PASSWORDS = {users.PUSH_PASSWORD, users.PASSWORD}
_PROFILE_CAUSES = {
    UPDATE, EDIT, RENAME, ASSIGN_GROUP, UNASSIGN_GROUP, JOIN, LEAVE, REMOVE, *_WIDE,
}  # fmt: skip
_ENDING_CAUSES = {REMOVE, DEACTIVATE_USER, UNASSIGN_GROUP, LEAVE, DELETE_GROUP}
_REMOVE_CAUSES = {DEACTIVATE_USER, UNASSIGN_GROUP, LEAVE, DELETE_GROUP}
_ADD_CAUSES = {ASSIGN_GROUP, JOIN, CREATE, ACTIVATE}

CONCLUDING = {
    groups.UPDATED, groups.PUSHED_MEMBERSHIPS, groups.RENAMED, groups.DELETED,
    group_conversation.WILL_BE_RETRIED, group_conversation.NOT_RETRIED,
}  # fmt: skip
"""The last row of a conversation about a group."""
RENAME_FAILED = f"{groups.RENAMED}.failed"
MEMBERSHIP = f"{groups.MEMBERSHIP}.update"
SOURCE_RENAMED = "application.provision.group_push.mapping.deactivated.source.group.renamed"
PUSHED = "application.provision.group_push.pushed"
"""What the catalogue has beside `groups.UPDATED`; either tells of a push (9.3)."""
GROUP_ROWS = {*CONCLUDING, PUSHED, RENAME_FAILED, group_conversation.IGNORED, SOURCE_RENAMED}
_GROUP_CAUSES = {groups.CREATED, FROM_RULE, ACTIVATE_PUSH, JOIN, LEAVE, EDIT_GROUP, groups.REMOVED, CREATE_GROUP}
GROUP_FAILURES = ("application.provision.group.", "application.provision.group_membership.")
APP_ROWS = {AUTHENTICATION_FAILURE, RATE_LIMIT_EXCEEDED, TEST_FAILED}
OF_A_PUSH = {group_conversation.WILL_BE_RETRIED, group_conversation.NOT_RETRIED}
"""The rows of a whole push that failed, which say why even where the request's own row is not in the file (9.3)."""
COMPANIONS = {PUSHED, users.SYNC, users.DEPROVISION, group_conversation.IGNORED, AUTHENTICATION_FAILURE}
"""Rows beside others: that a file lacks one says nothing."""
COMPARED = {
    *ORDER, *CONCLUDING, PUSHED, RENAME_FAILED, ADD, REMOVE, RENAME, RATE_LIMIT_EXCEEDED,
    AUTHENTICATION_FAILURE, TEST_FAILED, "application.provision.user.import", groups.ADD,
    groups.REMOVE, groups.VERIFY_EXISTS, groups.READ, groups.UPDATE, MEMBERSHIP,
    "application.provision.group_membership.add", "application.provision.group_membership.remove",
}  # fmt: skip
"""The rows that this simulator's Okta writes of what it does for the app: they must come as in the file."""
REQUESTING = {*ORDER, *CONCLUDING} - {users.VERIFY_EXISTS, users.REACTIVATE, users.SYNC, users.DEPROVISION}
"""The rows that say how the last request of a conversation ended."""


@dataclass(eq=False)
class Act:
    """`fact` tells of it (None where only its rows do), `others` of who else it was about, `rows` of what came of it.

    `about` is whom the rows of an act that the file does not show are about, `last` the latest row about each subject.
    """

    fact: Fact | None
    number: int
    about: Person | Team | None = None
    others: list[Fact] = field(default_factory=list)
    rows: list[Fact] = field(default_factory=list)
    last: dict[Person | Team, Fact] = field(default_factory=dict)
    has: set[tuple[str, Person | None]] = field(default_factory=set)
    """The types of its rows, and which person each was about."""

    @property
    def type(self) -> str:
        """The event that tells of it; empty where none does."""
        return self.fact.entry.type if self.fact is not None else ""

    def implies(self, kind: str) -> bool:
        """Whether rows of provisioning alone show it, which an assignment's own row of this kind can come after."""
        found = {row.entry.type for row in self.rows}
        return self.fact is None and bool(found & {ADD: PROVISION, REMOVE: ENDING}.get(kind, set()))

    def kinds(self) -> dict[Person, set[str]]:
        """The types of what was done about each person."""
        kinds: dict[Person, set[str]] = {}
        for one in ([self.fact] if self.fact is not None else []) + self.rows:
            if one.person is not None and not one.entry.failed:
                kinds.setdefault(one.person, set()).add(one.entry.type)
        return kinds

    def take(self, row: Fact) -> None:
        """The row came of it."""
        self.rows.append(row)
        self.has.add((row.entry.type, row.person))
        subject = row.about
        counted = row.entry.type in ORDER or row.entry.type in GROUP_ROWS - {group_conversation.IGNORED}
        if subject is not None and counted:
            self.last[subject] = row


@dataclass
class Sorted:
    """The acts of a file in order, and how many events of each type say nothing of provisioning."""

    acts: list[Act]
    ignored: Counter[str]


def sorted_acts(facts: Iterable[Fact], owners: Mapping[Fact, Fact]) -> Sorted:
    """The acts that the facts tell of; `owners` are the rows that those are about which name the app alone."""
    sorting = _Sorting(owners)
    for fact in facts:
        sorting.sort(fact)
    return Sorted(sorting.acts, sorting.ignored)


class _Sorting:
    def __init__(self, owners: Mapping[Fact, Fact]) -> None:
        self.acts: list[Act] = []
        self.ignored: Counter[str] = Counter()
        self._by_transaction: dict[str, Act] = {}
        self._open: dict[Person | Team | None, Act] = {}
        self._wide: Act | None = None
        self._saved: Act | None = None
        self._importing: Act | None = None
        self._since: dict[Person, list[Act]] = {}
        """Acts about somebody since the app was last given to, or taken from, them."""
        self._left: dict[Person, Act] = {}
        """The deactivation of somebody of whom no row says yet that the app was taken from them."""
        self._teams: dict[Person, dict[Team, None]] = {}
        self._given: dict[tuple[str, Team], Act] = {}
        self._of_groups: dict[str, Act] = {}
        """The latest group that was given the app, or lost it."""
        self._owners = owners
        self._taken: dict[Fact, Act] = {}

    def sort(self, fact: Fact) -> None:
        """Take one event in."""
        kind = fact.entry.type
        undone = not fact.done and kind != group_conversation.IGNORED
        if undone and (kind in ACTS or (kind in COMPARED and not fact.entry.failed)):
            self._begin(fact, known=False)
        elif kind in ACTS:
            self._act(fact)
        elif kind in (ADD, REMOVE, RENAME):
            self._membership(fact)
        elif (kind in ORDER and fact.person is not None) or (kind in GROUP_ROWS and fact.team is not None):
            self._attach(fact, fact)
        elif kind in APP_ROWS or kind.startswith(GROUP_FAILURES):
            self._of_app(fact)
        elif self._importing is not None and kind.startswith(("system.import.", "application.provision.user.import")):
            self._importing.take(fact)
            self._importing = None if kind in IMPORT_ENDS else self._importing
        else:
            self.ignored[kind] += 1

    def _begin(self, fact: Fact | None, row: Fact | None = None, *, known: bool = True) -> Act:
        act = Act(fact, len(self.acts))
        self.acts.append(act)
        about = fact or row
        if known and about is not None:
            for one in (about.person, about.team):
                if one is not None:
                    self._open[one] = act
            if about.entry.transaction:
                self._by_transaction[about.entry.transaction] = act
        return act

    def _act(self, fact: Fact) -> None:
        kind, team = fact.entry.type, fact.team
        if kind in (JOIN, LEAVE) and (team is None or team.built_in or fact.person is None):
            return
        if kind in (JOIN, LEAVE) and fact.person is not None and team is not None:
            held = self._teams.setdefault(fact.person, {})
            if kind == JOIN:
                held[team] = None
            elif team in held:
                del held[team]
        same = self._by_transaction.get(fact.entry.transaction)
        if same is not None and self._joins(same, fact):
            same.others.append(fact)
            self._open.update(dict.fromkeys([one for one in (fact.person, team) if one is not None], same))
            return
        if self._importing is not None and kind in (CREATE, ACTIVATE):
            return
        act = self._begin(fact)
        if fact.person is not None:
            self._since.setdefault(fact.person, []).append(act)
            if kind == DEACTIVATE_USER:
                self._left[fact.person] = act
            elif kind in (CREATE, ACTIVATE):
                self._left.pop(fact.person, None)
        self._wide = act if kind in _WIDE else self._wide
        self._saved = act if kind in (SETTINGS, FORCE_SYNC) else self._saved
        self._importing = act if kind == IMPORT else self._importing
        if team is not None and kind == ASSIGN_GROUP:
            self._given[ADD, team] = self._of_groups[ADD] = act
            self._given.pop((REMOVE, team), None)
        elif team is not None and kind in (UNASSIGN_GROUP, DELETE_GROUP):
            self._given.pop((ADD, team), None)
            self._given[REMOVE, team] = self._of_groups[REMOVE] = act

    @staticmethod
    def _joins(act: Act, fact: Fact) -> bool:
        """Whether an event tells more of a known act: who else joined or left, or that who is new is active."""
        first, kind = act.fact, fact.entry.type
        if first is None:
            return False
        same_person, same_team = first.person is fact.person, first.team is fact.team
        if kind == ACTIVATE:
            return act.type == CREATE and same_person
        if kind == JOIN:
            return (act.type in (JOIN, CREATE_GROUP) and same_team) or (act.type == CREATE and same_person)
        return kind == LEAVE and act.type in (LEAVE, DELETE_GROUP) and same_team

    def _membership(self, fact: Fact) -> None:
        """An assignment that begins, ends or has another username: of itself, or since something else was done."""
        if not fact.done:
            self._begin(fact, known=False)
            return
        kind, person = fact.entry.type, fact.person
        if person is None:
            self.ignored[kind] += 1
            return
        same, latest = self._by_transaction.get(fact.entry.transaction), self._open.get(person)
        causes = {ADD: _ADD_CAUSES, REMOVE: _REMOVE_CAUSES, RENAME: {UPDATE, EDIT, SETTINGS, FORCE_SYNC}}[kind]
        given = (self._given.get((kind, team)) for team in self._teams.get(person, ()))
        implied = latest is not None and latest.about is person and latest.implies(kind)
        left, since = None, list[Act]()
        if kind != RENAME:
            left, since = self._left.pop(person, None), self._since.pop(person, since)
        likely = [latest] if latest is not None and (implied or self._likely(latest, kind)) else []
        likely += [act for act in reversed(since) if self._likely(act, kind)]
        likely += [act for act in given if act is not None and (latest is None or act.number > latest.number)]
        likely += self._by_okta(fact, since)
        found = next((
            act for act in (self._importing, left, same, *likely)
            if act is not None and (kind, person) not in act.has
            and (act is self._importing or act.type in causes or (implied and act is latest))
        ), None)  # fmt: skip
        if found is None:
            self._begin(fact)
            return
        found.take(fact)
        self._open[person] = found
        if found.type == ASSIGN_GROUP and found.fact is not None and found.fact.team is not None:
            self._teams.setdefault(person, {})[found.fact.team] = None

    def _by_okta(self, fact: Fact, since: list[Act]) -> list[Act]:
        """What was done to groups shortly before Okta itself, and no administrator, gave or took the app."""
        if fact.entry.actor is None or fact.entry.actor.type != SYSTEM.type:
            return []
        wide = self._of_groups.get(fact.entry.type)
        acts = [*reversed([act for act in since if act.type in (JOIN, LEAVE)]), *([wide] if wide is not None else [])]
        return [act for act in acts if act.fact is not None and 0 <= apart(act.fact, fact) <= _SOON]

    def _likely(self, act: Act, kind: str) -> bool:
        """Whether an act of another transaction leads to this: in a group that gives the app, a deactivation."""
        team = act.fact.team if act.fact is not None else None
        gives = self._given.get((ADD, team)) if team is not None else None
        in_group = gives is not None and gives.number < act.number
        return kind == RENAME or act.type == DEACTIVATE_USER or (in_group and act.type in (JOIN, LEAVE))

    def _of_app(self, fact: Fact) -> None:
        """A row that names the app alone: it is about whom its transaction is about, else the latest push."""
        owner = self._owners.get(fact)
        if owner is None and fact.entry.type.startswith(GROUP_FAILURES):
            owner = next((one for one in map(self._pushed, reversed(self.acts[-_RECENT:])) if one is not None), None)
        if owner in self._taken and fact.entry.type in APP_ROWS:
            self._taken[owner].take(fact)
        elif owner is not None:
            self._attach(fact, owner)
        else:
            self._begin(None, fact, known=False).take(fact)

    @staticmethod
    def _pushed(act: Act) -> Fact | None:
        return act.fact if act.fact is not None and act.fact.team is not None and act.type in _GROUP_CAUSES else None

    def _attach(self, row: Fact, owner: Fact) -> None:
        """Give a row to the act that led to it; `owner` says whom it is about."""
        subject = owner.about or owner.team
        latest = [act for act in (self._open.get(subject), self._wide) if act is not None]
        left = self._left.get(owner.person) if owner.person is not None and owner.entry.type in ENDING else None
        same = self._by_transaction.get(row.entry.transaction)
        ordered = [act for act in (left, same) if act is not None] + sorted(latest, key=lambda act: -act.number)
        act = next((act for act in ordered if subject is not None and _takes(act, owner, subject)), None)
        if act is not None and act is not same and self._came_late(act, owner, subject):
            act = None
        if act is None and row.entry.type == groups.PUSHED_MEMBERSHIPS:
            self._begin(row).last.update({subject: row} if subject is not None else {})
            return
        if act is None:
            act = self._begin(None, owner, known=subject is not None)
            act.about = subject
        act.take(row)
        self._taken[row] = act
        if row is owner and subject is not None:
            self._open[subject] = act
        if row.entry.transaction:
            self._by_transaction[row.entry.transaction] = act

    def _came_late(self, act: Act, row: Fact, subject: Person | Team | None) -> bool:
        """Whether somebody was provisioned only after settings were saved: Provision User does so (okta-wire 2.1)."""
        begins = subject not in act.last and row.entry.type in PROVISION
        return begins and self._saved is not None and self._saved.number > act.number


_SOON = 600
"""Seconds within which Okta gives or takes the app after a group was changed."""
_RECENT = 50
"""How many acts back a failure without a transaction is looked for."""


def _takes(act: Act, row: Fact, subject: Person | Team) -> bool:
    """Whether the row can be the next one about this subject that comes of the act."""
    last = act.last.get(subject)
    if isinstance(subject, Team):
        if last is not None:
            return last.entry.type not in CONCLUDING or row.entry.type == groups.DELETED
        causes = {ACTIVATE_PUSH} if row.entry.type == groups.PUSHED_MEMBERSHIPS else _GROUP_CAUSES
        return act.about is subject or act.type in causes
    kind = row.entry.type
    if last is None:
        return act.about is subject or _leads(act, kind, subject)
    before = last.entry.type
    if kind in PROVISION | {users.PUSH_PROFILE} and before not in ENDING | PASSWORDS:
        return ORDER[kind] > ORDER[before] and (not last.entry.failed or kind == users.SYNC)
    return kind == users.DEPROVISION and before in (users.DEACTIVATE, users.DELETE) and not last.entry.failed


def _leads(act: Act, kind: str, person: Person) -> bool:
    """Whether a first row of this kind can come of the act."""
    added = (ADD, person) in act.has or act.type in (ADD, ACTIVATE)
    if kind == users.PUSH_PROFILE:
        return added or act.type in _PROFILE_CAUSES
    if kind in PROVISION:
        return added
    if kind in ENDING:
        return act.type in _ENDING_CAUSES
    return act.type == UPDATE_PASSWORD
