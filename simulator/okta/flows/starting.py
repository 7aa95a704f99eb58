"""From a job to its conversation, in which every 429 is waited out on the documented schedule (okta-wire 8.3 [D])."""

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import cast

from simulator.okta.flows import connection, groups, imports, users
from simulator.okta.flows.conversation import (
    Flow,
    Move,
    Part,
    Pause,
    UserConversation,
    app_row,
    note_task,
    seconds_of,
    waits,
)
from simulator.okta.flows.group_conversation import GroupConversation
from simulator.okta.org import App, Job, Org, Task
from simulator.scim.message import Request, Response

REASON = "429 Too Many Requests: the job is paused and rescheduled"


OnLimit = Callable[[Response, int | None, tuple[str, ...]], None]
"""Told of a 429, of the seconds until its request is sent again (None where it was the last attempt), and of the rules.
"""


def with_backoff(flow: Flow, *, fresh_overrides: bool, on_limit: OnLimit) -> Flow:
    """`flow`, with every 429 waited out; only the tenth attempt's 429 reaches it.

    `fresh_overrides` is the switch `retry_after_overrides`.
    """
    answer: Response | None = None
    while True:
        try:
            move: Move = flow.send(answer) if answer is not None else next(flow)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # a Flow returns an Outcome
        if isinstance(move, Pause):
            answer = yield move
        else:
            answer = yield from _patiently(move, fresh_overrides, on_limit)


def _patiently(request: Request, fresh_overrides: bool, on_limit: OnLimit) -> Part:
    """The first answer that is no 429, or the last one; what a refused wait is answered with, where there is one."""
    schedule = waits(fresh_overrides=fresh_overrides)
    next(schedule)
    attempt = 1
    why: tuple[str, ...] = ()
    while True:
        answer = yield request if attempt == 1 else replace(request, attempt=attempt, why=(*request.why, *why))
        if answer.status != 429:
            return answer
        seconds = _next_wait(schedule, answer)
        why = ("retry.ten-attempts",)
        if seconds is not None:
            why = _wait_rules(answer, attempt, seconds, fresh_overrides=fresh_overrides)
        on_limit(answer, seconds, why)
        if seconds is None:
            return answer
        refused = cast("Response | None", (yield Pause(seconds, REASON, why)))
        if refused is not None:
            return refused
        attempt += 1


def _wait_rules(answer: Response, attempt: int, seconds: int, *, fresh_overrides: bool) -> tuple[str, ...]:
    """The rules of the wait after this attempt; a header that says otherwise than the doubling is where we choose."""
    if attempt == 1:
        return ("retry.first-wait",)
    header = seconds_of(answer.header("Retry-After"))
    chosen = header is not None and (fresh_overrides or header != seconds)
    return ("retry.doubling", "retry.later-header") if chosen else ("retry.doubling",)


def _next_wait(schedule: Generator[int, str | None, None], answer: Response) -> int | None:
    try:
        return schedule.send(answer.header("Retry-After"))
    except StopIteration:
        return None


RATE_LIMIT_EXCEEDED = "application.integration.rate_limit_exceeded"

IMPORTS = {
    "import_users": imports.import_users,
    "import_groups": imports.import_groups,
    "refresh_app_groups": imports.import_groups,
}
"""What reads whole collections."""


def start(org: Org, job: Job) -> Flow | None:
    """The conversation of `job`, 429s waited out; None when what it was about is gone, or the app may not send.

    The connection test is no job that could be paused: an administrator is looking at its dialog (8.3 leaves it out).
    """
    app = org.apps.get(job.app_id)
    if app is None or not (app.sending or _before_saving(app, job)):
        return None
    if job.operation == "test_connection":
        return connection.test_connection(org, app, job)
    flow = _flow(org, app, job)

    def on_limit(answer: Response, seconds: int | None, why: tuple[str, ...]) -> None:
        reason = f"API rate limit exceeded. Retry-After: {answer.header('Retry-After') or 'missing'}"
        org.journal.append(app_row(app, RATE_LIMIT_EXCEEDED, job.transaction, reason, ("log.rate-limit", *why)))
        if seconds is not None:
            task = Task(job.operation, job.subject_id, "API rate limit exceeded")
            note_task(org, "rescheduled", task, why)

    return flow and with_backoff(flow, fresh_overrides=app.wire.retry_after_overrides, on_limit=on_limit)


def _before_saving(app: App, job: Job) -> bool:
    """Whether it is the test of what is typed, which an API integration that is not enabled yet lets pass."""
    return job.operation == "test_connection" and bool(job.detail) and app.status == "ACTIVE"


def _flow(org: Org, app: App, job: Job) -> Flow | None:
    if job.operation in IMPORTS:
        return IMPORTS[job.operation](org, app, job)
    if job.operation in groups.CONVERSATIONS:
        group, push = org.groups.get(job.subject_id), app.pushes.get(job.subject_id)
        return groups.converse(GroupConversation(org, app, group, push, job)) if group and push else None
    return _user_flow(org, app, job)


def _user_flow(org: Org, app: App, job: Job) -> Flow | None:
    """A deactivation outlives its assignment, and the person too; everything else is about one that stands."""
    user = org.users.get(job.subject_id) or org.departed.get(job.subject_id)
    app_user = job.app_user or app.users.get(job.subject_id)
    if user is None or app_user is None:
        return None
    if job.operation != "deactivate" and app.users.get(job.subject_id) is not app_user:
        return None
    if job.operation != "provision" and not app_user.provisioned:
        return None
    return users.CONVERSATIONS[job.operation](UserConversation(org, app, user, app_user, job))
