"""Events that stand for what the recording alone shows, as Okta would have written them (okta-wire 9.2, 9.3)."""

from collections.abc import Iterator, Mapping

from simulator.intake.cast import is_login
from simulator.intake.conversation_kinds import deactivates, overwrites, says_password, switched_off
from simulator.intake.conversations import PROBE, Conversation, members_read, members_sent
from simulator.intake.evidence.json_values import an_object, objects_of
from simulator.intake.joining.subjects import Moment
from simulator.intake.story import acts
from simulator.intake.story.people import Person, Team
from simulator.intake.system_log import Entry, Target
from simulator.okta import wording
from simulator.okta.flows import group_conversation, groups, users
from simulator.okta.flows.conversation import is_transient
from simulator.okta.times import iso

WRITTEN = 1.0
"""Seconds within which Okta is taken to write an event."""
PEOPLE_IMPORTED = (acts.IMPORT, acts.IMPORT_ENDS[0])
_OFF = {
    "create_users": (users.VERIFY_EXISTS, wording.NOT_FOUND_AND_NO_CREATE),
    "deactivate_users": (users.PUSH_PROFILE, wording.INACTIVE_AND_NO_DEACTIVATE),
}


class StandIns:
    """Makes the events of conversations, at times of the log's clock, which is `ahead` seconds before the recording's.

    `app` is the log's target for the app, `named` whom the provider's ids stand for, `written` how many seconds it may
    have taken to write the events that the clocks were compared by.
    """

    def __init__(self, ahead: float, app: Target, named: Mapping[str, Moment], written: float = 0.0) -> None:
        self._ahead = ahead
        self._written = written
        self._app = app
        self._named = named
        self._pushed: dict[str, bool] = {}
        """By the provider's ids and names of groups: whether their latest conversation went well."""

    def told(self, moment: Moment) -> None:
        """A conversation that the log tells of too."""
        if moment.of_group:
            ok = moment.conversation.ok and moment.conversation.first.method != "DELETE"
            for key in (moment.named.scim_id, moment.named.name):
                self._pushed[key] = ok

    def of(self, moment: Moment, since: float) -> Iterator[Entry]:
        """The events of a conversation that the log does not tell of; the one before it ended at `since`.

        They stand a little earlier where the difference of the clocks holds how long it took to write an event.
        """
        number = moment.conversation.first.place
        early = min(self._written, max(moment.began - since, 0.0) / 2)
        at = iso(moment.began + self._ahead - early) if moment.began else ""
        for kind, result, reason, targets in self._rows(moment):
            yield Entry(
                at, kind, result, reason, f"recording {number}", "", (*targets, self._app), place=number,
            )  # fmt: skip
        self.told(moment)

    def _rows(self, moment: Moment) -> Iterator[tuple[str, str, str | None, tuple[Target, ...]]]:
        conversation = moment.conversation
        if moment.of_user:
            whose = self._person(moment)
            for kind, ok, reason in _of_user(conversation):
                yield kind, "SUCCESS" if ok else "FAILURE", reason, whose
        elif moment.of_group:
            yield from self._of_group(moment)
        elif conversation.first.path == "/Groups":
            yield acts.REFRESHED, "SUCCESS", None, ()
        elif conversation.first.page == PROBE:
            yield acts.TESTED, "SUCCESS", None, ()
        else:
            yield from ((kind, "SUCCESS", None, ()) for kind in PEOPLE_IMPORTED)

    def _of_group(self, moment: Moment) -> Iterator[tuple[str, str, str | None, tuple[Target, ...]]]:
        conversation, named = moment.conversation, moment.named
        team = moment.subject if isinstance(moment.subject, Team) else Team(named.name)
        here = (Target("AppGroup", "", "", named.name),)
        in_okta = (Target("UserGroup", team.okta_id, "", named.name), *here)
        if conversation.first.method == "DELETE":
            yield groups.DELETED, "SUCCESS" if conversation.ok else "FAILURE", None, here
            return
        first = not conversation.first.scim_id
        known = self._pushed.get(named.scim_id or named.name)
        if first and known is not False:
            yield groups.CREATED, "SUCCESS", None, in_okta
        elif len(named.names) > 1 and not first:
            yield acts.EDIT_GROUP, "SUCCESS", None, in_okta
        elif not first:
            yield from self._memberships(conversation, in_okta[:1])
        if not conversation.ok:
            again = is_transient(conversation.last.status)
            kind = group_conversation.WILL_BE_RETRIED if again else group_conversation.NOT_RETRIED
            yield kind, "FAILURE", None, here
        elif len(named.names) > 1 and not first:
            yield groups.RENAMED, "SUCCESS", None, here
        else:
            yield groups.PUSHED_MEMBERSHIPS if overwrites(conversation) else groups.UPDATED, "SUCCESS", None, here

    def _memberships(
        self, conversation: Conversation, team: tuple[Target, ...]
    ) -> Iterator[tuple[str, str, str | None, tuple[Target, ...]]]:
        """Who joined and who left, as far as the requests show it."""
        there, gone = members_sent(conversation)
        read = members_read(conversation)
        if read is not None:
            gone, there = [one for one in read if one not in there], [one for one in there if one not in read]
        for kind, ids in ((acts.LEAVE, gone), (acts.JOIN, there)):
            for scim_id in ids:
                if (moment := self._named.get(scim_id)) is not None:
                    yield kind, "SUCCESS", None, (self._person(moment)[1], *team)

    def _person(self, moment: Moment) -> tuple[Target, ...]:
        """AppUser and User: as the log has them, else as the requests do."""
        person = moment.subject if isinstance(moment.subject, Person) else _somebody(moment)
        username = moment.named.name or person.username
        return (
            Target("AppUser", "", username, person.shown),
            Target("User", person.okta_id, person.login, person.shown),
        )


def _somebody(moment: Moment) -> Person:
    conversation = moment.conversation
    reads = [one.resource for one in conversation.requests if one.resource.get("userName")]
    body = conversation.okta_body or conversation.match or next(iter(reads), {})
    names = an_object(body.get("name"))
    shown = " ".join(str(names[part]) for part in ("givenName", "familyName") if names.get(part))
    addresses = [*(str(one.get("value")) for one in objects_of(body.get("emails"))), moment.named.name]
    login = next((one for one in addresses if is_login(one)), moment.named.name)
    return Person(login, moment.named.name, shown, moment.named.okta_id)


def _of_user(conversation: Conversation) -> Iterator[tuple[str, bool, str | None]]:
    first, last = conversation.first, conversation.last
    if first.looked_for is not None or first.method == "POST":
        yield from _of_provisioning(conversation)
        return
    writes = conversation.writes("PUT", "PATCH", "DELETE")
    following = conversation.following
    if not writes:
        ends = following is not None and following.first.looked_for is not None
        yield users.DEACTIVATE if ends else users.PUSH_PROFILE, False, None
    elif says_password(conversation, writes[-1]):
        yield users.PUSH_PASSWORD if last.ok else users.PASSWORD, last.ok, None
    elif writes[-1].method == "DELETE":
        yield users.DELETE, last.ok, None
    else:
        yield users.DEACTIVATE if deactivates(conversation, writes[-1]) else users.PUSH_PROFILE, last.ok, None


def _of_provisioning(conversation: Conversation) -> Iterator[tuple[str, bool, str | None]]:
    if off := switched_off(conversation):
        kind, reason = _OFF[off]
        yield kind, False, reason
        return
    last = conversation.last
    if conversation.writes("POST"):
        yield users.PUSH, last.ok, None
    elif conversation.match is None or last.looked_for is not None:
        yield users.VERIFY_EXISTS, False, None
    else:
        yield users.VERIFY_EXISTS, True, None
        rounds = len(conversation.writes("PUT", "PATCH"))
        reactivated = conversation.reactivates and (rounds > 1 or (rounds == 1 and last.method == "GET"))
        if reactivated or (conversation.reactivates and not last.ok):
            yield users.REACTIVATE, last.ok or reactivated, None
        if not (conversation.reactivates and rounds <= 1):
            yield users.PUSH_PROFILE, last.ok, None
