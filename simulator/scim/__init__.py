"""SCIM's vocabulary: requests, responses, schema URNs and message shapes; no behaviour."""
