"""Okta in Python: one method per verb, what each did as an object, and what the provider holds."""
