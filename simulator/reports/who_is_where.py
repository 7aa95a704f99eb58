"""Who is where, as every report says it: disagreements first, a long list cut, and how many agree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from simulator.play.transcript import NOT_LOOKED, Event, Finding, Standing
from simulator.reports.columns import ellipsize, visible, width

TITLE = "Who is where"
MARKS = {False: "!", None: "?", True: " "}
"""Beside those who disagree, those of whom it cannot be said, and those who agree."""
MOST = 20
"""Rows that a report shows of a long list."""
_WIDEST = 36


def who(standing: Standing) -> str:
    """The person's alias, and what the provider knows them by where that is something else; `group` before a group."""
    alias, kind = (standing.user or "", "") if standing.group is None else (standing.group, "group ")
    name = "" if standing.name.casefold() == alias.casefold() else f" as {standing.name}"
    return visible(f"{kind}{alias}{name}")


def is_said_by(standing: Standing | None, event: Event) -> bool:
    """Whether an event is the finding that the row before it stands for."""
    return (
        isinstance(event, Finding)
        and standing is not None
        and event.step is None
        and event.subject == (standing.user or standing.group)
        and event.kept == standing.provider
    )


def ordered(standings: Sequence[Standing]) -> list[Standing]:
    """Those who disagree, those of whom it cannot be said, those who agree."""
    return sorted(standings, key=lambda one: (False, None, True).index(one.agrees))


def title(standings: Sequence[Standing]) -> str:
    """`Who is where: 1 of 6 disagrees`."""
    if all(one.provider.startswith(NOT_LOOKED) for one in standings):
        return f"{TITLE}: the provider was not looked at; --verify does"
    differ, unknown = (sum(one.agrees is said for one in standings) for said in (False, None))
    parts = [f"{differ:,} of {len(standings):,} {'disagrees' if differ == 1 else 'disagree'}"] if differ else []
    if unknown:
        parts.append(f"{unknown:,}{'' if parts else f' of {len(standings):,}'} cannot be told")
    agree = f"all {len(standings):,} agree" if len(standings) > 1 else "1 of 1 agrees"
    return f"{TITLE}: {', '.join(parts) or agree}"


def rest(standings: Sequence[Standing], shown: int) -> str:
    """What stands below the rows that are shown; empty where all are."""
    left = ordered(standings)[shown:]
    counts = {word: sum(one.agrees is said for one in left) for said, word in _WORDS.items()}
    return ", ".join(f"{count:,} more {word}" for word, count in counts.items() if count)


_WORDS = {False: "disagree", None: "cannot be told", True: "agree"}


def lines(standings: Sequence[Standing], most: int | None = MOST) -> Iterator[tuple[Standing | None, str]]:
    """The table as text, each line with the row it is of: a head, the rows with their reasons below, what is left."""
    shown = ordered(standings)[:most]
    first = min(max(width(who(one)) for one in standings), _WIDEST)
    second = max(len("Okta"), *(width(visible(one.okta)) for one in shown))
    yield None, f"  {'':{first}}  {'Okta':{second}}  provider"
    for one in shown:
        left = f"{_fit(who(one), first)}  {_fit(visible(one.okta), second)}"
        yield one, f"{MARKS[one.agrees]} {left}  {visible(one.provider)}"
        if one.reason:
            yield one, f"    {visible(one.reason)}"
    if text := rest(standings, len(shown)):
        yield None, f"  {text}"


def _fit(text: str, columns: int) -> str:
    cut = ellipsize(text, columns)
    return cut + " " * (columns - width(cut))


def sentence(standing: Standing) -> str:
    """A row on one line: `ada: UNASSIGNED in Okta, active at the provider: <reason>`."""
    reason = f": {standing.reason}" if standing.reason else ""
    return visible(f"{who(standing)}: {standing.okta} in Okta, {standing.provider} at the provider{reason}")


def spoken(standings: Sequence[Standing]) -> list[str]:
    """The title, and a sentence for each of the first rows that do not agree; nothing where there is nobody."""
    unlike = [one for one in ordered(standings) if not one.agrees][:MOST]
    return [f"{said}." for said in (title(standings), *map(sentence, unlike))] if standings else []


@dataclass
class Gathered:
    """The rows of a run, as its events pass by."""

    rows: list[Standing] = field(default_factory=list)

    def takes(self, event: Event) -> bool:
        """Take in a row, or the finding that the last one stands for; False for what is neither."""
        if isinstance(event, Standing):
            self.rows.append(replace(event))  # a copy, without the line that was written of it
            return True
        return is_said_by(self.rows[-1] if self.rows else None, event)
