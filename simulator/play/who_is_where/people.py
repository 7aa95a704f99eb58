"""A person: assigned in Okta or not, active at the provider or not, and why the two differ."""

from dataclasses import dataclass, replace

from simulator.okta.org import AppUser, OktaUser
from simulator.okta.wording import ASSIGNED_BEFORE
from simulator.play.reading import Resource, member_of
from simulator.play.who_is_where.rows import NO_ID, NOBODYS_DOING, Subject, Verdict


@dataclass(frozen=True)
class Person(Subject):
    """Somebody who has or had the app; `app_user` is the last assignment.

    `off` says what was off when the assignment ended, `sharing` who else Okta has the same account for. `invited`: the
    bundled Hub shows that an invitation waits to be accepted, which SCIM does not tell from a member (huggingface-scim
    8, our reading).
    """

    kind = "user"

    user: OktaUser
    app_user: AppUser
    off: str | None = None
    sharing: tuple[str, ...] = ()
    invited: bool = False

    @property
    def okta_id(self) -> str:
        """The person's."""
        return self.user.id

    @property
    def assigned(self) -> bool:
        """Whether the person has the app now."""
        return self.app.id in self.org.apps and self.app.users.get(self.user.id) is self.app_user

    def verdict(self, held: Resource | None) -> Verdict:
        """Of an account that is there, who has it too, or what is worth a note where both sides agree."""
        if not self.assigned:
            verdict = self._left(held)
        else:
            verdict = self._provisioned(held) if self.app_user.provisioned else self._unprovisioned(held)
        if held and self.sharing:
            return replace(verdict, reason=f"the account is that of {', '.join(self.sharing)} too")
        if held and verdict.agrees and verdict.reason is None:
            return replace(verdict, reason=self._note(held))
        return verdict

    def in_okta(self) -> str:
        """The assignment's status, and what else Okta shows of it."""
        words: list[str] = [self.app_user.status if self.assigned else "UNASSIGNED"]
        if self.assigned and self.app_user.error:
            words.append("in error")
        if self.user.id not in self.org.users:
            words.append("deleted")
        elif self.user.status in ("SUSPENDED", "DEPROVISIONED"):
            words.append({"SUSPENDED": "suspended", "DEPROVISIONED": "deactivated"}[self.user.status])
        return ", ".join(words)

    def shown(self, resource: Resource) -> str:
        """Active or not, and invited."""
        shown = {True: "active", False: "inactive", None: "there"}[active(resource)]
        return f"{shown}, invited" if self.invited else shown

    def _note(self, resource: Resource) -> str | None:
        if self.invited:
            return "the invitation is not accepted yet"
        if self.assigned and self.user.status == "SUSPENDED":
            return "suspending sends nothing"
        called = str(member_of(resource, "userName") or self.name)
        return f"called {called} there" if called.casefold() != self.name.casefold() else None

    def _provisioned(self, held: Resource | None) -> Verdict:
        """Okta believes that they have an active account."""
        if held and str(held.get("id")) != self.app_user.external_id:
            return Verdict(False, "Okta's id is not there; the account of this name has another one")
        if held and active(held) is not False:
            return Verdict(True)
        if self.trail.ended is not None and self.trail.ended.ok:
            return Verdict(False, "it was never told to be active again")
        if self.app_user.error:
            return Verdict(False, self.app_user.error)
        told = self.trail.last is not None and self.trail.last.method in ("PUT", "PATCH") and self.trail.last.ok
        return Verdict(False, NOBODYS_DOING, accepted=told)

    def _unprovisioned(self, held: Resource | None) -> Verdict:
        """Okta knows of no account: it does not believe that they have access."""
        if held:
            return Verdict(False, self._unknown_account())
        why = None if self.trail.created else self._why_nothing() or self.app_user.error
        return Verdict(True, why or self.trail.not_created())

    def _why_nothing(self) -> str | None:
        """Why nothing was sent that would create an account."""
        if self.app_user.error == ASSIGNED_BEFORE:
            return "assigned before provisioning was on"
        if self.user.status == "STAGED":
            return "staged in Okta: nothing is sent before the activation"
        if not self.app.sending:
            return "the API integration is off: nothing is sent"
        return None if "create_users" in self.app.features else "Create Users is off"

    def _unknown_account(self) -> str:
        nothing = None if self.trail.last else self._why_nothing()
        return f"{nothing}; {NO_ID}" if nothing else self.trail.without_id()

    def _left(self, held: Resource | None) -> Verdict:
        """The person must not have access any more."""
        if held is None or active(held) is False:
            return Verdict(True)
        if active(held) is None:
            return Verdict(None, "the provider does not say whether the account is active")
        ended = self.trail.ended
        if ended is not None and ended.ok:
            return Verdict(False, f"the provider answered the deactivation with {ended.answer}", accepted=True)
        if ended is not None:
            return Verdict(False, f"the answer to the deactivation was {ended.answer}")
        if not self.app_user.provisioned:
            return Verdict(False, self._unknown_account())
        if str(held.get("id")) != self.app_user.external_id:
            return Verdict(False, "the account of this name has another id than Okta's")
        return Verdict(False, self._why_not_ended())

    def _why_not_ended(self) -> str:
        waiting = any(one.operation == "deactivate" and one.app_user is self.app_user for one in self.org.schedule)
        if waiting:
            return "the deactivation waits to be tried again"
        if self.app.id not in self.org.apps:
            return "the app integration was deleted, which sends nothing"
        return self.off or "Okta sent no deactivation"


def active(account: Resource) -> bool | None:
    """The `active` member, also where a server writes it as a text; None where it does not say."""
    value = member_of(account, "active")
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return value if isinstance(value, bool) else None
