"""Okta's provisioning engine, played from a YAML scenario.

Ten nouns, each with its home:

- **scenario**: what is there, is done and must be seen; a YAML file, checked whole before it is played (`scenario`).
- **verb**: what somebody can do, with its argument, its place in Okta, its words, and what it does (`verbs`).
- **tenant**: whom a verb acts on: an org, its app, who the aliases are, the Hub's pages (`verbs.tenant`).
- **org**: Okta's state: people, groups, app integrations with assignments, pushes and tasks (`okta.org`).
- **action**: Okta's rule for one act: it changes the org and gives the jobs that follow (`okta.actions`).
- **job**: work of Okta's engine about one person, one group or one app; it has a flow (`okta.org`).
- **flow**: a conversation with the provider, as a generator that yields requests and is sent responses (`okta.flows`).
- **player**: joins flows to a transport, with a clock, and says what happens (`play.player`).
- **event**: what the record, the transcript, is made of; none is made with a secret in it (`play.transcript`).
- **provider**: whoever answers SCIM: the bundled Hub (`provider_stub`) or an endpoint.

A **report** renders events (`reports`); an **engine** keeps an org at work for Okta's Management API (`web.engine`);
a **recorder** stands between a client and a provider and writes down what passes (`recorder`);
a **suite** is what Okta asks of a service before its integration is submitted to the catalogue (`conformance`);
`Okta` speaks the verbs as methods (`python_api`), and pytest hands it to tests (`pytest_plugin`).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.python_api.okta import Okta

__all__ = ["Okta"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`Okta`, imported only when it is asked for."""
    if name != "Okta":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from simulator.python_api.okta import Okta

    return Okta
