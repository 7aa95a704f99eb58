"""The org's state: people, groups, app integrations with their assignments, pushes and tasks; and lookups into it.

Nothing here decides. `actions` changes an org, `flows` talk about it, and what they have to say for the record
(System Log rows, tasks, warnings) is left in `Org.journal`, which whoever drives them empties after each move.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from simulator.okta.ids import Ids
from simulator.okta.import_results import ImportResults
from simulator.okta.journal import Entry
from simulator.okta.profiles import AppAttribute, Apply
from simulator.okta.wire import Wire

Profile = dict[str, Any]
TaskKey = tuple[str, str, str]

EVERYONE = "Everyone"


@dataclass(slots=True)
class OktaUser:
    """A person in Okta. `alias` is what a scenario calls them; `groups` holds group ids in the order of joining."""

    id: str
    alias: str
    profile: Profile
    status: str = "ACTIVE"
    created: float = 0.0
    changed: float = 0.0
    groups: dict[str, None] = field(default_factory=dict)
    password: str | None = field(default=None, repr=False)
    password_changed: float | None = None
    """When a password was set; None while there is none."""
    activated: float | None = None
    status_changed: float | None = None

    @property
    def login(self) -> str:
        """The Okta username."""
        return str(self.profile["login"])

    @property
    def display_name(self) -> str:
        """First and last name, as Okta's sentences show a person; the login where both are empty."""
        names = (self.profile.get("firstName"), self.profile.get("lastName"))
        return " ".join(str(name) for name in names if name) or self.login


@dataclass(frozen=True)
class OtherApp:
    """Another app's profile, which expressions read by the app's variable name (mappings 1, "Names").

    `values` are the same for everybody, such as the app's settings; `users` has those of each person by alias, who has
    that app.
    """

    attributes: tuple[str, ...]
    values: Profile = field(default_factory=dict)
    users: dict[str, Profile] = field(default_factory=dict)

    def profile(self, alias: str) -> Profile:
        """What an expression about this person reads; null where no value is given."""
        return {**dict.fromkeys(self.attributes), **self.values, **self.users.get(alias, {})}


@dataclass
class Group:
    """A group in Okta; `members` holds user ids in the order of joining. `kind` is Okta's group type."""

    id: str
    alias: str
    name: str
    description: str | None = None
    members: dict[str, None] = field(default_factory=dict)
    kind: Literal["OKTA_GROUP", "APP_GROUP", "BUILT_IN"] = "OKTA_GROUP"
    created: float = 0.0
    changed: float = 0.0


@dataclass
class GroupRule:
    """Who matches `expression` and is not `excluded` is put into the groups; `members` are the people it put there.

    `people` is whether anybody spoke of people to exclude: until then the API shows no such condition [VCR].
    """

    id: str
    name: str
    expression: str
    group_ids: list[str]
    excluded: dict[str, None] = field(default_factory=dict)
    people: bool = False
    status: Literal["ACTIVE", "INACTIVE", "INVALID"] = "INACTIVE"
    members: dict[str, None] = field(default_factory=dict)
    created: float = 0.0
    changed: float = 0.0


@dataclass(slots=True)
class AppUser:
    """An assignment: what Okta knows of one person in one app (mappings 3.1, management API 3.4).

    `external_id` is the SCIM id the provider gave. `typed` holds the values an administrator typed (they survive
    re-evaluation), `typed_username` likewise. `overridden` names the attributes whose value is not the mapping's.
    `pushed` is what the last successful push sent, `{}` before one. `sources` are the expressions that gave the values,
    by attribute; a value that none gave (typed, from a group, a default) has no source.
    """

    id: str
    user_id: str
    username: str = ""
    profile: Profile = field(default_factory=dict)
    scope: Literal["USER", "GROUP"] = "USER"
    typed: Profile = field(default_factory=dict)
    typed_username: str | None = None
    overridden: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    external_id: str | None = None
    status: Literal["STAGED", "PROVISIONED"] = "STAGED"
    sync_state: str = "DISABLED"
    error: str | None = None
    pushed: Profile = field(default_factory=dict)
    created: float = 0.0
    changed: float = 0.0
    last_sync: float | None = None
    under_way: bool = False
    """True while the provider is being asked to create or link."""

    @property
    def provisioned(self) -> bool:
        """True once the provider's id is known."""
        return self.external_id is not None


@dataclass
class GroupAssignment:
    """A group assigned to an app: `priority` 0 is the highest; `profile` are the values it gives its members."""

    group_id: str
    priority: int
    profile: Profile = field(default_factory=dict)
    changed: float = 0.0


@dataclass
class GroupPush:
    """A group push mapping. `members` is what the provider was last told: user id to SCIM id.

    `target_name` is the name the provider's group is to have; `external_id` its SCIM id once known.
    """

    id: str
    group_id: str
    target_name: str
    app_group_id: str
    status: Literal["ACTIVE", "INACTIVE", "ERROR"] = "ACTIVE"
    external_id: str | None = None
    linked: bool = False
    """True while the provider's group may hold members Okta never pushed (11.9)."""
    members: dict[str, str] = field(default_factory=dict)
    error: str | None = None
    held_back: bool = False
    """True once a membership change was not sent since the push was in Error, until the members are pushed."""
    created: float = 0.0
    changed: float = 0.0
    last_push: float | None = None


@dataclass
class Task:
    """An open row on Dashboard > Tasks, or in the Push Groups status column: what failed and can be retried."""

    operation: str
    subject_id: str
    text: str
    app_user: AppUser | None = None
    detail: dict[str, Any] = field(default_factory=dict, repr=False)
    opened: float = 0.0
    """When it came on the list."""

    @property
    def key(self) -> TaskKey:
        """Which work it is: operation, subject, and of a deactivation the account, which may be an old one."""
        return task_key(self.operation, self.subject_id, self.app_user)


def task_key(operation: str, subject_id: str, app_user: AppUser | None = None) -> TaskKey:
    """The key of the task for this work; `app_user` counts for a deactivation alone."""
    account = app_user.external_id if operation == "deactivate" and app_user else None
    return operation, subject_id, account or ""


@dataclass(frozen=True)
class Row:
    """A mapping row, Okta user to app: `expression` as the administrator wrote it."""

    expression: str
    apply: Apply = "create_and_update"


@dataclass
class Job:
    """Work for the provisioning engine: one conversation about one user or group (okta-wire 0.5).

    `operation` names a flow (`provision`, `push_profile`, `deactivate`, `push_group`, ...). `due` is the epoch second
    before which it does not run, None for at once. `attempt` counts what was rescheduled before. `app_user` is the
    assignment as it was, for jobs that outlive it. `detail` holds what else the flow needs, as plain data. `why` are
    the rules by which it waits until `due`.
    """

    operation: str
    app_id: str
    subject_id: str
    transaction: str
    due: float | None = None
    attempt: int = 1
    app_user: AppUser | None = None
    detail: dict[str, Any] = field(default_factory=dict, repr=False)
    why: tuple[str, ...] = ()


@dataclass
class App:
    """An app integration with SCIM provisioning. `integration`: `aiw` writes with PUT, `oin` with PATCH."""

    id: str
    name: str
    label: str
    integration: Literal["aiw", "oin"] = "aiw"
    username: str = "user.login"
    username_update: Apply = "create_and_update"
    features: set[str] = field(default_factory=set)
    schema: dict[str, AppAttribute] = field(default_factory=dict)
    mappings: dict[str, Row] = field(default_factory=dict)
    wire: Wire = field(default_factory=Wire)
    base_url: str = ""
    token: str = field(default="", repr=False)
    status: str = "ACTIVE"
    connected: bool = True
    """Whether the API integration is enabled; nothing is sent while it is not (okta-wire 4.4 [D: TEST-PLAN C9339])."""
    registration: dict[str, Any] = field(default_factory=dict)
    """What an administrator set of the app that provisioning does not read: sign-on, visibility, notes."""
    created: float = 0.0
    changed: float = 0.0
    users: dict[str, AppUser] = field(default_factory=dict)
    reassigned: dict[str, None] = field(default_factory=dict, repr=False)
    """Ids of people whose assignment began or ended; whoever follows the app empties it, as it does the journal."""
    groups: dict[str, GroupAssignment] = field(default_factory=dict)
    pushes: dict[str, GroupPush] = field(default_factory=dict)
    tasks: dict[TaskKey, Task] = field(default_factory=dict)
    known_groups: dict[str, str] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    """SCIM id to user id, of accounts that an import saw and somebody confirmed."""
    import_results: ImportResults | None = field(default=None, repr=False)
    """Import Results; None before the first import."""

    @property
    def provisioning(self) -> bool:
        """True when any of the To App boxes is ticked and the app may send."""
        return self.sending and bool(self.features & {"create_users", "update_user_attributes", "deactivate_users"})

    @property
    def sending(self) -> bool:
        """False for a deactivated app (okta-wire 4.4, no evidence) and a disabled API integration: nothing is sent."""
        return self.connected and self.status == "ACTIVE"

    def by_priority(self, group_ids: dict[str, None]) -> list[GroupAssignment]:
        """The assignments of these groups, highest priority first."""
        held = [self.groups[group_id] for group_id in group_ids if group_id in self.groups]
        return sorted(held, key=lambda one: one.priority)


class Org:
    """Everything Okta knows, with indexes so that a lookup costs the same for 100 people and for 100,000."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.now = 0.0
        """Epoch seconds; whoever drives the org keeps it true."""
        self.transaction = ""
        """The id that the rows of one administrator's act share."""
        self.users: dict[str, OktaUser] = {}
        self.departed: dict[str, OktaUser] = {}
        """Deleted people, whom a deactivation may still be on its way for."""
        self.groups: dict[str, Group] = {}
        self.rules: dict[str, GroupRule] = {}
        self.apps: dict[str, App] = {}
        self.user_attributes: dict[str, str] = {}
        self.other_apps: dict[str, OtherApp] = {}
        self.journal: list[Entry] = []
        self.schedule: list[Job] = []
        self._logins: dict[str, str] = {}
        self._group_names: dict[str, str] = {}
        self.everyone = Group(ids.new("00g"), EVERYONE.lower(), EVERYONE, kind="BUILT_IN")
        self.add_group(self.everyone)

    def add_user(self, user: OktaUser) -> None:
        """Take a person in; their login must be free (`user_by_login`). Everybody is in the built-in group."""
        self.users[user.id] = user
        user.groups[self.everyone.id] = None
        self.everyone.members[user.id] = None
        self._logins[user.login.casefold()] = user.id

    def new_user_id(self, login: str) -> str:
        """The id of somebody new; who comes back to a login after a deletion has another one."""
        user_id = self.ids.user(login)
        return self.ids.new("00u") if user_id in self.users or user_id in self.departed else user_id

    def rename_login(self, user: OktaUser, login: str) -> None:
        """Give a person another login, and keep the index true."""
        self._logins.pop(user.login.casefold(), None)
        user.profile["login"] = login
        self._logins[login.casefold()] = user.id

    def remove_user(self, user: OktaUser) -> None:
        """Forget a person, and take them out of their groups."""
        for group_id in user.groups:
            self.groups[group_id].members.pop(user.id, None)
        for rule in self.rules.values():
            rule.members.pop(user.id, None)
        self._logins.pop(user.login.casefold(), None)
        del self.users[user.id]
        self.departed[user.id] = user

    def user_by_login(self, login: str) -> OktaUser | None:
        """The person with this login, whatever its case (management API: unique ignoring case)."""
        user_id = self._logins.get(login.casefold())
        return self.users[user_id] if user_id else None

    def add_group(self, group: Group) -> None:
        """Take a group in, with the members it already lists."""
        self.groups[group.id] = group
        if group.kind != "APP_GROUP":
            self._group_names[group.name] = group.id
        for user_id in group.members:
            self.users[user_id].groups[group.id] = None

    def rename_group(self, group: Group, name: str) -> None:
        """Give a group another name, and keep the index true."""
        if self._group_names.get(group.name) == group.id:
            del self._group_names[group.name]
        group.name = name
        self._group_names[name] = group.id

    def remove_group(self, group: Group) -> None:
        """Forget a group."""
        for user_id in group.members:
            self.users[user_id].groups.pop(group.id, None)
        if self._group_names.get(group.name) == group.id:
            del self._group_names[group.name]
        del self.groups[group.id]

    def group_by_name(self, name: str) -> Group | None:
        """The Okta group with exactly this name."""
        group_id = self._group_names.get(name)
        return self.groups[group_id] if group_id else None

    def take_due(self, now: float) -> list[Job]:
        """What has fallen due by then, taken off the schedule."""
        due = sorted((job for job in self.schedule if (job.due or 0) <= now), key=lambda job: job.due or 0)
        if due:
            self.schedule = [job for job in self.schedule if (job.due or 0) > now]
        return due

    def apps_of(self, user: OktaUser) -> Iterator[tuple[App, AppUser]]:
        """The apps a person is assigned to, with the assignment."""
        for app in self.apps.values():
            if (app_user := app.users.get(user.id)) is not None:
                yield app, app_user


def app_groups(org: Org) -> Iterator[tuple[App, Group]]:
    """The provider's groups as Okta lists them (management API 3.2): pushes, and what a refresh has shown."""
    for app in org.apps.values():
        pushed = set()
        for push in app.pushes.values():
            pushed.add(push.external_id)
            yield app, _group(push.app_group_id, push.target_name, push.created)
        for name, scim_id in app.known_groups.items():
            if scim_id not in pushed:
                yield app, _group(app_group_id(app, scim_id), name, app.created)


def _group(group_id: str, name: str, created: float) -> Group:
    return Group(group_id, name, name, kind="APP_GROUP", created=created, changed=created)


def app_group_id(app: App, scim_id: str) -> str:
    """The Okta id of one of the provider's groups, the same whenever it is asked for."""
    digest = hashlib.sha256(f"{app.id} {scim_id}".encode("utf-8", "replace")).hexdigest()
    return f"00g{digest[:14]}{app.id[-3:]}"


def scim_id_of(app: App, group_id: str) -> tuple[str, str] | None:
    """Name and SCIM id of the app group with this Okta id; None when the app has none."""
    return next((known for known in app.known_groups.items() if app_group_id(app, known[1]) == group_id), None)
