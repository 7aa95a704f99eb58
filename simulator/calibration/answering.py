"""A provider that is a recording: each request of ours is answered as the recorded one that it stands for.

Ids of the provider are those of the recording, so nothing has to be translated but the ids that Okta itself gives.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from simulator.calibration.differences import Comparing, Difference, gap
from simulator.calibration.recording import Recorded, Recording, Subjects, resources, shape_of, tokens_of
from simulator.intake.evidence.traffic import Traffic, looked_for
from simulator.okta.times import iso
from simulator.play.clock import Clock
from simulator.scim.message import Request, Response, compact
from simulator.transport import CONNECTION_RESET, TIMEOUT
from simulator.transport.assumed import AssumedTransport

AHEAD = 6
"""Recorded requests about one person or group that are looked at for the one that ours is."""
UNLIKE = 3.0
"""What it costs to take a request for one of another method."""
_EXTERNAL_ID = re.compile(r'("externalId":")([^"\\]+)(")')


@dataclass
class Sent:
    """A request of ours `at` a time in epoch seconds, whom it is about, the recorded one that it stands for (None: it
    is not recorded), and how the two differ.
    """

    request: Request
    at: float
    subject: str = ""
    recorded: Recorded | None = None
    differences: list[Difference] = field(default_factory=list)


class RecordedProvider:
    """Answers in the place of the provider, and keeps what was asked.

    `given` is what stands for an answer in steps whose requests are from before the recording, by the step's number;
    `seen` says which recorded requests are a step's, where that is known. `step` is the step being played, `begins`
    that the next request is a job's first; `waited` and `asked` the seconds that Okta and the story have waited.
    """

    def __init__(
        self,
        recording: Recording,
        comparing: Comparing,
        clock: Clock,
        *,
        seen: dict[int, list[Recorded]] | None,
        given: dict[int, dict[str, Any]],
    ) -> None:
        self._recording, self._comparing, self._clock = recording, comparing, clock
        self._given = given
        self._seen = None if seen is None else {n: {id(one) for one in held} for n, held in seen.items()}
        self._queues: dict[str, list[Recorded]] = defaultdict(list)
        self._subjects = Subjects()
        for one in recording.requests:
            self._queues[one.subject].append(one)
            traffic = one.traffic
            self._subjects.join(one.subject, *tokens_of(traffic.collection, traffic.scim_id, traffic.name))
        self._assumed = AssumedTransport(0)
        for path, resource in recording.known.items():
            self._assumed.know(path, resource)
        self._okta_ids: dict[str, str] = {}
        self._last: dict[str, tuple[Sent, float]] = {}
        self._latest: dict[str, Recorded] = {}
        self.sent: list[Sent] = []
        self.step: int | None = None
        self.begins = True
        self.waited = self.asked = 0.0

    @property
    def missing(self) -> list[Recorded]:
        """What was recorded and not asked."""
        return sorted((one for queue in self._queues.values() for one in queue), key=lambda one: one.number)

    def send(self, request: Request, base_url: str, headers: Sequence[tuple[str, str]]) -> Response:
        """The recorded answer, or an assumed one where there is none."""
        if (given := self._given.get(self.step or 0)) is not None:
            return self._from_before(request, given)
        sent = Sent(request, self._clock.now())
        self.sent.append(sent)
        subject, recorded = self._recorded(request)
        begins, self.begins = self.begins, False
        sent.subject = subject
        if recorded is None:
            return self._unrecorded(request, subject, self._assumed.send(request, base_url, headers))
        sent.recorded = recorded
        sent.differences += self._comparing.request(recorded, request, sent.at)
        sent.differences += [*self._turn(subject, recorded), *self._gap(subject, sent, begins=begins)]
        self._note_okta_id(recorded.traffic, request)
        for resource in resources(recorded.traffic):
            self._assumed.know(f"/{recorded.traffic.collection}/{resource['id']}", resource)
        self._clock.sleep(_duration(recorded.traffic))
        return self._answer(recorded.traffic)

    def _unrecorded(self, request: Request, subject: str, answer: Response) -> Response:
        """What is assumed of a request that is not recorded; whom it made is still the same person or group."""
        made = answer.json.get("id") if request.method == "POST" and isinstance(answer.json, dict) else None
        if made:
            self._subjects.join(subject, f"{request.path.lstrip('/')}/{made}")
        return answer

    def _from_before(self, request: Request, given: dict[str, Any]) -> Response:
        """What made somebody who is known from the first recorded request on."""
        if request.method == "GET" and request.path.count("/") == 1:
            return Response(200, {}, compact({"totalResults": 0, "Resources": []}))
        return Response(201 if request.method == "POST" else 200, {}, compact(given))

    def _recorded(self, request: Request) -> tuple[str, Recorded | None]:
        """Whom a request is about, and the recorded one that it is taken for, which is then used up."""
        collection, _, scim_id = request.path.lstrip("/").partition("/")
        subject = self._subjects.of(*tokens_of(collection, scim_id, _name(request)))
        queue = self._queues.get(subject, [])
        mine = None if self._seen is None else self._seen.get(self.step or 0, set())
        ahead = islice((one for one in queue if mine is None or id(one) in mine), AHEAD)
        best, found, skipped = self._alone(request), None, 0.0
        for one in ahead:
            likeness = self._unlikeness(one, request)
            if likeness is not None and likeness + skipped < best:
                best, found = likeness + skipped, one
            skipped += self._left_out(one.traffic)
        if found is None:
            return subject, None
        queue.remove(found)
        return subject, found

    def _alone(self, request: Request) -> float:
        """What it costs that a request is in the recording nowhere: reads come and go, a job's first seldom does."""
        return 6.0 if self.begins else 1.25 if request.method == "GET" else 3.5

    def _left_out(self, traffic: Traffic) -> float:
        """What it costs that a recorded request is not sent: between two jobs little."""
        return 0.3 if self.begins else 1.0 if traffic.method == "GET" else 1.5

    def _unlikeness(self, recorded: Recorded, request: Request) -> float | None:
        """How far a request is from a recorded one about the same; None where it cannot stand for it."""
        traffic = recorded.traffic
        if traffic.path != request.path:
            return None
        if traffic.method != request.method:
            both = traffic.method != "GET" and request.method != "GET" and bool(traffic.scim_id)
            return UNLIKE if both else None
        if request.method == "GET":
            return 0.0 if traffic.query == unquote_plus(request.query) else 1.0
        found = self._comparing.anew().request(recorded, request, self._clock.now())
        differing = sum(1 for _ in zip(range(3), found, strict=False))
        return differing * 0.6

    def _gap(self, subject: str, sent: Sent, *, begins: bool) -> list[Difference]:
        """The time since the last request about the same, where nothing but Okta's own waiting went by."""
        before, asked = self._last.get(subject, (None, 0.0))
        self._last[subject] = sent, self.asked
        waited, self.waited = self.waited, 0.0
        if before is None or before.recorded is None or sent.recorded is None or asked != self.asked:
            return []
        if not waited and begins:
            return []
        return list(gap(sent.recorded, before.recorded, ours=sent.at - before.at, waited=bool(waited)))

    def _turn(self, subject: str, recorded: Recorded) -> Iterator[Difference]:
        """Whether a request was recorded before one about the same that we sent already."""
        latest = self._latest.get(subject)
        if latest is not None and latest.number > recorded.number:
            after = f"{latest.shape} ({latest.traffic.place})"
            key = (recorded.number, "turn")
            yield Difference(
                "turn", key, recorded.traffic.place, recorded.shape, recorded=after, ours="after it", subject=subject
            )
        else:
            self._latest[subject] = recorded

    def _note_okta_id(self, traffic: Traffic, request: Request) -> None:
        theirs, ours = traffic.sent.get("externalId"), (request.body or {}).get("externalId")
        if isinstance(theirs, str) and isinstance(ours, str):
            self._okta_ids.setdefault(theirs, ours)

    def _answer(self, traffic: Traffic) -> Response:
        if traffic.status is None:
            return Response(error=traffic.error or CONNECTION_RESET)
        body = traffic.answer
        if isinstance(body, dict | list):
            text = _EXTERNAL_ID.sub(self._in_our_ids, compact(body))
        else:
            text = "" if body is None else body if isinstance(body, str) else compact(body)
        return Response(traffic.status, dict(traffic.headers), text)

    def _in_our_ids(self, found: re.Match[str]) -> str:
        return found[1] + self._okta_ids.get(found[2], found[2]) + found[3]

    def extra(self) -> Iterator[Difference]:
        """What was asked and is not recorded, and the other way round."""
        counts: dict[str, int] = defaultdict(int)
        for one in self.sent:
            if one.recorded is None:
                shape = shape_of(one.request.method, one.request.path)
                who = f"{shape} {one.request.subject}"
                counts[who] += 1
                key = (who, counts[who])
                yield Difference("not recorded", key, shape=shape, ours=iso(one.at), subject=one.subject)
        for left in self.missing:
            yield Difference("not sent", (left.number, "sent"), left.traffic.place, left.shape, subject=left.subject)


def _duration(traffic: Traffic) -> float:
    """Seconds that the answer took; a run on a clock that jumps records none of its own for what took Okta's minute."""
    timed_out = TIMEOUT if traffic.status is None and "timed out" in (traffic.error or "").lower() else 0.0
    return max((traffic.milliseconds or 0.0) / 1000, timed_out)


def _name(request: Request) -> str:
    """The userName or displayName that a request looks for or creates."""
    if (looked := looked_for(unquote_plus(request.query))) is not None:
        return looked
    if request.method != "POST" or request.body is None:
        return ""
    return str(request.body.get("userName" if request.path == "/Users" else "displayName") or "")
