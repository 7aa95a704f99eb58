"""Provisioning: Integration, To App with the attribute mappings, To Okta (okta-console 3)."""
