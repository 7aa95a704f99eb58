"""What the administrator did, by the System Log event that tells of it (okta-wire 9.2, 9.3; management API 4)."""

from collections.abc import Callable, Iterable

from provider_stub.scim import syntax
from simulator.intake.attributes import USERNAME
from simulator.intake.cast import is_login
from simulator.intake.draft import Draft
from simulator.intake.log_story import PUSH, USER_EVENTS, LogStory
from simulator.intake.system_log import Entry

MADE_UP = (
    "The System Log has no profiles: first and last names are the display names, split at the first space; what a "
    "profile or mapping change was about, and who was in a group before, is not in it."
)
NO_INTEGRATION = "It does not say either whether the app writes with PUT (made with the wizard) or PATCH (catalogue)."


def draft_of_log(entries: Iterable[Entry], label: str, name: str) -> Draft:
    """The scenario behind the events of one app."""
    events = list(entries)
    draft = Draft(name, events[0].at or None, [MADE_UP, NO_INTEGRATION], {"label": label})
    typed = any(_has_other_username(entry) for entry in events)
    if typed:
        draft.app["username"] = f"user.{USERNAME}"
        draft.user_attributes = [USERNAME]
    story = LogStory(draft, typed, _first_usernames(events))
    for entry in events:
        act = _ACTS.get(entry.type, LogStory.report)
        _failed(story, entry) if entry.failed and entry.type.startswith(_DIRECTORY) else act(story, entry)
    pushed = [e.name("AppUser") for e in events if e.type == f"{USER_EVENTS}push" and not e.failed]
    if any(syntax.refusals(username) for username in pushed):
        draft.stub["quirks"] = ["any-username"]
    draft.comments += [f"left out: {count} of {kind}" for kind, count in sorted(story.ignored.items())]
    return draft


def _first_usernames(events: list[Entry]) -> dict[str, str]:
    """The application username that the log first shows for each login."""
    named = ((entry.name("User").lower(), entry.name("AppUser")) for entry in reversed(events))
    return {login: username for login, username in named if login and username}


def _has_other_username(entry: Entry) -> bool:
    """Whether somebody's application username is not their login, or no login as a scenario can hold one."""
    username, login = entry.name("AppUser"), entry.name("User")
    return username not in ("", login) or (bool(username) and not is_login(username))


_DIRECTORY = ("user.lifecycle.", "group.lifecycle.", "group.user_membership.")

Act = Callable[[LogStory, Entry], None]


def _failed(story: LogStory, entry: Entry) -> None:
    """Okta did not do it: nothing has changed, and nobody has come or gone."""
    about = " and ".join(filter(None, (entry.name("User"), entry.name("UserGroup")))) or "somebody"
    story.unclear(entry, f"{entry.type} failed for {about}: {entry.reason or 'no reason is given'}")


def _created(story: LogStory, entry: Entry) -> None:
    person = story.person(entry, declare=False)
    profile = story.profile(entry, person.username)
    story.act(entry, "create_user", {"alias": person.alias, "profile": profile, "activate": False}, person.alias)


def _activated(story: LogStory, entry: Entry) -> None:
    person = story.person(entry)
    step = story.cause(entry, "create_user")
    if step is not None:
        step.argument.pop("activate", None)
    else:
        story.act(entry, "activate_user", person.alias, person.alias)


def _of_user(verb: str) -> Act:
    def act(story: LogStory, entry: Entry) -> None:
        person = story.person(entry)
        story.act(entry, verb, person.alias, person.alias)

    return act


def _deleted(story: LogStory, entry: Entry) -> None:
    """Okta deletes only who is deactivated (management API 3.1 [S]), in the log or before it began."""
    known = entry.name("User").lower() in story.people
    alias = story.person(entry).alias
    if not known:
        story.draft.users[alias]["status"] = "DEPROVISIONED"
    elif alias in story.there and story.last_verb(alias, "deactivate_user", "activate_user") != "deactivate_user":
        story.silently("deactivate_user", alias, f"{alias} was deactivated before; when is not in the log")
    story.act(entry, "delete_user", alias, alias)


def _group_deleted(story: LogStory, entry: Entry) -> None:
    """Okta deletes no group that is pushed (okta-wire 6.7 [D: help])."""
    alias = story.group(entry.name("UserGroup"))
    if story.last_verb(alias, "push_group", "unlink_group", "delete_group") == "push_group":
        argument = {"group": alias, "target": "leave"}
        story.silently("unlink_group", argument, f"the push of {alias} ended before; when is not in the log")
    story.act(entry, "delete_group", alias, alias)


def _profile_changed(story: LogStory, entry: Entry) -> None:
    person = story.person(entry)
    story.unclear(
        entry,
        f"the profile of {person.alias} was changed; the log does not say what, write it here: "
        f"update_user: {{user: {person.alias}, profile: {{...}}}}",
        person.alias,
    )


def _group_created(story: LogStory, entry: Entry) -> None:
    name = entry.name("UserGroup")
    alias = story.group(name, declare=False)
    story.act(entry, "create_group", {"alias": alias, "name": name}, alias)


def _of_group(verb: str) -> Act:
    def act(story: LogStory, entry: Entry) -> None:
        alias = story.group(entry.name("UserGroup"))
        story.act(entry, verb, alias, alias)

    return act


def _joins(verb: str) -> Act:
    """People who join or leave; those of one transaction do so together."""

    def act(story: LogStory, entry: Entry) -> None:
        if entry.name("UserGroup").lower() == "everyone":
            return
        person, alias = story.person(entry), story.group(entry.name("UserGroup"))
        step = story.cause(entry, verb, "create_group")
        if step is None or person.alias not in story.there or step.argument.get("group", alias) != alias:
            story.act(entry, verb, {"group": alias, "users": [person.alias]}, alias, person.alias)
            return
        step.argument.setdefault("users" if step.verb == verb else "members", []).append(person.alias)
        story.latest.update({alias: step, person.alias: step})

    return act


def _assigned(story: LogStory, entry: Entry) -> None:
    person = story.person(entry)
    person.assigned = True
    cause = story.cause(entry, "assign_group", "add_to_group", "activate_user", "create_user")
    username = entry.name("AppUser")
    if username and username != person.username:
        story.change_before(cause, person, username)
    if cause is None:
        story.act(entry, "assign_user", person.alias, person.alias)
        return
    if cause.verb == "assign_group":
        declared = story.draft.groups.get(cause.argument)
        known = person.alias in story.draft.users
        if known and declared is not None and person.alias not in declared["members"]:
            declared["members"].append(person.alias)
    story.latest[person.alias] = cause
    cause.logged.append((entry.type, entry.result))


def _unassigned(story: LogStory, entry: Entry) -> None:
    person = story.person(entry)
    person.assigned = False
    cause = story.cause(entry, "deactivate_user", "unassign_group", "remove_from_group")
    if cause is None:
        story.act(entry, "unassign_user", person.alias, person.alias)
    else:
        story.latest[person.alias] = cause


def _username_changed(story: LogStory, entry: Entry) -> None:
    person = story.person(entry)
    person.username = entry.name("AppUser") or person.username
    changes = {USERNAME: person.username} if story.typed else {"login": person.username}
    story.act(entry, "update_user", {"user": person.alias, "profile": changes}, person.alias)


def _pushed(story: LogStory, entry: Entry) -> None:
    alias = story.group(entry.name("AppGroup"))
    story.act(entry, "push_group", alias, alias)


def _of_push(verb: str) -> Act:
    def act(story: LogStory, entry: Entry) -> None:
        alias = story.group(entry.name("AppGroup"))
        story.act(entry, verb, alias, alias)

    return act


def _pushed_now(story: LogStory, entry: Entry) -> None:
    alias = story.group(entry.name("AppGroup"))
    latest = story.latest.get(alias)
    if latest is not None and latest.verb == "activate_group_push" and not latest.logged:
        latest.logged.append((entry.type, entry.result))
        return
    story.act(entry, "push_now", alias, alias).logged.append((entry.type, entry.result))


def _unlinked(story: LogStory, entry: Entry) -> None:
    alias = story.group(entry.name("AppGroup"))
    story.act(entry, "unlink_group", {"group": alias, "target": "leave"}, alias)


def _deleted_with_it(story: LogStory, entry: Entry) -> None:
    step = story.latest.get(story.group(entry.name("AppGroup")))
    if step is not None and step.verb == "unlink_group":
        step.argument["target"] = "delete"


def _plain(verb: str) -> Act:
    def act(story: LogStory, entry: Entry) -> None:
        story.act(entry, verb, None)

    return act


def _said(comment: str) -> Act:
    return lambda story, entry: story.unclear(entry, comment)


_ACTS: dict[str, Act] = {
    "user.lifecycle.create": _created,
    "user.lifecycle.activate": _activated,
    "user.lifecycle.deactivate": _of_user("deactivate_user"),
    "user.lifecycle.suspend": _of_user("suspend_user"),
    "user.lifecycle.unsuspend": _of_user("unsuspend_user"),
    "user.lifecycle.delete.initiated": _deleted,
    "user.account.update_profile": _profile_changed,
    "group.lifecycle.create": _group_created,
    "group.lifecycle.delete": _group_deleted,
    "group.user_membership.add": _joins("add_to_group"),
    "group.user_membership.remove": _joins("remove_from_group"),
    "group.application_assignment.add": _of_group("assign_group"),
    "group.application_assignment.remove": _of_group("unassign_group"),
    "application.user_membership.add": _assigned,
    "application.user_membership.remove": _unassigned,
    "application.user_membership.change_username": _username_changed,
    f"{PUSH}.mapping.created": _pushed,
    f"{PUSH}.activate_mapping": _of_push("activate_group_push"),
    f"{PUSH}.deactivate_mapping": _of_push("deactivate_group_push"),
    f"{PUSH}.push_memberships": _pushed_now,
    f"{PUSH}.removed": _unlinked,
    f"{PUSH}.delete_appgroup": _deleted_with_it,
    "app.app_instance.provision_sync_job.started": _plain("force_sync"),
    "system.import.start": _plain("import_users"),
    "application.provision.field_mapping_rule.change": _said("a mapping was changed; the log does not say which"),
    "directory.mapping.update": _said("a mapping was changed; the log does not say which"),
    "application.lifecycle.update": _said("the app's settings were saved; the log does not say what changed"),
    "application.user_membership.update": _said("an assignment was edited; the log does not say what changed"),
    "group.application_assignment.update": _said("a group's assignment was edited; the log does not say what changed"),
}
"""What the administrator does, by the event that tells of it (okta-wire 9.2, 9.3; management API 4)."""
