"""General: what kind of app integration this is (okta-console 1)."""
