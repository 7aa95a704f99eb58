"""Reports > System Log: what Okta has on record, searched, expanded and taken away (okta-console 8)."""
