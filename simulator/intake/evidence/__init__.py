"""What a customer sends, read as facts: what was asked and answered, and what Okta says happened."""
