"""Rows that no act of the file led to: what must have been done instead, as long as it explains them."""

from simulator.intake.story import acts
from simulator.intake.story.acts import ENDING, PASSWORDS, PROVISION
from simulator.intake.story.people import Fact, Person, Team
from simulator.intake.story.people_acts import assign, changed, password, unassign
from simulator.intake.story.present import BEFORE, Present
from simulator.intake.story.told import Left
from simulator.okta.flows import groups, users
from simulator.okta.flows.conversation import AUTHENTICATION_FAILURE

APPLIED = "the profiles of all were pushed without a change, as when the mappings are applied"
UNTOLD = "nothing in the file says what led to this"
ASKED = "the file does not show what was asked with the token that was refused; a test of the connection stands for it"
_RETRIED = {
    "provision": PROVISION | {users.PUSH_PROFILE},
    "push_profile": {users.PUSH_PROFILE},
    "deactivate": ENDING,
    "push_password": PASSWORDS,
}
"""The rows of a task that is tried again."""


def explain(story: Present, wanted: list[Fact], team: Team | None) -> None:
    """Steps after which these rows come; a comment about those that nothing explains. `team` is the act's group."""
    first = next((one.subject for one in wanted if one.subject), "")
    about: dict[str, list[Fact]] = {}
    for one in wanted:
        about.setdefault(one.subject or first, []).append(one)
    if _applied(story, wanted):
        left = story.play("apply_mappings", None, wanted, wanted[0].entry.at, APPLIED)
        about = {} if len(left) < len(wanted) else about
    for rows in about.values():
        while rows:
            story.implied = True
            left = _explained(story, next((one for one in rows if one.subject), rows[0]), rows, team)
            story.implied = False
            if len(left) >= len(rows):
                story.missing(story.comment(UNTOLD, rows[0].entry.at), left)
                break
            rows = left


def _applied(story: Present, wanted: list[Fact]) -> bool:
    """Whether the profiles of all who are provisioned were pushed without a change (mappings 3.4)."""
    recorded = story.recorded
    if recorded is None or not wanted or any(one.entry.type != users.PUSH_PROFILE for one in wanted):
        return False
    everybody = {story.live.org.users[key].alias for key, held in story.live.app.users.items() if held.provisioned}
    if {one.subject for one in wanted} != everybody or any(key[0] == "push_profile" for key in story.live.app.tasks):
        return False
    people = {one.person: one for one in wanted if one.person is not None}
    profiles = {person: story.live.tenant.user(person.alias).profile for person in people}
    return all(recorded.changes(person, [one], one.entry.at, profiles[person]) == {} for person, one in people.items())


def _explained(story: Present, first: Fact, rows: list[Fact], team: Team | None) -> Left:
    kind = first.entry.type
    if first.person is not None and kind not in acts.GROUP_ROWS:
        return _of_person(story, first.person, rows) if story.person(first.person) else rows
    team = next((one.team for one in rows if one.team is not None), team)
    if team is not None:
        return _of_team(story, team, rows) if story.team(team) else rows
    if kind in (acts.TEST_FAILED, AUTHENTICATION_FAILURE):
        said = () if kind == acts.TEST_FAILED else (ASKED,)
        return story.play("test_connection", None, rows, first.entry.at, *said)
    return rows


def _of_person(story: Present, person: Person, rows: list[Fact]) -> Left:
    at, alias, kinds = rows[0].entry.at, person.alias, {one.entry.type for one in rows}
    user = story.live.tenant.user(alias)
    if any(key[1] == user.id and kinds & _RETRIED.get(key[0], set()) for key in story.live.app.tasks):
        return story.play("retry_tasks", alias, rows, at)
    if kinds & PROVISION and (wait := story.live.scheduled(alias)) is not None:
        return story.play("wait", f"{int(wait) + 1}s", rows, at)
    if kinds & {acts.ADD, *PROVISION} and not kinds & ENDING:
        return _provisioned(story, person, rows)
    story.assigned_before(person)
    if kinds & {acts.RENAME, users.PUSH_PROFILE} and not kinds & ENDING:
        story.absent[users.PUSH_PROFILE] += 1
        return changed(story, person, rows[0], rows, UNTOLD)
    if kinds & PASSWORDS:
        return password(story, person, rows, at)
    return unassign(story, person, rows, at)


def _provisioned(story: Present, person: Person, rows: list[Fact]) -> Left:
    at, alias, assigned = rows[0].entry.at, person.alias, story.assigned(person)
    if assigned is None:
        return assign(story, person, rows, at)
    if any(one.entry.type == acts.ADD for one in rows) or assigned.provisioned:
        story.before("unassign_user", alias, f"{alias} lost the app {BEFORE}")
        return assign(story, person, rows, at) if story.assigned(person) is None else rows
    if story.live.tenant.user(alias).status == "STAGED":
        return story.play("activate_user", alias, rows, at, f"{alias} was activated {BEFORE}")
    return story.play("provision_user", alias, rows, at)


def _of_team(story: Present, team: Team, rows: list[Fact]) -> Left:
    at, alias, kinds = rows[0].entry.at, team.alias, {one.entry.type for one in rows}
    if (wait := story.live.scheduled(alias)) is not None:
        return story.play("wait", f"{int(wait) + 1}s", rows, at)
    if kinds & {groups.REMOVE, groups.DELETED, groups.REMOVED}:
        story.pushed_before(team)
        target = "delete" if kinds & {groups.REMOVE, groups.DELETED} else "leave"
        return story.play("unlink_group", {"group": alias, "target": target}, rows, at)
    push = story.push_of(team)
    if push is None:
        return story.play("push_group", alias, rows, at, f"{alias} is pushed, and the file does not show since when")
    if push.status == "INACTIVE":
        return story.play("activate_group_push", alias, rows, at, f"the push was activated {BEFORE}")
    tasks = sum(key[1] == push.group_id for key in story.live.app.tasks)
    if (tasks == 1 or push.held_back) and groups.PUSHED_MEMBERSHIPS not in kinds:
        return story.play("retry_tasks", alias, rows, at)
    if groups.PUSHED_MEMBERSHIPS in kinds or any(one.entry.failed for one in rows):
        return story.play("push_now", alias, rows, at)
    return rows
