"""Users: look up, create, link, update, deactivate (okta-wire sections 2 to 5).

Both integrations live here: `aiw` (App Integration Wizard) writes `active` with GET and PUT, `oin` (catalogue app)
with PATCH [D: DOC20, FAQ; C: CAP-ROSTR, CAP-FIREZONE, CAP-FLASK].
"""

from collections.abc import Callable
from dataclasses import replace

from simulator.okta import resource, wording
from simulator.okta.flows.conversation import (
    Flow,
    Outcome,
    Part,
    Stop,
    UserConversation,
    assigned_again,
    expect,
    found_by,
    id_in,
    id_of,
    is_list,
    reason_of,
)
from simulator.okta.journal import TaskChange
from simulator.okta.resource import Resource
from simulator.okta.wire import filter_query, filter_rules
from simulator.scim.message import Response

VERIFY_EXISTS = "application.provision.user.verify_exists"
PUSH = "application.provision.user.push"
PUSH_PROFILE = "application.provision.user.push_profile"
REACTIVATE = "application.provision.user.reactivate"
DEACTIVATE = "application.provision.user.deactivate"
DEPROVISION = "application.provision.user.deprovision"
SYNC = "application.provision.user.sync"
PUSH_PASSWORD = "application.provision.user.push_okta_password"  # noqa: S105  (an event's name)
PASSWORD = "application.provision.user.password"  # noqa: S105  (an event's name)
DELETE = "application.provision.user.delete"


class Delayed(Stop):
    """The provider accepted a reactivation and still shows the user inactive: the job runs again later."""


def provision(conversation: UserConversation) -> Flow:
    """Assignment, Provision User, or a retry: look the person up, then create or link (okta-wire 2)."""
    conversation.app_user.under_way = True
    try:
        yield from _provision(conversation)
    except Delayed as delayed:
        return _reschedule(conversation, delayed)
    except Stop as stop:
        outcome = conversation.failed("provision", stop)
        conversation.log(SYNC, "FAILURE", reason_of(conversation.app, stop), why=("log.catalogue",))
        return outcome
    finally:
        conversation.app_user.under_way = False
    conversation.app_user.status = "PROVISIONED"
    assigned_again(conversation.org, conversation.app, conversation.user.id, conversation.scim_id)
    _synchronized(conversation)
    conversation.log(SYNC, why=("log.catalogue",))
    return conversation.succeeded("provision")


def _provision(conversation: UserConversation) -> Part:
    username = conversation.app_user.username
    if not username.strip():
        raise Stop(wording.INVALID_USERNAME, why=("assignment.blank-username",))
    found = yield from find_user(conversation)
    if found is None:
        if "create_users" not in conversation.app.features:
            raise Stop(wording.NOT_FOUND_AND_NO_CREATE, event=VERIFY_EXISTS, why=("create.create-users-off",))
        yield from _create(conversation)
    else:
        yield from _link(conversation, found)
    return None


def find_user(conversation: UserConversation) -> Part:
    """Ask whether `userName` is taken; return the match or None (okta-wire 2.2 [D: DOC20]).

    No match is an empty list or a 404 with a SCIM error. Paging members that are texts end the job with no reason
    (0.6 [C: KBQ]).

    Raises:
        Stop: several matches, or an answer that is neither.
    """
    username = conversation.app_user.username
    query = filter_query("userName", username, conversation.app.wire)
    why = ("create.look-up-first", *filter_rules(username, conversation.app.wire))
    answer = yield conversation.request("GET", "/Users", "check user exists", query=query, why=why)
    prefix = wording.VERIFYING_USER.format(username=username)
    listed = found_by(answer, prefix, VERIFY_EXISTS, ("create.unreadable-look-up",))
    if not all(isinstance(listed.get(key, 0), int) for key in ("totalresults", "startindex", "itemsperpage")):
        raise Stop(None, why=("create.paging-as-text",))
    matches = listed["resources"]
    if len(matches) > 1:
        many = ("create.several-matches",)
        raise Stop(prefix + wording.MORE_THAN_ONE, event=VERIFY_EXISTS, answer=answer, why=many)
    return matches[0] if matches else None


def _create(conversation: UserConversation) -> Part:
    """`POST /Users` (okta-wire 2.3, 2.4): a 409 ends the job [D: DOC20]; no GET follows a 201 [C: CAP-ROSTR]."""
    body = resource.create_body(conversation.app, conversation.app_user, conversation.org.ids.password())
    answer = yield conversation.request(
        "POST", "/Users", "create user", body=body, why=resource.CREATE_RULES, of_profile=True
    )
    prefix = wording.CREATING_USER.format(username=conversation.app_user.username)
    expect(answer, prefix, PUSH, ("create.conflict",) if answer.status == 409 else ())
    scim_id = id_in(answer.json)
    if scim_id is None:
        raise Stop(prefix + wording.EMPTY_USER, event=PUSH, answer=answer, why=("create.empty-answer",))
    conversation.app_user.external_id = scim_id
    conversation.log(PUSH, why=("log.catalogue",))
    return None


def _link(conversation: UserConversation, found: Resource) -> Part:
    """An account with this userName is there: adopt it (okta-wire 2.5).

    Active: one round, GET and PUT [C: CAP-FIREZONE]. Inactive: reactivate, then push the profile [C: CAP-27262],
    which takes Deactivate Users to be on [D: KB Airbase]. The id is Okta's only when all of it went well (4.6).
    """
    prefix = wording.VERIFYING_USER.format(username=conversation.app_user.username)
    scim_id = id_of(found, prefix, VERIFY_EXISTS, ("create.unreadable-look-up",))
    inactive = found.get("active") is False
    conversation.log(VERIFY_EXISTS, why=("log.catalogue",))
    if inactive and "deactivate_users" not in conversation.app.features:
        off = ("create.link-needs-deactivate-users",)
        raise Stop(wording.INACTIVE_AND_NO_DEACTIVATE, event=PUSH_PROFILE, why=off)
    if inactive or conversation.app.wire.link_always_two_rounds:
        rounds = ("create.link-inactive",) if inactive else ("create.link-two-rounds",)
        yield from _reactivate(conversation, scim_id, rounds)
    if conversation.app.wire.link_pushes_profile == "always" or "update_user_attributes" in conversation.app.features:
        why: tuple[str, ...] = ("create.link-inactive",) if inactive else ("create.link-active",)
        if "update_user_attributes" not in conversation.app.features:
            why = (*why, "create.link-pushes-profile")
        yield from _push_profile(conversation, scim_id, active=True, must_be_active=inactive, why=why)
        conversation.log(PUSH_PROFILE, why=("log.catalogue",))
    conversation.app_user.external_id = scim_id
    return None


def _reactivate(conversation: UserConversation, scim_id: str, why: tuple[str, ...]) -> Part:
    """`active` true: GET and PUT of the echo, or PATCH (okta-wire 4.3)."""
    yield from _set_active(conversation, scim_id, active=True, why=why)
    conversation.log(REACTIVATE, why=("log.relink-rows",))
    return None


def _set_active(conversation: UserConversation, scim_id: str, *, active: bool, why: tuple[str, ...] = ()) -> Part:
    """`why` holds the rules that go before those of the deactivation, or of its opposite."""
    username = conversation.app_user.username
    event = REACTIVATE if active else DEACTIVATE
    verb = "reactivat" if active else "deactivat"
    prefix = (wording.REACTIVATING if active else wording.DEACTIVATING).format(username=username)
    purpose = f"{verb}e user"
    if conversation.app.integration == "oin":
        if conversation.app.wire.patch_reads_first:
            yield from _read(conversation, scim_id, prefix, event, (*why, "deactivate.patch-reads-first"))
        body = resource.patch_body(resource.replace_values(active=active))
        why = (*why, "create.link-inactive-patch" if active else "deactivate.patch")
        answer = yield conversation.request("PATCH", f"/Users/{scim_id}", purpose, body=body, why=why)
    else:
        why = why if active else (*why, "deactivate.echo")
        server = yield from _read(conversation, scim_id, prefix, event, why)
        body = resource.echo_body(server, active=active)
        answer = yield conversation.request("PUT", f"/Users/{scim_id}", purpose, body=body, why=why)
    _expect_user(answer, scim_id, prefix, event)
    return None


def _read(conversation: UserConversation, scim_id: str, prefix: str, event: str, why: tuple[str, ...]) -> Part:
    answer = yield conversation.request("GET", f"/Users/{scim_id}", "read user", why=why)
    _expect_user(answer, scim_id, prefix, event)
    if not isinstance(answer.json, dict) or is_list(answer.json):
        nobody = ("update.nobody-returned",)
        raise Stop(prefix + wording.no_user_returned(scim_id), event=event, answer=answer, why=nobody)
    return answer.json


def _expect_user(answer: Response, scim_id: str, prefix: str, event: str) -> None:
    """A 404 by id has a sentence of its own and Okta neither looks up nor creates again (3.4 [V: AWS, SPOT])."""
    if answer.status == 404:
        gone = ("update.gone",)
        raise Stop(prefix + wording.no_user_returned(scim_id), event=event, answer=answer, why=gone)
    expect(answer, prefix, event)


def _push_profile(
    conversation: UserConversation,
    scim_id: str,
    *,
    active: bool | None,
    must_be_active: bool = False,
    password: str | None = None,
    why: tuple[str, ...] = (),
) -> Part:
    """GET, merge, PUT (okta-wire 3.2); or one PATCH of what changed, by the switch `oin_user_patch` (11.4).

    `why` holds the rules that go before those of the push.
    """
    prefix = wording.PUSHING_PROFILE.format(username=conversation.app_user.username)
    by_patch = (
        conversation.app.integration == "oin" and conversation.app.wire.oin_user_patch and conversation.app_user.pushed
    )
    if by_patch and (values := resource.changed_values(conversation.app, conversation.app_user)):
        body = resource.patch_body({"op": "replace", "value": values})
        why = (*why, "update.oin-patch")
        answer = yield conversation.request(
            "PATCH", f"/Users/{scim_id}", "update user", body=body, why=why, of_profile=True
        )
    else:
        by_choice = conversation.app.integration == "oin" and conversation.app_user.pushed
        if by_choice and resource.changed_values(conversation.app, conversation.app_user):
            why = (*why, "update.oin-patch")
        why = (*why, "update.get-before-put")
        server = yield from _read(conversation, scim_id, prefix, PUSH_PROFILE, why)
        if must_be_active and server.get("active") is False:
            late = ("create.delayed-reactivation",)
            raise Delayed(wording.delayed_reactivation(conversation.app_user.username), why=late)
        body = resource.merged_body(conversation.app, conversation.app_user, server, active=active)
        if password is not None:
            body["password"] = password
        why = (*why, *resource.merge_rules(conversation.app, conversation.app_user))
        if active is None and server.get("active") is False:
            why = (*why, "update.active-as-read")
        answer = yield conversation.request(
            "PUT", f"/Users/{scim_id}", "update user", body=body, why=why, of_profile=True
        )
    _expect_user(answer, scim_id, prefix, PUSH_PROFILE)
    return None


def _synchronized(conversation: UserConversation) -> None:
    """Remember what the provider was told; an attribute cleared later is told apart by it (11.5)."""
    conversation.app_user.pushed = {**conversation.app_user.profile, "userName": conversation.app_user.username}
    conversation.app_user.sync_state = "SYNCHRONIZED"
    conversation.app_user.last_sync = conversation.org.now


def _reschedule(conversation: UserConversation, delayed: Delayed) -> Outcome:
    """The job is put back by itself (2.5 [V: SNIPE-14481]); when, no source says (switch `reactivation_delay`)."""
    text = str(delayed.message)
    conversation.app_user.error = text
    due = conversation.org.now + conversation.app.wire.reactivation_delay
    why = (*delayed.why, "create.delayed-reactivation-wait")
    again = replace(conversation.job, due=due, attempt=conversation.job.attempt + 1, why=why)
    conversation.org.schedule.append(again)
    change = TaskChange("rescheduled", "user", conversation.user.alias, "provision", text, why)
    conversation.org.journal.append(change)
    return Outcome(ok=False, error=text, why=delayed.why)


def push_profile(conversation: UserConversation) -> Flow:
    """A changed profile goes out whole; partial pushes do not exist (okta-wire 3 [D: KB partial-profile-push])."""
    active = None if conversation.app.wire.profile_push_active == "echo" else True
    password = conversation.job.detail.get("password")
    why = ("mapping.apply-now-unchanged",) if conversation.job.detail.get("unchanged") else ()
    try:
        yield from _push_profile(conversation, conversation.scim_id, active=active, password=password, why=why)
    except Stop as stop:
        return conversation.failed("push_profile", stop)
    _synchronized(conversation)
    conversation.log(PUSH_PROFILE, why=("log.catalogue",))
    return conversation.succeeded("push_profile")


def deactivate(conversation: UserConversation) -> Flow:
    """`active` false: GET and PUT of the pure echo, or PATCH without a path (okta-wire 4.1, 4.2 [C])."""
    if conversation.app.wire.granular_deprovisioning:
        return (yield from _delete(conversation))
    try:
        yield from _set_active(conversation, conversation.scim_id, active=False)
    except Stop as stop:
        return conversation.failed("deactivate", stop)
    conversation.log(DEACTIVATE, why=("log.catalogue",))
    conversation.log(DEPROVISION, why=("log.catalogue",))
    return conversation.succeeded("deactivate")


def _delete(conversation: UserConversation) -> Flow:
    """Granular deprovisioning (okta-wire 4.7): announced in the event catalogue, its request is our guess."""
    why = ("deactivate.granular",)
    answer = yield conversation.request("DELETE", f"/Users/{conversation.scim_id}", "delete user", why=why)
    try:
        prefix = wording.DEACTIVATING.format(username=conversation.app_user.username)
        _expect_user(answer, conversation.scim_id, prefix, DELETE)
    except Stop as stop:
        return conversation.failed("deactivate", stop)
    conversation.log(DELETE, why=why)
    return conversation.succeeded("deactivate")


def push_password(conversation: UserConversation) -> Flow:
    """Sync Password (okta-wire 5): PATCH of `password`, or the profile PUT with it; no capture shows either body."""
    scim_id, password = conversation.scim_id, str(conversation.job.detail["password"])
    carried = None
    try:
        if conversation.app.integration == "oin":
            body = resource.patch_body(resource.replace_values(password=password))
            why = ("password.sync", "password.body")
            answer = yield conversation.request("PATCH", f"/Users/{scim_id}", "push password", body=body, why=why)
            expect(answer, wording.PUSHING_PASSWORD, PASSWORD)
        else:
            why = ("password.sync", "password.body")
            yield from _push_profile(conversation, scim_id, active=None, password=password, why=why)
            _synchronized(conversation)
            carried = "push_profile"
    except Stop as stop:
        return conversation.failed("push_password", _as_password_failure(stop))
    conversation.log(PUSH_PASSWORD, why=("log.catalogue",))
    return conversation.succeeded("push_password", carried=carried)


def _as_password_failure(stop: Stop) -> Stop:
    message = str(stop.message)
    remote = wording.remote_error(stop.answer) if stop.answer is not None else message
    return Stop(wording.PUSHING_PASSWORD + remote, event=PASSWORD, answer=stop.answer, why=stop.why)


CONVERSATIONS: dict[str, Callable[[UserConversation], Flow]] = {
    "provision": provision,
    "push_profile": push_profile,
    "deactivate": deactivate,
    "push_password": push_password,
}
"""The conversation of each operation about a person."""
