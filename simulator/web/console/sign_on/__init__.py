"""Sign On: the application username (okta-console 2)."""
