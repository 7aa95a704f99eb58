"""Acts of the file about people and the app, as steps, by what Okta is like at that moment of the rehearsal."""

from collections.abc import Iterator
from typing import Any

from simulator.intake.attributes import USERNAME
from simulator.intake.cast import UNKNOWN_DOMAIN, is_login
from simulator.intake.story import acts
from simulator.intake.story.acts import ENDING
from simulator.intake.story.people import Fact, Person, names
from simulator.intake.story.present import BEFORE, Present
from simulator.intake.story.told import MADE_UP, Left, Tell, Told, given_by
from simulator.okta.flows import users
from simulator.scenario.parts.app import Feature

FEATURES = Feature.__args__  # type: ignore[attr-defined]
"""The boxes of Provisioning, as a message about saved settings lists them."""


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
            given_by(story, told, *joined)
        return story.play("create_user", argument, told.wanted, told.at)
    return told.wanted


def _deactivated(story: Present, told: Told) -> Left:
    if told.of(acts.REMOVE, *ENDING):
        story.assigned_before(told.person)
    return story.play("deactivate_user", told.person.alias, told.wanted, told.at)


def _deleted(story: Present, told: Told) -> Left:
    """Okta deletes only who is deactivated (management API 3.1 [API]), in the log or before it began."""
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
    named = _changed_attributes(fact)
    if story.recorded is not None:
        own = story.recorded.changes(person, wanted, fact.entry.at, user.profile)
        if own is not None:
            kept = {name: value for name, value in changes.items() if name not in story.recorded.attributes_told()}
            changes = {**kept, **own}
    if not changes:
        pushed = any(one.entry.type == users.PUSH_PROFILE for one in wanted)
        unsent = assigned is not None and assigned.provisioned and not pushed
        known = named & _MAPPED or (not named and story.may_be_off("update_user_attributes"))
        mapped = pushed or (unsent and known)
        attribute = next(iter(sorted(named & _MAPPED - {"login"})), "email") if mapped else "title"
        value = story.placeholder(f"changed-{{}}@{UNKNOWN_DOMAIN}" if attribute == "email" else "Changed {}")
        changes, comments = {attribute: value}, (*comments, f"what was changed {MADE_UP}")
        if unsent and not mapped:
            comments = (*comments, UNMAPPED)
    return story.play("update_user", {"user": person.alias, "profile": changes}, wanted, fact.entry.at, *comments)


_MAPPED = {"firstName", "lastName", "email", "login"}
"""What the Hub's guide has mapped of a profile (mappings 6)."""
UNMAPPED = "nothing of it was pushed: an attribute that is not mapped stands for it"


def _changed_attributes(fact: Fact) -> set[str]:
    """The attributes that the event says were changed; Okta does not always say it."""
    listed = str(fact.entry.debug.get("changedAttributes") or "")
    return {one.strip() for one in listed.split(",") if one.strip()}


def _password(story: Present, told: Told) -> Left:
    if told.wanted:
        story.assigned_before(told.person)
    return password(story, told.person, told.wanted, told.at)


def password(story: Present, person: Person, wanted: list[Fact], at: str) -> Left:
    """A password was set, which no log holds."""
    argument = {"user": person.alias, "password": story.placeholder("Imported-Passw0rd-{}")}
    return story.play("change_password", argument, wanted, at, f"the password {MADE_UP}")


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
    if (
        story.recorded is None
        and users.REACTIVATE in kinds
        and named.lower() not in story.live.accounts
        and story.assigned(person) is None
    ):
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
    elif (
        story.recorded is not None
        and assigned is not None
        and (values := story.recorded.values(told.wanted, assigned.profile))
    ):
        argument["profile"] = values
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
    if story.recorded is not None:
        step.seen = story.recorded.take([told.fact])
    on = bool(listed) and listed[0] not in story.live.app.features
    sure = message.casefold().endswith("deprovisioning unassigned users")
    if sure:
        listed, on = ["deactivate_users"], not message.startswith("Stop")
    story.save(step, listed, on=on, sure=sure)
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


def _unlogged(verb: str) -> Tell:
    """What Okta writes no event of, and only a recording shows."""

    def tell(story: Present, told: Told) -> Left:
        left, step = story.play(verb, None, told.wanted, told.at), story.draft.steps[-1]
        if story.recorded is not None and step.verb == verb:
            step.seen = story.recorded.take([told.fact])
            step.untraced = not step.seen
        return left

    return tell


def _imported(story: Present, told: Told) -> Left:
    for row in told.act.rows:
        if row.person is not None:
            story.person(row.person)
    confirmed = [row.username for row in told.act.rows if row.entry.type == acts.ADD]
    argument, wanted = {"confirm": confirmed} if confirmed else None, [told.fact, *told.wanted]
    return story.play("import_users", argument, wanted, told.at, *_came_with_it(told.act.rows, len(confirmed)))


def _came_with_it(rows: list[Fact], confirmed: int) -> Iterator[str]:
    """What an import did to people and groups (okta-wire 9.4) beyond the accounts that are confirmed here."""
    done: dict[str, list[str]] = {}
    for row in rows:
        if row.entry.type in _IMPORTED:
            done.setdefault(row.entry.type, []).append(row.entry.shown("User") or row.entry.name("UserGroup"))
    for kind, people in done.items():
        count = len(people) - (confirmed if kind == "system.import.user.create" else 0)
        if count > 0:
            named = f" ({said})" if (said := ", ".join(dict.fromkeys(filter(None, people)))) else ""
            made = "; who was made so is there from the beginning here" if kind.endswith(".create") else ""
            yield f"left out: {count} of {kind}{named}{made}"


_IMPORTED = {f"system.import.{what}.{how}" for what in ("user", "group") for how in ("create", "update", "delete")}


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


OTHERS: dict[str, Tell] = {
    acts.SETTINGS: _settings,
    **dict.fromkeys(acts.MAPPINGS, _mapped),
    acts.FORCE_SYNC: _plain("force_sync"),
    acts.IMPORT: _imported,
    acts.TESTED: _unlogged("test_connection"),
    acts.REFRESHED: _unlogged("refresh_app_groups"),
    "application.lifecycle.activate": _plain("activate_app"),
    "application.lifecycle.deactivate": _plain("deactivate_app"),
}
