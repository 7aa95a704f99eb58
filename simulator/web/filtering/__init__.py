"""Okta's filter and search expressions: parsed, checked against what a list can be asked, and applied."""
