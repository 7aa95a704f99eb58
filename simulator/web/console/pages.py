"""What all pages share: a view is given the org to look at and a template, or an act and a form."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request

from simulator.okta.actions.record import Refused
from simulator.okta.org import App, Group, OktaUser
from simulator.play.job_queue import Ticket
from simulator.scenario.parts.steps import read_act
from simulator.web.console.signing_in.visitors import Said
from simulator.web.engine.acts import Act, Busy
from simulator.web.http.context import client, engine, visitors
from simulator.web.http.errors import ApiError

View = TypeVar("View", bound=Callable[..., Any])

PATIENCE = 5.0
"""Seconds a form waits for the jobs it started, so that the next page can say how they ended."""
ASLEEP = 5
"""Looks, 0.02 s apart, at which all that is under way waits for the clock, after which a form waits no longer."""
MOST_LINES = 12
"""Lines of what is said on a page."""
LATER = "Under way: it goes on when time has passed. On the story's page, What if > Five minutes pass moves the clock."
PLAYED_NOW = "A step is being played; press it again when it has ended."

_LOCAL = re.compile(r"/(?:[^/\\\x00-\x20][^\\\x00-\x20]*)?", re.ASCII)


class Deed:
    """What a form asks for: its fields, and the act in which verbs are done."""

    def __init__(self, act: Act, form: Mapping[str, Any]) -> None:
        self.act = act
        self.org = act.org
        self.tenant = act.tenant
        self.form = form
        self.steps_done = engine().steps_done

    def text(self, name: str) -> str:
        """A field's text without white space around it; empty where it is not there."""
        return str(self.form.get(name, "")).strip()

    def texts(self, name: str) -> list[str]:
        """All values of a field that may be there several times, such as ticked boxes."""
        values: list[str] = self.form.getlist(name)  # type: ignore[attr-defined]  # werkzeug's form
        return values

    def alias(self, one: OktaUser | Group) -> str:
        """What verbs call a person or a group."""
        return self.tenant.alias_of(one)

    def do(self, verb: str, argument: Any = None, app: App | None = None) -> None:
        """Do what a verb says, its argument as a scenario writes it; the app is the scenario's where none is given.

        Attribute values are read by the types that this app's attributes have.

        Raises:
            Refused: Okta would not do it, or the argument is none; the sentence says why.
        """
        tenant = self.tenant if app is None else replace(self.tenant, app=app)
        try:
            read = read_act({verb: argument}, tenant.attribute_types())
        except ValueError as wrong:
            raise Refused(str(wrong).replace(f"`{verb}.", "`")) from None
        self.act.do(read, app)


class Pages(Blueprint):
    """A part of the console."""

    def shows(self, path: str, template: str) -> Callable[[View], View]:
        """Routes a GET to a view that is given the org and the names in the path, and returns what the template needs.

        The org is held until the page is rendered. A `Response` is passed on as it is.
        """

        def register(view: View) -> View:
            @wraps(view)
            def page(**named: str) -> Response | str:
                with engine().look() as org:
                    shown = view(org, **named)
                    return shown if isinstance(shown, Response) else render_template(template, **shown)

            self.add_url_rule(path, view_func=page, methods=["GET"])
            return view

        return register

    def does(self, path: str) -> Callable[[View], View]:
        """Routes a POST to a view that is given a `Deed` and the names in the path, and returns what is to be said, if
        it is not what Okta says of it. Where it goes then, the form says: see `went_back`.
        """

        def register(view: View) -> View:
            @wraps(view)
            def done(**named: str) -> Response:
                said = _done(lambda deed: view(deed, **named))
                return went_back(replace(said, text=engine().redactor.redact_text(_short(said.text))))

            self.add_url_rule(path, view_func=done, methods=["POST"])
            return view

        return register


def _done(view: Callable[[Deed], str | None]) -> Said:
    before = len(engine().steps_done)
    text: str | None = None
    try:
        with engine().act(client()) as act:
            text = view(Deed(act, request.form))
    except (Refused, ApiError) as refused:
        return Said(False, _sentence(refused), tuple(range(before + 1, len(engine().steps_done) + 1)), refused=True)
    except Busy:
        return Said(False, PLAYED_NOW, refused=True)
    asleep = not engine().hold.on and _await(act.tickets)
    steps = tuple(range(before + 1, len(engine().steps_done) + 1))
    failed = next((one.outcome.error for one in act.tickets if one.outcome and not one.outcome.ok), None)
    if failed is not None:
        return Said(False, failed, steps)
    under_way = any(not one.finished.is_set() for one in act.tickets)
    told = next((one.outcome.text for one in act.tickets if one.outcome and one.outcome.text), None)
    if under_way:
        return Said(True, LATER if asleep else "Under way.", steps)
    return Said(True, text or told or "Done.", steps)


def _await(tickets: list[Ticket]) -> bool:
    """Wait for what was started; whether nothing but time helps it on."""
    served, end, looks = engine(), time.monotonic() + PATIENCE, 0
    for ticket in tickets:
        while looks < ASLEEP and not ticket.finished.wait(0.02) and time.monotonic() < end:
            looks = looks + 1 if 0 < served.queue.running <= served.clock.sleepers else 0
    return looks == ASLEEP


def _short(text: str) -> str:
    """The first lines of what an import says, which names everybody it has ignored."""
    lines = text.split("\n")
    more = len(lines) - MOST_LINES
    return text if more <= 1 else "\n".join([*lines[:MOST_LINES], f"and {more:,} lines more"])


def _sentence(refused: Refused | ApiError) -> str:
    if isinstance(refused, ApiError):
        body = refused.body()
        return " ".join([body["errorSummary"], *(one["errorSummary"] for one in body["errorCauses"])])
    return str(refused)


def went_back(said: Said | None = None, *, to: str = "/") -> Response:
    """To a page that the form names, with what is `said` to be read there: to `then`, if it says so, unless it was
    refused; else to `back`, the page that it is on, in whose query stand the fields that it names in `keep`. To `to`
    where it names none of ours.
    """
    form = request.form
    then = "" if said is not None and said.refused else form.get("then", "")
    back = then or form.get("back", "")
    if not then and (typed := [(name, text) for name in form.getlist("keep") for text in form.getlist(name)]):
        back = f"{back.partition('?')[0]}?{urlencode(typed)}"
    back = back if _LOCAL.fullmatch(back) else to
    path, _, query = back.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("said=")]
    kept += [] if said is None else [f"said={visitors().say(said)}"]
    return redirect(f"{path}?{'&'.join(kept)}" if kept else path, 303)  # type: ignore[return-value]  # werkzeug's class, which Flask's extends
