"""One organization on the Hub: its memory, the rules in force, and what happens when someone's standing changes."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from provider_stub.faults.fault import check_name
from provider_stub.faults.injection import Faults
from provider_stub.http.rate_limit import RateLimiter
from provider_stub.memory import resource_groups
from provider_stub.memory.audit import OWNER, Author, entry
from provider_stub.memory.clock import Clock
from provider_stub.memory.records import Ids, Person, Standing
from provider_stub.memory.store import Store
from provider_stub.quirks import QUIRKS, Quirk
from provider_stub.settings import Settings

TOKEN_PREFIX = "stub_scim_"  # noqa: S105  (a prefix, and no secret; real ones look otherwise)
TOLD = 4
"""Characters of a token that may be told."""
LONG_ENOUGH = 16
"""Characters from which on a token is long enough to tell its last."""


class Organization:
    """Everything one stub knows. `lock` is held around each request; `rules` are the settings' plus the quirks'.

    `token_end` is what may be told of the newest token, None where nothing may or it is not known. `author` and
    `address` are of whoever is at work: the audit log names them.
    """

    author: Author
    address: str | None

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """Back to what the settings say: token, quirks, faults, and an empty store."""
        self.store = Store(self.settings.seed)
        self.audit_ids = Ids(self.settings.seed, "audit")
        self.author, self.address = OWNER, None
        self.request_ids = Ids(self.settings.seed, "request")
        self.faults = Faults(self.clock, self.settings.faults)
        self.quirks: dict[str, Quirk] = {}
        self.rules = self.settings.rules
        self.use_quirks(self.settings.quirks)
        self.limiter = RateLimiter(self.settings.rate_limit, by_clock=self.rules.window_opens == "clock")
        self.token_digests: tuple[str, ...] = (digest(self.settings.token),)
        self.token_end = end_of(self.settings.token)
        self.replaced_digests: set[str] = set()

    def use_quirks(self, names: Iterable[str]) -> None:
        """Put exactly these quirks in force; ValueError where one of them is not known."""
        chosen = {name: QUIRKS[check_name("quirk", name, QUIRKS)] for name in sorted(names)}
        rules = self.settings.rules
        for quirk in chosen.values():
            rules = replace(rules, **quirk.rules)
        self.quirks, self.rules = chosen, rules

    def by_quirk(self, switch: str) -> bool:
        """Whether a quirk has turned this switch of `rules`."""
        return any(switch in quirk.rules for quirk in self.quirks.values())

    def generate_token(self) -> str:
        """A new SCIM token; what becomes of those before is the rule `earlier_tokens`."""
        token = TOKEN_PREFIX + secrets.token_hex(20)
        kept = self.token_digests if self.rules.earlier_tokens == "kept" else ()
        self.replaced_digests.update(self.token_digests if not kept else ())
        self.token_digests, self.token_end = (*kept, digest(token)), end_of(token)
        return token

    def holds_token(self, token: str) -> bool:
        """Whether `token` is a SCIM token in force."""
        given = digest(token)
        return any(hmac.compare_digest(given, each) for each in self.token_digests)

    def was_replaced(self, token: str) -> bool:
        """Whether `token` was a SCIM token until another was generated."""
        return digest(token) in self.replaced_digests

    def holds_owner_token(self, token: str) -> bool:
        """Whether `token` is the owner's access token that was seeded."""
        owner = self.settings.owner_token
        return owner is not None and hmac.compare_digest(digest(token), digest(owner))

    def window_of(self, payer: str) -> str:
        """Whose rate-limit window a request counts in: `payer`'s, or one of all tokens (rule `limit_counts`)."""
        shared = self.rules.limit_counts == "organization" and payer != "anonymous"
        return "organization" if shared else payer

    def note(self, kind: str, message: str, **data: Any) -> None:
        """Add an event to the audit log."""
        event_id, now = self.audit_ids.next(), self.clock.now()
        self.store.audit.append(entry(event_id, now, kind, message, self.author, self.address, data))

    def change_standing(self, person: Person, standing: Standing) -> None:
        """Let someone join, be invited, or leave; Resource Groups follow (huggingface-scim 9)."""
        before, person.standing = person.standing, standing
        if before is standing:
            return
        if standing is Standing.PENDING:
            self.note("org.invite_user", f"Invited {person.username} to the organization", user=person.username)
        elif standing is Standing.MEMBER and before is Standing.PENDING:
            self.note("org.invite.accept", f"{person.username} accepted the invitation", user=person.username)
            resource_groups.joined(self, person)
        elif standing is Standing.MEMBER:
            said = f"Added {person.username} to the organization as {person.role}"
            self.note("org.add_user", said, user=person.username, role=person.role)
            resource_groups.joined(self, person)
        elif before is Standing.MEMBER:
            self.note("org.remove_user", f"Removed {person.username} from the organization", user=person.username)
            resource_groups.left(self, person)

    @property
    def managed(self) -> bool:
        """Whether SCIM owns the accounts; on an organization with Basic SSO it invites those that exist."""
        return self.settings.sso == "managed"

    def set_active(self, person: Person, *, active: bool) -> None:
        """In or out of the organization; the account stays (huggingface-scim 8).

        On Basic, deactivation ends invitation and membership, and activation invites, by a rule again too (I).
        """
        standing = person.standing
        if not active:
            standing = Standing.INACTIVE
        elif self.managed:
            standing = Standing.MEMBER
        elif standing is Standing.OUTSIDER:
            standing = Standing.PENDING
        elif standing is Standing.INACTIVE:
            standing = Standing.PENDING if self.rules.reactivated == "pending" else Standing.MEMBER
        self.change_standing(person, standing)

    def withdraw(self, person: Person) -> None:
        """SCIM no longer knows this person, who leaves the organization and its groups and keeps the account."""
        for group in self.store.forget(person):
            resource_groups.refresh_linked(self, group, [person.id])
        self.change_standing(person, Standing.OUTSIDER)

    def remove(self, person: Person) -> None:
        """What SCIM's DELETE does: `withdraw`; a managed account and all its content are gone for good (D)."""
        self.withdraw(person)
        if self.managed:
            self.store.remove_person(person)
            self.store.gone_usernames.add(person.username.lower())


def digest(token: str) -> str:
    """What is kept of a token, so that a saved state holds no secret."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def end_of(token: str) -> str | None:
    """The last characters of a token, by which its owner may tell it from another; None of one so short that they are
    much of it.
    """
    return token[-TOLD:] if len(token) >= LONG_ENOUGH else None
