"""Whom a group rule puts into its groups (management API 3.2; Okta's help: Group rules)."""

from functools import lru_cache

from simulator.errors import ExpressionError
from simulator.okta import mapping
from simulator.okta.expression import Expression, Scope, parse
from simulator.okta.org import GroupRule, OktaUser, Org
from simulator.okta.times import iso

EXPRESSION_TYPE = "urn:okta:expression:1.0"
"""The only type of condition there is: Okta's classic expression language [S]."""


@lru_cache(maxsize=1024)
def compiled(text: str) -> Expression:
    """The condition, parsed once; raises `ExpressionError` (parse)."""
    return parse(text)


def applies(org: Org, rule: GroupRule, user: OktaUser) -> bool:
    """Whether the rule takes this person; whoever is excluded it never takes.

    Only the Okta profile and the groups can be seen, no app [help: "attributes can only come from the Okta user
    profile"].

    Raises:
        ExpressionError: the condition fails for this person, or what it gives is no Boolean [S: it must be one].
    """
    if user.id in rule.excluded:
        return False
    seen = Scope(
        user={**dict.fromkeys(org.user_attributes), **user.profile},
        groups=mapping.group_facts(org, user),
        internal={"id": user.id, "status": user.status},
        quirks=True,
        now=iso(org.now),
    )
    value = compiled(rule.expression).evaluate(seen)
    if not isinstance(value, bool):
        raise ExpressionError("eval", "RULE", f"{value!r} is no Boolean", 0)
    return value
