"""What is done to the simulation itself: time passes, the stub misbehaves, and a look at what has become of it."""

from typing import Any, ClassVar

from simulator.okta.org import Job
from simulator.scenario.fields.kinds import Seconds
from simulator.scenario.parts.faults import Fault
from simulator.verbs.tenant import Tenant
from simulator.verbs.verb import Verb, duration


class Wait(Verb):
    """Time passes: the virtual clock moves and retries that fall due run."""

    says = "Time passes."
    direct: ClassVar[str] = "seconds"

    seconds: Seconds
    """How long, as in `5m`."""

    def written(self) -> Any:
        return duration(self.seconds)

    def act(self, tenant: Tenant) -> list[Job]:  # noqa: ARG002  (the run lets the time pass)
        return []


class FaultStep(Verb, Fault):
    """The stub begins to misbehave."""

    says = "The provider is told to misbehave."
    stub_only: ClassVar[bool] = True

    @classmethod
    def verb(cls) -> str:
        return "fault"

    def written(self) -> Any:
        lengths = {"lasts": self.lasts, "delay": self.delay}
        return super().written() | {name: duration(held) for name, held in lengths.items() if held is not None}

    def act(self, tenant: Tenant) -> list[Job]:
        tenant.hub_page("POST", "/faults", self.on_the_stub())
        return []


class ClearFaults(Verb):
    """The stub behaves again."""

    says = "The provider behaves again."
    stub_only: ClassVar[bool] = True

    def act(self, tenant: Tenant) -> list[Job]:
        tenant.hub_page("DELETE", "/faults", None)
        return []


class Check(Verb):
    """Nothing is done; only the step's `expect` matters."""

    says = "Nothing is done; what has become of the earlier steps is looked at."

    def act(self, tenant: Tenant) -> list[Job]:  # noqa: ARG002  (nothing to do it to)
        return []
