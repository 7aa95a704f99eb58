"""How Okta's SCIM client puts a request on the wire, and the switches for what no source decides.

Documented or captured behaviour is plain code elsewhere. Every field of `Wire` stands for a question that the
sources leave open or answer in two ways (okta-wire section 11, and the places named beside each field); a scenario
sets one by name under `app.wire`. `Choices` are those of the Management API (its section 10 and the `?` marks).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args, get_type_hints
from urllib.parse import quote, urlsplit

from simulator.okta.expression.settings import Settings
from simulator.scim.message import Request

MEDIA_TYPE = "application/scim+json"
USER_AGENT = "Okta SCIM Client 1.0.0"
PAGE_SIZE = 100


@dataclass(frozen=True)
class Wire(Settings):
    """The switches, by the names a scenario uses; each default is the best-founded reading.

    Those of the expression language are among them (`expression.settings`).
    """

    filter_space: Literal["%20", "plus"] = "%20"
    """11.1: how a space in a filter is encoded; captures since 2021 show `%20`, the 2018 documentation `+`."""
    patch_reads_first: bool = False
    """11.3: whether a GET precedes the PATCH of `active`; a capture shows none, a diagram shows one."""
    oin_user_patch: bool = False
    """11.4: whether a catalogue app pushes changed profile attributes with PATCH instead of GET and PUT."""
    empty_policy: Literal["omit", "null", "empty-string", "echo-server"] = "null"
    """11.5: what a PUT says of an attribute that had a value at the last push and has none now; what never had one is
    left out. With `echo-server` the server's value stays in either case."""
    multi_value_merge: Literal["replace", "merge"] = "replace"
    """11.6: whether Okta's element replaces the server's array, or is laid over the matching element."""
    group_put_minimal: bool = False
    """11.8: whether a group PUT carries only `schemas`, `displayName` and `members`, or echoes the GET."""
    link_members: Literal["union", "overwrite"] = "union"
    """11.9: what becomes of members the provider's group has when it is linked in PUT mode."""
    link_always_two_rounds: bool = False
    """11.11: whether linking an active match also sends the reactivation round."""
    group_post_rename_patch: bool = False
    """11.13: whether a catalogue app sends the rename PATCH right after creating a group."""
    granular_deprovisioning: bool = False
    """11.16: whether unassigning sends `DELETE /Users/{id}` instead of deactivating; the wire is a guess."""
    retry_policy: Literal["groups", "none", "all"] = "groups"
    """11.19: what is tried again after 5xx or no answer: transient group pushes, nothing, or user jobs too."""
    pathless_members: bool = False
    """11.21: whether a membership PATCH carries `{"members": [...]}` without a path."""
    membership_sentence: Literal["update", "by_kind"] = "update"
    """8.1: the sentence for a refused PATCH that adds or removes members. The catalogue has one for each kind of
    change; the one on record is that of an update (Captain-P-Goldfish/scim-for-keycloak#144, a replacement)."""
    membership_rename: Literal["before", "after", "never"] = "before"
    """6.4: a name PATCH stands next to every membership PATCH; whether before or after it, no source says."""
    push_unchanged_members: bool = False
    """6.4: whether a membership change that the provider would not see is sent all the same."""
    carried_work: Literal["keeps_task", "closes_task"] = "keeps_task"
    """8.4: what becomes of the task of a failed operation when another one's request does its work on the way, as the
    PUT of a rename carries all members: the task stays until it is retried, or is closed. No source says."""
    rename_app_groups: Literal["enabled", "disabled", "deactivates"] = "enabled"
    """6.5: "Rename app groups to match group name in Okta", or an org without it, where a rename ends the push."""
    profile_push_active: Literal["echo", "true"] = "echo"
    """3.2 against quirk 20: whether a profile push repeats the server's `active` or says true; linking says true."""
    link_pushes_profile: Literal["always", "when_enabled"] = "always"
    """2.5: whether linking pushes the profile when Update User Attributes is off."""
    retry_after_overrides: bool = False
    """8.3: whether a `Retry-After` on the second and later 429 replaces the doubled wait."""
    default_locale: str = "en-US"
    """2.6, 11.18: what a profile without `locale` sends; captures show a hyphen, the expression language `en_US`."""
    log_reason: Literal["full", "remote"] = "full"
    """9.1: whether `outcome.reason` holds the whole message or the part from the reason phrase on."""
    catalogue_name: str = "SCIM 2.0 Test App (Header Auth)"
    """9.1: what the catalogue calls a catalogue app, which the System Log names it by beside its label."""
    reactivation_delay: int = 300
    """2.5: seconds until a job that met a delayed reactivation runs again; the text says "rescheduled", not when."""
    apply_now_pushes_unchanged: bool = True
    """3.4: whether "Apply updates now" pushes users whose profile did not change; one support article says so."""
    group_value_over_mapping: bool = True
    """Mappings 3.2: whether a group's value beats the mapping of the same attribute."""
    missing_group: Literal["by_detail", "always"] = "by_detail"
    """8.2: whether a 404 about a pushed group whose `detail` speaks of something else is quoted, as on record
    (getsentry/sentry#122540), or is "Linked group is missing" like every other (`wording.is_about_group`)."""
    delete_missing_group: Literal["done", "failure"] = "done"
    """8.2: what a 404 to the deletion of a pushed group counts as; no source shows one."""
    probe_on_save: bool = False
    """1.1: whether saving the integration or To App sends the probe, as captured; a scenario's configuring steps are
    silent by default."""
    staged_users_wait: bool = True
    """Whether assigning a STAGED user waits for the activation before anything is sent."""


def options_of(name: str) -> tuple[Any, ...]:
    """The values a switch takes; empty when any text or number will do."""
    hint = get_type_hints(Wire)[name]
    return (True, False) if hint is bool else get_args(hint)


def headers(request: Request, base_url: str, token: str) -> list[tuple[str, str]]:
    """The headers of one request, complete and in order (okta-wire 0.1 [C: OLD-DOC, CAP-FIREZONE]).

    `Content-Type` and `Content-Length` only with a body (11.14). The wizard's HTTP Header mode prefixes the pasted
    token with `Bearer` [C: CAP-ROSTR].
    """
    lines = [("Accept", MEDIA_TYPE), ("Accept-Charset", "utf-8")]
    if request.body is not None:
        lines.append(("Content-Type", f"{MEDIA_TYPE}; charset=utf-8"))
    lines += [("User-Agent", USER_AGENT), ("Authorization", f"Bearer {token}")]
    if request.body is not None:
        lines.append(("Content-Length", str(len(request.payload))))
    return [
        *lines,
        ("Host", _host(base_url)),
        ("Connection", "Keep-Alive"),
        ("Accept-Encoding", "gzip,deflate"),
    ]


@lru_cache(maxsize=64)
def _host(base_url: str) -> str:
    return urlsplit(base_url).netloc.rpartition("@")[2]


def filter_query(attribute: str, value: str, wire: Wire) -> str:
    r"""`filter`, `startIndex`, `count`, in that order, for `attribute eq "value"` (okta-wire 0.3 [C: CAP-FLASK, KBQ]).

    `"` and `\` inside the value are escaped as in JSON; no source shows such a value.
    """
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    encoded = quote(f'{attribute} eq "{escaped}"', safe="", errors="replace")
    if wire.filter_space == "plus":
        encoded = encoded.replace("%20", "+")
    return f"filter={encoded}&{page_query(1)}"


def filter_rules(value: str, wire: Wire) -> tuple[str, ...]:
    """The rules behind `filter_query`: choices of ours only where they decide something about this value."""
    plus = ("wire.filter-space",) if wire.filter_space == "plus" else ()
    escaped = ("wire.filter-escapes",) if '"' in value or "\\" in value else ()
    return ("wire.filter-encoding", "wire.query-order", *plus, *escaped)


def page_query(start: int, count: int = PAGE_SIZE) -> str:
    """`startIndex` and `count` (okta-wire 0.3, 7.1)."""
    return f"startIndex={start}&count={count}"


@dataclass(frozen=True)
class Choices:
    """The switches; each default is the best-founded reading."""

    assign_again: Literal["conflict", "update"] = "conflict"
    """Whether POST of an individually assigned person answers E0000062, as documented, or edits the assignment."""
    rule_groups: Literal["refuse", "ignore"] = "refuse"
    """Whether an update of a group rule that names other groups is refused or taken without them; the documents say
    only that the groups cannot be changed."""
    connecting_adds_push_groups: bool = True
    """Whether setting up the connection also ticks Push Groups, for which the API has no route of its own."""
