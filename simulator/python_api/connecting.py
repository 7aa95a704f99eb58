"""From what `Okta.connect` is given to what a run is prepared with."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from provider_stub.http.loopback import is_loopback
from simulator.errors import SimulatorError, UsageError, hidden

if TYPE_CHECKING:
    from simulator.play.setup import Choice
    from simulator.scenario.model import Scenario

TOKEN = "SCIM_TOKEN"  # noqa: S105  (the name of a variable)
"""The environment variable that holds an endpoint's token, for a scenario of what was done."""

__tracebackhide__ = hidden


@dataclass(frozen=True)
class Connection:
    """Whom Okta is connected with, and how; the fields are the arguments of `Okta.connect`."""

    target: Any = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    base_path: str | None = None
    base_url: str | None = None
    integration: Literal["aiw", "oin"] | None = None
    seed: int | None = None
    app: Mapping[str, Any] = field(default_factory=dict)
    clock: Literal["virtual", "real"] | None = None
    verify: bool | None = None
    max_wait: float = 900.0
    allow_host: bool = False
    name: str = "Okta in Python"

    @property
    def endpoint(self) -> str | None:
        """The base URL, where the provider is reached over HTTP."""
        return self.target if isinstance(self.target, str) else None

    def checked(self) -> None:
        """Look whether it can be meant.

        Raises:
            UsageError: it cannot; the sentence says what to give.
        """
        if self.base_path is not None and self.base_url is not None:
            raise UsageError("base_path and base_url exclude each other; give one of them")
        if self.endpoint is None:
            if self.target is None and (self.base_path, self.base_url, self.token) != (None, None, None):
                raise UsageError("the bundled Hub has a base URL and a token of its own; give an application or a URL")
            return
        if "://" not in self.endpoint:
            raise UsageError(
                f"{self.endpoint!r} is no URL; give a base URL with its https://, or an application itself"
            )
        if self.base_path is not None or self.base_url is not None:
            raise UsageError(f"SCIM begins at the URL itself: give {self.endpoint!r} with its path, and no other")
        if not self.token:
            raise UsageError("an endpoint needs a token; give token=...")
        self.consented(self.endpoint)

    def consented(self, url: str) -> None:
        """Look whether users may be created and changed there.

        Raises:
            UsageError: it is another machine, and nobody said so.
        """
        if self.endpoint is not None and not self.allow_host and not is_loopback(url):
            host = urlsplit(url).hostname
            raise UsageError(f"this creates and changes users at {host}; give allow_host=True to say that it may")

    def environment(self) -> dict[str, str]:
        """Where tokens are read."""
        return {**os.environ, **({TOKEN: self.token} if self.token and self.endpoint else {})}

    def choice(self, **more: Any) -> "Choice":
        """What a run is prepared with."""
        from simulator.play.in_process import InProcess
        from simulator.play.setup import Choice
        from simulator.transport.application import name_of

        where: dict[str, Any] = {"stub": True}
        if self.endpoint is not None:
            where = {"endpoint": self.endpoint, "token_env": TOKEN}
        elif isinstance(self.target, InProcess):
            where = {"app": self.target}
        elif self.target is not None:
            base = self.base_path if self.base_url is None else self.base_url
            where = {"app": InProcess(name_of(self.target), self.target, base, self.token or "")}
        return Choice(
            **where, integration=self.integration, seed=self.seed, verify=self.verify, clock=self.clock,
            max_wait=self.max_wait, **more,
        )  # fmt: skip

    def start(self) -> "Scenario":
        """The scenario that begins here, which declares nobody.

        Raises:
            UsageError: `app` or `seed` is not as a scenario has it.
        """
        from simulator.scenario.loading import load_text
        from simulator.scenario.yaml.writing import recorded

        start: dict[str, Any] = {"name": self.name}
        if self.seed is not None:
            start["seed"] = self.seed
        app = {**self.app, **({"integration": self.integration} if self.integration else {})}
        if app:
            start["app"] = app
        if self.endpoint is not None:
            start["provider"] = {"endpoint": self.endpoint, "token_env": TOKEN}
        try:
            return load_text(recorded(start, ()), "")
        except SimulatorError as wrong:
            told = [getattr(one, "message", str(one)) for one in getattr(wrong, "errors", (wrong,))]
            raise UsageError("; ".join(told)) from None
