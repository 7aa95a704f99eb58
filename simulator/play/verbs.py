"""From a step's verb to the action that Okta takes: one line each, and nothing decided here."""

from collections.abc import Callable
from typing import Any

from simulator.okta.actions import assignments, configuring, directory, imports, pushing
from simulator.okta.org import Job
from simulator.play import hub_pages
from simulator.play.stage import Stage, app_attribute, bring_back
from simulator.scenario import verbs
from simulator.scenario.steps import Step

Act = Callable[[Stage, Any], list[Job]]


def _nothing(stage: Stage, argument: Any) -> list[Job]:  # noqa: ARG001  (the shape of every act)
    """`check`, and `wait`, whose time the story lets pass."""
    return []


def _configure(stage: Stage, argument: verbs.Configure) -> list[Job]:
    token = None
    if argument.token_env is not None:
        token = stage.token_of(argument.token_env)
    elif argument.stub_token is not None:
        token = stage.stub_token if argument.stub_token == "current" else argument.stub_token  # noqa: S105  (a keyword)
    return configuring.configure(stage.org, stage.app, base_url=argument.endpoint, token=token)


def _edit_mapping(stage: Stage, argument: verbs.EditMapping) -> list[Job]:
    bring_back(stage.app, argument.attribute)
    return configuring.edit_mapping(
        stage.org,
        stage.app,
        argument.attribute,
        argument.expression,
        apply=argument.apply,
        apply_now=argument.apply_now,
    )


def _create_user(stage: Stage, argument: verbs.CreateUser) -> list[Job]:
    status = "ACTIVE" if argument.activate else "STAGED"
    user = directory.create_user(stage.org, argument.alias, argument.profile, status=status)
    stage.name_user(argument.alias, user)
    return directory.follow_memberships(stage.org, user)


def _create_group(stage: Stage, argument: verbs.CreateGroup) -> list[Job]:
    members = [stage.user(alias) for alias in argument.members]
    group = directory.create_group(stage.org, argument.alias, argument.name or argument.alias, members)
    stage.name_group(argument.alias, group)
    return []


def _import_users(stage: Stage, argument: verbs.ImportUsers) -> list[Job]:
    confirm = argument.confirm if isinstance(argument.confirm, str) else list(argument.confirm)
    return imports.import_users(stage.org, stage.app, confirm=confirm, match_on=argument.match_on)


def _retry_tasks(stage: Stage, argument: verbs.RetryTasks) -> list[Job]:
    chosen = None if argument.user is None else stage.user_or_group(argument.user)
    return assignments.retry_tasks(stage.org, stage.app, chosen)


def _users(stage: Stage, argument: Any) -> list[Any]:
    return [stage.user(alias) for alias in argument.users]


ACTS: dict[str, Act] = {
    "test_connection": lambda s, _: configuring.test_connection(s.org, s.app),
    "configure": _configure,
    "enable": lambda s, a: configuring.enable(s.org, s.app, a.features),
    "disable": lambda s, a: configuring.disable(s.org, s.app, a.features),
    "edit_username": lambda s, a: configuring.edit_username(
        s.org, s.app, a.expression, update_on=a.update_on, update_now=a.update_now
    ),
    "add_attribute": lambda s, a: configuring.add_attribute(s.app, app_attribute(a)),
    "remove_attribute": lambda s, a: configuring.remove_attribute(s.app, a.name),
    "edit_mapping": _edit_mapping,
    "remove_mapping": lambda s, a: configuring.remove_mapping(s.org, s.app, a.attributes),
    "apply_mappings": lambda s, _: configuring.apply_mappings(s.org, s.app),
    "create_user": _create_user,
    "update_user": lambda s, a: directory.update_user(s.org, s.user(a.user), a.profile),
    "activate_user": lambda s, a: directory.activate_user(s.org, s.user(a.user)),
    "deactivate_user": lambda s, a: directory.deactivate_user(s.org, s.user(a.user)),
    "suspend_user": lambda s, a: directory.suspend_user(s.org, s.user(a.user)),
    "unsuspend_user": lambda s, a: directory.unsuspend_user(s.org, s.user(a.user)),
    "delete_user": lambda s, a: directory.delete_user(s.org, s.user(a.user)),
    "change_password": lambda s, a: directory.change_password(s.org, s.user(a.user), a.password),
    "create_group": _create_group,
    "rename_group": lambda s, a: directory.rename_group(s.org, s.group(a.group), a.name),
    "delete_group": lambda s, a: directory.delete_group(s.org, s.group(a.group)),
    "add_to_group": lambda s, a: directory.add_to_group(s.org, s.group(a.group), _users(s, a)),
    "remove_from_group": lambda s, a: directory.remove_from_group(s.org, s.group(a.group), _users(s, a)),
    "assign_user": lambda s, a: assignments.assign_user(
        s.org, s.app, s.user(a.user), username=a.username, profile=a.profile
    ),
    "edit_assignment": lambda s, a: assignments.edit_assignment(
        s.org, s.app, s.user(a.user), username=a.username, profile=a.profile
    ),
    "unassign_user": lambda s, a: assignments.unassign_user(s.org, s.app, s.user(a.user)),
    "assign_group": lambda s, a: assignments.assign_group(
        s.org, s.app, s.group(a.group), priority=a.priority, profile=a.profile
    ),
    "edit_group_assignment": lambda s, a: assignments.edit_group_assignment(
        s.org, s.app, s.group(a.group), priority=a.priority, profile=a.profile
    ),
    "unassign_group": lambda s, a: assignments.unassign_group(s.org, s.app, s.group(a.group)),
    "provision_user": lambda s, a: assignments.provision_user(s.org, s.app, s.user(a.user)),
    "force_sync": lambda s, _: assignments.force_sync(s.org, s.app),
    "reapply_mapping": lambda s, a: assignments.reapply_mapping(s.org, s.app, s.user(a.user)),
    "push_group": lambda s, a: pushing.push_group(
        s.org, s.app, s.group(a.group), link=a.as_ == "link", name=a.name, memberships_now=a.memberships_now
    ),
    "push_now": lambda s, a: pushing.push_now(s.org, s.app, s.group(a.group)),
    "deactivate_group_push": lambda s, a: pushing.deactivate_group_push(s.org, s.app, s.group(a.group)),
    "activate_group_push": lambda s, a: pushing.activate_group_push(s.org, s.app, s.group(a.group)),
    "unlink_group": lambda s, a: pushing.unlink_group(s.org, s.app, s.group(a.group), a.target),
    "refresh_app_groups": lambda s, _: pushing.refresh_app_groups(s.org, s.app),
    "import_users": _import_users,
    "import_groups": lambda s, _: imports.import_groups(s.org, s.app),
    "retry_tasks": _retry_tasks,
    "wait": _nothing,
    "hub": hub_pages.act,
    "fault": hub_pages.add_fault,
    "clear_faults": hub_pages.clear_faults,
    "check": _nothing,
}
"""Every verb this version plays."""

WITHOUT_THE_APP = frozenset({
    "create_user", "update_user", "activate_user", "deactivate_user", "suspend_user", "unsuspend_user", "delete_user",
    "change_password", "create_group", "rename_group", "delete_group", "add_to_group", "remove_from_group", "wait",
    "hub", "fault", "clear_faults", "check",
})  # fmt: skip
"""Verbs of the directory, of the Hub and of the clock; the others are about the app integration."""


def act(stage: Stage, step: Step) -> list[Job]:
    """Do what the step says; the jobs that follow.

    Raises:
        Refused: Okta, or the Hub's page, would not do it; or the app, a person or a group has been deleted.
    """
    if step.verb not in WITHOUT_THE_APP:
        stage.check_app()
    return ACTS[step.verb](stage, step.argument)
