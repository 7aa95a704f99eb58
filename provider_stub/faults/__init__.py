"""Requests that go wrong on purpose: which, how often, and how."""
