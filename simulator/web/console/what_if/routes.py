"""`/what-if`: the buttons, each a verb or a few of the session."""

from typing import NamedTuple

from simulator.okta.actions.record import Refused
from simulator.okta.org import OktaUser
from simulator.web.console.pages import Deed, Pages
from simulator.web.console.what_if.questions import LISTED, PERSON, PROVIDER, QUESTIONS, TIME, Question, Situation
from simulator.web.http.context import engine

what_if_pages = Pages("what_if", __name__)


class Button(NamedTuple):
    """A question as the panel shows it: `why_not` is the reason why it cannot be pressed."""

    name: str
    question: Question
    why_not: str | None


class WhatIf:
    """What the panel shows, asked for while it is rendered."""

    def __init__(self) -> None:
        self.engine = engine()
        self.situation = Situation.of(self.engine.instance)
        self.people = self.situation.people
        self.left_out = max(0, len(self.situation.instance.org.users) - LISTED)

    @property
    def groups(self) -> list[tuple[str, list[Button]]]:
        """The buttons under their headings."""
        parts = (("Somebody", PERSON), ("The provider", PROVIDER), ("Time", TIME))
        return [
            (heading, [Button(name, one, one.why_not(self.situation)) for name, one in questions.items()])
            for heading, questions in parts
        ]

    @property
    def chosen(self) -> OktaUser | None:
        """Who is asked about where nobody else is chosen: whom the last step was about, else the first."""
        tenant = self.situation.instance.tenant
        for one in reversed(self.engine.steps_done):
            user_id = tenant.people.get(str(getattr(one.verb, "user", None)))
            if (user := next((person for person in self.people if person.id == user_id), None)) is not None:
                return user
        return self.people[0] if self.people else None

    def stands(self, user: OktaUser) -> str:
        """How somebody stands, in a few words."""
        app_user = self.situation.app.users.get(user.id)
        if user.status == "DEPROVISIONED":
            return "deactivated"
        return "not assigned" if app_user is None else f"assigned as {app_user.username}"


@what_if_pages.app_template_global()
def what_if() -> WhatIf:
    """What the panel shows, for whatever page includes it."""
    return WhatIf()


@what_if_pages.does("/what-if")
def ask(deed: Deed) -> str:
    """Do what a button says."""
    question = QUESTIONS.get(name := deed.text("what"))
    if question is None:
        raise Refused("Press one of the buttons.")
    situation = Situation.of(engine().instance)
    if (why_not := question.why_not(situation)) is not None:
        raise Refused(why_not)
    user = deed.org.users.get(deed.text("person"))
    if user is None and name in PERSON:
        raise Refused("Choose somebody first; whoever was chosen is not in the directory any more.")
    return question.does(deed, situation, user)
