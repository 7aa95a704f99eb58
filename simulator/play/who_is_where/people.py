"""A person: assigned in Okta or not, active at the provider or not, and why the two differ."""

from dataclasses import dataclass

from simulator.okta.org import App, AppUser, OktaUser, Org
from simulator.okta.wording import ASSIGNED_BEFORE
from simulator.play.reading import Look, NotThere, There, Unreadable, member_of
from simulator.play.transcript import NOT_LOOKED
from simulator.play.who_is_where.trails import NO_ID, Row, Trail
from simulator.scim.message import Json

NOBODYS_DOING = "no request of Okta's did that"


@dataclass(frozen=True)
class Verdict:
    """Whether the two agree, why not, and whether the provider had accepted what it does not hold."""

    agrees: bool | None
    reason: str | None = None
    accepted: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody who has or had the app; `app_user` is the last assignment, `look` None where nobody looked.

    `off` says what was off when the assignment ended, `sharing` who else Okta has the same account for. `invited`: the
    bundled Hub shows that an invitation waits to be accepted, which SCIM does not tell from a member (huggingface-scim
    8, our reading).
    """

    org: Org
    app: App
    user: OktaUser
    app_user: AppUser
    trail: Trail
    look: Look | None
    off: str | None = None
    sharing: tuple[str, ...] = ()
    invited: bool = False

    @property
    def assigned(self) -> bool:
        """Whether the person has the app now."""
        return self.app.id in self.org.apps and self.app.users.get(self.user.id) is self.app_user

    def row(self) -> Row:
        """The person's row."""
        verdict = self._verdict()
        reason = verdict.reason
        if self.sharing and isinstance(self.look, There):
            reason = f"the account is that of {', '.join(self.sharing)} too"
        elif verdict.agrees and reason is None and isinstance(self.look, There):
            reason = self._note(str(member_of(self.look.resource, "userName") or self.app_user.username))
        return Row(
            "user", self.user.alias, self.app_user.username, self._okta(), self._provider(), verdict.agrees, reason,
            verdict.accepted,
        )  # fmt: skip

    def _okta(self) -> str:
        """The assignment's status, and what else Okta shows of it."""
        words: list[str] = [self.app_user.status if self.assigned else "UNASSIGNED"]
        if self.assigned and self.app_user.error:
            words.append("in error")
        if self.user.id not in self.org.users:
            words.append("deleted")
        elif self.user.status in ("SUSPENDED", "DEPROVISIONED"):
            words.append({"SUSPENDED": "suspended", "DEPROVISIONED": "deactivated"}[self.user.status])
        return ", ".join(words)

    def _provider(self) -> str:
        match self.look:
            case None:
                return not_looked(self.trail)
            case There(resource):
                shown = {True: "active", False: "inactive", None: "there"}[active(member_of(resource, "active"))]
                return f"{shown}, invited" if self.invited else shown
        return said(self.look)

    def _note(self, called: str) -> str | None:
        if self.invited:
            return "the invitation is not accepted yet"
        if self.assigned and self.user.status == "SUSPENDED":
            return "suspending sends nothing"
        return f"called {called} there" if called.casefold() != self.app_user.username.casefold() else None

    def _verdict(self) -> Verdict:
        if self.look is None or isinstance(self.look, Unreadable):
            return Verdict(None)
        if not self.assigned:
            return self._left()
        return self._provisioned() if self.app_user.provisioned else self._unprovisioned()

    def _provisioned(self) -> Verdict:
        """Okta believes that they have an active account."""
        if isinstance(self.look, There):
            if str(self.look.resource.get("id")) != self.app_user.external_id:
                return Verdict(False, "Okta's id is not there; the account of this name has another one")
            if active(member_of(self.look.resource, "active")) is not False:
                return Verdict(True)
        if self.trail.ended is not None and self.trail.ended.ok:
            return Verdict(False, "it was never told to be active again")
        if self.app_user.error:
            return Verdict(False, self.app_user.error)
        told = self.trail.last is not None and self.trail.last.method in ("PUT", "PATCH") and self.trail.last.ok
        return Verdict(False, NOBODYS_DOING, accepted=told)

    def _unprovisioned(self) -> Verdict:
        """Okta knows of no account: it does not believe that they have access."""
        if isinstance(self.look, There):
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

    def _left(self) -> Verdict:
        """The person must not have access any more."""
        if isinstance(self.look, NotThere):
            return Verdict(True)
        assert isinstance(self.look, There)  # noqa: S101  (what is unreadable has been told apart)
        there = active(member_of(self.look.resource, "active"))
        if there is None:
            return Verdict(None, "the provider does not say whether the account is active")
        return Verdict(True) if there is False else self._still_active(str(self.look.resource.get("id")))

    def _still_active(self, scim_id: str) -> Verdict:
        ended = self.trail.ended
        if ended is not None and ended.ok:
            return Verdict(False, f"the provider answered the deactivation with {ended.answer}", accepted=True)
        if ended is not None:
            return Verdict(False, f"the answer to the deactivation was {ended.answer}")
        if not self.app_user.provisioned:
            return Verdict(False, self._unknown_account())
        if scim_id != self.app_user.external_id:
            return Verdict(False, "the account of this name has another id than Okta's")
        return Verdict(False, self._why_not_ended())

    def _why_not_ended(self) -> str:
        waiting = any(one.operation == "deactivate" and one.app_user is self.app_user for one in self.org.schedule)
        if waiting:
            return "the deactivation waits to be tried again"
        if self.app.id not in self.org.apps:
            return "the app integration was deleted, which sends nothing"
        return self.off or "Okta sent no deactivation"


def active(value: Json) -> bool | None:
    """The `active` member, also where a server writes it as a text; None where it does not say."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return value if isinstance(value, bool) else None


def said(look: NotThere | Unreadable) -> str:
    """A look that shows nothing, in words."""
    return "not there" if isinstance(look, NotThere) else f"cannot be read: {look.why}"


def not_looked(trail: Trail) -> str:
    """What the run knows of somebody without looking."""
    if trail.last is None:
        return f"{NOT_LOOKED}, and nothing was sent"
    return f"{NOT_LOOKED} ({trail.last.method}: {trail.last.answer})"
