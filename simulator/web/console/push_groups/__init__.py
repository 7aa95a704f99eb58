"""An app's Push Groups tab: pushed groups, finding groups by name, unlinking (okta-console 5)."""
