"""Directory > People: the list, Add Person, and a person's page (labels: Okta's help, named at each)."""
