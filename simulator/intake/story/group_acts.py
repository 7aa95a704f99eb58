"""Acts of the file about groups and their pushes, as steps (okta-wire 6, 9.3)."""

from typing import Any

from simulator.intake.story import acts
from simulator.intake.story.people import Person
from simulator.intake.story.present import BEFORE, Present
from simulator.intake.story.told import Left, Tell, Told, given_by
from simulator.okta.flows import groups


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
    given_by(story, told, told.team)
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
        if not story.gives(told.team) and not any(story.assigned(person) for person in people):
            for person in people:
                story.assigned_before(person)
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
