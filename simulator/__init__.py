"""Okta's provisioning engine, played from a YAML scenario."""

__version__ = "0.1.0"
