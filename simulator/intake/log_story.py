"""A draft grows from System Log events: steps, and what the engine then reported about each."""

import re
from dataclasses import dataclass, field
from http.client import responses
from typing import Any

from provider_stub.scim import syntax
from simulator.intake.attributes import USERNAME
from simulator.intake.cast import UNKNOWN_DOMAIN, is_login
from simulator.intake.draft import Aliases, Draft, Step
from simulator.intake.system_log import Entry
from simulator.okta import wording
from simulator.scenario.parts.people import LONGEST
from simulator.scim import urns

REQUESTS = {
    "application.provision.user.verify_exists": "GET /Users",
    "application.provision.user.push": "POST /Users",
    "application.provision.user.push_profile": "PUT /Users/*",
    "application.provision.user.reactivate": "PUT /Users/*",
    "application.provision.user.deactivate": "PUT /Users/*",
    "application.provision.user.password": "PUT /Users/*",
    "application.provision.user.import": "GET /Users",
    "application.provision.group.import": "GET /Groups",
    "application.provision.group.verify_exists": "GET /Groups",
    "application.provision.group.add": "POST /Groups",
    "application.provision.group.update": "PUT /Groups/*",
    "application.provision.group.remove": "DELETE /Groups/*",
    "application.provision.group_membership.add": "PUT /Groups/*",
    "application.provision.group_membership.update": "PUT /Groups/*",
    "application.provision.group_membership.remove": "PUT /Groups/*",
}
"""The request each kind of failure is about (okta-wire 9.2, 9.3). Of GET and PUT the log does not say which."""

_STATUS = {phrase: code for code, phrase in responses.items() if code >= 400}
_REMOTE = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _STATUS), key=len, reverse=True))})"
    r"(?:\. Errors reported by remote server: (.*))?$",
    re.DOTALL,
)
_MISSING = ("No user returned for user", "Linked group is missing")


def effect_of(reason: str | None) -> dict[str, Any] | None:
    """The fault's effect that makes Okta show this reason; None where the reason does not tell."""
    text = (reason or "").strip()
    if any(missing in text for missing in _MISSING):
        return {"respond": {"status": 404, "body": _error(404, "not found")}}
    if wording.EMPTY_USER in text:
        return {"empty": True}
    if wording.GROUP_EXISTS in text:
        return {"respond": {"status": 409, "body": _error(409, text)}}
    if "timed out" in text.lower():
        return {"delay": "61s"}
    if "Connection reset" in text or "Connect to " in text:
        return {"disconnect": "before"}
    remote = _REMOTE.search(text)
    if remote is None:
        return None
    status, detail = _STATUS[remote[1]], remote[2]
    if detail and detail.startswith("Invalid JSON"):
        return {"html": status}
    return {"respond": {"status": status, "body": _error(status, detail)} if detail else {"status": status}}


def _error(status: int, detail: str) -> dict[str, Any]:
    return {"schemas": [urns.ERROR], "status": str(status), "detail": detail}


PUSH = "application.provision.group_push"
USER_EVENTS = "application.provision.user."
_AFTER_A_CHANGE = (f"{USER_EVENTS}push_profile", f"{USER_EVENTS}sync")
"""What can follow a change that the log says too little of."""
_DEACTIVATIONS = (f"{USER_EVENTS}deactivate", f"{USER_EVENTS}deprovision")
_ENDINGS = ("unassign_user", "deactivate_user", "unassign_group", "remove_from_group", "retry_tasks")
"""Verbs that end an assignment, or try again what ended one."""
GROUP_FAILURES = ("application.provision.group.", "application.provision.group_membership.")


@dataclass
class LoggedPerson:
    """Somebody the log speaks of, and what Okta believes of them as it goes on."""

    alias: str
    username: str
    assigned: bool = False
    provisioned: bool = False


@dataclass
class LogStory:
    """The draft so far, and who and what the log has spoken of.

    `typed` says whether usernames need an attribute of their own, `usernames` has the first of each login. `there` are
    the aliases of those who are declared or created and not deleted. `latest` is the last step about each alias,
    `causes` the step of each transaction, `ignored` counts events that lead to nothing, by type.
    """

    draft: Draft
    typed: bool
    usernames: dict[str, str]
    people: dict[str, LoggedPerson] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    ignored: dict[str, int] = field(default_factory=dict)
    _aliases: Aliases = field(default_factory=Aliases)
    latest: dict[str, Step] = field(default_factory=dict)
    reported: set[tuple[int, str, str]] = field(default_factory=set)
    causes: dict[str, Step] = field(default_factory=dict)

    def report(self, entry: Entry) -> None:
        """An event that is no act of an administrator: what became of one, or nothing to do with it."""
        if entry.type.startswith(USER_EVENTS) and entry.name("User"):
            self._report_user(entry)
        elif entry.type.startswith(GROUP_FAILURES):
            self._report_group(entry)
        elif entry.type.startswith(PUSH) and entry.name("AppGroup"):
            self._report(entry, self.group(entry.name("AppGroup")))
        else:
            self.ignored[entry.type] = self.ignored.get(entry.type, 0) + 1

    def person(self, entry: Entry, *, declare: bool = True) -> LoggedPerson:
        """The person an event is about; declared when new."""
        login = entry.name("User")
        key = login.lower()
        if key not in self.people:
            username = entry.name("AppUser") or self.usernames.get(key, login)
            self.people[key] = LoggedPerson(self._aliases.give(login), username)
            if declare:
                self.draft.users[self.people[key].alias] = self.profile(entry, username)
                self.there.add(self.people[key].alias)
        return self.people[key]

    def profile(self, entry: Entry, username: str) -> dict[str, Any]:
        """As much of a profile as an event tells."""
        first, _, last = entry.shown("User").partition(" ")
        login = entry.name("User")
        usable = is_login(login)
        profile: dict[str, Any] = {"login": login if usable else f"{self.people[login.lower()].alias}@{UNKNOWN_DOMAIN}"}
        profile.update({"firstName": first[: LONGEST["firstName"]]} if first and "@" not in first else {})
        profile.update({"lastName": last[: LONGEST["lastName"]]} if last else {})
        return {**profile, USERNAME: username} if self.typed else profile

    def group(self, name: str, *, declare: bool = True) -> str:
        """The alias of a group; declared when new."""
        if name not in self.groups:
            self.groups[name] = self._aliases.give(name)
            if declare:
                self.draft.groups[self.groups[name]] = {"name": name, "members": []}
                self.there.add(self.groups[name])
        return self.groups[name]

    def act(self, entry: Entry, verb: str, argument: Any, *about: str) -> Step:
        """A new step, which later events about these aliases belong to; a comment where one of them is not there."""
        step = Step(verb, argument, entry.at)
        wrong = self._wrong(verb, about)
        if wrong:
            step = Step("check", None, entry.at, comments=[f"{entry.type} {entry.result}: {wrong}"])
        self.draft.steps.append(step)
        self.latest.update(dict.fromkeys(about, step))
        if entry.transaction:
            self.causes[entry.transaction] = step
        return step

    def _wrong(self, verb: str, about: tuple[str, ...]) -> str:
        """Why a step cannot be: Okta creates nobody twice, and does nothing to those it has deleted."""
        if verb.startswith("create_"):
            present = [alias for alias in about if alias in self.there]
            self.there.update(about)
            return f"{present[0]} is there already" if present else ""
        gone = [alias for alias in about if verb != "check" and alias not in self.there]
        if verb.startswith("delete_"):
            self.there.difference_update(about)
        return f"{gone[0]} is not there any more" if gone else ""

    def silently(self, verb: str, argument: Any, comment: str) -> None:
        """A step that must have been, and is not in the log."""
        self.draft.steps.append(Step(verb, argument, comments=[comment]))

    def last_verb(self, alias: str, *verbs: str) -> str | None:
        """Which of these verbs the last step of that kind about the alias has."""
        about = (alias, {"group": alias, "target": "leave"}, {"group": alias, "target": "delete"})
        return next(
            (one.verb for one in reversed(self.draft.steps) if one.verb in verbs and one.argument in about), None
        )

    def change_before(self, step: Step | None, person: LoggedPerson, username: str) -> None:
        """Give somebody another username, without a request, before a step (None: now)."""
        if person.alias not in self.there:
            return
        changes = {USERNAME: username} if self.typed else {"login": username}
        person.username = username
        if step is not None and step.verb == "create_user" and step.argument["alias"] == person.alias:
            step.argument["profile"].update(changes)
            return
        steps = self.draft.steps
        place = next((number for number, one in enumerate(steps) if one is step), len(steps))
        steps.insert(place, Step("update_user", {"user": person.alias, "profile": changes}))

    def cause(self, entry: Entry, *verbs: str) -> Step | None:
        """The step of the same transaction, where it has one of these verbs."""
        step = self.causes.get(entry.transaction)
        return step if step is not None and step.verb in verbs else None

    def unclear(self, entry: Entry, comment: str, *about: str) -> None:
        """Something happened that the log says too little of; what is reported next about these aliases follows it."""
        step = self.act(entry, "check", None, *about)
        step.comments.append(comment)

    def _report_user(self, entry: Entry) -> None:
        person = self.person(entry)
        step = self.latest.get(person.alias)
        if step is not None and not _leads_to(step, entry):
            step = None
        if step is None or (id(step), person.alias, entry.type) in self.reported:
            step = self._again(entry, person, step)
        if step is None:
            return
        self._report(entry, person.alias)
        kind = entry.type.removeprefix(USER_EVENTS)
        if kind == "verify_exists" and not entry.failed and not person.provisioned:
            self._linked(person)
        if kind in ("push", "push_profile", "sync") and not entry.failed:
            person.provisioned = True

    def _again(self, entry: Entry, person: LoggedPerson, before: Step | None) -> Step | None:
        """An event that the latest step has had already, or that no step leads up to."""
        kind = entry.type.removeprefix(USER_EVENTS)
        failed = before is not None and (entry.type, "FAILURE") in before.logged
        if failed:
            return self.act(entry, "retry_tasks", person.alias, person.alias)
        if kind in ("push", "verify_exists", "sync", "reactivate") and not person.assigned:
            person.assigned = True
            return self.act(entry, "assign_user", person.alias, person.alias)
        if kind in ("deactivate", "deprovision") and person.assigned:
            person.assigned = False
            return self.act(entry, "unassign_user", person.alias, person.alias)
        self.unclear(
            entry, f"{entry.type} {entry.result} for {person.alias}; the log does not say what led to it", person.alias
        )
        return None

    def _linked(self, person: LoggedPerson) -> None:
        """Okta found an account that was there (okta-wire 2.5): the bundled Hub must have it too."""
        if syntax.is_username(person.username):
            profile = self.draft.users.get(person.alias, {})
            names = " ".join(str(profile[name]) for name in ("firstName", "lastName") if name in profile)
            account = {"username": person.username, "email": profile.get("login"), "member": True}
            self.draft.add_account({**account, **({"full_name": names} if names else {})})

    def _report_group(self, entry: Entry) -> None:
        """Failures of group calls name the app alone (okta-wire 9.3 [C]); the latest push is what they are about."""
        alias = next((alias for alias in reversed(self.latest) if alias in self.groups.values()), None)
        if alias is not None:
            self._report(entry, alias)

    def _report(self, entry: Entry, alias: str) -> None:
        step = self.latest.get(alias)
        if step is None:
            self.unclear(entry, f"{entry.type} {entry.result} for {alias}; the log does not say what led to it")
            return
        self.reported.add((id(step), alias, entry.type))
        if step.verb == "check":
            step.comments.append(f"then came {entry.type} {entry.result}")
            return
        step.logged.append((entry.type, entry.result))
        if entry.failed and entry.type in REQUESTS:
            self._fault(entry, alias, step)

    def _fault(self, entry: Entry, alias: str, step: Step) -> None:
        effect = effect_of(entry.reason)
        if effect is None:
            step.comments.append(f"{entry.type} failed and the log does not say how: {entry.reason or 'no reason'}")
            return
        on = REQUESTS[entry.type]
        whose = "group" if alias in self.groups.values() else "user"
        passed = sum(REQUESTS.get(kind) == on and result == "SUCCESS" for kind, result in step.logged)
        step.faults.append({"on": on, **({"after": passed} if passed else {}), whose: alias, **effect})


def _leads_to(step: Step, entry: Entry) -> bool:
    """Whether an event can be a consequence of a step."""
    if step.verb == "check":
        return entry.type in _AFTER_A_CHANGE
    return entry.type not in _DEACTIVATIONS or step.verb in _ENDINGS
