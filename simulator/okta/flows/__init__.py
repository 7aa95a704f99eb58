"""Okta's conversations with a provider, one generator each: they yield requests and are sent responses."""
