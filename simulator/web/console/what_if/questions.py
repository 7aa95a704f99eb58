"""The questions: what each button does, in a scenario's verbs, and when it makes no sense."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from simulator.okta.actions.record import Refused
from simulator.okta.org import App, OktaUser
from simulator.verbs.assignments import AssignUser, EditAssignment
from simulator.web.console.pages import Deed
from simulator.web.console.what_if.armed import EVERY, Armed, armed
from simulator.web.engine.instance import Instance

LISTED = 50
"""People to choose from, those assigned first."""
NAMES = ("King", "Byron")
"""What somebody is called who marries: the first, or for who has that name already the second."""
NO_HUB = "Only the bundled Hub can be told to misbehave; this provider is an endpoint of its own."
NOBODY = "There is nobody here."


@dataclass(frozen=True)
class Situation:
    """What the questions are asked about."""

    instance: Instance
    armed: Armed

    @classmethod
    def of(cls, instance: Instance) -> "Situation":
        """The present one."""
        return cls(instance, armed(instance.tenant))

    @property
    def app(self) -> App:
        """The scenario's app integration."""
        return self.instance.tenant.app

    @property
    def people(self) -> list[OktaUser]:
        """Up to `LISTED` people, those assigned first."""
        users = self.instance.org.users
        assigned = (users[one] for one in self.app.users if one in users)
        others = (user for user in users.values() if user.id not in self.app.users)
        return list(islice(chain(assigned, others), LISTED))

    def any(self, fits: Callable[[OktaUser], bool]) -> bool:
        """Whether this is so of anybody."""
        return any(map(fits, self.instance.org.users.values()))

    def is_away(self, user: OktaUser) -> bool:
        """Whether somebody has left: deactivated, or not assigned any more to where they have an account."""
        return user.status == "DEPROVISIONED" or (user.id not in self.app.users and self.has_account(user.alias))

    def has_account(self, alias: str) -> bool:
        """Whether an account of theirs was seen at the provider."""
        return ("Users", alias) in self.instance.tenant.scim_ids


Does = Callable[[Deed, Situation, OktaUser], str]
"""What a button does, and the sentence for when it is done; a question about nobody is given somebody all the same."""


@dataclass(frozen=True)
class Question:
    """A button: `label` and what it `says` will happen; `why_not` is the reason why it cannot be pressed now."""

    label: str
    says: str
    does: Callable[..., str]
    why_not: Callable[[Situation], str | None] = field(default=lambda _: None)


def _dotted(deed: Deed, situation: Situation, user: OktaUser) -> str:
    name = user.login.partition("@")[0]
    name = name if "." in name else f"{name}.{user.profile.get('lastName') or 'x'}".lower()
    verb = "edit_assignment" if user.id in situation.app.users else "assign_user"
    deed.do(verb, {"user": deed.alias(user), "username": name})
    return f"The username of {user.display_name} is {name}."


def _marries(deed: Deed, _: Situation, user: OktaUser) -> str:
    name = NAMES[user.profile.get("lastName") == NAMES[0]]
    deed.do("update_user", {"user": deed.alias(user), "profile": {"lastName": name}})
    return f"The last name is {name}: {user.display_name}."


def _leaves(deed: Deed, _: Situation, user: OktaUser) -> str:
    deed.do("deactivate_user", deed.alias(user))
    return f"{user.display_name} has left."


def _comes_back(deed: Deed, situation: Situation, user: OktaUser) -> str:
    """Activate, and assign again where no group has; a username that was typed before is typed again."""
    if not situation.is_away(user):
        raise Refused(f"{user.display_name} has not left.")
    alias = deed.alias(user)
    if user.status == "DEPROVISIONED":
        deed.do("activate_user", alias)
    if user.id not in situation.app.users:
        typed = situation.has_account(alias) and _was_typed(deed, alias)
        name = deed.tenant.usernames.get(alias) if typed else None
        deed.do("assign_user", alias if name is None else {"user": alias, "username": name})
    return f"{user.display_name} is back."


def _was_typed(deed: Deed, alias: str) -> bool:
    typed = (one.verb for one in deed.steps_done if isinstance(one.verb, AssignUser | EditAssignment))
    return any(verb.user == alias and verb.username is not None for verb in typed)


def _strikes(says: str, **fault: Any) -> Does:
    """A fault on every request, which takes two patterns."""

    def does(deed: Deed, _: Situation, __: OktaUser) -> str:
        for pattern in EVERY:
            deed.do("fault", {"on": pattern, **fault})
        return says

    return does


def _passes(duration: str, says: str) -> Does:
    def does(deed: Deed, _: Situation, __: OktaUser) -> str:
        deed.do("wait", duration)
        return says

    return does


def _hub(action: Any, says: str) -> Does:
    def does(deed: Deed, _: Situation, __: OktaUser) -> str:
        deed.do("hub", action)
        return says

    return does


def _gets_token(deed: Deed, _: Situation, __: OktaUser) -> str:
    deed.do("configure", {"stub_token": "current"})
    return "Okta has the provider's token."


def disarm(deed: Deed, situation: Situation, _: OktaUser) -> str:
    """Take all faults away, and switch all quirks off."""
    if situation.armed.faults:
        deed.do("clear_faults")
    for name in situation.armed.names:
        deed.do("hub", {"set_quirk": {"name": name, "on": False}})
    return "The provider behaves again."


def _nobody(situation: Situation) -> str | None:
    return None if situation.instance.org.users else NOBODY


def _nobody_there(situation: Situation) -> str | None:
    if situation.any(lambda user: user.status != "DEPROVISIONED"):
        return None
    return "Everybody has left." if situation.instance.org.users else NOBODY


def _nobody_assigned(situation: Situation) -> str | None:
    return None if situation.app.users else "Nobody is assigned, so nothing would be sent."


def _nobody_away(situation: Situation) -> str | None:
    return None if situation.any(situation.is_away) else "Nobody has left."


def _unless(effect: str) -> Callable[[Situation], str | None]:
    def why_not(situation: Situation) -> str | None:
        if situation.instance.hub is None:
            return NO_HUB
        return "It does already: see the band above." if effect in situation.armed.effects else None

    return why_not


def _at_the_hub(situation: Situation) -> str | None:
    return NO_HUB if situation.instance.hub is None else None


def _no_patch_why_not(situation: Situation) -> str | None:
    if situation.app.integration == "aiw":
        return "To an app of the wizard Okta sends no PATCH; it would make no difference."
    already = "no-patch" in situation.armed.names
    return _at_the_hub(situation) or ("It has none already: see the band above." if already else None)


def _has_token(situation: Situation) -> str | None:
    return _at_the_hub(situation) or (None if situation.armed.other_token else "Okta has the provider's token.")


def _nothing_armed(situation: Situation) -> str | None:
    return _at_the_hub(situation) or (None if situation.armed.can_be_disarmed else "Nothing is armed.")


PERSON = {
    "dot": Question(
        "Their username has a dot",
        "Okta sends a username with a dot in it, which the Hub refuses.", _dotted, _nobody_there,
    ),
    "marry": Question(
        "They marry", "Their last name changes in Okta, and Okta tells the provider.", _marries, _nobody_assigned,
    ),
    "leave": Question(
        "They leave", "They are deactivated in Okta; Okta turns their account at the provider off.",
        _leaves, _nobody_there,
    ),
    "return": Question(
        "They come back", "They are activated again, and assigned again where no group does it.",
        _comes_back, _nobody_away,
    ),
}  # fmt: skip
PROVIDER = {
    "limited": Question(
        "It answers 429 for five minutes", "Too many requests: Okta waits and tries again.",
        _strikes("The provider answers 429 for five minutes.", respond={"status": 429}, lasts="5m"),
        _unless("respond 429"),
    ),
    "page": Question(
        "It answers with an HTML page", "A proxy's error page (502) in place of JSON, until it is disarmed.",
        _strikes("The provider answers with an HTML page.", html=502, times="always"), _unless("html"),
    ),
    "down": Question(
        "It is down", "The connection breaks before a request arrives, until it is disarmed.",
        _strikes("The provider is down.", disconnect="before", times="always"), _unless("disconnect"),
    ),
    "late": Question(
        "It answers too late",
        "Each answer takes 61 seconds, and Okta gives up after 60. Let five minutes pass to see it, or wait.",
        _strikes("The provider answers after 61 seconds.", delay="61s", times="always"), _unless("delay"),
    ),
    "no-patch": Question(
        "It has no PATCH",
        "PATCH answers 501; with it Okta changes a catalogue app's groups, and turns accounts on and off.",
        _hub({"set_quirk": "no-patch"}, "The provider has no PATCH."), _no_patch_why_not,
    ),
    "token": Question(
        "Its token is generated anew", "The token that Okta holds is good no longer: 401 until it gets the new one.",
        _hub("generate_token", "The provider has a new token, and Okta the old one."), _at_the_hub,
    ),
    "paste": Question(
        "Okta gets the new token", "It is pasted in Provisioning > Integration.", _gets_token, _has_token,
    ),
    "disarm": Question("It behaves again", "All of this is disarmed; the token stays.", disarm, _nothing_armed),
}  # fmt: skip
TIME = {
    "minutes": Question(
        "Five minutes pass", "What Okta has put off until then is tried again.", _passes("5m", "Five minutes passed."),
    ),
    "hour": Question("An hour passes", "The same, and an hour later.", _passes("1h", "An hour passed.")),
    "day": Question("A day passes", "The same, and a day later.", _passes("24h", "A day passed.")),
}  # fmt: skip
QUESTIONS: dict[str, Question] = {**PERSON, **PROVIDER, **TIME}
"""All of them, by the name that a form sends."""
