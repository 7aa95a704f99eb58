"""The Flask mock: Okta's Management API on localhost, and routes for what real Okta has no API for."""
