"""Routes for what real Okta has no API for, under `/simulator/v1`."""
