"""A draft is played once on the bundled Hub, and learns where the recording went another way.

Where the Hub answers otherwise than was recorded, the step gets a fault that answers as it was. What the play showed
becomes the step's expectations; where it still sends something else, a comment says so.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

from simulator.errors import ScenarioError
from simulator.intake.conversations import PROBE, sort_out
from simulator.intake.draft import Draft, Step, scenario_text
from simulator.intake.evidence.traffic import Traffic
from simulator.play.comparison.alignment import Correspondence
from simulator.play.comparison.bodies import compare_values
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Event, StepFinished, StepStarted
from simulator.progress import Watch, unwatched
from simulator.scenario.loading import load_text
from simulator.scim.message import Request, Response, compact
from simulator.transport import CONNECTION_RESET, READ_TIMED_OUT, Transport

SHOWN = 3
"""Differences of one step that are named."""
PASSES = 5
Ask = Callable[[], Response]
Moment = tuple[int, int]
"""A step's number and a request's within it."""
_OURS = ("password", "externalId", "meta", "id")
"""Members that two runs never share."""
PLAYING = "playing what happened"


def rehearse(draft: Draft, base_url: str, watch: Watch = unwatched) -> int:
    """Play the draft and write into its steps what came of it: faults, expectations, comments.

    A fault can change what the Hub holds later on, so it is played again until no fault is added. How many steps send
    other requests than were recorded in the end. What a step has of comments, faults and expectations stays.
    """
    unlike = 0
    faulted: set[Moment] = set()
    held = [(list(step.comments), list(step.faults), dict(step.expect)) for step in draft.steps]
    for _ in range(PASSES):
        before = set(faulted)
        for step, (comments, faults, expect) in zip(draft.steps, held, strict=True):
            step.comments, step.faults, step.expect = list(comments), list(faults), dict(expect)
        unlike = _play(draft, base_url, faulted, watch)
        if faulted == before:
            break
    return unlike


def _play(draft: Draft, base_url: str, faulted: set[Moment], watch: Watch) -> int:
    plain = replace(draft, steps=[replace(step, comments=[], expect={}) for step in draft.steps])
    numbered = _numbered(draft)
    try:
        scenario = load_text(scenario_text(plain), "the imported scenario")
    except ScenarioError as wrong:
        raise RuntimeError(f"our mistake: the scenario made of the recording cannot be read: {wrong}") from wrong
    run = prepare(scenario, Choice(stub=True, verify=False, shown=False), {})
    player = run.story.player
    ids = Correspondence(base_url, run.story.tenant.app.base_url)
    player.transport = prompter = Prompter(player.transport, ids, faulted, set(draft.groups))
    for _ in watch(_steps(run.events(), numbered, prompter), len(numbered), PLAYING):
        pass
    return prompter.steps_unlike


def _numbered(draft: Draft) -> dict[int, Step]:
    """The steps by their numbers in the scenario: a fault is a step of its own, and a comment is none."""
    numbered: dict[int, Step] = {}
    at = 0
    for step in draft.steps:
        if step.verb:
            at += len(step.faults) + 1
            numbered[at] = step
    return numbered


def _steps(events: Iterable[Event], numbered: Mapping[int, Step], prompter: "Prompter") -> Iterator[StepFinished]:
    """Each step as it ends."""
    for event in events:
        step = numbered.get(event.step or 0)
        if step is None:
            continue
        if isinstance(event, StepStarted):
            prompter.begin(event.step or 0, step)
        elif isinstance(event, StepFinished):
            prompter.end(event)
            yield event


class Prompter:
    """Stands between player and Hub; knows what was recorded in the step that is being played."""

    def __init__(self, hub: Transport, ids: Correspondence, faulted: set[Moment], groups: set[str]) -> None:
        self._hub = hub
        self._ids = ids
        self._faulted = faulted
        self._groups = groups
        self.steps_unlike = 0
        self.begin(0, Step(""))

    def begin(self, number: int, step: Step) -> None:
        """A step is about to be played."""
        self._number, self._step = number, step
        self._recorded = [deque(one.requests) for one in sort_out(step.seen)]
        self._passed: list[tuple[str, str | None]] = []
        self._requests: list[Any] = []
        self._unlike: list[str] = []
        self._differing: list[str] = []

    def send(self, request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> Response:
        """The recorded answer where the Hub's would be another one, else the Hub's."""
        ask = partial(self._hub.send, request, base_url, headers)
        queue = next((held for held in self._recorded if held and self._fits(held[0], request)), None)
        if queue is None:
            return self._unrecorded(request, ask)
        recorded = queue.popleft()
        self._compare(request, recorded)
        self._requests.append(_expected(request, recorded))
        return self._answer(request, recorded, ask)

    def _fits(self, recorded: Traffic, request: Request) -> bool:
        """Whether this is that request: of one kind, and about the same as far as ids and names tell."""
        if not _same_request(recorded, request):
            return False
        known = self._ids.counterpart(recorded.scim_id) if recorded.scim_id else None
        key = "userName" if recorded.is_user else "displayName"
        names = recorded.sent.get(key), (request.body or {}).get(key)
        other = request.method == "POST" and all(names) and names[0] != names[1]
        return not other and known in (None, request.path.rpartition("/")[2])

    def _unrecorded(self, request: Request, ask: Ask) -> Response:
        answer, given = ask(), self._step.given
        if given is None and not self._step.untraced:
            self._unlike.append(f"{_pattern(request)} is sent, which is not in the recording")
        elif given is not None and request.method == "POST" and not answer.ok:
            self._fault(request, {"respond": {"status": 201, "body": given}})
            return Response(201, {}, compact(given))
        return answer

    def _answer(self, request: Request, recorded: Traffic, ask: Ask) -> Response:
        if recorded.status is None:
            return self._silence(request, recorded, ask)
        moment = (self._number, len(self._requests))
        faulted = moment in self._faulted
        if recorded.ok and not faulted and self._alike(recorded, answer := ask()):
            self._passed.append((_pattern(request), request.subject))
            return answer
        self._faulted.add(moment)
        if recorded.ok and recorded.answer is None and not recorded.lost and request.method in ("POST", "PUT"):
            self._fault(request, {"empty": True})  # it is written, and the Hub's answer loses its own body
            return Response(ask().status if faulted else 200)
        respond: dict[str, Any] = {"status": recorded.status}
        if recorded.limited and (kept := {k: v for k, v in recorded.headers.items() if k.lower() == "retry-after"}):
            respond["headers"] = kept
        if recorded.answer is not None:
            respond["body"] = self._in_our_ids(recorded.answer)
        self._fault(request, {"respond": respond})
        body = respond.get("body", "")
        return Response(recorded.status, dict(recorded.headers), body if isinstance(body, str) else compact(body))

    def _silence(self, request: Request, recorded: Traffic, ask: Ask) -> Response:
        """Nobody answered: a timeout leaves what was written, a broken connection is taken to have come before."""
        if "timed out" in str(recorded.error).lower():
            ask()
            self._fault(request, {"delay": "61s"})
            return Response(error=READ_TIMED_OUT)
        self._fault(request, {"disconnect": "before"})
        said = f"nobody answered ({recorded.error}); whether the provider had written before is not in the recording"
        self._step.comments += [said] if said not in self._step.comments else []
        return Response(error=CONNECTION_RESET)

    def _in_our_ids(self, answer: Any) -> Any:
        """A recorded answer in the ids of this play, as far as they are known to correspond."""
        if isinstance(answer, dict):
            return {key: self._in_our_ids(value) for key, value in answer.items()}
        if isinstance(answer, list):
            return [self._in_our_ids(value) for value in answer]
        if not isinstance(answer, str):
            return answer
        before, slash, last = answer.rpartition("/")
        return before + slash + (self._ids.counterpart(last) or last)

    def _alike(self, recorded: Traffic, answer: Response) -> bool:
        """Whether the Hub's answer leads Okta the same way as the recorded one; then their ids correspond."""
        theirs = Traffic("", "", recorded.method, recorded.path, recorded.query, None, answer.status, answer.json)
        if not _alike(recorded, theirs):
            return False
        pairs = zip([recorded.resource, *recorded.found], [theirs.resource, *theirs.found], strict=False)
        return all(self._ids.pair(str(a["id"]), str(b["id"])) for a, b in pairs if a.get("id") and b.get("id"))

    def _fault(self, request: Request, effect: dict[str, Any]) -> None:
        on, subject = _pattern(request), request.subject
        fault: dict[str, Any] = {"on": on}
        if skipped := self._passed.count((on, subject)):
            fault["after"] = skipped
        if subject is not None:
            fault["group" if subject in self._groups else "user"] = subject
        self._step.faults.append({**fault, **effect})

    def _compare(self, request: Request, recorded: Traffic) -> None:
        if recorded.body is None or request.body is None:
            return
        for difference in compare_values("", recorded.body, request.body, self._ids):
            where = difference.where.lstrip(".")
            if where.rpartition(".")[2] not in _OURS and not where.startswith("meta"):
                self._differing.append(f"{where} of {_pattern(request)} differs from the recording")

    def end(self, finished: StepFinished) -> None:
        """The step is over: what it showed becomes its expectations."""
        step = self._step
        left = (one for held in self._recorded for one in held)
        self._unlike += [f"{one.method} {one.path} is recorded and not sent" for one in left]
        self.steps_unlike += bool(self._unlike)
        for unlike in dict.fromkeys([*self._unlike, *dict.fromkeys(self._differing)][:SHOWN]):
            step.comments.append(f"played on the bundled Hub, {unlike}")
        if finished.outcome in ("failure", "refused"):
            step.expect["outcome"] = finished.outcome
            details = (one.resource.get("detail") for one in step.seen if not one.ok)
            said = (one for one in details if isinstance(one, str) and one in (finished.error or ""))
            if detail := next((one for one in said if not one.startswith("/")), None):
                step.expect["error"] = detail
        if step.seen and not self._unlike:
            step.expect["requests"] = self._requests


def _same_request(recorded: Traffic, request: Request) -> bool:
    """Whether both ask for one resource, or for the same of all, in one way."""
    path, query = request.path.split("/"), unquote_plus(request.query)
    asked = (request.method, path[1], len(path) > 2, query)
    return (recorded.method, recorded.collection, bool(recorded.scim_id), recorded.query) == asked


def _alike(recorded: Traffic, theirs: Traffic) -> bool:
    if recorded.status != theirs.status:
        return False
    if recorded.lost or (recorded.answer is None and recorded.method in ("PATCH", "DELETE")):
        return True
    if not recorded.scim_id and recorded.method == "GET":
        return _same_list(recorded, theirs)
    mine, hubs = recorded.resource, theirs.resource
    return bool(mine.get("id")) == bool(hubs.get("id")) and mine.get("active") == hubs.get("active")


def _same_list(recorded: Traffic, theirs: Traffic) -> bool:
    """A look-up must find as many, as active; of a page, as many must come; of the connection test any list will do."""
    if recorded.looked_for is not None:
        same = [one.get("active") for one in recorded.found] == [one.get("active") for one in theirs.found]
        return same and recorded.total == theirs.total
    return recorded.page == PROBE or len(recorded.found) == len(theirs.found)


def _pattern(request: Request) -> str:
    collection, _, scim_id = request.path.lstrip("/").partition("/")
    return f"{request.method} /{collection}" + ("/*" if scim_id else "")


def _expected(request: Request, recorded: Traffic) -> Any:
    """The request in a scenario's short form, with the status that was recorded."""
    path = request.path
    if request.subject is not None and path.count("/") > 1:
        path = f"/{path.split('/')[1]}/{{{request.subject}}}"
    query = f"?{recorded.query}" if recorded.query else ""
    status = f" -> {recorded.status}" if recorded.status else ""
    line = f"{request.method} {path}{query}{status}"
    names = ("userName", "active") if recorded.is_user else ("userName", "displayName", "active")
    sent = request.body or {}
    told = {key: recorded.sent[key] for key in names if key in recorded.sent and sent.get(key) == recorded.sent[key]}
    return {"request": line, "body": told} if told else line
