"""The wire: what was sent and answered, a request at a time."""
