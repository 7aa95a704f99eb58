"""An org as plain JSON and back, so that it can be kept and loaded again. It holds no token and no password.

What only a password can finish (a task or a job of the password push) is not part of it.
"""

import dataclasses
import random
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from simulator.okta.actions.configuring import FEATURES
from simulator.okta.ids import Ids
from simulator.okta.org import App, AppUser, Group, GroupRule, Job, OktaUser, Org, Task

FORMAT = 1
LATEST = 253_402_300_799
"""The last second of the year 9999, the last that is written as a date."""

Value = TypeVar("Value")
Json = dict[str, Any]


_adapter: Callable[[Any], TypeAdapter[Any]] = lru_cache(TypeAdapter)
"""The reader and writer of a dataclass, made when it is first needed."""


def _written(value: Any, *left_out: str) -> Json:
    shown: Json = _adapter(type(value)).dump_python(value, mode="json", exclude=set(left_out))
    return shown


def _read(kind: type[Value], shown: Any) -> Value:
    value: Value = _adapter(kind).validate_python(shown)
    _check_moments(value)
    return value


def _check_moments(value: Any) -> None:
    """See that every number with a fraction, all of which are moments, is one that can be written as a date.

    Raises:
        ValueError: one is not.
    """
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            _check_moments(getattr(value, field.name))
    elif isinstance(value, dict):
        for held in value.values():
            _check_moments(held)
    elif isinstance(value, float) and not -LATEST <= value <= LATEST:
        raise ValueError(f"this saved state is damaged: {value} is no moment")


def dump(org: Org) -> Json:
    """The org; call it with its lock held and no job under way."""
    return {
        "format": FORMAT,
        "everyone": _written(org.everyone, "members"),
        "user_attributes": dict(org.user_attributes),
        "users": [_written(user, "password") for user in org.users.values()],
        "departed": [_written(user, "password") for user in org.departed.values()],
        "groups": [_written(group) for group in org.groups.values() if group is not org.everyone],
        "rules": [_written(rule) for rule in org.rules.values()],
        "apps": [_app(app) for app in org.apps.values()],
        "schedule": [_work(org.apps[job.app_id], job) for job in org.schedule if _lasting(job)],
    }


def _app(app: App) -> Json:
    tasks = [_work(app, one) for one in app.tasks.values() if _lasting(one)]
    return _written(app, "token", "tasks", "reassigned") | {"features": sorted(app.features), "tasks": tasks}


def _lasting(work: Job | Task) -> bool:
    return work.operation != "push_password" and "password" not in work.detail


def _work(app: App, work: Job | Task) -> Json:
    """A job or task; an assignment that stands is named by `true`, one that has ended is written out."""
    stands = work.app_user is not None and app.users.get(work.app_user.user_id) is work.app_user
    return _written(work) | ({"app_user": True} if stands else {})


def load(state: Any) -> Org:
    """The org that `dump` has written.

    Raises:
        ValueError: it is no such value; the sentence says why.
    """
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ValueError(f"this is no saved state of an org in format {FORMAT}")
    try:
        return _load(state)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"this saved state is damaged: {wrong.title}.{place}: {first['msg']}") from wrong
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"this saved state is damaged: {type(wrong).__name__} {wrong}") from wrong


def _load(state: Json) -> Org:
    org = Org(Ids(random.SystemRandom().getrandbits(48)))
    org.remove_group(org.everyone)
    org.everyone = _read(Group, state["everyone"])
    org.add_group(org.everyone)
    org.user_attributes = dict(state["user_attributes"])
    users = [_read(OktaUser, each) for each in state["users"]]
    joined = {user.id: user.groups for user in users}
    for user in users:
        user.groups = {}
        org.add_user(user)
    for each in state["groups"]:
        org.add_group(_read(Group, each))
    for user in users:
        user.groups = {group_id: None for group_id in joined[user.id] if group_id in user.groups}
    org.departed = {each["id"]: _read(OktaUser, each) for each in state["departed"]}
    org.rules = {each["id"]: _read(GroupRule, each) for each in state.get("rules", [])}
    org.apps = {each["id"]: _loaded_app(each) for each in state["apps"]}
    org.schedule = [_loaded(Job, org.apps[each["app_id"]], each) for each in state["schedule"]]
    _check(org)
    return org


def _check(org: Org) -> None:
    """See that whatever is named is there.

    Raises:
        ValueError: something is not.
    """
    for app in org.apps.values():
        people = {*app.users, *(one.user_id for one in app.users.values())}
        groups = {*app.groups, *app.pushes, *(one.group_id for one in app.groups.values())}
        groups |= {one.group_id for one in app.pushes.values()}
        missing = (people - org.users.keys()) | (groups - org.groups.keys()) | (app.features - set(FEATURES))
        if missing:
            raise ValueError(f"this saved state is damaged: there is no {min(missing)}, of which {app.label} speaks")


def _loaded_app(each: Json) -> App:
    app = _read(App, {name: value for name, value in each.items() if name != "tasks"})
    tasks = (_loaded(Task, app, one) for one in each["tasks"])
    app.tasks = {one.key: one for one in tasks}
    return app


def _loaded(kind: type[Value], app: App, each: Json) -> Value:
    held = each["app_user"]
    work = _read(kind, {**each, "app_user": None})
    ended = None if held is None else app.users[each["subject_id"]] if held is True else _read(AppUser, held)
    work.app_user = ended  # type: ignore[attr-defined]  # both kinds have one
    return work
