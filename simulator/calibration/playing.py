"""A story played under candidate switches, with the recording for a provider: how far what we send is from it."""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from simulator.calibration.answering import RecordedProvider, Sent
from simulator.calibration.differences import Comparing, Difference
from simulator.calibration.log_rows import rows
from simulator.calibration.recording import Recorded, Recording
from simulator.intake.system_log import entry_of
from simulator.okta.flows.conversation import Outcome
from simulator.okta.journal import Entry, LogRow
from simulator.okta.org import Job
from simulator.okta.system_log import entry as log_entry
from simulator.okta.wire import Wire
from simulator.play import transcript
from simulator.play.comparison.alignment import Correspondence
from simulator.play.player import JobEvents, Player
from simulator.play.redaction import Redactor
from simulator.play.setup import Choice, prepare
from simulator.play.transcript import Event
from simulator.scenario.model import Scenario
from simulator.scim.message import Response

INTEGRATION = "integration"
"""How the app was made (`aiw`, `oin`): no switch, and found out like one."""
SWITCHES = tuple(one.name for one in fields(Wire))

Setting = dict[str, Any]
"""A value for each of `SWITCHES` and `INTEGRATION`."""


@dataclass(frozen=True)
class ToldStory:
    """What was done. `seen` are the recorded requests of each step by its number, None where it is not known which
    step a request belongs to; `given` what the provider holds of whom a step makes up for from before the recording.
    `told` False where nobody said what was done, so that it was read from the requests.
    """

    scenario: Scenario
    seen: dict[int, list[Recorded]] | None = None
    given: dict[int, dict[str, Any]] = field(default_factory=dict)
    told: bool = True


@dataclass(frozen=True)
class Attempt:
    """What a setting comes to: all `differences`, their weight, and the `read` switches: no other can change it.

    `sent` are our requests, with the recorded ones that they stand for.
    """

    differences: tuple[Difference, ...]
    distance: float
    read: frozenset[str]
    sent: tuple[Sent, ...]

    @property
    def troubled(self) -> frozenset[str]:
        """Whom requests are about of which one is missing, or one too many."""
        return frozenset(one.subject for one in self.differences if one.kind in ("not sent", "not recorded"))

    def substance(self, best: "Attempt | None" = None) -> float:
        """The weight of what decides a switch; the order of members does not.

        Beside the `best` play, what that one leaves is set aside: where requests about somebody are not explained,
        others about them may be taken for the wrong ones, so that only how a look-up is written can be told, and
        nothing by System Log rows; where rows are not in the log, the log is not whole, and others may be missing.
        """
        troubled: frozenset[str] = frozenset() if best is None else best.troubled
        aside = {"order"} | ({"row", "unlogged"} if troubled else set())
        if best is not None and any(one.kind == "unlogged" for one in best.differences):
            aside.add("unlogged")
        found = (one for one in self.differences if one.kind not in aside)
        return sum(one.weight for one in found if one.kind == "query" or one.subject not in troubled)

    @property
    def keys(self) -> frozenset[Any]:
        """Where and how it differs from the recording, to tell what another setting changes."""
        return frozenset((one.key, repr(one.ours)) for one in self.differences)


class _Watched(Wire):
    """Switches that note which of them Okta's rules ask for; a copy with another value, which nothing is sent by, notes
    nothing.
    """

    _read: set[str]

    def __getattribute__(self, name: str) -> Any:
        held = object.__getattribute__(self, "__dict__")
        if name in _NAMES and "_read" in held:
            held["_read"].add(name)
        return object.__getattribute__(self, name)


_NAMES = frozenset(SWITCHES)


def _watched(setting: Setting) -> tuple[Wire, set[str]]:
    read: set[str] = set()
    wire = _Watched(**{name: setting[name] for name in SWITCHES})
    object.__setattr__(wire, "_read", read)
    return wire, read


class _Calibrating(Player):
    """A player of whom the requests and the System Log's rows are wanted."""

    def __init__(self, like: Player, provider: RecordedProvider) -> None:
        super().__init__(like.org, provider, like.clock, Redactor())
        self._provider = provider
        self.logged: list[LogRow] = []

    def job(self, job: Job) -> JobEvents:
        self._provider.begins, self._provider.step = True, self.step
        return super().job(job)

    def _converse(self, *known: Any) -> Generator[Event, None, Outcome]:
        self._provider.begins, self._provider.step = True, self.step
        return super()._converse(*known)

    def recorded(self, entries: Iterable[Entry]) -> Iterator[Event]:
        self.logged += [entry for entry in entries if isinstance(entry, LogRow)]
        return iter(())

    def pause(self, seconds: float, reason: str, why: tuple[str, ...] = ()) -> Generator[Event, None, Response | None]:
        if reason == transcript.Wait.asked:
            self._provider.asked += seconds
        else:
            self._provider.waited += seconds
        return super().pause(seconds, reason, why)


def attempt(story: ToldStory, recording: Recording, setting: Setting, *, rewritten: bool = False) -> Attempt:
    """Play the story under `setting` and hold it against the recording."""
    wire, read = _watched(setting)
    app = story.scenario.app.model_copy(update={"wire": wire, INTEGRATION: setting[INTEGRATION]})
    scenario = story.scenario.model_copy(update={"app": app, **recording.began})
    run = prepare(scenario, Choice(dry_run=True, shown=False, verify=False), {})
    ids = Correspondence(recording.base_url, run.story.tenant.app.base_url)
    comparing = Comparing(ids, rewritten)
    like = run.story.player
    provider = RecordedProvider(recording, comparing, like.clock, seen=story.seen, given=story.given)
    run.story.player = player = _Calibrating(like, provider)
    for _ in run.events():
        pass
    found = [difference for one in provider.sent for difference in one.differences]
    found += provider.extra()
    if recording.entries:
        ours = [entry_of(log_entry(row, "", ""), "") for row in player.logged]
        first = {one.type.partition(".")[0] for one in recording.entries}
        ours = [one for one in ours if one.type.partition(".")[0] in first]
        found += rows(recording.entries, ours, ids, other_apps=recording.other_apps)
    return Attempt(
        tuple(found), sum(one.weight for one in found), frozenset(read | {INTEGRATION}), tuple(provider.sent)
    )
