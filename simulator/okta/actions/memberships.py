"""Who is in which group, by hand or by rule (management API 3.2; Okta's help: Group rules), and what follows of it."""

from functools import lru_cache

from simulator.errors import ExpressionError
from simulator.okta import mapping
from simulator.okta.actions import assigning
from simulator.okta.actions.record import group_job, log_group, log_rule
from simulator.okta.expression import Expression, Scope, parse
from simulator.okta.flows.conversation import caution
from simulator.okta.flows.group_conversation import NOT_SENT, differs, eligible
from simulator.okta.org import App, Group, GroupPush, GroupRule, Job, OktaUser, Org
from simulator.okta.times import iso

EXPRESSION_TYPE = "urn:okta:expression:1.0"
"""The only type of condition there is: Okta's classic expression language [API]."""


@lru_cache(maxsize=1024)
def compiled(text: str) -> Expression:
    """The condition, parsed once; raises `ExpressionError` (parse)."""
    return parse(text)


def applies(org: Org, rule: GroupRule, user: OktaUser) -> bool:
    """Whether the rule takes this person; whoever is excluded it never takes.

    Only the Okta profile and the groups can be seen, no app [HELP group-rules].

    Raises:
        ExpressionError: the condition fails for this person, or what it gives is no Boolean [API].
    """
    if user.id in rule.excluded:
        return False
    seen = Scope(
        user={**dict.fromkeys(org.user_attributes), **user.profile},
        groups=mapping.group_facts(org, user),
        internal={"id": user.id, "status": user.status},
        quirks=True,
        now=iso(org.now),
    )
    value = compiled(rule.expression).evaluate(seen)
    if not isinstance(value, bool):
        raise ExpressionError("eval", "RULE", f"{value!r} is no Boolean", 0)
    return value


def invalidate(org: Org, group: Group) -> None:
    """A rule that puts people into a group that is gone does nothing any more [V: TF-157]."""
    for rule in org.rules.values():
        if group.id in rule.group_ids and rule.status != "INVALID":
            rule.status, rule.changed = "INVALID", org.now
            log_rule(org, "group.user_membership.rule.invalidate", rule)


def add_to_group(org: Org, group: Group, users: list[OktaUser]) -> list[Job]:
    """People join a group, and rules that read it follow."""
    fresh = list({user.id: user for user in users if user.id not in group.members}.values())
    return _join(org, group, fresh) + follow_rules(org, fresh)


def _join(org: Org, group: Group, fresh: list[OktaUser], rule: GroupRule | None = None) -> list[Job]:
    """Newcomers: assigned apps follow, and so do pushes of the group.

    The push runs first when the group is also what assigns the app, so a newcomer has no id yet and is left out:
    the race of okta-wire 6.8 (a) [D: help]. Two groups, as the documentation advises, do not race.
    """
    for user in fresh:
        group.members[user.id] = None
        user.groups[group.id] = None
        log_group(org, "group.user_membership.add", group, user, rule=rule)
    group.changed = org.now
    return [job for app in org.apps.values() for job in _joined(org, app, group, fresh)]


def _joined(org: Org, app: App, group: Group, users: list[OktaUser]) -> list[Job]:
    pushes = _membership_jobs(org, app, group, users)
    grants = [job for user in users for job in assigning.grant(org, app, user)] if group.id in app.groups else []
    if group.id in app.groups and group.id in app.pushes:
        caution(org, same_group(group, app), SAME_GROUP)
    return pushes + grants


def remove_from_group(org: Org, group: Group, users: list[OktaUser]) -> list[Job]:
    """People are taken out of a group, and rules that read it follow.

    The system adds them to the exceptions of a rule that had put them there
    [HELP manual-group-management; KB exclusion-list].
    """
    gone = list({user.id: user for user in users if user.id in group.members}.values())
    jobs = _leave(org, group, gone)
    for rule in org.rules.values():
        held = [user for user in gone if user.id in rule.members and group.id in rule.group_ids]
        if rule.status == "ACTIVE" and held:
            rule.people, rule.changed = True, org.now
            for user in held:
                rule.excluded[user.id] = None
                log_rule(org, "group.user_membership.rule.add_exclusion", rule, user)
            jobs += release(org, rule, held)
    return jobs + follow_rules(org, gone)


def _leave(org: Org, group: Group, gone: list[OktaUser], rule: GroupRule | None = None) -> list[Job]:
    """Leavers: apps they had through the group alone are taken away, pushes of it follow.

    When the group also assigns the app, the deactivation goes out and the membership update is dropped: the race of
    okta-wire 6.8 (b) [D: help].
    """
    for user in gone:
        del group.members[user.id]
        user.groups.pop(group.id, None)
        log_group(org, "group.user_membership.remove", group, user, rule=rule)
    group.changed = org.now
    return [job for app in org.apps.values() for job in _left(org, app, group, gone)]


def _left(org: Org, app: App, group: Group, users: list[OktaUser]) -> list[Job]:
    if group.id not in app.groups:
        return _membership_jobs(org, app, group, users)
    withdrawn = [job for user in users for job in assigning.withdraw(org, app, user)]
    if group.id not in app.pushes:
        return withdrawn
    caution(org, same_group(group, app), SAME_GROUP)
    stayed = any(user.id in app.users for user in users)
    return withdrawn + (_membership_jobs(org, app, group, users) if stayed else [])


def follow_rules(org: Org, users: list[OktaUser], rules: list[GroupRule] | None = None) -> list[Job]:
    """Active group rules, all or those given, put people in where they match and take them out where they no longer do.

    One rule may read the groups that another gives, so all run again for whom something changed, at most as often as
    there are rules. Deactivation is no reason to run, and deactivated people stay where they are
    [KB deactivated-users-in-groups]; staged ones are recorded to be put in [VCR].
    """
    active = [rule for rule in org.rules.values() if rule.status == "ACTIVE"]
    jobs: list[Job] = []
    for _ in active:
        moved: dict[str, OktaUser] = {}
        for rule in rules or active:
            jobs += _follow(org, rule, [user for user in users if user.status != "DEPROVISIONED"], moved)
        users, rules = list(moved.values()), None
    return jobs


def _follow(org: Org, rule: GroupRule, users: list[OktaUser], moved: dict[str, OktaUser]) -> list[Job]:
    matching: list[OktaUser] = []
    leaving: list[OktaUser] = []
    for user in users:
        try:
            (matching if applies(org, rule, user) else leaving).append(user)
        except ExpressionError as error:
            log_rule(org, "group.user_membership.rule.error", rule, user, str(error))
    rule.members.update(dict.fromkeys(user.id for user in matching))
    jobs: list[Job] = []
    for group in (org.groups[group_id] for group_id in rule.group_ids):
        fresh = [user for user in matching if user.id not in group.members]
        moved.update({user.id: user for user in fresh})
        jobs += _join(org, group, fresh, rule) if fresh else []
    held = [user for user in leaving if user.id in rule.members]
    moved.update({user.id: user for user in held})
    return jobs + release(org, rule, held)


def release(org: Org, rule: GroupRule, users: list[OktaUser]) -> list[Job]:
    """A rule lets go of people: they leave its groups, save those that another rule holds them in."""
    jobs: list[Job] = []
    for user in users:
        rule.members.pop(user.id, None)
    for group in (org.groups[group_id] for group_id in rule.group_ids if group_id in org.groups):
        others = [one for one in org.rules.values() if one is not rule and group.id in one.group_ids]
        gone = [
            user for user in users if user.id in group.members and not any(user.id in one.members for one in others)
        ]
        jobs += _leave(org, group, gone, rule) if gone else []
    return jobs


def _membership_jobs(org: Org, app: App, group: Group, changed: list[OktaUser]) -> list[Job]:
    """The push of a changed membership, when the group is pushed and the provider would see a difference.

    While the push is in Error memberships are not pushed [V: META-113; D: help].
    Without a difference it is only recorded who was left out (okta-wire 6.1 [D: EVT]).
    """
    push = app.pushes.get(group.id)
    if push is None or not changed or "push_groups" not in app.features:
        return []
    if push.status == "ERROR":
        _say_not_sent(org, app, group, push, changed)
    if push.status != "ACTIVE" or push.external_id is None:
        return []
    told = app.wire.push_unchanged_members or differs(app, group, push)
    return [group_job(org, app, group.id, "push_members" if told else "record_ignored")]


def _say_not_sent(org: Org, app: App, group: Group, push: GroupPush, changed: list[OktaUser]) -> None:
    """Who joined or left unnoticed by the provider; somebody without an account would not be pushed anyway (6.1)."""
    concerned = [user for user in changed if eligible(app, user.id) or user.id in push.members]
    said = [f"{user.display_name} {'joined' if user.id in group.members else 'left'}" for user in concerned[:_NAMED]]
    if len(concerned) > _NAMED:
        said.append(f"and {len(concerned) - _NAMED} more")
    if said:
        push.held_back = push.external_id is not None
        caution(org, f"{NOT_SENT} ({group.name}: {', '.join(said)})", ("push.error-holds-members",))


_NAMED = 10
"""How many people a warning names."""


SAME_GROUP = ("push.same-group-warned",)
"""The rules of one group in both roles."""


def same_group(group: Group, app: App) -> str:
    """The warning about one group in both roles (okta-wire 6.8 [D: HELP same-group])."""
    return (
        f"{group.name} both assigns {app.label} and is pushed to it, which Okta does not support: members can be "
        "missed when they join and stay behind when they leave. Use two groups."
    )
