"""Applications: the list, and one app's pages behind its tabs (okta-console 0 to 6)."""
