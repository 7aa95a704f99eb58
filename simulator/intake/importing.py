"""From a file to a scenario: what it is, what happened in it, and a rehearsal of what was made of it."""

from dataclasses import dataclass
from pathlib import Path

from simulator.errors import UnreadableError
from simulator.intake.anonymising import ANONYMOUS_BASE, Anonymiser
from simulator.intake.draft import Draft, scenario_text
from simulator.intake.har import is_har, read_har
from simulator.intake.har_story import draft_of
from simulator.intake.rehearsal.traffic import rehearse
from simulator.intake.story.log_story import story_of_log
from simulator.intake.system_log import of_app, read_system_log


@dataclass(frozen=True)
class Imported:
    """The `text` of a scenario, how many `steps` it has, and `complaints` about what could not be used."""

    text: str
    steps: int
    complaints: tuple[str, ...]


@dataclass(frozen=True)
class Wish:
    """What the importer was asked for: the scenario's `name`, the `app` of a System Log, made-up personal data."""

    name: str
    app: str | None = None
    anonymise: bool = False


def import_file(path: Path, wish: Wish) -> Imported:
    """The scenario behind a HAR of SCIM traffic or a System Log export.

    Raises:
        UnreadableError: the file is neither, or there is nothing in it to play.
    """
    text = _text(path)
    if _is_run(text):
        raise UnreadableError(
            f"{path} is an oktasim run; its requests can be imported from `oktasim report {path} --format har`"
        )
    return _from_har(text, str(path), wish) if is_har(text) else _from_log(text, str(path), wish)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as why:
        raise UnreadableError(f"{path} cannot be read: {why.strerror or why}") from why
    except UnicodeDecodeError as why:
        raise UnreadableError(f"{path} is not UTF-8 text; give a HAR or a System Log export") from why


def _is_run(text: str) -> bool:
    return text.lstrip().startswith('{"event":')


def _from_har(text: str, name: str, wish: Wish) -> Imported:
    archive = read_har(text, name)
    if wish.anonymise:
        archive.traffic = Anonymiser(archive.base_url).traffic(archive.traffic)
        archive.base_url = ANONYMOUS_BASE
    draft = draft_of(archive, wish.name)
    rehearse(draft, archive.base_url)
    return _imported(draft, archive.complaints)


def _from_log(text: str, name: str, wish: Wish) -> Imported:
    log = read_system_log(text, name)
    label, entries = of_app(log, wish.app, name)
    if wish.anonymise:
        entries = Anonymiser().entries(entries)
    story = story_of_log(entries, label, wish.name)
    if not story.done:
        raise UnreadableError(f"nothing was done in {name} that a scenario could do: {story.about}")
    return Imported(scenario_text(story.draft), story.done, (*log.complaints, *story.complaints))


def _imported(draft: Draft, complaints: list[str]) -> Imported:
    return Imported(scenario_text(draft), len(draft.steps), tuple(complaints))
