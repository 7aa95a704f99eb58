"""Java's regular expressions, matched without backtracking: for `matches` and `isMemberOfGroupNameRegex`."""

from simulator.okta.expression.patterns.automaton import Matcher, matcher

__all__ = ["Matcher", "matcher"]
