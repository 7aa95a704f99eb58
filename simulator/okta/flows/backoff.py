"""429 answers: the job is paused and its request sent again, on the documented schedule (okta-wire 8.3 [D])."""

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import cast

from simulator.okta.flows.conversation import Flow, Move, Part, Pause, waits
from simulator.scim.message import Request, Response

REASON = "429 Too Many Requests: the job is paused and rescheduled"


OnLimit = Callable[[Response, int | None], None]
"""Told of a 429 and of the seconds until its request is sent again; None where it was the last attempt."""


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
    while True:
        answer = yield request if attempt == 1 else replace(request, attempt=attempt)
        if answer.status != 429:
            return answer
        seconds = _next_wait(schedule, answer)
        on_limit(answer, seconds)
        if seconds is None:
            return answer
        refused = cast("Response | None", (yield Pause(seconds, REASON)))
        if refused is not None:
            return refused
        attempt += 1


def _next_wait(schedule: Generator[int, str | None, None], answer: Response) -> int | None:
    try:
        return schedule.send(answer.header("Retry-After"))
    except StopIteration:
        return None
