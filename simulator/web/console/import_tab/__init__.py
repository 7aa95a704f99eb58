"""Import: Import Now, Import Results, Confirm Assignments (okta-console 6)."""
