"""The story grows: each step is played at once, and what came of it is held against the file in both directions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from simulator.intake.draft import Draft, Step
from simulator.intake.rehearsal import explanations
from simulator.intake.rehearsal.log import USER_FEATURES, Came, LiveStory, Played
from simulator.intake.story import faults
from simulator.intake.story.acts import (
    ADD,
    COMPANIONS,
    COMPARED,
    GROUP_FAILURES,
    GROUP_ROWS,
    OF_A_PUSH,
    PROVISION,
    PUSHED,
    REMOVE,
    RENAME,
)
from simulator.intake.story.features import (
    ASKED,
    DEFAULT,
    GROUP_WORK,
    NEEDS,
    OF_A_SYNC,
    ROWS_OF,
    SWITCHED_OFF,
    UNGATED,
)
from simulator.intake.story.people import Fact, Person, Team
from simulator.intake.story.recorded import Recorded
from simulator.okta.flows import users
from simulator.okta.flows.groups import PUSHED_MEMBERSHIPS, UPDATED
from simulator.okta.org import Job

Settled = dict[tuple[str, int], bool]
"""Whether a feature was on, by its name and by how often the settings had been saved before."""


class Steps:
    """The steps so far, played; `lacking` are the kinds of work that the file does not show, `unexplained` sentences
    about rows that came on one side alone.

    Between two times that the settings were saved nothing is switched: `votes` are how many rows ask there for each
    feature on, and off, `torn` the features that both were asked of. A story that is told again with what is `settled`
    for those keeps to it; `unfit` are the ones that rows remain for which it does not fit.
    """

    def __init__(
        self, draft: Draft, live: LiveStory, settled: Settled | None = None, recorded: Recorded | None = None
    ) -> None:
        self.draft = draft
        self.recorded = recorded
        self.live = live
        self.votes: dict[tuple[str, int], Counter[bool]] = {}
        self.torn: set[tuple[str, int]] = set()
        self.unfit: set[tuple[str, int]] = set()
        self._settled = settled
        self.lacking: dict[str, str] = {}
        self.unexplained: list[str] = []
        self.cut_off = False
        """Whether the end of the file is known to be missing."""
        self.implied = False
        """Whether what is done is not in the file itself, but in what came of it."""
        self.absent: Counter[str] = Counter()
        """The events that must have been there for what came of them to be, and are not in the file."""
        self.settings: list[tuple[int, Step]] = []
        """Steps, with their place, at which the app's settings were saved."""
        self._features = set(draft.app.get("provisioning", DEFAULT))
        self._seen: dict[str, int] = {}
        self._provisioned = -1
        for (feature, saves), on in (settled or {}).items():
            if saves == 0:
                self.switch((feature,), on=on)

    def comment(self, text: str, at: str = "") -> Step:
        """Something that was not done, or cannot be told, at its place."""
        step = Step("", None, at, comments=[text])
        self.draft.steps.append(step)
        return step

    def puzzle(self, step: Step, text: str) -> None:
        """A comment about what nothing explains."""
        step.comments.append(text)
        self.unexplained.append(text)

    def missing(self, step: Step, rows: Iterable[Fact]) -> None:
        """Comments about rows of the file that do not come."""
        for one in rows:
            whose = f" about {one.subject}" if one.subject else ""
            self.puzzle(step, f"{one.entry.type} {one.entry.result}{whose} does not come in the rehearsal")

    def before(self, verb: str, argument: Any, comment: str, about: Person | Team | None = None) -> None:
        """What must have been done, and is not in the file; what came of it is not held against the file.

        `about` is whom it makes known to the provider.
        """
        given = self.recorded.given(about) if self.recorded is not None and about is not None else None
        played = self.live.play(verb, argument, given=given)
        if played.refusal is None:
            self._observe(verb, played)
            expect = {"outcome": "failure"} if played.failed else {}
            self.draft.steps.append(Step(verb, argument, expect=expect, comments=[comment], given=given, untraced=True))

    def play(self, verb: str, argument: Any, wanted: Sequence[Fact], at: str, *comments: str) -> list[Fact]:
        """Do it; the rows of the file that did not come of it are left."""
        denied = self._needed(wanted)
        wanted = [fact for fact in wanted if fact not in denied]
        step = Step(verb, argument, at, comments=list(comments))
        kinds = {fact.entry.type for fact in wanted}
        answered = self._as_recorded(step, wanted)
        self._strike(step, [fact for fact in wanted if fact not in answered])
        left_out: list[Job] = []

        def starts(job: Job) -> bool:
            if verb in UNGATED or self._shown(job, kinds) or self._done_all_the_same(job, step):
                return True
            left_out.append(job)
            return False

        played = self.live.play(verb, argument, starts, step.seen)
        if played.refusal is not None:
            self._clear(step)
            step = self.comment("", at)
            step.comments.clear()
            self.puzzle(step, f"{_named(wanted) or verb}: Okta would not do this here: {played.refusal}")
            self.missing(step, denied)
            return []
        self._explain(left_out, step)
        self.missing(step, denied)
        self._observe(verb, played, struck=bool(step.faults))
        self.draft.steps.append(step)
        if played.failed or (left_out and not played.sent):
            step.expect["outcome"] = "failure" if played.failed else "nothing"
        rest = self._compare(step, wanted, [row for row in played.rows if not _included(row, step, kinds)])
        if self.recorded is not None and rest:
            came = {id(self.recorded.of.get(id(one.entry))) for one in wanted if one not in rest}
            self.recorded.give_back(step, [one for one in rest if id(self.recorded.of.get(id(one.entry))) not in came])
        if step.faults and any(fact.entry.failed for fact in rest):
            self._clear(step)
            self.draft.steps.append(Step("clear_faults"))
        return rest

    def _strike(self, step: Step, wanted: Sequence[Fact]) -> None:
        """The faults for which these rows come."""
        for fault in faults.of_step(wanted, self.live, step.comments):
            self.live.play("fault", fault)
            step.faults.append(fault)

    def _as_recorded(self, step: Step, wanted: Sequence[Fact]) -> set[Fact]:
        """Give the step its requests; the rows whose answers the recording shows, with those about the app alone."""
        if self.recorded is None:
            return set()
        step.seen = self.recorded.take(wanted)
        step.untraced = not step.seen
        step.comments += self.recorded.said(wanted)
        return {fact for fact in wanted if self.recorded.tells(fact) or (step.seen and fact.about is None)}

    def _done_all_the_same(self, job: Job, step: Step) -> bool:
        """Whether Okta does what the file does not show, since no feature can have been off; a comment says so."""
        if self._may_be_off(SWITCHED_OFF[job.operation]):
            return False
        self._vote(_doubted(job.operation), 1, on=False)
        said = explanations.unsettled(_kind(job.operation))
        if job.operation == "provision" and self._may_be_off(("create_users",)):
            self.switch(("create_users",), on=False)
            said = explanations.NOT_CREATED
        step.comments += [] if said in step.comments else [said]
        return True

    def _clear(self, step: Step) -> None:
        if step.faults:
            self.live.play("clear_faults", None)

    @staticmethod
    def _shown(job: Job, kinds: set[str]) -> bool:
        """Whether the file shows what this kind of job does, about anybody of this step."""
        rows = ROWS_OF.get(job.operation)
        failed = job.operation in GROUP_WORK and any(kind.startswith(GROUP_FAILURES) for kind in kinds)
        return rows is None or failed or bool(rows & kinds)

    def _observe(self, verb: str, played: Played, *, struck: bool = False) -> None:
        """Which features have shown by now whether they are on; `struck` says that the provider had a fault."""
        kinds = {row.type for row in played.rows}
        anybody = verb not in ("force_sync", "edit_mapping") or any(
            one.provisioned for one in self.live.app.users.values()
        )
        asked = {one for kind in [*kinds, *([verb] if anybody else [])] for one in ASKED.get(kind, ())}
        self._saw(asked - self.live.app.features)
        for operation in played.operations - {"provision"}:
            self._saw(SWITCHED_OFF.get(operation, ()))
        if "provision" in played.operations:
            self._provisioned = len(self.draft.steps)
            failed = {row.type for row in played.rows if row.result == "FAILURE"}
            self._saw(["create_users"] if users.PUSH in kinds or (users.VERIFY_EXISTS in failed and not struck) else [])
            self._saw(["deactivate_users"] if users.REACTIVATE in kinds or users.PUSH_PROFILE in failed else [])

    def _needed(self, wanted: Sequence[Fact]) -> list[Fact]:
        """Tick the boxes without which these rows cannot come, and untick the one that a reason names.

        The rows that cannot come with what is settled are given back.
        """
        for fact in wanted:
            off = faults.feature_off(fact.entry.reason) if fact.entry.failed else None
            if off is not None:
                self._vote((off,), 1, on=False)
                self.switch((off,), on=False)
        rows = [fact for fact in wanted if faults.feature_off(fact.entry.reason) is None]
        kinds = {fact.entry.type for fact in rows}
        needs = dict(NEEDS, **dict.fromkeys(GROUP_ROWS, "push_groups"))
        if kinds == {users.PUSH_PROFILE}:
            needs[users.PUSH_PROFILE] = "update_user_attributes"
        asking: dict[str, list[Fact]] = {}
        for fact in rows:
            if fact.entry.type in needs:
                asking.setdefault(needs[fact.entry.type], []).append(fact)
        for feature, facts in asking.items():
            self._vote((feature,), len({fact.subject for fact in facts}), on=True)
        needed = list(asking)
        if kinds & PROVISION and not self.live.app.provisioning and "create_users" not in needed:
            needed += USER_FEATURES
        self.switch(dict.fromkeys(needed), on=True)
        return [fact for feature in asking for fact in asking[feature] if feature not in self.live.app.features]

    def _vote(self, features: Iterable[str], rows: int, *, on: bool) -> None:
        for one in features:
            self.votes.setdefault((one, len(self.settings)), Counter())[on] += rows

    def save(self, step: Step, features: list[str], *, on: bool, sure: bool) -> None:
        """The app's settings were saved with that step; which features it switched, where that is known.

        Where it is not `sure` whether on or off, what comes after may show that it was the other.
        """
        if features:
            step.verb, step.argument, step.comments = "enable" if on else "disable", features, []
            for one in features:
                if (one in self.live.app.features) == on and one not in self._seen:
                    (self._features.discard if on else self._features.add)(one)
            (self.live.app.features.update if on else self.live.app.features.difference_update)(features)
            self._seen.update(dict.fromkeys(features, len(self.draft.steps) + sure))
        self.settings.append((len(self.draft.steps), step))
        for (feature, saves), held in (self._settled or {}).items():
            if saves == len(self.settings):
                self.switch((feature,), on=held)

    def _saw(self, features: Iterable[str]) -> None:
        self._seen.update(dict.fromkeys(features, len(self.draft.steps) + 1))

    def switch(self, features: Iterable[str], *, on: bool) -> None:
        """From here on these features are on, or off: from the beginning where nothing says otherwise, else since the
        settings were saved. Where they were not, both cannot be, and the story must be told with one of it settled.
        """
        features = list(features)
        changed = [one for one in features if (one in self.live.app.features) != on]
        early = self._early(changed, on=on)
        for one in early:
            (self._features.add if on else self._features.discard)(one)
        if late := [one for one in changed if one not in early]:
            if (place := self._save_for(late, on=on)) is not None:
                self._at_a_save(place, "enable" if on else "disable", late)
            elif self._settled is None:
                self.torn |= {(one, len(self.settings)) for one in late}
            else:
                self.unfit |= {(one, len(self.settings)) for one in late}
                changed = sorted(early)
        (self.live.app.features.update if on else self.live.app.features.difference_update)(changed)
        self._saw(features)

    def _early(self, changed: list[str], *, on: bool) -> set[str]:
        """Those of which nothing has shown yet whether they are on; somebody was provisioned with one of three on."""
        early = {one for one in changed if one not in self._seen}
        if self._provisioned >= 0 and not on and not (self.live.app.features - set(changed)) & set(USER_FEATURES):
            early = set()
        return early

    def _save_for(self, features: Iterable[str], *, on: bool) -> tuple[int, Step] | None:
        """The latest saving of the settings, where nothing after it has shown these features to be otherwise."""
        since = [*(self._seen.get(one, 0) for one in features), 0 if on else self._provisioned + 1]
        return self.settings[-1] if self.settings and self.settings[-1][0] >= max(since) else None

    def may_be_off(self, feature: str) -> bool:
        """Whether it is off, or nothing has shown it on since the settings were last saved."""
        off = feature not in self.live.app.features
        return off or bool(self._early([feature], on=False) or self._save_for([feature], on=False))

    def _may_be_off(self, features: Iterable[str]) -> bool:
        """Whether they can have been off here."""
        changed = [one for one in features if one in self.live.app.features]
        late = set(changed) - self._early(changed, on=False)
        if self._settled is None or not late or self._save_for(late, on=False):
            return True
        self.unfit |= {(one, len(self.settings)) for one in late}
        return False

    def _at_a_save(self, place: tuple[int, Step], verb: str, features: list[str]) -> None:
        at, saved = place
        if isinstance(saved.argument, list) and saved.verb not in ("", verb):
            saved.argument = [one for one in saved.argument if one not in features]
            saved.verb = saved.verb if saved.argument else ""
        if saved.verb not in ("", verb):
            saved = Step("", None, saved.at)
            self.draft.steps.insert(at, saved)
        listed = saved.argument if isinstance(saved.argument, list) else [saved.argument] if saved.argument else []
        saved.verb, saved.argument = verb, [*listed, *features]

    def provisioning(self) -> list[str] | None:
        """The features at the beginning, where they are not the default."""
        return None if self._features == set(DEFAULT) else sorted(self._features)

    def _explain(self, left_out: list[Job], step: Step) -> None:
        """Work that the file does not show was not done: a feature was off, or what else the rehearsal finds."""
        for operation in dict.fromkeys(job.operation for job in left_out):
            if operation not in self.lacking:
                self.lacking[operation] = explanations.sentence(_kind(operation), cut_off=self.cut_off)
                step.comments.append(self.lacking[operation])
            self._vote(_doubted(operation), 1, on=False)
            self.switch(SWITCHED_OFF[operation], on=False)

    def _compare(self, step: Step, wanted: Sequence[Fact], came: list[Came]) -> list[Fact]:
        open_rows = Counter(map(_same, came))
        rest, seen = [], Counter[Came]()
        for fact in wanted:
            row = _same(Came(fact.entry.type, fact.entry.result or "SUCCESS", fact.subject))
            if open_rows[row] > 0:
                open_rows[row] -= 1
                seen[row] += 1
            elif fact.entry.type not in COMPANIONS or fact.entry.failed:
                rest.append(fact)
        by_sync = {fact.subject for fact in wanted if fact.entry.type == users.SYNC}
        by_sync -= {fact.subject for fact in wanted if fact.entry.type in OF_A_SYNC}
        included = []
        for row in came:
            if seen[_same(row)] > 0:
                seen[_same(row)] -= 1
                included += [{row.type: row.result}] if row.type.startswith("application.provision.") else []
            elif row.type in OF_A_SYNC and row.subject in by_sync:
                continue
            elif self.implied and row.type in (ADD, REMOVE, RENAME):
                self.absent[row.type] += 1
            elif row.type in COMPARED - COMPANIONS:
                about = f" about {row.subject}" if row.subject else ""
                self.puzzle(step, f"the rehearsal brings {row.type} {row.result}{about}, which the file lacks")
        if included:
            step.expect["log_include"] = included
        return rest


def _included(row: Came, step: Step, kinds: set[str]) -> bool:
    """Whether the file tells of this row otherwise: by that of the whole push, or since Create Users was off."""
    if explanations.NOT_CREATED in step.comments and row.type in PROVISION and row.result == "FAILURE":
        return True
    sent = any(kind.startswith(GROUP_FAILURES) for kind in kinds)
    return bool(kinds & OF_A_PUSH) and not sent and row.type.startswith(GROUP_FAILURES)


def _kind(operation: str) -> str:
    """The operation that stands for it in the explanations."""
    return "push_members" if operation in GROUP_WORK else operation


def _doubted(operation: str) -> tuple[str, ...]:
    """The features that were most likely off where Okta did not do the work."""
    return ("create_users",) if operation == "provision" else SWITCHED_OFF[operation]


def _same(row: Came) -> Came:
    """The row as it is compared: what the catalogue has twice says the same (okta-wire 9.2, 9.3)."""
    if row.type == users.PUSH_PASSWORD and row.result == "FAILURE":
        return row._replace(type=users.PASSWORD)
    return row._replace(type=UPDATED) if row.type in (PUSHED, PUSHED_MEMBERSHIPS) else row


def _named(wanted: Sequence[Fact]) -> str:
    return f"{wanted[0].entry.type} {wanted[0].entry.result}" if wanted else ""
