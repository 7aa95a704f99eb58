"""A System Log and a recording of the same time, as one list of events and what the requests add to it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.intake.attributes import Attributes
from simulator.intake.conversations import Conversation, sort_out
from simulator.intake.draft import Draft
from simulator.intake.evidence.times import seconds
from simulator.intake.evidence.traffic import Traffic
from simulator.intake.joining.contradictions import contradiction
from simulator.intake.joining.pairing import Pairs, paired
from simulator.intake.joining.stand_ins import WRITTEN, StandIns
from simulator.intake.joining.subjects import Moment, moments_of
from simulator.intake.joining.switches import switches_shown
from simulator.intake.story import acts
from simulator.intake.story.beginning import has_other_username, is_of_catalogue
from simulator.intake.story.order import in_order, turned
from simulator.intake.story.people import Fact, Person, facts_of
from simulator.intake.story.recorded import ONLY_LOGGED, ONLY_RECORDED, Recorded
from simulator.intake.system_log import Entry, Target
from simulator.intake.traffic_story import FEATURES, app_of, attributes_of_traffic, further_features, set_up_hub
from simulator.scenario.parts.people import folded

_UNNOTED = {acts.TESTED, acts.REFRESHED}
"""What Okta writes no event of."""
_EXACT = 2.0
"""Seconds of difference between two clocks that are not worth a word."""


@dataclass(frozen=True)
class Joined:
    """`entries` of both, in order, and what is `recorded`; `comments` say how the two fit, `complaints` where not."""

    entries: list[Entry]
    recorded: Recorded
    comments: list[str]
    complaints: list[str]


def joined(entries: Sequence[Entry], traffic: Sequence[Traffic], base_url: str, label: str) -> Joined:
    """Join the events of one app with requests; what only one of the two shows is kept and said.

    Of what the two say otherwise the requests count: events that stand for them take the place of the log's.
    """
    conversations = sort_out(traffic)
    facts = in_order(facts_of(turned(entries)))
    moments = moments_of(conversations, facts)
    pairs = paired(facts, moments)
    contradicted = _contradicted(pairs)
    replaced = {id(entry) for entry in _events_of(contradicted.keys(), facts, pairs)}
    kept = [entry for entry in entries if id(entry) not in replaced]
    of = {id(fact.entry): moment.conversation for fact, moment in (pairs.of | pairs.saves).items()}
    sentences: dict[int, Sequence[str]] = {id(fact.entry): [ONLY_LOGGED] for fact in pairs.alone}
    added = _stand_ins(moments, pairs, contradicted.keys(), entries, label)
    for entry, moment in added:
        of[id(entry)] = moment.conversation
        if entry.type not in _UNNOTED:
            sentences[id(entry)] = contradicted.get(id(moment), [ONLY_RECORDED])
    attributes = attributes_of_traffic(conversations, typed=_typed(facts, moments))
    hub = Draft("")
    set_up_hub(hub, traffic, base_url)
    app = _app(traffic, conversations, attributes, pairs, of_catalogue=is_of_catalogue(facts, label))
    recorded = Recorded(base_url, attributes, app, hub.stub, of, sentences, pairs.ahead or 0.0)
    said = [*dict.fromkeys(one for sentences in contradicted.values() for one in sentences)]
    every = _by_time(kept, [entry for entry, _ in added])
    return Joined(every, recorded, list(_comments(traffic, conversations, pairs, added)), said)


def _contradicted(pairs: Pairs) -> dict[int, list[str]]:
    """What is to be said of each conversation of which an event says another thing, by `id` of its moment."""
    found: dict[int, list[str]] = {}
    for fact, moment in pairs.of.items():
        if said := contradiction(fact.entry, moment.conversation):
            found.setdefault(id(moment), []).append(said)
    return found


def _events_of(moments: Collection[int], facts: Sequence[Fact], pairs: Pairs) -> list[Entry]:
    """The events of these conversations, with those of their transactions that name the app alone."""
    told = [fact.entry for fact, moment in pairs.of.items() if id(moment) in moments]
    transactions = {entry.transaction for entry in told} - {""}
    beside = [fact.entry for fact in facts if fact.about is None and fact.entry.transaction in transactions]
    return [*told, *(entry for entry in beside if entry.failed)]


def _app(
    traffic: Sequence[Traffic],
    conversations: Sequence[Conversation],
    attributes: Attributes,
    pairs: Pairs,
    *,
    of_catalogue: bool,
) -> dict[str, Any]:
    """The `app` of the scenario, as far as the requests show it, and with them the log."""
    app = app_of(traffic, conversations, attributes)
    if "integration" not in app and of_catalogue:
        app["integration"] = "oin"
    if switches := switches_shown(pairs, app.get("integration")):
        app["wire"] = {**app.get("wire", {}), **switches}
    if "import_groups" in further_features(traffic, conversations):
        app["provisioning"] = [*FEATURES, "import_groups"]
    return app


def _stand_ins(
    moments: Sequence[Moment], pairs: Pairs, contradicted: Collection[int], entries: Sequence[Entry], label: str
) -> list[tuple[Entry, Moment]]:
    """Events for the conversations that the log does not tell of, or tells otherwise."""
    targets = (entry.target("AppInstance") for entry in entries)
    app = next((one for one in targets if one is not None and label in (one.alternate_id, one.display_name)), None)
    named = {one.named.scim_id: one for one in moments if one.of_user and one.named.scim_id}
    ahead = pairs.ahead if pairs.ahead is not None and abs(pairs.ahead) > _EXACT else 0.0
    written = WRITTEN if ahead and not pairs.by_acts else 0.0
    stand_ins = StandIns(ahead, app or Target("AppInstance", "", label, label), named, written)
    unlogged = {id(one) for one in pairs.unlogged} | set(contradicted)
    made: list[tuple[Entry, Moment]] = []
    since = 0.0
    for moment in moments:
        if id(moment) in unlogged:
            made += [(entry, moment) for entry in stand_ins.of(moment, since)]
        else:
            stand_ins.told(moment)
        since = max(since, moment.ended)
    return made


def _by_time(entries: Sequence[Entry], added: Sequence[Entry]) -> list[Entry]:
    """Both, by time; what has none stays behind the one before it."""
    dated: list[tuple[float, Entry]] = []
    for run in (entries, added):
        at = 0.0
        for entry in run:
            at = seconds(entry.at) or at
            dated.append((at, entry))
    return [entry for _, entry in sorted(dated, key=lambda one: one[0])]


def _typed(facts: Sequence[Fact], moments: Sequence[Moment]) -> bool | None:
    """True where the log or the requests show a username that is not its person's login; None where none does."""
    if any(has_other_username(fact.entry) for fact in facts):
        return True
    logins: dict[Person, set[str]] = {}
    for fact in facts:
        user = fact.entry.target("User")
        if fact.person is not None and user is not None and user.alternate_id:
            logins.setdefault(fact.person, set()).add(folded(user.alternate_id))
    for moment in moments:
        known = logins.get(moment.subject) if isinstance(moment.subject, Person) else None
        if known and any(folded(name) not in known for name in moment.named.names):
            return True
    return None


def _comments(
    traffic: Sequence[Traffic],
    conversations: Sequence[Conversation],
    pairs: Pairs,
    added: Sequence[tuple[Entry, Moment]],
) -> Iterator[str]:
    """How the two fit."""
    told = {id(moment) for moment in (pairs.of | pairs.saves).values()}
    unlogged = {id(moment) for entry, moment in added if entry.type not in _UNNOTED} - told
    yield (
        f"A System Log and a recording of the traffic, joined: the acts are the log's, the answers the recording's. Of "
        f"{len(conversations)} conversations ({len(traffic)} requests) the log has events of {len(told)}; "
        f"{len(unlogged)} only the recording shows, and of {len(pairs.alone)} events only the log, while the recording "
        "was running."
    )
    if pairs.ahead is None:
        yield (
            "No event and no conversation tell of the same thing at one time: the two are put in order by their own "
            "clocks, and may be of different times or orgs."
        )
    elif abs(pairs.ahead) > _EXACT:
        which = "ahead of" if pairs.ahead > 0 else "behind"
        yield (
            f"The System Log's clock is about {abs(pairs.ahead):.0f} seconds {which} the recording's, as "
            f"{pairs.agreeing} events of the same things show; the recording's times are moved by that."
        )
    else:
        yield f"The two clocks are less than {_EXACT:.0f} seconds apart, as {pairs.agreeing} events show."
