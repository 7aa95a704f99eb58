"""What happened elsewhere becomes a scenario: SCIM traffic from a HAR, or Okta's own System Log."""
