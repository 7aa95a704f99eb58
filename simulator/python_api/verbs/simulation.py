"""What is done to the simulation itself: time passes, the stub misbehaves, and a look at what has become of it."""

# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.

from collections.abc import Mapping
from typing import Literal

from simulator.errors import hidden
from simulator.python_api.steps import PlayedStep
from simulator.python_api.verbs.acting import Acting

__tracebackhide__ = hidden


class SimulationVerbs(Acting):
    """What is done to the simulation itself: time passes, the stub misbehaves, and a look at what has become of it."""

    def wait(self, seconds: str) -> PlayedStep:
        """Time passes: the virtual clock moves and retries that fall due run.

        Args:
            seconds: How long, as in `5m`.
        """
        return self._do("wait", {"seconds": seconds})

    def fault(
        self,
        on: str,
        *,
        times: int | Literal["always"] = 1,
        after: int = 0,
        lasts: float | None = None,
        user: str | None = None,
        group: str | None = None,
        respond: Mapping[str, object] | None = None,
        delay: str | None = None,
        disconnect: Literal["before", "after"] | None = None,
        truncate: int | None = None,
        html: int | None = None,
        empty: bool | None = None,
        amend: Mapping[str, object] | None = None,
    ) -> PlayedStep:
        """The stub begins to misbehave.

        Args:
            on: Method and path; `*` is any method or any one segment.
            times: How many requests it strikes.
            after: How many requests it lets pass first.
            lasts: How long it strikes every request, in place of `times`, as in `5m`.
            user: Only requests about this user.
            group: Only requests about this group.
            respond: Another answer.
            delay: Seconds that pass before the stub answers as usual.
            disconnect: The connection breaks, before or after the write is applied.
            truncate: Only this many bytes of the body arrive.
            html: A proxy's HTML page with this status.
            empty: No body at all.
            amend: Members of the answer's JSON object that read otherwise, as in `{active: false}`.
        """
        return self._do(
            "fault",
            {
                "on": on,
                "times": times,
                "after": after,
                "lasts": lasts,
                "user": user,
                "group": group,
                "respond": respond,
                "delay": delay,
                "disconnect": disconnect,
                "truncate": truncate,
                "html": html,
                "empty": empty,
                "amend": amend,
            },
        )

    def clear_faults(self) -> PlayedStep:
        """The stub behaves again."""
        return self._do("clear_faults", {})

    def check(self) -> PlayedStep:
        """Nothing is done; only the step's `expect` matters."""
        return self._do("check", {})
