"""The org's things in the JSON shapes of Okta's Management API: pure functions of the org and its URL."""
