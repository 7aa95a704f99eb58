"""`/sign-in`, where the printed address leads; and what whoever has no cookie reads."""

from flask import Blueprint, Response, redirect, render_template, request

from simulator.web.http.access import opens
from simulator.web.http.context import visitors

signing_in = Blueprint("signing_in", __name__)


def cookie_name() -> str:
    """The cookie's name, of this port: cookies are shared by all servers of a host."""
    return f"oktasim_{request.host.rpartition(':')[2]}"


@signing_in.get("/sign-in")
def sign_in() -> Response:
    """Exchange the key for a cookie and go on to the story; who has the cookie already goes on as well.

    A key is not spent by who only looks whether the address is good, as programs do with addresses in messages.
    """
    here: Response = redirect("/", 303)  # type: ignore[assignment]  # werkzeug's class, which Flask's extends
    if visitors().knows(request.cookies.get(cookie_name())):
        return here
    cookie = visitors().enter(request.args.get("key", "")) if opens(request.environ) else None
    if cookie is None:
        return stranger()
    here.set_cookie(cookie_name(), cookie, httponly=True, samesite="Strict", path="/")
    return here


def stranger() -> Response:
    """What whoever has no cookie of this run reads."""
    return Response(render_template("signing_in/stranger.html"), 401, content_type="text/html; charset=utf-8")
