"""From a recording and a story to what they say of every switch."""

from dataclasses import dataclass

from simulator.calibration.differences import Difference
from simulator.calibration.header_lines import HeaderLines, header_lines
from simulator.calibration.judging import Judged, judge, unexplained
from simulator.calibration.options import options
from simulator.calibration.playing import INTEGRATION, SWITCHES, Setting, ToldStory, attempt
from simulator.calibration.recording import Recording
from simulator.calibration.searching import Found, Search
from simulator.errors import UnreadableError
from simulator.progress import Watch, unwatched


@dataclass(frozen=True)
class Calibration:
    """What came of it: a verdict on each switch, what no switch explains, the headers beside ours.

    `likened` requests of ours were taken for a recorded one; `equal` of them are as recorded.
    """

    recording: Recording
    found: Found
    judged: tuple[Judged, ...]
    unexplained: tuple[Difference, ...]
    header_lines: HeaderLines

    @property
    def equal(self) -> int:
        """Requests that are as they were recorded."""
        return sum(one.recorded is not None and not one.differences for one in self.found.attempt.sent)

    @property
    def explained(self) -> bool:
        """Whether the best setting sends all that was recorded, and nothing else."""
        return not self.found.attempt.differences and not self.header_lines.unlike

    def of(self, *states: str) -> list[Judged]:
        """The switches in one of these states; how the app was made is no switch."""
        return [one for one in self.judged if one.verdict.state in states and one.verdict.switch != INTEGRATION]

    @property
    def integration(self) -> Judged:
        """How the app was made."""
        return next(one for one in self.judged if one.verdict.switch == INTEGRATION)


def calibrate(
    recording: Recording, story: ToldStory, *, rewritten: bool = False, watch: Watch = unwatched
) -> Calibration:
    """Search the setting under which the story comes nearest to the recording.

    Raises:
        UnreadableError: no request of the story is in the recording, or the System Log is about other apps.
    """
    app = story.scenario.app
    recording = recording.of_app(app.label)
    start: Setting = {name: getattr(app.wire, name) for name in SWITCHES} | {INTEGRATION: app.integration}
    choices = options(recording)
    for name, value in start.items():
        if value not in choices[name]:
            choices[name] = (value, *choices[name])
    search = Search(
        lambda setting: attempt(story, recording, setting, rewritten=rewritten), choices, watch,
        requests=len(recording.requests),
    )  # fmt: skip
    found = search.run(start)
    if recording.requests and all(one.recorded is None for one in found.attempt.sent):
        raise UnreadableError(
            "no request of the story is in the recording: its people or groups are called otherwise, or it is another "
            "story; give the scenario that was carried out"
        )
    judged = judge(found, choices, told=story.told)
    return Calibration(
        recording,
        found,
        tuple(judged),
        tuple(unexplained(found, judged)),
        header_lines(found.attempt.sent, rewritten=rewritten),
    )
