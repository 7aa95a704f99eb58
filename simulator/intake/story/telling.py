"""Acts of the file become steps, by what Okta is like at that moment of the rehearsal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.intake.attributes import USERNAME
from simulator.intake.cast import UNKNOWN_DOMAIN, is_login
from simulator.intake.story import acts
from simulator.intake.story.acts import ENDING, Act
from simulator.intake.story.people import Fact, Person, Team, names
from simulator.intake.story.present import BEFORE, Present
from simulator.okta.flows import groups, users
from simulator.scenario.parts.app import Feature

MADE_UP = "is not in the log; a made-up value stands for it"
FEATURES = Feature.__args__  # type: ignore[attr-defined]
"""The boxes of Provisioning, as a message about saved settings lists them."""


@dataclass
class Told:
    """An act as the file tells of it, and the rows that must come of it."""

    act: Act
    fact: Fact
    wanted: list[Fact]

    @property
    def at(self) -> str:
        """When, as the file says it."""
        return self.fact.entry.at

    @property
    def person(self) -> Person:
        """Whom it is about."""
        assert self.fact.person is not None  # noqa: S101  (the table says which acts are about somebody)
        return self.fact.person

    @property
    def team(self) -> Team:
        """The group it is about."""
        assert self.fact.team is not None  # noqa: S101
        return self.fact.team

    def of(self, *kinds: str) -> list[Fact]:
        """The wanted rows of these types."""
        return [one for one in self.wanted if one.entry.type in kinds]


Left = list[Fact]
"""The wanted rows that did not come."""
Tell = Callable[[Present, Told], Left]


def _about_person(verb: str) -> Tell:
    return lambda story, told: story.play(verb, told.person.alias, told.wanted, told.at)


def _created(story: Present, told: Told) -> Left:
    person = told.person
    if person.alias in story.live.tenant.people:
        story.comment(f"{told.fact.entry.type} {told.fact.entry.result}: {person.alias} is there already", told.at)
        return told.wanted
    joined = dict.fromkeys(one.team for one in told.act.others if one.team is not None and story.team(one.team))
    if story.free_login(person):
        argument: dict[str, Any] = {"alias": person.alias, "profile": story.profile(person)}
        if person.staged:
            argument["activate"] = False
        if joined:
            argument["groups"] = [team.alias for team in joined]
            _given_by(story, told, *joined)
        return story.play("create_user", argument, told.wanted, told.at)
    return told.wanted


def _given_by(story: Present, told: Told, *teams: Team) -> None:
    """A group that gives somebody the app must have had it."""
    added = [one.person for one in told.of(acts.ADD) if one.person is not None]
    held = any(story.gives(team) for team in teams)
    if added and not held and all(story.assigned(one) is None for one in added):
        story.gave_before(teams[0])


def _deactivated(story: Present, told: Told) -> Left:
    if told.of(acts.REMOVE, *ENDING):
        story.assigned_before(told.person)
    return story.play("deactivate_user", told.person.alias, told.wanted, told.at)


def _deleted(story: Present, told: Told) -> Left:
    """Okta deletes only who is deactivated (management API 3.1 [S]), in the log or before it began."""
    alias = told.person.alias
    if story.live.tenant.user(alias).status != "DEPROVISIONED":
        story.before("deactivate_user", alias, f"{alias} was deactivated {BEFORE}")
    story.account_deleted(alias)
    return story.play("delete_user", alias, told.wanted, told.at)


def _changed(story: Present, told: Told) -> Left:
    if told.wanted:
        story.assigned_before(told.person)
    return changed(story, told.person, told.fact, told.wanted)


def changed(story: Present, person: Person, fact: Fact, wanted: list[Fact], *comments: str) -> Left:
    """A profile was changed: names and login show in what the event calls the person, the rest does not."""
    user, assigned = story.live.tenant.user(person.alias), story.assigned(person)
    target = fact.entry.target("User")
    shown = names(target.display_name) if target is not None else {}
    changes = {name: value for name, value in shown.items() if user.profile.get(name) != value}
    login = target.alternate_id if target is not None else ""
    if is_login(login) and login != user.login and story.live.org.user_by_login(login) in (None, user):
        changes["login"] = login
    username = next((one.username for one in wanted if one.entry.type == acts.RENAME), "")
    if username and assigned is not None and username != assigned.username:
        changes[USERNAME if story.typed else "login"] = username
    if not changes:
        pushed = any(one.entry.type == users.PUSH_PROFILE for one in wanted)
        value = story.placeholder(f"changed-{{}}@{UNKNOWN_DOMAIN}" if pushed else "Changed {}")
        changes, comments = {"email" if pushed else "title": value}, (*comments, f"what was changed {MADE_UP}")
    return story.play("update_user", {"user": person.alias, "profile": changes}, wanted, fact.entry.at, *comments)


def _password(story: Present, told: Told) -> Left:
    if told.wanted:
        story.assigned_before(told.person)
    return password(story, told.person, told.wanted, told.at)


def password(story: Present, person: Person, wanted: list[Fact], at: str) -> Left:
    """A password was set, which no log holds."""
    argument = {"user": person.alias, "password": story.placeholder("Imported-Passw0rd-{}")}
    return story.play("change_password", argument, wanted, at, f"the password {MADE_UP}")


def _group_created(story: Present, told: Told) -> Left:
    team = told.team
    if team.alias in story.live.tenant.groups:
        story.comment(f"{told.fact.entry.type} {told.fact.entry.result}: {team.alias} is there already", told.at)
        return told.wanted
    members = dict.fromkeys(
        one.person for one in told.act.others if one.person is not None and story.person(one.person)
    )
    argument: dict[str, Any] = {"alias": team.alias, "name": story.free_name(team)}
    argument.update({"members": [one.alias for one in members]} if members else {})
    return story.play("create_group", argument, told.wanted, told.at)


def _group_deleted(story: Present, told: Told) -> Left:
    """Okta deletes no group that is pushed (okta-wire 6.7 [D: help])."""
    _had_it_by(story, told)
    if story.push_of(told.team) is not None:
        argument = {"group": told.team.alias, "target": "leave"}
        story.before("unlink_group", argument, f"the push of {told.team.alias} ended {BEFORE}")
    return story.play("delete_group", told.team.alias, told.wanted, told.at)


def _had_it_by(story: Present, told: Told) -> None:
    """Whoever loses the app with the group must have had it by the group."""
    for row in told.of(acts.REMOVE):
        if row.person is not None:
            story.assigned_before(row.person, by=told.team)


def _group_edited(story: Present, told: Told) -> Left:
    target, group = told.fact.entry.target("UserGroup"), story.live.tenant.group(told.team.alias)
    name = target.display_name if target is not None else ""
    holder = story.live.org.group_by_name(name)
    if holder not in (None, group) and (push := story.live.app.pushes.get(holder.id)) and push.status == "INACTIVE":
        story.before("rename_group", {"group": holder.alias, "name": f"{name} ({holder.alias})"}, f"renamed {BEFORE}")
        holder = None
    if name in ("", group.name) or holder is not None or told.team.built_in:
        story.comment(f"the profile of {told.team.alias} was edited; the log does not say what", told.at)
        return told.wanted
    if told.wanted:
        story.pushed_before(told.team)
    return story.play("rename_group", {"group": told.team.alias, "name": name}, told.wanted, told.at)


def _joined(story: Present, told: Told) -> Left:
    _given_by(story, told, told.team)
    return _moved(story, told, "add_to_group", _people(story, told))


def _left(story: Present, told: Told) -> Left:
    people = _people(story, told)
    for person in people:
        story.member(person, told.team)
    _had_it_by(story, told)
    return _moved(story, told, "remove_from_group", people)


def _people(story: Present, told: Told) -> list[Person]:
    listed = [one.person for one in (told.fact, *told.act.others)]
    return list(dict.fromkeys(one for one in listed if one is not None and story.person(one)))


def _moved(story: Present, told: Told, verb: str, people: list[Person]) -> Left:
    if any(one.team is told.team for one in told.of(*acts.GROUP_ROWS)):
        story.pushed_before(told.team)
    argument = {"group": told.team.alias, "users": [person.alias for person in people]}
    return story.play(verb, argument, told.wanted, told.at)


def _group_assigned(story: Present, told: Told) -> Left:
    if told.team.built_in:
        story.declare_everybody()
    for row in told.of(acts.ADD):
        if row.person is not None:
            story.member(row.person, told.team)
    return story.play("assign_group", told.team.alias, told.wanted, told.at)


def _group_assignment_edited(story: Present, told: Told) -> Left:
    story.gave_before(told.team)
    said = "what was edited is not in the log"
    return story.play("edit_group_assignment", {"group": told.team.alias}, told.wanted, told.at, said)


def _group_unassigned(story: Present, told: Told) -> Left:
    _had_it_by(story, told)
    story.gave_before(told.team)
    return story.play("unassign_group", told.team.alias, told.wanted, told.at)


def _assigned(story: Present, told: Told) -> Left:
    if story.assigned(told.person) is not None:
        story.before("unassign_user", told.person.alias, f"{told.person.alias} lost the app {BEFORE}")
    return assign(story, told.person, told.wanted, told.at)


def assign(story: Present, person: Person, wanted: list[Fact], at: str) -> Left:
    """Assign to People, under the username that the file shows."""
    alias, user = person.alias, story.live.tenant.user(person.alias)
    if user.status == "DEPROVISIONED":
        story.before("activate_user", alias, f"{alias} was activated {BEFORE}")
    own = str(user.profile.get(USERNAME) if story.typed else user.login)
    named = next((one.username for one in wanted if one.username), own)
    argument: Any = alias if named == own else {"user": alias, "username": named}
    kinds = {one.entry.type for one in wanted if not one.entry.failed}
    if users.PUSH in kinds and named.lower() in story.live.accounts:
        story.before("hub", {"delete_member": alias}, "the account must have been deleted at the provider")
        story.live.accounts.discard(named.lower())
    if users.REACTIVATE in kinds and named.lower() not in story.live.accounts and story.assigned(person) is None:
        said = f"{alias} had the app, and lost it, {BEFORE}"
        story.switch(("create_users", "deactivate_users"), on=True)
        story.before("assign_user", argument, said)
        story.before("unassign_user", alias, said)
    return story.play("assign_user", argument, wanted, at)


def _unassigned(story: Present, told: Told) -> Left:
    story.assigned_before(told.person)
    return unassign(story, told.person, told.wanted, told.at)


def unassign(story: Present, person: Person, wanted: list[Fact], at: str) -> Left:
    """Unassign; whom groups give the app is taken out of those."""
    assigned, alias = story.assigned(person), person.alias
    if assigned is None:
        return wanted
    if any(one.entry.type in ENDING for one in wanted) and not assigned.provisioned:
        story.switch(("create_users",), on=True)
        story.before("provision_user", alias, f"{alias} was provisioned {BEFORE}")
    for one in story.live.app.by_priority(story.live.tenant.user(alias).groups):
        group = story.live.org.groups[one.group_id]
        argument, said = (
            {"group": group.alias, "users": alias},
            f"{alias} must have left {group.alias}; the file lacks it",
        )
        if group.kind == "BUILT_IN":
            continue
        last = len(story.live.app.by_priority(story.live.tenant.user(alias).groups)) == 1
        if last and assigned.scope == "GROUP":
            return story.play("remove_from_group", argument, wanted, at, said)
        story.before("remove_from_group", argument, said)
    return story.play("unassign_user", alias, wanted, at)


def _edited(story: Present, told: Told) -> Left:
    story.assigned_before(told.person)
    assigned = story.assigned(told.person)
    named = next((one.username for one in told.of(acts.RENAME)), told.fact.username)
    argument: dict[str, Any] = {"user": told.person.alias}
    if named and assigned is not None and named != assigned.username:
        argument["username"] = named
    elif told.of(users.PUSH_PROFILE):
        argument["profile"] = {"familyName": story.placeholder("Changed {}")}
        return story.play("edit_assignment", argument, told.wanted, told.at, f"what was edited {MADE_UP}")
    return story.play("edit_assignment", argument, told.wanted, told.at)


def _settings(story: Present, told: Told) -> Left:
    """The app's settings were saved; of the boxes of To App the log has a word (okta-wire 9.2)."""
    debug = told.fact.entry.debug
    message = str(debug.get("customMessage") or debug.get("custom_message") or "")
    listed = [one for one in message.split(", ") if one in FEATURES]
    said = "the app's settings were saved; the log does not say what changed"
    if message == "application username format":
        said = "the application username format was changed; the log does not say to what"
    step = story.comment(said, told.at)
    on = bool(listed) and listed[0] not in story.live.app.features
    if message.casefold().endswith("deprovisioning unassigned users"):
        listed, on = ["deactivate_users"], not message.startswith("Stop")
    story.save(step, listed, on=on)
    return told.wanted


def _mapped(story: Present, told: Told) -> Left:
    """A mapping was saved, and applied at once where everybody was pushed after it."""
    provisioned = {user_id for user_id, one in story.live.app.users.items() if one.provisioned}
    pushed = {story.live.tenant.people.get(one.subject) for one in told.of(users.PUSH_PROFILE)}
    argument: dict[str, Any] = {"attribute": "familyName", "expression": "user.lastName"}
    argument.update({"apply_now": True} if pushed and pushed >= provisioned else {})
    said = "a mapping was changed; the log does not say which, or to what: this one is saved as it is"
    return story.play("edit_mapping", argument, told.wanted, told.at, said)


def _plain(verb: str) -> Tell:
    return lambda story, told: story.play(verb, None, told.wanted, told.at)


def _imported(story: Present, told: Told) -> Left:
    for row in told.act.rows:
        if row.person is not None:
            story.person(row.person)
    confirmed = [row.username for row in told.act.rows if row.entry.type == acts.ADD]
    return story.play("import_users", {"confirm": confirmed} if confirmed else None, [told.fact, *told.wanted], told.at)


def _pushed(story: Present, told: Told) -> Left:
    alias, name = told.team.alias, told.fact.entry.name("AppGroup")
    if story.push_of(told.team) is not None:
        story.before("unlink_group", {"group": alias, "target": "leave"}, f"{alias} was unlinked {BEFORE}")
    argument: dict[str, Any] = {"group": alias}
    argument.update({"name": name} if name not in ("", story.live.tenant.group(alias).name) else {})
    if not any(one.about is told.team or one.about is None for one in told.wanted):
        argument["active"] = False
        said = "the file shows nothing that was sent for it: the mapping was made and not activated"
        return story.play("push_group", argument, told.wanted, told.at, said)
    return story.play("push_group", argument if len(argument) > 1 else alias, told.wanted, told.at)


def _about_push(verb: str) -> Tell:
    def tell(story: Present, told: Told) -> Left:
        story.pushed_before(told.team)
        push = story.push_of(told.team)
        if verb == "push_now" and push is not None and push.status == "INACTIVE":
            story.before("activate_group_push", told.team.alias, f"the push was activated {BEFORE}")
        return story.play(verb, told.team.alias, told.wanted, told.at)

    return tell


def _unlinked(story: Present, told: Told) -> Left:
    story.pushed_before(told.team)
    argument = {"group": told.team.alias, "target": "delete" if told.of(groups.DELETED) else "leave"}
    return story.play("unlink_group", argument, told.wanted, told.at)


PEOPLE: dict[str, Tell] = {
    acts.CREATE: _created,
    acts.ACTIVATE: _about_person("activate_user"),
    acts.DEACTIVATE_USER: _deactivated,
    "user.lifecycle.suspend": _about_person("suspend_user"),
    "user.lifecycle.unsuspend": _about_person("unsuspend_user"),
    "user.lifecycle.delete.initiated": _deleted,
    acts.UPDATE: _changed,
    acts.UPDATE_PASSWORD: _password,
    acts.ADD: _assigned,
    acts.REMOVE: _unassigned,
    acts.EDIT: _edited,
    acts.RENAME: _changed,
}
"""Acts about somebody, by the event that tells of them (okta-wire 9.2; management API 4)."""
TEAMS: dict[str, Tell] = {
    acts.CREATE_GROUP: _group_created,
    acts.DELETE_GROUP: _group_deleted,
    acts.EDIT_GROUP: _group_edited,
    acts.JOIN: _joined,
    acts.LEAVE: _left,
    acts.ASSIGN_GROUP: _group_assigned,
    acts.EDIT_GROUP_ASSIGNMENT: _group_assignment_edited,
    acts.UNASSIGN_GROUP: _group_unassigned,
    groups.CREATED: _pushed,
    acts.FROM_RULE: _pushed,
    acts.ACTIVATE_PUSH: _about_push("activate_group_push"),
    acts.DEACTIVATE_PUSH: _about_push("deactivate_group_push"),
    groups.PUSHED_MEMBERSHIPS: _about_push("push_now"),
    groups.REMOVED: _unlinked,
}
"""Acts about a group (okta-wire 9.3)."""
OTHERS: dict[str, Tell] = {
    acts.SETTINGS: _settings,
    **dict.fromkeys(acts.MAPPINGS, _mapped),
    acts.FORCE_SYNC: _plain("force_sync"),
    acts.IMPORT: _imported,
    "application.lifecycle.activate": _plain("activate_app"),
    "application.lifecycle.deactivate": _plain("deactivate_app"),
}
