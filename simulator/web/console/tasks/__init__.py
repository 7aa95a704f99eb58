"""Dashboard > Tasks: what failed and can be retried (okta-console 7)."""
