"""The vocabulary: one class per verb, which says all there is to say of it, and does it.

The format, its JSON Schema, `check`, the player, the reports and the Management API read a verb from here.
A new one is a section in one of these modules, and its test.
"""

from simulator.verbs import assignments, directory, group_rules, hub, integration, push_groups, simulation
from simulator.verbs.verb import Verb, verbs_in

VERBS: dict[str, type[Verb]] = {
    **verbs_in(integration, directory, group_rules, assignments, push_groups),
    hub.Hub.verb(): hub.Hub,
    **verbs_in(simulation),
}
"""Every verb of the format."""
