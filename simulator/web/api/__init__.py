"""Okta's Management API: one module per area; views read the request, call an action, and answer."""
