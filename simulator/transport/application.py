"""A web application to be called in process: found by its name, told from a factory, and run as a server runs it."""

import asyncio
import inspect
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from simulator.errors import OptionError
from simulator.transport.wsgi import Application, answer_of

_FAILED = b"Internal Server Error"


def named(name: str, folder: Path) -> Any:
    """What `package.module:attribute` names, an application or a factory of one; modules in `folder` count too.

    Raises:
        OptionError: there is no such thing, or its module cannot be imported.
    """
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise OptionError(f"{name!r} names no application; write package.module:app, or :create_app for a factory")
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        found: Any = import_module(module_name)
    except Exception as why:
        raise OptionError(f"{module_name} cannot be imported from {folder}: {_told(why)}") from why
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise OptionError(f"{module_name} has no {attribute}; name what holds the application, or makes it")
        found = getattr(found, part)
    return found


def name_of(application: Any) -> str:
    """What an application, or a factory, is called where nobody named it: its own name, or that of its class."""
    one = application if hasattr(application, "__qualname__") else type(application)
    return f"{one.__module__}:{one.__qualname__}"


def made(application: Any, name: str) -> Application:
    """A WSGI application of what was given: itself, what a factory makes, or an ASGI application behind an adapter.

    What can be called with nothing is a factory. An ASGI application is sent no lifespan events.

    Raises:
        OptionError: it is neither, the factory failed, or the adapter is not installed.
    """
    if _is_factory(application):
        try:
            application = application()
        except Exception as why:
            raise OptionError(f"{name} is called with nothing, as a factory, and failed: {_told(why)}") from why
    if _is_asgi(application):
        return _adapted(application, name)
    if not callable(application) or _is_factory(application):
        raise OptionError(f"{name} is no WSGI or ASGI application, nor a factory of one: {type(application).__name__}")
    return application  # type: ignore[no-any-return]  # any callable will do


def _is_factory(application: Any) -> bool:
    try:
        signature = inspect.signature(application)
        signature.bind()
    except (TypeError, ValueError):  # no callable, or one that tells nothing of itself
        return False
    return all(one.kind is not one.VAR_POSITIONAL for one in signature.parameters.values())


def _is_asgi(application: Any) -> bool:
    return inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(
        getattr(application, "__call__", None)  # noqa: B004  (whether it is a coroutine function is what matters)
    )


def _adapted(application: Any, name: str) -> Application:
    try:
        from a2wsgi import ASGIMiddleware
    except ImportError:
        why = f"{name} is an ASGI application; pip install 'okta-scim-simulator[asgi]' brings the adapter it needs"
        raise OptionError(why) from None
    adapted: Any = ASGIMiddleware(application, loop=_loop())
    return adapted  # type: ignore[no-any-return]  # a WSGI application


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The one loop that ASGI applications run in, since what one of them holds may belong to its loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="okta-asgi", daemon=True).start()
    return loop


def _told(why: Exception) -> str:
    return f"{type(why).__name__}: {' '.join(str(why).split())}".removesuffix(": ")


def served(application: Application, scheme: str) -> Application:
    """The application as a server runs it: what it raises is a 500, with the traceback on standard error."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = scheme
        environ["SERVER_PORT"] = "443" if scheme == "https" else "80"
        try:
            status, headers, body = answer_of(application, environ)
            if not status[:3].isdecimal():
                raise ValueError(f"the application answered with no status, but {status!r}")
        except Exception:
            traceback.print_exc(file=sys.stderr)
            status, headers, body = "500 Internal Server Error", [("Content-Type", "text/plain")], _FAILED
        start_response(status, headers)
        return [body]

    return call
