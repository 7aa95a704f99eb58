"""From files to a scenario: what happened, as far as they show it, and a rehearsal of what was made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from simulator.errors import UnreadableError
from simulator.intake.anonymising import ANONYMOUS_BASE, Anonymiser
from simulator.intake.choosing import Wish, conversations_of, described, labelled, of_app, of_user
from simulator.intake.conversations import sort_out
from simulator.intake.draft import NAME, Draft, scenario_text
from simulator.intake.evidence.files import Source
from simulator.intake.evidence.reading import Evidence, read
from simulator.intake.rehearsal.traffic import rehearse
from simulator.intake.story.log_story import story_of_log
from simulator.intake.traffic_story import draft_of
from simulator.progress import Watch, unwatched

UNUSED = "The files hold SCIM traffic and a System Log; the traffic makes the story, the System Log is not used."


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


def import_sources(sources: Iterable[Source], wish: Wish, watch: Watch = unwatched) -> Imported:
    """The scenario behind the files; `watch` may show how far the playing has come.

    Raises:
        UnreadableError: one of them is none of what can be read, or there is nothing in them to play.
    """
    files = list(sources)
    evidence = read(files)
    names = [file.name for file in files]
    hidden = Anonymiser(evidence.base_url, names) if wish.anonymise else None
    if evidence.traffic:
        draft = _of_traffic(evidence, _called(names), wish, hidden, one_file=len(files) == 1)
        if unlike := rehearse(draft, ANONYMOUS_BASE if hidden else evidence.base_url, watch):
            evidence.complaints.append(
                f"{unlike} of {draft.acts} steps send other requests than were recorded; a comment at each says which"
            )
    else:
        draft = _of_log(evidence, _called(names), wish, hidden, watch)
    if wish.name.strip():
        draft.name = hidden.text(wish.name) if hidden else wish.name
    elif not hidden:
        draft.name = f"Imported from {_called([PurePath(names[0]).name, *names[1:]])}"
    text = scenario_text(draft)
    replaced = tuple(hidden.report(text)) if hidden else ()
    return Imported(text, draft.acts, tuple(evidence.complaints), tuple(evidence.notes), replaced)


def _of_traffic(evidence: Evidence, name: str, wish: Wish, hidden: Anonymiser | None, *, one_file: bool) -> Draft:
    """The draft of SCIM traffic; of `one_file`, which is a run of ours, nothing is missing without its System Log."""
    traffic, comments = wish.choose(evidence.traffic, name)
    if wish.user is not None:
        chosen = conversations_of(sort_out(traffic), wish.user, name)
        kept = {id(one) for conversation in chosen for one in conversation.requests}
        traffic = [one for one in traffic if id(one) in kept]
    label = wish.app or labelled(evidence.entries)
    if evidence.entries:
        comments.append(UNUSED)
        (evidence.notes if one_file else evidence.complaints).append(UNUSED)
    draft = draft_of(hidden.traffic(traffic) if hidden else traffic, evidence.base_url, evidence.left_out)
    draft.comments[:0] = comments
    if label:
        draft.app["label"] = hidden.named(label, "app labels") if hidden else label
    return draft


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
