"""Okta's published suites for a SCIM service, as data: the SPEC test and the CRUD test of its catalogue (the OIN).

Nothing is sent from here; `simulator.play.conformance` runs them. What no published suite says is not checked.
"""

from simulator.conformance import crud, spec
from simulator.conformance.step import Step, Suite

SUITES: dict[str, Suite] = {"spec": spec.SUITE, "crud": crud.SUITE}
"""The suites by the names that `--suite` takes."""


def checks(suite: str) -> tuple[Step, ...]:
    """The steps of a suite, `spec` or `crud`, in their order; `Step.key` tells them apart."""
    return SUITES[suite].steps
