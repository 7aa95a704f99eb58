"""The register of evidence: what is known of Okta and the Hub, from which sources, and which code and test hold it."""
