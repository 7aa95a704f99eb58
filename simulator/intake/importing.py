"""From files to a scenario: what happened, as far as they show it, and a rehearsal of what was made of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from simulator.errors import UnreadableError
from simulator.intake.anonymising import ANONYMOUS_BASE, Anonymiser
from simulator.intake.choosing import Wish, conversations_of, described, is_about_an_app, of_app, of_user
from simulator.intake.conversations import sort_out
from simulator.intake.draft import NAME, Draft, scenario_text
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import Evidence, read
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.joining.joined import Joined, joined
from simulator.intake.rehearsal.traffic import rehearse
from simulator.intake.story.log_story import LogStory, story_of_log
from simulator.intake.traffic_story import draft_of
from simulator.progress import Watch, unwatched

UNUSED = (
    "The System Log beside the traffic is not used, since it is about no app's people; the traffic makes the story."
)


_EXPLAINING: dict[str, Any] = {
    "rename_app_groups": "disabled", "push_unchanged_members": True, "carried_work": "closes_task",
    "missing_group": "always", "apply_now_pushes_unchanged": False, "staged_users_wait": False,
    "link_pushes_profile": "when_enabled",
}  # fmt: skip
"""Switches of the wire by which Okta does, or does not do, a whole job."""
_MOST_RETOLD = 2000
"""Events of a story that is told again under other switches."""


@dataclass(frozen=True)
class Imported:
    """The `text` of a scenario and how many `steps` it has.

    `complaints` are about what could not be used, `notes` what is to be known, `replaced` what was anonymised.
    """

    text: str
    steps: int
    complaints: tuple[str, ...]
    notes: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A story as data: its `draft`, whose steps hold the requests that were recorded of each (`Step.seen`), and the
    `evidence` it was told from.

    `unlike` is how many steps send other requests than were recorded, `hidden` what was anonymised, if anything.
    """

    draft: Draft
    evidence: Evidence
    unlike: int = 0
    hidden: Anonymiser | None = None


def import_sources(
    sources: Iterable[Source], wish: Wish, watch: Watch = unwatched, *, logs: Iterable[Source] = ()
) -> Imported:
    """The scenario behind the files; `watch` may show how far the playing has come. `logs` hold a System Log each.

    Raises:
        UnreadableError: one of them is none of what can be read, or there is nothing in them to play.
    """
    files, named = list(sources), list(logs)
    told = tell(files, wish, watch, logs=named)
    draft, evidence, hidden = told.draft, told.evidence, told.hidden
    if told.unlike:
        evidence.complaints.append(
            f"{told.unlike} of {draft.acts} steps send other requests than were recorded; a comment at each says which"
        )
    names = [file.name for file in (*files, *named)]
    if wish.name.strip():
        draft.name = hidden.text(wish.name) if hidden else wish.name
    elif not hidden:
        draft.name = f"Imported from {_called([PurePath(names[0]).name, *names[1:]])}"
    text = scenario_text(draft)
    replaced = tuple(hidden.report(text)) if hidden else ()
    return Imported(text, draft.acts, tuple(evidence.complaints), tuple(evidence.notes), replaced)


def tell(sources: Iterable[Source], wish: Wish, watch: Watch = unwatched, *, logs: Iterable[Source] = ()) -> Told:
    """The story behind the files, as data: acts by the System Log where there is one, answers by the traffic.

    Raises:
        UnreadableError: one of them is none of what can be read, or there is nothing in them to play.
    """
    files, named = list(sources), list(logs)
    evidence = read(files, named)
    names = [file.name for file in (*files, *named)]
    hidden = Anonymiser(evidence.base_url, names) if wish.anonymise else None
    if not evidence.traffic:
        return Told(_of_log(evidence, _called(names), wish, hidden, watch), evidence, 0, hidden)
    draft = _of_both(evidence, _called(names), wish, hidden, watch) if evidence.entries else None
    if draft is None:
        draft = _of_traffic(evidence, _called(names), wish, hidden)
    unlike = rehearse(draft, ANONYMOUS_BASE if hidden else evidence.base_url, watch)
    return Told(draft, evidence, unlike, hidden)


def _of_traffic(evidence: Evidence, name: str, wish: Wish, hidden: Anonymiser | None) -> Draft:
    traffic, comments = wish.choose(evidence.traffic, name)
    traffic = _of_user(traffic, wish, name)
    if evidence.entries:
        comments.append(UNUSED)
        evidence.complaints.append(UNUSED)
    draft = draft_of(hidden.traffic(traffic) if hidden else traffic, evidence.base_url, evidence.left_out)
    draft.comments[:0] = comments
    if wish.app:
        draft.app["label"] = hidden.named(wish.app, "app labels") if hidden else wish.app
    return draft


def _of_user(traffic: list[Traffic], wish: Wish, name: str) -> list[Traffic]:
    if wish.user is None:
        return traffic
    chosen = conversations_of(sort_out(traffic), wish.user, name)
    kept = {id(one) for conversation in chosen for one in conversation.requests}
    return [one for one in traffic if id(one) in kept]


def _of_both(evidence: Evidence, name: str, wish: Wish, hidden: Anonymiser | None, watch: Watch) -> Draft | None:
    """The draft of a System Log and the traffic beside it; None where the log is about no app's people."""
    if not any(is_about_an_app(entry) for entry in evidence.entries):
        return None
    entries, comments = wish.choose(evidence.entries, name)
    traffic, more = wish.choose(evidence.traffic, name)
    label, chosen = of_app(entries, wish.app, name)
    if wish.user is not None:
        chosen, traffic = of_user(chosen, wish.user, name), _of_user(traffic, wish, name)
    base_url = evidence.base_url
    if hidden:
        chosen, traffic = hidden.both(chosen, traffic)
        label, base_url = hidden.text(label), ANONYMOUS_BASE
    both = joined(chosen, traffic, base_url, label)
    story = _best_told(both, label, evidence.cut_off, watch)
    if not story.draft.acts:
        raise UnreadableError(f"{name} holds nothing that makes a story. {described(entries)}")
    left = [f"left out: {evidence.left_out} entries that are no SCIM requests"] if evidence.left_out else []
    story.draft.comments[:0] = [*dict.fromkeys([*comments, *more]), *evidence.notes, *both.comments, *left]
    evidence.notes += both.comments
    evidence.complaints += [*both.complaints, *story.complaints]
    return story.draft


def _best_told(both: Joined, label: str, cut_off: bool, watch: Watch) -> LogStory:
    """The story under the defaults, or under a switch of the wire that explains more of what happened."""
    recorded = both.recorded
    story = story_of_log(both.entries, label, NAME, watch, recorded, cut_off=cut_off)
    if len(both.entries) > _MOST_RETOLD:
        return story
    for name, other in _EXPLAINING.items():
        if not story.unexplained:
            break
        wire = recorded.app.get("wire", {})
        if name in wire:
            continue
        changed = replace(recorded, app={**recorded.app, "wire": {**wire, name: other}})
        again = story_of_log(both.entries, label, NAME, unwatched, changed, cut_off=cut_off)
        if again.unexplained < story.unexplained:
            story, recorded = again, changed
            story.draft.comments.append(f"With wire {name}: {str(other).lower()} more of it is explained than without.")
    return story


def _of_log(evidence: Evidence, name: str, wish: Wish, hidden: Anonymiser | None, watch: Watch) -> Draft:
    entries, comments = wish.choose(evidence.entries, name)
    label, chosen = of_app(entries, wish.app, name)
    if wish.user is not None:
        chosen = of_user(chosen, wish.user, name)
    if hidden:
        chosen, label = hidden.entries(chosen), hidden.text(label)
    story = story_of_log(chosen, label, NAME, watch, cut_off=evidence.cut_off)
    if not story.draft.acts:
        raise UnreadableError(f"{name} holds nothing that makes a story. {described(entries)}")
    story.draft.comments[:0] = comments + evidence.notes
    evidence.complaints += story.complaints
    return story.draft


def _called(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
